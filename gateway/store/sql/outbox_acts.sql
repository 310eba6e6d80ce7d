-- name: resend
-- held | unknown | dead | undelivered -> due, by a person; a new round sends the whole again
UPDATE outbox SET state = 'due', due_at = now(), tries = 0, claimed_epoch = 0, settled_at = NULL, reason = NULL,
    aside = false, asides = 0, released = true, round = round + CASE WHEN state = 'held' THEN 0 ELSE 1 END
WHERE id = $1 AND state IN ('held', 'unknown', 'dead', 'undelivered') RETURNING line, recipient;

-- name: drop
UPDATE outbox SET state = 'dropped', reason = $2, settled_at = now()
WHERE id = $1 AND state IN ('held', 'unknown', 'dead', 'undelivered') RETURNING id;

-- name: lock
-- A sender opens its attempt (close_and_open_attempt) under this row's lock: the statement after this one sees it, or it
-- sees what that statement has written.
SELECT 1 FROM outbox WHERE id = $1 FOR UPDATE;

-- name: hurry
-- due -> due now, by a person: before what goes out by itself, and past the line's hourly budget
UPDATE outbox SET due_at = now(), aside = false, released = true, priority = least(priority, 1)
WHERE id = $1 AND state = 'due' AND NOT EXISTS (SELECT 1 FROM attempts WHERE outbox_id = $1 AND state = 'open')
RETURNING line;

-- name: drop_due
-- due -> dropped, by a person; what is on the wire just now cannot be called back
UPDATE outbox SET state = 'dropped', reason = $2, settled_at = now(), claimed_epoch = 0
WHERE id = $1 AND state = 'due' AND NOT EXISTS (SELECT 1 FROM attempts WHERE outbox_id = $1 AND state = 'open')
RETURNING line;

-- name: delay
UPDATE outbox SET due_at = now() + $2::interval WHERE cause = $1 AND state = 'due';

-- name: lock_caused
SELECT 1 FROM outbox WHERE cause = $1 ORDER BY id FOR UPDATE;

-- name: take_back
-- held | due -> dropped, by who had them sent, as long as none was tried
UPDATE outbox SET state = 'dropped', reason = $2, settled_at = now(), claimed_epoch = 0
WHERE cause = $1 AND state IN ('held', 'due') AND NOT EXISTS (SELECT 1 FROM attempts WHERE outbox_id = outbox.id)
RETURNING id;

-- name: caused
-- How many there are, how many of them nobody has tried, and when the first of these is due.
SELECT count(*) AS n, count(*) FILTER (WHERE untried) AS untried, min(due_at) FILTER (WHERE untried) AS due_at FROM (
    SELECT due_at, state IN ('held', 'due') AND NOT EXISTS (SELECT 1 FROM attempts WHERE outbox_id = outbox.id) AS untried
    FROM outbox WHERE cause = $1) AS rows;

-- name: mark_sent
-- unknown -> sent | due, by a person who knows that the part of unknown fate went out: those behind it follow by themselves.
WITH row AS (
    SELECT id, round FROM outbox WHERE id = $1 AND state = 'unknown' FOR NO KEY UPDATE
), known AS (
    UPDATE attempts a SET state = 'ok' FROM row
    WHERE a.outbox_id = row.id AND a.round = row.round AND a.state = 'unknown' RETURNING a.part, a.parts
), missing AS (
    SELECT max(parts) - count(DISTINCT part) AS n FROM (
        SELECT part, parts FROM known
        UNION ALL
        SELECT a.part, a.parts FROM attempts a, row
        WHERE a.outbox_id = row.id AND a.round = row.round AND a.state = 'ok') AS out
)
UPDATE outbox o SET state = CASE WHEN missing.n > 0 THEN 'due' ELSE 'sent' END, reason = $2,
    due_at = now(), settled_at = CASE WHEN missing.n > 0 THEN NULL ELSE now() END
FROM row, missing WHERE o.id = row.id RETURNING o.line, coalesce(missing.n, 0)::int AS missing;

-- name: hold_all
-- due -> held: after a restore nothing goes out by itself
UPDATE outbox SET state = 'held', reason = $1, claimed_epoch = 0 WHERE state = 'due';
