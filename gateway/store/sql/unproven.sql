-- name: lock
SELECT pg_advisory_xact_lock(1970432114); -- any constant: two workers that count at once would pass a bound together

-- name: spent
-- Each part is read from an index of its own; $4 are the purposes that somebody asked for.
SELECT 'lines' AS kind, line AS key, count(*) AS n FROM outbox
WHERE unproven AND line = ANY($1::text[]) AND created_at > now() - interval '1 hour' AND purpose <> 'emergency' GROUP BY line
UNION ALL SELECT 'emergencies', line, count(*) FROM outbox
WHERE unproven AND line = ANY($1::text[]) AND created_at > now() - interval '1 hour' AND purpose = 'emergency' GROUP BY line
UNION ALL SELECT 'domains', split_part(recipient, '@', 2), count(*) FROM outbox
WHERE unproven AND split_part(recipient, '@', 2) = ANY($2::text[]) AND created_at > now() - interval '1 hour'
    AND purpose <> 'emergency' GROUP BY split_part(recipient, '@', 2)
UNION ALL SELECT 'senders', recipient, count(*) FROM outbox
WHERE unproven AND recipient = ANY($3::text[]) AND created_at > now() - interval '24 hours' AND purpose <> 'emergency'
    AND purpose <> ALL ($4::text[]) GROUP BY recipient;
