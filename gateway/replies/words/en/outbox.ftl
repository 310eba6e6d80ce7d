# What cannot be done with a reply.

outbox-not_resendable = reply { $id } is in no state in which it can be sent again
outbox-not_droppable = reply { $id } is in no state in which it can be dropped
outbox-not_waiting = reply { $id } waits no more, or is being sent
outbox-not_unknown = reply { $id } is not “perhaps sent”
