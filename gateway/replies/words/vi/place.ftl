# Disks by what lies there.

place-data = dữ liệu
place-backups = sao lưu
