-- Reads only, of all tables. What a module of store/ writes stands beside what it needs for that, in its own file.

-- name: by_sender_end
-- $1 is written backwards, and its own %, _ and \ are escaped.
-- $2, $3: the units whose cases, and whose restricted ones, are looked for.
SELECT id FROM cases c
WHERE reverse(sender) LIKE $1 || '%' AND ($2::text[] IS NULL OR c.unit = ANY($2) OR c.handed_to = ANY($2)
       OR c.id IN (SELECT case_id FROM case_lines WHERE case_lines.unit = ANY($2)))
  AND ($3::text[] IS NULL OR NOT c.restricted OR c.unit = ANY($3) OR c.handed_to = ANY($3)
       OR c.id IN (SELECT case_id FROM case_lines WHERE case_lines.unit = ANY($3) UNION ALL SELECT case_id FROM case_access WHERE actor = ANY($3)))
ORDER BY id DESC LIMIT 1000;

-- name: by_words
-- Sorted by a sum, so that no index on case_id seems to give the order for nothing: for a rare word it would be read as a
-- whole, every message with it (2 s among a million; by its words 5 ms).
-- Of words that are everywhere only the newest messages are looked at for their marks ($2), which no index knows: the newest
-- of those that may be seen. $3, $4: the units whose cases, and whose restricted ones, are looked for; as two sets made once,
-- for a look at each hit's case would take four times as long.
SELECT DISTINCT newest.case_id AS id FROM (
    SELECT case_id + 0 AS case_id, id FROM messages
    WHERE case_id IS NOT NULL AND search_words(subject || ' ' || reply) @@ to_tsquery('simple', $1)
      AND ($3::text[] IS NULL OR case_id IN (
           SELECT id FROM cases WHERE unit = ANY($3)
           UNION ALL SELECT id FROM cases WHERE handed_to <> '' AND handed_to = ANY($3)
           UNION ALL SELECT case_id FROM case_lines WHERE unit = ANY($3)))
      AND ($4::text[] IS NULL OR case_id NOT IN (
           SELECT c.id FROM cases c WHERE restricted AND unit <> ALL($4) AND handed_to <> ALL($4)
               AND c.id NOT IN (SELECT case_id FROM case_lines WHERE unit = ANY($4)
                                UNION ALL SELECT case_id FROM case_access WHERE actor = ANY($4))))
    ORDER BY 1 DESC LIMIT 5000
) AS newest JOIN messages m ON m.id = newest.id
WHERE lower(normalize(left(m.subject || ' ' || m.reply, 20000), NFC)) ~ ALL ($2::text[])
ORDER BY 1 DESC LIMIT 1000;

-- part: listed
-- What a list shows of a case.
id, code, line, unit, sender, subject, state, urgent, restricted, opened_at, due_at,
    due_at < now() AND state IN ('new', 'accepted', 'transferred', 'in_progress', 'reopened') AS overdue,
    language, kind, last_message_at, rating, handed_to,
    coalesce((SELECT name FROM persons WHERE key = cases.assignee), assignee) AS assignee,
    (SELECT left(reply, 200) FROM messages WHERE case_id = cases.id ORDER BY id LIMIT 1) AS words,
    EXISTS (SELECT FROM answers WHERE case_id = cases.id AND answers.state = 'submitted') AS to_approve,
    coalesce((SELECT l.code FROM case_merges m JOIN cases l ON l.id = m.leading_id WHERE m.case_id = cases.id), '') AS leading,
    (SELECT count(*) FROM case_merges m WHERE m.leading_id = cases.id) AS followers,
    EXISTS (SELECT FROM case_mentions m WHERE m.case_id = cases.id AND m.person = $9 AND m.seen_at IS NULL) AS unseen

-- part: open
-- Written out as in the index cases_urgency; tests/store/test_plans.py compares it with domain/model.
state IN ('new', 'accepted', 'awaiting_citizen', 'transferred', 'in_progress', 'reopened')

