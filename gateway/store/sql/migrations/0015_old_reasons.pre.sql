-- What 0.1.0 said in English sentences and 0012 kept as words (text.said) is said by today's codes, so that pages and the terminal
-- show it in either language. Only sentences that its program wrote, known whole or by a form that nothing else has; all other words
-- stay, and so do a person's own. A pre half: older processes write these codes too, and may read them at any moment.

CREATE TEMP TABLE said (words text PRIMARY KEY, reason jsonb NOT NULL) ON COMMIT DROP;
INSERT INTO said SELECT words, jsonb_build_object('code', code) FROM (VALUES
    ('policy.foreign_report', 'about no mail of ours: nothing changes'),
    ('policy.own_line', 'the sender is one of our own lines'),
    ('policy.form', 'From is a machine, Reply-To may be a person'),
    ('policy.one_time_password', 'one-time password'),
    ('policy.short_sender', 'short code or alphanumeric sender'),
    ('policy.no_sender', 'no sender can be read'),
    ('policy.spam', 'spam'),
    ('policy.bomb', 'bomb'),
    ('policy.advert', 'advert'),
    ('policy.phishing', 'asks to open a file or link'),
    ('policy.same_mail', 'the same mail came before'),
    ('policy.wrong_code', 'no case of this sender has the code'),
    ('policy.no_code', 'no code, and no case is known'),
    ('policy.senders_case', 'the sender''s case'),
    ('policy.no_rating', 'no case or no number from 1 to 5'),
    ('policy.no_details', 'no details given'),
    ('policy.details', 'BS to the sender''s case'),
    ('policy.late_part_of_message', 'late part of a long message'),
    ('policy.late_part', 'late part'),
    ('policy.thanks', 'thanks, and no case of this sender'),
    ('policy.greeting', 'a greeting and nothing else'),
    ('policy.nothing_in_it', 'no words, no attachment'),
    ('policy.evidence_without_sender', 'evidence of a case without its sender'),
    ('policy.same_sender_within_a_day', 'same sender within 24 hours'),
    ('policy.no_case_named', 'no case named'),
    ('policy.answers_our_mail', 'answers a mail of ours'),
    ('policy.names_case_of_number', 'names a case of this number'),
    ('policy.names_case_of_address', 'names a case of this address, DMARC passed'),
    ('danger.fire', 'fire'),
    ('danger.explosion', 'explosion'),
    ('danger.gas', 'gas'),
    ('danger.electricity', 'electricity'),
    ('danger.water', 'water'),
    ('danger.violence', 'violence'),
    ('danger.accident', 'accident'),
    ('danger.collapse', 'collapse'),
    ('danger.medical', 'medical'),
    ('sign.empty_return_path', 'return-path: <>'),
    ('sign.machine_name', 'from: a machine''s name'),
    ('sign.subject_of_reply', 'subject: automatic reply'),
    ('sign.subject_of_failure', 'subject: delivery failure'),
    ('sign.subject_of_absence', 'subject: absence or receipt'),
    ('sign.form_of_report', 'multipart/report'),
    ('send.line_does_not_send', 'the line does not send (send = false)'),
    ('send.maybe_answered_before_restore', 'restored from a backup: it may have been answered already'),
    ('send.no_answer_in_time', 'no answer within the attempt''s deadline'),
    ('send.no_answer_before_end', 'no answer before the process or its deadline ended'),
    ('send.answer_lost', 'the answer was lost: it may have gone out'),
    ('send.reported_failed', 'reported as failed'),
    ('send.maybe_sent_before_restore', 'restored from a backup: it may have gone out since'),
    ('line.no_sign_of_life', 'no sign of life: the process that should read this line has stopped, or stands still'),
    ('scan.too_large', 'too large for the scanner'),
    ('scan.no_verdict', 'the scanner gives no verdict'),
    ('scan.does_not_answer', 'the scanner does not answer'),
    ('reading.no_process', 'no worker process can be started'),
    ('reading.not_read', 'not read'),
    ('reading.process_died', 'the worker process died'),
    ('reading.answer_garbled', 'the worker process answered what cannot be read'),
    ('reading.not_understood', 'what the worker process read cannot be understood'),
    ('message.not_stored', 'the database cannot store it'),
    ('mail.not_handed_over', 'the server lists it but does not hand it over'),
    ('mail.none_handed_over', 'the server hands over no mail'),
    ('mail.fetch_broke', 'the connection broke each time it was fetched'),
    ('mail.gone', 'gone'),
    ('mail.no_header', 'no mail header at the beginning'),
    ('mail.no_ascii_address', 'the recipient is no mail address in ASCII'),
    ('mail.address_not_ascii', 'the recipient''s address is not ASCII, and the server is not asked for SMTPUTF8'),
    ('mail.no_message_id', 'the draft''s own Message-ID cannot be written'),
    ('imap.does_not_answer', 'IMAP: the server does not answer'),
    ('imap.no_answer_in_time', 'IMAP: no answer in time'),
    ('imap.server_closed', 'IMAP: the server closed the connection'),
    ('imap.server_refused', 'IMAP: the server refused the connection'),
    ('imap.sends_too_much', 'IMAP: the server sends more than it was asked for'),
    ('imap.closed', 'IMAP: the connection was closed'),
    ('imap.login_refused', 'IMAP: the server refused the log-in; check user and password'),
    ('imap.login_unavailable', 'IMAP: the server cannot check log-ins just now'),
    ('imap.login_too_many_connections', 'IMAP: the server refused the log-in: too many connections of this mailbox'),
    ('imap.login_mailbox_full', 'IMAP: the server refused the log-in: the mailbox is full'),
    ('imap.login_password_expired', 'IMAP: the server refused the log-in: the password has expired'),
    ('imap.folder_not_opened', 'IMAP: the server does not open the folder; check folder'),
    ('imap.no_uidvalidity', 'IMAP: the server gives no UIDVALIDITY; it cannot be read safely'),
    ('imap.mailbox_made_anew', 'IMAP: the mailbox has been made anew'),
    ('smtp.does_not_answer', 'SMTP: the server does not answer'),
    ('modem.gammu_not_installed', 'python-gammu is not installed'),
    ('modem.busy', 'the modem was busy for too long'),
    ('modem.pin_refused', 'the SIM refused the PIN: it will not be tried again before a restart; check it by hand'),
    ('modem.other_sim', 'another SIM than the configured one is in the modem: it receives, it does not send'),
    ('modem.no_message_centre', 'the SIM has no number of the message centre; set it with AT+CSCA'),
    ('modem.no_network', 'the modem finds no network: messages wait'),
    ('modem.looking_for_network', 'the modem is looking for a network: messages wait'),
    ('modem.network_refuses_sim', 'the network refuses this SIM: messages wait'),
    ('sms.not_handed_over', 'the modem lists it and does not hand it over'),
    ('sms.no_number', 'an SMS needs a phone number to go to'),
    ('sms.not_a_number', 'the recipient is not a number that can be texted'),
    ('sms.own_number', 'a line does not text itself'),
    ('sms.empty', 'there is nothing to send: the text is empty'),
    ('sms.not_taken', 'the message was not taken'),
    ('sms.perhaps_taken', 'the modem failed after it had taken the message'),
    ('sms.pdu_not_read', 'the modem cannot read this PDU'),
    ('sms.compressed', 'compressed text (3GPP TS 23.042) is not supported'),
    ('sms.no_record', 'this is not a record of an SMS'),
    ('sms.not_hexadecimal', 'a PDU is written in hexadecimal digits, two an octet'),
    ('send.reported_failed', 'reported failed'),
    ('rule.person', 'filed by a person'),
    ('rule.split', 'split by a person')
) AS whole (code, words);

