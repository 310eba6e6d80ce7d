"""The simulator's phone: a directory that gammu's dummy driver plays a modem on, behind the real modem code.

A citizen's text is a file in ``sms/1/`` in gammu's backup format, written elsewhere and renamed in; what the gateway
sends stands in ``journal.jsonl``, which the modem's child writes, since the dummy phone keeps nothing.
"""

import itertools
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gateway.domain.text import segments

CENTRE = "+84590000000"
CODINGS = {"gsm7": "Default_No_Compression", "ucs2": "Unicode_No_Compression"}
UNPLUGGED = "unplugged"  # the name that the modem's child looks for
PLACES = 9_999  # gammu looks no further


def drop_sms(directory: Path, sender: str, text: str, *, at: datetime, reference: int | None = None) -> list[Path]:
    """Put a citizen's text on the phone, a long one in its parts. `at`: when the centre took it, with its zone.

    `sender` as a phone shows it ("+84…", "1022", "VNNET"). Returns the files, which vanish as the gateway takes them.
    """
    parts = segments(text)
    cursor = secrets.randbelow(256) if reference is None else reference
    return [
        _drop(directory, _deliver(sender, part.text, part.encoding, _header(cursor, len(parts), number), at))
        for number, part in enumerate(parts, 1)
    ]


def drop_report(directory: Path, recipient: str, *, reference: int, status: int = 0, at: datetime) -> Path:
    """Put a delivery report on the phone, of what was sent to `recipient` with TP-MR `reference`. `status`: TP-ST, 0
    delivered.
    """
    return _drop(directory, [
        "PDU = Status_Report", f"DeliveryStatus = {status}", f"DateTime = {_stamp(at)}", "State = UnRead",
        f'Number = "{recipient}"', "Coding = Unicode_No_Compression", f"MessageReference = {reference}",
    ])  # fmt: skip


def plug(directory: Path, plugged: bool) -> None:
    """Unplug the phone, or plug it in again: meanwhile the gateway finds no modem there."""
    directory.mkdir(parents=True, exist_ok=True)
    if plugged:
        (directory / UNPLUGGED).unlink(missing_ok=True)
    else:
        (directory / UNPLUGGED).touch()


def is_plugged(directory: Path) -> bool:
    """Whether the gateway can reach the phone."""
    return not (directory / UNPLUGGED).exists()


def read_journal(directory: Path) -> list[Mapping[str, Any]]:
    """What the gateway has sent through this phone, oldest first: at (Unix time), number, text, udh (hex), encoding,
    reference.
    """
    return list(_journal(directory / "journal.jsonl"))


def read_inbox(directory: Path, number: str) -> list[str]:
    """The texts that the phone at `number` has received from the gateway, long ones joined, oldest first."""
    texts: list[str] = []
    for entry in read_journal(directory):
        if entry["number"] != number:
            continue
        if entry["udh"] and bytes.fromhex(entry["udh"])[-1] > 1 and texts:
            texts[-1] += entry["text"]
        else:
            texts.append(entry["text"])
    return texts


def _journal(path: Path) -> Iterator[Mapping[str, Any]]:
    if path.exists():
        for line in path.read_text("ascii").splitlines():
            with suppress(ValueError):  # a crash may have cut the line
                yield json.loads(line)


def _header(cursor: int, total: int, number: int) -> bytes:
    return bytes((5, 0, 3, cursor, total, number)) if total > 1 else b""


def _deliver(sender: str, text: str, encoding: str, udh: bytes, at: datetime) -> list[str]:
    """The lines of a received SMS."""
    octets = text.encode("utf-16-be", "surrogatepass").hex().upper()
    chunks = [octets[n : n + 200] for n in range(0, len(octets), 200)] or [""]
    return [
        f'SMSC = "{CENTRE}"', "PDU = Deliver", f"DateTime = {_stamp(at)}", "State = UnRead", f'Number = "{sender}"',
        *([f"UDH = {udh.hex().upper()}"] if udh else []),
        *(f"Text{n:02} = {chunk}" for n, chunk in enumerate(chunks)),
        f"Coding = {CODINGS[encoding]}", f"Length = {len(octets) // 4}", "Class = -1",
    ]  # fmt: skip


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _drop(directory: Path, lines: list[str]) -> Path:
    """Write one message beside the inbox and link it in at the first free place, whole or not at all."""
    inbox = directory / "sms" / "1"
    inbox.mkdir(parents=True, exist_ok=True)
    draft = directory / f"draft-{os.getpid()}-{secrets.token_hex(4)}"
    draft.write_text("\n".join(["[SMSBackup000]", *lines, ""]), "ascii")
    taken = {int(file.name) for file in inbox.iterdir() if file.name.isdigit()}
    try:
        for place in itertools.chain(range(max(taken, default=0) + 1, PLACES), range(1, PLACES)):
            with suppress(FileExistsError):
                (inbox / str(place)).hardlink_to(draft)
                return inbox / str(place)
    finally:
        draft.unlink()
    raise OSError("the phone's memory is full")
