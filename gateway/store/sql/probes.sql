-- name: begin
INSERT INTO probes (:columns) SELECT :values FROM :rows;

-- name: came_in
-- Of the last day: a probe that was called lost may only have been late.
UPDATE probes p SET outcome = 'received' FROM messages m
WHERE p.outcome <> 'received' AND p.sent_at > now() - interval '24 hours' AND m.line = p.line
  AND m.registered_at >= p.sent_at AND m.rule = 'own_address' AND strpos(m.subject || ' ' || m.text, p.token) > 0;

-- name: lost
UPDATE probes SET outcome = 'lost' WHERE outcome = 'open' AND sent_at < now() - $1::interval;

-- name: since
SELECT line, sent_at, outcome FROM probes WHERE line = ANY($1::text[]) AND sent_at >= $2 ORDER BY line, sent_at;