-- part: chosen
-- Which of the cases a list asks for ($2-$5, $8, $9: CaseFilter) and may show ($6, $7: units, and those whose restricted ones
-- are shown). A list and its count ask alike.
($2::text = '' OR state = $2)
  AND ($3::text = '' OR line = $3 OR id IN (SELECT case_id FROM case_lines WHERE case_lines.line = $3))
  AND ($4::text = '' OR kind = $4) AND ($5::text <> 'urgent' OR urgent) AND ($5 <> 'overdue' OR due_at < now() AND state <> 'awaiting_citizen')
  AND ($5 <> 'restricted' OR restricted)
  AND ($5 <> 'to_approve' OR id IN (SELECT case_id FROM answers WHERE answers.state = 'submitted'))
  AND ($5 <> 'to_publish' OR NOT restricted AND id IN (SELECT case_id FROM deadlines d WHERE d.kind = 'publish' AND d.done_at IS NULL))
  AND ($6::text[] IS NULL OR unit = ANY($6) OR handed_to = ANY($6) OR id IN (SELECT case_id FROM case_lines WHERE case_lines.unit = ANY($6)))
  AND ($7::text[] IS NULL OR NOT restricted OR unit = ANY($7) OR handed_to = ANY($7)
       OR id IN (SELECT case_id FROM case_lines WHERE case_lines.unit = ANY($7) UNION ALL SELECT case_id FROM case_access WHERE actor = ANY($7)))
  AND ($8::text <> 'mine' OR assignee = nullif($9, '')) AND ($8 <> 'asked' OR handed_to <> '' AND ($6 IS NULL OR handed_to = ANY($6)))
  AND ($8 <> 'mentioned' OR id IN (SELECT case_id FROM case_mentions WHERE person = $9))
  AND ($8 <> 'unseen' OR id IN (SELECT case_id FROM case_mentions WHERE person = $9 AND seen_at IS NULL))

-- part: standing_alone
-- What goes with another case is found there, unless it is due before that one, or that one is done; a search ($1) finds both.
($1 IS NOT NULL OR NOT EXISTS (
        SELECT FROM case_merges m JOIN cases l ON l.id = m.leading_id WHERE m.case_id = cases.id AND l.due_at <= cases.due_at AND l.urgent >= cases.urgent
            AND l.state IN ('new', 'accepted', 'awaiting_citizen', 'transferred', 'in_progress', 'reopened')))

-- name: open_cases
-- The order is put in by read_models/cases.py.
SELECT :listed FROM cases
WHERE :open AND ($1::bigint[] IS NULL OR id = ANY($1)) AND :chosen AND :standing_alone
ORDER BY id LIMIT $10 OFFSET $11;

-- name: all_cases
SELECT :listed FROM cases
WHERE ($1::bigint[] IS NULL OR id = ANY($1)) AND :chosen
ORDER BY id LIMIT $10 OFFSET $11;

-- name: open_count
SELECT count(*) FROM (
    SELECT 1 FROM cases WHERE :open AND ($1::bigint[] IS NULL OR id = ANY($1)) AND :chosen AND :standing_alone LIMIT $10
) AS counted;

-- name: all_count
SELECT count(*) FROM (
    SELECT 1 FROM cases WHERE ($1::bigint[] IS NULL OR id = ANY($1)) AND :chosen LIMIT $10
) AS counted;

-- name: found_count
-- Of cases that a search has named: by their ids, whatever the planner thinks of a list that may be NULL.
SELECT count(*) FROM cases WHERE id = ANY($1::bigint[]) AND :chosen AND ($10 OR :open);

-- name: marked_count
-- Of cases where something waits for a head, asked for with each list: by what waits, not by all cases.
SELECT count(*) FROM (
    SELECT 1 FROM cases
    WHERE id IN (SELECT case_id FROM answers WHERE $5 = 'to_approve' AND answers.state = 'submitted'
            UNION ALL SELECT case_id FROM deadlines d WHERE $5 = 'to_publish' AND d.kind = 'publish' AND d.done_at IS NULL)
        AND ($1::bigint[] IS NULL OR id = ANY($1)) AND :chosen LIMIT $10
) AS counted;

-- name: unseen_mentions
-- Asked for with each list: by whom a note names, not by all cases. $2, $3: units, and those whose restricted ones are seen.
SELECT count(*) FROM case_mentions m JOIN cases c ON c.id = m.case_id
WHERE m.person = $1 AND m.seen_at IS NULL AND ($2::text[] IS NULL OR c.unit = ANY($2) OR c.handed_to = ANY($2)
       OR c.id IN (SELECT case_id FROM case_lines WHERE case_lines.unit = ANY($2)))
  AND ($3::text[] IS NULL OR NOT c.restricted OR c.unit = ANY($3) OR c.handed_to = ANY($3)
       OR c.id IN (SELECT case_id FROM case_lines WHERE case_lines.unit = ANY($3) UNION ALL SELECT case_id FROM case_access WHERE actor = ANY($3)));

