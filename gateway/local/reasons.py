"""What the servers of our own refuse. Words: server.ftl of the catalogue."""

from gateway.domain.reasons import code

NO_USER = code("server.no_system_user", "user", "error")
FAILED = code("server.program_failed", "program", "status", "output")
NOT_STARTED = code("server.not_started", "program", "file", "output")
NO_PACKAGE = code("server.package_missing", "package")
