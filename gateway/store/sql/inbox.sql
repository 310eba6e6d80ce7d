-- name: store_blobs
INSERT INTO blobs (sha256, bytes)
SELECT * FROM unnest($1::bytea[], $2::bytea[]) ORDER BY 1
ON CONFLICT DO NOTHING;

-- name: store_parts
-- The digest is the identity: a piece met again changes nothing but the place where it waits to be confirmed (again).
INSERT INTO parts (:columns, state, ready_seq)
SELECT :values, 'received', CASE WHEN concat_total IS NULL THEN nextval('ready_seq') END FROM :rows ORDER BY ordinality
ON CONFLICT (line, digest) DO UPDATE SET location = excluded.location, confirmed_at = NULL, confirm_next_at = now()
WHERE parts.location <> excluded.location OR parts.confirmed_at IS NOT NULL
RETURNING id, digest, partition, xmax = 0 AS new;

-- name: enter_part
-- registered from the beginning, and confirmed: it lies nowhere else.
INSERT INTO parts (line, digest, blob, size, location, sender_key, partition, state, arrived_at, ready_seq, message_id, confirmed_at)
VALUES ($1, $2, $3, $4, '', $5, $6, 'registered', $7, nextval('ready_seq'), $8, now());

-- name: drop_unfetched
-- Handed over at last, or gone from its place.
DELETE FROM parts WHERE line = $1 AND state = 'unfetched' AND location = ANY($2::text[]);

-- name: store_unfetched
-- unfetched: a row with tries and a clock, never an error loop. What was given up and waits for a person is not begun anew
-- each time a link is opened again and tells of it.
INSERT INTO parts (line, location, state, arrived_at, reason, tries, next_at)
SELECT $1, location, 'unfetched', now(), reason, 1, now() + $4::interval
FROM unnest($2::text[], $3::jsonb[]) AS u (location, reason)
WHERE NOT EXISTS (SELECT 1 FROM messages m JOIN parts p ON p.message_id = m.id
    WHERE m.outcome = 'unreadable' AND p.line = $1 AND p.location = u.location AND p.blob IS NULL)
ON CONFLICT (line, location) WHERE state = 'unfetched'
DO UPDATE SET tries = parts.tries + 1, reason = excluded.reason,
    next_at = now() + least(interval '1 hour', $4::interval * power(2, least(parts.tries, 10)));

-- name: give_up_unfetched
-- unfetched -> unreadable: a message without words, so that a person sees it. A place on a SIM is used again: the digest
-- names the row, not the place.
WITH given_up AS (
    UPDATE parts SET state = 'unreadable', digest = sha256(convert_to(line || '/' || location || '/' || id, 'UTF8')),
        confirmed_at = now(), message_id = nextval('messages_id_seq')
    WHERE line = $1 AND state = 'unfetched' AND tries >= $2
    RETURNING message_id, line, digest, reason, arrived_at
)
INSERT INTO messages (id, line, digest, outcome, rule, reasons, arrived_at)
SELECT message_id, line, digest, 'unreadable', 'unfetched', jsonb_build_array(reason), arrived_at FROM given_up;

-- name: due_unfetched
SELECT location FROM parts WHERE line = $1 AND state = 'unfetched' AND next_at <= now() ORDER BY id LIMIT 10;

-- name: waiting_group
-- Where a part of a long SMS belongs: its group, if one waits that lacks this place, or has it with the same words.
SELECT group_id FROM parts
WHERE line = $1 AND sender_key = $2 AND concat_ref = $3 AND concat_total = $4
  AND state = 'received' AND ready_seq IS NULL AND group_id IS NOT NULL AND received_at > now() - $7::interval
GROUP BY group_id
HAVING bool_and(concat_seq <> $5 OR concat_content = $6)
ORDER BY group_id LIMIT 1;

-- name: repeated_part
-- The same part of a message that is already whole: sent twice by the network, of the same words and place.
SELECT id FROM parts
WHERE line = $1 AND sender_key = $2 AND concat_ref = $3 AND concat_total = $4 AND concat_seq = $5
  AND concat_content = $6 AND ready_seq IS NOT NULL AND received_at > now() - interval '1 day' AND id <> $7
ORDER BY id DESC LIMIT 1;

