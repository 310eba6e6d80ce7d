-- name: matching_attempts
-- By reference where the report carries one (the newest: TP-MR wraps at 255), else the oldest unreported to this recipient;
-- an attempt still open has no reference yet, and its report may come first. The SMSC's clock has no say.
SELECT id, outbox_id FROM attempts
WHERE line = $1 AND recipient = $2 AND report = '' AND state IN ('open', 'ok', 'unknown')
  AND opened_at > now() - interval '3 days' AND ($3::int IS NULL OR reference = $3 OR reference IS NULL)
ORDER BY reference = $3 DESC NULLS LAST, CASE WHEN reference = $3 THEN -id ELSE id END LIMIT 1 FOR UPDATE;

-- name: report_attempt
UPDATE attempts SET report = $2, reported_at = now() WHERE id = $1 RETURNING outbox_id;

-- name: by_message_id
SELECT id, line, case_id, recipient, state FROM outbox WHERE message_id = $1 AND message_id <> '' ORDER BY id DESC LIMIT 1;

-- name: report_mail
UPDATE attempts SET report = $2, reported_at = now() WHERE id = (
    SELECT id FROM attempts WHERE outbox_id = $1 ORDER BY id DESC LIMIT 1) RETURNING outbox_id;

-- name: conclude
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
RETURNING o.id, o.case_id, o.state, o.purpose;
