-- What was an English sentence is a reason: {"code": …, and its values}, NULL for none. Sentences that stand here already are
-- kept as they are, as the value of text.said. Like 0010 it wants a stopped gateway: both are of one release.

CREATE FUNCTION pg_temp.said(words text) RETURNS jsonb LANGUAGE sql IMMUTABLE
RETURN CASE WHEN words <> '' THEN jsonb_build_object('code', 'text.said', 'text', words) END;
CREATE FUNCTION pg_temp.all_said(words text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE
RETURN coalesce((SELECT jsonb_agg(pg_temp.said(word) ORDER BY n) FROM unnest(words) WITH ORDINALITY AS w (word, n) WHERE word <> ''), '[]');

ALTER TABLE lines
    ALTER COLUMN error DROP DEFAULT, ALTER COLUMN error DROP NOT NULL,
    ALTER COLUMN error TYPE jsonb USING pg_temp.said(error),
    ALTER COLUMN send_error DROP DEFAULT, ALTER COLUMN send_error DROP NOT NULL,
    ALTER COLUMN send_error TYPE jsonb USING pg_temp.said(send_error);

-- both of the line's at that moment: why it cannot be read, why it cannot send
ALTER TABLE line_events RENAME COLUMN error TO errors;
ALTER TABLE line_events
    ALTER COLUMN errors DROP DEFAULT,
    ALTER COLUMN errors TYPE jsonb USING pg_temp.all_said(ARRAY[errors]),
    ALTER COLUMN errors SET DEFAULT '[]';

ALTER TABLE messages
    ALTER COLUMN reasons DROP DEFAULT,
    ALTER COLUMN reasons TYPE jsonb USING pg_temp.all_said(reasons),
    ALTER COLUMN reasons SET DEFAULT '[]';

ALTER TABLE parts
    ALTER COLUMN reason DROP DEFAULT, ALTER COLUMN reason DROP NOT NULL,
    ALTER COLUMN reason TYPE jsonb USING pg_temp.said(reason);

ALTER TABLE outbox
    ALTER COLUMN reason DROP DEFAULT, ALTER COLUMN reason DROP NOT NULL,
    ALTER COLUMN reason TYPE jsonb USING pg_temp.said(reason);

ALTER TABLE attempts
    ALTER COLUMN error DROP DEFAULT, ALTER COLUMN error DROP NOT NULL,
    ALTER COLUMN error TYPE jsonb USING pg_temp.said(error);

ALTER TABLE attachments
    ALTER COLUMN scan_reason DROP DEFAULT, ALTER COLUMN scan_reason DROP NOT NULL,
    ALTER COLUMN scan_reason TYPE jsonb USING pg_temp.said(scan_reason);

DROP FUNCTION pg_temp.all_said(text[]);
DROP FUNCTION pg_temp.said(text);
