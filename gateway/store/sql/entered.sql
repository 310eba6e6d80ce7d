-- name: write
INSERT INTO entered_cases (:columns) SELECT :values FROM :rows ON CONFLICT (form) DO NOTHING RETURNING case_id;

-- part: entered
SELECT c.code, c.unit, c.kind, c.urgent, c.restricted, c.due_at, e.came_by, e.answer_by, e.phone, e.received_at, e.actor
FROM entered_cases e JOIN cases c ON c.id = e.case_id

-- name: of_form
:entered WHERE e.form = $1 AND e.actor = $2;

-- name: of_case
:entered WHERE e.case_id = $1;
