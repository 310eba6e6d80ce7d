-- name: reported_attempts
-- Attempts of three days to one recipient that a delivery report may be about, oldest first: those with its TP-MR, and those
-- of which no TP-MR is known. With each of the latter what its neighbours on the line have, for a modem counts (3GPP TS
-- 23.040 §9.2.3.6). The centre's clock has no say. Locked: of two reports each finds what the other has left.
SELECT a.id, a.state, a.reference, a.report,
    CASE WHEN a.reference IS NULL THEN (SELECT reference FROM (
        SELECT reference FROM attempts WHERE line = a.line AND opened_at < a.opened_at ORDER BY opened_at DESC LIMIT 20) AS one
        WHERE reference IS NOT NULL LIMIT 1) END AS before,
    CASE WHEN a.reference IS NULL THEN (SELECT reference FROM (
        SELECT reference FROM attempts WHERE line = a.line AND opened_at > a.opened_at ORDER BY opened_at LIMIT 20) AS one
        WHERE reference IS NOT NULL LIMIT 1) END AS after
FROM attempts a WHERE a.id IN (
    SELECT id FROM attempts
    WHERE line = $1 AND recipient = $2 AND opened_at > now() - interval '3 days' AND state IN ('open', 'ok', 'unknown')
      AND (reference = $3 OR (report NOT IN ('delivered', 'failed') AND ($3::int IS NULL OR reference IS NULL)))
    ORDER BY opened_at DESC LIMIT 50)
ORDER BY a.id FOR UPDATE;

-- name: attempt_of_id
-- By the id that the other side gave when it took it ($3: its spellings, the likeliest first), of one of these recipients; else
-- what has no id, for its answer was lost or is on its way: on the wire now, before what is of unknown fate.
-- By the recipient's rows: few, whatever the line has sent.
SELECT a.id, a.outbox_id, a.report FROM outbox o, attempts a
WHERE o.recipient = ANY($2::text[]) AND o.created_at > now() - interval '30 days' AND a.outbox_id = o.id
  AND a.line = $1 AND a.opened_at > now() - interval '3 days'
  AND (a.remote_id = ANY($3::text[]) OR (a.remote_id = '' AND a.report = '' AND a.state IN ('open', 'unknown')))
ORDER BY array_position($3::text[], a.remote_id) NULLS LAST, a.state = 'open' DESC, a.id LIMIT 1 FOR UPDATE OF a;

-- name: report_attempt
-- What a report says of an attempt, and its TP-MR where the modem has not told one.
UPDATE attempts SET report = $2, reported_at = now(), reference = coalesce(reference, $3) WHERE id = $1 RETURNING outbox_id;

-- name: misread
-- An open attempt that was given a report of another TP-MR than the modem now tells of it, or ($2 NULL) that was not taken
-- at all: the report is about an earlier one. It is taken back.
WITH old AS (
    SELECT id, line, recipient, reference, report FROM attempts
    WHERE id = $1 AND state = 'open' AND report <> '' AND reference IS DISTINCT FROM $2::int FOR NO KEY UPDATE
), clean AS (
    UPDATE attempts a SET report = '', reported_at = NULL, reference = NULL FROM old WHERE a.id = old.id
)
SELECT line, recipient, reference, report FROM old;

-- name: by_message_id
SELECT id, line, case_id, recipient, state FROM outbox WHERE message_id = $1 AND message_id <> '' ORDER BY id DESC LIMIT 1;

-- name: report_mail
UPDATE attempts SET report = $2, reported_at = now() WHERE id = (
    SELECT id FROM attempts WHERE outbox_id = $1 ORDER BY id DESC LIMIT 1) RETURNING outbox_id;

-- name: prove
-- unknown -> sent | due: reports speak of each part that was of unknown fate. What was not tried yet goes out now, unless a
-- part has failed for good: then the whole has.
WITH parts AS (
    SELECT a.outbox_id, bool_or(a.report = 'failed') AS failed, max(a.parts) - count(DISTINCT a.part) AS missing
    FROM attempts a JOIN outbox o ON o.id = a.outbox_id AND o.round = a.round
    WHERE a.outbox_id = ANY($1::bigint[]) AND a.state <> 'failed' GROUP BY a.outbox_id
    HAVING bool_and(a.state = 'ok' OR a.report <> '')
), proven AS (
    UPDATE outbox o SET state = CASE WHEN parts.failed OR parts.missing = 0 THEN 'sent' ELSE 'due' END, reason = NULL,
        due_at = now(), settled_at = CASE WHEN parts.failed OR parts.missing = 0 THEN now() END
    FROM parts WHERE o.id = parts.outbox_id AND o.state = 'unknown' RETURNING o.line
)
SELECT pg_notify('gateway_outbox', line) FROM (SELECT DISTINCT line FROM proven) AS notified;

-- name: conclude
-- sent -> delivered when every part is reported so, undelivered when one has failed for good.
WITH parts AS (
    SELECT a.outbox_id, bool_or(a.report = 'failed') AS failed,
           count(*) FILTER (WHERE a.report = 'delivered') = max(a.parts) AS delivered
    FROM attempts a JOIN outbox o ON o.id = a.outbox_id AND o.round = a.round
    WHERE a.outbox_id = $1 AND a.state <> 'failed' GROUP BY a.outbox_id
)
UPDATE outbox o SET state = CASE WHEN parts.delivered THEN 'delivered' ELSE 'undelivered' END,
    settled_at = now(), reason = CASE WHEN parts.delivered THEN NULL ELSE $2::jsonb END
FROM parts WHERE o.id = parts.outbox_id
  AND o.state = 'sent' AND (parts.delivered OR parts.failed)
RETURNING o.id, o.case_id, o.state, o.purpose;

