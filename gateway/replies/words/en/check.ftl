# What `gw check` says of all that it has tried.

check-role = { $login } logs in, with the rights of its role and no others
check-role_before_start = { $login } logs in; there are no tables yet: the first start makes them, and gives it its rights
check-role_is_owner = { $login } owns the tables: it may do all, not only what its role needs
    .advice = Make a log-in of its own for this role, as README says, or leave its address out of [database].
check-role_lacks = { $login } logs in, but lacks rights: { $rights }
    .advice = Start the gateway: each start, as the owner, gives the roles their rights. If it runs, is this the same database?
check-role_has_more = { $login } logs in, and may do more than its role needs: { $rights }
    .advice = A start takes back what was granted to it; take back yourself what it has otherwise (superuser, member of a role, PUBLIC).
check-role_refused = the log-in of { $login } is refused
    .advice = Mend user or password in { $role }_url_file or { $role }_url_env of [database]; README says how the roles are made.
check-role_no_database = there is no such database
    .advice = { $role }_url_file or { $role }_url_env must name the same database as url_file or url_env in [database].
check-role_failed = it cannot be tried ({ $error })
    .advice = Does PostgreSQL run there, and is the address in { $role }_url_file or { $role }_url_env of [database] right?
check-scanner = { $program } scans; its signatures are of { $made }, { $age } old
check-scanner_undated = { $program } scans; it does not say of when its signatures are
check-scanner_old = { $program } scans, but its signatures are of { $made }, { $age } old
    .advice = Have them renewed: does freshclam run (systemctl status clamav-freshclam), and does it reach its mirror?
check-scanner_down = { $cause }
    .advice = Does clamd run (systemctl status clamav-daemon), is [scanner] right, and may this user open its socket? Attachments wait until it answers.

check-configuration =
    { $path }: { $units ->
        [one] 1 unit
       *[other] { $units } units
    }, { $lines ->
        [one] 1 line
       *[other] { $lines } lines
    }
check-ok = ok
check-note = note
check-failed = FAILED
check-silent = { $line }: send = false: it makes cases and sends nothing
check-nobody_notified = no line sends a mail or an alert: nobody is told of an emergency or of a broken line; watch the page
check-from_a_name = { $line }: its replies come from the name { $name }, to which nobody can text back; where words say what to text, a unit's own templates should name the number
check-only_by_sms = no mail line sends: operator and duty officer are told by SMS only
check-only_by_mail = no SMS line sends: operator and duty officer are told by mail only
check-embedded = embedded: starts and stops with the gateway
check-simulator = its mail server was started for this check
check-problems = { $problems }
check-texts = { $n } texts, all checked
check-texts_wrong = { $problems }
    .advice = mend the files named
check-disk = { $free } free for { $directory }
check-disk_unwritable = { $place } cannot be written
    .advice = give user { $user } access
check-disk_low = { $free } free for { $directory }
    .advice = free at least 1 GiB, or name another [data] directory
check-socket = its socket
check-postgres = { $where }: PostgreSQL { $version }, LISTEN works, clocks { $skew } s apart
check-postgres_missing = { $program } is missing
    .advice = remove .venv and run ./gw once more
check-postgres_silent = { $where } does not answer within { $seconds } s
    .advice = does it run there, is a firewall between?
check-postgres_refused = { $where } refuses the log-in
    .advice = mend user or password in the file or variable of [database]
check-postgres_no_database = { $where } has no such database
    .advice = make it: CREATE DATABASE gateway; or mend [database]
check-postgres_failed = { $where }: { $error }
    .advice = does it run there, and is the address in [database] right?
check-postgres_old = { $where }: PostgreSQL { $version } is too old
    .advice = install PostgreSQL 15 or newer
check-postgres_encoding = { $where }: the database's encoding is { $encoding }
    .advice = make it anew: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0
check-postgres_rights = { $where }: this user may not make tables
    .advice = GRANT CREATE ON SCHEMA public TO this user, or make it the database's owner
check-postgres_schema = { $where }: its schema is { $schema }, this program knows { $known }
    .advice = start the newer program
check-postgres_clock = { $where }: its clock and this machine's are { $skew } s apart
    .advice = have both set by NTP
check-postgres_pooler = { $where }: LISTEN hears nothing: a pooler that pools by transaction stands before it
    .advice = point [database] at PostgreSQL itself, not at PgBouncer, or have it pool by session
check-redis = { $where } answers in { $ms } ms
check-redis_refused = { $where } refuses the password
    .advice = mend it in [redis]
check-redis_failed = { $where }: { $error }
    .advice = the gateway works on without it, some seconds slower; does it run there, and is [redis] right?
check-console_tls = { $page } is open to other machines; the certificate ends { $until }
check-console_proxy = { $page } is open to other machines by the proxy { $proxies }
check-console_certificate_ends = the certificate ends { $until }, in { $days ->
    [one] one day
   *[other] { $days } days
}
    .advice = get a new one and write it over the two files: it is used without a restart
check-console_certificate_wrong = browsers will refuse { $page }: { $error }
    .advice = certificate_file holds the certificate of this very name and those between it and its authority, as PEM; key_file its key
check-console_nobody = nobody has an account yet, so other machines are not let in
    .advice = make the first account by the link of ./gw console, then start again
check-login = { $host } says who it is and signs by { $keys ->
        [one] one key
       *[other] { $keys } keys
    }
    .advice = the address back that it has to know: { $back }; the one for back-channel log-out: { $log_out }
check-login_wrong = { $cause }
    .advice = look at [login] issuer and ca_file, and whether this machine reaches the provider; passwords and passkeys work meanwhile
check-login_no_unit = [[login.roles]] names units that are not there: { $units }
    .advice = write the keys of units, or "*"
check-line_listens = { $how }; its replies go by { $line }
check-line_doors = receives by the doors; its replies go by { $line }
check-line_held = a running gateway holds it, and it works
check-line_silent = no answer within { $seconds } s
    .advice = ask { $owner }, who looks after this line
check-line_failed = { $cause }
    .advice = { $step } Who looks after this line: { $owner }.
check-line_read_before = connected; { $detail }; read before: what is new is read, nothing old
check-line_counted = { $present } old messages, { $waiting } will be read, { $answered } will be answered; { $detail }
check-sent = a test message was taken
check-not_sending = send = false: no test message
check-not_taken = the test message was not taken within { $seconds } s
check-not_sent = the test message is { $state }: { $cause }
check-refused = { $cause }
check-sample_subject = A test of line { $line }
check-sample_text = A test message of the gateway, line { $line }. No answer is needed.
check-name_simulator = simulator
check-name_templates = templates
check-name_disk = disk
check-name_scanner = scanner
check-name_console = pages
check-name_login = log-in
check-name_units = units
check-units = { $n } units; each has somebody responsible
