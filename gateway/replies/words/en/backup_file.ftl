backup_file-is_there = { $file }: is there already; name another file, or say --overwrite
backup_file-not_written = { $file }: cannot be written: { $error }
backup_file-not_read = { $file }: cannot be read: { $error }
backup_file-not_whole = { $file }: is no whole backup of a gateway ({ $error })
backup_file-other_format = the backup is of format { $format }, this program reads { $known }: use a newer one
backup_file-damaged = { $file }: the table { $table } is damaged; take another backup
backup_file-newer_schema = the backup has schema version { $schema }, this program knows { $known }: use the newer program
backup_file-rows_missing = the table { $table }: { $back } rows came back, { $written } were written
