-- name: after
-- Only what every transaction before has ended for: nothing can appear any more that would stand before these.
SELECT e.xid::text::bigint AS xid, e.id, e.case_id, c.code, e.at, e.kind, e.message_id, e.actor, e.detail
FROM case_events e JOIN cases c ON c.id = e.case_id
WHERE (e.xid, e.id) > ($1::text::xid8, $2::bigint) AND e.xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY e.xid, e.id LIMIT $3;

-- name: generation
SELECT generation FROM event_feed;

-- name: lasting
-- Intake's commits do not wait for the disk. This one has something to write, and does: with it all before it is there.
SELECT 1 FROM event_feed FOR KEY SHARE;

-- name: end
SELECT generation, pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xid FROM event_feed;

-- name: reader
SELECT cursor FROM feed_readers WHERE name = $1 FOR UPDATE;

-- name: keep
INSERT INTO feed_readers (name, cursor) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor;

-- name: cluster
SELECT cluster, (SELECT system_identifier::text FROM pg_control_system()) AS here FROM event_feed;

-- name: settle_cluster
UPDATE event_feed SET cluster = (SELECT system_identifier::text FROM pg_control_system());

-- name: begin
UPDATE event_feed SET generation = gen_random_uuid(),
    cluster = (SELECT system_identifier::text FROM pg_control_system());

-- name: old_first
-- After a restore alone: the numbers of transactions begin anew, so all that was restored stands before what comes.
UPDATE case_events SET xid = '0' WHERE xid <> '0';
