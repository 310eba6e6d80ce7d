-- name: decided
SELECT kind, name, verdict FROM sender_decisions
WHERE (kind = 'sender' AND name = ANY($1::text[])) OR (kind = 'list' AND name = ANY($2::text[]));

-- name: decide
INSERT INTO sender_decisions (kind, name, verdict, actor) VALUES ($1, $2, $3, $4)
ON CONFLICT (kind, name) DO UPDATE SET verdict = excluded.verdict, actor = excluded.actor, at = now();

-- name: forget
DELETE FROM sender_decisions WHERE kind = $1 AND name = $2 RETURNING name;

-- name: listed
SELECT kind, name, verdict, actor, at FROM sender_decisions ORDER BY at DESC, kind, name LIMIT $1 OFFSET $2;
