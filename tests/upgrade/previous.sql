-- Made by freeze.py: what processes of schema version 12 say.

-- name: audit.write
INSERT INTO audit (actor, act, object, detail) VALUES ($1, $2, $3, $4)

-- name: audit.of_objects
SELECT id, at, actor, act, object, detail FROM audit WHERE object = ANY($1::text[]) ORDER BY id

-- name: audit.write_once
INSERT INTO audit (actor, act, object, detail) SELECT $1, $2, $3, $4
WHERE NOT EXISTS (SELECT 1 FROM audit WHERE object = $3 AND actor = $1 AND act = $2 AND at > now() - interval '1 hour')

-- name: backup.tables
SELECT c.relname AS name,
       array_agg(a.attname ORDER BY a.attnum) AS columns,
       pg_total_relation_size(c.oid) AS bytes
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
GROUP BY c.oid, c.relname ORDER BY c.relname

-- name: backup.references
SELECT DISTINCT f.relname AS source, t.relname AS target
FROM pg_constraint k JOIN pg_class f ON f.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
WHERE k.contype = 'f' AND f.oid <> t.oid AND f.relnamespace = current_schema()::regnamespace

-- name: backup.sequences
SELECT sequencename AS name, last_value FROM pg_sequences WHERE schemaname = current_schema() ORDER BY 1

-- name: backup.set_sequence
SELECT setval(quote_ident($1)::regclass, $2)

-- name: backup.version
SELECT max(version) FROM migrations

-- name: backup.strangers
-- What lies in the schema and is none of the tables named.
SELECT relname AS name FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'v', 'm', 'p', 'f') AND relname <> ALL($1::text[])
ORDER BY 1

-- name: backup.in_use
SELECT EXISTS (SELECT 1 FROM parts) OR EXISTS (SELECT 1 FROM messages) OR EXISTS (SELECT 1 FROM cases)
    OR EXISTS (SELECT 1 FROM outbox) OR EXISTS (SELECT 1 FROM audit)

-- name: backup.drops
SELECT format('DROP TABLE %I CASCADE', name) AS statement FROM unnest($1::text[]) AS name
UNION ALL SELECT format('DROP SEQUENCE IF EXISTS %I', name) FROM unnest($2::text[]) AS name

-- name: backup.truncate
SELECT 'TRUNCATE ' || string_agg(format('%I', relname), ', ') AS statement FROM pg_class
WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace

-- name: backup.other_sessions
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND application_name ~ '^gateway( [0-9]+)?$' AND pid <> pg_backend_pid()

-- name: backup.halves
-- Of a database on which no program with halves has run yet: none.
SELECT version, to_jsonb(migrations)->>'half' AS half FROM migrations
WHERE coalesce(to_jsonb(migrations)->>'half', '') <> '' ORDER BY version, half

-- name: backup.release_partitions
UPDATE partitions SET holder = '', until = '-infinity'

-- name: bounds.lock
SELECT pg_advisory_xact_lock(1970432114); -- any constant: two workers that count at once would pass a bound together

-- name: bounds.spent
-- Each part is read from an index of its own; $4 are the purposes that somebody asked for.
SELECT 'lines' AS kind, line AS key, count(*) AS n FROM outbox
WHERE unproven AND line = ANY($1::text[]) AND created_at > now() - interval '1 hour' AND purpose <> 'emergency' GROUP BY line
UNION ALL SELECT 'emergencies', line, count(*) FROM outbox
WHERE unproven AND line = ANY($1::text[]) AND created_at > now() - interval '1 hour' AND purpose = 'emergency' GROUP BY line
UNION ALL SELECT 'domains', split_part(recipient, '@', 2), count(*) FROM outbox
WHERE unproven AND split_part(recipient, '@', 2) = ANY($2::text[]) AND created_at > now() - interval '1 hour'
    AND purpose <> 'emergency' GROUP BY split_part(recipient, '@', 2)
UNION ALL SELECT 'senders', recipient, count(*) FROM outbox
WHERE unproven AND recipient = ANY($3::text[]) AND created_at > now() - interval '24 hours' AND purpose <> 'emergency'
    AND purpose <> ALL ($4::text[]) GROUP BY recipient

-- name: cases.by_codes
SELECT id, code, line, sender, state, restricted, last_message_at FROM cases WHERE code = ANY($1::text[])

-- name: cases.by_ids
SELECT id, code, line, sender, state, restricted, last_message_at FROM cases WHERE id = ANY($1::bigint[])

-- name: cases.recent
SELECT DISTINCT ON (c.line, c.sender) c.id, c.code, c.line, c.sender, c.state, c.restricted, c.last_message_at
FROM unnest($1::text[], $2::text[]) AS s (line, sender)
JOIN cases c ON c.line = s.line AND c.sender = s.sender
WHERE c.state = ANY($3::text[]) ORDER BY c.line, c.sender, c.last_message_at DESC

-- name: cases.answered
SELECT DISTINCT ON (c.line, c.sender) c.id, c.code, c.line, c.sender, c.state, c.restricted, c.last_message_at
FROM unnest($1::text[], $2::text[]) AS s (line, sender)
JOIN cases c ON c.line = s.line AND c.sender = s.sender
WHERE c.state IN ('answered', 'closed') AND c.answered_at > now() - interval '30 days'
ORDER BY c.line, c.sender, c.answered_at DESC

-- name: cases.taken_codes
SELECT code FROM cases WHERE code = ANY($1::text[])

-- name: cases.lock
-- In key order, so that two writers never wait for each other.
SELECT id, state FROM cases WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE

-- name: cases.reopen
-- answered | rejected | petition_guided | closed -> reopened: the citizen wrote again
UPDATE cases SET state = 'reopened'
WHERE id = ANY($1::bigint[]) AND state IN ('answered', 'rejected', 'petition_guided', 'closed') RETURNING id

-- name: cases.rate
UPDATE cases SET rating = r.rating, rated_at = now()
FROM unnest($1::bigint[], $2::smallint[]) AS r (id, rating) WHERE cases.id = r.id

-- name: cases.move_home
UPDATE cases SET line = $2, unit = $3 WHERE id = $1

-- name: cases.lines_of
SELECT case_id, line, unit, hidden FROM case_lines WHERE case_id = $1 ORDER BY at, line

-- name: cases.change
-- from -> to as model.TRANSITIONS allows; compare and set
UPDATE cases SET state = $3, answered_at = CASE WHEN $3 = 'answered' THEN now() ELSE answered_at END
WHERE id = $1 AND state = ANY($2::text[]) RETURNING id

-- name: cases.find
SELECT * FROM cases WHERE code = $1

-- name: cases.summaries
SELECT id, state, code, due_at, opened_at, kind, language, line, unit FROM cases WHERE id = ANY($1::bigint[])

-- name: cases.events
SELECT id, case_id, at, kind, message_id, actor, detail FROM case_events WHERE case_id = $1 ORDER BY id

-- name: cases.links
SELECT c.code, l.reason, l.at FROM case_links l JOIN cases c ON c.id = l.other_id WHERE l.case_id = $1
UNION ALL
SELECT c.code, l.reason, l.at FROM case_links l JOIN cases c ON c.id = l.case_id WHERE l.other_id = $1 ORDER BY at

-- name: check.server
SELECT current_setting('server_version_num')::int AS version, clock_timestamp() AS now,
    current_setting('server_encoding') AS encoding, has_schema_privilege(current_schema(), 'CREATE') AS may_create,
    to_regclass('migrations') IS NOT NULL AS has_schema

