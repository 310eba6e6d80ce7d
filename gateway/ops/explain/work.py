"""The work of the processes that `gw explain` asks (pool.py): mails and PDUs become a line each."""

from datetime import datetime
from pathlib import PurePath
from typing import Any

from gateway.channels import registry
from gateway.ops.explain.records import Judge, message, pdu
from gateway.ops.explain.shapes import line

__all__ = ["work"]


def work(settings: Any) -> Any:
    """What a worker answers with; see sandbox.Pool. `settings`: the time, our addresses, an ExtraChannels, and
    the language of the reasons.

    A file whose name ends in the name of a channel (hello.smpp) is one of its messages as it is stored, any other a
    mail."""
    now, own, extra, language = settings
    judge, channels = Judge(datetime.fromisoformat(now), frozenset(own), language), registry(*extra)
    of_suffix = {f".{name}": channel for name, channel in channels.items()}

    def record(path: str, digits: str | None) -> bytes:
        if digits is None:
            read = message(path, judge, of_suffix.get(PurePath(path).suffix, channels["email"]))
        else:
            read = pdu(digits, judge, path)
        return line(read).encode("ascii")

    def answer(value: Any, _frames: list[bytes]) -> tuple[None, list[bytes]]:
        return None, [record(path, digits) for path, digits in value]

    return answer
