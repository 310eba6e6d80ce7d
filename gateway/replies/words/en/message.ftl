# What cannot be done with a message, and why one cannot be handled.

message-unknown = there is no message { $id }
message-has_case_or_unreadable = message { $id } has a case already, or cannot be read
message-no_address = message { $id } has no address to answer to; type the one that the case is to be answered at
message-address_typed_wrong = message { $id }: what was typed is no address that can be answered
message-address_not_needed = message { $id } names its sender; no other address is taken
message-answered_by_copy = message { $id } was answered by another copy of the same mail
message-taken_by_another = message { $id } has just been handled by somebody else
message-erased = message { $id } was erased at the end of its time: nothing more can be done with it
message-no_follow_up = message { $id } is no follow-up of a case
message-not_held_as_machine = message { $id } is not held for signs of a machine
message-line_removed = message { $id } came by the line { $line }, which is no longer in the configuration
message-not_held_nor_unreadable = message { $id } is neither held nor unreadable
message-not_unreadable = message { $id } is not unreadable
message-queue_busy = the queue is busy; try again in some minutes
message-not_stored = the database cannot store it
message-line_not_configured = line { $line } is no longer in the configuration
message-gave_up = gave up after { $tries } tries alone: { $cause }
