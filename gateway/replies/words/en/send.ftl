# Why a reply waits, or what became of it.

send-line_does_not_send = the line does not send (send = false)
send-taken_back = taken back by who had sent it
send-told_in_person = the citizen left nothing to write to: an officer tells them
send-maybe_answered_before_restore = restored from a backup: it may have been answered already
send-maybe_sent_before_restore = restored from a backup: it may have gone out since
send-no_answer_in_time = no answer within the attempt's deadline
    .step = See to the network from here to the mail server, or to the modem. It is tried again by itself.
send-no_answer_before_end = no answer before the process or its deadline ended
send-answer_lost = the answer was lost: it may have gone out
send-unforeseen = sending failed in an unforeseen way: { $error }
    .step = Look for this time in the log, and send that part to who maintains the gateway. It is tried again by itself.
send-reported_failed = reported as failed
send-reported = { $report ->
    [complaint] reported complaint
   *[other] reported { $report } { $status }
 }
send-too_old = it has waited for { $age }: a person decides whether it is still true
send-held_word = it holds “{ $word }”, which the configuration keeps for a person
send-quiet_hours = nobody is written to unasked at this hour: it goes out in the morning
send-waits_until = It goes out at { $at }: { $cause }.
send-waits_for_a_person = It will wait for a person: { $cause }.
send-same_text = the same words went to this number a moment ago
send-many_to_one = this number has got as many texts as it may within an hour
send-many_to_one_day = this number has got as many texts as its carrier bears within a day
send-probe_over = the probe it belongs to is over: not sent any more
