-- name: publish
-- (none) | published | withheld -> published; nothing where another revision than $2 is there meanwhile.
INSERT INTO publications (case_id, state, question, answer, unit, kind, language, asked_at, answered_at, published_at, actor)
SELECT id, 'published', $3, $4, unit, kind, language, opened_at, answered_at, now(), $5 FROM cases WHERE id = $1
ON CONFLICT (case_id) DO UPDATE SET state = excluded.state, question = excluded.question, answer = excluded.answer, unit = excluded.unit,
    kind = excluded.kind, language = excluded.language, asked_at = excluded.asked_at, answered_at = excluded.answered_at, actor = excluded.actor, at = now(),
    published_at = coalesce(publications.published_at, now()), revision = publications.revision + 1
WHERE publications.revision = $2
RETURNING revision;

-- name: withhold
-- (none) | published -> withheld; nothing where another revision than $2 is there meanwhile. The words go.
INSERT INTO publications (case_id, state, by_citizen, actor) VALUES ($1, 'withheld', $3, $4)
ON CONFLICT (case_id) DO UPDATE SET state = excluded.state, by_citizen = publications.by_citizen OR excluded.by_citizen,
    question = '', answer = '', actor = excluded.actor, at = now(), revision = publications.revision + 1
WHERE publications.revision = $2
RETURNING revision;

-- name: of_case
SELECT p.*, c.code FROM publications p JOIN cases c ON c.id = p.case_id WHERE p.case_id = $1 AND p.state = 'published';

-- name: messages_of
-- The first of the case itself, then the first of each case that goes with it, whose citizens the answer may name, too; then the second ones.
SELECT sender_name, subject, left(CASE WHEN reply = '' THEN text ELSE reply END, 20000) AS words,
    left(text, 20000) AS whole FROM messages
WHERE case_id = $1 OR case_id IN (SELECT case_id FROM case_merges WHERE leading_id = $1)
ORDER BY row_number() OVER (PARTITION BY case_id ORDER BY id), case_id <> $1, id LIMIT 100;

-- name: listed
-- What is public, by id; of a case that has become restricted, or whose citizen has written that they do not want it, nothing is.
-- $1: of these units; $2: since then; $3: before this id.
SELECT p.*, c.code FROM publications p JOIN cases c ON c.id = p.case_id
WHERE p.state = 'published' AND NOT c.restricted AND NOT EXISTS (SELECT FROM messages m WHERE m.case_id = c.id AND 'not_public' = ANY(m.flags))
  AND ($1::text[] IS NULL OR p.unit = ANY($1))
  AND ($2::timestamptz IS NULL OR p.published_at >= $2) AND ($3::bigint IS NULL OR p.id < $3)
ORDER BY p.id DESC LIMIT $4;