-- name: handed_on
-- What other units have of what these ($1, NULL: all) had before, without a word of it; restricted ones where whoever looks is named
-- in the unit before, or for the case ($2).
SELECT code, state, unit, restricted, unit_before, at FROM (
    SELECT DISTINCT ON (k.id) k.code, k.state, k.unit, k.restricted, e.detail->>'unit_before' AS unit_before, e.at
    FROM case_events e JOIN cases k ON k.id = e.case_id
    WHERE e.kind IN ('taken_over', 'allocated') AND e.detail->>'unit_before' <> k.unit
      AND ($1::text[] IS NULL OR e.detail->>'unit_before' = ANY($1))
      AND ($2::text[] IS NULL OR NOT k.restricted OR e.detail->>'unit_before' = ANY($2)
           OR k.id IN (SELECT case_id FROM case_access WHERE actor = ANY($2)))
    ORDER BY k.id, e.id DESC
) AS last ORDER BY at DESC, code LIMIT $3;

-- name: unreached
-- What is owed to a citizen who left nothing to write to stays until somebody has told it, however old, a question as well as a result.
-- The last result of a case that has not reached its citizen, or of which nobody knows. Silent: a text on a line ($1) whose network does report, and of which it has said nothing for a
-- day. $2: only this case's; $3, $4: units, and those whose restricted ones are shown.
SELECT o.id, k.code, k.unit, k.restricted, o.line,
    CASE WHEN o.recipient = '' THEN coalesce((SELECT phone FROM entered_cases e WHERE e.case_id = k.id), '') ELSE o.recipient END AS recipient,
    o.reason, coalesce(o.settled_at, o.created_at) AS since,
    CASE WHEN o.recipient = '' THEN 'to_tell' WHEN o.state = 'sent' THEN 'silent' ELSE o.state END AS why
FROM (
    SELECT id FROM outbox WHERE purpose = 'result' AND state IN ('unknown', 'dead', 'undelivered', 'dropped') AND recipient <> ''
        AND created_at > now() - interval '90 days' AND reason->>'code' IS DISTINCT FROM 'send.taken_back'
    UNION ALL
    SELECT id FROM outbox WHERE purpose = 'result' AND state = 'sent' AND line = ANY($1::text[])
        AND settled_at BETWEEN now() - interval '30 days' AND now() - interval '1 day'
        AND EXISTS (SELECT FROM attempts a WHERE a.line = outbox.line AND a.opened_at > now() - interval '3 days'
            AND a.report = 'delivered')
    UNION ALL
    SELECT id FROM outbox WHERE state = 'dropped' AND recipient = '' AND case_id IS NOT NULL
) AS found JOIN outbox o ON o.id = found.id JOIN cases k ON k.id = o.case_id
WHERE ($2::bigint IS NULL OR o.case_id = $2) AND k.erased_at IS NULL
  AND NOT EXISTS (
    SELECT FROM outbox x WHERE x.case_id = o.case_id AND (x.purpose = 'result' OR x.recipient = '')
        AND x.reason->>'code' IS DISTINCT FROM 'send.taken_back'
        AND x.id > o.id)
  AND NOT EXISTS (SELECT FROM case_events e WHERE e.case_id = o.case_id AND e.kind = 'announced' AND (e.detail->>'outbox')::bigint = o.id)
  AND ($3::text[] IS NULL OR k.unit = ANY($3) OR k.id IN (SELECT case_id FROM case_lines WHERE case_lines.unit = ANY($3)))
  AND ($4::text[] IS NULL OR NOT k.restricted OR k.unit = ANY($4)
       OR k.id IN (SELECT case_id FROM case_lines WHERE case_lines.unit = ANY($4) UNION ALL SELECT case_id FROM case_access WHERE actor = ANY($4)))
ORDER BY since, o.id LIMIT $5;

-- name: all_messages
-- The words of a restricted case are not shown in a list.
SELECT m.id, m.line, m.outcome, m.rule, m.reasons, m.sender, m.sender_name, m.reply_to, m.list_id, m.registered_at, c.code,
    coalesce(c.restricted, false) AS restricted, CASE WHEN c.restricted THEN '' ELSE m.subject END AS subject,
    CASE WHEN c.restricted THEN '' ELSE left(m.reply, 300) END AS words
FROM messages m LEFT JOIN cases c ON c.id = m.case_id
WHERE ($1::bigint[] IS NULL OR m.id = ANY($1)) AND ($2::text = '' OR m.outcome = $2) AND ($3::text = '' OR m.line = $3)
  AND ($4::text[] IS NULL OR m.line = ANY($4))
  AND ($5::text[] IS NULL OR c.restricted IS NOT TRUE OR c.unit = ANY($5)
       OR c.id IN (SELECT case_id FROM case_lines WHERE unit = ANY($5) UNION ALL SELECT case_id FROM case_access WHERE actor = ANY($5)))
ORDER BY m.id DESC LIMIT $6 OFFSET $7;

-- name: messages_by_sender_end
-- As by_sender_end.
SELECT id FROM messages WHERE reverse(sender) LIKE $1 || '%' AND ($2::text[] IS NULL OR line = ANY($2)) ORDER BY id DESC LIMIT 1000;

