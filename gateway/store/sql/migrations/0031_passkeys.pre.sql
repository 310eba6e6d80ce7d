-- Persons log in with passkeys (W3C Web Authentication) instead of a password and a code. An account that has passkeys alone has the
-- password '!', which opens nothing: accounts are in use for older processes too.

CREATE TABLE passkeys (
    id         bytea PRIMARY KEY, -- the credential's, given by what keeps it
    person     text NOT NULL REFERENCES accounts,
    name       text NOT NULL, -- by which its person knows it
    handle     bytea NOT NULL, -- the person's there: it tells nobody who that is
    credential bytea NOT NULL, -- attested credential data (Web Authentication §6.5.1): its id and its public key
    sign_count bigint NOT NULL, -- of its last signature; stays 0 where none is kept
    created_at timestamptz NOT NULL DEFAULT now(),
    used_at    timestamptz
);
CREATE INDEX passkeys_person ON passkeys (person);

-- What was signed once opens nothing again; kept as long as a challenge lasts.
CREATE TABLE used_challenges (
    key        text PRIMARY KEY, -- SHA-256 of the challenge
    expires_at timestamptz NOT NULL
);
