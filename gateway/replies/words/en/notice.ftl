# What the duty officer and the operator are told beside a code and a name.

notice-sender_advised = The sender was advised to call 113, 114 or 115.
notice-sender_not_answered = The sender was not answered: please call them at once.
notice-held = held message
notice-held_not_answered = The message has signs of a machine and is held: no case was opened, the sender was not answered. Please look at once.
notice-line_down = { $line } down
notice-line_up = { $line } up again
