-- name: write
INSERT INTO audit (actor, act, object, detail) VALUES ($1, $2, $3, $4);

-- name: of_objects
SELECT id, at, actor, act, object, detail FROM audit WHERE object = ANY($1::text[]) ORDER BY id;
