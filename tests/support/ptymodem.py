"""A small GSM modem on a pseudo-terminal: PDU mode as gammu's AT driver speaks it (3GPP TS 27.005, 27.007).

It runs as a process of its own (``python ptymodem.py --link PATH --log FILE --control SOCKET``), so that it survives
the gateway: the log of accepted CMGS PDUs, one JSON line each, written and synced before the modem answers, is the
judge of crash tests. A test feeds it and makes it fail through the control socket, one JSON object a line:

    {"do": "deliver", "pdu": HEX}            an incoming PDU with its SMSC prefix: stored on the SIM; answers
    {"location"} {"do": "set", "mute_at": "CMGS", …}      change any attribute named in SETTINGS; answers {"ok": true}
    {"do": "seen"}                           every command heard so far, and the numbers of what was stored and deleted
    {"do": "say", "text": "+CDS: …"}         say something unasked
    {"do": "replug"}                         close the terminal and open another one; the link moves to it
"""

import argparse
import fcntl
import json
import os
import pty
import re
import select
import socket
import termios
from pathlib import Path
from typing import Any

SETTINGS = (
    "mute_at",  # fall silent when a line with this text comes (or "body": after the PDU of a CMGS, before it is logged)
    "mute_after_log",  # accept and log the PDU of a CMGS, then fall silent
    "send_error",  # answer this CMS error number to the PDU of a CMGS, once logged as refused
    "refuses",  # answer this CMS error number to PDUs for this number: ["+84590003101", 302]
    "prompt_error",  # answer this CMS error number instead of the prompt
    "delete_error",  # answer this CMS error number to every CMGD
    "swallow_deletes",  # say OK to every CMGD and delete nothing
    "registered",  # CREG's state, and CGREG's: 0 none, 1 home, 2 searching, 3 denied, 5 roaming
    "packet",  # CGREG's own state, where it is another: a SIM on 4G alone
    "signal",  # CSQ's number, 0 to 31, 99 unknown
    "imsi",
    "pin",  # the PIN it wants; "" when the SIM is open
    "size",  # places on the SIM
    "refuses_cnmi",  # what follows AT+CNMI in the forms it does not know
    "noise",  # a line said before each answer, as ^RSSI of some modems
)


