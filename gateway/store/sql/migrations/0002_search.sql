-- What officers look for: the end of a number or address, words with or without marks, the list by urgency.

-- Words as they are matched: no marks, lower case; the first 20,000 letters. No extension: every PostgreSQL has this.
-- "OR REPLACE": a restore drops the tables and runs this again.
CREATE OR REPLACE FUNCTION search_words(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_tsvector('simple'::regconfig, translate(
    normalize(lower(left(words, 20000)), NFD),
    U&'\0111\0300\0301\0302\0303\0306\0309\031B\0323', 'd'));

CREATE INDEX messages_words ON messages USING gin (search_words(subject || ' ' || reply)) WHERE case_id IS NOT NULL;

-- Read backwards, so that the last digits of a number are the beginning.
CREATE INDEX cases_sender_end ON cases (reverse(sender) text_pattern_ops);

CREATE INDEX cases_urgency ON cases (urgent DESC, due_at, id) WHERE state IN
    ('new', 'accepted', 'awaiting_citizen', 'transferred', 'in_progress', 'reopened');
