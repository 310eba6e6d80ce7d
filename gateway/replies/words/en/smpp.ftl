# A message centre that is spoken to by SMPP. `step`: what a person can do about it.

-again = It is tried again by itself.
-network = Check host, port and tls of the line, the firewall, and the VPN where the carrier asks for one; it lets in only addresses that it knows. { -again }
-account = Ask the carrier or aggregator about the account: its balance, the sender's name or number, and the texts that it has approved.

smpp-cannot_connect = SMPP: no connection to the message centre ({ $error })
    .step = { -network }
smpp-host_unknown = SMPP: no connection to the message centre ({ $error })
    .step = The name is not known: check host, and this machine's DNS. { -again }
smpp-not_tls = SMPP: no connection to the message centre ({ $error })
    .step = The port does not speak TLS from the first byte: ask the carrier for its TLS port, or set tls = "plain" within a VPN.
smpp-certificate_not_trusted = SMPP: the certificate of the message centre is not trusted ({ $error })
    .step = Check the name in host; name the authority of the carrier's own certificate in ca_file.
smpp-login_refused = SMPP: the message centre refuses the log-in (command_status { $status })
    .step = Check user, the password's file, and system_type; the carrier may have locked the account, or not know this machine's address.
smpp-already_bound = SMPP: somebody else has the session of this account (command_status { $status })
    .step = Stop the other program that logs in with this account, or wait until the centre notices that an old session is gone.
smpp-bind_refused = SMPP: the message centre refuses the session (command_status { $status })
    .step = Tell the carrier this number, the time and the account. { -again }
smpp-does_not_answer = SMPP: the message centre has not answered for { $seconds } s
    .step = { -network }
smpp-centre_closed = SMPP: the message centre has closed the connection
    .step = { -network }
smpp-centre_unbound = SMPP: the message centre has ended the session
    .step = It may be in maintenance. { -again } Ask the carrier if it goes on.
smpp-not_smpp = SMPP: what answers there does not speak SMPP
    .step = Check host and port, and whether the port wants TLS (tls = "implicit").
smpp-probed = message centre { $centre }, answers in { $ms } ms

smpp-throttled = the message centre takes no more for the moment (command_status { $status })
    .step = Lower window or per_second to what the contract allows. { -again }
smpp-sender_refused = the message centre does not take this sender's number or name (command_status { $status })
    .step = Compare number with what the carrier has registered for the account.
smpp-not_taken_unclear = the message centre did not take the message (command_status { $status })
    .step = { -account }
smpp-not_taken = the message centre could not take the message now (command_status { $status })
smpp-recipient_refused = the message centre does not take the recipient's number (command_status { $status })
smpp-message_refused = the message centre does not take this message (command_status { $status })
smpp-not_a_number = the recipient is not a number that can be texted
smpp-perhaps_taken = the message centre did not answer: it may have taken the message
smpp-pdu_not_read = this is no deliver_sm that can be read
