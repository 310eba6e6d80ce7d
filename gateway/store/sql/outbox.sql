-- name: enqueue
-- UNIQUE (cause, purpose, recipient): what is enqueued twice is one row. Notifies for the lines that have something new.
WITH written AS (
    INSERT INTO outbox (:columns) SELECT :values FROM :rows
    ON CONFLICT (cause, purpose, recipient) DO NOTHING RETURNING line
)
SELECT pg_notify('gateway_outbox', line) FROM (SELECT DISTINCT line FROM written) AS notified;

-- name: notify
SELECT pg_notify('gateway_outbox', line) FROM unnest($1::text[]) AS line;

-- name: lines_with_due
-- Lines whose sender has something to do: a row is due, or an attempt is past its deadline.
SELECT line FROM unnest($1::text[]) AS line
WHERE EXISTS (SELECT 1 FROM outbox o WHERE o.line = line.line AND state = 'due' AND due_at <= now())
   OR EXISTS (SELECT 1 FROM attempts a WHERE a.line = line.line AND state = 'open' AND deadline < now());

-- name: claim
-- What goes out in the next two seconds, by priority, then id, and what has stepped aside after all others, the least tried
-- first; below results no more than the line's budget leaves. A claim dies with its epoch. A purpose that only a newer
-- version knows ($5: those of this one) stays due for a process of that version.
-- No row is locked or skipped: one process holds the line. What a person drops while this statement runs may be claimed all
-- the same, for the sub-select keeps its snapshot (PostgreSQL manual §13.2.1): opening its attempt is.
-- Two limited halves and not one sort of all: the first can follow outbox_due and stop, however many wait.
UPDATE outbox SET claimed_epoch = $2 WHERE id IN (
    SELECT id FROM (
        SELECT id, priority, row_number() OVER (PARTITION BY priority > 1 ORDER BY priority, id) AS place FROM (
            (SELECT id, priority, -1 AS queue_position FROM outbox
             WHERE line = $1 AND state = 'due' AND NOT aside AND due_at <= now() AND claimed_epoch <> $2
               AND (priority <= 1 OR $4 > 0) AND purpose = ANY($5::text[])
             ORDER BY priority, id LIMIT $3)
            UNION ALL
            (SELECT id, priority, asides FROM outbox
             WHERE line = $1 AND state = 'due' AND aside AND due_at <= now() AND claimed_epoch <> $2
               AND (priority <= 1 OR $4 > 0) AND purpose = ANY($5::text[])
             ORDER BY asides, priority, id LIMIT $3)
            ORDER BY queue_position, priority, id LIMIT $3) AS next) AS placed
    WHERE priority <= 1 OR place <= $4)
RETURNING id, line, case_id, cause, purpose, recipient, priority, subject, text, message_id, in_reply_to, refs, automatic,
    round, tries, released, files, created_at, CASE WHEN aside THEN asides ELSE -1 END AS queue_position;

-- name: files
SELECT name, type, bytes AS body FROM outgoing_files WHERE outbox_id = $1 ORDER BY n;

-- name: sent_parts
-- Parts of this round that are out: the wire took them, or a report speaks of them.
SELECT outbox_id, part FROM attempts a JOIN outbox o ON o.id = a.outbox_id AND o.round = a.round
WHERE a.outbox_id = ANY($1::bigint[]) AND a.parts > 1 AND (a.state = 'ok' OR (a.state = 'unknown' AND a.report <> ''));

-- name: seen
-- Of claimed rows: when the same words last went to their number ($2 ago at most), how many texts did in the last hour and
-- when the first of them; the same of 24 hours where $3.
SELECT o.id, same.at AS same_at, coalesce(recent.n, 0)::int AS texts, recent.first_at,
    coalesce(today.n, 0)::int AS day, today.first_at AS day_first_at FROM outbox o
LEFT JOIN LATERAL (
    SELECT max(a.opened_at) AS at FROM attempts a JOIN outbox other ON other.id = a.outbox_id
    WHERE a.line = o.line AND a.recipient = o.recipient AND a.opened_at > now() - $2::interval AND a.state <> 'failed'
      AND a.outbox_id <> o.id AND other.text = o.text) AS same ON true
LEFT JOIN LATERAL (
    SELECT count(DISTINCT outbox_id) AS n, min(opened_at) AS first_at FROM attempts a
    WHERE a.line = o.line AND a.recipient = o.recipient AND a.opened_at > now() - interval '1 hour' AND a.state <> 'failed'
      AND a.outbox_id <> o.id) AS recent ON true
LEFT JOIN LATERAL (
    SELECT count(DISTINCT outbox_id) AS n, min(opened_at) AS first_at FROM attempts a
    WHERE $3 AND a.line = o.line AND a.recipient = o.recipient AND a.opened_at > now() - interval '24 hours'
      AND a.state <> 'failed' AND a.outbox_id <> o.id) AS today ON true
WHERE o.id = ANY($1::bigint[]);

