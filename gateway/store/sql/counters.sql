-- name: start
SELECT (SELECT coalesce(max(id), 0) FROM messages) AS messages, (SELECT coalesce(max(id), 0) FROM attempts) AS attempts;

-- name: messages
-- The tail of the table behind id $1, at most $3 rows. Rows up to the newest that is older than $2 are settled: no
-- transaction is still under way that could add one before them. $4: the bounds of the buckets, in seconds. What our own
-- addresses write is no figure: it has a row only that the tail be read on behind it.
WITH tail AS (
    SELECT id, line, outcome, registered_at, rule = 'own_address' AS own,
        CASE WHEN rule <> 'own_address' THEN extract(epoch FROM registered_at - (
        SELECT max(received_at) FROM parts WHERE message_id = messages.id AND received_at <= registered_at))::float8 END AS seconds
    FROM messages WHERE id > $1 ORDER BY id LIMIT $3
), edge AS (
    SELECT coalesce(max(id), $1) AS id FROM tail WHERE registered_at < now() - $2::interval
)
SELECT line, outcome, tail.id <= edge.id AS settled, edge.id AS edge, width_bucket(seconds, $4::float8[]) AS registration,
    count(*) FILTER (WHERE NOT own) AS n, coalesce(sum(seconds), 0) AS registration_seconds
FROM tail, edge GROUP BY line, outcome, settled, edge, registration;

-- name: attempts
-- The same of attempts. One that is still open when it is settled is past every deadline: unknown, as the outbox will say.
-- `attempt`: from its opening to the answer, if there was one. `handover`: from when it was queued to when its last part was
-- taken, of what nobody had sent again. Of probes nothing is counted.
WITH tail AS (
    SELECT a.id, a.line, a.state, a.opened_at, o.purpose = 'probe' AS own,
        CASE WHEN o.purpose = 'probe' THEN NULL WHEN a.state IN ('ok', 'failed') THEN extract(epoch FROM a.closed_at - a.opened_at)::float8 END AS took,
        CASE WHEN a.state = 'ok' AND a.part = a.parts AND a.round = 1 AND o.purpose <> 'probe'
             THEN extract(epoch FROM a.closed_at - o.created_at)::float8 END AS waited
    FROM attempts a JOIN outbox o ON o.id = a.outbox_id WHERE a.id > $1 ORDER BY a.id LIMIT $3
), edge AS (
    SELECT coalesce(max(id), $1) AS id FROM tail WHERE opened_at < now() - $2::interval
)
SELECT line, CASE WHEN state = 'open' THEN 'unknown' ELSE state END AS outcome, tail.id <= edge.id AS settled, edge.id AS edge,
    width_bucket(took, $4::float8[]) AS attempt, width_bucket(waited, $4::float8[]) AS handover,
    count(*) FILTER (WHERE NOT own) AS n, coalesce(sum(took), 0) AS attempt_seconds, coalesce(sum(waited), 0) AS handover_seconds
FROM tail, edge WHERE state <> 'open' OR tail.id <= edge.id
GROUP BY line, outcome, settled, edge, attempt, handover;

-- name: attention_by_line
-- What waits at each line, beside what health counts by line: each half from its partial index.
SELECT line, 'out_' || state AS queue, count(*) AS n, min(coalesce(settled_at, created_at)) AS oldest FROM outbox
WHERE state IN ('held', 'unknown', 'dead', 'undelivered') GROUP BY line, state
UNION ALL SELECT line, 'in_' || outcome, count(*), min(registered_at) FROM messages
WHERE outcome IN ('held', 'unreadable') GROUP BY line, outcome
UNION ALL SELECT line, 'in_unfetched', count(*), min(received_at) FROM parts WHERE state = 'unfetched' GROUP BY line
UNION ALL SELECT line, 'in_unconfirmed', count(*), min(received_at) FROM parts
WHERE confirmed_at IS NULL AND state <> 'unfetched' GROUP BY line;
