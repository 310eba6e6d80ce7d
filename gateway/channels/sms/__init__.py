"""SMS: a modem with a SIM (or gammu's dummy phone) as a line. See gateway.channels.Channel.

options.py    a line's keys                  modem.py      the Link: listen, confirm, send
wire.py       one SMS as a record            session.py    a modem that answers, or the reason why not
decode.py     records -> Decoded             process.py    the modem's child: started, asked, killed
tpdu.py       a PDU's own octets             refusals.py   what a "+CMS ERROR" means
encode.py     Draft -> segments              port_finder.py  the port at which it is, where nobody has named one
balance.py    the SIM's account              ussd.py       what the network answers to a service code

In the child, which owns the modem and is kept small: child.py (its life), driver.py (what it does with gammu) and its
parts debug_log.py, records.py, memory_places.py, report_memory.py, device_lock.py, dummy_journal.py. The serial port is
ours, not gammu's: port.py has it, and between the two line_filter.py takes out what nobody asked for (commands.py: what
an answer is; unasked.py: what else means something to us). said.py keeps what the modem says and stores nowhere. sim.py
asks for SIM and network, sim_state.py reads the answers; refused_pin.py remembers the PIN that must not be tried again.
port_probe.py, a process of its own, asks ports who is there.
"""

import math
from collections.abc import Mapping

from gateway.channels.sms.decode import decode, decode_pdu, sender_key, unless_own
from gateway.channels.sms.encode import encode
from gateway.channels.sms.modem import open_modem as open
from gateway.channels.sms.modem import probe
from gateway.channels.sms.options import SmsOptions, options
from gateway.channels.sms.session import Memory
from gateway.domain.channel_traits import Traits
from gateway.domain.model import Decoded

__all__ = [
    "LABEL",
    "NAME",
    "PATIENCE",
    "SEND_SECONDS",
    "TRAITS",
    "Memory",
    "SmsOptions",
    "authenticate",
    "decode",
    "decode_pdu",
    "encode",
    "open",
    "options",
    "probe",
    "sender_key",
]

NAME = "sms"
LABEL: Mapping[str, str] = {"vi": "Tin nhắn SMS", "en": "SMS"}
TRAITS = Traits(scheme="tel", templates="sms", segments=True, one_sim=True, proves_sender=True, joins_by_time=True)
SEND_SECONDS: float | None = None
PATIENCE: float = math.inf  # a modem does one thing at a time


def authenticate(decoded: Decoded, options: SmsOptions) -> Decoded:
    """An SMS as it is: a modem is told nothing about who vouches for the sender. Of an operator's notice, our own
    number is not who sent us a picture."""
    return unless_own(decoded, options.address)
