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

-- name: persons
SELECT key, name, phone, mail, unit FROM persons ORDER BY key;

-- name: shifts
SELECT line, person, role, weekdays, begins, ends, valid_from, valid_until FROM shifts
WHERE valid_until IS NULL OR valid_until >= (now() - interval '2 days')::date ORDER BY line, id;

-- name: absences
SELECT person, since, until, stand_in FROM absences WHERE until > now() ORDER BY since, id;
