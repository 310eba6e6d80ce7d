"""Between a modem and gammu: commands and their answers pass, every other line is taken out and becomes an event.

gammu knows some lines that modems say unasked, and takes any other for the beginning of the next answer, which it then
waits for in vain (28–50 s). So it hears nothing but what it has asked for, each answer with its echo and in the line
ends that it expects, whatever the modem makes of them. Octets in, octets out, events aside: no input or output here.
Standard library only.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.channels.sms import unasked
    from gateway.channels.sms.commands import HEADS, HEX, NEEDLESS, SETTING, Command, harmless, numbered
else:
    import unasked
    from commands import HEADS, HEX, NEEDLESS, SETTING, Command, harmless, numbered

LINE_END = re.compile(rb"[\r\n]")
SAID_END = re.compile(rb"[\r\x1a\x1b]")  # of what gammu says
BODY_END = re.compile(rb"[\x1a\x1b]")
NOISE = re.compile(rb"[^\x20-\x7e]+")
SPOKEN_LINES = 20
LONGEST = 2048  # octets of a line: a PDU has 400
CTRL_Z, ESCAPE, PROMPT = b"\x1a", b"\x1b", b"\r\n> "
INTERRUPTED = {False: "ERROR", True: "+CMS ERROR: 500"}  # by whether a text may be on its way already


class LineFilter:
    """One modem's wire."""

    def __init__(self) -> None:
        self.events: list[unasked.Event] = []
        self.settings: dict[str, str] = {}  # command lines that were taken, by what they set
        self.answer: list[str] | None = None  # of a command of ours, which gammu does not hear
        # The modem has started again before it had answered, or does not answer: what follows is refused at once, and
        # gammu is done with it soon.
        self.interrupted = False
        self.progress = 0  # goes up with each piece of an answer
        self._command: Command | None = None
        self._echoes = False  # this modem echoes: what comes before the echo belongs to an earlier command
        self._early: list[str] = []  # such lines
        self._waiting: list[tuple[str, int]] = []  # heads whose PDU is to come: "own" or a kind of event, octets
        self._spoken: list[str] = []  # of an answer of the network that stands on several lines, until its quote ends
        self._ussd = False  # gammu waits for the network's answer, which comes after the "OK"
        self._said = b""
        self._heard = b""
        self._out: list[bytes] = []

    # --- from gammu, or from us ---

    def to_modem(self, octets: bytes) -> tuple[bytes, bytes]:
        """What gammu has said -> what the modem is told now, and the echo that gammu hears at once.

        The echo is ours: a modem may be set to give none, or cut it by a line of its own.
        """
        self._said += octets
        told, echo = b"", b""
        while (end := (BODY_END if self._in_body() else SAID_END).search(self._said)) is not None:
            said, self._said = self._said[: end.start()].lstrip(b"\r\n"), self._said[end.end() :]
            if self.interrupted:
                echo += said + end[0] + (b"\r\n\r\nERROR\r\n" if said else b"")
                continue
            told += said + end[0]
            echo += self._tell(said.decode("latin-1"), end[0])
        return told, echo

    def ask(self, line: str) -> bytes:
        """A command of ours, while gammu rests -> what the modem is told. `answer` gets its lines, `asked` its end."""
        self.answer = []
        self._tell(line, b"\r")
        return line.encode("ascii") + b"\r"

    @property
    def is_answering(self) -> bool:
        """Whether a command has no final result code yet."""
        return self._command is not None

    @property
    def is_expecting(self) -> bool:
        """Whether an answer is awaited that no modem takes long over."""
        return self._command is not None and not self._command.may_take_long and not self._command.body

    @property
    def lacks_only_ok(self) -> bool:
        """Whether a text has its reference, and nothing but the final result code is awaited."""
        return self._command is not None and self._command.is_taken

    def interrupt(self) -> bytes:
        """No answer will come any more -> what gammu hears instead. Of a text that has its reference nothing lacks."""
        if self._command and self._command.is_taken:
            self._end(self._command, "OK")
            return self._taken()
        self.interrupted = True
        if self._command:
            self._end(self._command, INTERRUPTED[self._command.is_out])
        return self._taken()

    def give_up(self) -> None:
        """Wait no longer for an answer."""
        self._command, self.answer = None, None
        self._early.clear()

    def _in_body(self) -> bool:
        return self._command is not None and self._command.body

    def _tell(self, said: str, end: bytes) -> bytes:
        """Note what the modem is told; the echo for gammu."""
        if end == ESCAPE:
            if self._command:
                self._command.body = False
            return b""
        if self._command and self._command.body:
            self._command.body = False
            self._command.echo = said
            self._command.is_out = True
        elif said:
            self._command = Command(said)
            self._ussd = self.answer is None and self._command.name == "+CUSD" and not self._command.asks
            self._early.clear()
            self._waiting = [(kind, size) for kind, size in self._waiting if kind != "own"]
        return said.encode("latin-1") + end + b"\r\n"

    # --- from the modem ---

    def to_gammu(self, octets: bytes) -> bytes:
        """What the modem has said -> what gammu hears of it."""
        self._heard += octets
        while (end := LINE_END.search(self._heard)) is not None:
            line, self._heard = self._heard[: end.start()], self._heard[end.end() :]
            self._line(NOISE.sub(b"", line[:LONGEST]).decode("ascii").strip())
        if self._command and self._command.awaits_prompt:
            self._look_for_prompt()
        self._heard = self._heard[-LONGEST:]
        return self._taken()

    def _taken(self) -> bytes:
        said, self._out = b"".join(self._out), []
        return said

    @property
    def is_unsettled(self) -> bool:
        """Whether `settle` would make anything of what has come: a line without its end, an answer without its echo."""
        return bool(self._early or self._heard)

    def settle(self) -> bytes:
        """Nothing more has come for a while -> what gammu hears of what was kept back.

        An echo that has not come until now never will; a final result code without a line end is one all the same.
        """
        early, self._early = self._early, []
        if self._command:
            if early:
                self._command.echo, self._echoes = "", False
            for line in early:
                self._belongs(line)
            rest = NOISE.sub(b"", self._heard).decode("ascii").strip()
            if self._command and self._command.ends_with(rest):
                self._heard = b""
                self._belongs(rest)
        return self._taken()

    def _look_for_prompt(self) -> None:
        """The prompt has no line end (3GPP TS 27.005 §3.5.1); what stands before it on its line is another matter."""
        rest = NOISE.sub(b"", self._heard).decode("ascii")
        if rest.strip() != ">" and not rest.endswith("> "):
            return
        self._heard = b""
        if before := rest.strip().removesuffix(">").strip():
            self._line(before)
        self._prompt()

    def _prompt(self) -> None:
        if self._command and self._command.awaits_prompt:
            self._command.awaits_prompt, self._command.body = False, True
            self.progress += 1
            self._out.append(PROMPT)

    def _line(self, line: str) -> None:
        """One line, or what is left of it."""
        if not self._is_spoken(line):
            self._one_line(line)

    def _is_spoken(self, line: str) -> bool:
        """Whether a line belongs to an answer of the network (+CUSD) that stands on several lines, as menus do. One
        whose quote never ends must not swallow what is ours: a final result code ends it, and so does its length."""
        if not self._spoken:
            if not (line.startswith("+CUSD:") and line.count('"') == 1):
                return False
            self._spoken = [line]
            return True
        is_other = line.startswith("+") or (self._command is not None and self._command.ends_with(line))
        if line and not is_other:
            self._spoken.append(line)
        if is_other or '"' in line or len(self._spoken) > SPOKEN_LINES:
            said, self._spoken = "\n".join(self._spoken), []
            self._unasked(said)
        return not is_other

    def _one_line(self, line: str) -> None:
        if line and self._command and (rest := self._command.hears_echo(line)) is not None:
            if not self._command.echo:
                self._echoes = self._echoes or not self._command.is_out
                self._early.clear()
            line = rest
        if not line or (HEX.match(line) and self._pdu(line)):
            return
        if self._command and self._command.awaits_prompt and line.startswith(">"):
            self._prompt()
            line = line[1:].strip()
            if not line:
                return
        if self._command is None or not self._may_belong(self._command, line):
            self._unasked(line)
        elif self._command.echo and self._echoes and not self._command.is_out:
            self._early.append(line)
        else:
            self._belongs(line)

    def _may_belong(self, command: Command, line: str) -> bool:
        return command.ends_with(line) or command.owns(line) or command.may_be_bare(line)

    def _belongs(self, line: str) -> None:
        """A line of the answer that is awaited."""
        command = self._command
        if command is None:
            return
        self.progress += 1
        if command.ends_with(line):
            self._end(command, line)
        elif command.owns(line):
            if command.name in HEADS:
                self._await_pdu("own", line)
            command.is_taken = command.is_out and command.name == "+CMGS"
            self._pass(harmless(line))
        else:
            command.bare.append(line)

    def _end(self, command: Command, line: str) -> None:
        """The final result code: the command is done."""
        for text in command.text():
            self._pass(text)
        if line == "OK" and SETTING.match(command.line):
            self.settings[command.name] = command.line
        if command.name == "Z":
            self.settings.clear()
        self._command = None
        self._pass("OK" if command.name in NEEDLESS else numbered(line), final=True)

    def _pass(self, line: str, *, final: bool = False) -> None:
        """A line that gammu hears, or that answers us."""
        if self.answer is not None:
            self.answer.append(line)
        else:
            self._out.append((b"\r\n" if final else b"") + line.encode("ascii") + b"\r\n")

    # --- PDUs, on lines of their own below a head ---

    def _await_pdu(self, kind: str, head: str) -> None:
        length = unasked.LENGTH.search(head)
        self._waiting = [*(one for one in self._waiting if one[0] != kind), (kind, int(length[1]) if length else 0)]

    def _pdu(self, line: str) -> bool:
        """Give a PDU to its head: the last one with its length, else the last one. False where it is none's."""
        if not self._waiting:
            return False
        size = len(line) // 2 - 1 - int(line[:2], 16) if len(line) > 1 else 0  # without the centre's address
        fitting = [n for n, (_, length) in enumerate(self._waiting) if length == size]
        if not fitting and self._command and self._command.may_be_bare(line):
            return False
        kind, _ = self._waiting.pop(fitting[-1] if fitting else -1)
        if kind == "own":
            self.progress += 1
            self._pass(line)
        elif kind:
            self.events.append({"kind": kind, "pdu": line.upper()})
        return True

    # --- unasked ---

    def _unasked(self, line: str) -> None:
        """A line that nobody asked for."""
        head = line.partition(":")[0].strip().upper()
        if head in unasked.PDU_BELOW:
            self._await_pdu(unasked.PDU_BELOW[head], line)
            return
        found = unasked.event(line)
        if found is None:
            return
        self.events.append(found)
        if found["kind"] == "ussd" and self._ussd:
            self._ussd = False
            self._out.append(line.encode("ascii") + b"\r\n")
        if found["kind"] == "restarted" and self._command:
            self.interrupted = True
            self._end(self._command, INTERRUPTED[self._command.is_out])
