# What the pages refuse and note.

page-no_database = the database does not answer ({ $error })
page-unforeseen = an unforeseen error, number { $number }
page-act_not_for_this = this cannot be done with this item
page-wrong_message_number = this is no number of a message
page-test_without_answer = no answer in time
page-opened_as = This page is opened as http://127.0.0.1:{ $port }/ or http://localhost:{ $port }/ only.
page-from_another_site = Sent by another site, so it is not taken.
