# What waits, by queue.

queue-in_waiting = To be registered
queue-in_unfetched = Not handed over
queue-in_unconfirmed = Not marked at source
queue-in_held = Held for a person
queue-in_unreadable = Unreadable
queue-out_due = To be sent
queue-out_held = Held back from sending
queue-out_unknown = Perhaps sent
queue-out_dead = Could not be sent
queue-out_undelivered = Did not arrive
queue-case_open = Open
queue-case_overdue = Overdue
queue-case_urgent = Urgent
queue-case_to_publish = To be published
