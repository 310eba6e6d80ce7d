# What `gw check` says of the database roles' log-ins and of the virus scanner.

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
