-- name: write
INSERT INTO notices (:columns) SELECT :values FROM :rows ON CONFLICT (key) DO NOTHING;

-- name: within_hour
SELECT EXISTS (SELECT FROM notices WHERE starts_with(key, $1) AND at > now() - interval '1 hour');

-- name: places
SELECT DISTINCT fields->>'unit' AS unit, coalesce(fields->>'line', '') AS line FROM notices
WHERE audience = $1 AND notified_at IS NULL ORDER BY unit, line;

-- name: pending
-- A text that is a day late helps nobody: the mail has it.
SELECT id, at, template, name, fields, case_id FROM notices
WHERE audience = $1 AND notified_at IS NULL AND $2 <> ALL (notified_to) AND (NOT $3 OR at > now() - interval '24 hours')
  AND ($4::text = '' OR fields->>'unit' = $4 AND coalesce(fields->>'line', '') = $5)
ORDER BY id LIMIT 500;

-- name: notified
UPDATE notices SET notified_to = array_append(notified_to, $2) WHERE id = ANY($1::bigint[]);

-- name: settle
-- All who can be notified have been; after a week nobody waits for it any more.
UPDATE notices SET notified_at = now()
WHERE audience = $1 AND notified_at IS NULL AND (notified_to @> $2::text[] OR at < now() - interval '7 days')
  AND ($3::text = '' OR fields->>'unit' = $3 AND coalesce(fields->>'line', '') = $4);

-- name: case_news
SELECT n.id, n.at, n.audience, n.name AS code, n.notified_to, n.case_id, coalesce(n.fields->>'event', '') AS event,
    coalesce(n.fields->>'actor', '') AS actor, k.unit, k.line, k.kind, k.state, k.urgent, k.restricted, k.due_at,
    k.handed_to, k.assignee, ARRAY(SELECT actor FROM case_access a WHERE a.case_id = k.id) AS named,
    (SELECT max(version) FROM answers w WHERE w.case_id = k.id AND w.state = 'submitted') AS waiting,
    CASE WHEN $1 AND NOT k.restricted THEN coalesce(m.reply, '') ELSE '' END AS words
FROM notices n JOIN cases k ON k.id = n.case_id LEFT JOIN messages m ON m.id = (n.fields->>'message')::bigint
WHERE n.audience IN ('officers', 'approvers') AND n.notified_at IS NULL ORDER BY k.urgent DESC, n.id LIMIT 2000;

-- name: close
UPDATE notices SET notified_at = now() WHERE id = ANY($1::bigint[]) AND notified_at IS NULL;
