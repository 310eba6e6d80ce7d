-- What is about to be late is told to who is on duty (deadlines.warned_at), what is late to their head.

ALTER TABLE deadlines ADD COLUMN escalated_at timestamptz;

ALTER TABLE notices DROP CONSTRAINT notices_audience_check,
    ADD CONSTRAINT notices_audience_check CHECK (audience IN ('operator', 'duty', 'unit', 'head'));