class Modem:
    """One modem's state and its answers."""

    def __init__(self, log: Path | None) -> None:
        self.log = log
        self.stored: dict[int, str] = {}
        self.commands: list[str] = []
        self.bodies: list[str] = []
        self.deleted: list[int] = []
        self.reference = 0
        self.editing = False
        self.silent = False
        self.mute_at = ""
        self.mute_after_log = False
        self.send_error: int | None = None
        self.refuses: tuple[str, int] = ("", 0)
        self.prompt_error: int | None = None
        self.delete_error: int | None = None
        self.swallow_deletes = False
        self.registered = 1
        self.packet: int | None = None
        self.signal = 20
        self.imsi = "452040000000001"
        self.pin = ""
        self.size = 50
        self.noise = ""
        self.refuses_cnmi: list[str] = []

    def command(self, line: str) -> str:
        """The answer to one command line, without echo."""
        self.commands.append(line)
        if self.mute_at and self.mute_at in line:
            self.silent = True
            return ""
        name = re.match(r"AT(\+[A-Z]+|[A-Z]\d?)?", line)
        verb = (name[1] or "") if name else ""
        method = getattr(self, "at_" + verb.strip("+").lower(), None)
        noise = f"\r\n{self.noise}\r\n" if self.noise else ""
        if line == "AT" or (verb and not verb.startswith("+")):
            return noise + "\r\nOK\r\n"
        if self.pin and verb not in ("", "+CPIN", "+CMEE", "+CGMI", "+CGMM", "+CSCS"):
            return noise + "\r\n+CME ERROR: 11\r\n"
        if method is None:
            return noise + "\r\nERROR\r\n"
        return noise + str(method(line.partition(verb)[2]))

    def lines(self, *lines: str) -> str:
        return "".join(f"\r\n{line}" for line in lines) + "\r\n\r\nOK\r\n"

    def at_cmee(self, rest: str) -> str:
        return "\r\nOK\r\n"

    def at_cscs(self, rest: str) -> str:
        return {"=?": self.lines('+CSCS: ("GSM","UCS2")'), "?": self.lines('+CSCS: "GSM"')}.get(rest, "\r\nOK\r\n")

    def at_cgmm(self, rest: str) -> str:
        return self.lines("PTY-MODEM")

    def at_cgmi(self, rest: str) -> str:
        return self.lines("Gateway tests")

    def at_cgmr(self, rest: str) -> str:
        return self.lines("1.0")

    def at_cimi(self, rest: str) -> str:
        return self.lines(self.imsi) if self.imsi else "\r\n+CME ERROR: 10\r\n"

    def at_cpin(self, rest: str) -> str:
        if rest == "?":
            return self.lines("+CPIN: " + ("SIM PIN" if self.pin else "READY"))
        if rest.strip('="') != self.pin:
            return "\r\n+CME ERROR: 16\r\n"
        self.pin = ""
        return "\r\nOK\r\n"

    def at_csq(self, rest: str) -> str:
        return self.lines(f"+CSQ: {self.signal},0")

    def at_creg(self, rest: str) -> str:
        return self.registration("+CREG", rest, self.registered)

    def registration(self, name: str, rest: str, state: int) -> str:
        """CREG and CGREG: with the place once mode 2 is set."""
        if rest != "?":
            return "\r\nOK\r\n"
        place = ',"0001","0000ABCD",7' if state in (1, 5) else ""
        return self.lines(f"{name}: 2,{state}{place}")

    def at_cgatt(self, rest: str) -> str:
        return self.lines(f"+CGATT: {int(self.registered in (1, 5))}")

    def at_cgreg(self, rest: str) -> str:
        return self.registration("+CGREG", rest, self.registered if self.packet is None else self.packet)

    def at_cops(self, rest: str) -> str:
        return (
            self.lines('+COPS: 0,2,"45204"' if self.registered in (1, 5) else "+COPS: 0")
            if rest == "?"
            else "\r\nOK\r\n"
        )

    def at_csca(self, rest: str) -> str:
        return self.lines('+CSCA: "+84900000000",145') if rest == "?" else "\r\nOK\r\n"

    def at_cnmi(self, rest: str) -> str:
        return "\r\nERROR\r\n" if rest in self.refuses_cnmi else "\r\nOK\r\n"

    def at_cmgf(self, rest: str) -> str:
        return {"=?": self.lines("+CMGF: (0,1)"), "?": self.lines("+CMGF: 0"), "=0": "\r\nOK\r\n"}.get(
            rest, "\r\nERROR\r\n"
        )

    def at_cpms(self, rest: str) -> str:
        used = f"{len(self.stored)},{self.size}"
        if rest == "=?":
            return self.lines('+CPMS: ("SM"),("SM"),("SM")')
        if rest == "?":
            return self.lines(f'+CPMS: "SM",{used},"SM",{used},"SM",{used}')
        return self.lines(f"+CPMS: {used},{used},{used}") if '"SM"' in rest else "\r\n+CMS ERROR: 302\r\n"

    def at_cmgl(self, rest: str) -> str:
        listed = [
            f"+CMGL: {n},1,,{len(pdu) // 2 - 1 - int(pdu[:2], 16)}\r\n{pdu}" for n, pdu in sorted(self.stored.items())
        ]
        return self.lines(*listed)

    def at_cmgr(self, rest: str) -> str:
        pdu = self.stored.get(int(rest.lstrip("=")))
        return (
            self.lines(f"+CMGR: 1,,{len(pdu) // 2 - 1 - int(pdu[:2], 16)}", pdu) if pdu else "\r\n+CMS ERROR: 321\r\n"
        )

    def at_cmgd(self, rest: str) -> str:
        if self.delete_error is not None:
            return f"\r\n+CMS ERROR: {self.delete_error}\r\n"
        place = int(rest.lstrip("=").partition(",")[0])
        if not self.swallow_deletes and self.stored.pop(place, None) is not None:
            self.deleted.append(place)
        return "\r\nOK\r\n"

    def at_cmgs(self, rest: str) -> str:
        if self.prompt_error is not None:
            return f"\r\n+CMS ERROR: {self.prompt_error}\r\n"
        self.editing = True
        return "\r\n> "

    def text(self, body: str) -> str:
        """What follows the prompt, up to Ctrl-Z."""
        self.editing = False
        self.bodies.append(body)
        if self.mute_at == "body":
            self.silent = True
            return ""
        if self.send_error is not None:
            return f"\r\n+CMS ERROR: {self.send_error}\r\n"
        number, error = self.refuses
        if number and self.swapped(number) in body:
            return f"\r\n+CMS ERROR: {error}\r\n"
        self.reference = (self.reference + 1) % 256
        self.note({"pdu": body, "reference": self.reference})
        if self.mute_after_log:
            self.silent = True
            return ""
        return self.lines(f"+CMGS: {self.reference}")

    @staticmethod
    def swapped(number: str) -> str:
        """A number's semi-octets, as they stand in a PDU (3GPP TS 23.040 §9.1.2.5)."""
        digits = number.lstrip("+") + "F" * (len(number.lstrip("+")) % 2)
        return "".join(digits[n + 1] + digits[n] for n in range(0, len(digits), 2))

    def note(self, entry: dict[str, Any]) -> None:
        if self.log:
            with self.log.open("a") as file:
                file.write(json.dumps(entry) + "\n")
                file.flush()
                os.fsync(file.fileno())

    def deliver(self, pdu: str) -> int | None:
        """Store an incoming PDU at the first free place; None when the SIM is full."""
        free = [n for n in range(1, self.size + 1) if n not in self.stored]
        if not free:
            return None
        self.stored[free[0]] = pdu.upper()
        return free[0]


