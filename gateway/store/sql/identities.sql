-- name: find
SELECT i.person, a.disabled_at IS NOT NULL AS disabled FROM identities i JOIN accounts a ON a.person = i.person
WHERE i.issuer = $1 AND i.subject = $2;

-- name: bind
INSERT INTO identities (issuer, subject, person) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING person;

-- name: use
UPDATE identities SET used_at = now() WHERE issuer = $1 AND subject = $2;

-- name: clear
DELETE FROM identities WHERE person = $1;

-- name: provide
-- Roles that the provider gives are as it says, those that were given here stay: what changed, "+ role unit" or "- role unit".
WITH wanted AS (SELECT unit, role FROM unnest($2::text[], $3::text[]) AS w (unit, role)),
gone AS (
    DELETE FROM memberships m WHERE m.person = $1 AND m.provided
        AND NOT EXISTS (SELECT 1 FROM wanted w WHERE w.unit = m.unit AND w.role = m.role)
    RETURNING '- ' || m.role || ' ' || m.unit AS said
), come AS (
    INSERT INTO memberships AS m (person, unit, role, provided) SELECT $1, unit, role, true FROM wanted ON CONFLICT DO NOTHING
    RETURNING '+ ' || m.role || ' ' || m.unit AS said
)
SELECT said FROM gone UNION ALL SELECT said FROM come ORDER BY 1;

-- name: failed
INSERT INTO log_in_troubles (issuer, error) VALUES ($1, $2) ON CONFLICT (issuer) DO UPDATE SET error = excluded.error;

-- name: works
DELETE FROM log_in_troubles WHERE issuer = $1;

-- name: troubles
SELECT issuer, since, error FROM log_in_troubles;
