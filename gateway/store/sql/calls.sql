-- name: note_calls
-- A call that was judged is judged anew: a record that comes late may say that somebody took it.
INSERT INTO calls (line, attempt, judge_at)
SELECT line, attempt, now() + max(seconds) * interval '1 second' FROM :rows GROUP BY line, attempt ORDER BY line, attempt
ON CONFLICT (line, attempt) DO UPDATE SET judge_at = excluded.judge_at;

-- name: note_legs
INSERT INTO call_legs (line, leg, call_id, direction, caller, called, handled_by, started_at, answered_at, ended_at, answered,
    final, raw)
SELECT new.line, new.leg, c.id, new.direction, new.caller, new.called, new.handled_by, new.started_at, new.answered_at,
    new.ended_at, new.answered, new.final, new.raw
FROM :rows JOIN calls c ON c.line = new.line AND c.attempt = new.attempt
ON CONFLICT (line, leg) DO UPDATE SET
    call_id = excluded.call_id, reason = NULL, raw = excluded.raw,
    caller = coalesce(nullif(call_legs.caller, ''), excluded.caller),
    called = coalesce(nullif(call_legs.called, ''), excluded.called),
    handled_by = coalesce(nullif(excluded.handled_by, ''), call_legs.handled_by),
    started_at = least(call_legs.started_at, excluded.started_at),
    answered_at = coalesce(call_legs.answered_at, excluded.answered_at),
    ended_at = coalesce(excluded.ended_at, call_legs.ended_at),
    answered = call_legs.answered OR excluded.answered,
    final = call_legs.final OR excluded.final;

-- name: note_unread
INSERT INTO call_legs (line, leg, reason, raw) SELECT line, leg, reason, raw FROM :rows ON CONFLICT (line, leg) DO NOTHING;

-- name: to_judge
-- The oldest first: a call-back stands behind what it answers.
SELECT id, line, attempt, noted_at, outcome, case_id FROM calls WHERE judge_at <= now()
ORDER BY started_at, id LIMIT $1 FOR UPDATE;

-- name: legs
SELECT l.call_id, l.leg, c.attempt, l.direction, l.caller, l.called, l.handled_by, l.started_at, l.answered_at, l.ended_at,
    l.answered, l.final
FROM call_legs l JOIN calls c ON c.id = l.call_id WHERE l.call_id = ANY($1::bigint[]) ORDER BY l.id;

-- name: judged
-- open -> answered | unanswered; unanswered -> answered
UPDATE calls SET judge_at = NULL, direction = new.direction, party = new.party, started_at = new.started_at,
    answered_at = new.answered_at, ended_at = new.ended_at, own = new.own,
    outcome = CASE WHEN new.answered THEN 'answered' ELSE 'unanswered' END
FROM :rows WHERE calls.id = new.id;

-- name: judge_later
UPDATE calls SET judge_at = now() + $2::float8 * interval '1 second' WHERE id = $1;

-- name: reached_after
SELECT min(coalesce(answered_at, started_at)) FROM calls
WHERE party = $1 AND line = ANY($2::text[]) AND outcome = 'answered' AND direction <> 'internal' AND started_at > $3;

-- name: open_case
SELECT c.id FROM cases c WHERE c.line = $1 AND c.sender = $2 AND c.kind = $3 AND c.state = ANY($4::text[])
ORDER BY c.id DESC LIMIT 1;

-- name: open_cases
-- Those whose call came before this moment, with the unit's lines.
SELECT DISTINCT k.id, k.state FROM cases k JOIN calls c ON c.case_id = k.id
WHERE c.party = $1 AND c.line = ANY($2::text[]) AND c.started_at <= $3 AND k.kind = $4 AND k.state = ANY($5::text[]);

-- name: belongs
UPDATE calls SET case_id = $2, text_at = $3 WHERE id = $1;

