-- name: create_person
INSERT INTO persons (key, name, unit) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING;

-- name: create
INSERT INTO accounts (person, login) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING person;

-- name: grant
-- What a provider had given stays from now on, whatever it says.
INSERT INTO memberships AS m (person, unit, role) VALUES ($1, $2, $3)
ON CONFLICT (person, unit, role) DO UPDATE SET provided = false WHERE m.provided RETURNING role;

-- name: take
DELETE FROM memberships WHERE person = $1 AND unit = $2 AND role = $3 RETURNING role;

-- name: name_for_restricted
INSERT INTO restricted_access (person, unit) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING unit;

-- name: unname_for_restricted
DELETE FROM restricted_access WHERE person = $1 AND unit = $2 RETURNING unit;

-- name: all
SELECT a.person, p.name, p.mail, a.login, a.password NOT IN ('', '!') AS has_password, a.disabled_at,
    ARRAY(SELECT role || ' ' || unit FROM memberships m WHERE m.person = a.person ORDER BY 1) AS memberships,
    ARRAY(SELECT unit FROM restricted_access r WHERE r.person = a.person ORDER BY 1) AS restricted_in,
    (SELECT count(*) FROM passkeys k WHERE k.person = a.person) AS passkeys,
    EXISTS (SELECT 1 FROM identities i WHERE i.person = a.person) AS has_identity
FROM accounts a JOIN persons p ON p.key = a.person
WHERE ($1::text IS NULL OR a.login = $1) AND ($2::text IS NULL OR a.person = $2) ORDER BY a.login;

-- name: name_for_case
INSERT INTO case_access (case_id, person) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING person;

-- name: unname_for_case
DELETE FROM case_access WHERE case_id = $1 AND person = $2 RETURNING person;

-- name: named_for_case
SELECT c.person, a.login, p.name FROM case_access c JOIN accounts a ON a.person = c.person JOIN persons p ON p.key = c.person
WHERE c.case_id = $1 ORDER BY a.login;

-- name: named_in
SELECT NOT EXISTS (SELECT FROM memberships) OR EXISTS (SELECT FROM restricted_access WHERE unit = ANY($1::text[]));

-- name: in_use
-- Whether anybody can log in: from then on the one-time link opens nothing.
SELECT EXISTS (SELECT 1 FROM accounts WHERE password <> '');

-- name: lock
-- Of those who at once make the first account, the second waits.
SELECT pg_advisory_xact_lock(hashtext('accounts'));

-- name: secrets
SELECT person, password, totp FROM accounts WHERE login = $1 AND disabled_at IS NULL AND password NOT IN ('', '!');

-- name: use_step
UPDATE accounts SET totp_step = $2 WHERE person = $1 AND totp_step < $2 RETURNING person;

-- name: set_secrets
UPDATE accounts SET password = $2, totp = $3, totp_step = $4 WHERE person = $1;

-- name: clear
-- '!' is a password that was chosen once and opens nothing.
UPDATE accounts SET password = CASE WHEN password = '' THEN '' ELSE '!' END, totp = '' WHERE person = $1;

-- name: without_password
UPDATE accounts SET password = '!' WHERE person = $1 AND password = '';

-- name: lock_person
SELECT FROM accounts WHERE person = $1 FOR UPDATE;

-- name: set_password
UPDATE accounts SET password = $2 WHERE person = $1;

-- name: disable
-- Being named for restricted cases, and for single ones, goes with it, so that it is seen when nobody is left (read_models.sql, `unseen`).
WITH unnamed AS (DELETE FROM restricted_access WHERE person = $1), of_cases AS (DELETE FROM case_access WHERE person = $1)
UPDATE accounts SET disabled_at = now() WHERE person = $1 AND disabled_at IS NULL RETURNING person;

-- name: enable
UPDATE accounts SET disabled_at = NULL WHERE person = $1;

-- name: invite
-- A new link; those before are worth nothing.
WITH before AS (UPDATE invitations SET used_at = now() WHERE person = $2 AND used_at IS NULL)
INSERT INTO invitations (key, person, expires_at) VALUES ($1, $2, now() + $3::interval);

-- name: invited
SELECT person FROM invitations WHERE key = $1 AND used_at IS NULL AND expires_at > now();

-- name: use_invitation
UPDATE invitations SET used_at = now() WHERE key = $1 AND used_at IS NULL AND expires_at > now() RETURNING person;

-- name: claim_try
-- $2: seconds until the next, after the first failure, the second, and so on. It counts as failed until it has succeeded, so that many at
-- once are no more than one. A day without any begins anew.
INSERT INTO log_in_failures AS f (name, failed, last_at, next_at) VALUES ($1, 1, now(), now() + make_interval(secs => ($2::int[])[1]))
ON CONFLICT (name) DO UPDATE SET
    failed = CASE WHEN f.last_at < now() - interval '1 day' THEN 1 ELSE f.failed + 1 END, last_at = now(),
    next_at = now() + make_interval(secs => ($2::int[])[
        CASE WHEN f.last_at < now() - interval '1 day' THEN 1 ELSE least(f.failed + 1, cardinality($2)) END])
WHERE f.next_at <= now() RETURNING failed;

-- name: wait
SELECT greatest(1, ceil(extract(epoch FROM next_at - now())))::int FROM log_in_failures WHERE name = $1;

-- name: without_waiting
SET LOCAL synchronous_commit = off;

-- name: succeeded
-- With it goes what nobody asks for any more.
DELETE FROM log_in_failures WHERE name = $1 OR last_at < now() - interval '1 day';
