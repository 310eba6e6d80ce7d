# How a citizen whose case an officer enters gets the answer.

answer_by-text = a text to a mobile number
answer_by-mail = by mail
answer_by-call = an officer calls them
answer_by-counter = they ask at the counter
