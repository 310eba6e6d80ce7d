-- What a person has released goes out at once: at any hour, however old, whatever its words.

ALTER TABLE outbox ADD COLUMN released boolean NOT NULL DEFAULT false;
