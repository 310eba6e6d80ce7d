# What is wrong with a template (templates/): it stands behind the file's path.

template-not_read = cannot be read ({ $error }); restore it from the release
template-no_subject = must begin with one line "Subject: …" and an empty line
template-unknown_placeholder = unknown placeholder { $name }; known here: { $names }
template-placeholder_missing = placeholder { $name } is missing; write it where its value shall stand
template-loose_brace = a brace that belongs to no placeholder; take it away
