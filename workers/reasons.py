"""What the processes say of a line's trouble. Words: line.ftl of the catalogue."""

from gateway.domain.reasons import code

ENDED = code("line.ended", parts=("step",))()
STOPPING = code("line.stopping", parts=("step",))()
SLOW = code("line.server_answers_slowly", parts=("step",))()
