-- name: set
INSERT INTO deadlines (:columns) SELECT :values FROM :rows ON CONFLICT (case_id, kind) DO NOTHING;

-- name: done
UPDATE deadlines SET done_at = $3 WHERE case_id = ANY($1::bigint[]) AND kind = $2 AND done_at IS NULL;

-- name: of_case
SELECT case_id, kind, due_at, paused_at, warned_at, done_at FROM deadlines WHERE case_id = $1 ORDER BY due_at;
