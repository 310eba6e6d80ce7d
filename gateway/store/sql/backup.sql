-- A backup reads the catalog, so that a table added by a later migration is in it by itself. A restore is the one writer
-- of every table, in one transaction, on a database that nobody uses.

-- name: tables
SELECT c.relname AS name,
       array_agg(a.attname ORDER BY a.attnum) AS columns,
       pg_total_relation_size(c.oid) AS bytes
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
GROUP BY c.oid, c.relname ORDER BY c.relname;

-- name: references
SELECT DISTINCT f.relname AS source, t.relname AS target
FROM pg_constraint k JOIN pg_class f ON f.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
WHERE k.contype = 'f' AND f.oid <> t.oid AND f.relnamespace = current_schema()::regnamespace;

-- name: sequences
SELECT sequencename AS name, last_value FROM pg_sequences WHERE schemaname = current_schema() ORDER BY 1;

-- name: set_sequence
SELECT setval(quote_ident($1)::regclass, $2);

-- name: version
SELECT max(version) FROM migrations;

-- name: strangers
-- What lies in the schema and is none of the tables named.
SELECT relname AS name FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'v', 'm', 'p', 'f') AND relname <> ALL($1::text[])
ORDER BY 1;

-- name: in_use
SELECT EXISTS (SELECT 1 FROM parts) OR EXISTS (SELECT 1 FROM messages) OR EXISTS (SELECT 1 FROM cases)
    OR EXISTS (SELECT 1 FROM outbox) OR EXISTS (SELECT 1 FROM audit);

-- name: drops
SELECT format('DROP TABLE %I CASCADE', name) AS statement FROM unnest($1::text[]) AS name
UNION ALL SELECT format('DROP SEQUENCE IF EXISTS %I', name) FROM unnest($2::text[]) AS name;

-- name: truncate
SELECT 'TRUNCATE ' || string_agg(format('%I', relname), ', ') AS statement FROM pg_class
WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace;

-- name: other_sessions
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND application_name ~ '^gateway( [0-9]+)?$' AND pid <> pg_backend_pid();

-- name: halves
-- Of a database on which no program with halves has run yet: none.
SELECT version, to_jsonb(migrations)->>'half' AS half FROM migrations
WHERE coalesce(to_jsonb(migrations)->>'half', '') <> '' ORDER BY version, half;

-- name: end_sessions
-- Whoever was logged in when the backup was made is not now: sessions and links that were ended since then would open again.
WITH ended AS (UPDATE sessions SET revoked_at = now() WHERE revoked_at IS NULL)
UPDATE invitations SET used_at = now() WHERE used_at IS NULL;

-- name: release_partitions
UPDATE partitions SET holder = '', until = '-infinity';
