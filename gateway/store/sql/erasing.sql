-- Takes persons' data out of every table that holds some: beside backup.sql the one file that writes the tables of other modules. What
-- figures are counted from stays: kinds, units, states, dates, ratings, digests. "erased:ID" is nobody's address and never the same twice.

-- part: over
-- Cases that were done, and of which nobody has said a word, for so many days ($1; $2 for restricted ones; NULL: never). What is still to
-- go out is sent first. The condition with least() follows from the next one: by it an index is read, and not all that was ever done.
k.erased_at IS NULL AND NOT k.legal_hold AND k.state IN ('answered', 'rejected', 'petition_guided', 'closed')
  AND coalesce(k.state_since, k.opened_at) < now() - make_interval(days => least($1::int, $2::int))
  AND coalesce(k.state_since, k.opened_at) < now() - make_interval(days => CASE WHEN k.restricted THEN $2::int ELSE $1::int END)
  AND k.last_message_at < now() - make_interval(days => CASE WHEN k.restricted THEN $2::int ELSE $1::int END)
  AND NOT EXISTS (SELECT FROM outbox o WHERE o.case_id = k.id AND o.state IN ('due', 'held'))

-- name: due
-- The first $3 of them, and how many there are in all.
SELECT k.id, k.code, count(*) OVER () AS of_all FROM cases k WHERE :over ORDER BY k.id LIMIT $3;

-- name: take
-- Those of these ($3) that nobody has opened again, put on hold, written or answered to meanwhile; nobody does until the end of the
-- transaction.
SELECT k.id FROM cases k WHERE k.id = ANY($3::bigint[]) AND :over ORDER BY k.id FOR UPDATE;

-- name: cases
UPDATE cases SET erased_at = now(), sender = 'erased:' || id, sender_name = '', subject = '', place = '', about = '{}'
WHERE id = ANY($1::bigint[]);

-- name: events
-- What was written by or about somebody; codes, units, persons of the office and times stay.
UPDATE case_events SET detail = detail - ARRAY['text', 'reason', 'subject', 'place', 'note', 'phone', 'question', 'answer'] WHERE case_id = ANY($1::bigint[]);

-- name: messages_of
SELECT id FROM messages WHERE case_id = ANY($1::bigint[]);

-- name: answers
UPDATE answers SET text = '', recipient = '', summary = '', reason = '' WHERE case_id = ANY($1::bigint[]);

-- name: answer_files
DELETE FROM answer_files WHERE case_id = ANY($1::bigint[]);

-- name: drafts
DELETE FROM drafts WHERE case_id = ANY($1::bigint[]);

-- name: contacts
DELETE FROM contacts WHERE case_id = ANY($1::bigint[]);

-- name: reply_tokens
DELETE FROM reply_tokens WHERE case_id = ANY($1::bigint[]);

-- name: entered
UPDATE entered_cases SET phone = '' WHERE case_id = ANY($1::bigint[]);

-- name: publications
-- What is public holds no persons and stays so; what was taken back, or was not to be public, may.
UPDATE publications SET question = '', answer = '' WHERE case_id = ANY($1::bigint[]) AND state <> 'published';

-- name: shared_answers
UPDATE shared_answers SET text = '' WHERE id IN (SELECT answer_id FROM shared_answer_cases WHERE case_id = ANY($1::bigint[]));

-- name: outbox_of
SELECT id FROM outbox WHERE case_id = ANY($1::bigint[]);

-- name: calls_of
SELECT id FROM calls WHERE case_id = ANY($1::bigint[]);

-- name: messages
UPDATE messages SET sender = 'erased:' || id, sender_name = '', recipients = '{}', reply_to = '{}', subject = '', text = '', reply = '',
    reasons = '[]', remote_id = '', in_reply_to = '', refs = '{}', list_id = '' WHERE id = ANY($1::bigint[]);

-- name: attachments
DELETE FROM attachments WHERE message_id = ANY($1::bigint[]);

-- name: parts
-- The digest stays: what still lies in a mailbox comes in no second time. Bytes that nothing refers to go within the hour (inbox.free_blobs).
UPDATE parts SET blob = NULL, concat_content = NULL, sender_key = 'erased:' || id, reason = NULL WHERE message_id = ANY($1::bigint[]);

-- name: outbox
-- What did not arrive, or of which nobody knows, can be sent nowhere any more: unknown, dead, undelivered -> dropped.
UPDATE outbox SET state = CASE WHEN state IN ('unknown', 'dead', 'undelivered') THEN 'dropped' ELSE state END, recipient = 'erased:' || id, subject = '', text = '', message_id = '', in_reply_to = '', refs = '{}', reason = NULL
WHERE id = ANY($1::bigint[]);

-- name: attempts
UPDATE attempts SET recipient = 'erased:' || outbox_id, remote_id = '', error = NULL WHERE outbox_id = ANY($1::bigint[]);

-- name: calls
UPDATE calls SET party = '' WHERE id = ANY($1::bigint[]);

-- name: call_legs
UPDATE call_legs SET caller = '', raw = '' WHERE call_id = ANY($1::bigint[]);

-- name: old_messages
-- Those of no case that came so long ago, behind this id; what waits for a person waits on.
SELECT id FROM messages WHERE id > $1 AND case_id IS NULL AND registered_at < now() - make_interval(days => $2)
    AND sender NOT LIKE 'erased:%' AND outcome NOT IN ('held', 'unreadable') ORDER BY id LIMIT $3;

-- name: old_outbox
-- What went out about no case: to officers, too.
SELECT id FROM outbox WHERE id > $1 AND case_id IS NULL AND created_at < now() - make_interval(days => $2)
    AND recipient NOT LIKE 'erased:%' AND state NOT IN ('due', 'held') ORDER BY id LIMIT $3;

-- name: old_calls
SELECT id FROM calls WHERE id > $1 AND case_id IS NULL AND started_at < now() - make_interval(days => $2) AND party <> ''
ORDER BY id LIMIT $3;

-- name: state
-- How many cases are on hold, and how many were erased.
SELECT count(*) FILTER (WHERE legal_hold) AS held, count(erased_at) AS erased FROM cases;

-- name: done_at
SELECT last_run FROM clocks WHERE name = $1;