-- Each different text once, that of a whole which was given up apart, too: forms are tried on these, not on every row.
CREATE TEMP TABLE stored ON COMMIT DROP AS
WITH one (reason) AS (
    SELECT unnest(ARRAY[error, send_error]) FROM lines
    UNION ALL SELECT jsonb_array_elements(errors) FROM line_events WHERE errors @> '[{"code": "text.said"}]'
    UNION ALL SELECT jsonb_array_elements(reasons) FROM messages WHERE reasons @> '[{"code": "text.said"}]'
    UNION ALL SELECT reason FROM parts
    UNION ALL SELECT reason FROM outbox
    UNION ALL SELECT error FROM attempts
    UNION ALL SELECT scan_reason FROM attachments
), text (words) AS (SELECT DISTINCT reason->>'text' FROM one WHERE reason->>'code' = 'text.said')
SELECT words FROM text
UNION SELECT substring(words FROM '^gave up after [0-9]+ tries alone: (.+)$') FROM text;

INSERT INTO said
SELECT DISTINCT ON (words) words, jsonb_build_object('code', code) || (
    SELECT jsonb_object_agg(name, CASE WHEN name IN ('bytes', 'cms', 'most', 'n', 'parts', 'seconds', 'size')
        THEN to_jsonb(value::numeric) ELSE to_jsonb(value) END)
    FROM unnest(names, regexp_match(words, pattern)) AS held (name, value))
