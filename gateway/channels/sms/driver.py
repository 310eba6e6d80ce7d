"""What the child does with gammu: one method a command, each with plain JSON in and out.

Long commands come back with what they have after BUDGET seconds: the parent asks again, and others get through.
"""

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import gammu  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from gateway.channels.sms import dialing, records, sim, sim_state, wire
    from gateway.channels.sms.debug_log import DebugLog
    from gateway.channels.sms.device_lock import lock
    from gateway.channels.sms.dummy_journal import Journal
    from gateway.channels.sms.memory_places import DUMMY, MEMORY, REPORTS, places
    from gateway.channels.sms.port import UNPLUGGED, Interrupted, Port
    from gateway.channels.sms.report_memory import ReportMemory, ask_for_reports, check
    from gateway.channels.sms.unasked import Event
else:
    import dialing
    import records
    import sim
    import sim_state
    import wire
    from debug_log import DebugLog
    from device_lock import lock
    from dummy_journal import Journal
    from memory_places import DUMMY, MEMORY, REPORTS, places
    from port import UNPLUGGED, Interrupted, Port
    from report_memory import ReportMemory, ask_for_reports, check

BATCH = 50  # pieces a list command brings: 4–5 times as fast as one by one
BUDGET = 2.0  # seconds
ANSWER_SECONDS = 5.0
EMPTY = (gammu.ERR_EMPTY, gammu.ERR_INVALIDLOCATION)
# Who calls, and changes of the network (3GPP TS 27.007 §7.6, §10.1.22): a modem without them is none the worse
WANTED = ("AT+CLIP=1", "AT+CEREG=1")
HARD = (gammu.ERR_TIMEOUT, gammu.ERR_DEVICENOTEXIST, gammu.ERR_DEVICEWRITEERROR, gammu.ERR_DEVICEREADERROR)


