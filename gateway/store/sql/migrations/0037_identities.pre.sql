-- Persons log in by an account that they have elsewhere (OpenID Connect).

CREATE TABLE identities (
    issuer     text NOT NULL,
    subject    text NOT NULL, -- what the provider calls the account, for ever; names and addresses change hands
    person     text NOT NULL REFERENCES accounts,
    created_at timestamptz NOT NULL DEFAULT now(),
    used_at    timestamptz,
    PRIMARY KEY (issuer, subject),
    UNIQUE (person, issuer)
);

ALTER TABLE memberships ADD COLUMN provided boolean NOT NULL DEFAULT false; -- by what the provider says; goes when it says so no more
ALTER TABLE sessions ADD COLUMN by_provider boolean NOT NULL DEFAULT false; -- whether one is perhaps logged in there too
