# What the pages refuse and note.

page-no_database = the database does not answer ({ $error })
page-unforeseen = an unforeseen error, number { $number }
page-act_not_for_this = this cannot be done with this item
page-wrong_message_number = this is no number of a message
page-test_without_answer = no answer in time
page-opened_as = This page is opened as { $page } only.
page-not_by_this_way = This page is not reached this way: the proxy must be named in [console] proxies, or the connection encrypted (https).
page-too_often = Too many requests from this address; try again in a minute.
page-for_this_machine = This is answered on the gateway's own machine only.
page-from_another_site = Sent by another site, so it is not taken.
