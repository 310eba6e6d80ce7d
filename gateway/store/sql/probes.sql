-- name: begin
INSERT INTO probes (:columns) SELECT :values FROM :rows;

-- name: came_in
-- Of the last day: a probe that was called lost may only have been late. Each of them looks at what its line got since then,
-- piece by piece, so that PostgreSQL does not read all that ever came.
UPDATE probes p SET outcome = 'received'
WHERE p.way = 'message' AND p.outcome <> 'received' AND p.sent_at > now() - interval '24 hours' AND (
    SELECT true FROM parts t WHERE t.line = p.line AND t.received_at >= p.sent_at AND (
        SELECT m.rule = 'own_address' AND strpos(m.subject || ' ' || m.text, p.token) > 0 FROM messages m WHERE m.id = t.message_id)
    LIMIT 1);

-- name: over
-- One that another line has not sent says nothing of this one; one that a line cannot send to itself does.
UPDATE probes p SET outcome = CASE WHEN p.by = p.line OR (SELECT o.state FROM outbox o WHERE o.cause = 'probe:' || p.id LIMIT 1)
    IN ('sent', 'delivered', 'undelivered', 'dead') THEN 'lost' ELSE 'unsent' END
WHERE p.outcome = 'open' AND p.sent_at < now() - $1::interval;

-- name: idle
SELECT line FROM unnest($1::text[]) AS line
WHERE NOT EXISTS (
    SELECT FROM attempts a WHERE a.line = line.line AND a.opened_at > now() - $2::interval AND a.state <> 'failed')
  AND NOT EXISTS (SELECT FROM probes p WHERE p.by = line.line AND p.sent_at > now() - interval '24 hours');

-- name: left_over
-- What was enqueued for probes that are over, and waits for something still.
SELECT o.id, o.state FROM probes p
CROSS JOIN LATERAL (SELECT id, state FROM outbox WHERE cause = 'probe:' || p.id LIMIT 1) AS o
WHERE p.outcome <> 'open' AND p.sent_at > now() - interval '24 hours'
  AND o.state IN ('due', 'held', 'unknown', 'dead', 'undelivered');

-- name: since
SELECT line, sent_at, outcome FROM probes
WHERE line = ANY($1::text[]) AND sent_at >= $2 AND outcome NOT IN ('open', 'unsent') ORDER BY line, sent_at;

-- name: waiting
SELECT DISTINCT line FROM probes WHERE outcome = 'open';

-- name: to_ring
SELECT id, line FROM probes WHERE by = $1 AND way = 'ring' AND outcome = 'open' AND sent_at > now() - $2::interval ORDER BY id;

-- name: rung
UPDATE probes SET outcome = $2 WHERE id = $1 AND outcome = 'open';
