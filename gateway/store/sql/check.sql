-- name: server
SELECT current_setting('server_version_num')::int AS version, clock_timestamp() AS now,
    current_setting('server_encoding') AS encoding, has_schema_privilege(current_schema(), 'CREATE') AS may_create,
    to_regclass('migrations') IS NOT NULL AS has_schema;

-- name: schema
SELECT max(version) FROM migrations;

-- name: notify
SELECT pg_notify($1, '');