-- name: called_back
UPDATE calls SET called_back_at = $4, text_at = NULL
WHERE party = $1 AND line = ANY($2::text[]) AND started_at <= $3 AND direction = 'in' AND outcome = 'unanswered'
  AND called_back_at IS NULL;

-- name: case_called_back
UPDATE calls SET called_back_at = $2, text_at = NULL WHERE case_id = $1 AND called_back_at IS NULL AND outcome = 'unanswered';

-- name: text_near
SELECT EXISTS (SELECT FROM calls WHERE party = $1 AND line = $2
    AND (text_at IS NOT NULL OR texted_at > now() - interval '1 hour'));

-- name: to_text
SELECT id, line, party, case_id, started_at FROM calls WHERE text_at <= now() ORDER BY text_at, id LIMIT $1 FOR UPDATE;

-- name: texted
UPDATE calls SET text_at = NULL, texted_at = CASE WHEN $2 THEN now() END WHERE id = $1;

-- name: texted_cases
-- The open cases of calls that we missed, whose callers were texted within the hour; of each caller the last one.
SELECT DISTINCT ON (k.sender) k.id, k.code, k.line, k.sender, k.state, k.restricted, k.last_message_at, k.answered_at,
    k.state_since, k.about, k.urgent
FROM calls c JOIN cases k ON k.id = c.case_id
WHERE c.party = ANY($1::text[]) AND c.texted_at > now() - interval '1 hour' AND k.state = ANY($2::text[])
ORDER BY k.sender, c.texted_at DESC;

-- name: answered_case
-- Whom an officer has written to is not texted any more that we missed their call.
UPDATE calls SET text_at = NULL WHERE case_id = $1 AND text_at IS NOT NULL;

-- name: of_case
SELECT id, started_at, outcome, called_back_at, texted_at FROM calls WHERE case_id = $1 ORDER BY started_at, id;

-- name: figures
-- What citizens called, for each line and hour that they called in. In time: by the deadline of its case.
SELECT c.line, date_trunc('hour', c.started_at) AS hour, count(*) AS calls,
    count(*) FILTER (WHERE c.outcome = 'unanswered') AS missed,
    count(*) FILTER (WHERE c.outcome = 'unanswered' AND c.party = '') AS withheld,
    count(*) FILTER (WHERE c.outcome = 'unanswered' AND c.called_back_at IS NOT NULL) AS called_back,
    count(*) FILTER (WHERE c.outcome = 'unanswered' AND c.called_back_at <= d.due_at) AS in_time,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM c.called_back_at - c.started_at)::float8)
        FILTER (WHERE c.outcome = 'unanswered' AND c.called_back_at IS NOT NULL) AS median_seconds
FROM calls c LEFT JOIN deadlines d ON d.case_id = c.case_id AND d.kind = 'call_back'
WHERE c.direction = 'in' AND NOT c.own AND c.outcome <> 'open' AND c.started_at >= $1 AND c.started_at < $2
  AND ($3::text[] IS NULL OR c.line = ANY($3))
GROUP BY 1, 2 ORDER BY 1, 2;

-- name: to_call_back
SELECT k.id, k.code, k.line, k.unit, k.sender, k.state, d.due_at, count(*) AS calls, max(c.started_at) AS last_at
FROM deadlines d JOIN cases k ON k.id = d.case_id JOIN calls c ON c.case_id = k.id
WHERE d.kind = 'call_back' AND d.done_at IS NULL AND k.state = ANY($1::text[]) AND ($2::text[] IS NULL OR k.line = ANY($2))
GROUP BY k.id, d.due_at ORDER BY d.due_at, k.id LIMIT $3;

-- name: unread
SELECT line, count(*) AS n, max(noted_at) AS at, (array_agg(reason ORDER BY noted_at DESC))[1] AS reason
FROM call_legs WHERE reason IS NOT NULL AND noted_at > now() - interval '7 days' AND ($1::text[] IS NULL OR line = ANY($1))
GROUP BY line ORDER BY line;
