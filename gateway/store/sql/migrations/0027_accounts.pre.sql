-- Persons log in: their accounts, what they may do in which unit, the sessions of their browsers.

CREATE TABLE accounts (
    person      text PRIMARY KEY REFERENCES persons,
    login       text NOT NULL UNIQUE CHECK (login = lower(login) AND login <> ''),
    password    text NOT NULL DEFAULT '', -- Argon2id, as a PHC string; '': not chosen yet
    totp        text NOT NULL DEFAULT '', -- the secret of RFC 6238 in base 32
    totp_step   bigint NOT NULL DEFAULT 0, -- the last time step that was used: a code opens once
    disabled_at timestamptz,
    created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE memberships (
    person text NOT NULL REFERENCES accounts,
    unit   text NOT NULL, -- its key in the configuration; '*': every unit
    role   text NOT NULL CHECK (role IN ('reader', 'officer', 'approver', 'dispatcher', 'operator', 'auditor', 'administrator')),
    PRIMARY KEY (person, unit, role)
);

-- Who is named for the restricted cases of a unit; '*': of every unit.
CREATE TABLE restricted_access (
    person text NOT NULL REFERENCES accounts,
    unit   text NOT NULL,
    PRIMARY KEY (person, unit)
);

CREATE TABLE sessions (
    key        text PRIMARY KEY, -- SHA-256 of the cookie's secret
    person     text REFERENCES accounts, -- NULL: whoever used the one-time link before anybody had an account
    actor      text NOT NULL, -- as audit has it
    created_at timestamptz NOT NULL DEFAULT now(),
    seen_at    timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz
);
CREATE INDEX sessions_person ON sessions (person);

-- By whose link a password and a second factor are chosen, once.
CREATE TABLE invitations (
    key        text PRIMARY KEY, -- SHA-256 of the link's token
    person     text NOT NULL REFERENCES accounts,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);

-- Log-ins that failed, also by names that nobody has: each makes the wait for the next longer.
CREATE TABLE log_in_failures (
    name    text PRIMARY KEY, -- SHA-256 of what was typed
    failed  integer NOT NULL,
    last_at timestamptz NOT NULL,
    next_at timestamptz NOT NULL
);
