-- Casework: who works on a case, which unit is asked to take it over, which body outside has it, what colleagues are told of.

ALTER TABLE cases
    ADD COLUMN assignee text NOT NULL DEFAULT '', -- the key of an account
    ADD COLUMN handed_to text NOT NULL DEFAULT '', -- the unit that is asked to take it over; until it does, `unit` has it
    ADD COLUMN declined smallint NOT NULL DEFAULT 0, -- how many units that were asked have said no
    ADD COLUMN passed_to text NOT NULL DEFAULT '', -- a body outside that has it, in the state transferred
    ADD COLUMN back_to text NOT NULL DEFAULT '', -- where it goes on when its citizen has answered, in the state awaiting_citizen
    ADD COLUMN place text NOT NULL DEFAULT ''; -- as an officer has found it
CREATE INDEX cases_assignee ON cases (assignee) WHERE assignee <> '';
CREATE INDEX cases_handed_to ON cases (handed_to) WHERE handed_to <> '';

-- Colleagues whom a note on a case names.
CREATE TABLE case_mentions (
    person  text NOT NULL REFERENCES accounts,
    case_id bigint NOT NULL REFERENCES cases,
    at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (person, case_id)
);