-- name: used_today
-- Parts that the line put on the wire in the last 24 hours, counted up to $2.
SELECT count(*) FROM (
    SELECT 1 FROM attempts WHERE line = $1 AND opened_at > now() - interval '24 hours' AND state <> 'failed' LIMIT $2) AS parts;

-- name: unclaim
UPDATE outbox SET claimed_epoch = 0 WHERE id = ANY($1::bigint[]) AND state = 'due' AND claimed_epoch = $2;

-- name: unclaim_untried
UPDATE outbox SET claimed_epoch = 0 WHERE line = $1 AND state = 'due' AND claimed_epoch = $2
    AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.outbox_id = outbox.id AND a.state = 'open');

-- name: used
-- Parts of automatic replies that the line put on the wire in the last hour: its budget is kept by its holder.
SELECT count(*) FROM attempts a JOIN outbox o ON o.id = a.outbox_id
WHERE a.line = $1 AND a.opened_at > now() - interval '1 hour' AND o.automatic AND o.priority > 1;

-- name: close_and_open_attempt
-- One statement and one commit between two sends, under the line's lease ($1–$3): the attempt that the wire took is closed
-- ($4–$6; $7 the last of its row, which is sent then), and the next one is opened ($8–$11), if its row is still claimed in
-- this epoch: a claim that was given back may be another worker's. Where reports may have a say (several parts, or one that
-- came first, perhaps of another message) nothing is closed and nothing opened: this statement's snapshot may be older than
-- they are.
-- The parts of a WITH run in no order and on one snapshot; what one has written the others see in its RETURNING alone (manual
-- §7.8.4): so `opened` asks `closed`, not the table. The lease FOR KEY SHARE: no bar to the other send workers, nor to its
-- renewal (an UPDATE of no key), but to `take_lines`, which locks FOR UPDATE (§13.3.2): no successor before this commit.
WITH held AS MATERIALIZED (
    SELECT 1 FROM lines WHERE name = $1 AND epoch = $2 AND holder = $3 AND until > now() FOR KEY SHARE
), closed AS (
    UPDATE attempts a SET state = 'ok', closed_at = now(), reference = coalesce($5, a.reference), remote_id = $6
    FROM held WHERE a.id = $4 AND a.state = 'open' AND (NOT $7 OR (a.parts = 1 AND a.report = ''))
        AND coalesce(a.reference = $5, true)
    RETURNING a.outbox_id
), settled AS (
    UPDATE outbox o SET state = 'sent', reason = NULL, tries = tries + 1, due_at = now(), claimed_epoch = 0, settled_at = now()
    WHERE o.id = (SELECT outbox_id FROM closed WHERE $7) AND o.state = 'due'
), opened AS (
    INSERT INTO attempts (outbox_id, line, recipient, round, part, parts, epoch, deadline)
    SELECT o.id, o.line, o.recipient, o.round, $9, $10, $2, now() + $11::interval FROM outbox o, held
    WHERE o.id = $8 AND o.state = 'due' AND o.claimed_epoch = $2 AND ($4 IS NULL OR EXISTS (SELECT FROM closed))
    FOR NO KEY UPDATE OF o
    RETURNING id
)
SELECT EXISTS (SELECT FROM held) AS held, EXISTS (SELECT FROM closed) AS closed, (SELECT id FROM opened) AS attempt;

-- name: close_and_open_attempts
-- The same for a window: arrays of what the wire took ($4–$7) and of what goes out next ($8–$10; $11 how long). Attempts
-- that a report has under its lock just now are not waited for (SKIP LOCKED: whoever holds one lock of many and waits for
-- another can be in a circle): they are closed one by one, with those where reports may have a say.
WITH held AS MATERIALIZED (
    SELECT 1 FROM lines WHERE name = $1 AND epoch = $2 AND holder = $3 AND until > now() FOR KEY SHARE
), taken AS MATERIALIZED (
    SELECT a.id, taken.* FROM unnest($4::bigint[], $5::int[], $6::text[], $7::boolean[])
        AS taken (attempt, said_reference, said_id, last), attempts a, held
    WHERE a.id = taken.attempt AND a.state = 'open' AND (NOT taken.last OR (a.parts = 1 AND a.report = ''))
    FOR NO KEY UPDATE OF a SKIP LOCKED
), closed AS (
    UPDATE attempts a SET state = 'ok', closed_at = now(), reference = coalesce(said_reference, a.reference),
        remote_id = said_id
    FROM taken WHERE a.id = taken.id RETURNING a.id, a.outbox_id, taken.last
), settled AS (
    UPDATE outbox o SET state = 'sent', reason = NULL, tries = tries + 1, due_at = now(), claimed_epoch = 0, settled_at = now()
    WHERE o.id IN (SELECT outbox_id FROM closed WHERE last) AND o.state = 'due'
), opened AS (
    INSERT INTO attempts (outbox_id, line, recipient, round, part, parts, epoch, deadline)
    SELECT o.id, o.line, o.recipient, o.round, start.part, start.parts, $2, now() + $11::interval
    FROM unnest($8::bigint[], $9::int[], $10::int[]) WITH ORDINALITY AS start (outbox_id, part, parts, place), outbox o, held
    WHERE o.id = start.outbox_id AND o.state = 'due' AND o.claimed_epoch = $2
    ORDER BY start.place FOR NO KEY UPDATE OF o
    RETURNING id, outbox_id, part
)
SELECT EXISTS (SELECT FROM held) AS held, ARRAY(SELECT id FROM closed) AS closed,
    ARRAY(SELECT id FROM opened ORDER BY id) AS attempts, ARRAY(SELECT outbox_id FROM opened ORDER BY id) AS outbox_ids,
    ARRAY(SELECT part::int FROM opened ORDER BY id) AS parts;