class Driver:
    """One modem, from "open" to the end of the process. `emit`: hands what the modem says by itself to the parent; it
    is called in another thread."""

    def __init__(self, emit: Callable[[dict[str, Any]], None]) -> None:
        self.emit = emit
        self.machine = gammu.StateMachine()
        self.port: Port | None = None
        self.debug_log = DebugLog()
        self.dummy = False
        self.smsc = self.own_centre = ""
        self.journal: Journal | None = None
        self.reports: ReportMemory | None = None
        self.on_wire = False

    def do(self, command: str, **arguments: Any) -> dict[str, Any]:
        """One command. Raises Interrupted where the modem has to be opened anew."""
        if self.port is None or command == "send":  # what was sent is sent
            return self.done(command, **arguments)
        try:
            answer = self.done(command, **arguments)
        except gammu.GSMError:
            self.port.raise_if_interrupted()
            raise
        self.port.raise_if_interrupted()
        return answer

    def done(self, command: str, **arguments: Any) -> dict[str, Any]:
        """The answer of one method, on a modem that is set as it was."""
        if self.port:
            self.port.set_again(ANSWER_SECONDS)
        answer: dict[str, Any] = getattr(self, "do_" + command)(**arguments)
        return answer

    def heard(self, event: "Event") -> None:
        """Something that the modem has said by itself: to the parent; a PDU that it stores nowhere as a piece."""
        pdu = event.get("pdu")
        if pdu is None:
            if self.reports:
                self.reports.hear(event.get("memory"))
            self.emit(dict(event))
            return
        record = records.decoded(pdu)
        self.emit({"kind": event["kind"], "digest": wire.digest(record).hex(), "record": record})

    def do_open(
        self, *, driver: str, device: str, connection: str, pin: str, tries: int, centre: str
    ) -> dict[str, Any]:
        """Lock the device, start talking, unlock the SIM: what it still `wants`, null nothing.

        `tries`: a PIN is given only where the SIM takes at least so many, or does not tell; `left` says how many it
        takes. `centre`: the number of the message centre, "" for the SIM's own.
        """
        self.dummy = driver == "dummy"
        if self.dummy:
            os.makedirs(os.path.join(device, "sms", "1"), exist_ok=True)
            self.journal = Journal(device)
            self.plugged()
            lock(device)  # for the life of the process
        else:
            self.port = Port(device, connection, self.heard)
            self.port.wake()
        self.machine.SetConfig(0, {
            "Model": driver, "Connection": "none" if self.dummy else connection,
            "Device": self.port.path if self.port else device,
            "DebugLevel": "textall", "DebugFile": self.debug_log.path, "UseGlobalDebugFile": 0,
        })  # fmt: skip
        if wants := self.begin(pin, tries):
            return {"wants": wants, "left": sim.tries_left(self.port)}
        # Only now: before its PIN a modem takes few commands (3GPP TS 27.007 §8.3), and none about messages. The first
        # way that it takes is enough.
        if self.port:
            sim.wait_until_usable(self.port)
            ask_for_reports(self.port)
            self.reports = ReportMemory(self.port)
            for command in WANTED:
                self.said_ok(command)
        self.own_centre, self.smsc = centre, ""
        return {"wants": None}

    def do_restart(self, *, device: str, connection: str) -> dict[str, Any]:
        """Have a modem that hangs start again (3GPP TS 27.007 §8.2); gammu is not asked, which would wait for it."""
        return {"taken": Port(device, connection, lambda _: None).ask("AT+CFUN=1,1", ANSWER_SECONDS).is_ok}

    def do_dial(self, *, number: str, seconds: float) -> dict[str, Any]:
        """See dialing.py; gammu rests meanwhile."""
        return {"outcome": dialing.call(self.port, number, seconds) if self.port else "refused"}

    def do_ussd(self, *, code: str) -> dict[str, Any]:
        """Ask the network a service code, whose answer comes as an event; "" ends a dialogue that it has begun."""
        return {"taken": self.said_ok(f'AT+CUSD=1,"{code}",15' if code else "AT+CUSD=2")}

    def said_ok(self, command: str) -> bool:
        """Whether the modem takes a command that gammu does not offer."""
        return self.port is not None and self.port.ask(command, ANSWER_SECONDS).is_ok

    def plugged(self) -> None:
        """The dummy phone can be unplugged, like any modem. Raises ERR_DEVICENOTEXIST."""
        if self.journal and self.journal.unplugged():
            raise gammu.ERR_DEVICENOTEXIST

    def begin(self, pin: str, tries: int) -> str | None:
        """Start talking and unlock the SIM; what it still wants, or None. Raises PinRefused.

        Some modems refuse even AT+CFUN before the PIN, against 3GPP TS 27.007 §8.3: gammu gives up half-way, and has to
        begin again afterwards.
        """
        half = False
        try:
            self.machine.Init()
        except gammu.ERR_SECURITYERROR:
            half = True
        wants: str | None = self.quiet("GetSecurityStatus")
        if not wants:
            return "unlocking" if half else None
        left = sim.tries_left(self.port)
        if wants.upper() != "PIN" or not pin or (left is not None and left < tries):
            return wants
        # Once, and not again after a refusal (session.py): the SIM itself counts, and bars the PIN at the third false
        # one in a row, whatever was switched off in between (ETSI TS 102 221 §11.1.9).
        try:
            self.machine.EnterSecurityCode("PIN", pin)
        except gammu.ERR_SECURITYERROR:
            raise sim.PinRefused(sim.tries_left(self.port)) from None
        if half:
            self.machine.Terminate()
            self.machine.Init()
        return None

    def quiet(self, name: str) -> Any:
        """A call whose failure is only a fact that is missing. A modem that does not answer at all is an error."""
        self.debug_log.forget()
        try:
            return getattr(self.machine, name)()
        except HARD:
            raise
        except gammu.GSMError:
            return None

    def do_info(self) -> dict[str, Any]:
        """Signal, network, both memories, SIM, modem and message centre; null where the modem does not say."""
        if self.port:
            check(self.port)
        signal, network = self.quiet("GetSignalQuality"), self.quiet("GetNetworkInfo") or {}
        is_empty = self.journal is not None and self.journal.is_empty()
        memory = {"SIMUsed": 0, "SIMSize": DUMMY} if is_empty else self.quiet("GetSMSStatus") or {}
        return {
            "signal": signal["SignalPercent"] if signal and signal["SignalPercent"] >= 0 else None,
            "network": sim.network(self.port, [network.get("State"), network.get("PacketState")]),
            "sim_used": memory.get("SIMUsed"),
            "sim_size": memory.get("SIMSize"),
            "me_used": memory.get("PhoneUsed"),
            "me_size": memory.get("PhoneSize"),
            "imsi": self.quiet("GetSIMIMSI"),
            "imei": self.quiet("GetIMEI"),
            "centre": self.centre(),
        }

    def centre(self) -> bool | None:
        """Whether the number of the message centre is known, which no text goes out without; one that is configured is
        written to the SIM where it has another. Null where the modem does not say."""
        found = self.quiet("GetSMSC")
        self.smsc = wire.cut(found["Number"]) if found else ""
        if self.own_centre and self.smsc != self.own_centre:
            self.said_ok(f'AT+CSCA="{self.own_centre}",145')
            self.smsc = self.own_centre
        return True if self.smsc or not self.port else sim.knows_centre(self.port)

    def do_list(self, *, after: int | None) -> dict[str, Any]:
        """The next pieces behind location `after` (null: the first ones). `more`: where to go on, null at the end."""
        self.plugged()
        if after is None and self.port:
            sim.usable(self.port)
        pieces: list[dict[str, Any]] = []
        unfetched: list[int] = []
        if self.journal and self.journal.is_empty():
            return {"pieces": pieces, "unfetched": unfetched, "more": None}
        began = time.monotonic()
        while len(pieces) < BATCH and time.monotonic() - began < BUDGET:
            try:
                after, found = self.following(after, unfetched)
            except EMPTY:
                pieces += records.stored(self.reports.due() if self.reports else [])
                return {"pieces": pieces, "unfetched": unfetched, "more": None}
            pieces += found
        return {"pieces": pieces, "unfetched": unfetched, "more": after}

    def following(self, after: int | None, unfetched: list[int]) -> tuple[int, list[dict[str, Any]]]:
        """The piece behind `after`. One that gammu cannot read is told by its octets, or as unfetched: stepped over."""
        try:
            sms = self.next(after)
        except HARD:
            raise
        except EMPTY:
            if (location := self.debug_log.missing(after or 0)) is None:
                raise
            return location, []  # listed, and not there: it hides nothing that lies behind
        except gammu.GSMError:
            self.readable()
            # Raised again, one broken SMS would hide all behind it for ever.
            pdu = self.debug_log.pdu()
            location = self.beyond(after or 0, pdu)
            if not pdu:
                unfetched.append(location)
            return location, [wire.piece(location, wire.unknown(pdu))] if pdu else []
        return sms[0]["Location"], self.pieces(sms)

    def readable(self) -> None:
        """Raises SimTrouble where what has just failed was the choice of a memory: nothing is gone or broken."""
        if refusal := self.debug_log.memory_refusal():
            raise sim.SimTrouble(sim_state.of_error(refusal) or "memory", sim_state.number_of(refusal))

    def next(self, after: int | None) -> list[dict[str, Any]]:
        """gammu's reading of the piece behind `after`; none in it (an empty file of the dummy phone) is an error."""
        self.debug_log.forget()
        place = {"Start": True} if after is None else {"Location": after}
        found: list[dict[str, Any]] = self.machine.GetNextSMS(Folder=0, **place)
        if not found:
            raise gammu.ERR_CORRUPTED
        return found

    def beyond(self, after: int, pdu: str) -> int:
        """The location of the unreadable piece behind `after`: the first from which gammu goes on to another one.

        gammu takes any number for a place in the list it has read, so asking costs nothing on the wire.
        """
        for location in places(after, self.dummy):
            try:
                self.next(location)
            except gammu.ERR_EMPTY:
                return location
            except HARD:
                raise
            except gammu.GSMError:
                if self.debug_log.pdu() == pdu:
                    continue
            return location
        raise gammu.ERR_EMPTY

    def pieces(self, sms: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What gammu has just read, as pieces."""
        pdu = self.debug_log.pdu() if len(sms) == 1 else ""
        return [wire.piece(one["Location"], records.read(one, pdu)) for one in sms]

    def at(self, location: int) -> list[dict[str, Any]]:
        """What lies at a location now. Raises ERR_EMPTY, ERR_INVALIDLOCATION."""
        if location > REPORTS and self.reports:
            return [one for one in records.stored(self.reports.read()) if one["location"] == location]
        self.debug_log.forget()
        try:
            return self.pieces(self.machine.GetSMS(0, location))
        except (*EMPTY, *HARD):
            raise
        except gammu.GSMError:
            self.readable()
            if pdu := self.debug_log.pdu():
                return [wire.piece(location, wire.unknown(pdu))]
            raise

    def do_fetch(self, *, locations: list[int]) -> dict[str, Any]:
        """Read these places again; what cannot be read stays unfetched, what is gone is left out."""
        pieces: list[dict[str, Any]] = []
        unfetched: list[int] = []
        for location in locations:
            try:
                pieces += self.at(location)
            except EMPTY:
                continue
            except HARD:
                raise
            except gammu.GSMError:
                unfetched.append(location)
        return {"pieces": pieces, "unfetched": unfetched}

    def do_delete(self, *, wanted: list[list[Any]]) -> dict[str, Any]:
        """Delete [location, digest] pairs, each only if that very piece lies there. Stops at its time budget: the rest
        is simply not in the answer."""
        results: dict[str, str] = {}
        began = time.monotonic()
        for location, digest in wanted:
            if time.monotonic() - began > BUDGET:
                break
            results[str(location)] = self.delete(location, digest)
        return {"results": results}

    def delete(self, location: int, digest: str) -> str:
        """Delete one piece: "done", "gone", or why not."""
        try:
            # +CMGD names a place, not a message (3GPP TS 27.005 §3.5.4), and places are used again: by now another
            # message may lie there that nobody has stored.
            found = {piece["digest"]: piece["record"] for piece in self.at(location)}
            if digest not in found:
                return "gone"
            if location > REPORTS and self.reports:
                if not self.reports.delete(location - REPORTS):
                    return "the modem refused to delete a report"
            elif found[digest]["type"] == "unknown":
                # DeleteSMS insists on reading first. `at` has just chosen the memory; `vanished` sees if it helped.
                if not self.said_ok(f"AT+CMGD={location % MEMORY}"):
                    return "the modem refused to delete what cannot be read"
            else:
                self.machine.DeleteSMS(0, location)
        except EMPTY:
            return "gone"
        except HARD:
            raise
        except gammu.GSMError as error:
            return f"the modem refused to delete: {type(error).__name__}"
        return "done" if self.dummy or self.vanished(location, digest) else "the modem said OK and deleted nothing"

    def vanished(self, location: int, digest: str) -> bool:
        """Some modems answer OK to AT+CMGD and keep the message."""
        try:
            return digest not in (piece["digest"] for piece in self.at(location))
        except EMPTY:
            return True

    def do_send(self, *, number: str, text: str, udh: str, encoding: str) -> dict[str, Any]:
        """Put one segment on the wire, a status report requested. `reference`: TP-MR, null where it is not said."""
        if encoding == "ucs2":
            text = text.replace("~", "~~")  # gammu writes a single ~ of a UCS-2 text as U+0001
        sms: dict[str, Any] = {
            "SMSC": {"Number": self.smsc} if self.smsc else {"Location": 1},
            "Number": number, "Text": text, "Coding": wire.GAMMUS[encoding], "Class": -1,
            "Type": "Status_Report",  # gammu's word for a submit that asks for one (TP-SRR, 3GPP TS 23.040 §9.2.3.5)
        }  # fmt: skip
        if udh:
            sms["UDH"] = {"Type": "UserUDH", "Text": bytes.fromhex(udh)}
        self.plugged()
        self.debug_log.forget()
        # `explain` asks whether an error came out of this call: then, and only then, the text may be with the network
        self.on_wire = True
        reference = self.machine.SendSMS(sms)
        self.on_wire = False
        if self.journal:
            reference = self.journal.note(number, text.replace("~~", "~"), udh, encoding)
        # TP-MR (3GPP TS 23.040 §9.2.3.6), chosen by the modem: what a report refers to, 256 texts later another one's
        return {"reference": reference if reference >= 0 else None}

    def explain(self, error: Exception) -> dict[str, Any]:
        """An error in names and numbers. `written`: whether a segment may have reached the modem."""
        is_asked = self.on_wire and isinstance(error, gammu.GSMError)
        written, number = self.debug_log.sending() if is_asked else (False, None)
        self.on_wire = False
        told = {"error": self.trouble(error, written=written), "number": number, "written": written}
        if isinstance(error, sim.SimTrouble):
            told |= {"sim": error.kind, "number": error.number}
        return {**told, "left": error.left} if isinstance(error, sim.PinRefused) else told

    def trouble(self, error: Exception, *, written: bool) -> str:
        """The name of what went wrong: of the port before what gammu made of it."""
        if self.port and (self.port.gone or getattr(error, "errno", None) in UNPLUGGED):
            return "ERR_DEVICENOTEXIST"
        if self.port and self.port.is_interrupted and not written:
            return Interrupted.__name__
        return type(error).__name__  # gammu has a type for each of its codes