class Port:
    """The pseudo-terminal, its stable link, and what has been read of a line."""

    def __init__(self, link: Path, modem: Modem) -> None:
        self.link, self.modem, self.pending = link, modem, b""
        self.master = self.terminal = -1
        self.plug()

    def plug(self) -> None:
        """Open a new terminal (closing the old one) and move the link to it."""
        self.unplug()
        self.master, self.terminal = pty.openpty()
        fresh = self.link.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(self.terminal))
        fresh.replace(self.link)
        self.pending, self.modem.editing, self.modem.silent = b"", False, False

    def unplug(self) -> None:
        if self.master >= 0:
            os.close(self.master)
            os.close(self.terminal)
        self.master = self.terminal = -1
        self.link.unlink(missing_ok=True)

    def share(self) -> None:
        """A serial port forgets TIOCEXCL when its holder has gone. A pseudo-terminal keeps it for as long as its other
        end is open, and nobody but root could open it again. Who holds the modem is told by flock."""
        if self.terminal >= 0:
            fcntl.ioctl(self.terminal, termios.TIOCNXCL)

    def read(self) -> None:
        self.pending += os.read(self.master, 4096)
        self.share()
        while (
            end := re.search(rb"[\r\x1a\x1b]" if not self.modem.editing else rb"[\x1a\x1b]", self.pending)
        ) is not None:
            said, sign = self.pending[: end.start()], self.pending[end.start() : end.end()]
            self.pending = self.pending[end.end() :]
            self.heard(said.decode("ascii", "replace").strip("\n"), sign)

    def heard(self, said: str, sign: bytes) -> None:
        """One line or one body: echo it, answer it."""
        if sign == b"\x1b":
            self.modem.editing, answer = False, ""
        elif self.modem.editing:
            answer = self.modem.text(said.strip("\r"))
        else:
            answer = self.modem.command(said) if said else ""
        if not self.modem.silent:
            os.write(self.master, (said + sign.decode("ascii")).encode("ascii") + answer.encode("ascii"))


def control(port: Port, order: dict[str, Any]) -> dict[str, Any]:
    """Do one order of a test."""
    modem = port.modem
    if order["do"] == "deliver":
        return {"location": modem.deliver(order["pdu"])}
    if order["do"] == "seen":
        return {"commands": modem.commands, "bodies": modem.bodies, "stored": modem.stored, "deleted": modem.deleted}
    if order["do"] == "set":
        for name in SETTINGS:
            if name in order:
                setattr(modem, name, order[name])
        modem.silent = order.get("silent", False)
    elif order["do"] == "say":
        os.write(port.master, order["text"].encode("ascii"))
    elif order["do"] in ("replug", "unplug"):
        port.plug() if order["do"] == "replug" else port.unplug()
    return {"ok": True}


def serve(port: Port, listener: socket.socket) -> None:
    """Serve the terminal and the control socket until killed, or until the test that started us is gone."""
    clients: dict[int, socket.socket] = {}
    starter = os.getppid()
    while os.getppid() == starter:
        terminal = [port.master] if port.master >= 0 else []
        port.share()
        ready, _, _ = select.select([*terminal, listener.fileno(), *clients], [], [], 0.2)
        for source in ready:
            if source == listener.fileno():
                client = listener.accept()[0]
                clients[client.fileno()] = client
            elif source in clients:
                said = clients[source].recv(65536)
                if said:
                    clients[source].sendall(json.dumps(control(port, json.loads(said))).encode() + b"\n")
                else:
                    clients.pop(source).close()
            elif source == port.master:
                port.read()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--link", type=Path, required=True)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--control", type=Path, required=True)
    given = parser.parse_args()
    port = Port(given.link, Modem(given.log))
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(given.control))
    listener.listen()
    os.write(1, b"ready\n")
    serve(port, listener)


if __name__ == "__main__":
    main()
