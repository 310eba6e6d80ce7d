-- name: declare
-- Config's lines become rows; a row that config no longer names stays, with its history.
INSERT INTO lines (name, channel, address)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
ON CONFLICT (name) DO UPDATE SET channel = excluded.channel, address = excluded.address
WHERE (lines.channel, lines.address) IS DISTINCT FROM (excluded.channel, excluded.address);

-- name: take_lines
-- A row that a writer holds FOR KEY SHARE is passed over: an old holder's transaction ends before the epoch moves. An UPDATE
-- alone locks FOR NO KEY UPDATE, which does not wait for those (PostgreSQL manual §13.3.2): hence FOR UPDATE.
WITH free AS MATERIALIZED (
    SELECT name FROM lines WHERE name = ANY($1::text[]) AND (until < now() OR holder = $2) ORDER BY name FOR UPDATE SKIP LOCKED
)
UPDATE lines SET holder = $2, epoch = epoch + 1, until = now() + $3::interval
FROM free WHERE lines.name = free.name RETURNING lines.name AS key, epoch;

-- name: renew_lines
UPDATE lines SET until = now() + $4::interval
FROM unnest($1::text[], $2::bigint[]) AS held (key, epoch)
WHERE lines.name = held.key AND lines.epoch = held.epoch AND lines.holder = $3 RETURNING lines.name AS key;

-- name: release_lines
UPDATE lines SET until = '-infinity', holder = ''
FROM unnest($1::text[], $2::bigint[]) AS held (key, epoch)
WHERE lines.name = held.key AND lines.epoch = held.epoch AND lines.holder = $3;

-- name: guard_line
-- $4: whether the commit waits for the disk.
SELECT CASE WHEN $4 THEN 'on' ELSE set_config('synchronous_commit', 'off', true) END
FROM lines WHERE name = $1 AND epoch = $2 AND holder = $3 AND until > now() FOR KEY SHARE;

-- name: take_partitions
-- Waits for no disk: with a lost commit the partition is free as before.
WITH free AS MATERIALIZED (
    SELECT n, set_config('synchronous_commit', 'off', true) FROM partitions
    WHERE n = ANY($1::smallint[]) AND until < now() ORDER BY n FOR UPDATE SKIP LOCKED
)
UPDATE partitions SET holder = $2, epoch = epoch + 1, until = now() + $3::interval
FROM free WHERE partitions.n = free.n RETURNING partitions.n AS key, epoch;

-- name: extend_partition
UPDATE partitions SET until = now() + $4::interval
WHERE n = $1 AND epoch = $2 AND holder = $3 AND until > now() RETURNING n;

-- name: release_partitions
UPDATE partitions SET until = '-infinity', holder = ''
FROM unnest($1::smallint[], $2::bigint[]) AS held (key, epoch), set_config('synchronous_commit', 'off', true)
WHERE partitions.n = held.key AND partitions.epoch = held.epoch AND partitions.holder = $3;

-- name: guard_partition
SELECT CASE WHEN $4 THEN 'on' ELSE set_config('synchronous_commit', 'off', true) END
FROM partitions WHERE n = $1 AND epoch = $2 AND holder = $3 AND until > now() FOR KEY SHARE;

-- name: read_cursor
SELECT cursor FROM lines WHERE name = $1;

-- name: restore_windows
-- What arrived between a backup and its restore may have been answered already: it waits for a person.
SELECT now(), name, restore_from, restore_until FROM lines WHERE name = ANY($1::text[]);

-- name: set_restore_window
UPDATE lines SET restore_from = $1, restore_until = now(), holder = '', until = '-infinity';

