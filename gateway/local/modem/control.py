"""The orders that a modem takes through its control socket, one JSON object a line, each with an answer.

deliver pdu [memory]           a PDU with its centre comes in; answers {"location": place, or null: it waits}
text sender text               a citizen's text comes in, in its parts; answers {"locations": […]}
fill [memory] [pdu]            every free place is taken
seen                           commands, bodies, stored, deleted, waiting so far
set NAME VALUE …               SETTINGS, and of the SIM `imsi`, `pin`, `puk`, `centre`; `size` of the first memory
say text                       write this, as it is        unasked lines    as lines that nobody asked for
interject at text [command]    say it at a moment (faults.MOMENTS) of the next answer (to a command like …)
answer command [lines] [does] [drop] [double] [delay] [times]       a fault (faults.Fault); `clear` ends all of them
write [end] [chunk] [pause]    how it writes: the end of a line, octets at once, seconds between them
network [registered] [packet] [lte]     <stat> of AT+CREG, AT+CGREG, AT+CEREG
callee does [seconds]          whoever is called: after so long answer, busy, no_answer, no_carrier; ring for ever; none
ring number [times] [seconds]  a caller who gives up       chatter seconds  the maker's own lines, again and again
pull, insert [imsi] [pin]      the SIM                     hang, wake       say nothing more; go on
restart                        start again by itself, with its boot lines
unplug, replug [link]          the terminal; back under another name
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from gateway.local.modem import faults, pdus
from gateway.local.modem.port import Port
from gateway.local.modem.sim import Sim

Order = dict[str, Any]
SETTINGS = frozenset((
    "registered", "packet", "lte", "signal", "mute_at", "mute_after_log", "send_error", "prompt_error", "refuses",
    "delete_error", "swallow_deletes", "refuses_cnmi", "functionality", "noise", "echo",
    "reports", "report_seconds", "report_copies", "imei", "ussd", "verbose", "editing",
))  # fmt: skip
OF_SIM = frozenset(("imsi", "pin", "puk", "centre", "pin_tries", "puk_tries"))
ZONE = timezone(timedelta(hours=7))
STORED = "0001000B914895000000F1000004D4F29C0E"  # a text of our own that somebody has left there
SENT = 3  # <stat> of a text that was stored and sent


def obey(port: Port, order: Order) -> Order:
    """Do one order. Raises KeyError where there is none of that name, or it lacks a field."""
    return {"ok": True, **(ORDERS[order["do"]](port, order) or {})}


def answered(port: Port, line: bytes) -> Order:
    """Do what a line asks for; what is no order is refused, and the modem goes on."""
    try:
        return obey(port, json.loads(line))
    except (KeyError, TypeError, ValueError) as error:
        return {"ok": False, "error": f"{type(error).__name__}: {error}", "orders": sorted(ORDERS)}


def _deliver(port: Port, order: Order) -> Order:
    return {"location": port.modem.deliver(order["pdu"], order.get("memory", ""))}


def _text(port: Port, order: Order) -> Order:
    parts = pdus.texts(order["sender"], order["text"], datetime.now(ZONE).replace(microsecond=0))
    return {"locations": [port.modem.deliver(pdu) for pdu in parts]}


def _fill(port: Port, order: Order) -> None:
    memories = port.modem.memories
    while memories.store(order.get("pdu", STORED), order.get("memory", ""), SENT):
        pass


def _seen(port: Port, _: Order) -> Order:
    modem = port.modem
    memories = modem.memories
    stored = {n: pdu for places in memories.places.values() for n, (_, pdu) in places.items()}
    return {
        "commands": modem.commands, "bodies": modem.bodies, "stored": stored, "deleted": modem.deleted,
        "memories": {name: sorted(places) for name, places in memories.places.items()}, "waiting": memories.waiting,
        "pin_tries": modem.sim.pin_tries,
    }  # fmt: skip


def _set(port: Port, order: Order) -> None:
    modem = port.modem
    for name, value in order.items():
        if name in SETTINGS:
            setattr(modem, name, value)
        elif name in OF_SIM:
            setattr(modem.sim, name, value)
    if "size" in order:
        modem.memories.sizes[modem.memories.preferred[0]] = order["size"]
    modem.silent = order.get("silent", False)


def _say(port: Port, order: Order) -> None:
    port.write(order["text"])


def _unasked(port: Port, order: Order) -> None:
    port.modem.unasked(*order["lines"])


def _interject(port: Port, order: Order) -> None:
    port.modem.faults.interject.append({name: value for name, value in order.items() if name != "do"})


def _answer(port: Port, order: Order) -> None:
    port.modem.faults.told.insert(0, faults.fault(order))


def _clear(port: Port, _: Order) -> None:
    port.modem.faults.told.clear()
    port.modem.faults.interject.clear()


def _write(port: Port, order: Order) -> None:
    told = port.modem.faults
    told.end, told.chunk = order.get("end", told.end), order.get("chunk", told.chunk)
    told.pause = order.get("pause", told.pause)


def _network(port: Port, order: Order) -> None:
    port.modem.move(**{name: order[name] for name in ("registered", "packet", "lte") if name in order})


def _ring(port: Port, order: Order) -> None:
    port.modem.ring(order["number"], order.get("times", 2), order.get("seconds", 0.0))


def _callee(port: Port, order: Order) -> None:
    port.modem.callee = {"does": order["does"], "seconds": order.get("seconds", 0.0)}


def _chatter(port: Port, order: Order) -> None:
    port.modem.chat(order["seconds"])


def _pull(port: Port, _: Order) -> None:
    port.modem.take_out()


def _insert(port: Port, order: Order) -> None:
    port.modem.put_in(Sim(**{name: order[name] for name in ("imsi", "pin", "puk", "centre") if name in order}))


def _hang(port: Port, _: Order) -> None:
    port.modem.silent = True


def _wake(port: Port, _: Order) -> None:
    port.modem.silent = False


def _restart(port: Port, _: Order) -> None:
    port.pending = b""
    port.modem.restart()


def _unplug(port: Port, _: Order) -> None:
    port.unplug()


def _replug(port: Port, order: Order) -> None:
    port.plug(Path(order["link"]) if "link" in order else None)


ORDERS: dict[str, Callable[[Port, Order], Order | None]] = {
    "deliver": _deliver, "text": _text, "fill": _fill, "seen": _seen, "set": _set, "say": _say, "unasked": _unasked,
    "interject": _interject, "answer": _answer, "clear": _clear, "write": _write, "network": _network, "ring": _ring,
    "callee": _callee, "chatter": _chatter, "pull": _pull, "insert": _insert, "hang": _hang, "wake": _wake,
    "restart": _restart, "unplug": _unplug, "replug": _replug,
}  # fmt: skip
