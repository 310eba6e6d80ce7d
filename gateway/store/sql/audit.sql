-- name: write
INSERT INTO audit (actor, act, object, detail) VALUES ($1, $2, $3, $4);

-- name: of_objects
SELECT id, at, actor, act, object, detail FROM audit WHERE object = ANY($1::text[]) ORDER BY id;

-- name: write_once
INSERT INTO audit (actor, act, object, detail) SELECT $1, $2, $3, $4
WHERE NOT EXISTS (SELECT 1 FROM audit WHERE object = $3 AND actor = $1 AND act = $2 AND at > now() - interval '1 hour');
