-- A database that has seen years: $1 cases of other citizens on line $2 of channel $3, spread over five years, a tenth of
-- them still open; rows as intake and the sender leave them.

-- name: cases
INSERT INTO cases (id, code, line, channel, unit, sender, language, subject, state, kind, opened_at, due_at, last_message_at,
                   answered_at)
SELECT n, 'XX-' || n, $2, $3, 'vanmieu', 'mailto:cu' || n % 300000 || '@example.org', 'vi', 'Đèn đường hỏng',
    CASE WHEN n % 10 = 0 THEN 'in_progress' ELSE 'closed' END, 'phan_anh', at, at + interval '14 days', at,
    at + interval '3 days'
FROM (SELECT n, now() - interval '5 years' * n / ($1 + 1) AS at FROM generate_series(1, $1::bigint) AS n) AS old;

-- name: messages
INSERT INTO messages (id, line, digest, outcome, rule, sender, subject, text, reply, arrived_at, registered_at, case_id)
SELECT id, line, sha256(code::bytea), 'case', 'new_case', sender, subject, repeat('Đèn đường hỏng. ', 20), '',
    opened_at, opened_at, id
FROM cases;

-- name: blobs
INSERT INTO blobs (sha256, bytes) SELECT digest, convert_to(text, 'UTF8') || digest FROM messages;

-- name: parts
INSERT INTO parts (line, digest, blob, size, location, sender_key, partition, state, arrived_at, received_at, ready_seq,
                   message_id, confirmed_at)
SELECT line, digest, digest, 500, '1/' || id, sender, id % 16, 'registered', arrived_at, arrived_at, nextval('ready_seq'), id,
    arrived_at
FROM messages;

-- name: events
INSERT INTO case_events (case_id, at, kind, message_id) SELECT id, opened_at, 'opened', id FROM cases;

-- name: outbox
INSERT INTO outbox (id, line, case_id, cause, purpose, recipient, state, priority, due_at, text, message_id, automatic,
                    created_at, settled_at)
SELECT id, line, id, 'message:' || id, 'acknowledgement', sender, 'sent', 2, opened_at,
    'UBND phường đã tiếp nhận phản ánh của Ông/Bà.', 'x' || id || '@village.example', true, opened_at, opened_at
FROM cases;

-- name: attempts
INSERT INTO attempts (outbox_id, line, recipient, round, part, parts, epoch, state, opened_at, deadline, closed_at)
SELECT id, line, recipient, 1, 1, 1, 1, 'ok', created_at, created_at, created_at FROM outbox;

-- name: numbers
SELECT setval('cases_id_seq', $1), setval('messages_id_seq', $1), setval('outbox_id_seq', $1);

-- name: tidied
-- The hourly look for blobs that nobody needs any more is no message's cost.
INSERT INTO clocks (name, last_run) VALUES ('tidy', now());

-- name: vacuum
VACUUM ANALYZE;

-- name: checkpoint
-- What was written must not be paid for by the messages that follow.
CHECKPOINT;
