-- The clocks of a new case are opened by the statement that opens the case, and done by the one that moves it (cases.sql).

-- name: set
-- A deadline that its case has of that kind stays as it was.
INSERT INTO deadlines (:columns) SELECT :values FROM :rows ON CONFLICT DO NOTHING;

-- name: start_again
-- A round of its own: what was promised before stays where it is, and nobody is reminded of it any more.
WITH earlier AS (UPDATE deadlines SET look_at = NULL FROM :rows
    WHERE deadlines.case_id = new.case_id AND deadlines.kind = new.kind AND done_at IS NULL)
INSERT INTO deadlines (:columns, round)
SELECT :values, 1 + coalesce((SELECT max(d.round) FROM deadlines d WHERE d.case_id = new.case_id AND d.kind = new.kind), 0)
FROM :rows
ON CONFLICT DO NOTHING;

-- name: begin
-- Of the last round: anew where it has one of that kind. No constraint is named: while older processes run there is another one.
WITH again AS (
    UPDATE deadlines SET term = new.term, counted_from = new.counted_from, due_at = new.due_at, look_at = new.look_at, used = '0',
        step = 0, paused_at = NULL, done_at = NULL
    FROM :rows WHERE deadlines.case_id = new.case_id AND deadlines.kind = new.kind
        AND deadlines.round = (SELECT max(d.round) FROM deadlines d WHERE d.case_id = new.case_id)
    RETURNING deadlines.case_id, deadlines.kind)
INSERT INTO deadlines (:columns, round)
SELECT :values, coalesce((SELECT max(d.round) FROM deadlines d WHERE d.case_id = new.case_id), 1) FROM :rows
WHERE NOT EXISTS (SELECT FROM again WHERE again.case_id = new.case_id AND again.kind = new.kind)
ON CONFLICT DO NOTHING;

-- name: restart
UPDATE deadlines SET term = new.term, counted_from = new.counted_from, due_at = new.due_at, urgent = new.urgent,
    look_at = new.look_at, used = '0', step = 0
FROM :rows
WHERE deadlines.case_id = new.case_id AND deadlines.kind = new.kind AND deadlines.done_at IS NULL
  AND deadlines.round = (SELECT max(d.round) FROM deadlines d WHERE d.case_id = new.case_id AND d.kind = new.kind);

-- name: done
UPDATE deadlines SET done_at = coalesce($3, now())
WHERE case_id = ANY($1::bigint[]) AND kind = ANY($2::text[]) AND done_at IS NULL;

-- name: of_case
SELECT case_id, kind, round, term, counted_from, used, urgent, due_at, paused_at, warned_at, escalated_at, step, look_at, done_at
FROM deadlines WHERE case_id = $1 ORDER BY due_at, kind, round;

-- name: due
-- Of open cases and lines that there are: what is due within $2 and was not told of yet, or is late and was not told to anybody's head.
SELECT d.case_id, d.due_at, d.warned_at, k.line, k.unit, k.code,
    coalesce((SELECT min(c.started_at) FROM calls c WHERE c.case_id = k.id), k.opened_at) AS began_at
FROM deadlines d JOIN cases k ON k.id = d.case_id
WHERE d.kind = $1 AND d.done_at IS NULL AND d.paused_at IS NULL AND d.due_at <= now() + $2::interval AND k.state = ANY($3::text[])
  AND k.line = ANY($4::text[]) AND (d.warned_at IS NULL OR d.due_at <= now()) AND d.escalated_at IS NULL
ORDER BY d.due_at, d.case_id LIMIT 200 FOR UPDATE OF d SKIP LOCKED;

-- name: told
UPDATE deadlines SET warned_at = coalesce(warned_at, now()), escalated_at = CASE WHEN $3 THEN now() ELSE escalated_at END
WHERE case_id = $1 AND kind = $2;

-- name: to_remind
SELECT d.case_id, d.kind, d.round, d.term, d.counted_from, d.used, d.urgent, d.due_at, d.step, k.code, k.line,
    CASE WHEN d.kind = 'take_over' THEN k.handed_to ELSE k.unit END AS unit, k.state,
    k.restricted
FROM deadlines d JOIN cases k ON k.id = d.case_id
WHERE d.look_at <= now() AND d.done_at IS NULL AND d.paused_at IS NULL
  AND NOT EXISTS ( -- of two that are dealt with together the earlier date is reminded of
    SELECT FROM case_merges m JOIN deadlines l ON l.case_id = m.leading_id AND l.kind = d.kind AND l.done_at IS NULL AND l.paused_at IS NULL
    WHERE m.case_id = d.case_id AND l.due_at <= d.due_at)
ORDER BY d.look_at, d.case_id, d.kind LIMIT 200 FOR UPDATE OF d SKIP LOCKED;

-- name: looked
UPDATE deadlines SET step = new.step, look_at = new.look_at FROM :rows
WHERE deadlines.case_id = new.case_id AND deadlines.kind = new.kind AND deadlines.round = new.round;

-- name: pause
UPDATE deadlines SET paused_at = $2
WHERE case_id = $1 AND term <> '' AND done_at IS NULL AND paused_at IS NULL RETURNING kind;

-- name: paused
SELECT case_id, kind, round, term, counted_from, used, urgent, due_at, paused_at, warned_at, escalated_at, step, look_at, done_at
FROM deadlines WHERE case_id = $1 AND paused_at IS NOT NULL AND done_at IS NULL ORDER BY kind, round FOR UPDATE;

-- name: run_on
UPDATE deadlines SET counted_from = new.counted_from, used = new.used, due_at = new.due_at, look_at = new.look_at, paused_at = NULL
FROM :rows WHERE deadlines.case_id = new.case_id AND deadlines.kind = new.kind AND deadlines.round = new.round;
