-- name: to_act
-- A case as whoever acts on it must know it, the units that have it, and what a person did to it last; a note changes nothing.
SELECT c.*, ARRAY(SELECT c.unit UNION SELECT unit FROM case_lines WHERE case_id = c.id) AS units,
    ARRAY(SELECT actor FROM case_access WHERE case_id = c.id) AS persons,
    coalesce(p.state, '') AS public, coalesce(p.revision, 0) AS public_revision, coalesce(p.by_citizen, false)
        OR EXISTS (SELECT FROM messages m WHERE m.case_id = c.id AND 'not_public' = ANY(m.flags)) AS not_public,
    coalesce((SELECT name FROM persons WHERE key = c.assignee), '') AS assignee_name, coalesce(e.id, 0) AS last_id,
    coalesce(e.kind, '') AS last_kind, coalesce(e.actor, '') AS last_actor, e.at AS last_at,
    coalesce((SELECT name FROM persons WHERE 'person:' || key = e.actor), '') AS last_name,
    now() AS read_at, coalesce((SELECT l.code FROM case_merges m JOIN cases l ON l.id = m.leading_id WHERE m.case_id = c.id), '') AS leading,
    ARRAY(SELECT f.code FROM case_merges m JOIN cases f ON f.id = m.case_id WHERE m.leading_id = c.id ORDER BY f.id) AS followers,
    coalesce((SELECT o.code FROM case_links s JOIN cases o ON o.id = s.other_id WHERE s.case_id = c.id AND s.reason = 'split' LIMIT 1), '') AS split_from
FROM cases c LEFT JOIN publications p ON p.case_id = c.id LEFT JOIN LATERAL (
    SELECT id, kind, actor, at FROM case_events
    WHERE case_id = c.id AND actor <> '' AND kind NOT IN ('noted', 'due_moved') ORDER BY id DESC LIMIT 1
) AS e ON true
WHERE c.code = $1;

-- name: act
-- from -> to as model.TRANSITIONS allows and domain/casework.py says; compare and set: who was slower changes nothing. NULL leaves a
-- column as it is. The event, and the end of what the new state was due for, are written with it: no act can forget them.
WITH moved AS (
    UPDATE cases SET
        state = coalesce(new.state, cases.state),
        state_since = CASE WHEN coalesce(new.state, cases.state) = cases.state THEN cases.state_since ELSE now() END,
        unit = coalesce(new.unit, cases.unit), assignee = coalesce(new.assignee, cases.assignee),
        handed_to = coalesce(new.handed_to, cases.handed_to), declined = coalesce(new.declined, cases.declined),
        passed_to = coalesce(new.passed_to, cases.passed_to), back_to = coalesce(new.back_to, cases.back_to),
        kind = coalesce(new.case_kind, cases.kind), urgent = coalesce(new.urgent, cases.urgent),
        subject = coalesce(new.subject, cases.subject), place = coalesce(new.place, cases.place),
        due_at = coalesce(new.due_at, cases.due_at), legal_hold = coalesce(new.legal_hold, cases.legal_hold)
    FROM :rows
    WHERE cases.id = new.case_id AND cases.state = new.was_state AND cases.unit = new.was_unit AND cases.handed_to = new.was_handed_to
    RETURNING cases.id),
ended AS (UPDATE deadlines SET done_at = now() FROM moved, :rows
    WHERE deadlines.case_id = moved.id AND new.ended ? deadlines.kind AND deadlines.done_at IS NULL),
hurried AS (UPDATE deadlines SET urgent = new.urgent FROM moved, :rows -- reminders at any hour; what was promised stays
    WHERE deadlines.case_id = moved.id AND new.urgent IS NOT NULL AND NOT new.ended ? deadlines.kind AND deadlines.done_at IS NULL),
alone AS (DELETE FROM case_merges m USING moved, :rows WHERE m.case_id = moved.id AND new.state = 'reopened') -- as cases.reopen
INSERT INTO case_events (case_id, kind, detail, actor) SELECT moved.id, new.event_kind, new.detail, new.actor FROM moved, :rows
RETURNING id;

-- name: lock_with
-- A case, those that go with it, and another one: in key order, as every writer of several locks them.
SELECT id FROM cases WHERE code = ANY($1::text[]) OR id IN (
    SELECT m.case_id FROM case_merges m JOIN cases l ON l.id = m.leading_id WHERE l.code = ANY($1)) ORDER BY id FOR UPDATE;

-- name: merge
-- Whatever goes with it goes with that one, too: nothing goes with what goes with another.
WITH with_it AS (UPDATE case_merges SET leading_id = $2 WHERE leading_id = $1)
INSERT INTO case_merges (case_id, leading_id, state, unit, assignee, passed_to)
SELECT id, $2, state, unit, assignee, passed_to FROM cases WHERE id = $1
ON CONFLICT DO NOTHING RETURNING case_id;

-- name: unmerge
-- Its clocks that ended with the other one's run again: their due times are its own, and stayed.
WITH gone AS (DELETE FROM case_merges WHERE case_id = $1 RETURNING case_id, at, state, unit, assignee, passed_to),
running AS (UPDATE deadlines SET done_at = NULL FROM gone WHERE deadlines.case_id = gone.case_id AND deadlines.done_at >= gone.at)
SELECT state, unit, assignee, passed_to FROM gone;

-- name: followers
-- Of these units ($2), and those whose restricted ones are shown ($3), as a list of cases: whoever sees the one need not see each of them.
SELECT c.code, c.sender, c.channel, c.state, c.due_at, c.last_message_at FROM case_merges m JOIN cases c ON c.id = m.case_id
WHERE m.leading_id = $1 AND ($2::text[] IS NULL OR c.unit = ANY($2) OR c.handed_to = ANY($2)
       OR c.id IN (SELECT case_id FROM case_lines WHERE case_lines.unit = ANY($2)))
  AND ($3::text[] IS NULL OR NOT c.restricted OR c.unit = ANY($3) OR c.handed_to = ANY($3)
       OR c.id IN (SELECT case_id FROM case_lines WHERE case_lines.unit = ANY($3) UNION ALL SELECT case_id FROM case_access WHERE actor = ANY($3)))
ORDER BY c.id;

-- name: has_messages
SELECT EXISTS (SELECT FROM messages WHERE case_id = $1 AND outcome IN ('case', 'follow_up'));

-- name: mention
INSERT INTO case_mentions (person, case_id) SELECT unnest($1::text[]), $2
ON CONFLICT (person, case_id) DO UPDATE SET at = now(), seen_at = NULL;

-- name: see_mention
UPDATE case_mentions SET seen_at = now() WHERE person = $1 AND case_id = $2 AND seen_at IS NULL;
