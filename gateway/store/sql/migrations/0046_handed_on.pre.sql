-- Whom a note names knows which they have not looked at yet; a unit finds what it had before.
ALTER TABLE case_mentions ADD COLUMN seen_at timestamptz;
CREATE INDEX case_events_handed_on ON case_events ((detail->>'unit_before')) WHERE kind IN ('taken_over', 'allocated');
