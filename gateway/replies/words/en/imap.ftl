# Reading a mailbox. `step`: what a person can do about it.

-again = It is tried again by itself.
-network = See to the network and firewall from here to the mail server (imap_host, smtp_host and their ports); it may be under maintenance. { -again }
-odd = The mail server answers in an odd way. If it does so often, look into the log and ask the provider. { -again }
-login = Log in to this mailbox by a browser. If that works, put the right password into the file of password_file (Google: an app password; Microsoft 365 takes none: docs/MAILBOXES.md); if not, ask who keeps the mailbox.

imap-does_not_answer = IMAP: the server does not answer
    .step = { -network }
imap-no_answer_in_time = IMAP: no answer in time
    .step = { -network }
imap-cannot_connect = IMAP: cannot connect: { $error }
    .step = { -network }
imap-server_closed = IMAP: the server closed the connection
    .step = { -network }
imap-host_unknown = IMAP: cannot connect: { $error }
    .step = The host's name is not found: see whether imap_host and smtp_host are right, and to this machine's DNS. { -again }
imap-not_tls = IMAP: cannot connect: { $error }
    .step = This port does not speak TLS from the start: try imap_tls or smtp_tls = "starttls", or another port (993, 465).
imap-certificate_not_trusted = IMAP: the server's certificate is not trusted: { $error }; check the host name and ca_file
    .step = See whether the host is the name in the certificate; of a server with an internal CA, name the CA's file in ca_file; if it has expired, tell the mail server's administrator.
imap-server_refused = IMAP: the server refused the connection
    .step = { -odd }
imap-sends_too_much = IMAP: the server sends more than it was asked for
    .step = { -odd }
imap-closed = IMAP: the connection was closed
    .step = { -odd }
imap-failed = IMAP: the connection failed ({ $error })
    .step = { -odd }
imap-search_failed = IMAP: SEARCH was answered { $answer }
    .step = { -odd }
imap-mailbox_made_anew = IMAP: the mailbox has been made anew
    .step = { -odd }
imap-login_unavailable = IMAP: the server cannot check log-ins just now
    .step = { -odd }
imap-login_refused = IMAP: the server refused the log-in; check user and password
    .step = { -login }
imap-login_too_many_connections = IMAP: the server refused the log-in: too many connections of this mailbox
    .step = { -login }
imap-login_mailbox_full = IMAP: the server refused the log-in: the mailbox is full
    .step = { -login }
imap-login_password_expired = IMAP: the server refused the log-in: the password has expired
    .step = { -login }
imap-token_refused = IMAP: the server refused the access token
    .step = May this user read the mailbox (for a shared one: full access), is IMAP switched on for it, and does the consent cover IMAP? Then run ./gw login with the line's name once more.
imap-mailbox_not_connected = IMAP: the server takes the log-in, and does not open the mailbox
    .step = Of a shared mailbox: has whoever logs in (or agreed, or the application) full access to it? Is user the mailbox, and IMAP on for it? If it worked before, the server may be in trouble: it is tried again by itself.
imap-no_starttls = IMAP: the server does not go over to encryption
    .step = Try imap_tls = "implicit" (port 993), or ask the provider which it offers.
imap-folder_not_opened = IMAP: the server does not open the folder; check folder
    .step = See to folder: the name as the server has it, and whether the account may read it.
imap-no_such_folder = IMAP: the server does not open the folder { $folder }; it has { $there }
    .step = Write folder or folders as the server has them, or make the folder by a mail program; may this account read it?
imap-no_archive_folder = IMAP: there is no folder as archive_folder names it
    .step = Make the folder by a mail program, or write its name as the server has it.
imap-cannot_remove = IMAP: the server cannot take away single mails (UIDPLUS), so keep_days cannot hold
    .step = Write keep_days = 0, and clear the mailbox by a mail program.
imap-no_uidvalidity = IMAP: the server gives no UIDVALIDITY; it cannot be read safely
    .step = This mail server breaks IMAP (RFC 3501), and reading it could lose mails: tell its provider, or move the mailbox.
imap-probed = folder { $folder }; IMAP and SMTP accept the log-in
imap-probed_relay = folder { $folder }; IMAP accepts the log-in, SMTP takes mails without one: by this machine's address
imap-probed_by_token = folder { $folder }; IMAP and SMTP accept the log-in; { $token }
imap-probed_by_token_until = folder { $folder }; IMAP and SMTP accept the log-in; { $token }; the application's secret is good until { $end }
