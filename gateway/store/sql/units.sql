-- name: version
SELECT version FROM register;

-- name: known_until
SELECT known_until FROM register;

-- name: units
SELECT key, name, name_en, kind, phone, mail, language, sms_form, office_hours, four_eyes, parent, successors, valid_from, valid_to,
    head, focal, stand_ins, topics
FROM units ORDER BY key;

-- name: answers
SELECT unit, asks, answer, answer_en FROM unit_answers ORDER BY unit, id;

-- name: phrases
SELECT unit, name, words, words_en FROM unit_phrases ORDER BY unit, name;

-- name: days
SELECT unit, day, works, name FROM calendar_days ORDER BY unit, day;

-- name: lock
-- Who changes the register waits for whoever does: what is checked holds when it is written.
UPDATE register SET version = version + 1;

-- name: notify
SELECT pg_notify('gateway_register', '');

-- name: set_known_until
UPDATE register SET known_until = $1;

-- name: save_units
INSERT INTO units (:columns) SELECT :values FROM :rows
ON CONFLICT (key) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, kind = excluded.kind, phone = excluded.phone,
    mail = excluded.mail, language = excluded.language, sms_form = excluded.sms_form, office_hours = excluded.office_hours, four_eyes = excluded.four_eyes,
    parent = excluded.parent, successors = excluded.successors, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
    head = excluded.head, focal = excluded.focal, stand_ins = excluded.stand_ins, topics = excluded.topics;

-- name: clear_answers
DELETE FROM unit_answers WHERE unit = ANY($1::text[]);

-- name: save_answers
INSERT INTO unit_answers (:columns) SELECT :values FROM :rows ORDER BY ordinality;

-- name: clear_phrases
DELETE FROM unit_phrases WHERE unit = ANY($1::text[]);

-- name: save_phrases
INSERT INTO unit_phrases (:columns) SELECT :values FROM :rows;

-- name: save_days
INSERT INTO calendar_days (:columns) SELECT :values FROM :rows
ON CONFLICT (unit, day) DO UPDATE SET works = excluded.works, name = excluded.name;

-- name: remove_day
DELETE FROM calendar_days WHERE unit = $1 AND day = $2 RETURNING day;
