"""What the processes say of a line's trouble and at their start. Words: line.ftl, config.ftl of the catalogue."""

from gateway.domain.reasons import code

ENDED = code("line.ended", parts=("step",))()
STOPPING = code("line.stopping", parts=("step",))()
SLOW = code("line.server_answers_slowly", parts=("step",))()

# what cannot be as configured
ADDRESS_TAKEN = code("config.address_taken", "address")
ADDRESS_NOT_USABLE = code("config.address_not_usable", "address", "error")
CERTIFICATE_NOT_LOADED = code("config.certificate_not_loaded", "error")
NO_LINE = code("config.no_line_called", "name", "hint")  # what was asked for on the command line

# what a process says of itself to whoever started it
CANNOT_START = code("run.cannot_start", "path")
RUNNING = code("run.running", "page")
RUNNING_TO_TRY = code("run.running_to_try", "page")
RUNNING_PARTS = code("run.running_parts", "parts")
PART_LINE = code("run.part_line", "names")
PART_LINES = code("run.part_lines", "names")
PART_INTAKE = code("run.part_intake")()
PART_PAGE = code("run.part_page", "page")
PART_DOORS = code("run.part_doors", "port")
NOBODY_TO_COME_IN = code("run.nobody_to_come_in")()
RUN_ENDS = code("run.stopping")()
