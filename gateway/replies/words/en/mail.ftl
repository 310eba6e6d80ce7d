# One mail: why it stays where it is, cannot be read, cannot be written.

mail-too_large = larger than max_bytes ({ $bytes })
mail-not_handed_over = the server lists it but does not hand it over
mail-partly_handed_over = the server hands over { $bytes } of { $size } bytes
mail-none_handed_over = the server hands over no mail
mail-fetch_broke = the connection broke each time it was fetched
mail-gone = gone
mail-no_header = no mail header at the beginning
mail-not_one_part = a mail has one part, not { $n }
mail-no_ascii_address = the recipient is no mail address
mail-address_not_ascii = the recipient's address has letters beyond ASCII, and this line's mail server does not take such mail (SMTPUTF8)
mail-control_in_address = SMTP { $step }: an address holds a control character
mail-break_in_header = the header { $header } holds a line break or NUL
mail-header_not_ascii = the header { $header } holds letters outside ASCII that are not encoded
mail-header_too_long = the header { $header } has a line of more than 998 bytes
mail-no_message_id = the draft's own Message-ID cannot be written
