"""The answers about the device, its SIM and the network (3GPP TS 27.007)."""

import re

from gateway.local.modem.modem import ERROR, HOME, OK, ROAMING, Answer, Modem, cme, command


@command("+CMEE")
def errors(modem: Modem, rest: str) -> Answer:
    """§9.1: errors with numbers."""
    modem.errors = int(rest[1:]) if rest[1:].isdigit() else modem.errors
    return [OK]


@command("+CSCS")
def character_set(_: Modem, rest: str) -> Answer:
    """§5.5."""
    return {"=?": ['+CSCS: ("GSM","UCS2")', OK], "?": ['+CSCS: "GSM"', OK]}.get(rest, [OK])


@command("+CGMI")
def manufacturer(modem: Modem, _: str) -> Answer:
    """§5.1."""
    return [modem.profile.manufacturer, OK]


@command("+CGMM")
def model(modem: Modem, _: str) -> Answer:
    """§5.2."""
    return [modem.profile.model, OK]


@command("+CGMR")
def revision(modem: Modem, _: str) -> Answer:
    """§5.3."""
    return [modem.profile.revision, OK]


@command("+CGSN")
def serial(modem: Modem, _: str) -> Answer:
    """§5.4: the IMEI."""
    return [modem.imei, OK]


@command("+CIMI")
def imsi(modem: Modem, _: str) -> Answer:
    """§5.6."""
    return [modem.sim.imsi, OK] if modem.sim.imsi else cme(10)


@command("+CPIN")
def pin(modem: Modem, rest: str) -> Answer:
    """§8.3."""
    if not modem.sim.present:
        return cme(10)
    if rest == "?":
        return [f"+CPIN: {modem.sim.wants}", OK]
    refused = modem.sim.enter(*re.findall(r"\d+", rest)[:2])
    return [OK] if refused is None else cme(refused)


@command("+CPINR")
def tries(modem: Modem, _: str) -> Answer:
    """§8.65: tries left. Makers with a command of their own do not know it."""
    if modem.profile.tries:
        return [ERROR]
    sim = modem.sim
    return [f"+CPINR: SIM PIN,{sim.pin_tries},3", f"+CPINR: SIM PUK,{sim.puk_tries},10", OK]


@command("+CFUN")
def functionality(modem: Modem, rest: str) -> Answer:
    """§8.2: 1 full, 0 and 4 without the radio; "1,1" starts it again."""
    if rest == "?":
        return [f"+CFUN: {modem.functionality}", OK]
    if rest == "=?":
        return ["+CFUN: (0,1,4),(0,1)", OK]
    if not rest[1:2].isdigit():
        return [ERROR]
    modem.functionality = int(rest[1])
    if rest.endswith(",1"):
        modem.later(0, modem.restart)
    return [OK]


@command("+CSQ")
def signal(modem: Modem, _: str) -> Answer:
    """§8.5."""
    return [f"+CSQ: {modem.signal},0", OK]


@command("+CLIP")
def caller(modem: Modem, rest: str) -> Answer:
    """§7.6."""
    if rest == "?":
        return [f"+CLIP: {int(modem.clip)},1", OK]
    modem.clip = rest == "=1"
    return [OK]


@command("+CREG")
def circuit(modem: Modem, rest: str) -> Answer:
    """§7.2."""
    return _registration(modem, "+CREG", rest)


@command("+CGREG")
def packet(modem: Modem, rest: str) -> Answer:
    """§10.1.20."""
    return _registration(modem, "+CGREG", rest)


@command("+CEREG")
def lte(modem: Modem, rest: str) -> Answer:
    """§10.1.22."""
    return _registration(modem, "+CEREG", rest)


def _registration(modem: Modem, name: str, rest: str) -> Answer:
    """With the place once mode 2 is set."""
    state = modem.state(name)
    if state is None:
        return [ERROR]
    if rest == "?":
        mode = modem.registration[name]
        place = ',"0001","0000ABCD",7' if mode > 1 and state in (HOME, ROAMING) else ""
        return [f"{name}: {mode},{state}{place}", OK]
    if rest[1:].isdigit():
        modem.registration[name] = int(rest[1:])
    return [OK]


@command("+CGATT")
def attached(modem: Modem, _: str) -> Answer:
    """§10.1.9."""
    return [f"+CGATT: {int(modem.registered in (HOME, ROAMING))}", OK]


@command("+CUSD")
def service(modem: Modem, rest: str) -> Answer:
    """§7.15: what the network answers comes by itself."""
    if rest.startswith("=1,") and modem.ussd:
        modem.later(0, lambda: modem.unasked(f"+CUSD: {modem.ussd}"))
    return [OK]


@command("+COPS")
def superuser(modem: Modem, rest: str) -> Answer:
    """§7.3."""
    if rest != "?":
        return [OK]
    return ['+COPS: 0,2,"45204"' if modem.registered in (HOME, ROAMING) else "+COPS: 0", OK]
