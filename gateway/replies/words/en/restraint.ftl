# Why a reply did not go out.

restraint-old = the message is old
restraint-line_silent = this line receives only (send = false)
restraint-suppressed = nothing could be delivered there
restraint-no_mobile_number = no Vietnamese mobile number
restraint-no_mail_address = no mail address
restraint-dmarc_fail = the mail server calls the sender forged
restraint-form = what is typed into a form proves nobody's address
restraint-loop_suspected = two machines may be answering each other
restraint-commands_per_sender_day = this day's answers to commands are used up
restraint-emergencies_per_sender_day = this day's emergency texts are used up
restraint-acknowledgements_per_sender_day = this day's automatic replies are used up
restraint-unproven_per_sender_day = nobody can say who wrote: this day's automatic replies to the address are used up
restraint-unproven_per_domain_hour = nobody can say who wrote: this hour's automatic replies to the domain are used up
restraint-unproven_per_line_hour = nobody can say who wrote: this hour's automatic replies of the line are used up
restraint-unproven_emergencies_per_line_hour = nobody can say who wrote: this hour's emergency texts of the line are used up
restraint-rate_limit = replaced by the text that says that it is the last of the day
restraint-wrong_codes_per_hour = too many wrong codes in an hour
restraint-status_told_twice = this state was told twice within the hour
restraint-already_asked = this was said before
