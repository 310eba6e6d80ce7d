-- What is dangerous about an attachment, and what a virus scanner says of it. NULL flags: it came before anybody looked.

ALTER TABLE attachments
    ADD COLUMN flags text[],
    ADD COLUMN scan text NOT NULL DEFAULT 'unchecked' CHECK (scan IN ('unchecked', 'clean', 'infected', 'failed')),
    ADD COLUMN scan_reason text NOT NULL DEFAULT '', -- the signature's name, or why it could not be scanned
    ADD COLUMN scan_tries smallint NOT NULL DEFAULT 0,
    ADD COLUMN scan_next_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX attachments_unchecked ON attachments (scan_next_at) WHERE scan = 'unchecked';
