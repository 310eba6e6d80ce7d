# What must happen to a case by when, as in "the time for … is over".

deadline-accept = taking it over
deadline-transfer = handing it to whom it belongs
deadline-answer = the answer
deadline-progress = a word of progress
deadline-publish = publishing the result
deadline-citizen = the citizen's details
deadline-take_over = say whether the unit takes the case over
