# What cannot be done with a case.

case-already_answered = case { $case } was answered
case-not_answerable = case { $case } is “{ $state }” and can no longer be answered
case-unknown = no case has the code { $case }
case-line_removed = case { $case } came by the line { $line }, which is no longer in the configuration
case-no_such_recipient = case { $case } has no such address: neither the sender's nor a Reply-To of theirs
case-already_restricted = case { $case } is restricted so already
case-not_restricted = case { $case } is not restricted
case-kind_not_secret = only denunciations (to_cao) and complaints (khieu_nai) are restricted
case-date_past = the date of { $case } is past; an answer is due at once
case-date_told = the sender of { $case } was told the date before
case-no_date_owed = no date is owed for { $case }, or no longer
case-no_receipt = nobody was sent a receipt for { $case }
case-answer_empty = the answer has no words yet
case-answer_too_long = The answer takes more than { $most } texts; take at least { $over } letters out. Write it shorter, or give a telephone number where the citizen can ask.
case-answer_needs_approval = the unit of case { $case } wants answers approved by its head: submit it
case-answer_reason_wanted = the unit of case { $case } wants two people, but nobody else can approve: say why it goes without
case-answer_not_submitted = this answer to case { $case } waits for approval no longer: there is a newer one, or it was approved or returned
case-answer_own = nobody approves or returns their own answer (case { $case })
case-answer_not_yours = case { $case } has no answer that you have just sent
case-answer_gone = the answer to case { $case } is on its way and cannot be taken back
