-- name: of
SELECT urn, kind FROM suppressions WHERE urn = ANY($1::text[]);

-- name: add
INSERT INTO suppressions (urn, kind, reason) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
ON CONFLICT (urn, kind) DO UPDATE SET reason = excluded.reason, at = now();

-- name: lift
DELETE FROM suppressions WHERE kind = $2 AND urn = ANY($1::text[]);
