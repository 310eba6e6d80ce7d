-- Every message can be found and decided on: the list it came through, what persons decided of senders and lists, the same
-- mail on two lines.

ALTER TABLE messages ADD COLUMN list_id text NOT NULL DEFAULT ''; -- RFC 2919, lower case

-- The list of all messages, by what became of them, by the end of an address, by words.
CREATE INDEX messages_outcome ON messages (outcome, id);
CREATE INDEX messages_sender_end ON messages (reverse(sender) text_pattern_ops, id);
CREATE INDEX messages_list ON messages (list_id, id) WHERE list_id <> '';
CREATE INDEX messages_words_no_case ON messages USING gin (search_words(subject || ' ' || reply)) WHERE case_id IS NULL;
-- The same mail met again: through another alias, or on another line.
CREATE INDEX messages_same_mail ON messages (remote_id, sender) WHERE remote_id <> '';

-- What a person decided of all that a sender (a URN) or a list (its List-Id) sends and policy would hold.
CREATE TABLE sender_decisions (
    kind    text NOT NULL CHECK (kind IN ('sender', 'list')),
    name    text NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('person', 'machine')),
    actor   text NOT NULL,
    at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, name)
);

-- Lines that a case stands on beside its own: the same mail came there too. hidden: one of the two was reached without being
-- named in To or Cc (Bcc), so neither unit is shown to the other.
CREATE TABLE case_lines (
    case_id bigint NOT NULL REFERENCES cases,
    line    text NOT NULL,
    unit    text NOT NULL,
    hidden  boolean NOT NULL,
    at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (case_id, line)
);
CREATE INDEX case_lines_line ON case_lines (line, case_id);