-- name: messages_by_list
SELECT id FROM messages WHERE list_id <> '' AND list_id = $1 AND ($2::text[] IS NULL OR line = ANY($2)) ORDER BY id DESC LIMIT 1000;

-- name: messages_by_words
-- Two halves, each with an index of its own; the sum as in by_words. $2: the lines whose messages are looked for.
SELECT id + 0 AS id FROM messages
WHERE case_id IS NOT NULL AND search_words(subject || ' ' || reply) @@ to_tsquery('simple', $1) AND ($2::text[] IS NULL OR line = ANY($2))
UNION ALL
SELECT id + 0 FROM messages
WHERE case_id IS NULL AND search_words(subject || ' ' || reply) @@ to_tsquery('simple', $1) AND ($2::text[] IS NULL OR line = ANY($2))
ORDER BY 1 DESC LIMIT 1000;

-- name: outcomes
-- $2: the units whose restricted cases count.
SELECT outcome, count(*) AS n FROM messages
WHERE ($1::text[] IS NULL OR line = ANY($1))
  AND ($2::text[] IS NULL OR case_id IS NULL OR case_id NOT IN (SELECT id FROM cases WHERE restricted AND unit <> ALL($2)
       AND id NOT IN (SELECT case_id FROM case_lines WHERE unit = ANY($2) UNION ALL SELECT case_id FROM case_access WHERE actor = ANY($2))))
GROUP BY outcome;

-- name: attention_messages
-- $3: a part of an address, a name or a List-Id; $4: a query of words, '' for none; $5, $6: one sender's or list's only.
SELECT m.id, m.line, m.outcome AS state, m.rule, m.reasons, m.sender, m.sender_name, m.reply_to, m.list_id,
    false AS restricted, m.subject, left(m.reply, 300) AS words, m.registered_at AS since, count(*) OVER () AS found
FROM messages m
WHERE outcome IN ('held', 'unreadable') AND ($1::text = '' OR outcome = $1) AND ($2::text = '' OR line = $2)
  AND ($3::text = ''
       OR strpos(lower(concat_ws(' ', m.sender, m.sender_name, m.list_id, array_to_string(m.reply_to, ' '))), $3) > 0
       OR ($4::text <> '' AND search_words(m.subject || ' ' || m.reply) @@ to_tsquery('simple', nullif($4, ''))))
  AND CASE $5::text WHEN 'list' THEN m.list_id = $6 WHEN 'sender' THEN m.list_id = '' AND m.sender = $6 ELSE true END
  AND ($7::text[] IS NULL OR m.line = ANY($7))
ORDER BY id LIMIT $8 OFFSET $9;

-- name: attention_outbox
SELECT o.id, o.line, o.purpose, o.recipient AS who, o.state, o.reason, o.tries, coalesce(o.settled_at, o.created_at) AS since,
    c.code, count(*) OVER () AS found
FROM outbox o LEFT JOIN cases c ON c.id = o.case_id
WHERE o.state IN ('held', 'unknown', 'dead', 'undelivered') AND ($1::text = '' OR o.state = $1)
  AND ($2::text = '' OR o.line = $2) AND ($3::text = '' OR strpos(lower(concat_ws(' ', o.recipient, c.code)), $3) > 0)
  AND ($4::text[] IS NULL OR o.line = ANY($4))
  AND ($5::text[] IS NULL OR c.restricted IS NOT TRUE OR c.unit = ANY($5)
       OR c.id IN (SELECT case_id FROM case_lines WHERE unit = ANY($5) UNION ALL SELECT case_id FROM case_access WHERE actor = ANY($5)))
ORDER BY o.id LIMIT $6 OFFSET $7;

-- name: held_groups
-- Senders and lists of which much is held as perhaps a machine's: one act can decide on all of it.
SELECT CASE WHEN list_id <> '' THEN 'list' ELSE 'sender' END AS kind, coalesce(nullif(list_id, ''), sender) AS name,
    count(*) AS n, min(registered_at) AS since, min(id) AS first, (array_agg(subject ORDER BY id DESC))[1] AS subject,
    (array_agg(sender_name ORDER BY id DESC))[1] AS sender_name
FROM messages WHERE outcome = 'held' AND rule IN ('maybe_machine', 'advert') AND (list_id <> '' OR sender <> '')
  AND ($2::text[] IS NULL OR line = ANY($2))
GROUP BY 1, 2 HAVING count(*) >= $1 ORDER BY n DESC, since LIMIT 20;

-- name: messages_of
SELECT * FROM messages WHERE id = ANY($1::bigint[]) OR case_id = ANY($2::bigint[]) ORDER BY id;

