"""What the running installation refuses. Words: runfile.ftl of the catalogue."""

from gateway.domain.reasons import code

NOT_WRITTEN = code("runfile.not_written", "file", "error")
NOT_RUNNING = code("runfile.not_running", "directory")
