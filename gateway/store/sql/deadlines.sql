-- name: set
INSERT INTO deadlines (:columns) SELECT :values FROM :rows ON CONFLICT (case_id, kind) DO NOTHING;

-- name: done
UPDATE deadlines SET done_at = $3 WHERE case_id = ANY($1::bigint[]) AND kind = $2 AND done_at IS NULL;

-- name: of_case
SELECT case_id, kind, due_at, paused_at, warned_at, escalated_at, done_at FROM deadlines WHERE case_id = $1 ORDER BY due_at;

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
