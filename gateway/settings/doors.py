"""[doors]: where channels receive by HTTP, and what must hold beyond this machine."""

import os
from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_network
from pathlib import Path

from gateway.domain.errors import Problem
from gateway.domain.reasons import Reason
from gateway.settings import reasons, secrets
from gateway.settings.checks import HERE, LOOPBACK
from gateway.settings.configuration import Doors
from gateway.settings.schema import DoorSettings

__all__ = ["read"]


def read(
    settings: DoorSettings, absolute: Callable[[Mapping[str, object]], dict[str, object]], environ: Mapping[str, str]
) -> tuple[Doors, list[Problem]]:
    """[doors] -> (Doors, problems). `absolute` makes the paths of files absolute."""
    raw = absolute(settings.model_dump())
    token, problems = secrets.read(raw, "token", environ, "doors.")
    hmac, wrong = secrets.read(raw, "hmac", environ, "doors.")
    made = Doors(
        host=settings.host,
        port=settings.port,
        certificate=str(raw["certificate_file"]),
        key=str(raw["key_file"]),
        proxies=tuple(ip_network(one) for one in settings.proxies),
        allowed=tuple(ip_network(one) for one in settings.allowed),
        token=token or "",
        hmac=hmac or "",
        body_bytes=settings.body_bytes,
        requests_per_minute=settings.requests_per_minute,
        seconds=settings.seconds,
    )
    return made, [*problems, *wrong, *(Problem(f"doors.{key}", reason) for key, reason in _wrong(made))]


def _wrong(doors: Doors) -> Iterator[tuple[str, Reason]]:
    for key, path in (("certificate_file", doors.certificate), ("key_file", doors.key)):
        if path and not os.path.isfile(path):  # noqa: PTH113 - pathlib raises for a name that is too long
            yield key, secrets.unreadable(Path(path), FileNotFoundError())
    if bool(doors.certificate) != bool(doors.key):
        yield "key_file", reasons.KEY_OR_CERTIFICATE
    if doors.host in LOOPBACK:
        return
    if not doors.certificate and not doors.proxies:
        yield "certificate_file", reasons.DOORS_WITHOUT_TLS
    if doors.allowed == tuple(ip_network(one) for one in HERE):
        yield "allowed", reasons.DOORS_FOR_NOBODY
    if not doors.token and not doors.hmac:
        yield "token_file", reasons.DOORS_WITHOUT_TOKEN
