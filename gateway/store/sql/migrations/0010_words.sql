-- Columns are called what the field calls them. Old and new processes cannot run side by side across this one: it wants a
-- stopped gateway (CHANGELOG.md). From here on migrations come in pre and post halves.

ALTER TABLE lines RENAME COLUMN mark TO cursor;
-- after a restore: what arrived in this window may have been answered by the lost database
ALTER TABLE lines RENAME COLUMN doubt_from TO restore_from;
ALTER TABLE lines RENAME COLUMN doubt_until TO restore_until;

ALTER TABLE line_events RENAME COLUMN told_at TO notified_at;
ALTER TABLE line_events RENAME COLUMN told_to TO notified_to;
ALTER INDEX line_events_untold RENAME TO line_events_unnotified;
ALTER TABLE notices RENAME COLUMN told_at TO notified_at;
ALTER TABLE notices RENAME COLUMN told_to TO notified_to;
ALTER INDEX notices_untold RENAME TO notices_unnotified;

-- The place of a message in the order in which messages became complete; the parts of one message share it.
ALTER TABLE parts RENAME COLUMN turn TO ready_seq;
ALTER SEQUENCE turns RENAME TO ready_seq;

ALTER TABLE disk_room RENAME TO disk_space;
