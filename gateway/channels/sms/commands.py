"""What a modem answers to one command line, and how such an answer is told from anything else it may say.

An answer is lines and a final result code (ITU-T V.250 §5.7). Its lines begin with the command's own name ("+CSQ: …"),
but for the few commands that answer with a bare text, and for the PDUs below the heads of AT+CMGL and AT+CMGR. Whatever
else a modem says, it says unasked: no list of such lines is needed, and none could be complete. Standard library only.
"""

import re

NAME = re.compile(r"AT([+^*#$%&!][A-Z0-9]+|[A-Z])", re.I)
FINAL = re.compile(r"(OK|ERROR|COMMAND NOT SUPPORT|TOO MANY PARAMETERS)$|\+CM[ES] ERROR:|MODEM ERROR:", re.I)
CALL_FINAL = re.compile(r"(NO CARRIER|NO ANSWER|NO DIAL ?TONE|BUSY|CONNECT.*)$")  # of a command that dials
NAMED = re.compile(r"[+^*#$%&!_][A-Z0-9]+", re.I)
HEX = re.compile(r"[0-9A-F]+$", re.I)
DIAL = frozenset("DAO")
PROMPTING = frozenset(("+CMGS", "+CMGW", "+CMGC", "+CNMA"))
HEADS = frozenset(("+CMGL", "+CMGR"))  # a PDU stands below each of their lines
# Bare texts (3GPP TS 27.007 §5, ITU-T V.250 §6.1); of numbers nothing but digits can be the answer
NUMBERS = frozenset(("+CGSN", "+GSN", "+CIMI", "+CCID", "+CICCID", "+QCCID"))
BARE = NUMBERS | frozenset(("+CGMI", "+CGMM", "+CGMR", "+GMI", "+GMM", "+GMR", "I"))
NUMBER = re.compile(r'"?\d{6,21}[0-9A-F]?"?$', re.I)
# What is said unasked without a name, in the shape of makers' lines; asked for only where a bare text is awaited
WORDY = re.compile(
    r"[A-Z][A-Z _-]*:|(?i:RING$|RDY$|BUSY$|START$|NO (CARRIER|ANSWER|DIAL ?TONE)$|"
    r"[A-Z][A-Z ]* (DONE|READY|DOWN|END|BEGIN|FULL)$|(VOICE CALL|SIM CARD): |(NORMAL|UNDER|OVER)[- ])"
)
# Names that are said unasked as well: what their *answer* looks like
ANSWERS = {
    **dict.fromkeys(("+CREG", "+CGREG", "+CEREG", "+C5GREG"), re.compile(r"\(|\d\s*,\s*\d{1,2}\s*(,|$)")),
    "+CLIP": re.compile(r"\(|\d\s*,\s*\d\s*$"),
    "+CCWA": re.compile(r"\(|\d(\s*,\s*\d+)*\s*$"),
    "+CUSD": re.compile(r"\(|\d\s*$"),
}
# Asked by gammu of Huawei sticks, to stop their unasked lines and to choose a port, and of ZTE's, to show no disk and
# to go on the air: it would stop at a refusal
NEEDLESS = frozenset(("^CURC", "^PORTSEL", "+ZCDRUN", "+ZOPRT"))
# What some modems say for the number of a refusal, whatever AT+CMEE they were set to (3GPP TS 27.005 §3.2.5)
CMS_WORDS = {
    "me failure": 300, "sms service of me reserved": 301, "operation not allowed": 302, "operation not supported": 303,
    "invalid pdu mode parameter": 304, "invalid text mode parameter": 305, "sim not inserted": 310,
    "sim pin required": 311, "ph-sim pin required": 312, "sim failure": 313, "sim busy": 314, "sim wrong": 315,
    "sim puk required": 316, "sim pin2 required": 317, "sim puk2 required": 318, "memory failure": 320,
    "invalid memory index": 321, "memory full": 322, "smsc address unknown": 330, "no network service": 331,
    "network timeout": 332, "unknown error": 500,
}  # fmt: skip
CMS = re.compile(r"\+CMS ERROR:\s*(\D.*?)\s*$", re.I)
# An operator's name, where gammu has asked for its number (AT+COPS=3,2): one of seven letters, such as "Viettel", is
# written past the end of libgammu's place for it, and the process is aborted
OPERATOR = re.compile(r'(\+COPS:\s*\d\s*,\s*\d\s*,\s*)(?!"?\d{5,6}\b)("[^"]*"|[^",]+)')
# What a modem asks the network for, or starts its radio for: it may take minutes over it, and over a text that is out
PATIENT = frozenset(("+CFUN", "+COPS", "+CUSD", "+CGATT", "+CMSS", "+CPWD", *DIAL))
# What gammu and we set, and what a modem that starts again has forgotten
SETTING = re.compile(r"AT(E[01]|\+(CMEE|CSCS|CSMS|CMGF|CPMS|CNMI|CREG|CGREG|CEREG|CLIP|CRC)=[^?])", re.I)


