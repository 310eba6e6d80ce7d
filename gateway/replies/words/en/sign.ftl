# What speaks for a machine: the header itself, as docs/explain.md has it.

sign-header = { $name }
sign-header_value = { $name }: { $value }
sign-auto_submitted = auto-submitted: { $value }
sign-precedence = precedence: { $value }
sign-empty_return_path = return-path: <>
sign-machine_name = from: a machine's name
sign-subject_of_reply = subject: automatic reply
sign-subject_of_failure = subject: delivery failure
sign-subject_of_absence = subject: absence or receipt
sign-form_of_report = multipart/report
sign-calendar_reply = a calendar accepts or declines an invitation
sign-words_of_report = words: a mail did not arrive, or a complaint
sign-says_automatic = words: automatic, nobody should answer
sign-recall = subject: recall of an earlier mail
sign-words_of_responder = words: as automatic replies have them
