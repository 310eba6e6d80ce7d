-- Addresses and numbers of a citizen beside the one they wrote from, as an officer has found them to be theirs.
CREATE TABLE contacts (
    case_id   bigint NOT NULL REFERENCES cases,
    urn       text NOT NULL,
    proven_by text NOT NULL CHECK (proven_by <> ''), -- how the officer knows it: came in person, …
    actor     text NOT NULL,
    at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (case_id, urn)
);

ALTER TABLE answers ADD COLUMN summary text NOT NULL DEFAULT ''; -- URN: who gets a text that a mail was sent
