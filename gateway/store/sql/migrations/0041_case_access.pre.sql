-- Who is named for one restricted case, beside those who are named for all of its unit.

CREATE TABLE case_access (
    case_id bigint NOT NULL REFERENCES cases,
    person  text NOT NULL REFERENCES accounts,
    actor   text NOT NULL GENERATED ALWAYS AS ('person:' || person) STORED, -- as statements have it among units: no unit is called so
    at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (case_id, person)
);
CREATE INDEX case_access_actor ON case_access (actor, case_id);

-- A search for a word that is everywhere finds one's own unit's by these.
CREATE INDEX cases_unit ON cases (unit, id);
CREATE INDEX cases_restricted ON cases (id) WHERE restricted;
CREATE INDEX case_lines_unit ON case_lines (unit, case_id);