FROM stored JOIN (VALUES
    ('smtp.refused', '{step,reply}'::text[], '^SMTP (MAIL|RCPT|DATA|RSET|final dot): ([2-5][0-9]{2}(?: [245]\.[0-9]{1,3}\.[0-9]{1,3})?)$'),
    ('smtp.connection_broke', '{step,error}', '^SMTP (MAIL|RCPT|DATA|RSET|final dot): ([A-Za-z]+)$'),
    ('smtp.server_closed', '{step}', '^SMTP (DATA): the server closed the connection$'),
    ('smtp.no_final_answer', '{error}', '^SMTP: no answer after the final dot \(([A-Za-z]+)\)$'),
    ('smtp.login_refused', '{reply}', '^SMTP: the server refused the log-in: ([2-5][0-9]{2}(?: [245]\.[0-9]{1,3}\.[0-9]{1,3})?)$'),
    ('smtp.refused_us', '{reply}', '^SMTP: the server refused us: ([2-5][0-9]{2}(?: [245]\.[0-9]{1,3}\.[0-9]{1,3})?)$'),
    ('smtp.certificate_not_trusted', '{error}', '^SMTP: the server''s certificate is not trusted: (.+); check the host name and ca_file$'),
    ('smtp.cannot_connect', '{error}', '^SMTP: cannot connect: (.+)$'),
    ('imap.certificate_not_trusted', '{error}', '^IMAP: the server''s certificate is not trusted: (.+); check the host name and ca_file$'),
    ('imap.cannot_connect', '{error}', '^IMAP: cannot connect: (.+)$'),
    ('imap.search_failed', '{answer}', '^IMAP: SEARCH was answered ([A-Z]+)$'),
    ('imap.failed', '{error}', '^IMAP: ([A-Za-z]+)$'),
    ('mail.control_in_address', '{step}', '^SMTP (MAIL|RCPT): an address holds a control character$'),
    ('mail.too_large', '{bytes}', '^larger than max_bytes \(([0-9]+)\)$'),
    ('mail.partly_handed_over', '{bytes,size}', '^the server hands over ([0-9]+) of ([0-9]+) bytes$'),
    ('mail.not_one_part', '{n}', '^a mail has one part, not ([0-9]+)$'),
    ('mail.break_in_header', '{header}', '^the header (\S+) holds a line break or NUL$'),
    ('mail.header_not_ascii', '{header}', '^the header (\S+) holds letters outside ASCII that are not encoded$'),
    ('mail.header_too_long', '{header}', '^the header (\S+) has a line of more than 998 bytes$'),
    ('modem.process_ended', '{status}', '^the modem''s process has ended \((-?[0-9]+)\)$'),
    ('modem.does_not_answer', '{command,seconds}', '^the modem gave no answer to ''([a-z_]+)'' within ([0-9]+(?:\.[0-9]+)?) s$'),
    ('modem.failed', '{error}', '^the modem failed: ([A-Za-z_]+)$'),
    ('modem.absent', '{device}', '^there is no modem at (.+): unplugged, or under another name$'),
    ('modem.no_permission', '{device}', '^no permission to open (.+): add the user to the group that owns it \(often dialout\)$'),
    ('modem.held_by_another', '{device}', '^another process holds the modem at (.+)$'),
    ('modem.not_a_modem', '{device,error}', '^the modem at (.+) does not answer as a modem \(([A-Za-z_]+)\)$'),
    ('modem.sim_locked', '{wants}', '^the SIM is locked and wants: (.+)$'),
    ('sms.too_long', '{parts,most}', '^the text takes ([0-9]+) SMS; no more than ([0-9]+) can be joined$'),
    ('sms.gammu_failed', '{error}', '^gammu cannot read this PDU: ([A-Za-z_]+)$'),
    ('message.line_not_configured', '{line}', '^line (\S+) is no longer in the configuration$'),
    ('reading.took_longer', '{seconds}', '^the worker process took longer than ([0-9]+) s$'),
    ('reading.failed', '{error}', '^reading failed: (.+)$'),
    ('scan.cannot_be_reached', '{error}', '^the scanner cannot be reached: (.+)$'),
    ('send.unforeseen', '{error}', '^sending failed in an unforeseen way: ([A-Za-z]+)$'),
    ('send.reported', '{report,status}', '^reported (failed|delayed) ([0-9a-f.]+)$'),
    ('send.reported', '{report,status}', '^reported (complaint)()$'),
    ('sign.auto_submitted', '{value}', '^auto-submitted: (.+)$'),
    ('sign.precedence', '{value}', '^precedence: (.+)$'),
    ('sign.header_value', '{name,value}', '^(x-autogenerated|x-post-messageclass|delivered-to): (reply|autoresponder)$'),
    ('sign.header', '{name}', '^(x-autoreply|x-autorespond|x-autoresponder)$'),
    ('sign.header', '{name}', '^(x-auto-reply|x-autoreply-from|x-mail-autoreply|x-autoreplied|x-vacation)$'),
    ('sign.header', '{name}', '^(x-failed-recipients|x-autogenerated|x-auto-generated|x-cron-env|x-fc-machinegenerated|feedback-id)$'),
    ('sign.header', '{name}', '^(x-auto-response-suppress|list-id|list-unsubscribe|list-post|resent-from|resent-sender|resent-to)$')
) AS form (code, names, pattern) ON words ~ pattern
ORDER BY words, code
ON CONFLICT DO NOTHING;

