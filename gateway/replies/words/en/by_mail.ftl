# What mails to officers say, and what became of their answers.

by_mail-opened = new case
by_mail-follow_up = the citizen wrote again
by_mail-reopened = open again
by_mail-rated = rated low
by_mail-handed_on = another unit asks to take it over
by_mail-answer_submitted = an answer waits for approval
by_mail-item = - { $case }: { $what }; { $kind }; since { $since }; due { $due }; { $link }
by_mail-item_restricted = - { $case }: to be looked at on the page; since { $since }; { $link }
by_mail-more = - and { $n } more cases: see the list in the system
by_mail-words =
    The citizen writes:
    { $words }
by_mail-no_link = look for this code in the system
by_mail-answer =
    The answer that waits for approval (by { $who }), as the citizen would get it:
    { $words }
by_mail-how_many = This mail names several cases: reply, put the code of one of them on top, and the rest on the next line.
by_mail-how_case = You can answer the citizen from this mail: reply, write the answer on top, and attach files where they belong to it. The system sends back a preview; nothing reaches the citizen until you confirm it. You may also write: "tiếp nhận", "chuyển <unit>: reason", "hỏi: a question to the citizen", "từ chối <ground>: words".
by_mail-how_hand_over = Another unit asks yours to take a case over: reply, and write "tiếp nhận" or "từ chối: reason" on top. Before it is taken over, the system sends back what the citizen will be told.
by_mail-how_waiting = An answer waits for approval: reply, and write "duyệt" or "trả lại: reason" on top. Before it is approved, the system sends back the whole text; nothing reaches the citizen until you confirm it.
by_mail-how_long = Only a mail from { $mail } before { $until } counts.
by_mail-how_page = Please use the pages of the system; an answer to this mail does nothing.

by_mail-shown = the officer was sent a preview about { $case }
by_mail-sent = The answer about case { $case } was sent to the citizen.
by_mail-submitted = The answer about case { $case } was submitted to a head.
by_mail-done = Case { $case }: “{ $act }” is done.
by_mail-would_send = Send to the citizen
by_mail-would_submit = Submit to a head for approval
by_mail-would_do = { $act }, and tell the citizen
by_mail-would_approve = Approve, and send to the citizen
by_mail-along = The cases that go with it get the same: { $cases }.
by_mail-files_go = With it: { $names }.
by_mail-or_changed = To change it, answer this mail with the whole new text.
by_mail-or_declined = If it is not to be taken over, answer this mail: "từ chối: reason".
by_mail-or_returned = If it is not to go out, answer this mail: "trả lại: reason".
by_mail-approved = The answer about case { $case } was approved and sent to the citizen.
by_mail-returned = The answer about case { $case } was returned to its author.
by_mail-copied = the same mail came before
by_mail-asked_nothing = answers a mail that asked for nothing

by_mail-forged = the token in the mail is none that was given to this address
by_mail-no_account = the sender has no account in use
by_mail-failed = something went wrong: please use the page

by_mail-empty = Your mail has no words above what it quotes.
by_mail-used = This mail was answered before, or there is a newer one: answer the newest, or use the page.
by_mail-expired = The time to answer by mail (72 hours) is over: please use the page.
by_mail-which_case = The notice names several cases: please answer again, with the code of one of them on the first line.
by_mail-which_ground =
    A rejection needs a ground. Please answer the newest notice again, or use the page; give the ground's number, such as "từ chối 1: words":
    { $grounds }
by_mail-unclear = The mail begins with a yes and goes on, so that nobody can say whether to send or to change. Please answer the preview again: OK alone to send, or the new words alone.
by_mail-on_the_page = Case { $case } can be worked on in the pages of the system only.
by_mail-too_often = There were too many previews about case { $case } in one day: please use the page.
by_mail-meant_case = Nobody can say what is meant: nothing was done, and nothing sent to the citizen. Please answer that mail again, with one of these on top: "tiếp nhận", "chuyển <unit>: reason", "hỏi: a question to the citizen", "từ chối <ground>: words", or the whole answer to the citizen.
by_mail-meant_hand_over = Nobody can say what is meant. Please answer that mail again, with "tiếp nhận" or "từ chối: reason" alone on top. To answer the citizen, take the case over first.
by_mail-meant_waiting = Nobody can say what is to happen to the answer that waits. Please answer that mail again, with "duyệt" or "trả lại: reason" alone on top. To change its words, use the page.
