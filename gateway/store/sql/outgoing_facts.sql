-- name: threads
-- <> '': else the index of Message-IDs would not be used.
SELECT message_id, case_id FROM outbox WHERE message_id = ANY($1::text[]) AND message_id <> '' AND case_id IS NOT NULL;

-- name: next_of_case
-- What the next row of outbox about a case needs: its id, how many events of this kind the case has, its mails' Message-IDs in order.
SELECT nextval(pg_get_serial_sequence('outbox', 'id')) AS id,
    (SELECT count(*) FROM case_events WHERE case_id = $1 AND kind = $2) AS events,
    ARRAY(SELECT remote_id FROM messages WHERE case_id = $1 AND remote_id <> '' ORDER BY id) AS thread;

-- name: told_by_officer
SELECT EXISTS (SELECT FROM outbox WHERE case_id = $1 AND purpose = ANY($2::text[]) AND state <> 'dropped');

-- name: recipients
SELECT message_id, recipient FROM outbox WHERE message_id = ANY($1::text[]) AND message_id <> '' ORDER BY id;

-- name: said
SELECT recipient, created_at, purpose, unproven, line, case_id, text FROM outbox
WHERE recipient = ANY($1::text[]) AND (automatic OR purpose = ANY($2::text[])) AND created_at > now() - interval '24 hours' AND state <> 'dropped'
  AND purpose NOT IN ('alert', 'notice', 'probe') -- an officer who writes as a citizen is one
ORDER BY id;

-- name: sent
-- The latest texts to each recipient in 30 days, so few that they may be compared with what they write.
SELECT recipient, ARRAY(
    SELECT text FROM outbox WHERE outbox.recipient = wanted.recipient AND created_at > now() - interval '30 days' AND state <> 'dropped'
    ORDER BY created_at DESC LIMIT 20
) AS texts
FROM unnest($1::text[]) AS wanted (recipient);

-- name: alerts
SELECT created_at, text FROM outbox
WHERE recipient = $1 AND purpose = 'alert' AND created_at > now() - interval '1 hour' AND (cause LIKE 'duty:%') = $2
ORDER BY id;

-- name: noticed
SELECT max(created_at) FROM outbox
WHERE recipient = $1 AND purpose = 'notice' AND cause LIKE 'notice:%' AND created_at > now() - interval '1 day';
