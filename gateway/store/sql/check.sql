-- name: server
SELECT current_setting('server_version_num')::int AS version, clock_timestamp() AS now,
    current_setting('server_encoding') AS encoding, has_schema_privilege(current_schema(), 'CREATE') AS may_create,
    to_regclass('migrations') IS NOT NULL AS has_schema;

-- name: schema
-- The newest that does more than add (sql/migrations/*.pre.sql): a program that does not know it cannot work.
SELECT coalesce(max(version) FILTER (WHERE coalesce(to_jsonb(migrations)->>'half', '') <> 'pre'), 0) FROM migrations;

-- name: notify
SELECT pg_notify($1, '');

-- name: tables
SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace;

-- name: rights
-- What this login may do, by whatever way it came by it: grants, roles that it is in, PUBLIC, ownership.
SELECT t.relname, p.privilege, '' AS attname FROM pg_class t, unnest($1::text[]) AS p (privilege)
WHERE t.relkind IN ('r', 'p') AND t.relnamespace = current_schema()::regnamespace AND has_table_privilege(t.oid, p.privilege)
UNION ALL
SELECT t.relname, p.privilege, a.attname
FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid, unnest(ARRAY['UPDATE', 'INSERT']) AS p (privilege)
WHERE t.relkind IN ('r', 'p') AND t.relnamespace = current_schema()::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
  AND has_column_privilege(t.oid, a.attnum, p.privilege) AND NOT has_table_privilege(t.oid, p.privilege);

-- name: login
SELECT current_user AS name, has_schema_privilege(current_schema(), 'CREATE') AS creates,
    rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls AS mighty FROM pg_roles WHERE rolname = current_user;
