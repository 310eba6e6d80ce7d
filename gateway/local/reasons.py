"""What the servers of our own refuse. Words: server.ftl, config.ftl of the catalogue."""

from gateway.domain.reasons import code

NO_USER = code("server.no_system_user", "user", "error")
FAILED = code("server.program_failed", "program", "status", "output")
NOT_STARTED = code("server.not_started", "program", "file", "output")
NO_PACKAGE = code("server.package_missing", "package")

# what cannot be as configured
DATA_NOT_USED = code("config.data_not_usable", "directory", "error")
DATA_IN_USE = code("config.data_in_use", "directory", "pid")
CLUSTER_OF_ANOTHER = code("config.cluster_of_another_user", "directory", "user")
CLUSTER_OTHER_VERSION = code("config.cluster_of_another_version", "directory", "version", "ours")
NOT_WRITTEN = code("config.not_written", "file", "error")
PORT_TAKEN = code("config.port_taken", "port")
