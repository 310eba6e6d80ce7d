-- name: server
SELECT current_setting('server_version_num')::int AS version, clock_timestamp() AS now,
    current_setting('server_encoding') AS encoding, has_schema_privilege(current_schema(), 'CREATE') AS may_create,
    to_regclass('migrations') IS NOT NULL AS has_schema;

-- name: schema
-- The newest that does more than add (sql/migrations/*.pre.sql): a program that does not know it cannot work.
SELECT coalesce(max(version) FILTER (WHERE coalesce(to_jsonb(migrations)->>'half', '') <> 'pre'), 0) FROM migrations;

-- name: notify
SELECT pg_notify($1, '');