-- name: attachments_of
SELECT message_id, n, name, type, size, blob AS sha256, inline, flags, scan, scan_reason FROM attachments
WHERE message_id = ANY($1::bigint[]) ORDER BY message_id, n;

-- name: attachment
SELECT a.n, a.name, a.type, a.size, a.flags, a.scan, a.scan_reason, b.bytes AS body
FROM attachments a JOIN blobs b ON b.sha256 = a.blob WHERE a.message_id = $1 AND a.n = $2;

-- name: raw
-- The first $2 bytes of each part, in order.
SELECT p.id, p.message_id, p.size, substring(b.bytes FROM 1 FOR $2) AS body
FROM parts p JOIN blobs b ON b.sha256 = p.blob
WHERE p.message_id = ANY($1::bigint[]) ORDER BY p.message_id, p.concat_seq, p.id;

-- name: parts_of
SELECT * FROM parts WHERE id = ANY($1::bigint[]) OR message_id = ANY($2::bigint[]) ORDER BY id;

-- name: group_of_part
-- The parts of one long SMS before they are a message.
SELECT id FROM parts WHERE group_id = (SELECT group_id FROM parts WHERE id = $1);

-- name: events_of
SELECT e.*, coalesce(p.name, e.actor) AS actor_name FROM case_events e LEFT JOIN persons p ON 'person:' || p.key = e.actor
WHERE e.case_id = ANY($1::bigint[]) OR e.message_id = ANY($2::bigint[]) OR e.id = ANY($3::bigint[])
ORDER BY e.id;

-- name: cases_of
SELECT * FROM cases WHERE id = ANY($1::bigint[]) ORDER BY id;

-- name: outbox_of
SELECT * FROM outbox WHERE id = ANY($1::bigint[]) OR case_id = ANY($2::bigint[]) OR cause = ANY($3::text[]) ORDER BY id;

-- name: attempts_of
SELECT * FROM attempts WHERE outbox_id = ANY($1::bigint[]) ORDER BY id;

-- name: code_of
SELECT code FROM cases WHERE id = $1;

-- name: now
SELECT now();

-- name: waiting
-- Oldest first, with what holds each up.
SELECT o.id, o.line, o.purpose, o.recipient AS who, o.priority, o.reason, o.tries, o.due_at, o.aside, o.created_at AS since,
    c.code, l.send_error, coalesce((l.facts->>'braked')::boolean, false) AS braked,
    EXISTS (SELECT 1 FROM attempts a WHERE a.outbox_id = o.id AND a.state = 'open') AS on_the_wire
FROM outbox o JOIN lines l ON l.name = o.line LEFT JOIN cases c ON c.id = o.case_id
WHERE o.state = 'due' AND ($1::text = '' OR o.line = $1) AND ($2::text = '' OR o.purpose = $2)
  AND o.created_at <= now() - $3::interval AND ($4::text[] IS NULL OR o.line = ANY($4))
  AND ($5::text[] IS NULL OR c.restricted IS NOT TRUE OR c.unit = ANY($5)
       OR c.id IN (SELECT case_id FROM case_lines WHERE unit = ANY($5) UNION ALL SELECT case_id FROM case_access WHERE actor = ANY($5)))
ORDER BY o.created_at, o.id LIMIT $6 OFFSET $7;

-- name: waiting_count
SELECT count(*) FROM outbox o LEFT JOIN cases c ON c.id = o.case_id
WHERE o.state = 'due' AND ($1::text = '' OR o.line = $1) AND ($2::text = '' OR o.purpose = $2)
  AND o.created_at <= now() - $3::interval AND ($4::text[] IS NULL OR o.line = ANY($4))
  AND ($5::text[] IS NULL OR c.restricted IS NOT TRUE OR c.unit = ANY($5)
       OR c.id IN (SELECT case_id FROM case_lines WHERE unit = ANY($5) UNION ALL SELECT case_id FROM case_access WHERE actor = ANY($5)));

-- name: due_by_line
SELECT line, count(*) AS n, min(created_at) AS oldest FROM outbox WHERE state = 'due' GROUP BY line;

-- name: last_out
SELECT line, max(closed_at) FILTER (WHERE state = 'ok') AS at FROM attempts
WHERE line = ANY($1::text[]) AND opened_at > now() - interval '7 days' GROUP BY line;

-- name: last_answered
-- Citizens' calls that a person took, since $2.
SELECT line, (SELECT coalesce(answered_at, started_at) FROM calls WHERE calls.line = names.line AND started_at >= $2
    AND direction = 'in' AND outcome = 'answered' AND NOT own ORDER BY started_at DESC LIMIT 1) AS at
