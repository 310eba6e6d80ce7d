# A provider that takes texts by HTTP. `step`: what a person can do about it.

-again = It is tried again by itself.
-network = Check the provider's address, the firewall, and whether it lets in this machine's address. { -again }
-account = Ask the provider about the account: its balance, the brand name, the texts it has approved, this machine's address.

aggregator-cannot_connect = no connection to the SMS provider ({ $error })
    .step = { -network }
aggregator-host_unknown = no connection to the SMS provider ({ $error })
    .step = The name is not known: check the address, and this machine's DNS. { -again }
aggregator-not_tls = no connection to the SMS provider ({ $error })
    .step = The port does not speak TLS: check the address.
aggregator-certificate_not_trusted = the SMS provider's certificate is not trusted ({ $error })
    .step = Check the name in the address; name the authority of a certificate of its own in ca_file.
aggregator-login_refused = the SMS provider refuses the log-in (HTTP { $status })
    .step = Check user and the file of secret; the provider may know other addresses of this office only.
aggregator-odd_status = the SMS provider answers in a way that is not foreseen (HTTP { $status })
    .step = Check the address in the line or in its provider_file. { -again }
aggregator-throttled = the SMS provider takes no more for the moment ({ $answer })
    .step = { -again } Where it goes on, ask the provider how many requests it allows.
aggregator-account_refused = the SMS provider sends nothing for this account now (code { $answer })
    .step = { -account }
aggregator-probed = { $provider } answers in { $ms } ms; its log-in is tried by the first text
aggregator-probed_log_in = { $provider } accepts the log-in, in { $ms } ms

aggregator-not_taken_unclear = the SMS provider did not take the message (code { $answer })
    .step = { -account }
aggregator-not_taken = the SMS provider could not take the message now (code { $answer })
aggregator-recipient_refused = the SMS provider does not take the recipient's number (code { $answer })
aggregator-message_refused = the SMS provider does not take this text (code { $answer })
aggregator-perhaps_taken = the SMS provider may have taken the message: { $why }
aggregator-not_a_number = the recipient is not a number that can be texted
aggregator-no_record = this is no text and no report of an SMS provider
