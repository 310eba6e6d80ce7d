-- name: add
INSERT INTO contacts (:columns) SELECT :values FROM :rows ON CONFLICT DO NOTHING RETURNING urn;

-- name: of_case
-- Whoever wrote on the case from elsewhere answered a mail of ours (policy/joining.py): its Message-ID is unguessable.
SELECT sender AS urn, '' AS proven_by, '' AS actor, min(registered_at) AS at FROM messages
WHERE case_id = $1 AND sender <> $2 AND NOT ('forged' = ANY(flags)) AND sender ~ '^(tel|mailto):'
    AND NOT EXISTS (SELECT 1 FROM case_lines l WHERE l.case_id = $1 AND l.line = messages.line AND l.hidden)
GROUP BY sender
UNION ALL
SELECT urn, proven_by, actor, at FROM contacts WHERE case_id = $1 AND urn <> $2
ORDER BY at;
