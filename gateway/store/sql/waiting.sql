-- Reads only: what waits to go out.

-- name: listed
-- Oldest first, with what holds each up.
SELECT o.id, o.line, o.purpose, o.recipient AS who, o.priority, o.reason, o.tries, o.due_at, o.aside, o.created_at AS since,
    c.code, l.send_error, coalesce((l.facts->>'braked')::boolean, false) AS braked,
    EXISTS (SELECT 1 FROM attempts a WHERE a.outbox_id = o.id AND a.state = 'open') AS on_the_wire
FROM outbox o JOIN lines l ON l.name = o.line LEFT JOIN cases c ON c.id = o.case_id
WHERE o.state = 'due' AND ($1::text = '' OR o.line = $1) AND ($2::text = '' OR o.purpose = $2)
  AND o.created_at <= now() - $3::interval
ORDER BY o.created_at, o.id LIMIT $4 OFFSET $5;

-- name: count
SELECT count(*) FROM outbox o
WHERE o.state = 'due' AND ($1::text = '' OR o.line = $1) AND ($2::text = '' OR o.purpose = $2)
  AND o.created_at <= now() - $3::interval;

-- name: ages
SELECT state AS queue, count(*) AS n, min(coalesce(settled_at, created_at)) AS oldest FROM outbox
WHERE state IN ('held', 'unknown', 'dead', 'undelivered') GROUP BY state
UNION ALL SELECT 'due', count(*), min(created_at) FROM outbox WHERE state = 'due';

-- name: last_out
SELECT line, max(closed_at) FILTER (WHERE state = 'ok') AS at FROM attempts
WHERE line = ANY($1::text[]) AND opened_at > now() - interval '7 days' GROUP BY line;

-- name: due_by_line
SELECT line, count(*) AS n, min(created_at) AS oldest FROM outbox WHERE state = 'due' GROUP BY line;
