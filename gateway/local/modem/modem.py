"""One modem's state, and how a command line finds its answer."""

import json
import os
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gateway.local.modem import pdus
from gateway.local.modem.faults import Faults
from gateway.local.modem.memory import READ, Memories
from gateway.local.modem.profile import Profile
from gateway.local.modem.sim import Sim

Answer = list[str]  # its lines, the last one final
Command = Callable[["Modem", str], Answer]
COMMANDS: dict[str, Command] = {}  # by name, "+CSQ": filled by device.py, messages.py and calls.py
OK, ERROR, PROMPT = "OK", "ERROR", "> "
NAME = re.compile(r"AT([+^$*#%&][A-Za-z]+|[A-Za-z]\d?)?")
# What a modem answers before its PIN (3GPP TS 27.007 §8.3), and the commands of 3GPP TS 27.005 with errors of their own
WITHOUT_PIN = frozenset(("", "+CPIN", "+CMEE", "+CGMI", "+CGMM", "+CGMR", "+CGSN", "+CSCS", "+CPINR", "+CLIP", "+CFUN"))
OF_MESSAGES = frozenset(("+CPMS", "+CMGL", "+CMGR", "+CMGD", "+CMGS", "+CSCA", "+CNMI"))
HOME, ROAMING = 1, 5  # <stat> of AT+CREG


def command(*names: str) -> Callable[[Command], Command]:
    """Declare a function as the answer to these commands; it gets what follows the name."""

    def register(function: Command) -> Command:
        for name in names:
            COMMANDS[name] = function
        return function

    return register


def cms(number: int) -> Answer:
    """A refusal of 3GPP TS 27.005 §3.2.5."""
    return [f"+CMS ERROR: {number}"]


def cme(number: int) -> Answer:
    """A refusal of 3GPP TS 27.007 §9.2."""
    return [f"+CME ERROR: {number}"]


