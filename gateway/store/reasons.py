"""What the store refuses. Words: config.ftl, feed.ftl, lease.ftl, schema.ftl of the catalogue."""

from gateway.domain.reasons import code

LEASE_LOST = code("lease.lost", "table", "key")
PARTS_SETTLED = code("lease.parts_settled")()
SCHEMA_NEWER = code("schema.newer", "version", "known")
MIGRATION_CHANGED = code("schema.migration_changed", "migration")
MIGRATION_NAME = code("schema.no_migration_name", "file")
CURSOR_EXPIRED = code("feed.cursor_expired")()
ROLE_UNKNOWN = code("config.database_role_unknown", "name")
