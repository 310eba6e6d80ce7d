# What is wrong with a template (templates/): it stands behind the file's path.

template-not_read = cannot be read ({ $error }); restore it from the release
template-no_subject = must begin with one line "Subject: …" and an empty line
template-unknown_placeholder = unknown placeholder { $name }; known here: { $names }
template-placeholder_missing = placeholder { $name } is missing; write it where its value shall stand
template-loose_brace = a brace that belongs to no placeholder; take it away
template-no_directory = is no directory; make it, or leave the key empty
template-wrong_place = lies in the wrong place; name it UNIT/sms/vi/acknowledgement.txt, as the files in templates/ are
template-no_unit = no unit has the key "{ $name }"; the nearest are { $names }
template-no_set = there is no set "{ $name }"; known are { $names }
template-no_language = there is no language "{ $name }"; vi and en are known
template-no_such_text = no text has this name; the nearest are { $names }
template-too_many_segments = takes { $n } segments with every value at its longest, at most { $most }; shorten it
template-too_long_mail = too long; a subject has at most { $subject } letters, a mail { $text }