FROM unnest($1::text[]) AS names (line);

-- name: last_call
SELECT line, (SELECT max(started_at) FROM calls WHERE calls.line = names.line AND direction = 'in') AS at
FROM unnest($1::text[]) AS names (line);

-- name: last_in
-- What an officer entered lies at no place, and came in by no line.
SELECT line, (SELECT max(received_at) FROM parts WHERE parts.line = names.line AND location <> '') AS at
FROM unnest($1::text[]) AS names (line);

-- name: ages_in
-- The two halves of `waiting` are asked apart, so that each is read from its partial index. $1: of these lines only.
SELECT 'in_waiting' AS queue, sum(n)::bigint AS n, min(oldest) AS oldest FROM (
    SELECT count(*) AS n, min(received_at) AS oldest FROM parts
    WHERE state = 'received' AND ready_seq IS NOT NULL AND ($1::text[] IS NULL OR line = ANY($1))
    UNION ALL SELECT count(*), min(received_at) FROM parts
    WHERE state = 'received' AND ready_seq IS NULL AND ($1 IS NULL OR line = ANY($1))) AS halves
UNION ALL SELECT 'in_unfetched', count(*), min(received_at) FROM parts
WHERE state = 'unfetched' AND ($1 IS NULL OR line = ANY($1))
UNION ALL SELECT 'in_unconfirmed', count(*), min(received_at) FROM parts
WHERE confirmed_at IS NULL AND state <> 'unfetched' AND ($1 IS NULL OR line = ANY($1))
UNION ALL SELECT 'in_held', count(*), min(registered_at) FROM messages
WHERE outcome = 'held' AND ($1 IS NULL OR line = ANY($1))
UNION ALL SELECT 'in_unreadable', count(*), min(registered_at) FROM messages
WHERE outcome = 'unreadable' AND ($1 IS NULL OR line = ANY($1));

-- name: ages_out
-- What is put off until an hour (sending_rules.PUT_OFF, spelled out; test_plans.py compares them) is not old before that hour. $1: of
-- these lines only.
SELECT 'out_' || state AS queue, count(*) AS n, min(coalesce(settled_at, created_at)) AS oldest FROM outbox
WHERE state IN ('held', 'unknown', 'dead', 'undelivered') AND ($1::text[] IS NULL OR line = ANY($1)) GROUP BY state
UNION ALL SELECT 'out_due', count(*), min(CASE
    WHEN reason->>'code' IN ('send.many_to_one', 'send.many_to_one_day', 'send.quiet_hours', 'send.same_text')
    THEN least(due_at, now()) ELSE created_at END) FROM outbox WHERE state = 'due' AND ($1 IS NULL OR line = ANY($1));

-- name: ages_cases
-- $1: of these units only; $2: the units whose restricted cases count.
WITH open AS MATERIALIZED (
    SELECT opened_at, due_at, urgent, state FROM cases
    WHERE :open
      AND ($1::text[] IS NULL OR unit = ANY($1) OR id IN (SELECT case_id FROM case_lines WHERE case_lines.unit = ANY($1)))
      AND ($2::text[] IS NULL OR NOT restricted OR unit = ANY($2)
           OR id IN (SELECT case_id FROM case_lines WHERE case_lines.unit = ANY($2) UNION ALL SELECT case_id FROM case_access WHERE actor = ANY($2)))
)
SELECT 'case_open' AS queue, count(*) AS n, min(opened_at) AS oldest FROM open
UNION ALL SELECT 'case_overdue', count(*), min(due_at) FROM open WHERE due_at < now() AND state <> 'awaiting_citizen'
UNION ALL SELECT 'case_urgent', count(*), min(opened_at) FROM open WHERE urgent
UNION ALL SELECT 'case_to_publish', count(*), min(d.counted_from) FROM deadlines d JOIN cases k ON k.id = d.case_id
    WHERE d.kind = 'publish' AND d.done_at IS NULL AND NOT k.restricted
      AND ($1 IS NULL OR k.unit = ANY($1) OR k.id IN (SELECT case_id FROM case_lines WHERE case_lines.unit = ANY($1)));

-- name: unseen
-- Open restricted cases of units for which nobody is named, once anybody has rights here.
SELECT unit, count(*) AS n FROM cases
WHERE restricted AND :open
  AND EXISTS (SELECT 1 FROM memberships) AND NOT EXISTS (SELECT 1 FROM restricted_access r WHERE r.unit IN ('*', cases.unit))
  AND NOT EXISTS (SELECT 1 FROM case_access a WHERE a.case_id = cases.id)
GROUP BY unit ORDER BY unit;

