-- name: write
-- In the parts of a WITH nobody sees what the others write: the version that waited is found as it was.
WITH superseded AS (
    UPDATE answers SET state = 'draft' FROM :rows
    WHERE answers.case_id = new.case_id AND answers.state = 'submitted' AND new.state <> 'draft'
)
INSERT INTO answers (:columns, version, settled_at)
SELECT :values, 1 + coalesce((SELECT max(version) FROM answers a WHERE a.case_id = new.case_id), 0),
    CASE WHEN new.state = 'sent' THEN now() END FROM :rows
RETURNING version;

-- name: of_case
SELECT a.*, coalesce(w.name, a.author) AS author_name, coalesce(h.name, a.approver) AS approver_name FROM answers a
LEFT JOIN persons w ON 'person:' || w.key = a.author LEFT JOIN persons h ON 'person:' || h.key = a.approver
WHERE a.case_id = $1 ORDER BY a.version DESC LIMIT 50;

-- name: find
SELECT a.*, coalesce(w.name, a.author) AS author_name, coalesce(h.name, a.approver) AS approver_name FROM answers a
LEFT JOIN persons w ON 'person:' || w.key = a.author LEFT JOIN persons h ON 'person:' || h.key = a.approver
WHERE a.case_id = $1 AND a.version = $2;

-- name: settle
-- submitted -> sent | returned, by somebody else than its author
UPDATE answers SET state = $3, approver = $4, reason = $5, settled_at = now()
WHERE case_id = $1 AND version = $2 AND state = 'submitted' RETURNING version;

-- name: went
UPDATE answers SET outbox_id = $3 WHERE case_id = $1 AND version = $2;
