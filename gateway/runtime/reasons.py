"""What the running installation refuses. Words: runfile.ftl and photo.ftl of the catalogue."""

from gateway.domain.reasons import code

NOT_WRITTEN = code("runfile.not_written", "file", "error")
NOT_RUNNING = code("runfile.not_running", "directory")
NO_PHOTO = code("photo.unreadable")()
PHOTO_TOO_LARGE = code("photo.too_large")()
