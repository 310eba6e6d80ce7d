-- name: open
WITH opened AS (INSERT INTO shared_answers (author, text) VALUES ($1, $2) RETURNING id)
INSERT INTO shared_answer_cases (answer_id, case_id) SELECT opened.id, c.id FROM opened, cases c WHERE c.code = ANY($3::text[])
RETURNING answer_id;

-- name: find
-- Only its author's.
SELECT id, author, text, at FROM shared_answers WHERE id = $1 AND author = $2;

-- name: cases
SELECT c.code, s.state, s.reason FROM shared_answer_cases s JOIN cases c ON c.id = s.case_id WHERE s.answer_id = $1 ORDER BY c.id;

-- name: take
-- Locked until its transaction has answered the case: of two who go on with it one does.
SELECT a.text FROM shared_answer_cases s JOIN shared_answers a ON a.id = s.answer_id JOIN cases c ON c.id = s.case_id
WHERE s.answer_id = $1 AND a.author = $2 AND c.code = $3 AND s.state = 'pending' FOR UPDATE OF s;

-- name: settle
-- pending -> sent | submitted | refused
UPDATE shared_answer_cases SET state = $3, reason = $4 FROM cases c
WHERE answer_id = $1 AND c.id = case_id AND c.code = $2 AND shared_answer_cases.state = 'pending';

-- name: stop
-- pending -> stopped
UPDATE shared_answer_cases SET state = 'stopped' FROM shared_answers a
WHERE answer_id = $1 AND a.id = answer_id AND a.author = $2 AND state = 'pending';

-- name: unfinished
SELECT s.answer_id AS id, count(*) AS pending FROM shared_answer_cases s JOIN shared_answers a ON a.id = s.answer_id
WHERE s.state = 'pending' AND a.author = $1 GROUP BY s.answer_id ORDER BY s.answer_id DESC LIMIT 5;
