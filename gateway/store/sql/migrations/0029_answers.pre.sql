-- What officers write to the citizen of a case, version by version; sent at once, or once a head has approved it.

CREATE TABLE answers (
    case_id    bigint NOT NULL REFERENCES cases,
    version    integer NOT NULL,
    state      text NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'sent')),
    text       text NOT NULL,
    recipient  text NOT NULL DEFAULT '', -- URN; '': the first of the case's
    again      boolean NOT NULL DEFAULT false, -- to a case that was answered
    author     text NOT NULL, -- an actor, as audit has it
    created_at timestamptz NOT NULL DEFAULT now(),
    approver   text NOT NULL DEFAULT '', -- who has sent or returned what another wrote
    reason     text NOT NULL DEFAULT '', -- of its return; or why it went without approval
    settled_at timestamptz,
    outbox_id  bigint REFERENCES outbox,
    PRIMARY KEY (case_id, version)
);
CREATE INDEX answers_submitted ON answers (case_id) WHERE state = 'submitted';
