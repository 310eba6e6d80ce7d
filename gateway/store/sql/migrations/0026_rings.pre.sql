-- A number that people call is tried by a call of one of our modems.

ALTER TABLE probes ADD COLUMN way text NOT NULL DEFAULT 'message' CHECK (way IN ('message', 'ring'));
ALTER TABLE probes DROP CONSTRAINT probes_outcome_check;
-- open -> received | lost | unsent; lost, unsent -> received: it was only late. A ring: open -> answered | rang | busy | refused |
-- unsent
ALTER TABLE probes ADD CONSTRAINT probes_outcome_check
    CHECK (outcome IN ('open', 'received', 'lost', 'unsent', 'answered', 'rang', 'busy', 'refused'));
