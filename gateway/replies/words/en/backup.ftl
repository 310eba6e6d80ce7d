# Why a backup failed, or was not copied.

backup-none = none was taken yet
backup-room = not enough room on the disk ({ $detail })
backup-directory = the directory refuses it ({ $detail })
backup-write = the file could not be written ({ $detail })
backup-database = PostgreSQL failed ({ $detail })
backup-child = the process that writes it died ({ $detail })
backup-stopped = the gateway was stopped meanwhile
backup-hook = the hook failed ({ $detail })