-- name: check.schema
-- The newest that does more than add (sql/migrations/*.pre.sql): a program that does not know it cannot work.
SELECT coalesce(max(version) FILTER (WHERE coalesce(to_jsonb(migrations)->>'half', '') <> 'pre'), 0) FROM migrations

-- name: check.notify
SELECT pg_notify($1, '')

-- name: counters.start
SELECT (SELECT coalesce(max(id), 0) FROM messages) AS messages, (SELECT coalesce(max(id), 0) FROM attempts) AS attempts

-- name: counters.messages
-- The tail of the table behind id $1, at most $3 rows. Rows up to the newest that is older than $2 are settled: no
-- transaction is still under way that could add one before them. $4: the bounds of the buckets, in seconds.
WITH tail AS (
    SELECT id, line, outcome, registered_at, extract(epoch FROM registered_at - (
        SELECT max(received_at) FROM parts WHERE message_id = messages.id AND received_at <= registered_at))::float8 AS seconds
    FROM messages WHERE id > $1 ORDER BY id LIMIT $3
), edge AS (
    SELECT coalesce(max(id), $1) AS id FROM tail WHERE registered_at < now() - $2::interval
)
SELECT line, outcome, tail.id <= edge.id AS settled, edge.id AS edge, width_bucket(seconds, $4::float8[]) AS registration,
    count(*) AS n, coalesce(sum(seconds), 0) AS registration_seconds
FROM tail, edge GROUP BY line, outcome, settled, edge, registration

-- name: counters.attempts
-- The same of attempts. One that is still open when it is settled is past every deadline: unknown, as the outbox will say.
-- `attempt`: from its opening to the answer, if there was one. `handover`: from when it was queued to when its last part was
-- taken, of what nobody had sent again.
WITH tail AS (
    SELECT a.id, a.line, a.state, a.opened_at,
        CASE WHEN a.state IN ('ok', 'failed') THEN extract(epoch FROM a.closed_at - a.opened_at)::float8 END AS took,
        CASE WHEN a.state = 'ok' AND a.part = a.parts AND a.round = 1
             THEN extract(epoch FROM a.closed_at - o.created_at)::float8 END AS waited
    FROM attempts a JOIN outbox o ON o.id = a.outbox_id WHERE a.id > $1 ORDER BY a.id LIMIT $3
), edge AS (
    SELECT coalesce(max(id), $1) AS id FROM tail WHERE opened_at < now() - $2::interval
)
SELECT line, CASE WHEN state = 'open' THEN 'unknown' ELSE state END AS outcome, tail.id <= edge.id AS settled, edge.id AS edge,
    width_bucket(took, $4::float8[]) AS attempt, width_bucket(waited, $4::float8[]) AS handover,
    count(*) AS n, coalesce(sum(took), 0) AS attempt_seconds, coalesce(sum(waited), 0) AS handover_seconds
FROM tail, edge WHERE state <> 'open' OR tail.id <= edge.id
GROUP BY line, outcome, settled, edge, attempt, handover

-- name: counters.stuck_by_line
-- What waits at each line, beside what health counts by line: each half from its partial index.
SELECT line, 'out_' || state AS queue, count(*) AS n, min(coalesce(settled_at, created_at)) AS oldest FROM outbox
WHERE state IN ('held', 'unknown', 'dead', 'undelivered') GROUP BY line, state
UNION ALL SELECT line, 'in_' || outcome, count(*), min(registered_at) FROM messages
WHERE outcome IN ('held', 'unreadable') GROUP BY line, outcome
UNION ALL SELECT line, 'in_unfetched', count(*), min(received_at) FROM parts WHERE state = 'unfetched' GROUP BY line
UNION ALL SELECT line, 'in_unconfirmed', count(*), min(received_at) FROM parts
WHERE confirmed_at IS NULL AND state <> 'unfetched' GROUP BY line

-- name: faults.write
INSERT INTO faults (number, place, error) VALUES ($1, $2, $3)

-- name: faults.forget
DELETE FROM faults WHERE id <= (SELECT id FROM faults ORDER BY id DESC OFFSET 1000 LIMIT 1)

-- name: faults.recent
SELECT count(*) OVER () AS n, number, at FROM faults WHERE at > now() - interval '24 hours' ORDER BY id DESC LIMIT 1

-- name: feed.after
-- Only what every transaction before has ended for: nothing can appear any more that would stand before these.
SELECT e.xid::text::bigint AS xid, e.id, e.case_id, c.code, e.at, e.kind, e.message_id, e.actor, e.detail
FROM case_events e JOIN cases c ON c.id = e.case_id
WHERE (e.xid, e.id) > ($1::text::xid8, $2::bigint) AND e.xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY e.xid, e.id LIMIT $3

-- name: feed.generation
SELECT generation FROM event_feed

-- name: feed.lasting
-- Intake's commits do not wait for the disk. This one has something to write, and does: with it all before it is there.
SELECT 1 FROM event_feed FOR KEY SHARE

-- name: feed.cluster
SELECT cluster, (SELECT system_identifier::text FROM pg_control_system()) AS here FROM event_feed

-- name: feed.settle_cluster
UPDATE event_feed SET cluster = (SELECT system_identifier::text FROM pg_control_system())

-- name: feed.begin
UPDATE event_feed SET generation = gen_random_uuid(),
    cluster = (SELECT system_identifier::text FROM pg_control_system())

-- name: feed.old_first
UPDATE case_events SET xid = '0' WHERE xid <> '0'

-- name: health.clocks
-- clock_timestamp, not now: it is compared with our own clock.
SELECT clock_timestamp() AS clock, (SELECT last_run FROM clocks WHERE name = 'watch') AS watched

-- name: health.ready
-- Complete and not yet registered; an unfinished long SMS is not the intake worker's fault.
SELECT count(*) AS n, min(received_at) AS oldest FROM parts WHERE state = 'received' AND ready_seq IS NOT NULL

-- name: health.waiting_by_line
-- In two halves, because each has its index (parts_ready, parts_incomplete); as one it reads the whole table.
SELECT line, sum(n)::bigint AS n, min(oldest) AS oldest FROM (
    SELECT line, count(*) AS n, min(received_at) AS oldest FROM parts
    WHERE state = 'received' AND ready_seq IS NOT NULL GROUP BY line
    UNION ALL
    SELECT line, count(*), min(received_at) FROM parts WHERE state = 'received' AND ready_seq IS NULL GROUP BY line
) AS halves GROUP BY line

-- name: health.write_probe
CREATE TEMPORARY TABLE probe ON COMMIT DROP AS SELECT repeat('x', 1000) AS filler FROM generate_series(1, 64)

-- name: inbox.store_blobs
INSERT INTO blobs (sha256, bytes)
SELECT * FROM unnest($1::bytea[], $2::bytea[]) ORDER BY 1
ON CONFLICT DO NOTHING

-- name: inbox.drop_unfetched
-- Handed over at last, or gone from its place.
DELETE FROM parts WHERE line = $1 AND state = 'unfetched' AND location = ANY($2::text[])

-- name: inbox.store_unfetched
-- unfetched: a row with tries and a clock, never an error loop. What was given up and waits for a person is not begun anew
-- each time a link is opened again and tells of it.
INSERT INTO parts (line, location, state, arrived_at, reason, tries, next_at)
SELECT $1, location, 'unfetched', now(), reason, 1, now() + $4::interval
FROM unnest($2::text[], $3::jsonb[]) AS u (location, reason)
WHERE NOT EXISTS (SELECT 1 FROM messages m JOIN parts p ON p.message_id = m.id
    WHERE m.outcome = 'unreadable' AND p.line = $1 AND p.location = u.location AND p.blob IS NULL)
ON CONFLICT (line, location) WHERE state = 'unfetched'
DO UPDATE SET tries = parts.tries + 1, reason = excluded.reason,
    next_at = now() + least(interval '1 hour', $4::interval * power(2, least(parts.tries, 10)))

-- name: inbox.give_up_unfetched
-- unfetched -> unreadable: a message without words, so that a person sees it. A place on a SIM is used again: the digest
-- names the row, not the place.
WITH given_up AS (
    UPDATE parts SET state = 'unreadable', digest = sha256(convert_to(line || '/' || location || '/' || id, 'UTF8')),
        confirmed_at = now(), message_id = nextval('messages_id_seq')
    WHERE line = $1 AND state = 'unfetched' AND tries >= $2
    RETURNING message_id, line, digest, reason, arrived_at
)
INSERT INTO messages (id, line, digest, outcome, rule, reasons, arrived_at)
SELECT message_id, line, digest, 'unreadable', 'unfetched', jsonb_build_array(reason), arrived_at FROM given_up

-- name: inbox.due_unfetched
SELECT location FROM parts WHERE line = $1 AND state = 'unfetched' AND next_at <= now() ORDER BY id LIMIT 10

-- name: inbox.waiting_group
-- Where a part of a long SMS belongs: its group, if one waits that lacks this place, or has it with the same words.
SELECT group_id FROM parts
WHERE line = $1 AND sender_key = $2 AND concat_ref = $3 AND concat_total = $4
  AND state = 'received' AND ready_seq IS NULL AND group_id IS NOT NULL AND received_at > now() - $7::interval
GROUP BY group_id
HAVING bool_and(concat_seq <> $5 OR concat_content = $6)
ORDER BY group_id LIMIT 1

-- name: inbox.repeated_part
-- The same part of a message that is already whole: sent twice by the network, of the same words and place.
SELECT id FROM parts
WHERE line = $1 AND sender_key = $2 AND concat_ref = $3 AND concat_total = $4 AND concat_seq = $5
  AND concat_content = $6 AND ready_seq IS NOT NULL AND received_at > now() - interval '1 day' AND id <> $7
ORDER BY id DESC LIMIT 1

-- name: inbox.late_group
-- A message that went on without this part, within a day: the part is late.
SELECT group_id FROM parts
WHERE line = $1 AND sender_key = $2 AND concat_ref = $3 AND concat_total = $4
  AND ready_seq IS NOT NULL AND received_at > now() - interval '1 day'
GROUP BY group_id
HAVING count(DISTINCT concat_seq) < $4 AND bool_and(concat_seq <> $5)
ORDER BY group_id DESC LIMIT 1

-- name: inbox.repeat_part
-- It shares all that has become, or is becoming, of the part it repeats.
UPDATE parts SET group_id = p.group_id, ready_seq = p.ready_seq, message_id = p.message_id, state = p.state, claimed = p.claimed,
    next_at = p.next_at
FROM parts p WHERE parts.id = $1 AND p.id = $2

-- name: inbox.late_part
-- A late part is a message of its own at once; policy sees by its group where it belongs.
UPDATE parts SET group_id = $2, ready_seq = nextval('ready_seq') WHERE id = $1

-- name: inbox.join_group
UPDATE parts SET group_id = $2 WHERE id = $1

-- name: inbox.complete_group
UPDATE parts SET ready_seq = (SELECT nextval('ready_seq'))
WHERE group_id = $1 AND ready_seq IS NULL
  AND (SELECT count(DISTINCT concat_seq) = max(concat_total) FROM parts WHERE group_id = $1 AND ready_seq IS NULL)

-- name: inbox.expire_groups
-- An incomplete long SMS waits for its missing part only so long; then what came is a message. Under the partition's lease
-- ($1–$3).
WITH held AS MATERIALIZED (
    SELECT 1 FROM partitions WHERE n = $1 AND epoch = $2 AND holder = $3 AND until > now() FOR KEY SHARE
), expired AS (
    SELECT group_id, nextval('ready_seq') AS ready_seq FROM (
        SELECT group_id FROM parts WHERE partition = $1 AND state = 'received' AND ready_seq IS NULL
        GROUP BY group_id HAVING min(received_at) < now() - $4::interval
        ORDER BY group_id) AS waiting
)
UPDATE parts SET ready_seq = expired.ready_seq FROM expired, held
WHERE parts.group_id = expired.group_id AND parts.ready_seq IS NULL
  AND parts.partition = $1 AND parts.state = 'received'; -- said again: for the index of waiting parts

-- name: inbox.ready_partitions
SELECT DISTINCT partition FROM parts
WHERE state = 'received' AND ((ready_seq IS NOT NULL AND next_at <= now()) OR (ready_seq IS NULL AND received_at < now() - $1::interval))

-- name: inbox.claim
-- The next batch in one statement and one commit, under the partition's lease ($1–$3): in the order in which messages became
-- complete, at most 5 of one sender, 50 in all, and 16 MiB. Those whose last try never closed are left for a try of their
-- own: the first of them, where $5 asks for it. A try is counted before it is made, whatever it may take down with it.
WITH held AS MATERIALIZED (
    SELECT 1 FROM partitions WHERE n = $1 AND epoch = $2 AND holder = $3 AND until > now() FOR KEY SHARE
), waiting AS (
    SELECT p.ready_seq, p.size FROM (
        SELECT sender_key, min(ready_seq) AS first FROM parts
        WHERE NOT $5 AND partition = $1 AND state = 'received' AND ready_seq IS NOT NULL AND next_at <= now() AND NOT claimed
        GROUP BY sender_key ORDER BY first LIMIT 50
    ) AS senders CROSS JOIN LATERAL (
        SELECT ready_seq, sum(size) AS size FROM parts
        WHERE partition = $1 AND state = 'received' AND sender_key = senders.sender_key AND ready_seq IS NOT NULL
          AND next_at <= now() AND NOT claimed
        GROUP BY ready_seq ORDER BY ready_seq LIMIT 5
    ) AS p
    UNION ALL
    (SELECT ready_seq, sum(size) FROM parts
     WHERE $5 AND partition = $1 AND state = 'received' AND ready_seq IS NOT NULL AND next_at <= now() AND claimed
     GROUP BY ready_seq ORDER BY ready_seq LIMIT 1)
), batch AS (
    SELECT ready_seq FROM (
        SELECT ready_seq, row_number() OVER so_far AS place, sum(size) OVER so_far AS size FROM waiting
        WINDOW so_far AS (ORDER BY ready_seq)) AS placed
    WHERE place = 1 OR (place <= 50 AND size <= 16 * 1024 * 1024)
), claimed AS (
    UPDATE parts SET claimed = true, tries = tries + 1, tries_alone = tries_alone + $5::int, next_at = now() + $4::interval
    FROM batch, held
    WHERE parts.partition = $1 AND parts.state = 'received' AND parts.ready_seq = batch.ready_seq
    RETURNING parts.*
)
SELECT p.ready_seq, p.line, p.digest, p.sender_key, p.old, p.arrived_at, p.tries_alone, p.group_id, p.concat_seq, p.concat_total,
       b.bytes
FROM claimed p JOIN blobs b ON b.sha256 = p.blob
ORDER BY p.ready_seq, p.concat_seq, p.id

-- name: inbox.give_back
UPDATE parts SET claimed = false, tries = tries - 1, tries_alone = greatest(0, tries_alone - $2), next_at = now()
WHERE ready_seq = ANY($1::bigint[]) AND state = 'received' AND claimed

-- name: inbox.retry_alone
UPDATE parts SET claimed = true, reason = $2, next_at = now() + $3::interval
WHERE ready_seq = ANY($1::bigint[]) AND state = 'received'

-- name: inbox.retry
-- Nothing wrong with these: the database was, or a neighbour in their batch.
UPDATE parts SET claimed = false, next_at = now() + $2::interval WHERE ready_seq = ANY($1::bigint[]) AND state = 'received'

-- name: inbox.move
UPDATE parts SET sender_key = $2, partition = $3, claimed = false, next_at = now() WHERE ready_seq = $1 AND state = 'received'

-- name: inbox.settle_parts
-- received -> registered | unreadable. A repeat that came after the claim goes with its message.
UPDATE parts SET state = s.state, message_id = s.message_id, claimed = false, reason = s.reason
FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::jsonb[]) AS s (ready_seq, message_id, state, reason)
WHERE parts.ready_seq = s.ready_seq AND parts.state = 'received'

-- name: inbox.claim_scan
-- The next file for the scanner. The try is counted before it is made; files longest unchecked come first.
UPDATE attachments SET scan_tries = scan_tries + 1,
    scan_next_at = now() + least(interval '1 hour', interval '1 minute' * power(2, scan_tries))
FROM (
    SELECT message_id, n FROM attachments WHERE scan = 'unchecked' AND scan_next_at <= now()
    ORDER BY scan_next_at LIMIT 1 FOR UPDATE SKIP LOCKED
) AS next, blobs
WHERE (attachments.message_id, attachments.n) = (next.message_id, next.n) AND blobs.sha256 = attachments.blob
RETURNING attachments.message_id, attachments.n, attachments.scan_tries AS tries, blobs.bytes AS body

-- name: inbox.scanned
-- unchecked -> clean | infected | failed
UPDATE attachments SET scan = $3, scan_reason = $4 WHERE message_id = $1 AND n = $2 AND scan = 'unchecked'

-- name: inbox.late_of
-- The case of the message that went on without these late parts.
SELECT late.ready_seq, m.case_id FROM parts late
JOIN parts whole ON whole.group_id = late.group_id AND whole.ready_seq < late.ready_seq AND whole.message_id IS NOT NULL
    AND (whole.line, whole.sender_key, whole.concat_ref, whole.concat_total) -- what a group shares: for the index
      = (late.line, late.sender_key, late.concat_ref, late.concat_total) AND whole.concat_total IS NOT NULL
JOIN messages m ON m.id = whole.message_id
WHERE late.ready_seq = ANY($1::bigint[]) AND late.ready_seq IS NOT NULL AND late.state = 'received'
  AND late.concat_total IS NOT NULL AND m.case_id IS NOT NULL
ORDER BY whole.ready_seq

-- name: inbox.copies
-- The first of each; the own words are compared by what was stored of them.
SELECT DISTINCT ON (m.remote_id, m.sender, k.digest) m.remote_id, m.sender, k.digest, m.line, m.case_id,
    NOT 'unnamed' = ANY(m.flags) AS named
FROM unnest($1::text[], $2::text[], $3::bytea[]) AS k (remote_id, sender, digest)
JOIN messages m ON m.remote_id = k.remote_id AND m.sender = k.sender
WHERE m.remote_id <> '' AND m.outcome IN ('case', 'follow_up', 'command') AND m.registered_at > now() - interval '7 days'
  AND sha256(convert_to(m.reply, 'UTF8')) = k.digest AND m.id <> $4
ORDER BY m.remote_id, m.sender, k.digest, m.id

-- name: inbox.wrong_codes
SELECT sender, count(*) AS n FROM messages
WHERE sender = ANY($1::text[]) AND rule = 'unknown_code' AND registered_at > now() - interval '1 hour' GROUP BY sender

-- name: inbox.guesses
SELECT coalesce(sum(n), 0)::bigint AS n, coalesce(max(n), 0) AS of_one, count(*) AS senders, coalesce(max(last), 0) AS last FROM (
    SELECT count(*) AS n, max(id) AS last FROM messages
    WHERE rule = 'unknown_code' AND registered_at > now() - interval '1 hour' GROUP BY sender) AS guessers

-- name: inbox.bounded
SELECT line, count(*) AS n FROM messages
WHERE 'bounded' = ANY (flags) AND registered_at > now() - interval '1 hour' GROUP BY line

-- name: inbox.behind
-- Lines with something to confirm, or to fetch once more.
SELECT line FROM unnest($1::text[]) AS line
WHERE EXISTS (SELECT 1 FROM parts p WHERE p.line = line.line AND confirmed_at IS NULL AND confirm_next_at <= now()
                AND digest IS NOT NULL)
   OR EXISTS (SELECT 1 FROM parts p WHERE p.line = line.line AND state = 'unfetched' AND next_at <= now())

-- name: inbox.unconfirmed
SELECT location, digest FROM parts
WHERE line = $1 AND confirmed_at IS NULL AND confirm_next_at <= now() AND digest IS NOT NULL ORDER BY id LIMIT 200

-- name: inbox.confirmed
UPDATE parts SET confirmed_at = now() FROM unnest($2::bytea[], $3::text[]) AS c (digest, location)
WHERE parts.line = $1 AND parts.digest = c.digest AND parts.location = c.location

-- name: inbox.confirm_later
UPDATE parts SET confirm_tries = confirm_tries + 1,
    confirm_next_at = now() + least(interval '1 hour', interval '5 seconds' * power(2, least(confirm_tries, 10)))
FROM unnest($2::bytea[], $3::text[]) AS c (digest, location)
WHERE parts.line = $1 AND parts.digest = c.digest AND parts.location = c.location

-- name: inbox.message
SELECT * FROM messages WHERE id = $1

-- name: inbox.remote_ids
SELECT remote_id FROM messages WHERE case_id = $1 AND remote_id <> '' ORDER BY id

-- name: inbox.message_partition
SELECT partition FROM parts WHERE message_id = $1 ORDER BY id LIMIT 1

-- name: inbox.file
-- anything readable that has no case -> case | follow_up, by a person
UPDATE messages SET outcome = $2, rule = 'person', case_id = $3, decided_by = $4, sender = $5
WHERE id = $1 AND case_id IS NULL AND outcome IN ('held', 'automatic', 'system', 'command', 'report') RETURNING id

-- name: inbox.restore_words
UPDATE messages SET subject = $2, text = $3, reply = $4 WHERE id = $1 AND subject = '' AND text = '' AND reply = ''

-- name: inbox.bodies_of_message
SELECT b.bytes FROM parts p JOIN blobs b ON b.sha256 = p.blob WHERE p.message_id = $1 ORDER BY p.concat_seq, p.id

-- name: inbox.held_like
SELECT id FROM messages
WHERE outcome = 'held' AND rule IN ('maybe_machine', 'advert') AND $2 <> ''
  AND CASE $1 WHEN 'list' THEN list_id = $2 ELSE sender = $2 END
ORDER BY id LIMIT 1000

-- name: inbox.settle_decided
-- held -> automatic, by a person's decision on its sender or list
UPDATE messages SET outcome = 'automatic', rule = 'decided', decided_by = $3
WHERE outcome = 'held' AND rule IN ('maybe_machine', 'advert') AND $2 <> ''
  AND CASE $1 WHEN 'list' THEN list_id = $2 ELSE sender = $2 END

-- name: inbox.move_follow_up
UPDATE messages SET outcome = 'case', rule = 'split', case_id = $3, decided_by = $4
WHERE id = $1 AND outcome = 'follow_up' AND case_id = $2 RETURNING id

-- name: inbox.replay
-- unreadable -> received: judged anew from the raw bytes.
UPDATE parts SET state = 'received', claimed = false, tries = 0, tries_alone = 0, next_at = now(), message_id = NULL,
    reason = NULL, ready_seq = coalesce(ready_seq, nextval('ready_seq')) WHERE message_id = $1 AND state = 'unreadable' AND blob IS NOT NULL
  AND EXISTS (SELECT 1 FROM messages WHERE id = $1 AND outcome = 'unreadable') -- what a person dismissed stays dismissed
RETURNING partition

-- name: inbox.drop_message
DELETE FROM messages WHERE id = $1 AND outcome = 'unreadable'

-- name: inbox.dismiss
UPDATE messages SET outcome = 'system', rule = 'person', reasons = reasons || $2::jsonb, decided_by = $3
WHERE id = $1 AND outcome IN ('held', 'unreadable') RETURNING id

-- name: inbox.free_blobs
DELETE FROM blobs b WHERE NOT EXISTS (SELECT 1 FROM parts WHERE blob = b.sha256)
    AND NOT EXISTS (SELECT 1 FROM attachments WHERE blob = b.sha256)

-- name: keys.newest
SELECT secret FROM keys ORDER BY id DESC LIMIT 1

-- name: keys.first
INSERT INTO keys (secret) SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM keys)

-- name: lines.declare
-- Config's lines become rows; a row that config no longer names stays, with its history.
INSERT INTO lines (name, channel, address)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
ON CONFLICT (name) DO UPDATE SET channel = excluded.channel, address = excluded.address
WHERE (lines.channel, lines.address) IS DISTINCT FROM (excluded.channel, excluded.address)

-- name: lines.take_lines
-- A row that a writer holds FOR KEY SHARE is passed over: an old holder's transaction ends before the epoch moves.
WITH free AS MATERIALIZED (
    SELECT name FROM lines WHERE name = ANY($1::text[]) AND (until < now() OR holder = $2) ORDER BY name FOR UPDATE SKIP LOCKED
)
UPDATE lines SET holder = $2, epoch = epoch + 1, until = now() + $3::interval
FROM free WHERE lines.name = free.name RETURNING lines.name AS key, epoch

-- name: lines.renew_lines
UPDATE lines SET until = now() + $4::interval
FROM unnest($1::text[], $2::bigint[]) AS held (key, epoch)
WHERE lines.name = held.key AND lines.epoch = held.epoch AND lines.holder = $3 RETURNING lines.name AS key

-- name: lines.release_lines
UPDATE lines SET until = '-infinity', holder = ''
FROM unnest($1::text[], $2::bigint[]) AS held (key, epoch)
WHERE lines.name = held.key AND lines.epoch = held.epoch AND lines.holder = $3

-- name: lines.guard_line
-- $4: whether the commit waits for the disk.
SELECT CASE WHEN $4 THEN 'on' ELSE set_config('synchronous_commit', 'off', true) END
FROM lines WHERE name = $1 AND epoch = $2 AND holder = $3 AND until > now() FOR KEY SHARE

-- name: lines.take_partitions
-- Waits for no disk: with a lost commit the partition is free as before.
WITH free AS MATERIALIZED (
    SELECT n, set_config('synchronous_commit', 'off', true) FROM partitions
    WHERE n = ANY($1::smallint[]) AND until < now() ORDER BY n FOR UPDATE SKIP LOCKED
)
UPDATE partitions SET holder = $2, epoch = epoch + 1, until = now() + $3::interval
FROM free WHERE partitions.n = free.n RETURNING partitions.n AS key, epoch

-- name: lines.extend_partition
UPDATE partitions SET until = now() + $4::interval
WHERE n = $1 AND epoch = $2 AND holder = $3 AND until > now() RETURNING n

-- name: lines.release_partitions
UPDATE partitions SET until = '-infinity', holder = ''
FROM unnest($1::smallint[], $2::bigint[]) AS held (key, epoch), set_config('synchronous_commit', 'off', true)
WHERE partitions.n = held.key AND partitions.epoch = held.epoch AND partitions.holder = $3

-- name: lines.guard_partition
SELECT CASE WHEN $4 THEN 'on' ELSE set_config('synchronous_commit', 'off', true) END
FROM partitions WHERE n = $1 AND epoch = $2 AND holder = $3 AND until > now() FOR KEY SHARE

-- name: lines.read_cursor
SELECT cursor FROM lines WHERE name = $1

-- name: lines.restore_windows
-- What arrived between a backup and its restore may have been answered already: it waits for a person.
SELECT now(), name, restore_from, restore_until FROM lines WHERE name = ANY($1::text[])

-- name: lines.set_restore_window
UPDATE lines SET restore_from = $1, restore_until = now(), holder = '', until = '-infinity'

-- name: lines.set_status
-- What one side of a line says of itself, $2 read or send: $3 why it cannot, NULL well; $4 a sign of life, with the cursor
-- and the facts of that poll. A change of the whole line's state is one event.
WITH after AS (
    SELECT *, CASE WHEN error IS NULL AND send_error IS NULL THEN 'ok' ELSE 'failing' END AS state FROM (
        SELECT name, state AS was, CASE $2::text WHEN 'read' THEN $3::jsonb ELSE error END AS error,
            CASE $2 WHEN 'send' THEN $3 ELSE send_error END AS send_error
        FROM lines WHERE name = $1) AS said
), event AS (
    INSERT INTO line_events (line, before, after, errors)
    SELECT name, was, state, jsonb_path_query_array(jsonb_build_array(error, send_error), '$[*] ? (@ != null)')
    FROM after WHERE was <> state
)
UPDATE lines SET error = after.error, send_error = after.send_error, state = after.state,
    since = CASE WHEN after.was = after.state THEN since ELSE now() END,
    heard_at = CASE WHEN $4 THEN now() ELSE heard_at END, cursor = coalesce($5, cursor), facts = facts || $6
FROM after WHERE lines.name = after.name

-- name: lines.silent
-- Lines that claim to be well but have shown no life for too long, whoever should hold them.
WITH quiet AS (
    SELECT name, state FROM lines
    WHERE name = ANY($1::text[]) AND state = 'ok' AND heard_at < now() - $2::interval FOR UPDATE SKIP LOCKED
), event AS (
    INSERT INTO line_events (line, before, after, errors)
    SELECT name, state, 'failing', jsonb_build_array($3::jsonb) FROM quiet
)
UPDATE lines SET state = 'failing', error = $3, since = now() FROM quiet WHERE lines.name = quiet.name RETURNING lines.name

-- name: lines.changes
-- State changes that somebody has not been notified of, by line, the newest 200 of each; with each the outage it may end.
SELECT e.id, e.line, e.at, e.before, e.after, e.errors, e.notified_to, o.at AS began, o.errors AS cause
FROM unnest($1::text[]) AS name CROSS JOIN LATERAL (
    SELECT * FROM line_events WHERE line = name AND notified_at IS NULL ORDER BY id DESC LIMIT 200
) AS e LEFT JOIN LATERAL (
    SELECT at, errors FROM line_events WHERE line = e.line AND id < e.id AND after = 'failing' ORDER BY id DESC LIMIT 1
) AS o ON true
ORDER BY e.line, e.id

-- name: lines.notified_to
UPDATE line_events SET notified_to = array_append(notified_to, $2) WHERE id = ANY($1::bigint[])

-- name: lines.notified
UPDATE line_events SET notified_at = now() WHERE notified_at IS NULL AND line = $1 AND id <= $2

-- name: lines.forget_removed
-- Of a line that the configuration does not name any more nobody is notified.
UPDATE line_events SET notified_at = now() WHERE notified_at IS NULL AND line <> ALL ($1::text[])

-- name: lines.healthy
SELECT name FROM lines WHERE name = ANY($1::text[]) AND state = 'ok' ORDER BY array_position($1::text[], name)

-- name: lines.sendable
SELECT name FROM lines WHERE name = ANY($1::text[]) AND send_error IS NULL ORDER BY state = 'ok' DESC, array_position($1::text[], name)

-- name: lines.overview
SELECT name, until > now() AS held, state, since, heard_at, facts, error, send_error,
    extract(epoch FROM now() - heard_at)::float8 AS quiet_seconds
FROM lines WHERE name = ANY($1::text[])

-- name: lines.tick
-- A clock is due when its last run is older than its period; the row is the run's permission.
INSERT INTO clocks (name, last_run) VALUES ($1, now())
ON CONFLICT (name) DO UPDATE SET last_run = now() WHERE clocks.last_run <= now() - $2::interval
RETURNING name

-- name: lines.tick_since
-- xmax is 0 in a row that was just inserted: a new clock is not due.
INSERT INTO clocks (name, last_run) VALUES ($1, now())
ON CONFLICT (name) DO UPDATE SET last_run = now() WHERE clocks.last_run < $2
RETURNING xmax <> 0

-- name: lines.beat
UPDATE clocks SET last_run = now() WHERE name = $1

-- name: maintenance.begin_backup
INSERT INTO backups (file) VALUES ($1) RETURNING id

-- name: maintenance.progress
UPDATE backups SET bytes = $2 WHERE id = $1 AND outcome = 'running'

-- name: maintenance.end_backup
-- running -> good | failed
UPDATE backups SET outcome = $2, reason = $3, detail = $4, bytes = greatest(bytes, $5), ended_at = now()
WHERE id = $1 AND outcome = 'running'

-- name: maintenance.good_since
SELECT EXISTS (SELECT 1 FROM backups WHERE outcome = 'good' AND started_at >= $1)

-- name: maintenance.last
-- The last good one, and the last of those that have ended: why it failed or was not copied.
SELECT (SELECT max(started_at) FROM backups WHERE outcome = 'good') AS good_at, last.started_at, last.outcome, last.reason,
    last.detail, (SELECT min(at) FROM migrations) AS born_at
FROM (SELECT 1) AS one LEFT JOIN LATERAL (
    SELECT started_at, outcome, reason, detail FROM backups WHERE outcome <> 'running' ORDER BY id DESC LIMIT 1) AS last ON true

-- name: maintenance.database_bytes
SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class
WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace

-- name: maintenance.note_restore
INSERT INTO restores (taken_at) VALUES ($1)

-- name: maintenance.last_restore
SELECT at, taken_at FROM restores ORDER BY id DESC LIMIT 1

-- name: maintenance.note_disk_space
INSERT INTO disk_space (host, place, free) VALUES ($1, $2, $3)

-- name: maintenance.forget_disk_space
DELETE FROM disk_space WHERE at < now() - interval '30 days'

-- name: maintenance.disk_space
SELECT place, at, free FROM disk_space WHERE host = $1 AND at > now() - interval '7 days' ORDER BY place, at

-- name: notices.within_hour
SELECT EXISTS (SELECT FROM notices WHERE starts_with(key, $1) AND at > now() - interval '1 hour')

-- name: notices.pending
-- A text that is a day late helps nobody: the mail has it.
SELECT id, at, template, name, fields, case_id FROM notices
WHERE audience = $1 AND notified_at IS NULL AND $2 <> ALL (notified_to) AND (NOT $3 OR at > now() - interval '24 hours')
ORDER BY id LIMIT 500

-- name: notices.notified
UPDATE notices SET notified_to = array_append(notified_to, $2) WHERE id = ANY($1::bigint[])

-- name: notices.settle
-- All who can be notified have been; after a week nobody waits for it any more.
UPDATE notices SET notified_at = now()
WHERE audience = $1 AND notified_at IS NULL AND (notified_to @> $2::text[] OR at < now() - interval '7 days')

-- name: outbox.notify
SELECT pg_notify('gateway_outbox', line) FROM unnest($1::text[]) AS line

-- name: outbox.lines_with_due
-- Lines whose sender has something to do: a row is due, or an attempt is past its deadline.
SELECT line FROM unnest($1::text[]) AS line
WHERE EXISTS (SELECT 1 FROM outbox o WHERE o.line = line.line AND state = 'due' AND due_at <= now())
   OR EXISTS (SELECT 1 FROM attempts a WHERE a.line = line.line AND state = 'open' AND deadline < now())

-- name: outbox.claim
-- What goes out in the next two seconds, by priority, then id, and what has stepped aside after all others, the least tried
-- first; below results no more than the line's budget leaves. A claim dies with its epoch.
UPDATE outbox SET claimed_epoch = $2 WHERE id IN (
    SELECT id FROM (
        SELECT id, priority, row_number() OVER (PARTITION BY priority > 1 ORDER BY priority, id) AS place FROM (
            (SELECT id, priority, -1 AS queue_position FROM outbox
             WHERE line = $1 AND state = 'due' AND NOT aside AND due_at <= now() AND claimed_epoch <> $2
               AND (priority <= 1 OR $4 > 0)
             ORDER BY priority, id LIMIT $3)
            UNION ALL
            (SELECT id, priority, asides FROM outbox
             WHERE line = $1 AND state = 'due' AND aside AND due_at <= now() AND claimed_epoch <> $2
               AND (priority <= 1 OR $4 > 0)
             ORDER BY asides, priority, id LIMIT $3)
            ORDER BY queue_position, priority, id LIMIT $3) AS next) AS placed
    WHERE priority <= 1 OR place <= $4)
RETURNING id, line, case_id, cause, purpose, recipient, priority, subject, text, message_id, in_reply_to, refs, automatic,
    round, tries, created_at, CASE WHEN aside THEN asides ELSE -1 END AS queue_position

-- name: outbox.sent_parts
SELECT outbox_id, part FROM attempts a JOIN outbox o ON o.id = a.outbox_id AND o.round = a.round
WHERE a.outbox_id = ANY($1::bigint[]) AND a.state = 'ok' AND a.parts > 1

-- name: outbox.unclaim
UPDATE outbox SET claimed_epoch = 0 WHERE id = ANY($1::bigint[]) AND state = 'due' AND claimed_epoch = $2

-- name: outbox.unclaim_untried
UPDATE outbox SET claimed_epoch = 0 WHERE line = $1 AND state = 'due' AND claimed_epoch = $2
    AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.outbox_id = outbox.id AND a.state = 'open')

-- name: outbox.used
-- Parts of automatic replies that the line put on the wire in the last hour: its budget is kept by its holder.
SELECT count(*) FROM attempts a JOIN outbox o ON o.id = a.outbox_id
WHERE a.line = $1 AND a.opened_at > now() - interval '1 hour' AND o.automatic AND o.priority > 1

-- name: outbox.close_and_open_attempt
-- One statement and one commit between two sends, under the line's lease ($1–$3): the attempt that the wire took is closed
-- ($4–$6; $7 the last of its row, which is sent then), and the next one is opened ($8–$11), if its row is still claimed in
-- this epoch: a claim that was given back may be another worker's. Where reports may have a say (several parts, or one that
-- came first) nothing is closed and nothing opened: this statement's snapshot may be older than they are.
WITH held AS MATERIALIZED (
    SELECT 1 FROM lines WHERE name = $1 AND epoch = $2 AND holder = $3 AND until > now() FOR KEY SHARE
), closed AS (
    UPDATE attempts a SET state = 'ok', closed_at = now(), reference = coalesce($5, a.reference), remote_id = $6
    FROM held WHERE a.id = $4 AND a.state = 'open' AND (NOT $7 OR (a.parts = 1 AND a.report = ''))
    RETURNING a.outbox_id
), settled AS (
    UPDATE outbox o SET state = 'sent', reason = NULL, tries = tries + 1, due_at = now(), claimed_epoch = 0, settled_at = now()
    WHERE o.id = (SELECT outbox_id FROM closed WHERE $7) AND o.state = 'due'
), opened AS (
    INSERT INTO attempts (outbox_id, line, recipient, round, part, parts, epoch, deadline)
    SELECT o.id, o.line, o.recipient, o.round, $9, $10, $2, now() + $11::interval FROM outbox o, held
    WHERE o.id = $8 AND o.state = 'due' AND o.claimed_epoch = $2 AND ($4 IS NULL OR EXISTS (SELECT FROM closed))
    FOR NO KEY UPDATE OF o
    RETURNING id
)
SELECT EXISTS (SELECT FROM held) AS held, EXISTS (SELECT FROM closed) AS closed, (SELECT id FROM opened) AS attempt

-- name: outbox.close_attempt
-- open -> ok | failed | unknown. A report that came first has left its word in the row.
UPDATE attempts SET state = $2, closed_at = now(), reference = coalesce($3, reference), remote_id = $4, error = $5, scope = $6
WHERE id = $1 AND state = 'open' RETURNING outbox_id

-- name: outbox.settle
-- due -> sent | unknown | dead | held, or another try; compare and set
UPDATE outbox SET state = $2, reason = $3, tries = tries + $4, due_at = now() + $5::interval, claimed_epoch = 0,
    aside = $6, asides = $7, settled_at = CASE WHEN $2 = 'due' THEN NULL ELSE now() END
WHERE id = $1 AND state = 'due' RETURNING state, tries

-- name: outbox.evidence
-- What the line's attempts of two days say beside the one of row $2 that has just failed (verdict.py). Small, for it is
-- asked on a failure only; no more than the last 50 since somebody got through have a say.
WITH passed AS (
    SELECT opened_at, closed_at FROM attempts
    WHERE line = $1 AND outbox_id <> $2 AND (state = 'ok' OR report = 'delivered') AND opened_at > now() - interval '2 days'
    ORDER BY opened_at DESC LIMIT 1
), since AS (
    SELECT recipient, scope FROM attempts
    WHERE line = $1 AND opened_at > coalesce((SELECT opened_at FROM passed), now() - interval '2 days')
      AND scope IN ('shown', 'unknown', 'line') ORDER BY opened_at DESC LIMIT 50
)
SELECT now() AS now, (SELECT closed_at FROM passed) AS passed_at, own.first_at, own.last_at, o.asides,
    (SELECT count(DISTINCT recipient) FROM since WHERE recipient <> o.recipient) AS refused,
    (SELECT count(DISTINCT recipient) FROM since WHERE recipient <> o.recipient AND scope <> 'shown') AS unclear
FROM outbox o, LATERAL (
    SELECT min(closed_at) AS first_at, max(closed_at) AS last_at FROM attempts a
    WHERE a.outbox_id = o.id AND a.round = o.round AND a.state = 'failed' AND a.scope IN ('shown', 'unknown', 'line')) AS own
WHERE o.id = $2

-- name: outbox.release
-- Somebody has got through since: what stepped aside is due.
UPDATE outbox o SET due_at = now(), aside = false
WHERE o.line = $1 AND o.state = 'due' AND o.aside
  AND (SELECT max(closed_at) FROM attempts WHERE outbox_id = o.id) < (
    SELECT closed_at FROM attempts
    WHERE line = $1 AND (state = 'ok' OR report = 'delivered') AND opened_at > now() - interval '2 days'
    ORDER BY opened_at DESC LIMIT 1)

-- name: outbox.unproven
-- Whether nobody can say that the line sends: something has stepped aside, or since somebody got through $2 attempts or
-- more have ended in silence.
SELECT EXISTS (SELECT 1 FROM outbox WHERE line = $1 AND state = 'due' AND aside)
    OR (SELECT count(*) >= $2 FROM (
        SELECT state FROM attempts
        WHERE line = $1 AND opened_at > coalesce((
            SELECT opened_at FROM attempts
            WHERE line = $1 AND (state = 'ok' OR report = 'delivered') AND opened_at > now() - interval '2 days'
            ORDER BY opened_at DESC LIMIT 1), now() - interval '2 days')
          AND state = 'unknown' AND scope = 'unknown' ORDER BY opened_at DESC LIMIT $2) AS silent)

-- name: outbox.lost_attempts
-- Past its deadline, or of an older epoch: nobody can say any more what became of it.
UPDATE attempts SET state = 'unknown', closed_at = now(), error = $3
WHERE line = $1 AND state = 'open' AND (epoch < $2 OR deadline < now())
RETURNING outbox_id

-- name: outbox.unknown_to_due
-- A mail may be tried again: it keeps its Message-ID and Date.
UPDATE outbox SET tries = tries + 1, claimed_epoch = 0, due_at = now() + $2::interval, reason = $3
WHERE id = ANY($1::bigint[]) AND state = 'due'

-- name: outbox.due_to_unknown
UPDATE outbox SET state = 'unknown', reason = $2, settled_at = now(), claimed_epoch = 0
WHERE id = ANY($1::bigint[]) AND state = 'due'

-- name: outbox.matching_attempts
-- By reference where the report carries one (the newest: TP-MR wraps at 255), else the oldest unreported to this recipient;
-- an attempt still open has no reference yet, and its report may come first. The SMSC's clock has no say.
SELECT id, outbox_id FROM attempts
WHERE line = $1 AND recipient = $2 AND report = '' AND state IN ('open', 'ok', 'unknown')
  AND opened_at > now() - interval '3 days' AND ($3::int IS NULL OR reference = $3 OR reference IS NULL)
ORDER BY reference = $3 DESC NULLS LAST, CASE WHEN reference = $3 THEN -id ELSE id END LIMIT 1 FOR UPDATE

-- name: outbox.report_attempt
UPDATE attempts SET report = $2, reported_at = now() WHERE id = $1 RETURNING outbox_id

-- name: outbox.by_message_id
SELECT id, line, case_id, recipient, state FROM outbox WHERE message_id = $1 AND message_id <> '' ORDER BY id DESC LIMIT 1

-- name: outbox.report_mail
UPDATE attempts SET report = $2, reported_at = now() WHERE id = (
    SELECT id FROM attempts WHERE outbox_id = $1 ORDER BY id DESC LIMIT 1) RETURNING outbox_id

-- name: outbox.conclude
-- sent | unknown -> delivered when every part is reported so; sent -> undelivered when one has failed for good.
WITH parts AS (
    SELECT a.outbox_id, bool_or(a.report = 'failed') AS failed,
           count(*) FILTER (WHERE a.report = 'delivered') = max(a.parts) AS delivered
    FROM attempts a JOIN outbox o ON o.id = a.outbox_id AND o.round = a.round
    WHERE a.outbox_id = $1 AND a.state <> 'failed' GROUP BY a.outbox_id
)
UPDATE outbox o SET state = CASE WHEN parts.delivered THEN 'delivered' ELSE 'undelivered' END,
    settled_at = now(), reason = CASE WHEN parts.delivered THEN NULL ELSE $2::jsonb END
FROM parts WHERE o.id = parts.outbox_id
  AND ((parts.delivered AND o.state IN ('sent', 'unknown')) OR (parts.failed AND NOT parts.delivered AND o.state = 'sent'))
RETURNING o.id, o.case_id, o.state, o.purpose

-- name: outbox.resend
-- held | unknown | dead | undelivered -> due, by a person; a new round sends the whole again
UPDATE outbox SET state = 'due', due_at = now(), tries = 0, claimed_epoch = 0, settled_at = NULL, reason = NULL,
    aside = false, asides = 0, round = round + CASE WHEN state = 'held' THEN 0 ELSE 1 END
WHERE id = $1 AND state IN ('held', 'unknown', 'dead', 'undelivered') RETURNING line, recipient

-- name: outbox.drop
UPDATE outbox SET state = 'dropped', reason = $2, settled_at = now()
WHERE id = $1 AND state IN ('held', 'unknown', 'dead', 'undelivered') RETURNING id

-- name: outbox.lock
-- A sender opens its attempt (close_and_open_attempt) under this row's lock: the statement after this one sees it, or it
-- sees what that statement has written.
SELECT 1 FROM outbox WHERE id = $1 FOR UPDATE

-- name: outbox.hurry
-- due -> due now, by a person: before what goes out by itself, and past the line's hourly budget
UPDATE outbox SET due_at = now(), aside = false, priority = least(priority, 1)
WHERE id = $1 AND state = 'due' AND NOT EXISTS (SELECT 1 FROM attempts WHERE outbox_id = $1 AND state = 'open')
RETURNING line

-- name: outbox.drop_due
-- due -> dropped, by a person; what is on the wire just now cannot be called back
UPDATE outbox SET state = 'dropped', reason = $2, settled_at = now(), claimed_epoch = 0
WHERE id = $1 AND state = 'due' AND NOT EXISTS (SELECT 1 FROM attempts WHERE outbox_id = $1 AND state = 'open')
RETURNING line

-- name: outbox.mark_sent
-- unknown -> sent, by a person who knows
UPDATE outbox SET state = 'sent', reason = $2, settled_at = now() WHERE id = $1 AND state = 'unknown' RETURNING id

-- name: outbox.hold_all
-- due -> held: after a restore nothing goes out by itself
UPDATE outbox SET state = 'held', reason = $1, claimed_epoch = 0 WHERE state = 'due'

-- name: outbox.threads
-- <> '': else the index of Message-IDs would not be used.
SELECT message_id, case_id FROM outbox WHERE message_id = ANY($1::text[]) AND message_id <> '' AND case_id IS NOT NULL

-- name: outbox.recipients
SELECT message_id, recipient FROM outbox WHERE message_id = ANY($1::text[]) AND message_id <> '' ORDER BY id

-- name: outbox.automatic
SELECT recipient, created_at, purpose, unproven FROM outbox
WHERE recipient = ANY($1::text[]) AND automatic AND created_at > now() - interval '24 hours' AND state <> 'dropped'
  AND purpose <> 'alert' -- an officer who writes as a citizen is one
ORDER BY id

-- name: outbox.alerts
SELECT created_at, text FROM outbox
WHERE recipient = $1 AND purpose = 'alert' AND created_at > now() - interval '1 hour' AND (cause LIKE 'duty:%') = $2
ORDER BY id

-- name: outbox.find
SELECT * FROM outbox WHERE id = $1

-- name: read_models.by_sender_end
-- $1 is written backwards, and its own %, _ and \ are escaped.
SELECT id FROM cases WHERE reverse(sender) LIKE $1 || '%' ORDER BY id DESC LIMIT 1000

-- name: read_models.by_words
-- Sorted by a sum, so that no index on case_id seems to give the order for nothing: for a rare word it would be read as a
-- whole, every message with it (2 s among a million; by its words 5 ms).
-- Of words that are everywhere only the newest messages are looked at for their marks ($2), which no index knows.
SELECT DISTINCT newest.case_id AS id FROM (
    SELECT case_id + 0 AS case_id, id FROM messages
    WHERE case_id IS NOT NULL AND search_words(subject || ' ' || reply) @@ to_tsquery('simple', $1)
    ORDER BY 1 DESC LIMIT 5000
) AS newest JOIN messages m ON m.id = newest.id
WHERE lower(normalize(left(m.subject || ' ' || m.reply, 20000), NFC)) ~ ALL ($2::text[])
ORDER BY 1 DESC LIMIT 1000

-- name: read_models.open_cases
-- The predicate is written out as in the index cases_urgency. The order is put in by read_models/cases.py.
SELECT id, code, line, unit, sender, subject, state, urgent, restricted, opened_at, due_at, due_at < now() AS overdue,
    language, kind, last_message_at, rating,
    (SELECT left(reply, 200) FROM messages WHERE case_id = cases.id ORDER BY id LIMIT 1) AS words
FROM cases
WHERE state IN ('new', 'accepted', 'awaiting_citizen', 'transferred', 'in_progress', 'reopened')
  AND ($1::bigint[] IS NULL OR id = ANY($1)) AND ($2::text = '' OR state = $2)
  AND ($3::text = '' OR line = $3 OR id IN (SELECT case_id FROM case_lines WHERE case_lines.line = $3))
  AND ($4::text = '' OR kind = $4) AND ($5::text <> 'urgent' OR urgent) AND ($5 <> 'overdue' OR due_at < now())
  AND ($5 <> 'restricted' OR restricted)
  AND ($6::text[] IS NULL OR unit = ANY($6) OR id IN (SELECT case_id FROM case_lines WHERE case_lines.unit = ANY($6)))
ORDER BY id LIMIT $7 OFFSET $8

-- name: read_models.all_cases
SELECT id, code, line, unit, sender, subject, state, urgent, restricted, opened_at, due_at, due_at < now() AND state IN
        ('new', 'accepted', 'awaiting_citizen', 'transferred', 'in_progress', 'reopened') AS overdue,
    language, kind, last_message_at, rating,
    (SELECT left(reply, 200) FROM messages WHERE case_id = cases.id ORDER BY id LIMIT 1) AS words
FROM cases
WHERE ($1::bigint[] IS NULL OR id = ANY($1)) AND ($2::text = '' OR state = $2)
  AND ($3::text = '' OR line = $3 OR id IN (SELECT case_id FROM case_lines WHERE case_lines.line = $3))
  AND ($4::text = '' OR kind = $4) AND ($5::text <> 'urgent' OR urgent) AND ($5 <> 'overdue' OR due_at < now())
  AND ($5 <> 'restricted' OR restricted)
  AND ($6::text[] IS NULL OR unit = ANY($6) OR id IN (SELECT case_id FROM case_lines WHERE case_lines.unit = ANY($6)))
ORDER BY id LIMIT $7 OFFSET $8

-- name: read_models.open_count
SELECT count(*) FROM (
    SELECT 1 FROM cases
    WHERE state IN ('new', 'accepted', 'awaiting_citizen', 'transferred', 'in_progress', 'reopened')
      AND ($1::bigint[] IS NULL OR id = ANY($1)) AND ($2::text = '' OR state = $2)
      AND ($3::text = '' OR line = $3 OR id IN (SELECT case_id FROM case_lines WHERE case_lines.line = $3))
      AND ($4::text = '' OR kind = $4) AND ($5::text <> 'urgent' OR urgent) AND ($5 <> 'overdue' OR due_at < now())
      AND ($5 <> 'restricted' OR restricted)
      AND ($6::text[] IS NULL OR unit = ANY($6) OR id IN (SELECT case_id FROM case_lines WHERE case_lines.unit = ANY($6)))
    LIMIT $7
) AS counted

-- name: read_models.all_count
SELECT count(*) FROM (
    SELECT 1 FROM cases
    WHERE ($1::bigint[] IS NULL OR id = ANY($1)) AND ($2::text = '' OR state = $2)
      AND ($3::text = '' OR line = $3 OR id IN (SELECT case_id FROM case_lines WHERE case_lines.line = $3))
      AND ($4::text = '' OR kind = $4) AND ($5::text <> 'urgent' OR urgent) AND ($5 <> 'overdue' OR due_at < now())
      AND ($5 <> 'restricted' OR restricted)
      AND ($6::text[] IS NULL OR unit = ANY($6) OR id IN (SELECT case_id FROM case_lines WHERE case_lines.unit = ANY($6)))
    LIMIT $7
) AS counted

-- name: read_models.found_count
-- Of cases that a search has named: by their ids, whatever the planner thinks of a list that may be NULL.
SELECT count(*) FROM cases
WHERE id = ANY($1::bigint[]) AND ($2::text = '' OR state = $2)
  AND ($3::text = '' OR line = $3 OR id IN (SELECT case_id FROM case_lines WHERE case_lines.line = $3))
  AND ($4::text = '' OR kind = $4) AND ($5::text <> 'urgent' OR urgent) AND ($5 <> 'overdue' OR due_at < now())
  AND ($5 <> 'restricted' OR restricted)
  AND ($6::text[] IS NULL OR unit = ANY($6) OR id IN (SELECT case_id FROM case_lines WHERE case_lines.unit = ANY($6)))
  AND ($7 OR state IN ('new', 'accepted', 'awaiting_citizen', 'transferred', 'in_progress', 'reopened'))

-- name: read_models.all_messages
-- The words of a restricted case are not shown in a list.
SELECT m.id, m.line, m.outcome, m.rule, m.reasons, m.sender, m.sender_name, m.reply_to, m.list_id, m.registered_at, c.code,
    coalesce(c.restricted, false) AS restricted, CASE WHEN c.restricted THEN '' ELSE m.subject END AS subject,
    CASE WHEN c.restricted THEN '' ELSE left(m.reply, 300) END AS words
FROM messages m LEFT JOIN cases c ON c.id = m.case_id
WHERE ($1::bigint[] IS NULL OR m.id = ANY($1)) AND ($2::text = '' OR m.outcome = $2) AND ($3::text = '' OR m.line = $3)
  AND ($4::text[] IS NULL OR m.line = ANY($4))
ORDER BY m.id DESC LIMIT $5 OFFSET $6

-- name: read_models.messages_by_sender_end
-- As by_sender_end.
SELECT id FROM messages WHERE reverse(sender) LIKE $1 || '%' ORDER BY id DESC LIMIT 1000

-- name: read_models.messages_by_list
SELECT id FROM messages WHERE list_id <> '' AND list_id = $1 ORDER BY id DESC LIMIT 1000

-- name: read_models.messages_by_words
-- Two halves, each with an index of its own; the sum as in by_words.
SELECT id + 0 AS id FROM messages
WHERE case_id IS NOT NULL AND search_words(subject || ' ' || reply) @@ to_tsquery('simple', $1)
UNION ALL
SELECT id + 0 FROM messages
WHERE case_id IS NULL AND search_words(subject || ' ' || reply) @@ to_tsquery('simple', $1)
ORDER BY 1 DESC LIMIT 1000

-- name: read_models.outcomes
SELECT outcome, count(*) AS n FROM messages WHERE $1::text[] IS NULL OR line = ANY($1) GROUP BY outcome

-- name: read_models.attention_messages
-- $3: a part of an address, a name or a List-Id; $4: a query of words, '' for none; $5, $6: one sender's or list's only.
SELECT m.id, m.line, m.outcome AS state, m.rule, m.reasons, m.sender, m.sender_name, m.reply_to, m.list_id,
    false AS restricted, m.subject, left(m.reply, 300) AS words, m.registered_at AS since, count(*) OVER () AS found
FROM messages m
WHERE outcome IN ('held', 'unreadable') AND ($1::text = '' OR outcome = $1) AND ($2::text = '' OR line = $2)
  AND ($3::text = ''
       OR strpos(lower(concat_ws(' ', m.sender, m.sender_name, m.list_id, array_to_string(m.reply_to, ' '))), $3) > 0
       OR ($4::text <> '' AND search_words(m.subject || ' ' || m.reply) @@ to_tsquery('simple', nullif($4, ''))))
  AND CASE $5::text WHEN 'list' THEN m.list_id = $6 WHEN 'sender' THEN m.list_id = '' AND m.sender = $6 ELSE true END
  AND ($7::text[] IS NULL OR m.line = ANY($7))
ORDER BY id LIMIT $8 OFFSET $9

-- name: read_models.attention_outbox
SELECT o.id, o.line, o.purpose, o.recipient AS who, o.state, o.reason, o.tries, coalesce(o.settled_at, o.created_at) AS since,
    c.code, count(*) OVER () AS found
FROM outbox o LEFT JOIN cases c ON c.id = o.case_id
WHERE o.state IN ('held', 'unknown', 'dead', 'undelivered') AND ($1::text = '' OR o.state = $1)
  AND ($2::text = '' OR o.line = $2) AND ($3::text = '' OR strpos(lower(concat_ws(' ', o.recipient, c.code)), $3) > 0)
  AND ($4::text[] IS NULL OR o.line = ANY($4))
ORDER BY o.id LIMIT $5 OFFSET $6

-- name: read_models.held_groups
-- Senders and lists of which much is held as perhaps a machine's: one act can decide on all of it.
SELECT CASE WHEN list_id <> '' THEN 'list' ELSE 'sender' END AS kind, coalesce(nullif(list_id, ''), sender) AS name,
    count(*) AS n, min(registered_at) AS since, min(id) AS first, (array_agg(subject ORDER BY id DESC))[1] AS subject,
    (array_agg(sender_name ORDER BY id DESC))[1] AS sender_name
FROM messages WHERE outcome = 'held' AND rule IN ('maybe_machine', 'advert') AND (list_id <> '' OR sender <> '')
  AND ($2::text[] IS NULL OR line = ANY($2))
GROUP BY 1, 2 HAVING count(*) >= $1 ORDER BY n DESC, since LIMIT 20

-- name: read_models.messages_of
SELECT * FROM messages WHERE id = ANY($1::bigint[]) OR case_id = ANY($2::bigint[]) ORDER BY id

-- name: read_models.attachments_of
SELECT message_id, n, name, type, size, blob AS sha256, inline, flags, scan, scan_reason FROM attachments
WHERE message_id = ANY($1::bigint[]) ORDER BY message_id, n

-- name: read_models.attachment
SELECT a.n, a.name, a.type, a.size, a.flags, a.scan, a.scan_reason, b.bytes AS body
FROM attachments a JOIN blobs b ON b.sha256 = a.blob WHERE a.message_id = $1 AND a.n = $2

-- name: read_models.raw
-- The first $2 bytes of each part, in order.
SELECT p.id, p.message_id, p.size, substring(b.bytes FROM 1 FOR $2) AS body
FROM parts p JOIN blobs b ON b.sha256 = p.blob
WHERE p.message_id = ANY($1::bigint[]) ORDER BY p.message_id, p.concat_seq, p.id

-- name: read_models.parts_of
SELECT * FROM parts WHERE id = ANY($1::bigint[]) OR message_id = ANY($2::bigint[]) ORDER BY id

-- name: read_models.group_of_part
-- The parts of one long SMS before they are a message.
SELECT id FROM parts WHERE group_id = (SELECT group_id FROM parts WHERE id = $1)

-- name: read_models.events_of
SELECT * FROM case_events WHERE case_id = ANY($1::bigint[]) OR message_id = ANY($2::bigint[]) OR id = ANY($3::bigint[])
ORDER BY id

-- name: read_models.cases_of
SELECT * FROM cases WHERE id = ANY($1::bigint[]) ORDER BY id

-- name: read_models.outbox_of
SELECT * FROM outbox WHERE id = ANY($1::bigint[]) OR case_id = ANY($2::bigint[]) OR cause = ANY($3::text[]) ORDER BY id

-- name: read_models.attempts_of
SELECT * FROM attempts WHERE outbox_id = ANY($1::bigint[]) ORDER BY id

-- name: read_models.code_of
SELECT code FROM cases WHERE id = $1

-- name: read_models.now
SELECT now()

-- name: read_models.waiting
-- Oldest first, with what holds each up.
SELECT o.id, o.line, o.purpose, o.recipient AS who, o.priority, o.reason, o.tries, o.due_at, o.aside, o.created_at AS since,
    c.code, l.send_error, coalesce((l.facts->>'braked')::boolean, false) AS braked,
    EXISTS (SELECT 1 FROM attempts a WHERE a.outbox_id = o.id AND a.state = 'open') AS on_the_wire
FROM outbox o JOIN lines l ON l.name = o.line LEFT JOIN cases c ON c.id = o.case_id
WHERE o.state = 'due' AND ($1::text = '' OR o.line = $1) AND ($2::text = '' OR o.purpose = $2)
  AND o.created_at <= now() - $3::interval AND ($4::text[] IS NULL OR o.line = ANY($4))
ORDER BY o.created_at, o.id LIMIT $5 OFFSET $6

-- name: read_models.waiting_count
SELECT count(*) FROM outbox o
WHERE o.state = 'due' AND ($1::text = '' OR o.line = $1) AND ($2::text = '' OR o.purpose = $2)
  AND o.created_at <= now() - $3::interval AND ($4::text[] IS NULL OR o.line = ANY($4))

-- name: read_models.due_by_line
SELECT line, count(*) AS n, min(created_at) AS oldest FROM outbox WHERE state = 'due' GROUP BY line

-- name: read_models.last_out
SELECT line, max(closed_at) FILTER (WHERE state = 'ok') AS at FROM attempts
WHERE line = ANY($1::text[]) AND opened_at > now() - interval '7 days' GROUP BY line

-- name: read_models.last_in
SELECT line, (SELECT max(received_at) FROM parts WHERE parts.line = names.line) AS at
FROM unnest($1::text[]) AS names (line)

-- name: read_models.ages_in
-- The two halves of `waiting` are asked apart, so that each is read from its partial index.
SELECT 'in_waiting' AS queue, sum(n)::bigint AS n, min(oldest) AS oldest FROM (
    SELECT count(*) AS n, min(received_at) AS oldest FROM parts WHERE state = 'received' AND ready_seq IS NOT NULL
    UNION ALL SELECT count(*), min(received_at) FROM parts WHERE state = 'received' AND ready_seq IS NULL) AS halves
UNION ALL SELECT 'in_unfetched', count(*), min(received_at) FROM parts WHERE state = 'unfetched'
UNION ALL SELECT 'in_unconfirmed', count(*), min(received_at) FROM parts WHERE confirmed_at IS NULL AND state <> 'unfetched'
UNION ALL SELECT 'in_held', count(*), min(registered_at) FROM messages WHERE outcome = 'held'
UNION ALL SELECT 'in_unreadable', count(*), min(registered_at) FROM messages WHERE outcome = 'unreadable'

-- name: read_models.ages_out
SELECT 'out_' || state AS queue, count(*) AS n, min(coalesce(settled_at, created_at)) AS oldest FROM outbox
WHERE state IN ('held', 'unknown', 'dead', 'undelivered') GROUP BY state
UNION ALL SELECT 'out_due', count(*), min(created_at) FROM outbox WHERE state = 'due'

-- name: read_models.ages_cases
-- The open states are spelled out for the index of open cases; tests/ledgers/test_plans.py compares them with domain/model.
WITH open AS MATERIALIZED (
    SELECT opened_at, due_at, urgent FROM cases
    WHERE state IN ('new', 'accepted', 'awaiting_citizen', 'transferred', 'in_progress', 'reopened')
)
SELECT 'case_open' AS queue, count(*) AS n, min(opened_at) AS oldest FROM open
UNION ALL SELECT 'case_overdue', count(*), min(due_at) FROM open WHERE due_at < now()
UNION ALL SELECT 'case_urgent', count(*), min(opened_at) FROM open WHERE urgent

-- name: read_models.ages
-- Half of what waits is younger than p50, nine tenths than p90 (seconds); at most the oldest 10,000 of each are looked at.
SELECT queue, count(*) AS n, percentile_cont(0.5) WITHIN GROUP (ORDER BY age) AS p50,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY age) AS p90
FROM (
    (SELECT 'in_waiting' AS queue, extract(epoch FROM now() - received_at)::float8 AS age FROM parts
        WHERE state = 'received' AND ready_seq IS NOT NULL LIMIT 10000)
    UNION ALL
    (SELECT 'in_' || outcome, extract(epoch FROM now() - registered_at)::float8 FROM messages
        WHERE outcome IN ('held', 'unreadable') ORDER BY id LIMIT 10000)
    UNION ALL
    (SELECT 'out_' || state, extract(epoch FROM now() - coalesce(settled_at, created_at))::float8 FROM outbox
        WHERE state IN ('held', 'unknown', 'dead', 'undelivered') ORDER BY id LIMIT 10000)
    UNION ALL
    (SELECT 'out_due', extract(epoch FROM now() - created_at)::float8 FROM outbox WHERE state = 'due' LIMIT 10000)
    UNION ALL
    (SELECT 'case_open', extract(epoch FROM now() - opened_at)::float8 FROM cases
        WHERE state IN ('new', 'accepted', 'awaiting_citizen', 'transferred', 'in_progress', 'reopened')
        ORDER BY due_at LIMIT 10000)
) AS waiting GROUP BY queue

-- name: read_models.rates_in
SELECT line, date_trunc('hour', received_at) AS hour, count(*) AS n FROM parts
WHERE line = ANY($1::text[]) AND received_at >= date_trunc('hour', now()) - $2::interval GROUP BY 1, 2

-- name: read_models.rates_out
SELECT line, date_trunc('hour', opened_at) AS hour, count(*) AS n FROM attempts
WHERE line = ANY($1::text[]) AND opened_at >= date_trunc('hour', now()) - $2::interval AND state = 'ok' GROUP BY 1, 2

-- name: read_models.subject_case
SELECT '' AS line, c.restricted, ARRAY(SELECT c.unit UNION SELECT unit FROM case_lines WHERE case_id = c.id) AS units
FROM cases c WHERE c.code = $1

-- name: read_models.subject_message
SELECT m.line, coalesce(c.restricted, false) AS restricted,
    ARRAY(SELECT c.unit WHERE c.id IS NOT NULL UNION SELECT unit FROM case_lines WHERE case_id = c.id) AS units
FROM messages m LEFT JOIN cases c ON c.id = m.case_id WHERE m.id = $1

-- name: read_models.subject_outbox
SELECT o.line, coalesce(c.restricted, false) AS restricted,
    ARRAY(SELECT c.unit WHERE c.id IS NOT NULL UNION SELECT unit FROM case_lines WHERE case_id = c.id) AS units
FROM outbox o LEFT JOIN cases c ON c.id = o.case_id WHERE o.id = $1

-- name: read_models.subject_part
SELECT p.line, coalesce(c.restricted, false) AS restricted,
    ARRAY(SELECT c.unit WHERE c.id IS NOT NULL UNION SELECT unit FROM case_lines WHERE case_id = c.id) AS units
FROM parts p LEFT JOIN messages m ON m.id = p.message_id LEFT JOIN cases c ON c.id = m.case_id WHERE p.id = $1

-- name: references.find
SELECT system, id, case_id FROM external_references WHERE system = $1 AND id = $2

-- name: references.of_case
SELECT system, id, case_id FROM external_references WHERE case_id = $1 ORDER BY at, system, id

-- name: senders.decided
SELECT kind, name, verdict FROM sender_decisions
WHERE (kind = 'sender' AND name = ANY($1::text[])) OR (kind = 'list' AND name = ANY($2::text[]))

-- name: senders.decide
INSERT INTO sender_decisions (kind, name, verdict, actor) VALUES ($1, $2, $3, $4)
ON CONFLICT (kind, name) DO UPDATE SET verdict = excluded.verdict, actor = excluded.actor, at = now()

-- name: senders.forget
DELETE FROM sender_decisions WHERE kind = $1 AND name = $2 RETURNING name

-- name: senders.listed
SELECT kind, name, verdict, actor, at FROM sender_decisions ORDER BY at DESC, kind, name LIMIT $1 OFFSET $2

-- name: suppressions.of
SELECT urn, kind FROM suppressions WHERE urn = ANY($1::text[])

-- name: suppressions.add
INSERT INTO suppressions (urn, kind, reason) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
ON CONFLICT (urn, kind) DO UPDATE SET reason = excluded.reason, at = now()

-- name: suppressions.lift
DELETE FROM suppressions WHERE kind = $2 AND urn = ANY($1::text[])

-- name: audit.OF_OBJECTS
SELECT id, at, actor, act, object, detail FROM audit WHERE object = ANY($1::text[]) ORDER BY id

-- name: cases.EVENTS
SELECT id, case_id, at, kind, message_id, actor, detail FROM case_events WHERE case_id = $1 ORDER BY id

-- name: cases.FACTS
SELECT DISTINCT ON (c.line, c.sender) c.id, c.code, c.line, c.sender, c.state, c.restricted, c.last_message_at
FROM unnest($1::text[], $2::text[]) AS s (line, sender)
JOIN cases c ON c.line = s.line AND c.sender = s.sender
WHERE c.state IN ('answered', 'closed') AND c.answered_at > now() - interval '30 days'
ORDER BY c.line, c.sender, c.answered_at DESC

-- name: cases.FIND
SELECT * FROM cases WHERE code = $1

-- name: cases.LINES_OF
SELECT case_id, line, unit, hidden FROM case_lines WHERE case_id = $1 ORDER BY at, line

-- name: cases.LINKS
SELECT c.code, l.reason, l.at FROM case_links l JOIN cases c ON c.id = l.other_id WHERE l.case_id = $1
UNION ALL
SELECT c.code, l.reason, l.at FROM case_links l JOIN cases c ON c.id = l.case_id WHERE l.other_id = $1 ORDER BY at

-- name: cases.OPEN_MANY
-- id, code, line, channel, unit, sender, sender_name, language, subject, kind, urgent, restricted, due_at, last_message_at, id, code, line, channel, unit, sender, sender_name, language, subject, kind, urgent, restricted, due_at, last_message_at and unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::boolean[], $12::boolean[], $13::timestamptz[], $14::timestamptz[]) WITH ORDINALITY AS new (id, code, line, channel, unit, sender, sender_name, language, subject, kind, urgent, restricted, due_at, last_message_at, ordinality) are those of a dataclass (rows.py); so in every statement that writes a batch.
INSERT INTO cases (id, code, line, channel, unit, sender, sender_name, language, subject, kind, urgent, restricted, due_at, last_message_at) SELECT id, code, line, channel, unit, sender, sender_name, language, subject, kind, urgent, restricted, due_at, last_message_at FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::boolean[], $12::boolean[], $13::timestamptz[], $14::timestamptz[]) WITH ORDINALITY AS new (id, code, line, channel, unit, sender, sender_name, language, subject, kind, urgent, restricted, due_at, last_message_at, ordinality)

-- name: cases.STAND_ON
INSERT INTO case_lines (case_id, line, unit, hidden) SELECT case_id, line, unit, hidden FROM unnest($1::bigint[], $2::text[], $3::text[], $4::boolean[]) WITH ORDINALITY AS new (case_id, line, unit, hidden, ordinality) ON CONFLICT DO NOTHING

-- name: cases.SUMMARIES
SELECT id, state, code, due_at, opened_at, kind, language, line, unit FROM cases WHERE id = ANY($1::bigint[])

-- name: cases.TOUCH
UPDATE cases SET last_message_at = greatest(last_message_at, t.at), urgent = cases.urgent OR t.urgent,
    restricted = cases.restricted OR t.restricted
FROM (SELECT case_id, max(at) AS at, bool_or(urgent) AS urgent, bool_or(restricted) AS restricted
      FROM unnest($1::bigint[], $2::timestamptz[], $3::boolean[], $4::boolean[]) WITH ORDINALITY AS new (case_id, at, urgent, restricted, ordinality) GROUP BY case_id) AS t
WHERE cases.id = t.case_id

-- name: cases.WRITE_EVENTS
INSERT INTO case_events (case_id, message_id, actor, kind, detail) SELECT case_id, message_id, actor, kind, detail FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::jsonb[]) WITH ORDINALITY AS new (case_id, message_id, actor, kind, detail, ordinality) RETURNING id

-- name: cases.WRITE_LINKS
INSERT INTO case_links (case_id, other_id, reason) SELECT case_id, other_id, reason FROM unnest($1::bigint[], $2::bigint[], $3::text[]) WITH ORDINALITY AS new (case_id, other_id, reason, ordinality) ON CONFLICT DO NOTHING

-- name: faults.RECENT
SELECT count(*) OVER () AS n, number, at FROM faults WHERE at > now() - interval '24 hours' ORDER BY id DESC LIMIT 1

-- name: feed.AFTER
-- Only what every transaction before has ended for: nothing can appear any more that would stand before these.
SELECT e.xid::text::bigint AS xid, e.id, e.case_id, c.code, e.at, e.kind, e.message_id, e.actor, e.detail
FROM case_events e JOIN cases c ON c.id = e.case_id
WHERE (e.xid, e.id) > ($1::text::xid8, $2::bigint) AND e.xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY e.xid, e.id LIMIT $3

-- name: inbox.messages.ATTACH
INSERT INTO attachments (message_id, n, name, type, size, blob, inline, flags) SELECT message_id, n, name, type, size, blob, inline, ARRAY(SELECT jsonb_array_elements_text(flags)) FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bytea[], $7::boolean[], $8::jsonb[]) WITH ORDINALITY AS new (message_id, n, name, type, size, blob, inline, flags, ordinality)

-- name: inbox.messages.CLAIM_SCAN
-- The next file for the scanner. The try is counted before it is made; files longest unchecked come first.
UPDATE attachments SET scan_tries = scan_tries + 1,
    scan_next_at = now() + least(interval '1 hour', interval '1 minute' * power(2, scan_tries))
FROM (
    SELECT message_id, n FROM attachments WHERE scan = 'unchecked' AND scan_next_at <= now()
    ORDER BY scan_next_at LIMIT 1 FOR UPDATE SKIP LOCKED
) AS next, blobs
WHERE (attachments.message_id, attachments.n) = (next.message_id, next.n) AND blobs.sha256 = attachments.blob
RETURNING attachments.message_id, attachments.n, attachments.scan_tries AS tries, blobs.bytes AS body

-- name: inbox.messages.GUESSES
SELECT coalesce(sum(n), 0)::bigint AS n, coalesce(max(n), 0) AS of_one, count(*) AS senders, coalesce(max(last), 0) AS last FROM (
    SELECT count(*) AS n, max(id) AS last FROM messages
    WHERE rule = 'unknown_code' AND registered_at > now() - interval '1 hour' GROUP BY sender) AS guessers

-- name: inbox.messages.MESSAGE
SELECT * FROM messages WHERE id = $1

-- name: inbox.messages.WRITE
INSERT INTO messages (id, line, digest, outcome, rule, arrived_at, reasons, flags, withheld, recipients, reply_to, refs, sender, sender_name, subject, text, reply, language, remote_id, in_reply_to, command, sent_at, case_id, list_id) SELECT id, line, digest, outcome, rule, arrived_at, reasons, ARRAY(SELECT jsonb_array_elements_text(flags)), ARRAY(SELECT jsonb_array_elements_text(withheld)), ARRAY(SELECT jsonb_array_elements_text(recipients)), ARRAY(SELECT jsonb_array_elements_text(reply_to)), ARRAY(SELECT jsonb_array_elements_text(refs)), sender, sender_name, subject, text, reply, language, remote_id, in_reply_to, command, sent_at, case_id, list_id FROM unnest($1::bigint[], $2::text[], $3::bytea[], $4::text[], $5::text[], $6::timestamptz[], $7::jsonb[], $8::jsonb[], $9::jsonb[], $10::jsonb[], $11::jsonb[], $12::jsonb[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $21::text[], $22::timestamptz[], $23::bigint[], $24::text[]) WITH ORDINALITY AS new (id, line, digest, outcome, rule, arrived_at, reasons, flags, withheld, recipients, reply_to, refs, sender, sender_name, subject, text, reply, language, remote_id, in_reply_to, command, sent_at, case_id, list_id, ordinality)

-- name: inbox.storing.STORE_PARTS
-- The digest is the identity: a piece met again changes nothing but the place where it waits to be confirmed (again).
INSERT INTO parts (line, digest, blob, size, location, sender_key, partition, old, arrived_at, concat_ref, concat_total, concat_seq, concat_content, state, ready_seq)
SELECT line, digest, blob, size, location, sender_key, partition, old, arrived_at, concat_ref, concat_total, concat_seq, concat_content, 'received', CASE WHEN concat_total IS NULL THEN nextval('ready_seq') END FROM unnest($1::text[], $2::bytea[], $3::bytea[], $4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::boolean[], $9::timestamptz[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bytea[]) WITH ORDINALITY AS new (line, digest, blob, size, location, sender_key, partition, old, arrived_at, concat_ref, concat_total, concat_seq, concat_content, ordinality) ORDER BY ordinality
ON CONFLICT (line, digest) DO UPDATE SET location = excluded.location, confirmed_at = NULL, confirm_next_at = now()
WHERE parts.location <> excluded.location OR parts.confirmed_at IS NOT NULL
RETURNING id, digest, partition, xmax = 0 AS new

-- name: lines.CHANGES
-- State changes that somebody has not been notified of, by line, the newest 200 of each; with each the outage it may end.
SELECT e.id, e.line, e.at, e.before, e.after, e.errors, e.notified_to, o.at AS began, o.errors AS cause
FROM unnest($1::text[]) AS name CROSS JOIN LATERAL (
    SELECT * FROM line_events WHERE line = name AND notified_at IS NULL ORDER BY id DESC LIMIT 200
) AS e LEFT JOIN LATERAL (
    SELECT at, errors FROM line_events WHERE line = e.line AND id < e.id AND after = 'failing' ORDER BY id DESC LIMIT 1
) AS o ON true
ORDER BY e.line, e.id

-- name: lines.OVERVIEW
SELECT name, until > now() AS held, state, since, heard_at, facts, error, send_error,
    extract(epoch FROM now() - heard_at)::float8 AS quiet_seconds
FROM lines WHERE name = ANY($1::text[])

-- name: maintenance.BACKUPS
-- The last good one, and the last of those that have ended: why it failed or was not copied.
SELECT (SELECT max(started_at) FROM backups WHERE outcome = 'good') AS good_at, last.started_at, last.outcome, last.reason,
    last.detail, (SELECT min(at) FROM migrations) AS born_at
FROM (SELECT 1) AS one LEFT JOIN LATERAL (
    SELECT started_at, outcome, reason, detail FROM backups WHERE outcome <> 'running' ORDER BY id DESC LIMIT 1) AS last ON true

-- name: maintenance.LAST_RESTORE
SELECT at, taken_at FROM restores ORDER BY id DESC LIMIT 1

-- name: notices.PENDING
-- A text that is a day late helps nobody: the mail has it.
SELECT id, at, template, name, fields, case_id FROM notices
WHERE audience = $1 AND notified_at IS NULL AND $2 <> ALL (notified_to) AND (NOT $3 OR at > now() - interval '24 hours')
ORDER BY id LIMIT 500

-- name: notices.WRITE
INSERT INTO notices (audience, template, key, name, fields, case_id) SELECT audience, template, key, name, fields, case_id FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::bigint[]) WITH ORDINALITY AS new (audience, template, key, name, fields, case_id, ordinality) ON CONFLICT (key) DO NOTHING

-- name: outbox.BY_MESSAGE_ID
SELECT id, line, case_id, recipient, state FROM outbox WHERE message_id = $1 AND message_id <> '' ORDER BY id DESC LIMIT 1

-- name: outbox.CONCLUDE
-- sent | unknown -> delivered when every part is reported so; sent -> undelivered when one has failed for good.
WITH parts AS (
    SELECT a.outbox_id, bool_or(a.report = 'failed') AS failed,
           count(*) FILTER (WHERE a.report = 'delivered') = max(a.parts) AS delivered
    FROM attempts a JOIN outbox o ON o.id = a.outbox_id AND o.round = a.round
    WHERE a.outbox_id = $1 AND a.state <> 'failed' GROUP BY a.outbox_id
)
UPDATE outbox o SET state = CASE WHEN parts.delivered THEN 'delivered' ELSE 'undelivered' END,
    settled_at = now(), reason = CASE WHEN parts.delivered THEN NULL ELSE $2::jsonb END
FROM parts WHERE o.id = parts.outbox_id
  AND ((parts.delivered AND o.state IN ('sent', 'unknown')) OR (parts.failed AND NOT parts.delivered AND o.state = 'sent'))
RETURNING o.id, o.case_id, o.state, o.purpose

-- name: outbox.ENQUEUE
-- UNIQUE (cause, purpose, recipient): what is enqueued twice is one row. Notifies for the lines that have something new.
WITH written AS (
    INSERT INTO outbox (id, line, cause, purpose, recipient, text, subject, message_id, in_reply_to, refs, automatic, unproven, case_id, state, reason, priority) SELECT id, line, cause, purpose, recipient, text, subject, message_id, in_reply_to, ARRAY(SELECT jsonb_array_elements_text(refs)), automatic, unproven, case_id, state, reason, priority FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::jsonb[], $11::boolean[], $12::boolean[], $13::bigint[], $14::text[], $15::jsonb[], $16::bigint[]) WITH ORDINALITY AS new (id, line, cause, purpose, recipient, text, subject, message_id, in_reply_to, refs, automatic, unproven, case_id, state, reason, priority, ordinality)
    ON CONFLICT (cause, purpose, recipient) DO NOTHING RETURNING line
)
SELECT pg_notify('gateway_outbox', line) FROM (SELECT DISTINCT line FROM written) AS notified

-- name: outbox.EVIDENCE
-- What the line's attempts of two days say beside the one of row $2 that has just failed (verdict.py). Small, for it is
-- asked on a failure only; no more than the last 50 since somebody got through have a say.
WITH passed AS (
    SELECT opened_at, closed_at FROM attempts
    WHERE line = $1 AND outbox_id <> $2 AND (state = 'ok' OR report = 'delivered') AND opened_at > now() - interval '2 days'
    ORDER BY opened_at DESC LIMIT 1
), since AS (
    SELECT recipient, scope FROM attempts
    WHERE line = $1 AND opened_at > coalesce((SELECT opened_at FROM passed), now() - interval '2 days')
      AND scope IN ('shown', 'unknown', 'line') ORDER BY opened_at DESC LIMIT 50
)
SELECT now() AS now, (SELECT closed_at FROM passed) AS passed_at, own.first_at, own.last_at, o.asides,
    (SELECT count(DISTINCT recipient) FROM since WHERE recipient <> o.recipient) AS refused,
    (SELECT count(DISTINCT recipient) FROM since WHERE recipient <> o.recipient AND scope <> 'shown') AS unclear
FROM outbox o, LATERAL (
    SELECT min(closed_at) AS first_at, max(closed_at) AS last_at FROM attempts a
    WHERE a.outbox_id = o.id AND a.round = o.round AND a.state = 'failed' AND a.scope IN ('shown', 'unknown', 'line')) AS own
WHERE o.id = $2

-- name: outbox.FIND
SELECT * FROM outbox WHERE id = $1

-- name: read_models.attention.HELD_GROUPS
-- Senders and lists of which much is held as perhaps a machine's: one act can decide on all of it.
SELECT CASE WHEN list_id <> '' THEN 'list' ELSE 'sender' END AS kind, coalesce(nullif(list_id, ''), sender) AS name,
    count(*) AS n, min(registered_at) AS since, min(id) AS first, (array_agg(subject ORDER BY id DESC))[1] AS subject,
    (array_agg(sender_name ORDER BY id DESC))[1] AS sender_name
FROM messages WHERE outcome = 'held' AND rule IN ('maybe_machine', 'advert') AND (list_id <> '' OR sender <> '')
  AND ($2::text[] IS NULL OR line = ANY($2))
GROUP BY 1, 2 HAVING count(*) >= $1 ORDER BY n DESC, since LIMIT 20

-- name: read_models.attention.MESSAGES
-- $3: a part of an address, a name or a List-Id; $4: a query of words, '' for none; $5, $6: one sender's or list's only.
SELECT m.id, m.line, m.outcome AS state, m.rule, m.reasons, m.sender, m.sender_name, m.reply_to, m.list_id,
    false AS restricted, m.subject, left(m.reply, 300) AS words, m.registered_at AS since, count(*) OVER () AS found
FROM messages m
WHERE outcome IN ('held', 'unreadable') AND ($1::text = '' OR outcome = $1) AND ($2::text = '' OR line = $2)
  AND ($3::text = ''
       OR strpos(lower(concat_ws(' ', m.sender, m.sender_name, m.list_id, array_to_string(m.reply_to, ' '))), $3) > 0
       OR ($4::text <> '' AND search_words(m.subject || ' ' || m.reply) @@ to_tsquery('simple', nullif($4, ''))))
  AND CASE $5::text WHEN 'list' THEN m.list_id = $6 WHEN 'sender' THEN m.list_id = '' AND m.sender = $6 ELSE true END
  AND ($7::text[] IS NULL OR m.line = ANY($7))
ORDER BY id LIMIT $8 OFFSET $9

-- name: read_models.attention.OUTBOX
SELECT o.id, o.line, o.purpose, o.recipient AS who, o.state, o.reason, o.tries, coalesce(o.settled_at, o.created_at) AS since,
    c.code, count(*) OVER () AS found
FROM outbox o LEFT JOIN cases c ON c.id = o.case_id
WHERE o.state IN ('held', 'unknown', 'dead', 'undelivered') AND ($1::text = '' OR o.state = $1)
  AND ($2::text = '' OR o.line = $2) AND ($3::text = '' OR strpos(lower(concat_ws(' ', o.recipient, c.code)), $3) > 0)
  AND ($4::text[] IS NULL OR o.line = ANY($4))
ORDER BY o.id LIMIT $5 OFFSET $6

-- name: read_models.cases.LISTED
-- The predicate is written out as in the index cases_urgency. The order is put in by read_models/cases.py.
SELECT id, code, line, unit, sender, subject, state, urgent, restricted, opened_at, due_at, due_at < now() AS overdue,
    language, kind, last_message_at, rating,
    (SELECT left(reply, 200) FROM messages WHERE case_id = cases.id ORDER BY id LIMIT 1) AS words
FROM cases
WHERE state IN ('new', 'accepted', 'awaiting_citizen', 'transferred', 'in_progress', 'reopened')
  AND ($1::bigint[] IS NULL OR id = ANY($1)) AND ($2::text = '' OR state = $2)
  AND ($3::text = '' OR line = $3 OR id IN (SELECT case_id FROM case_lines WHERE case_lines.line = $3))
  AND ($4::text = '' OR kind = $4) AND ($5::text <> 'urgent' OR urgent) AND ($5 <> 'overdue' OR due_at < now())
  AND ($5 <> 'restricted' OR restricted)
  AND ($6::text[] IS NULL OR unit = ANY($6) OR id IN (SELECT case_id FROM case_lines WHERE case_lines.unit = ANY($6)))
ORDER BY id LIMIT $7 OFFSET $8

-- name: read_models.files.ATTACHMENT
SELECT a.n, a.name, a.type, a.size, a.flags, a.scan, a.scan_reason, b.bytes AS body
FROM attachments a JOIN blobs b ON b.sha256 = a.blob WHERE a.message_id = $1 AND a.n = $2

-- name: read_models.files.ATTACHMENTS_OF
SELECT message_id, n, name, type, size, blob AS sha256, inline, flags, scan, scan_reason FROM attachments
WHERE message_id = ANY($1::bigint[]) ORDER BY message_id, n

-- name: read_models.files.RAW
-- The first $2 bytes of each part, in order.
SELECT p.id, p.message_id, p.size, substring(b.bytes FROM 1 FOR $2) AS body
FROM parts p JOIN blobs b ON b.sha256 = p.blob
WHERE p.message_id = ANY($1::bigint[]) ORDER BY p.message_id, p.concat_seq, p.id

-- name: read_models.messages.LISTED
-- The words of a restricted case are not shown in a list.
SELECT m.id, m.line, m.outcome, m.rule, m.reasons, m.sender, m.sender_name, m.reply_to, m.list_id, m.registered_at, c.code,
    coalesce(c.restricted, false) AS restricted, CASE WHEN c.restricted THEN '' ELSE m.subject END AS subject,
    CASE WHEN c.restricted THEN '' ELSE left(m.reply, 300) END AS words
FROM messages m LEFT JOIN cases c ON c.id = m.case_id
WHERE ($1::bigint[] IS NULL OR m.id = ANY($1)) AND ($2::text = '' OR m.outcome = $2) AND ($3::text = '' OR m.line = $3)
  AND ($4::text[] IS NULL OR m.line = ANY($4))
ORDER BY m.id DESC LIMIT $5 OFFSET $6

-- name: read_models.messages.MESSAGES_OF
SELECT * FROM messages WHERE id = ANY($1::bigint[]) OR case_id = ANY($2::bigint[]) ORDER BY id

-- name: read_models.queues.RATES
SELECT line, date_trunc('hour', opened_at) AS hour, count(*) AS n FROM attempts
WHERE line = ANY($1::text[]) AND opened_at >= date_trunc('hour', now()) - $2::interval AND state = 'ok' GROUP BY 1, 2

-- name: read_models.subjects.FIND
SELECT p.line, coalesce(c.restricted, false) AS restricted,
    ARRAY(SELECT c.unit WHERE c.id IS NOT NULL UNION SELECT unit FROM case_lines WHERE case_id = c.id) AS units
FROM parts p LEFT JOIN messages m ON m.id = p.message_id LEFT JOIN cases c ON c.id = m.case_id WHERE p.id = $1

-- name: read_models.thread.ATTEMPTS_OF
SELECT * FROM attempts WHERE outbox_id = ANY($1::bigint[]) ORDER BY id

-- name: read_models.thread.MESSAGES_OF
SELECT * FROM messages WHERE id = ANY($1::bigint[]) OR case_id = ANY($2::bigint[]) ORDER BY id

-- name: read_models.thread.OUTBOX_OF
SELECT * FROM outbox WHERE id = ANY($1::bigint[]) OR case_id = ANY($2::bigint[]) OR cause = ANY($3::text[]) ORDER BY id

-- name: read_models.trace.CASES_OF
SELECT * FROM cases WHERE id = ANY($1::bigint[]) ORDER BY id

-- name: read_models.trace.EVENTS_OF
SELECT * FROM case_events WHERE case_id = ANY($1::bigint[]) OR message_id = ANY($2::bigint[]) OR id = ANY($3::bigint[])
ORDER BY id

-- name: read_models.trace.MESSAGES_OF
SELECT * FROM messages WHERE id = ANY($1::bigint[]) OR case_id = ANY($2::bigint[]) ORDER BY id

-- name: read_models.trace.OUTBOX_OF
SELECT * FROM outbox WHERE id = ANY($1::bigint[]) OR case_id = ANY($2::bigint[]) OR cause = ANY($3::text[]) ORDER BY id

-- name: read_models.trace.PARTS_OF
SELECT * FROM parts WHERE id = ANY($1::bigint[]) OR message_id = ANY($2::bigint[]) ORDER BY id

-- name: read_models.waiting.WAITING
-- Oldest first, with what holds each up.
SELECT o.id, o.line, o.purpose, o.recipient AS who, o.priority, o.reason, o.tries, o.due_at, o.aside, o.created_at AS since,
    c.code, l.send_error, coalesce((l.facts->>'braked')::boolean, false) AS braked,
    EXISTS (SELECT 1 FROM attempts a WHERE a.outbox_id = o.id AND a.state = 'open') AS on_the_wire
FROM outbox o JOIN lines l ON l.name = o.line LEFT JOIN cases c ON c.id = o.case_id
WHERE o.state = 'due' AND ($1::text = '' OR o.line = $1) AND ($2::text = '' OR o.purpose = $2)
  AND o.created_at <= now() - $3::interval AND ($4::text[] IS NULL OR o.line = ANY($4))
ORDER BY o.created_at, o.id LIMIT $5 OFFSET $6

-- name: references.ADD
INSERT INTO external_references (system, id, case_id) SELECT system, id, case_id FROM unnest($1::text[], $2::text[], $3::bigint[]) WITH ORDINALITY AS new (system, id, case_id, ordinality) ON CONFLICT (system, id) DO NOTHING RETURNING id

-- name: references.FIND
SELECT system, id, case_id FROM external_references WHERE system = $1 AND id = $2

-- name: references.OF_CASE
SELECT system, id, case_id FROM external_references WHERE case_id = $1 ORDER BY at, system, id

-- name: senders.LISTED
SELECT kind, name, verdict, actor, at FROM sender_decisions ORDER BY at DESC, kind, name LIMIT $1 OFFSET $2