-- name: late_group
-- A message that went on without this part, within a day: the part is late.
SELECT group_id FROM parts
WHERE line = $1 AND sender_key = $2 AND concat_ref = $3 AND concat_total = $4
  AND ready_seq IS NOT NULL AND received_at > now() - interval '1 day'
GROUP BY group_id
HAVING count(DISTINCT concat_seq) < $4 AND bool_and(concat_seq <> $5)
ORDER BY group_id DESC LIMIT 1;

-- name: repeat_part
-- It shares all that has become, or is becoming, of the part it repeats.
UPDATE parts SET group_id = p.group_id, ready_seq = p.ready_seq, message_id = p.message_id, state = p.state, claimed = p.claimed,
    next_at = p.next_at
FROM parts p WHERE parts.id = $1 AND p.id = $2;

-- name: late_part
-- A late part is a message of its own at once; policy sees by its group where it belongs.
UPDATE parts SET group_id = $2, ready_seq = nextval('ready_seq') WHERE id = $1;

-- name: join_group
UPDATE parts SET group_id = $2 WHERE id = $1;

-- name: complete_group
UPDATE parts SET ready_seq = (SELECT nextval('ready_seq'))
WHERE group_id = $1 AND ready_seq IS NULL
  AND (SELECT count(DISTINCT concat_seq) = max(concat_total) FROM parts WHERE group_id = $1 AND ready_seq IS NULL);

-- name: expire_groups
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

-- name: ready_partitions
SELECT DISTINCT partition FROM parts
WHERE state = 'received' AND ((ready_seq IS NOT NULL AND next_at <= now()) OR (ready_seq IS NULL AND received_at < now() - $1::interval));

-- name: claim
-- The next batch in one statement and one commit, under the partition's lease ($1–$3): in the order in which messages became
-- complete, at most 5 of one sender, 50 in all, and 16 MiB. Those whose last try never closed are left for a try of their
-- own: the first of them, where $5 asks for it. A try is counted before it is made, whatever it may take down with it.
-- 5 of one sender: a flood of one number keeps nobody else waiting (docs/FAILURES.md F40), and its own order stays. `place =
-- 1`: a message larger than the bound goes alone, not never. No row is locked beforehand: whoever holds the partition claims
-- alone. `claimed` joins `held` so that without the lease nothing is written, and answers by RETURNING: the table still shows
-- the snapshot of before (PostgreSQL manual §7.8.4).
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
       p.location, b.bytes
FROM claimed p JOIN blobs b ON b.sha256 = p.blob
ORDER BY p.ready_seq, p.concat_seq, p.id;

-- name: give_back
UPDATE parts SET claimed = false, tries = tries - 1, tries_alone = greatest(0, tries_alone - $2), next_at = now()
WHERE ready_seq = ANY($1::bigint[]) AND state = 'received' AND claimed;

-- name: retry_alone
UPDATE parts SET claimed = true, reason = $2, next_at = now() + $3::interval
WHERE ready_seq = ANY($1::bigint[]) AND state = 'received';

-- name: retry
-- Nothing wrong with these: the database was, or a neighbour in their batch.
UPDATE parts SET claimed = false, next_at = now() + $2::interval WHERE ready_seq = ANY($1::bigint[]) AND state = 'received';

-- name: move
UPDATE parts SET sender_key = $2, partition = $3, claimed = false, next_at = now() WHERE ready_seq = $1 AND state = 'received';

-- name: settle_parts
-- received -> registered | unreadable. A repeat that came after the claim goes with its message.
UPDATE parts SET state = s.state, message_id = s.message_id, claimed = false, reason = s.reason
FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::jsonb[]) AS s (ready_seq, message_id, state, reason)
WHERE parts.ready_seq = s.ready_seq AND parts.state = 'received';

-- name: write_messages
INSERT INTO messages (:columns) SELECT :values FROM :rows;

-- name: write_attachments
INSERT INTO attachments (:columns) SELECT :values FROM :rows;

-- name: claim_scan
-- The next file for the scanner. The try is counted before it is made; files longest unchecked come first.
UPDATE attachments SET scan_tries = scan_tries + 1,
    scan_next_at = now() + least(interval '1 hour', interval '1 minute' * power(2, scan_tries))
