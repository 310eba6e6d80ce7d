"""What the SMS channel may say of its trouble. Words: modem.ftl, sms.ftl, config.ftl of the catalogue.

`step`: what a person can do about it, asked of whatever may stop a whole line.
"""

from gateway.domain.reasons import Code, Reason, code

_STEP = ("step",)

# --- a line's keys ---------------------------------------------------------------------------------------------------

NOT_OUR_NUMBER = code("config.not_a_number_of_vietnam")()
NO_DRIVER = code("config.no_such_driver")()
NO_CONNECTION = code("config.no_such_connection")()
NO_DEVICE = code("config.device_missing")()
DEVICE_OF_WHICH = code("config.device_of_which_modem")()
NOT_IMEI = code("config.not_an_imei")()
IMEI_NEEDLESS = code("config.imei_needless")()
IMEI_BEFORE_PIN = code("config.imei_before_pin")()
NOT_IMSI = code("config.not_an_imsi")()
NOT_COMMAND = code("config.not_a_command")()
NOT_USSD = code("config.not_a_service_code")()
NOT_CENTRE = code("config.not_a_message_centre")()

# --- the modem and its process ---------------------------------------------------------------------------------------

NO_GAMMU = code("modem.gammu_not_installed", parts=_STEP)()
PROCESS_ENDED = code("modem.process_ended", "status", parts=_STEP)
SILENT = code("modem.does_not_answer", "command", "seconds", parts=_STEP)
HUNG = code("modem.hung", parts=_STEP)()
BEING_RESTARTED = code("modem.being_restarted", parts=_STEP)()
BUSY = code("modem.busy", parts=_STEP)()
FAILED = code("modem.failed", "error", parts=_STEP)
ABSENT = code("modem.absent", "device", parts=_STEP)
NOT_FOUND = code("modem.not_found", "ports", "silent", "held", parts=_STEP)
NO_PERMISSION = code("modem.no_permission", "device", parts=_STEP)
HELD = code("modem.held_by_another", "device", parts=_STEP)
NO_MODEM = code("modem.not_a_modem", "device", "error", parts=_STEP)
PIN_REFUSED = code("modem.pin_refused", parts=_STEP)()
PIN_REFUSED_LEFT = code("modem.pin_refused_left", "left", parts=_STEP)
PIN_KEPT = code("modem.pin_kept", "left", parts=_STEP)
SIM_LOCKED = code("modem.sim_locked", "wants", parts=_STEP)
OTHER_SIM = code("modem.other_sim", parts=_STEP)()
NO_CENTRE = code("modem.no_message_centre", parts=_STEP)()

# by the kinds of sim_state.py
SIM = {
    "absent": code("modem.no_sim", parts=_STEP)(),
    "pin": SIM_LOCKED(wants="PIN"),
    "puk": SIM_LOCKED(wants="PUK"),
    "phone": SIM_LOCKED(wants="PH-SIM PIN"),
    "failed": code("modem.sim_failed", parts=_STEP)(),
    "wrong": code("modem.sim_wrong", parts=_STEP)(),
    "busy": code("modem.sim_busy", parts=_STEP)(),
    "off": code("modem.radio_off", parts=_STEP)(),
    "refused": code("modem.not_allowed", parts=_STEP)(),
    "memory": code("modem.memory_refused", parts=_STEP)(),
}
MEMORY_REFUSED_CMS = code("modem.memory_refused_cms", "cms", parts=_STEP)

# gammu's names of the states in which nothing can go out
LOST = {
    "NoNetwork": code("modem.no_network", parts=_STEP)(),
    "RequestingNetwork": code("modem.looking_for_network", parts=_STEP)(),
    "RegistrationDenied": code("modem.network_refuses_sim", parts=_STEP)(),
    "RadioOff": SIM["off"],
}

# --- one message -----------------------------------------------------------------------------------------------------

NOT_HANDED_OVER = code("sms.not_handed_over")()
NOT_A_NUMBER = code("sms.not_a_number")()
NOT_TAKEN = code("sms.not_taken")()
NOT_TAKEN_CMS = code("sms.not_taken_cms", "cms")
PERHAPS_TAKEN = code("sms.perhaps_taken")()
PERHAPS_TAKEN_CMS = code("sms.perhaps_taken_cms", "cms")

NO_CREDIT = code("sms.no_credit", parts=_STEP)()
NO_CREDIT_CMS = code("sms.no_credit_cms", "cms", parts=_STEP)

CANNOT_READ = code("sms.pdu_not_read")()
COMPRESSED = code("sms.compressed")()
NO_RECORD = code("sms.no_record")()
GAMMU_FAILED = code("sms.gammu_failed", "error")
NOT_HEX = code("sms.not_hexadecimal")()


def refusal(name: str, *, line: bool = False) -> Code:
    """Declare what a number of "+CMS ERROR" means; `line`: it may stop the whole line."""
    return code(f"sms.{name}", "cms", parts=_STEP if line else ())


def of_sim(kind: str, number: int | None) -> Reason:
    """What is wrong with the SIM or its memory, by a kind of sim_state.py and the number of the refusal."""
    return MEMORY_REFUSED_CMS(cms=number) if kind == "memory" and number is not None else SIM[kind]


def perhaps(number: int | None, plain: Reason, numbered: Code) -> Reason:
    """A reason with the number of "+CMS ERROR", where the modem gave one."""
    return plain if number is None else numbered(cms=number)


PROBED = code("modem.probed", "imsi", "imei", "signal", "network")
PROBED_AT = code("modem.probed_at", "imsi", "imei", "signal", "network", "port")
PROBED_OTHER_SIM = code("modem.probed_other_sim", "imsi", "imei", "signal", "network")
NOT_KNOWN = code("modem.not_known")()
