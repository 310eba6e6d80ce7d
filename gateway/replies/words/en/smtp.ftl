# Handing mails over. `step`: what a person can do about it.

-again = It is tried again by itself.
-network = See to the network and firewall from here to the mail server (imap_host, smtp_host and their ports); it may be under maintenance. { -again }

smtp-does_not_answer = SMTP: the server does not answer
    .step = { -network }
smtp-cannot_connect = SMTP: cannot connect: { $error }
    .step = { -network }
smtp-connection_broke = SMTP { $step }: { $error }
    .step = { -network }
smtp-server_closed = SMTP { $step }: the server closed the connection
    .step = { -network }
smtp-no_final_answer = SMTP: no answer after the final dot ({ $error })
    .step = { -network }
smtp-host_unknown = SMTP: cannot connect: { $error }
    .step = The host's name is not found: see whether imap_host and smtp_host are right, and to this machine's DNS. { -again }
smtp-not_tls = SMTP: cannot connect: { $error }
    .step = This port does not speak TLS from the start: try imap_tls or smtp_tls = "starttls", or another port (993, 465).
smtp-certificate_not_trusted = SMTP: the server's certificate is not trusted: { $error }; check the host name and ca_file
    .step = See whether the host is the name in the certificate; of a server with an internal CA, name the CA's file in ca_file; if it has expired, tell the mail server's administrator.
smtp-login_refused = SMTP: the server refused the log-in: { $reply }
    .step = Log in to this mailbox by a browser. If that works, put the right password into the file of password_file (Google: an app password; Microsoft 365 takes none: docs/MAILBOXES.md); if not, ask who keeps the mailbox.
smtp-token_refused = SMTP: the server refused the access token: { $reply }
    .step = May this user send from the mailbox, is authenticated SMTP switched on for it (Microsoft 365: off by default), and does the consent cover sending? Then run ./gw login with the line's name once more.
smtp-no_log_in_offered = SMTP: the server offers no log-in on this connection
    .step = Of a relay that takes our mails without one, write smtp_auth = false; else try smtp_tls = "starttls" (587) or "implicit" (465).
smtp-refused_us = SMTP: the server refused us: { $reply }
    .step = The mail server bars this machine: see whether its IP address is on a block list, ask the provider. { -again }
smtp-refused = SMTP { $step }: { $reply }
    .step = Read the server's own answer above: a daily quota, the right to send as this address, or a locked account; ask the provider. { -again }
