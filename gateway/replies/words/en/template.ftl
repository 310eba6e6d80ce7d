# What is wrong with a template (templates/): it stands behind the file's path.

template-not_read = cannot be read ({ $error }); restore it from the release
template-no_subject = must begin with one line "Subject: …" and an empty line
template-empty_subject = the subject is empty or says that there is none; write behind "Subject: " what the mail is about
template-subject_of_reply = the subject begins like that of a mail that is answered or forwarded ("Re:", "Fwd:"); take that away
template-unknown_placeholder = unknown placeholder { $name }; known here: { $names }
template-placeholder_missing = placeholder { $name } is missing; write it where its value shall stand
template-loose_brace = a brace that belongs to no placeholder; take it away
template-no_directory = is no directory; make it, or leave the key empty
template-wrong_place = lies in the wrong place; name it UNIT/sms/vi/acknowledgement.txt, as the files in templates/ are
template-no_unit = no unit has the key "{ $name }"; the nearest are { $names }
template-no_set = there is no set "{ $name }"; known are { $names }
template-no_language = there is no language "{ $name }"; vi and en are known
template-no_such_text = no text has this name; the nearest are { $names }
template-not_below_subject = placeholder { $name } stands in the subject alone; write it into the text below too
template-marks = may have no letters with marks and no pictures ({ $letters }); write those as a o u d
template-too_many_segments = takes { $n } segments with every value at its longest, at most { $most }; shorten it
template-too_long_mail = too long; a subject has at most { $subject } letters, a mail { $text }