-- "+CMS ERROR" and its number
INSERT INTO said
SELECT stored.words, jsonb_build_object('code', code, 'cms', found[2]::int)
FROM stored, regexp_match(stored.words, '^(.+) \(CMS ([0-9]{1,5})\)$') AS found JOIN (VALUES
    ('sms.network_calls_incorrect', 'the network calls the message incorrect'),
    ('sms.modem_calls_incorrect', 'the modem calls the message incorrect'),
    ('sms.number_not_in_use', 'the number is not in use'),
    ('sms.recipient_not_registered', 'the recipient is not registered in the network'),
    ('sms.recipient_unknown', 'the network does not know the recipient'),
    ('sms.network_takes_none', 'the recipient''s network takes no SMS from here'),
    ('sms.alphabet_not_carried', 'the recipient''s network cannot carry this alphabet'),
    ('sms.class_not_carried', 'the recipient''s network cannot carry this class of message'),
    ('sms.centre_does_not_support', 'the message centre does not support this message'),
    ('sms.address_invalid', 'the message centre calls the recipient''s address invalid'),
    ('sms.recipient_barred', 'the recipient is barred from receiving SMS'),
    ('sms.sending_not_supported', 'the modem does not support sending SMS'),
    ('sms.no_sim', 'there is no SIM in the modem'),
    ('sms.pin_wanted', 'the SIM wants its PIN'),
    ('sms.phone_pin_wanted', 'the SIM wants the phone''s PIN'),
    ('sms.puk_wanted', 'the SIM wants its PUK'),
    ('sms.pin2_wanted', 'the SIM wants its PIN2'),
    ('sms.puk2_wanted', 'the SIM wants its PUK2'),
    ('sms.not_in_subscription', 'the SIM''s subscription does not include sending SMS'),
    ('sms.sending_not_allowed', 'the network does not let this SIM send SMS'),
    ('sms.sim_unknown', 'the message centre does not know this SIM'),
    ('sms.modem_does_not_allow', 'the modem does not allow sending SMS'),
    ('sms.sim_failed', 'the SIM has failed'),
    ('sms.sim_refused', 'the modem refuses this SIM'),
    ('sms.no_centre_number', 'the number of the message centre is not set'),
    ('sms.no_network', 'the modem has no network'),
    ('sms.not_taken_cms', 'the message was not taken'),
    ('sms.perhaps_taken_cms', 'the modem failed after it had taken the message')
) AS refusal (code, words) ON refusal.words = found[1]
ON CONFLICT DO NOTHING;

