# What the commands refuse, and what they say.

cli-no_tables = no gateway has worked on this database yet: ./gw run makes its tables
cli-database_does_not_answer = the database does not answer ({ $error }): ./gw check says more
cli-no_rights = the page's database role has no rights here yet: ./gw run gives them at its start
cli-database_went_away = the database went away ({ $error }): ./gw check says more
cli-no_case_code = “{ $typed }” is no case code; one looks like HN-7K3M9K
cli-database_failed = the database failed ({ $error }): nothing was changed
cli-config_is_there = { $path } is there already; name another file, or add to it: ./gw line add --config { $file }
cli-not_written = { $path } cannot be written: { $error }
cli-channel_needs_no_login = lines of this channel need no log-in by a person
cli-no_console = no console runs on { $directory }: start the gateway with ./gw run
cli-demo_no_simulator = the demo plays in the simulator, and this configuration has none ([simulator] enabled = true)
cli-demo_no_line = the demo needs a { $kind } that plays in the simulator and sends
cli-demo_not_seen = not seen within { $seconds } s: { $what }; gw health says what is wrong, gw dead what waits for a person
cli-demo_line_never_read = the line { $line } has not been read once: gw health says why
cli-demo_mail_not_taken = the simulator's mail server on port { $port } took no mail: { $error }
cli-demo_no_code = an acknowledgement names no case code
cli-demo_result_without_code = the result does not name its case { $case }
cli-file_not_read = { $file }: { $error }
cli-answered_say_again = { $cause }; add --again to send another answer
cli-case_unknown = no case has the code { $case }
cli-not_utf8 = { $file }: is not UTF-8 text
cli-no_terminal = there is no terminal to ask on; --yes does it without asking
cli-nobody_answers = nobody answers: nothing was written
cli-demo_not_started = the demo's gateway does not start: { $output }
cli-demo_stopped = the demo's gateway stopped at once: { $cause }
cli-no_room_for_check = no room in { $directory } for a scratch database: { $needed } MiB are needed, { $free } MiB are free; name another --scratch

cli-version = gw { $version }, database schema { $schema }
cli-not_as_configured = this cannot be done as configured:
cli-nothing_taken_in = nothing was taken in; the tables have mistakes:
cli-interrupted = interrupted
cli-no_cases = There is no case.
cli-no_open_cases = No case is open.
cli-more_cases = … only { $limit } cases are shown; --limit shows more.
cli-restricted = (restricted)
cli-restricted_for_now = (restricted for now)
cli-references = Code in other systems: { $named }
cli-linked = linked: { $case } ({ $why })
cli-type_answer = Type the answer; end it by Ctrl-D:
cli-standard_input = standard input
cli-ask_send = Send? [y = yes, Enter = no]
cli-yes = y yes
cli-nothing_sent = Nothing was sent.
cli-answer_written = The answer to { $case } is written down; it goes out at once. See: gw cases { $case }
cli-answer_waits = The answer to { $case } is written down. { $waits } Sooner: ./gw outgoing
cli-answer_submitted = The answer to { $case } waits for approval: ./gw approve { $case }, by another person
cli-answer_returned = The answer to { $case } is returned to its author
cli-goes_with = With it: { $files }
cli-ask_submit = Have it wait for approval? [y = yes, Enter = no]
cli-preview_sms =
    The citizen will get (SMS, { $parts ->
        [one] 1 text
       *[other] { $parts } texts
    })
cli-preview_mail = The citizen will get (a mail to { $to }: { $subject })
cli-ask_unrestrict = Lift the restriction? [y = yes, Enter = no]
cli-unrestrict_kind = { $case } will be an ordinary case ({ $kind }); the receipt that the citizen has stays true.
cli-unrestrict_untold = The citizen is told nothing more: { $why }.
cli-unrestrict_silent = The citizen is told nothing more.
cli-unrestricted = { $case } is no longer restricted.
cli-unrestricted_told = { $case } is no longer restricted; the citizen is told the date.
cli-nothing_done = Nothing was done.
cli-now_restricted = { $case } counts as a { $kind } and is restricted.
cli-ask_act = Do it? [y = yes, Enter = no]
cli-case_act_done = { $case }: { $act } – done.
cli-no_such_act = there is no such act; there are: { $acts }
cli-tells_nobody = The citizen is told nothing.
cli-split_done = { $message } is case { $case } now.
cli-done_send = it goes out at once
cli-done_drop = dropped
cli-done_sent = marked as sent
cli-done_sent_part = the part of unknown fate is marked as sent; { $n ->
    [one] the part behind it goes
   *[other] the { $n } parts behind it go
 } out now