FROM (
    SELECT message_id, n FROM attachments WHERE scan = 'unchecked' AND scan_next_at <= now()
    ORDER BY scan_next_at LIMIT 1 FOR UPDATE SKIP LOCKED
) AS next, blobs
WHERE (attachments.message_id, attachments.n) = (next.message_id, next.n) AND blobs.sha256 = attachments.blob
RETURNING attachments.message_id, attachments.n, attachments.scan_tries AS tries, blobs.bytes AS body;

-- name: scanned
-- unchecked -> clean | infected | failed
UPDATE attachments SET scan = $3, scan_reason = $4 WHERE message_id = $1 AND n = $2 AND scan = 'unchecked';

-- name: late_of
-- The case of the message that went on without these late parts.
SELECT late.ready_seq, m.case_id FROM parts late
JOIN parts whole ON whole.group_id = late.group_id AND whole.ready_seq < late.ready_seq AND whole.message_id IS NOT NULL
    AND (whole.line, whole.sender_key, whole.concat_ref, whole.concat_total) -- what a group shares: for the index
      = (late.line, late.sender_key, late.concat_ref, late.concat_total) AND whole.concat_total IS NOT NULL
JOIN messages m ON m.id = whole.message_id
WHERE late.ready_seq = ANY($1::bigint[]) AND late.ready_seq IS NOT NULL AND late.state = 'received'
  AND late.concat_total IS NOT NULL AND m.case_id IS NOT NULL
ORDER BY whole.ready_seq;

-- name: copies
-- The first of each; the own words are compared by what was stored of them.
SELECT DISTINCT ON (m.remote_id, m.sender, k.digest) m.remote_id, m.sender, k.digest, m.line, m.case_id,
    NOT 'unnamed' = ANY(m.flags) AS named
FROM unnest($1::text[], $2::text[], $3::bytea[]) AS k (remote_id, sender, digest)
JOIN messages m ON m.remote_id = k.remote_id AND m.sender = k.sender
WHERE m.remote_id <> '' AND m.outcome IN ('case', 'follow_up', 'command') AND m.registered_at > now() - interval '7 days'
  AND sha256(convert_to(m.reply, 'UTF8')) = k.digest AND m.id <> $4
ORDER BY m.remote_id, m.sender, k.digest, m.id;

-- name: wrong_codes
SELECT sender, count(*) AS n FROM messages
WHERE sender = ANY($1::text[]) AND rule = 'unknown_code' AND registered_at > now() - interval '1 hour' GROUP BY sender;

-- name: guesses
SELECT coalesce(sum(n), 0)::bigint AS n, coalesce(max(n), 0) AS of_one, count(*) AS senders, coalesce(max(last), 0) AS last FROM (
    SELECT count(*) AS n, max(id) AS last FROM messages
    WHERE rule = 'unknown_code' AND registered_at > now() - interval '1 hour' GROUP BY sender) AS guessers;

-- name: bounded
SELECT line, count(*) AS n FROM messages
WHERE 'bounded' = ANY (flags) AND registered_at > now() - interval '1 hour' GROUP BY line;

-- name: behind
-- Lines with something to confirm, or to fetch once more.
SELECT line FROM unnest($1::text[]) AS line
WHERE EXISTS (SELECT 1 FROM parts p WHERE p.line = line.line AND confirmed_at IS NULL AND confirm_next_at <= now()
                AND digest IS NOT NULL)
   OR EXISTS (SELECT 1 FROM parts p WHERE p.line = line.line AND state = 'unfetched' AND next_at <= now());

-- name: unconfirmed
SELECT location, digest FROM parts
WHERE line = $1 AND confirmed_at IS NULL AND confirm_next_at <= now() AND digest IS NOT NULL ORDER BY id LIMIT 200;

-- name: removable
-- A place may have been another piece's before, in a mailbox made anew: all that ever lay there must be safe.
SELECT location FROM parts WHERE line = $1 AND location = ANY($2::text[]) GROUP BY location
HAVING bool_and(message_id IS NOT NULL AND confirmed_at IS NOT NULL
  AND (NOT $3 OR received_at < (SELECT max(started_at) FROM backups WHERE outcome = 'good' AND coalesce(reason, '') = '')));

-- name: confirmed
UPDATE parts SET confirmed_at = now() FROM unnest($2::bytea[], $3::text[]) AS c (digest, location)
WHERE parts.line = $1 AND parts.digest = c.digest AND parts.location = c.location;

