-- A case's clocks: deadlines of more kinds, each with the term that it was made of, and how far somebody was reminded of it.

ALTER TABLE deadlines
    ADD COLUMN round smallint NOT NULL DEFAULT 1, -- a case that is open again has clocks of its own; the first one's due time stays
    ADD COLUMN term text NOT NULL DEFAULT '', -- "5 working days"; '' of a call-back
    ADD COLUMN counted_from timestamptz NOT NULL DEFAULT now(), -- since its start, or since the last pause
    ADD COLUMN used interval NOT NULL DEFAULT '0', -- what of the term had passed before that
    ADD COLUMN urgent boolean NOT NULL DEFAULT false, -- reminders at any hour
    ADD COLUMN step smallint NOT NULL DEFAULT 0, -- percent of its time of which somebody was told
    ADD COLUMN look_at timestamptz; -- when somebody is to be reminded; NULL: of this nobody is (a call-back has ways of its own)
CREATE INDEX deadlines_look ON deadlines (look_at) WHERE done_at IS NULL AND paused_at IS NULL AND look_at IS NOT NULL;
COMMENT ON COLUMN deadlines.kind IS 'accept, transfer, answer, progress, publish (domain/deadlines), call_back';
