-- name: open
INSERT INTO sessions (key, person, actor, by_provider, provider_session) VALUES ($1, $2, $3, $4, $5);

-- name: find
-- A session ends after 30 minutes without use, after 12 hours, when it is revoked or its person disabled; that of the one-time link
-- when anybody can log in. $2: whether this is use; of use within 20 s nothing is written.
WITH live AS (
    SELECT s.key, s.person, s.actor, s.seen_at, s.by_provider FROM sessions s LEFT JOIN accounts a ON a.person = s.person
    WHERE s.key = $1 AND s.revoked_at IS NULL AND s.seen_at > now() - interval '30 minutes' AND s.created_at > now() - interval '12 hours'
      AND CASE WHEN s.person IS NULL THEN NOT EXISTS (SELECT 1 FROM accounts WHERE password <> '') ELSE a.disabled_at IS NULL END
), used AS (
    UPDATE sessions SET seen_at = now() FROM live WHERE sessions.key = live.key AND $2::boolean AND live.seen_at < now() - interval '20 seconds'
)
SELECT live.person, live.actor, live.by_provider, coalesce(p.name, live.actor) AS name,
    ARRAY(SELECT role || ' ' || unit FROM memberships m WHERE m.person = live.person) AS memberships,
    ARRAY(SELECT unit FROM restricted_access r WHERE r.person = live.person) AS restricted_in,
    EXISTS (SELECT 1 FROM case_access c WHERE c.person = live.person) AS has_named_cases
FROM live LEFT JOIN persons p ON p.key = live.person;

-- name: is_new
SELECT created_at > now() - $2::interval FROM sessions WHERE key = $1 AND revoked_at IS NULL;

-- name: revoke
UPDATE sessions SET revoked_at = now() WHERE key = $1 AND revoked_at IS NULL RETURNING actor;

-- name: revoke_person
-- All of a person's but one ('': all).
UPDATE sessions SET revoked_at = now() WHERE person = $1 AND key <> $2 AND revoked_at IS NULL RETURNING key;

-- name: end_by_provider
-- Of one that began before sessions there were noted nobody knows which it was: of its person it ends too.
UPDATE sessions SET revoked_at = now(), ended_there = true WHERE by_provider AND revoked_at IS NULL AND $1 || $2 <> ''
    AND $1 IN ('', person) AND ($2 = '' OR provider_session = $2 OR ($1 <> '' AND provider_session = '')) RETURNING person;

-- name: ended_there
SELECT ended_there FROM sessions WHERE key = $1 AND revoked_at > now() - interval '1 day';

-- name: of_person
SELECT key, created_at, seen_at FROM sessions
WHERE person = $1 AND revoked_at IS NULL AND seen_at > now() - interval '30 minutes' AND created_at > now() - interval '12 hours'
ORDER BY created_at;

-- name: forget
DELETE FROM sessions WHERE seen_at < now() - interval '30 days';
