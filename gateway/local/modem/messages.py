"""The answers about short messages (3GPP TS 27.005), in PDU mode."""

import re

from gateway.local.modem import pdus
from gateway.local.modem.memory import READ
from gateway.local.modem.modem import ERROR, OK, PROMPT, Answer, Modem, cms, command

NO_SUCH_PLACE, NO_SUCH_MEMORY = 321, 302
ALL_READ = 4  # <delflag>: all of the memory


@command("+CSCA")
def centre(modem: Modem, rest: str) -> Answer:
    """§3.3.1: the message centre's number."""
    if rest == "?":
        return [f'+CSCA: "{modem.sim.centre}",{145 if modem.sim.centre else 129}', OK]
    found = re.match(r'="(\+?\d*)"', rest)
    modem.sim.centre = found[1] if found else modem.sim.centre
    return [OK]


@command("+CNMI")
def indications(modem: Modem, rest: str) -> Answer:
    """§3.4.1: what is said of new messages and reports."""
    if rest == "?":
        return ["+CNMI: " + ",".join(map(str, modem.indications)), OK]
    if rest == "=?":
        return ["+CNMI: (0,1,2),(0,1,2,3),(0,2),(0,1,2),(0,1)", OK] if not modem.refuses_cnmi else [ERROR]
    if rest in modem.refuses_cnmi:
        return [ERROR]
    numbers = [int(number) for number in re.findall(r"\d", rest)]
    modem.indications[: len(numbers)] = numbers
    return [OK]


@command("+CMGF")
def form(_: Modem, rest: str) -> Answer:
    """§3.2.3: PDU mode only."""
    return {"=?": ["+CMGF: (0,1)", OK], "?": ["+CMGF: 0", OK], "=0": [OK]}.get(rest, [ERROR])


@command("+CPMS")
def memories(modem: Modem, rest: str) -> Answer:
    """§3.2.2."""
    memory = modem.memories
    if rest == "=?":
        names = ",".join(f'"{name}"' for name in memory.sizes)
        return [f"+CPMS: ({names}),({names}),({names})", OK]
    used = memory.used()
    if rest == "?":
        pairs = (f'"{name}",{used[2 * n]},{used[2 * n + 1]}' for n, name in enumerate(memory.preferred))
        return ["+CPMS: " + ",".join(pairs), OK]
    if not memory.choose(re.findall(r'"(\w+)"', rest)):
        return cms(NO_SUCH_MEMORY)
    return ["+CPMS: " + ",".join(map(str, memory.used())), OK]


@command("+CMGL")
def listing(modem: Modem, _: str) -> Answer:
    """§3.4.2: all that lies in mem1."""
    places = sorted(modem.memories.read.items())
    lines = [line for n, (status, pdu) in places for line in (f"+CMGL: {n},{status},,{pdus.length(pdu)}", pdu)]
    modem.memories.read.update({n: (READ, pdu) for n, (status, pdu) in places if status < READ})
    return [*lines, OK]


@command("+CMGR")
def reading(modem: Modem, rest: str) -> Answer:
    """§3.4.3: one place of mem1."""
    pdu = modem.read_place(int(rest.lstrip("=")))
    return [f"+CMGR: 1,,{pdus.length(pdu)}", pdu, OK] if pdu else cms(NO_SUCH_PLACE)


@command("+CMGD")
def deletion(modem: Modem, rest: str) -> Answer:
    """§3.5.4: one place of mem1, or all of it."""
    if modem.delete_error is not None:
        return cms(modem.delete_error)
    place, _, flag = rest.lstrip("=").partition(",")
    if not place.isdigit():
        return [f"+CMGD: ({','.join(map(str, sorted(modem.memories.read)))}),(0-4)", OK] if rest == "=?" else [ERROR]
    every = list(modem.memories.read) if flag == str(ALL_READ) else [int(place)]
    if not modem.swallow_deletes:
        modem.deleted += [n for n in every if modem.memories.read.pop(n, None)]
        modem.later(0, modem.make_room)
    return [OK]


@command("+CMGS")
def sending(modem: Modem, _: str) -> Answer:
    """§3.5.1: the prompt, behind which the PDU comes."""
    if modem.prompt_error is not None:
        return cms(modem.prompt_error)
    modem.editing = True
    return [PROMPT]