cli-done_file = filed
cli-done_person = its sender is a person from now on; filed
cli-done_machine = its sender is a machine from now on
cli-done_replay = will be read anew
cli-done_dismiss = dismissed
cli-done_send_now = goes out now
cli-done_called = { $case }: noted, the citizen was told.
cli-done_as_case = { $id }: { $done } as case { $case }
cli-since = { $state } since { $since }
cli-dead_footer = gw trace ID shows one of them from its beginning; gw dead ACT ID … does what can be done.
cli-nobody_named = nobody named
cli-no_message = No message like that.
cli-kind_sender = sender
cli-kind_list = list
cli-decided = { $verdict }: { $kind } { $name } ({ $actor }, { $at })
cli-forgotten = { $name }: held again from now on
cli-outgoing_footer = { $n } in all. gw outgoing send ID … sends now; gw outgoing drop ID … --reason WHY gives up.
cli-head_state = State
cli-head_heard = Heard
cli-head_waiting = Waiting
cli-head_to_send = To send
cli-head_why = Why
cli-head_queue = Queue
cli-head_count = N
cli-head_oldest = Oldest
cli-head_table = Table
cli-head_rows = Rows
cli-head_bytes = Bytes
cli-state_ok = ok
cli-state_warning = warning
cli-state_unknown = unknown
cli-state_failing = FAILING
cli-all_well = All well.
cli-schema_waits = Schema { $version }; { $left } waits: older processes hold { $sessions } sessions.
cli-schema_done = Schema { $version }: nothing is left to do.
cli-backed_up = Backed up to { $file }. It holds citizens' words and the gateway's key: keep it as you keep those.
cli-backup_good = Good: { $file }, taken at { $at }, was restored into a scratch database in { $seconds } s.
cli-restored =
    Restored what was there at { $at }. Every count agrees.
    Nothing that was queued then, or comes in from before now, goes out by itself: see gw dead after gw run.
    What no backup can hold, everything between { $at } and the loss of the old database:
    - Texts (SMS) received in that time are in no place any more: they were deleted from the SIM when they were stored. Ask those who texted to text again; the mobile operator's list of texts tells the numbers.
    - Mails of that time are still in their mailboxes and are read again by themselves.
    - What officers did and answered in that time must be done again. The page of health says this for a week.
cli-demo_own = No gateway runs here: starting one of its own, with an empty database …
cli-demo_on = Playing on the gateway that runs on { $directory }.
cli-demo_seen = Every step was seen.
cli-demo_step = { $time } s  { $said }
cli-demo_phone = phone
cli-demo_mailbox = mailbox
cli-demo_texts = A citizen texts { $to }:
cli-demo_mails = A citizen mails { $to }:
cli-demo_phone_acknowledged = The citizen's phone has the acknowledgement:
cli-demo_mail_acknowledged = The citizen's mailbox has the acknowledgement:
cli-demo_answers = An officer answers { $case }:
cli-demo_phone_result = The citizen's phone has the result:
cli-demo_mail_result = The citizen's mailbox has the result:
cli-demo_wait_phone_acknowledged = the acknowledgement on the citizen's phone
cli-demo_wait_mail_acknowledged = the acknowledgement in the citizen's mailbox
cli-demo_wait_phone_result = the result on the citizen's phone
cli-demo_wait_mail_result = the result in the citizen's mailbox
cli-read_message = a message
cli-read_automatic = automatic
cli-read_report = a report
cli-read_unreadable = unreadable
cli-ask_enter = Enter this case? [y = yes, Enter = no]
cli-enter_tells_nobody = Nothing is sent to the citizen: read the code out to them.
cli-enter_restricted = Few may see this case: only those who are named can open it.
cli-entered = Entered: { $case }
cli-merged_into = Merged: what is done with it, and its answer, is done at { $case }
cli-along = With it: { $case }
cli-along_told = With it: { $case }, to { $to }
cli-shared_as = It is kept as number { $id }: if this is interrupted, go on with gw answer-several --go-on { $id }.
cli-shared_of = { $n } of { $all } cases would be answered.
cli-shared_to = { $case }: to { $to }
cli-shared_to_approve = { $case }: to { $to }, once a head has approved it
cli-shared_refused = { $case }: not answered: { $why }
cli-shared_pending = { $case }: still to be answered
cli-shared_sent = { $case }: answered
cli-shared_submitted = { $case }: waits for approval
cli-shared_stopped = { $case }: stopped before it was answered