-- name: close_attempt
-- open -> ok | failed | unknown. A report that came first has left its word in the row.
UPDATE attempts SET state = $2, closed_at = now(), reference = coalesce($3, reference), remote_id = $4, error = $5, scope = $6
WHERE id = $1 AND state = 'open' RETURNING outbox_id;

-- name: settle
-- due -> sent | unknown | dead | held, or another try; compare and set
UPDATE outbox SET state = $2, reason = $3, tries = tries + $4, due_at = now() + $5::interval, claimed_epoch = 0,
    aside = $6, asides = $7, settled_at = CASE WHEN $2 = 'due' THEN NULL ELSE now() END
WHERE id = $1 AND state = 'due' RETURNING state, tries;

-- name: evidence
-- What the line's attempts of two days say beside the one of row $2 that has just failed (send_verdict.py). Small, for it is
-- asked on a failure only; no more than the last 50 since somebody got through have a say.
WITH passed AS (
    SELECT opened_at, closed_at FROM attempts
    WHERE line = $1 AND outbox_id <> $2 AND (state = 'ok' OR report = 'delivered') AND opened_at > now() - interval '2 days'
    ORDER BY opened_at DESC LIMIT 1
), since AS (
    SELECT recipient, scope FROM attempts
    WHERE line = $1 AND opened_at > coalesce((SELECT opened_at FROM passed), now() - interval '2 days')
      AND scope IN ('shown', 'unknown', 'line') ORDER BY opened_at DESC LIMIT 50
)
SELECT now() AS now, (SELECT closed_at FROM passed) AS passed_at, own.first_at, own.last_at, o.asides,
    (SELECT count(DISTINCT recipient) FROM since WHERE recipient <> o.recipient) AS refused,
    (SELECT count(DISTINCT recipient) FROM since WHERE recipient <> o.recipient AND scope <> 'shown') AS unclear
FROM outbox o, LATERAL (
    SELECT min(closed_at) AS first_at, max(closed_at) AS last_at FROM attempts a
    WHERE a.outbox_id = o.id AND a.round = o.round AND a.state = 'failed' AND a.scope IN ('shown', 'unknown', 'line')) AS own
WHERE o.id = $2;

-- name: release
-- Somebody has got through since: what stepped aside is due.
UPDATE outbox o SET due_at = now(), aside = false
WHERE o.line = $1 AND o.state = 'due' AND o.aside
  AND (SELECT max(closed_at) FROM attempts WHERE outbox_id = o.id) < (
    SELECT closed_at FROM attempts
    WHERE line = $1 AND (state = 'ok' OR report = 'delivered') AND opened_at > now() - interval '2 days'
    ORDER BY opened_at DESC LIMIT 1);

-- name: unproven
-- Whether nobody can say that the line sends: something has stepped aside, or since somebody got through $2 attempts or
-- more have ended in silence.
SELECT EXISTS (SELECT 1 FROM outbox WHERE line = $1 AND state = 'due' AND aside)
    OR (SELECT count(*) >= $2 FROM (
        SELECT state FROM attempts
        WHERE line = $1 AND opened_at > coalesce((
            SELECT opened_at FROM attempts
            WHERE line = $1 AND (state = 'ok' OR report = 'delivered') AND opened_at > now() - interval '2 days'
            ORDER BY opened_at DESC LIMIT 1), now() - interval '2 days')
          AND state = 'unknown' AND scope = 'unknown' ORDER BY opened_at DESC LIMIT $2) AS silent);

-- name: lost_attempts
-- Past its deadline, or of an older epoch: nobody can say any more what became of it.
UPDATE attempts SET state = 'unknown', closed_at = now(), error = $3
WHERE line = $1 AND state = 'open' AND (epoch < $2 OR deadline < now())
RETURNING outbox_id;

-- name: unknown_to_due
-- A mail may be tried again: it keeps its Message-ID and Date.
UPDATE outbox SET tries = tries + 1, claimed_epoch = 0, due_at = now() + $2::interval, reason = $3
WHERE id = ANY($1::bigint[]) AND state = 'due';

-- name: due_to_unknown
UPDATE outbox SET state = 'unknown', reason = $2, settled_at = now(), claimed_epoch = 0
WHERE id = ANY($1::bigint[]) AND state = 'due';

-- name: find
SELECT * FROM outbox WHERE id = $1;
