-- What a unit's officers put into their answers, to whom English is written.
ALTER TABLE unit_phrases ADD COLUMN words_en text NOT NULL DEFAULT '';
