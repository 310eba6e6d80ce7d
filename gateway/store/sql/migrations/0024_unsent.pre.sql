-- A probe that never went out says nothing of the line that it was for.

ALTER TABLE probes DROP CONSTRAINT probes_outcome_check;
-- open -> received | lost | unsent; lost, unsent -> received: it was only late
ALTER TABLE probes ADD CONSTRAINT probes_outcome_check CHECK (outcome IN ('open', 'received', 'lost', 'unsent'));
