-- name: newest
SELECT secret FROM keys ORDER BY id DESC LIMIT 1;

-- name: first
INSERT INTO keys (secret) SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM keys);
