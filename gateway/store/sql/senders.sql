-- name: decided
SELECT kind, name, verdict FROM sender_decisions
WHERE (kind = 'sender' AND name = ANY($1::text[])) OR (kind = 'list' AND name = ANY($2::text[]));

-- name: decide
INSERT INTO sender_decisions (kind, name, verdict, actor) VALUES ($1, $2, $3, $4)
ON CONFLICT (kind, name) DO UPDATE SET verdict = excluded.verdict, actor = excluded.actor, at = now();

-- name: forget
-- $3 as $1 of `listed`.
DELETE FROM sender_decisions s WHERE kind = $1 AND name = $2 AND ($3::text[] IS NULL
    OR EXISTS (SELECT 1 FROM messages m WHERE kind = 'sender' AND reverse(m.sender) = reverse($2) AND m.line = ANY($3))
    OR EXISTS (SELECT 1 FROM messages m WHERE kind = 'list' AND m.list_id <> '' AND m.list_id = $2 AND m.line = ANY($3)))
RETURNING name;

-- name: listed
-- $1: the lines by which a sender or list has written; NULL: any.
SELECT kind, name, verdict, actor, at FROM sender_decisions s WHERE $1::text[] IS NULL
    OR (kind = 'sender' AND EXISTS (SELECT 1 FROM messages m WHERE reverse(m.sender) = reverse(s.name) AND m.line = ANY($1)))
    OR (kind = 'list' AND EXISTS (SELECT 1 FROM messages m WHERE m.list_id <> '' AND m.list_id = s.name AND m.line = ANY($1)))
ORDER BY at DESC, kind, name LIMIT $2 OFFSET $3;
