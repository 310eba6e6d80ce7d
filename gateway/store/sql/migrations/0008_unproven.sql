-- Replies to senders of whom nobody can say whether they are who they say: a forged sender makes us write to strangers, so
-- they are counted by line, domain and address.
ALTER TABLE outbox ADD COLUMN unproven boolean NOT NULL DEFAULT false;
CREATE INDEX outbox_unproven_line ON outbox (line, created_at) WHERE unproven;
CREATE INDEX outbox_unproven_domain ON outbox (split_part(recipient, '@', 2), created_at) WHERE unproven;

-- Replies that a bound held back, and codes that nobody has: what health looks for within an hour.
CREATE INDEX messages_bounded ON messages (registered_at) WHERE 'bounded' = ANY (flags);
CREATE INDEX messages_wrong_codes_hour ON messages (registered_at) WHERE rule = 'unknown_code';