-- name: open_of
SELECT unit, count(*) AS n FROM cases
WHERE unit = ANY($1::text[]) AND :open
GROUP BY unit ORDER BY unit;

-- name: ages
-- Half of what waits is younger than p50, nine tenths than p90 (seconds); at most the oldest 10,000 of each are looked at.
SELECT queue, count(*) AS n, percentile_cont(0.5) WITHIN GROUP (ORDER BY age) AS p50,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY age) AS p90
FROM (
    (SELECT 'in_waiting' AS queue, extract(epoch FROM now() - received_at)::float8 AS age FROM parts
        WHERE state = 'received' AND ready_seq IS NOT NULL LIMIT 10000)
    UNION ALL
    (SELECT 'in_' || outcome, extract(epoch FROM now() - registered_at)::float8 FROM messages
        WHERE outcome IN ('held', 'unreadable') ORDER BY id LIMIT 10000)
    UNION ALL
    (SELECT 'out_' || state, extract(epoch FROM now() - coalesce(settled_at, created_at))::float8 FROM outbox
        WHERE state IN ('held', 'unknown', 'dead', 'undelivered') ORDER BY id LIMIT 10000)
    UNION ALL
    (SELECT 'out_due', extract(epoch FROM now() - created_at)::float8 FROM outbox WHERE state = 'due' LIMIT 10000)
    UNION ALL
    (SELECT 'case_open', extract(epoch FROM now() - opened_at)::float8 FROM cases
        WHERE :open
        ORDER BY due_at LIMIT 10000)
) AS waiting GROUP BY queue;

-- name: rates_in
SELECT line, date_trunc('hour', received_at) AS hour, count(*) AS n FROM parts
WHERE line = ANY($1::text[]) AND received_at >= date_trunc('hour', now()) - $2::interval AND location <> ''
  AND (SELECT rule FROM messages m WHERE m.id = parts.message_id) IS DISTINCT FROM 'own_address'
GROUP BY 1, 2;

-- name: rates_out
-- Without our own probes: few, so that they are looked up and not each attempt.
SELECT line, date_trunc('hour', opened_at) AS hour, count(*) AS n FROM attempts
WHERE line = ANY($1::text[]) AND opened_at >= date_trunc('hour', now()) - $2::interval AND state = 'ok'
  AND outbox_id <> ALL (ARRAY(
    SELECT coalesce((SELECT id FROM outbox WHERE cause = 'probe:' || p.id LIMIT 1), 0) FROM probes p
    WHERE p.sent_at >= now() - $2::interval - interval '1 day'))
GROUP BY 1, 2;

-- name: subject_case
SELECT '' AS line, c.restricted, c.handed_to AS asked, ARRAY(SELECT c.unit UNION SELECT unit FROM case_lines WHERE case_id = c.id) AS units,
    ARRAY(SELECT actor FROM case_access WHERE case_id = c.id) AS persons
FROM cases c WHERE c.code = $1;

-- name: subject_message
SELECT m.line, coalesce(c.restricted, false) AS restricted, coalesce(c.handed_to, '') AS asked,
    ARRAY(SELECT c.unit WHERE c.id IS NOT NULL UNION SELECT unit FROM case_lines WHERE case_id = c.id) AS units,
    ARRAY(SELECT actor FROM case_access WHERE case_id = c.id) AS persons
FROM messages m LEFT JOIN cases c ON c.id = m.case_id WHERE m.id = $1;

-- name: subject_outbox
SELECT o.line, coalesce(c.restricted, false) AS restricted, coalesce(c.handed_to, '') AS asked,
    ARRAY(SELECT c.unit WHERE c.id IS NOT NULL UNION SELECT unit FROM case_lines WHERE case_id = c.id) AS units,
    ARRAY(SELECT actor FROM case_access WHERE case_id = c.id) AS persons
FROM outbox o LEFT JOIN cases c ON c.id = o.case_id WHERE o.id = $1;

-- name: subject_part
SELECT p.line, coalesce(c.restricted, false) AS restricted, coalesce(c.handed_to, '') AS asked,
    ARRAY(SELECT c.unit WHERE c.id IS NOT NULL UNION SELECT unit FROM case_lines WHERE case_id = c.id) AS units,
    ARRAY(SELECT actor FROM case_access WHERE case_id = c.id) AS persons
FROM parts p LEFT JOIN messages m ON m.id = p.message_id LEFT JOIN cases c ON c.id = m.case_id WHERE p.id = $1;

-- name: received_days
-- Of each line and day ($3 the zone) since $2: when the last piece came in, and how many did. What an officer entered proves no line.
SELECT line, max(received_at) AS at, count(*) AS n FROM parts
WHERE line = ANY($1::text[]) AND received_at >= $2 AND state <> 'unfetched' AND location <> ''
GROUP BY line, (received_at AT TIME ZONE $3)::date ORDER BY line, at;

