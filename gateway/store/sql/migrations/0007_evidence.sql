-- Whether a refusal is the recipient's or the line's is judged by what becomes of the line's other rows (verdict.py).

-- Whose trouble an attempt that was not taken was: recipient, line, unknown, or shown by others to be the recipient's; ''
-- where nobody asked.
ALTER TABLE attempts ADD scope text NOT NULL DEFAULT '';

-- aside: due again as soon as somebody gets through on its line, at due_at at the latest; asides: how often so far.
ALTER TABLE outbox ADD aside boolean NOT NULL DEFAULT false, ADD asides smallint NOT NULL DEFAULT 0;
CREATE INDEX outbox_aside ON outbox (line) WHERE state = 'due' AND aside;
