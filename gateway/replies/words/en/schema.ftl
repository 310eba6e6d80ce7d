schema-newer = the database has schema version { $version }, this program knows { $known }: start the newer program
schema-migration_changed = migration { $migration } was changed after it ran on this database: restore the original file
schema-no_migration_name = { $file } is no name of a migration: NNNN_name.sql, .pre.sql or .post.sql
