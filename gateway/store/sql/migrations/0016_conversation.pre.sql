-- What the first words of a case were about (gateway/policy/about.py), so that a second matter is told from more on the
-- same one; and since when it is in its state, so that the same state is told twice an hour at most. A case of an older
-- process is about nothing that is known, and in its state for ever.

ALTER TABLE cases ADD COLUMN about text[] NOT NULL DEFAULT '{}', ADD COLUMN state_since timestamptz;
