-- No program is left that knows one deadline of a kind for a case: a case that is open again has more.
ALTER TABLE deadlines DROP CONSTRAINT deadlines_pkey, ADD PRIMARY KEY (case_id, kind, round);

-- The answers that were promised before there were clocks. What is late is told of once offices open.
INSERT INTO deadlines (case_id, kind, term, counted_from, due_at, urgent, look_at)
SELECT k.id, 'answer', '10 working days', k.opened_at, k.due_at, k.urgent, now() FROM cases k
WHERE k.state IN ('new', 'accepted', 'transferred', 'in_progress', 'reopened') AND k.kind <> 'goi_nho'
  AND NOT EXISTS (SELECT FROM deadlines d WHERE d.case_id = k.id AND d.kind = 'answer');