class Modem:
    """One modem. What a test may set by name is listed in control.py."""

    say: Callable[[str], None]  # write to the host; set by the port
    later: Callable[[float, Callable[[], None]], None]  # do something after some seconds; likewise

    def __init__(self, profile: Profile, log: Path | None = None) -> None:
        self.profile, self.log = profile, log
        self.sim = Sim()
        self.memories = Memories(profile.memories, profile.preferred)
        self.faults = Faults()
        self.commands: list[str] = []
        self.bodies: list[str] = []
        self.deleted: list[int] = []
        self.reference = 0
        self.imei = "860000000000017"
        self.ussd = ""  # what the network answers to a service code: '0,"TKC 12000 d",15'
        self.silent = False
        # 3GPP TS 27.007 §7.2, §10.1.20, §10.1.22: <stat> of AT+CREG, AT+CGREG (None: as CREG), AT+CEREG
        self.registered, self.packet, self.lte = HOME, None, profile.lte
        self.functionality = 1  # §8.2
        self.signal = 20
        self.mute_at = ""  # fall silent at a line with this text, or "body": after the PDU, before it is logged
        self.mute_after_log = False
        self.send_error: int | None = None  # "+CMS ERROR" to every PDU
        self.prompt_error: int | None = None  # instead of the prompt
        self.refuses: tuple[str, int] = ("", 0)  # a number, and the "+CMS ERROR" to PDUs for it
        self.delete_error: int | None = None
        self.swallow_deletes = False  # say OK to AT+CMGD and delete nothing
        self.refuses_cnmi: list[str] = []
        self.noise = ""  # said before each answer
        self.verbose = True  # final result codes in words, not numbers (ITU-T V.250 §6.2.6)
        self.reports: list[str] = []  # TP-ST in hex, reported by itself about each text that asks for it
        self.report_seconds, self.report_copies = 0.0, 1
        self.chatter_seconds = 0.0
        self.callee: dict[str, Any] = {"does": "ring", "seconds": 0.0}  # what becomes of calls that it makes
        self.calling: tuple[str, float] | None = None  # the number, and since when
        self.start()

    def start(self) -> None:
        """What it is after each start: settings gone, the PIN wanted again."""
        self.editing = False
        self.echo, self.errors, self.clip = True, 0, False
        self.registration = {"+CREG": 0, "+CGREG": 0, "+CEREG": 0}  # <n>
        self.indications = [0, 0, 0, 0, 0]  # AT+CNMI: mode, mt, bm, ds, bfr
        self.memories.preferred = list(self.memories.first)
        self.sim.open = False

    # --- a command line ---

    def answer(self, line: str) -> Answer:
        """The answer to one command line."""
        self.commands.append(line)
        found = NAME.match(line)
        name = (found[1] or "") if found else ""
        if known := self.profile.answers.get(line):
            return list(known)
        if self.profile.tries and line == self.profile.tries[0]:
            left = self.profile.tries[1].format(pin=self.sim.pin_tries, puk=self.sim.puk_tries)
            return [left, OK] if self.sim.present else self.refused(cme(10))
        if name[:1] in ("D", "H"):
            return COMMANDS[name[0]](self, line[len("ATD") :])
        if line == "AT" or (name and name[0].isalpha()):
            self.verbose = self.verbose or "V1" in line
            self.echo = self.echo if name not in ("E0", "E1") else name == "E1"
            return [OK] if name != "I" else [*self.identity(), OK]
        if name not in COMMANDS:
            return [ERROR]
        try:
            return self.refused(self.locked(name) or COMMANDS[name](self, line.partition(name)[2]))
        except ValueError:  # no number where one should be
            return [ERROR]

    def identity(self) -> list[str]:
        """What ATI says."""
        profile = self.profile
        return [profile.manufacturer, profile.model, f"Revision: {profile.revision.removeprefix('+CGMR: ')}"]

    def locked(self, name: str) -> Answer | None:
        """The refusal of a command that needs the SIM, while it cannot be used."""
        if name in OF_MESSAGES:
            number = self.sim.cms()
            return cms(number) if number else None
        missing = self.sim.cme()
        if missing is None or name in WITHOUT_PIN or (missing == 10 and name != "+CIMI"):
            return None
        return cme(missing)

    def refused(self, answer: Answer) -> Answer:
        """Without AT+CMEE=1 a "+CME ERROR" has no number (3GPP TS 27.007 §9.1)."""
        return answer if self.errors or not answer[-1].startswith("+CME") else [*answer[:-1], ERROR]

    # --- the PDU behind the prompt ---

    def body(self, pdu: str) -> Answer | None:
        """The answer to what follows the prompt, up to Ctrl-Z; None where it falls silent."""
        self.editing = False
        self.bodies.append(pdu)
        if self.mute_at == "body":
            self.silent = True
            return None
        if self.send_error is not None:
            return cms(self.send_error)
        number, error = self.refuses
        if number and pdus.swapped(number.lstrip("+")) in pdu:
            return cms(error)
        self.reference = (self.reference + 1) % 256
        self.note({"at": time.time(), "pdu": pdu, "reference": self.reference})
        if self.mute_after_log:
            self.silent = True
            return None
        self.promise_reports(pdu, self.reference)
        return [f"+CMGS: {self.reference}", OK]

    def note(self, entry: dict[str, Any]) -> None:
        """One line of the log, on the disk before the modem answers."""
        if self.log:
            with self.log.open("a") as file:
                file.write(json.dumps(entry) + "\n")
                file.flush()
                os.fsync(file.fileno())

    def promise_reports(self, pdu: str, reference: int) -> None:
        """The delivery reports about a text that asks for them, one after the other."""
        if not (self.reports and pdus.wants_report(pdu)):
            return
        for n, status in enumerate(self.reports, 1):
            report = pdus.report(pdus.recipient(pdu), reference, int(status, 16), datetime.now(UTC))
            for _ in range(self.report_copies):
                self.later(n * self.report_seconds, lambda report=report: self.report(report))  # type: ignore[misc]

    # --- by itself ---

    def unasked(self, *lines: str) -> None:
        """Say lines that nobody asked for."""
        end = self.faults.end
        self.say("".join(f"{end}{line}{end}" for line in lines))

    def report(self, pdu: str) -> None:
        """A delivery report, as AT+CNMI's <ds> says (3GPP TS 27.005 §3.4.1): said, stored, or dropped."""
        if self.indications[3] == 1:
            self.unasked(f"+CDS: {pdus.length(pdu)}{self.faults.end}{pdu}")
        elif self.indications[3] == 2 and self.sim.cms() is None:
            name = "SR" if "SR" in self.memories.sizes else self.memories.preferred[2]
            if place := self.memories.store(pdu, name):
                self.unasked(f'+CDSI: "{name}",{place}')

    def deliver(self, pdu: str, name: str = "") -> int | None:
        """Store an incoming PDU, and say so where AT+CNMI asks for it; None, and the network waits, without a place."""
        name = name or self.memories.preferred[2]
        place = self.memories.store(pdu, name) if self.sim.cms() is None else None
        if place is None:
            self.memories.waiting.append(pdu)
            if self.sim.cms() is None:
                self.unasked(*(line.format(memory=name) for line in self.profile.full))
        elif self.indications[1] == 1:
            self.unasked(f'+CMTI: "{name}",{place}')
        return place

    def make_room(self) -> None:
        """A place is free: what waits in the network comes in."""
        waiting, self.memories.waiting = self.memories.waiting, []
        for pdu in waiting:
            self.deliver(pdu)

    def read_place(self, place: int) -> str | None:
        """The PDU at a place of mem1, which counts as read from now on."""
        found = self.memories.read.get(place)
        if found:
            self.memories.read[place] = (READ, found[1])
        return found[1] if found else None

    def move(self, **states: int | None) -> None:
        """Another state of the network (`registered`, `packet`, `lte`), said where AT+CREG=1 or 2 asks for it."""
        for name, state in states.items():
            setattr(self, name, state)
        for name, mode in self.registration.items():
            state = self.state(name)
            if mode and state is not None:
                place = ',"0001","0000ABCD",7' if mode > 1 and state in (HOME, ROAMING) else ""
                self.unasked(f"{name}: {state}{place}")

    def state(self, name: str) -> int | None:
        """<stat> of AT+CREG, AT+CGREG, AT+CEREG; None where it does not know the command."""
        if self.sim.cme() is not None or self.functionality != 1:
            return 0
        packet = self.registered if self.packet is None else self.packet
        return {"+CREG": self.registered, "+CGREG": packet, "+CEREG": self.lte}[name]

    def take_out(self) -> None:
        """Pull the SIM; what lies on it goes with it."""
        self.sim.present = False
        self.unasked(*self.profile.sim_out)

    def put_in(self, sim: Sim) -> None:
        """Put a SIM in."""
        self.sim = sim
        self.unasked(*self.profile.sim_in)

    def ring(self, number: str, times: int, seconds: float) -> None:
        """A caller who gives up after some rings; "" withholds the number (3GPP TS 27.007 §7.6)."""
        clip = [f'+CLIP: "{number}",{145 if number.startswith("+") else 129},,,,{0 if number else 1}']
        for n in range(times):
            self.later(n * seconds, lambda: self.unasked("RING", *(clip if self.clip else [])))
        end = [line.format(number=number) for line in self.profile.call_end]
        self.later(times * seconds, lambda: self.unasked(*end))

    def chat(self, seconds: float) -> None:
        """Say the maker's own lines again and again; 0 ends it."""
        running, self.chatter_seconds = self.chatter_seconds > 0, seconds
        if seconds and not running:
            self.later(0, self._chat)

    def _chat(self) -> None:
        if self.chatter_seconds:
            self.unasked(*self.profile.chatter)
            self.later(self.chatter_seconds, self._chat)

    def restart(self) -> None:
        """Start again by itself, as at a loss of power."""
        self.start()
        self.unasked(*self.profile.boot)
