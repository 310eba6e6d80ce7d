# What `gw --help` shows, of every command and option.

help-gw = Citizens' texts and mails to local government: read, made cases, acknowledged, answered on the same line.
help-usage = Usage: { $words }
help-title_arguments = Arguments:
help-title_options = Options:
help-title_commands = Commands:
help-meta_options = [OPTIONS]
help-meta_command = COMMAND …
help-meta_file = FILE
help-meta_directory = DIRECTORY
help-meta_backup = FILE | check FILE
help-meta_code = CODE
help-meta_code_or_id = CODE|ID
help-meta_text = TEXT
help-meta_ids = ID …
help-meta_address = ADDRESS
help-meta_to = TO
help-meta_kind = KIND
help-meta_reason = WHY
help-meta_words = WORDS
help-meta_outcome = OUTCOME
help-meta_purpose = PURPOSE
help-meta_key = KEY
help-meta_line = LINE
help-meta_sender = NAME
help-meta_pdu = HEX
help-meta_list = LIST
help-meta_seconds = SECONDS
help-meta_lines = A,B|all
help-option_lang = Speak this language; else that of [console] language, else the locale's.
help-option_help = Show this help.
help-option_version = Say the version, and that of the schema.
help-option_config = The configuration; default: the shipped config.toml.
help-option_json = JSON, for machines.
help-option_limit = List at most so many.
help-option_reason = Why; kept with it.
help-run = Run the gateway: everything, or the parts that are named.
help-run_lines = Hold these lines (names separated by commas, or all).
help-run_intake = Make cases of what the lines have stored.
help-run_console = Serve the pages.
help-run_doors = Receive by HTTP, for channels that do.
help-demo =
    Play a scene in the simulator: a text and a mail go in, are acknowledged, answered, and the results come back.

    On the gateway that runs with this configuration; if none runs, on one of its own, in a directory of its own.
help-demo_patience = Seconds to wait for each step; 60 unless said.
help-init = Ask what a gateway needs to know, try each line, and write a configuration of your own.
help-init_file = The configuration to write; it must not exist yet. Default: gateway.toml.
help-line = The lines of a configuration.
help-line_add = Ask for one more mailbox or number, try it, and write it at the end of the configuration.
help-check =
    Name every mistake in the configuration, then try every connection.

    Exit code 0: well, 1: failed, 2: mistakes.
help-check_send = Then a test message from each line: to a mail address, a number, or both.
help-health =
    Say what works, what waits and what to do.

    Exit code 0: all well, 1: warnings or unknown, 2: failing.
help-console = Print the link that opens the pages in a browser, once, and makes the first account; the next call prints a new one. Once somebody has an account it leads to the log-in.
help-login = Let the gateway into a mailbox by a person's consent, given in a browser on any machine (auth = "xoauth2").
help-login_line = The mail line.
help-cases = List open cases, the most urgent first, or show one.
help-cases_code = Show this case with its whole thread.
help-cases_all = List closed and answered cases too.
help-cases_handed_on = Cases that were handed on to another unit: where they are, and how they stand.
help-answer = Answer a case: shows what the citizen will get, asks, sends it through the line of the case.
help-answer_code = The case's code.
help-answer_text = The result; without it, standard input.
help-answer_file = Read the result from this file (UTF-8).
help-answer_again = Answer a case once more that was answered.
help-answer_to = Send it to this address: the sender's, or a Reply-To of theirs.
help-answer_submit = Have it wait for approval by another person, where the unit wants four eyes.
help-answer_attach = Send this file with it, by mail; several times for several files.
help-answer_language = Write to the citizen in this language from now on.
help-answer_also_text = Send their number a text, too, that a mail was sent.
help-answer_reason = Why it goes without approval: from a head, where nobody else can approve it.
help-approve = Send the answer that waits for approval: shows what the citizen will get, and asks. Nobody approves their own.
help-return = Return the answer that waits for approval to its author.
help-return_reason = Why, as the author reads it.
help-meta_language = vi|en
help-answer_yes = Send without asking.
help-split = Make a case of its own of a follow-up that is about something else.
help-split_id = The follow-up, like m12 (see gw cases CODE).
help-restrict = Say that a case is a denunciation or a complaint: it is restricted from now on.
help-restrict_kind = to_cao (a denunciation) or khieu_nai (a complaint).
help-restrict_reason = Why; it stands in the case's history.
help-unrestrict = Say that a case is neither denunciation nor complaint: shows what its citizen will be told, asks, lifts the restriction.
help-unrestrict_silent = Do not tell the citizen the date.
help-unrestrict_yes = Do it without asking.
help-case = Do something with a case: take it up, assign it, ask its citizen, hand it on, close it …; shows what they will get, and asks.
help-case_act = What to do; without it: what the case offers.
help-case_reason = Why.
help-case_words = Words to the citizen, or of a note.
help-case_unit = The unit that is to have it.
help-case_person = Log-in name of who works on it.
help-case_body = The body outside.
help-case_ground = The ground on which it is not taken up (unclear, no_sender …).
help-case_kind = What it is: phan_anh, kien_nghi, gop_y, hoi_dap.
help-case_urgency = normal or urgent.
help-case_subject = Its subject.
help-case_place = Its place.
help-case_until = By which day the answer is promised anew: 2026-12-24.
help-case_question = The question as it is published.
help-case_answer = The answer as it is published.
help-case_by = citizen: they ask for it; office: it is not fit to be public.
help-meta_by = citizen|office
help-case_into = The code of the case that it is merged into.
help-case_yes = Do it without asking.
help-meta_ground = GROUND
help-meta_urgency = URGENCY
help-messages =
    List messages, newest first, and count them by what became of them.

    Every message that came is here: search it, make a case of it, decide on senders that look like machines.