-- name: answered_days
-- The same of citizens' calls that a person took.
SELECT line, max(coalesce(answered_at, started_at)) AS at, count(*) AS n FROM calls
WHERE line = ANY($1::text[]) AND started_at >= $2 AND direction = 'in' AND outcome = 'answered' AND NOT own
GROUP BY line, (started_at AT TIME ZONE $3)::date ORDER BY line, at;

-- name: audit_rows
-- read_models/audit.py puts what an index finds into the place of "true". Whose a row is, is that of the case, message or reply.
SELECT a.id, a.at, a.actor, coalesce(p.name, '') AS name, a.act, a.object, coalesce(c.code, k.code, '') AS code,
    coalesce(c.restricted, k.restricted, false) AS restricted,
    CASE WHEN coalesce(c.restricted, k.restricted, false) AND NOT coalesce($11::text[] IS NULL OR coalesce(c.unit, k.unit) = ANY($11)
             OR coalesce(c.id, k.id) IN (SELECT case_id FROM case_access WHERE actor = ANY($11)), false)
         THEN '' ELSE a.detail END AS detail
FROM (SELECT $1::text[] AS who, $2::text[] AS objects, $3::text[] AS listed, $4::text[] AS lists) AS asked CROSS JOIN audit a
LEFT JOIN persons p ON p.key = CASE WHEN a.actor LIKE 'person:%' THEN substr(a.actor, 8) END
LEFT JOIN parts part ON part.id = CASE WHEN a.object ~ '^part:\d{1,18}$' THEN substr(a.object, 6)::bigint END
LEFT JOIN messages m ON m.id = coalesce(part.message_id, CASE WHEN a.object ~ '^message:\d{1,18}$' THEN substr(a.object, 9)::bigint END)
LEFT JOIN outbox o ON o.id = CASE WHEN a.object ~ '^outbox:\d{1,18}$' THEN substr(a.object, 8)::bigint END
LEFT JOIN cases c ON c.code = CASE WHEN a.object LIKE 'case:%' THEN substr(a.object, 6) END
LEFT JOIN cases k ON k.id = coalesce(m.case_id, o.case_id)
WHERE true AND (asked.who = '{}' OR a.actor = ANY(asked.who))
  AND ($5::text = '' OR a.act = $5) AND ($6::timestamptz IS NULL OR a.at >= $6) AND ($7::timestamptz IS NULL OR a.at < $7)
  AND ($8::bigint IS NULL OR a.id < $8)
  AND ($9::text[] IS NULL OR coalesce(c.unit, k.unit) = ANY($9) OR coalesce(part.line, m.line, o.line) = ANY($10::text[])
       OR EXISTS (SELECT 1 FROM case_lines l WHERE l.case_id = coalesce(c.id, k.id) AND l.unit = ANY($9)))
ORDER BY a.id DESC LIMIT $12;

-- name: audit_of_cases
WITH of AS (SELECT id, code FROM cases WHERE code = ANY($1::text[]))
SELECT 'case:' || code AS object, code AS listed FROM of
UNION ALL SELECT 'message:' || m.id, 'm' || m.id FROM messages m JOIN of ON of.id = m.case_id
UNION ALL SELECT 'part:' || p.id, NULL FROM parts p JOIN messages m ON m.id = p.message_id JOIN of ON of.id = m.case_id
UNION ALL SELECT 'outbox:' || o.id, NULL FROM outbox o JOIN of ON of.id = o.case_id;

-- name: audit_of_sender
-- What came from this address or went to it, and the whole cases that it belongs to.
WITH of AS (
    SELECT case_id AS id FROM messages WHERE reverse(sender) = reverse($1) AND case_id IS NOT NULL
    UNION SELECT case_id FROM outbox WHERE recipient = $1 AND case_id IS NOT NULL
    UNION SELECT id FROM cases WHERE reverse(sender) = reverse($1)
), wrote AS (
    SELECT id FROM messages WHERE reverse(sender) = reverse($1)
    UNION SELECT m.id FROM messages m JOIN of ON of.id = m.case_id
)
SELECT 'case:' || c.code AS object, c.code AS listed FROM cases c JOIN of USING (id)
UNION ALL SELECT 'message:' || id, 'm' || id FROM wrote
UNION ALL SELECT 'part:' || p.id, NULL FROM parts p JOIN wrote ON wrote.id = p.message_id
UNION ALL SELECT 'outbox:' || o.id, NULL FROM outbox o WHERE o.recipient = $1 OR o.case_id IN (SELECT id FROM of);