-- name: confirm_later
UPDATE parts SET confirm_tries = confirm_tries + 1,
    confirm_next_at = now() + least(interval '1 hour', interval '5 seconds' * power(2, least(confirm_tries, 10)))
FROM unnest($2::bytea[], $3::text[]) AS c (digest, location)
WHERE parts.line = $1 AND parts.digest = c.digest AND parts.location = c.location;

-- name: message
SELECT * FROM messages WHERE id = $1;

-- name: reply_to
SELECT reply_to FROM messages m WHERE case_id = $1 AND sender = $2 AND NOT ('forged' = ANY(flags))
    AND NOT EXISTS (SELECT 1 FROM case_lines l WHERE l.case_id = $1 AND l.line = m.line AND l.hidden)
ORDER BY id DESC LIMIT 20;

-- name: message_partition
SELECT partition FROM parts WHERE message_id = $1 ORDER BY id LIMIT 1;

-- name: file
-- anything readable that has no case -> case | follow_up, by a person
UPDATE messages SET outcome = $2, rule = 'person', case_id = $3, decided_by = $4, sender = $5
WHERE id = $1 AND case_id IS NULL AND outcome IN ('held', 'automatic', 'system', 'command', 'report') RETURNING id;

-- name: restore_words
UPDATE messages SET subject = $2, text = $3, reply = $4 WHERE id = $1 AND subject = '' AND text = '' AND reply = '';

-- name: bodies_of_message
SELECT b.bytes FROM parts p JOIN blobs b ON b.sha256 = p.blob WHERE p.message_id = $1 ORDER BY p.concat_seq, p.id;

-- name: held_like
SELECT id FROM messages
WHERE outcome = 'held' AND rule IN ('maybe_machine', 'advert') AND $2 <> ''
  AND CASE $1 WHEN 'list' THEN list_id = $2 ELSE sender = $2 END
ORDER BY id LIMIT 1000;

-- name: settle_decided
-- held -> automatic, by a person's decision on its sender or list
UPDATE messages SET outcome = 'automatic', rule = 'decided', decided_by = $3
WHERE outcome = 'held' AND rule IN ('maybe_machine', 'advert') AND $2 <> ''
  AND CASE $1 WHEN 'list' THEN list_id = $2 ELSE sender = $2 END;

-- name: move_follow_up
UPDATE messages SET outcome = 'case', rule = 'split', case_id = $3, decided_by = $4
WHERE id = $1 AND outcome = 'follow_up' AND case_id = $2 RETURNING id;

-- name: move_back
-- What was split off a case, and what came to it since, are further messages of that one.
UPDATE messages SET outcome = 'follow_up', rule = 'person', case_id = $2, decided_by = $3
WHERE case_id = $1 AND outcome IN ('case', 'follow_up');

-- name: replay
-- unreadable -> received: judged anew from the raw bytes.
UPDATE parts SET state = 'received', claimed = false, tries = 0, tries_alone = 0, next_at = now(), message_id = NULL,
    reason = NULL, ready_seq = coalesce(ready_seq, nextval('ready_seq')) WHERE message_id = $1 AND state = 'unreadable' AND blob IS NOT NULL
  AND EXISTS (SELECT 1 FROM messages WHERE id = $1 AND outcome = 'unreadable') -- what a person dismissed stays dismissed
RETURNING partition;

-- name: drop_message
DELETE FROM messages WHERE id = $1 AND outcome = 'unreadable';

-- name: dismiss
UPDATE messages SET outcome = 'system', rule = 'person', reasons = reasons || $2::jsonb, decided_by = $3
WHERE id = $1 AND outcome IN ('held', 'unreadable') RETURNING id;

-- name: replied
-- What came of an officer's answer to a notice; one that nobody with an account wrote is held for a person.
UPDATE messages SET reasons = reasons || $3::jsonb, decided_by = CASE WHEN $4 THEN '' ELSE $2 END,
    outcome = CASE WHEN $4 THEN 'held' ELSE outcome END WHERE id = $1 AND outcome = 'officer_reply';

-- name: free_blobs
DELETE FROM blobs b WHERE NOT EXISTS (SELECT 1 FROM parts WHERE blob = b.sha256)
    AND NOT EXISTS (SELECT 1 FROM attachments WHERE blob = b.sha256)
    AND NOT EXISTS (SELECT 1 FROM answer_files WHERE blob = b.sha256);
