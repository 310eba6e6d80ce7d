# What is wrong with what was typed.

usage-no_command = there is no command “{ $typed }”
usage-no_command_but = there is no command “{ $typed }”; did you mean “{ $meant }”?
usage-no_option = there is no option { $option } here
usage-no_option_but = there is no option { $option } here; did you mean { $meant }?
usage-needs_value = { $option } needs a value
usage-takes_no_value = { $option } takes no value
usage-too_many = more was typed than this command takes: { $words }
usage-missing = { $name } is missing
usage-number_from = { $name } must be a number from { $least } on
usage-number_between = { $name } must be a number from { $least } to { $most }
usage-not_understood = this cannot be understood
usage-no_language = --lang takes one of: { $languages }
usage-text_or_file = give the text or --file, not both
usage-backup_file_or_check = say one FILE, or: check FILE
usage-nothing_to_explain = name files, or give --pdu HEX, or --files-from LIST
usage-no_outcome = --outcome: “{ $typed }” is none of { $known }
usage-no_id = “{ $typed }” is no id: { $example } would be { $needed }
usage-other_id = { $typed } is { $found }; this needs { $needed } ({ $letter }…)
usage-id_m = a message
usage-id_o = something to send
usage-id_p = a raw part
usage-no_recipient = --send: a test message goes to a mail address or a mobile number
usage-recipients = --send: name one mail address and one number at most
usage-no_role = there is no role { $typed }: one of { $known }
usage-no_form = An export has the form csv or jsonl, not "{ $typed }".
usage-no_head = A head is written PLACE.SEAL, as gw audit head prints it.
