-- A log-out at the provider ends the sessions here that began by it (OpenID Connect Back-Channel Logout 1.0).

ALTER TABLE sessions
    ADD COLUMN provider_session text NOT NULL DEFAULT '', -- SHA-256 of what the provider calls the session there; '': not known
    ADD COLUMN ended_there boolean NOT NULL DEFAULT false; -- it was ended by the provider, which its person may be told
