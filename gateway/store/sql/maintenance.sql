-- name: begin_backup
INSERT INTO backups (file) VALUES ($1) RETURNING id;

-- name: progress
UPDATE backups SET bytes = $2 WHERE id = $1 AND outcome = 'running';

-- name: end_backup
-- running -> good | failed
UPDATE backups SET outcome = $2, reason = $3, detail = $4, bytes = greatest(bytes, $5), ended_at = now()
WHERE id = $1 AND outcome = 'running';

-- name: good_since
SELECT EXISTS (SELECT 1 FROM backups WHERE outcome = 'good' AND started_at >= $1);

-- name: last
-- The last good one, and the last of those that have ended: why it failed or was not copied.
SELECT (SELECT max(started_at) FROM backups WHERE outcome = 'good') AS good_at, last.started_at, last.outcome, last.reason,
    last.detail, (SELECT min(at) FROM migrations) AS born_at
FROM (SELECT 1) AS one LEFT JOIN LATERAL (
    SELECT started_at, outcome, reason, detail FROM backups WHERE outcome <> 'running' ORDER BY id DESC LIMIT 1) AS last ON true;

-- name: database_bytes
SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class
WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace;

-- name: note_restore
INSERT INTO restores (taken_at) VALUES ($1);

-- name: last_restore
SELECT at, taken_at FROM restores ORDER BY id DESC LIMIT 1;

-- name: note_disk_space
INSERT INTO disk_space (host, place, free) VALUES ($1, $2, $3);

-- name: forget_disk_space
DELETE FROM disk_space WHERE at < now() - interval '30 days';

-- name: disk_space
SELECT place, at, free FROM disk_space WHERE host = $1 AND at > now() - interval '7 days' ORDER BY place, at;
