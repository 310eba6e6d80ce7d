"""What the processes say of a line's trouble and at their start. Words: line.ftl, config.ftl of the catalogue."""

from gateway.domain.reasons import code

ENDED = code("line.ended", parts=("step",))()
STOPPING = code("line.stopping", parts=("step",))()
SLOW = code("line.server_answers_slowly", parts=("step",))()

# what cannot be as configured
ADDRESS_TAKEN = code("config.address_taken", "address")
ADDRESS_NOT_USABLE = code("config.address_not_usable", "address", "error")
NO_LINE = code("config.no_line_called", "name", "hint")  # what was asked for on the command line
