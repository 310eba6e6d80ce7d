-- Cases that an officer has entered for a citizen who came, called or wrote on paper.
CREATE TABLE entered_cases (
    case_id     bigint PRIMARY KEY REFERENCES cases,
    form        text NOT NULL UNIQUE, -- the name of the form: sent twice it makes one case
    actor       text NOT NULL,
    came_by     text NOT NULL CHECK (came_by IN ('counter', 'phone', 'paper', 'other')),
    answer_by   text NOT NULL CHECK (answer_by IN ('text', 'mail', 'call', 'counter')),
    phone       text NOT NULL DEFAULT '', -- URN: whom an officer calls with the answer
    received_at timestamptz NOT NULL,
    at          timestamptz NOT NULL DEFAULT now()
);

-- What is owed to a citizen who left no number and no address to write to: an officer tells them.
CREATE INDEX outbox_to_tell ON outbox (id) WHERE state = 'dropped' AND recipient = '';