help-messages_search = End of an address or number, a List-Id, or words.
help-messages_outcome = Only these: case, follow_up, command, report, automatic, system, held, unreadable, officer_reply.
help-messages_line = Only what came by this line.
help-messages_senders = List what was decided of senders and lists.
help-messages_forget = Undo what was decided of a sender or list: what looks like a machine's is held again from now on.
help-messages_name = As gw messages senders shows it: mailto:…, or a List-Id.
help-dead =
    List what waits for a person: held and unreadable messages; what was held, is unknown, dead or undelivered.

    Its commands send, drop, file, replay.
help-dead_limit = List at most so many of each.
help-dead_ids = From the list: m12 a message, o34 something to send.
help-dead_send = Send it (again, as a whole).
help-dead_drop = Give it up: the citizen does not get it.
help-dead_sent = Say that something of unknown fate did go out.
help-dead_file = Say that a held message is a person's: it becomes a case and is acknowledged.
help-dead_address = Of a message whose sender nobody can name: the address that it is answered at.
help-dead_person = Say that its sender (or list) is a person from now on: what is held of it becomes cases, what comes is not held.
help-dead_machine = Say that its sender (or list) is a machine from now on: what is held of it and what comes waits for nobody.
help-dead_replay = Have an unreadable message read anew from its raw bytes.
help-dead_dismiss = Say that a held or unreadable message is nothing.
help-outgoing =
    List what waits to go out, the longest waiting first, and why it waits.

    Its commands send it now, or drop it.
help-outgoing_line = Of this line only.
help-outgoing_purpose = Of this kind only: acknowledgement, result …
help-outgoing_minutes = Waiting for at least so many minutes.
help-outgoing_ids = From the list, like o34.
help-outgoing_send = Send it now, before what goes out by itself and past the hour's budget.
help-unreached =
    List results that have not reached their citizens, or of which nobody knows, the oldest first: call them.

    A command of its own notes that somebody has called.
help-unreached_called = Note that the citizen was told.
help-unreached_note = A note.
help-published = List questions and answers that are public, the newest first; --json or --csv: all of them, for a website.
help-published_json = A JSON object a line, without codes of cases.
help-published_csv = A table as CSV, without codes of cases.
help-published_since = Only what was published from this date on: 2026-11-27, or with a time.
help-trace = Show every row of one message or case: parts, decision, events, what was queued, attempts, reports, audit.
help-trace_target = A case's code, or m12, o34, p56 of one message.
help-trace_json = One JSON object a row, with all its columns.
help-explain = Say what is read in mails and PDUs, which rule decides what, and why, with nothing known of the sender.
help-explain_files = .eml: one mail; .pdu: hex PDUs, one a line.
help-explain_pdu = One PDU in hex, with its SMSC prefix.
help-explain_list = A file of paths, one a line; - is stdin.
help-explain_json = One JSON object a line (docs/explain.md).
help-explain_config = For our addresses and channels.
help-backup =
    Write everything into FILE, from one moment; the gateway may go on working.

    “check FILE” restores a backup into a scratch database of its own, and throws that away: the configured database is not touched.
help-backup_words = Write FILE, or try the backup in it.
help-backup_overwrite = FILE may be there already.
help-backup_scratch = Of check: where the scratch database may lie for a moment.
help-restore = Fill an empty database from a backup; the gateway must be stopped.
help-restore_file = The backup: a tar, readable by its owner only.
help-migrate =
    Bring the schema to this program's version, as each start does.

    Exit code 1: older processes hold it up.
help-bench = How fast is it on this machine: mail, sms, idle, city, reading, explain (docs/bench.md; see: gw bench --help).
help-calls =
    List who is to be called back, the first due first, and a day's figures by line and hour.
