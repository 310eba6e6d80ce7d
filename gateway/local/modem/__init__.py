"""A GSM modem of our own on a pseudo-terminal, as gammu's AT driver meets one: for newcomers, and for the tests.

    python -m gateway.local.modem --link PATH --log FILE --control SOCKET [--profile sim7600|ec25|huawei|plain]

It speaks PDU mode (3GPP TS 27.005, 27.007). It runs as a process of its own, so that it survives the gateway: the log
of accepted AT+CMGS PDUs, one JSON line each, written and synced before the modem answers, is the judge of crash tests.
It is fed and made to fail through its control socket (control.py), a JSON object a line. Standard library only.

profile.py     what one maker's modem says otherwise than another's (profiles.toml)
modem.py       its state, and how a command line finds its answer
device.py, messages.py, calls.py    the answers: of the device and the network, of short messages, of calls made
sim.py         the SIM: its PIN and PUK               memory.py   where messages lie
faults.py      what it is told to do wrong            port.py     the pseudo-terminal
pdus.py        PDUs as a message centre makes them    control.py  the orders
"""
