-- Reads only: every row of one message, for the operator, the developer and the judge of fault tests.

-- name: messages
SELECT * FROM messages WHERE id = ANY($1::bigint[]) OR case_id = ANY($2::bigint[]) ORDER BY id;

-- name: attachments
SELECT message_id, n, name, type, size, encode(blob, 'hex') AS sha256, inline, flags, scan, scan_reason
FROM attachments
WHERE message_id = ANY($1::bigint[]) ORDER BY message_id, n;

-- name: parts
SELECT * FROM parts WHERE id = ANY($1::bigint[]) OR message_id = ANY($2::bigint[]) ORDER BY id;

-- name: group_of_part
-- The parts of one long SMS before they are a message.
SELECT id FROM parts WHERE group_id = (SELECT group_id FROM parts WHERE id = $1);

-- name: events
SELECT * FROM case_events WHERE case_id = ANY($1::bigint[]) OR message_id = ANY($2::bigint[]) OR id = ANY($3::bigint[])
ORDER BY id;

-- name: cases
SELECT * FROM cases WHERE id = ANY($1::bigint[]) ORDER BY id;

-- name: outbox
SELECT * FROM outbox WHERE id = ANY($1::bigint[]) OR case_id = ANY($2::bigint[]) OR cause = ANY($3::text[]) ORDER BY id;

-- name: attempts
SELECT * FROM attempts WHERE outbox_id = ANY($1::bigint[]) ORDER BY id;
