-- name: note
-- Asked every few seconds, written once a minute and when it changes.
INSERT INTO scanners (host, error) VALUES ($1, $2)
ON CONFLICT (host) DO UPDATE SET at = now(), error = excluded.error,
    since = CASE WHEN (scanners.error IS NULL) = (excluded.error IS NULL) THEN scanners.since ELSE now() END
WHERE scanners.at < now() - interval '1 minute' OR scanners.error IS DISTINCT FROM excluded.error;

-- name: states
-- A machine that has not asked for a day is none of ours any more; one attachment may keep it for long.
SELECT host, since, error FROM scanners WHERE at > now() - interval '1 day' ORDER BY since, host;

-- name: waiting
-- No more are counted than anybody wants to know: all of them are, where a scanner was configured late.
SELECT count(*) FROM (SELECT FROM attachments WHERE scan = 'unchecked' LIMIT 10000) AS files;
