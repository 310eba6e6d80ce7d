-- What each run-time role may do, and nothing else: no DDL, no TRUNCATE, DELETE only where a statement of ours deletes. The owner
-- grants it at every start, :role stands for the role's name. A new table: say here who reads and who writes it.
-- The key that signs is read by the owner only, who passes it to the processes at their start.

-- name: intake
-- Reads lines, registers messages, notifies the office, looks after itself.
GRANT USAGE ON SCHEMA :schema TO :role;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA :schema TO :role;
GRANT SELECT ON ALL TABLES IN SCHEMA :schema TO :role;
REVOKE SELECT ON keys, accounts, sessions, invitations, log_in_failures, passkeys, used_challenges, identities FROM :role;
GRANT UPDATE ON lines, partitions, attempts TO :role;
GRANT INSERT ON lines TO :role; -- a line that the configuration has gained since the start
GRANT UPDATE (scan, scan_reason, scan_tries, scan_next_at) ON attachments TO :role;
GRANT INSERT ON attachments, case_events, case_links, case_lines TO :role;
GRANT INSERT, UPDATE ON line_events, clocks, cases, outbox, notices, backups, scanners, calls, call_legs, deadlines, probes TO :role;
GRANT INSERT, DELETE ON blobs, faults, disk_space TO :role;
GRANT INSERT, UPDATE, DELETE ON messages, parts, suppressions TO :role;
GRANT DELETE ON case_merges TO :role; -- of what becomes restricted, or is open again
GRANT UPDATE (place, seal) ON audit TO :role; -- once for each row: a trigger lets nobody change another thing of it
GRANT INSERT ON audit_anchors, audit_checks TO :role;

-- name: sender
-- Takes what is due to the wire.
GRANT USAGE ON SCHEMA :schema TO :role;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA :schema TO :role;
GRANT SELECT ON lines, line_events, outbox, attempts, cases, case_events, suppressions, outgoing_files TO :role;
GRANT UPDATE ON lines, outbox, cases TO :role;
GRANT INSERT ON line_events, case_events TO :role;
GRANT INSERT, UPDATE ON attempts TO :role;

-- name: page
-- The page and an officer's commands: reads; writes what the acts of a person write. Words and addresses of what was queued
-- once are not among it.
GRANT USAGE ON SCHEMA :schema TO :role;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA :schema TO :role;
GRANT SELECT ON ALL TABLES IN SCHEMA :schema TO :role;
REVOKE SELECT ON keys FROM :role;
GRANT INSERT, UPDATE ON case_mentions TO :role;
GRANT INSERT ON entered_cases, parts TO :role; -- what an officer enters
GRANT INSERT, UPDATE, DELETE ON case_merges TO :role;
GRANT INSERT, UPDATE ON shared_answers, shared_answer_cases TO :role;
GRANT INSERT ON answer_files, blobs, contacts, case_events, case_links, case_lines, external_references, attachments, outbox, notices TO :role;
GRANT INSERT (actor, act, object, detail) ON audit TO :role; -- its time and number are the database's
GRANT UPDATE (cluster) ON event_feed TO :role; -- to lock it: whoever reads the feed waits for the disk so
GRANT UPDATE (state, due_at, tries, claimed_epoch, settled_at, reason, round, aside, asides, priority, released) ON outbox TO :role;
GRANT UPDATE (state) ON attempts TO :role; -- a person knows that a part of unknown fate went out
GRANT UPDATE (state, claimed, tries, tries_alone, next_at, message_id, reason, ready_seq) ON parts TO :role;
GRANT UPDATE ON partitions TO :role; -- filing waits for an intake worker as one of them does
GRANT INSERT, UPDATE ON publications TO :role;
GRANT INSERT, UPDATE ON answers, cases, calls, call_legs, deadlines TO :role; -- an import writes down calls
GRANT INSERT, UPDATE, DELETE ON messages, suppressions, sender_decisions TO :role;
GRANT INSERT, UPDATE ON accounts, invitations TO :role;
GRANT INSERT, UPDATE, DELETE ON drafts, persons, absences, sessions, log_in_failures, passkeys TO :role;
GRANT INSERT, DELETE ON faults, shifts, memberships, restricted_access, case_access, used_challenges TO :role;
GRANT INSERT, UPDATE, DELETE ON identities, log_in_troubles TO :role;
GRANT UPDATE (provided) ON memberships TO :role; -- a role that a provider had given becomes ours
GRANT UPDATE ON register TO :role;
GRANT UPDATE ON notices TO :role; -- officers are told of cases by the process of the pages (services/by_mail)
GRANT INSERT, UPDATE ON reply_tokens, feed_readers TO :role;
GRANT INSERT, UPDATE ON units TO :role;
GRANT INSERT, DELETE ON unit_answers, unit_phrases TO :role;
GRANT INSERT, UPDATE, DELETE ON calendar_days TO :role;
