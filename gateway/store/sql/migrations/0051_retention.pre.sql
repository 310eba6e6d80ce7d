-- Persons' data is erased of cases that were done so long ago ([retention]); a legal hold keeps those of a case.

ALTER TABLE cases
    ADD COLUMN legal_hold boolean NOT NULL DEFAULT false,
    ADD COLUMN erased_at timestamptz; -- from then on it holds no person's data
CREATE INDEX cases_to_erase ON cases ((coalesce(state_since, opened_at))) WHERE erased_at IS NULL AND NOT legal_hold
    AND state IN ('answered', 'rejected', 'petition_guided', 'closed');
