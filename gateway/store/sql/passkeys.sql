-- name: add
INSERT INTO passkeys (id, person, name, handle, credential, sign_count) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id;

-- name: find
SELECT k.person, k.handle, k.credential FROM passkeys k JOIN accounts a ON a.person = k.person WHERE k.id = $1 AND a.disabled_at IS NULL;

-- name: use
-- A signature counts further than the one before, or never counts at all (Web Authentication §7.2, step 22).
UPDATE passkeys SET sign_count = $2, used_at = now() WHERE id = $1 AND (sign_count < $2 OR sign_count = 0 AND $2 = 0) RETURNING id;

-- name: of_person
SELECT id, name, created_at, used_at FROM passkeys WHERE person = $1 ORDER BY created_at;

-- name: remove
DELETE FROM passkeys WHERE id = $1 AND person = $2 RETURNING id;

-- name: clear
DELETE FROM passkeys WHERE person = $1;

-- name: use_challenge
-- With it go those that are too old to be answered.
WITH old AS (DELETE FROM used_challenges WHERE expires_at < now())
INSERT INTO used_challenges (key, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING key;