help-calls_day = The day of the figures, like 2026-11-27; default: today.
help-calls_import = Read a file of records (CSV, JSON) of a telephone system into a line.
help-calls_import_line = The line that receives calls, from config.toml.
help-calls_import_file = The file, as the line's vendor writes it.
help-calls_reached = Say that somebody was called back: who was spoken to has their case closed.
help-calls_not_reached = Called and not reached: the case stays open.
help-units = List the units of the office: where they stand, who is responsible, their lines, until when they are valid.
help-units_list = The same list.
help-units_import = Take in the office's tables (CSV or XLSX): units, answers, phrases or days (docs/UNITS.md). One mistake, and nothing is taken in.
help-units_files = The files; rows of one may name units of another.
help-units_dry_run = Say what would change, and keep nothing.
help-units_check = Say which units have nobody responsible and whom to ask, and which have ended and still have cases or lines. Exit code 1 where there is any.
help-units_show = Show one unit.
help-units_key = The unit's key.
help-units_export = Write a table of the register, which can be taken in again.
help-units_export_file = The file to write, .csv or .xlsx.
help-units_table = Which one: units, answers, phrases, days.
help-reload = Check the configuration file and have every process that runs read it now; by themselves they do so within seconds.
help-roster = Say who is on duty for each line, who answers for it, and office hours to come in which nobody is.
help-roster_import = Take in the office's tables (CSV): persons, shifts or absences (docs/NUMBERS.md). One wrong file, and none is taken in.
help-roster_import_files = The files; persons before shifts.
help-lines = Say which numbers and mailboxes are proved reachable, by what, who is on duty and who answers for them (exit code 0: all, 1: not all, 2: some fail).
help-roster_remove = Take a person out of the roster, with their shifts and absences.
help-roster_remove_person = The key of the person, as in the table that was taken in.
help-roster_remove_line = Take out only their shifts on this line.
help-meta_login = LOGIN
help-meta_name = NAME
help-meta_unit = UNIT
help-meta_role = ROLE
help-people = Say who has an account; make, change and end accounts and their roles.
help-people_login = The log-in name: small letters without marks, digits, dots, hyphens, underscores.
help-people_name = The full name.
help-people_unit = The unit's key in config.toml; "*" is every unit.
help-people_role = reader, officer, approver, dispatcher, operator, auditor or administrator.
help-people_restricted = Instead of a role: name them for the unit's restricted cases. No role gives that.
help-people_case = Instead of a role: name them for this one restricted case.
help-people_list = List accounts, their state and roles.
help-people_add = Make an account with a role, and print the link by which its person chooses a password and connects a phone.
help-people_mail = Set the mail address to which somebody is told of cases; without one: nowhere.
help-people_mail_address = The mail address.
help-people_reset = End a password and its phone, and print a new link; an account that was disabled opens again.
help-people_disable = Let somebody log in no more; their sessions end at once.
help-people_grant = Give a role in a unit.
help-people_take = Take a role in a unit.
help-meta_actor = WHO
help-meta_act = ACT
help-meta_about = WHAT
help-meta_date = DATE
help-meta_form = csv|jsonl
help-meta_head = HEAD
help-audit = Say who saw and did what, and whether anybody has changed that since.
help-audit_list = List acts, the newest first; this look is written down too.
help-audit_export = Write all such acts to the standard output, as CSV or one JSON object a line; this is written down too.
help-audit_check = Walk the chain of seals from its beginning: name rows that were changed, removed, put in or put elsewhere (exit code 0: none, 1: some).
help-audit_head = Print the head of the chain: write it down elsewhere, so that an end that is cut off is found.
help-retention = Erase persons' data of cases that were done longer ago than it is kept ([retention]); the gateway does so once a day.
help-retention_dry_run = Only say how much would be erased.
help-audit_cut = Delete the rows that were written before this date, with an anchor by which the others are still checked.
help-audit_begin = Go on with this machine's key where the one before was lost, or behind a fault that is known.
help-audit_who = Only acts of this person: a log-in name, or an actor's id as person:lan.
help-audit_act = Only this act: view, list, answer, grant …
help-audit_about = Only acts on this: a case's code, m12, o7, or a phone number or address, for whoever saw something of its cases.
help-audit_since = Only from this date on: 2026-11-27, or with a time.
help-audit_until = Only before this date.
help-audit_form = csv or jsonl.
help-audit_head_known = A head that was written down before and must still be there; may be given again.
help-audit_before = The date: 2021-01-01.
help-audit_reason = Why; it stands in the audit.
help-enter =
    Enter a case for a citizen who came to the counter, called or wrote on paper.

    Shows what the citizen will get at once, and asks before it is entered.
help-enter_words = The citizen's own words.
help-enter_unit = The unit that has it.
help-enter_came_by = How it came: counter, phone, paper, other.
help-enter_answer_by = How they want the answer: text, mail, call, counter.
help-enter_to = The number or mail address for it.
help-enter_consent = The citizen agrees to be texted.
help-enter_name = Their name, if they give it.
help-enter_secret = They ask not to be named.
help-enter_received = When it was received, as 2026-12-31T08:30; without it: now.
help-enter_kind = What it is: phan_anh, kien_nghi, gop_y, hoi_dap, khieu_nai, to_cao; without it: as the words tell.
help-enter_urgent = It is urgent.
help-meta_way = WAY
help-meta_moment = WHEN
help-answer_several = Give one answer to several cases of one incident.
help-several_codes = The codes of the cases, at most 200.
help-several_go_on = Go on with the common answer of this number, which was interrupted.
help-meta_codes = CODE …
help-meta_number = NUMBER
