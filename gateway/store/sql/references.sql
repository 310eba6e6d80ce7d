-- name: add
INSERT INTO external_references (:columns) SELECT :values FROM :rows ON CONFLICT (system, id) DO NOTHING RETURNING id;

-- name: find
SELECT system, id, case_id FROM external_references WHERE system = $1 AND id = $2;

-- name: of_case
SELECT system, id, case_id FROM external_references WHERE case_id = $1 ORDER BY at, system, id;
