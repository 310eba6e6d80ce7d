"""What backup and restore refuse. Words: backup_file.ftl, database.ftl of the catalogue."""

from gateway.domain.reasons import code

FILE_THERE = code("backup_file.is_there", "file")
NOT_WRITTEN = code("backup_file.not_written", "file", "error")
NOT_READ = code("backup_file.not_read", "file", "error")
NOT_WHOLE = code("backup_file.not_whole", "file", "error")
OTHER_FORMAT = code("backup_file.other_format", "format", "known")
DAMAGED = code("backup_file.damaged", "file", "table")
NEWER_SCHEMA = code("backup_file.newer_schema", "schema", "known")
ROWS_MISSING = code("backup_file.rows_missing", "table", "back", "written")
NO_TABLES = code("database.no_tables")()
NO_ANSWER = code("database.does_not_answer", "error")
IN_USE = code("database.in_use", "sessions")
NOT_EMPTY = code("database.not_empty", "tables")
