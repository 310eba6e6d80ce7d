-- name: save_persons
INSERT INTO persons (:columns) SELECT :values FROM :rows
ON CONFLICT (key) DO UPDATE SET name = excluded.name, phone = excluded.phone, mail = excluded.mail, unit = excluded.unit;

-- name: clear_shifts
DELETE FROM shifts WHERE line = ANY($1::text[]);

-- name: save_shifts
INSERT INTO shifts (:columns) SELECT :values FROM :rows ORDER BY ordinality;

-- name: clear_absences
DELETE FROM absences WHERE person = ANY($1::text[]);

-- name: save_absences
INSERT INTO absences (:columns) SELECT :values FROM :rows ORDER BY ordinality;

-- name: set_mail
UPDATE persons SET mail = $2 WHERE key = $1 AND mail <> $2 RETURNING key;

-- name: mail_of_another
-- Of somebody who logs in: what is answered from there counts as theirs.
SELECT EXISTS (SELECT FROM persons p JOIN accounts a ON a.person = p.key WHERE lower(p.mail) = $2 AND p.key <> $1);

-- name: persons
SELECT key, name, phone, mail, unit FROM persons ORDER BY key;

-- name: shifts
SELECT id, line, person, role, weekdays, begins, ends, valid_from, valid_until FROM shifts
WHERE valid_until IS NULL OR valid_until >= (now() - interval '2 days')::date ORDER BY line, id;

-- name: absences
SELECT id, person, since, until, stand_in FROM absences WHERE until > now() ORDER BY since, id;

-- name: remove_shifts
DELETE FROM shifts WHERE person = $1 AND line = $2 RETURNING id;

-- name: clear_person
WITH shift AS (DELETE FROM shifts WHERE person = $1), away AS (DELETE FROM absences WHERE person = $1)
UPDATE absences SET stand_in = '' WHERE stand_in = $1 AND person <> $1;

-- name: remove_person
-- Who has an account stays a person, without shifts.
WITH gone AS (DELETE FROM persons p WHERE key = $1 AND NOT EXISTS (SELECT FROM accounts a WHERE a.person = p.key))
SELECT key FROM persons WHERE key = $1;

-- name: remove_shift
DELETE FROM shifts WHERE id = $1 RETURNING person;

-- name: remove_absence
DELETE FROM absences WHERE id = $1 RETURNING person;
