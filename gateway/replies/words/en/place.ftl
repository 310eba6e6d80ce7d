# Disks by what lies there.

place-data = data
place-backups = backup