INSERT INTO said
SELECT stored.words, jsonb_build_object('code', 'message.gave_up', 'tries', found[1]::int, 'cause',
    coalesce(said.reason, jsonb_build_object('code', 'text.said', 'text', found[2])))
FROM stored, regexp_match(stored.words, '^gave up after ([0-9]{1,5}) tries alone: (.+)$') AS found
    LEFT JOIN said ON said.words = found[2]
WHERE found IS NOT NULL
ON CONFLICT DO NOTHING;

ANALYZE said;
UPDATE lines SET error = said.reason FROM said WHERE error->>'code' = 'text.said' AND said.words = error->>'text';
UPDATE lines SET send_error = said.reason FROM said WHERE send_error->>'code' = 'text.said' AND said.words = send_error->>'text';
UPDATE parts SET reason = said.reason FROM said WHERE parts.reason->>'code' = 'text.said' AND said.words = parts.reason->>'text';
UPDATE attempts SET error = said.reason FROM said WHERE error->>'code' = 'text.said' AND said.words = error->>'text';
-- what is dropped, or was marked as sent, has a person's words
UPDATE outbox SET reason = said.reason FROM said
WHERE state NOT IN ('dropped', 'sent') AND outbox.reason->>'code' = 'text.said' AND said.words = outbox.reason->>'text';
-- of what is infected it is the signature's name
UPDATE attachments SET scan_reason = said.reason FROM said
WHERE scan = 'failed' AND scan_reason->>'code' = 'text.said' AND said.words = scan_reason->>'text';

CREATE FUNCTION pg_temp.coded(reasons jsonb, most int) RETURNS jsonb LANGUAGE sql STABLE
RETURN (
    SELECT jsonb_agg(coalesce(said.reason, one) ORDER BY n) FROM jsonb_array_elements(reasons) WITH ORDINALITY AS list (one, n)
    LEFT JOIN said ON n <= most AND one->>'code' = 'text.said' AND said.words = one->>'text'
);
UPDATE line_events SET errors = pg_temp.coded(errors, jsonb_array_length(errors)) WHERE errors @> '[{"code": "text.said"}]';
-- who dismisses a message says why, behind what stood there
UPDATE messages SET reasons = pg_temp.coded(
    reasons, jsonb_array_length(reasons) - (outcome = 'system' AND rule = 'person')::int)
WHERE reasons @> '[{"code": "text.said"}]';
DROP FUNCTION pg_temp.coded(jsonb, int);
