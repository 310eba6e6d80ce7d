# A case's states, as its citizen and its officers read them.

state-new = waiting to be taken up
state-accepted = taken up
state-awaiting_citizen = waiting for your details
state-transferred = passed on
state-in_progress = in progress
state-answered = answered
state-rejected = not taken up
state-petition_guided = advice given
state-reopened = being looked at again
state-closed = closed