-- name: set_status
-- What one side of a line says of itself, $2 read or send: $3 why it cannot, NULL well; $4 a sign of life, with the cursor
-- and the facts of that poll. A change of the whole line's state is one event. The row is locked before it is read: both
-- sides write both columns, and whoever waited would write back what the other's had been (PostgreSQL manual, 13.2.1).
WITH after AS (
    SELECT *, CASE WHEN error IS NULL AND send_error IS NULL THEN 'ok' ELSE 'failing' END AS state FROM (
        SELECT name, state AS was, CASE $2::text WHEN 'read' THEN $3::jsonb ELSE error END AS error,
            CASE $2 WHEN 'send' THEN $3 ELSE send_error END AS send_error
        FROM lines WHERE name = $1 FOR NO KEY UPDATE) AS said
), event AS (
    INSERT INTO line_events (line, before, after, errors)
    SELECT name, was, state, jsonb_path_query_array(jsonb_build_array(error, send_error), '$[*] ? (@ != null)')
    FROM after WHERE was <> state
)
UPDATE lines SET error = after.error, send_error = after.send_error, state = after.state,
    since = CASE WHEN after.was = after.state THEN since ELSE now() END,
    heard_at = CASE WHEN $4 THEN now() ELSE heard_at END, cursor = coalesce($5, cursor), facts = facts || $6
FROM after WHERE lines.name = after.name;

-- name: silent
-- Lines that claim to be well but have shown no life for too long, whoever should hold them.
WITH quiet AS (
    SELECT name, state FROM lines
    WHERE name = ANY($1::text[]) AND state = 'ok' AND heard_at < now() - $2::interval FOR UPDATE SKIP LOCKED
), event AS (
    INSERT INTO line_events (line, before, after, errors)
    SELECT name, state, 'failing', jsonb_build_array($3::jsonb) FROM quiet
)
UPDATE lines SET state = 'failing', error = $3, since = now() FROM quiet WHERE lines.name = quiet.name RETURNING lines.name;

-- name: changes
-- State changes that somebody has not been notified of, by line, the newest 200 of each; with each the outage it may end.
SELECT e.id, e.line, e.at, e.before, e.after, e.errors, e.notified_to, o.at AS began, o.errors AS cause
FROM unnest($1::text[]) AS name CROSS JOIN LATERAL (
    SELECT * FROM line_events WHERE line = name AND notified_at IS NULL ORDER BY id DESC LIMIT 200
) AS e LEFT JOIN LATERAL (
    SELECT at, errors FROM line_events WHERE line = e.line AND id < e.id AND after = 'failing' ORDER BY id DESC LIMIT 1
) AS o ON true
ORDER BY e.line, e.id;

-- name: notified_to
UPDATE line_events SET notified_to = array_append(notified_to, $2) WHERE id = ANY($1::bigint[]);

-- name: notified
UPDATE line_events SET notified_at = now() WHERE notified_at IS NULL AND line = $1 AND id <= $2;

-- name: forget_removed
-- Of a line that the configuration does not name any more nobody is notified.
UPDATE line_events SET notified_at = now() WHERE notified_at IS NULL AND line <> ALL ($1::text[]);

-- name: healthy
SELECT name FROM lines WHERE name = ANY($1::text[]) AND state = 'ok' ORDER BY array_position($1::text[], name);

-- name: sendable
SELECT name FROM lines WHERE name = ANY($1::text[]) AND send_error IS NULL ORDER BY state = 'ok' DESC, array_position($1::text[], name);

-- name: overview
SELECT name, until > now() AS held, state, since, heard_at, facts, error, send_error,
    extract(epoch FROM now() - heard_at)::float8 AS quiet_seconds
FROM lines WHERE name = ANY($1::text[]);

-- name: tick
-- A clock is due when its last run is older than its period, or lies ahead, for this server's time was set back; the row is the
-- run's permission. clock_timestamp(): whoever waited for another's run began before it.
INSERT INTO clocks (name, last_run) VALUES ($1, now())
ON CONFLICT (name) DO UPDATE SET last_run = now()
WHERE clocks.last_run <= now() - $2::interval OR clocks.last_run > clock_timestamp()
RETURNING name;

-- name: tick_since
-- xmax is 0 in a row that was just inserted: a new clock is not due.
INSERT INTO clocks (name, last_run) VALUES ($1, now())
ON CONFLICT (name) DO UPDATE SET last_run = now() WHERE clocks.last_run < $2 OR clocks.last_run > clock_timestamp()
RETURNING xmax <> 0;

-- name: beat
UPDATE clocks SET last_run = now() WHERE name = $1;
