-- An answer can be taken back until the wire has claimed it; its case is then as it was before.

ALTER TABLE answers
    DROP COLUMN outbox_id, -- it had been written by nobody yet: there may be several rows, all of this event
    ADD COLUMN event_id bigint REFERENCES case_events, -- by which it went out: outbox.cause
    ADD COLUMN state_before text, -- of its case
    ADD COLUMN since_before timestamptz,
    ADD COLUMN answered_before timestamptz;
