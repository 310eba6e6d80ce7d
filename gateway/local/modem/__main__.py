"""Run one modem, until killed or until who started it is gone; or hand one order to a running modem."""

import argparse
import json
import os
import select
import socket
import sys
from pathlib import Path

from gateway.local.modem import calls, device, messages, profile
from gateway.local.modem.control import answered
from gateway.local.modem.modem import Modem
from gateway.local.modem.port import Port

LOOK = 0.2  # seconds between two looks at who started us
ANSWERS = (calls, device, messages)  # imported for the commands that they declare


class Clients:
    """Who is connected to the control socket, with what has come of a line."""

    def __init__(self, path: Path) -> None:
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen()
        self.open: dict[int, tuple[socket.socket, bytes]] = {}

    def files(self) -> list[int]:
        """What to wait for."""
        return [self.listener.fileno(), *self.open]

    def serve(self, ready: int, port: Port) -> None:
        """One of them has something to say."""
        if ready == self.listener.fileno():
            client = self.listener.accept()[0]
            self.open[client.fileno()] = (client, b"")
            return
        client, before = self.open[ready]
        said = client.recv(1 << 16)
        *lines, rest = (before + said).split(b"\n")
        self.open[ready] = (client, rest)
        for line in lines:
            client.sendall(json.dumps(answered(port, line)).encode("ascii") + b"\n")
        if not said:
            self.open.pop(ready)[0].close()


def serve(port: Port, clients: Clients) -> None:
    """Serve the terminal and the control socket."""
    starter = os.getppid()
    while os.getppid() == starter:
        wait = min(port.run_due(), LOOK)
        terminal = [port.master] if port.master >= 0 else []
        port.share()
        for source in select.select([*terminal, *clients.files()], [], [], wait)[0]:
            if source in clients.files():
                clients.serve(source, port)
            elif source == port.master:
                port.read()


def order(control: Path, said: str) -> None:
    """Hand one order to a running modem, and print its answer."""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(control))
        client.sendall(said.encode() + b"\n")
        sys.stdout.write(client.makefile().readline())


def main() -> None:
    """See the package."""
    profiles = profile.read()
    parser = argparse.ArgumentParser(prog="python -m gateway.local.modem")
    parser.add_argument("--control", type=Path, required=True, help="the socket that takes orders (control.py)")
    parser.add_argument("--link", type=Path, help="the name under which the gateway finds the modem: `device`")
    parser.add_argument("--log", type=Path, help="where what it has sent is written")
    parser.add_argument("--profile", choices=sorted(profiles), default="plain", help="whose modem")
    parser.add_argument("--order", help="only hand this order to the modem that runs already")
    given = parser.parse_args()
    if given.order:
        order(given.control, given.order)
        return
    if given.link is None:
        parser.error("--link is missing")
    given.control.unlink(missing_ok=True)
    clients = Clients(given.control)
    port = Port(given.link, Modem(profiles[given.profile], given.log))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    serve(port, clients)


if __name__ == "__main__":
    main()
