-- name: by_codes
SELECT id, code, line, sender, state, restricted, last_message_at, answered_at, state_since, about, urgent FROM cases WHERE code = ANY($1::text[]);

-- name: by_ids
SELECT id, code, line, sender, state, restricted, last_message_at, answered_at, state_since, about, urgent
FROM cases WHERE id = ANY($1::bigint[]);

-- name: open
-- The newest five of each sender: a list of states names no more.
SELECT c.id, c.code, c.line, c.sender, c.state, c.restricted, c.last_message_at, c.answered_at,
    c.state_since, c.about, c.urgent
FROM unnest($1::text[], $2::text[]) AS s (line, sender)
CROSS JOIN LATERAL (
    SELECT * FROM cases WHERE line = s.line AND sender = s.sender AND state = ANY($3::text[])
    ORDER BY last_message_at DESC, id DESC LIMIT 5
) AS c ORDER BY c.line, c.sender, c.last_message_at DESC, c.id DESC;

-- name: answered
SELECT DISTINCT ON (c.line, c.sender) c.id, c.code, c.line, c.sender, c.state, c.restricted, c.last_message_at,
    c.answered_at, c.state_since, c.about, c.urgent
FROM unnest($1::text[], $2::text[]) AS s (line, sender)
JOIN cases c ON c.line = s.line AND c.sender = s.sender
WHERE c.state IN ('answered', 'closed') AND c.answered_at > now() - interval '30 days'
ORDER BY c.line, c.sender, c.answered_at DESC;

-- name: taken_codes
SELECT code FROM cases WHERE code = ANY($1::text[]);

-- name: open_cases
-- :columns, :values and :rows are those of a dataclass (rows.py); so in every statement that writes a batch.
-- A case's clocks are opened with it (deadlines.py writes their table otherwise): no statement more for a message.
WITH opened AS (INSERT INTO cases (:columns) SELECT :values FROM :rows)
INSERT INTO deadlines (case_id, kind, term, counted_from, due_at, urgent, look_at)
SELECT new.id, c.kind, c.term, c.counted_from, c.due_at, c.urgent, c.look_at FROM :rows, jsonb_to_recordset(new.clocks)
    AS c (kind text, term text, counted_from timestamptz, due_at timestamptz, urgent boolean, look_at timestamptz);

-- name: lock
-- In key order, so that two writers never wait for each other.
SELECT id, state FROM cases WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE;

-- part: parted
-- What few may see from now on, or no longer, goes with no other case, and none goes with it.
parted AS (DELETE FROM case_merges m USING moved WHERE m.case_id = moved.id OR m.leading_id = moved.id RETURNING m.case_id),
told AS (INSERT INTO case_events (case_id, kind) SELECT case_id, 'unmerged' FROM parted)

-- name: touch
WITH touched AS (UPDATE cases SET last_message_at = greatest(cases.last_message_at, t.at), urgent = cases.urgent OR t.urgent,
    restricted = cases.restricted OR t.restricted
FROM (SELECT case_id, max(at) AS at, bool_or(urgent) AS urgent, bool_or(restricted) AS restricted
      FROM :rows GROUP BY case_id) AS t JOIN cases old ON old.id = t.case_id
WHERE cases.id = t.case_id RETURNING cases.id, t.restricted AND NOT old.restricted AS hidden),
moved AS (SELECT id FROM touched WHERE hidden),
:parted
SELECT FROM moved;

-- name: reopen
-- answered | rejected | petition_guided | closed -> reopened: the citizen wrote again
-- awaiting_citizen -> accepted | in_progress: they have answered what they were asked, and are not waited for any more
-- What is open again goes with no other case: its citizen was not content with the answer to both.
WITH opened AS (UPDATE cases SET state = CASE WHEN state <> 'awaiting_citizen' THEN 'reopened' WHEN back_to = '' THEN 'accepted' ELSE back_to END,
    state_since = now(), back_to = ''
WHERE id = ANY($1::bigint[]) AND state IN ('answered', 'rejected', 'petition_guided', 'closed', 'awaiting_citizen')
RETURNING id, state, unit),
ended AS (UPDATE deadlines SET done_at = now() FROM opened
    WHERE deadlines.case_id = opened.id AND deadlines.kind IN ('citizen', 'publish') AND deadlines.done_at IS NULL),
