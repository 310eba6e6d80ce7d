-- What an officer is typing, so that another machine or a colleague goes on with it, and colleagues see who writes.
CREATE TABLE drafts (
    case_id bigint NOT NULL REFERENCES cases,
    author  text NOT NULL, -- an actor, as audit has it
    text    text NOT NULL,
    at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (case_id, author)
);

-- Results that have not reached their citizen, or of which nobody knows.
CREATE INDEX outbox_unreached ON outbox (id) WHERE purpose = 'result' AND state IN ('unknown', 'dead', 'undelivered', 'dropped');
CREATE INDEX outbox_silent ON outbox (line, settled_at) WHERE purpose = 'result' AND state = 'sent';

ALTER TABLE answers ADD COLUMN handed_before text; -- the unit that was asked to take its case over
