"""What operators need: health, backups, upkeep, explain."""
