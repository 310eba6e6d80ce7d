"""What the calls channel may say of records and keys. Words: calls.ftl and config.ftl of the catalogue."""

from gateway.domain.reasons import code

NO_RECORD = code("calls.no_record")()
TOO_MANY = code("calls.too_many", "most")
NO_FIELD = code("calls.no_field", "names")
TIME_NOT_READ = code("calls.time_not_read", "names")
FOREIGN = code("calls.foreign_record")()

NOT_VENDOR_FILE = code("config.not_a_call_mapping", "error")
AMI_ALONE = code("config.ami_without_login")()

LISTENS = code("calls.listens", "port")
MAY_LISTEN = code("calls.may_listen", "port")
HEARS = code("calls.hears_modem", "modem")
AMI_WELL = code("calls.ami_well", "host")

_STEP = ("step",)  # what a person can do about it
TCP_NOT_OPENED = code("calls.port_not_opened", "port", "error", parts=_STEP)
AMI_UNREACHABLE = code("calls.ami_unreachable", "error", parts=_STEP)
AMI_REFUSED = code("calls.ami_refused", parts=_STEP)()
AMI_CLOSED = code("calls.ami_closed", parts=_STEP)()
AMI_NO_SENSE = code("calls.not_ami", parts=_STEP)()
