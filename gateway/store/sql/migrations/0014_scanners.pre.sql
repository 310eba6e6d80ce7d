-- Whether the virus scanner answers the intake worker of each machine, and since when it does or does not.

CREATE TABLE scanners (
    host  text PRIMARY KEY,
    at    timestamptz NOT NULL DEFAULT now(), -- when it was last asked, to the minute
    since timestamptz NOT NULL DEFAULT now(),
    error jsonb                               -- a reason; NULL: it answers
);
