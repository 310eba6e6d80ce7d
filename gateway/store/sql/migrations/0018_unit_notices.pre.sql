-- A unit is told at its own address, where it has one: notices whose fields name it.

ALTER TABLE notices DROP CONSTRAINT notices_audience_check,
    ADD CONSTRAINT notices_audience_check CHECK (audience IN ('operator', 'duty', 'unit'));