def harmless(line: str) -> str:
    """A line of an answer, without what gammu cannot take."""
    return OPERATOR.sub(r'\1""', line)


def numbered(final: str) -> str:
    """A final result code, the words of a "+CMS ERROR" made its number."""
    words = CMS.match(final)
    number = CMS_WORDS.get(words[1].lower().replace("(u)sim", "sim")) if words else None
    return f"+CMS ERROR: {number}" if number else final


class Command:
    """One command line that a modem has been given, and its answer so far."""

    def __init__(self, line: str) -> None:
        self.line = line
        found = NAME.match(line)
        self.name = found[1].upper() if found else ""
        self.asks = line.endswith("?")
        self.awaits_prompt = self.name in PROMPTING and "=" in line and not self.asks
        self.body = False  # the prompt has come, and what follows it is awaited
        self.is_out = False  # what follows it has been given
        self.is_taken = False  # the network has taken that: it has a reference (3GPP TS 27.005 §3.5.1)
        self.echo = line  # what its echo lacks yet
        self.bare: list[str] = []  # texts that may be the answer of a command in BARE

    @property
    def may_take_long(self) -> bool:
        """Whether a modem that says nothing for a while may still be at it."""
        return (self.is_out and not self.is_taken) or self.name in PATIENT

    def ends_with(self, line: str) -> bool:
        """Whether a line is this command's final result code."""
        return bool(FINAL.match(line) or (self.name in DIAL and CALL_FINAL.match(line)))

    def owns(self, line: str) -> bool:
        """Whether a line, no PDU and no bare text, is part of the answer."""
        name, colon, rest = line.partition(":")
        if not colon or not self.name or name.strip().upper() != self.name:
            return False
        shape = ANSWERS.get(self.name)
        return shape is None or bool(shape.match(rest.strip()))

    def may_be_bare(self, line: str) -> bool:
        """Whether a line may be the bare text that is asked for; only the end of the answer tells."""
        if self.name not in BARE or self.asks or NAMED.match(line) or WORDY.match(line):
            return False
        return self.name not in NUMBERS or bool(NUMBER.match(line))

    def text(self) -> list[str]:
        """The bare text: a name is the line next to the final result code, what stands further off is not of it."""
        return self.bare if self.name == "I" else self.bare[-1:]

    def hears_echo(self, line: str) -> str | None:
        """What is left of a line once the echo that stands in it is taken off; None where none does.

        A line that is said unasked in the middle of the echo cuts it into pieces.
        """
        missing = self.echo
        if not missing:
            return None
        if line.startswith(missing):
            self.echo = ""
            return line[len(missing) :].strip()
        if missing.startswith(line):
            self.echo = missing[len(line) :]
            return ""
        same = next((n for n, (one, other) in enumerate(zip(line, missing, strict=False)) if one != other), 0)
        if missing == self.line and same >= len("AT"):
            self.echo = missing[same:]
            return line[same:].strip()
        return None
