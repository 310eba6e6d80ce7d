-- That the provider by which officers log in does not work, as the last log-in met with it.

CREATE TABLE log_in_troubles (
    issuer text PRIMARY KEY,
    error  jsonb NOT NULL,
    since  timestamptz NOT NULL DEFAULT now()
);
