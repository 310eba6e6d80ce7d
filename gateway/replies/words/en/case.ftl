# What cannot be done with a case.

case-already_answered = case { $case } was answered
case-not_answerable = case { $case } is “{ $state }” and can no longer be answered
case-unknown = no case has the code { $case }
case-line_removed = case { $case } came by the line { $line }, which is no longer in the configuration
case-no_such_recipient = case { $case } has no such address: neither the sender's nor a Reply-To of theirs
case-answer_empty = the answer has no words yet
case-answer_too_long = The answer takes more than { $most } texts; take at least { $over } letters out. Write it shorter, or give a telephone number where the citizen can ask.