alone AS (DELETE FROM case_merges m USING opened WHERE m.case_id = opened.id AND opened.state = 'reopened')
SELECT id, state, unit FROM opened;

-- name: rate
UPDATE cases SET rating = r.rating, rated_at = now()
FROM unnest($1::bigint[], $2::smallint[]) AS r (id, rating) WHERE cases.id = r.id;

-- name: write_events
INSERT INTO case_events (:columns) SELECT :values FROM :rows RETURNING id;

-- name: write_links
INSERT INTO case_links (:columns) SELECT :values FROM :rows ON CONFLICT DO NOTHING;

-- name: stand_on
INSERT INTO case_lines (:columns) SELECT :values FROM :rows ON CONFLICT DO NOTHING;

-- name: move_home
UPDATE cases SET line = $2, unit = $3 WHERE id = $1;

-- name: received
-- Of a case that somebody entered later.
UPDATE cases SET opened_at = $2 WHERE id = $1;

-- name: speak
UPDATE cases SET language = $2 WHERE id = $1;

-- name: promise
UPDATE cases SET due_at = p.due_at FROM unnest($1::bigint[], $2::timestamptz[]) AS p (id, due_at) WHERE cases.id = p.id;

-- name: lines_of
SELECT case_id, line, unit, hidden FROM case_lines WHERE case_id = $1 ORDER BY at, line;

-- name: change
-- from -> to as model.TRANSITIONS allows; compare and set. What the new state was due for is done with it: no act can forget that.
-- What another unit was asked to take over is asked no more of it.
WITH moved AS (UPDATE cases SET state = $3, state_since = now(), handed_to = '',
        answered_at = CASE WHEN $3 = 'answered' THEN now() ELSE answered_at END
    WHERE id = $1 AND state = ANY($2::text[]) RETURNING id),
ended AS (UPDATE deadlines SET done_at = now() FROM moved
    WHERE deadlines.case_id = moved.id AND deadlines.kind = ANY($4::text[]) AND deadlines.done_at IS NULL)
SELECT id FROM moved;

-- name: undo_answer
-- No transition: an answer that nobody got was never given. answered (at $2, the transaction's moment) -> as it was, with the
-- clocks that this transaction had ended.
WITH back AS (UPDATE cases SET state = $3, state_since = $4, answered_at = $5, handed_to = coalesce($6, '')
    WHERE id = $1 AND state = 'answered' AND answered_at = $2 RETURNING id),
running AS (UPDATE deadlines SET done_at = NULL FROM back WHERE deadlines.case_id = back.id AND deadlines.done_at = $2)
SELECT id FROM back;

-- name: restrict
WITH moved AS (UPDATE cases SET restricted = true, kind = $2 WHERE id = $1 AND NOT (restricted AND kind = $2) RETURNING id),
:parted
SELECT id FROM moved;

-- name: unrestrict
WITH moved AS (UPDATE cases SET restricted = false, kind = $2 WHERE id = $1 AND restricted RETURNING id),
:parted
SELECT id FROM moved;

-- name: find
SELECT * FROM cases WHERE code = $1;

-- name: summaries
SELECT id, state, code, due_at, opened_at, kind, language, line, unit, restricted, urgent, passed_to, back_to
FROM cases WHERE id = ANY($1::bigint[]);

-- name: events
SELECT e.id, case_id, at, kind, message_id, actor, coalesce(p.name, actor) AS actor_name, detail
FROM case_events e LEFT JOIN persons p ON 'person:' || p.key = actor WHERE case_id = $1 ORDER BY e.id;

-- name: links
SELECT c.code, l.reason, l.at FROM case_links l JOIN cases c ON c.id = l.other_id WHERE l.case_id = $1
UNION ALL
SELECT c.code, l.reason, l.at FROM case_links l JOIN cases c ON c.id = l.case_id WHERE l.other_id = $1 ORDER BY at;
