-- name: write
-- In the parts of a WITH nobody sees what the others write: the version that waited is found as it was.
WITH superseded AS (
    UPDATE answers SET state = 'draft' FROM :rows
    WHERE answers.case_id = new.case_id AND answers.state = 'submitted' AND new.state <> 'draft'
), typed AS ( -- what its author had typed is in it
    DELETE FROM drafts USING :rows WHERE drafts.case_id = new.case_id AND drafts.author = new.author
)
INSERT INTO answers (:columns, version, settled_at, state_before, since_before, answered_before, handed_before)
SELECT :values, 1 + coalesce((SELECT max(version) FROM answers a WHERE a.case_id = new.case_id), 0), before.*
FROM :rows LEFT JOIN LATERAL (
    SELECT now() AS at, k.state AS was, k.state_since, k.answered_at, k.handed_to FROM cases k WHERE k.id = new.case_id AND new.state = 'sent'
) AS before ON true
RETURNING version;

-- name: of_case
SELECT a.*, coalesce(w.name, a.author) AS author_name, coalesce(h.name, a.approver) AS approver_name FROM answers a
LEFT JOIN persons w ON 'person:' || w.key = a.author LEFT JOIN persons h ON 'person:' || h.key = a.approver
WHERE a.case_id = $1 ORDER BY a.version DESC LIMIT 50;

-- name: find
SELECT a.*, coalesce(w.name, a.author) AS author_name, coalesce(h.name, a.approver) AS approver_name FROM answers a
LEFT JOIN persons w ON 'person:' || w.key = a.author LEFT JOIN persons h ON 'person:' || h.key = a.approver
WHERE a.case_id = $1 AND a.version = $2;

-- name: write_files
INSERT INTO answer_files (:columns) SELECT :values FROM :rows;

-- name: keep_files
-- Those of an earlier version go with a newer one, too.
INSERT INTO answer_files (case_id, version, n, name, type, size, blob)
SELECT case_id, $4, n, name, type, size, blob FROM answer_files WHERE case_id = $1 AND version = $2 AND n = ANY($3::smallint[]);

-- name: copy_files
INSERT INTO answer_files (case_id, version, n, name, type, size, blob)
SELECT $3, $4, n, name, type, size, blob FROM answer_files WHERE case_id = $1 AND version = $2;

-- name: files
SELECT case_id, version, n, name, type, size FROM answer_files WHERE case_id = $1 ORDER BY version, n;

-- name: file
SELECT f.case_id, f.version, f.n, f.name, f.type, f.size, b.bytes AS body FROM answer_files f JOIN blobs b ON b.sha256 = f.blob
WHERE f.case_id = $1 AND f.version = $2 AND f.n = $3;

-- name: type
INSERT INTO drafts (case_id, author, text) VALUES ($1, $2, $3)
ON CONFLICT (case_id, author) DO UPDATE SET text = excluded.text, at = now();

-- name: untype
DELETE FROM drafts WHERE case_id = $1 AND author = $2;

-- name: drafts
SELECT d.author, coalesce(p.name, d.author) AS name, d.text, d.at, d.at > now() - interval '5 minutes' AS is_writing FROM drafts d LEFT JOIN persons p ON 'person:' || p.key = d.author
WHERE d.case_id = $1 ORDER BY d.at DESC LIMIT 20;

-- name: settle
-- submitted -> sent | returned, by somebody else than its author
UPDATE answers SET state = $3, approver = $4, reason = $5, settled_at = now(),
    state_before = k.state, since_before = k.state_since, answered_before = k.answered_at, handed_before = k.handed_to FROM cases k
WHERE case_id = $1 AND version = $2 AND answers.state = 'submitted' AND k.id = case_id RETURNING version;

-- name: went
UPDATE answers SET event_id = $3 WHERE case_id = $1 AND version = $2;

-- name: undo
-- sent -> submitted | draft, as it was before somebody sent it
UPDATE answers SET state = CASE WHEN approver = '' THEN 'draft' ELSE 'submitted' END, approver = '', settled_at = NULL, event_id = NULL
WHERE case_id = $1 AND version = $2 AND state = 'sent' RETURNING version;
