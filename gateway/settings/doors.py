"""[doors]: where channels receive by HTTP, and what must hold beyond this machine."""

from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_network
from pathlib import Path

from gateway.settings import secrets
from gateway.settings.fields import HERE, LOOPBACK
from gateway.settings.schema import Doors, DoorSettings

__all__ = ["read"]


def read(
    settings: DoorSettings, absolute: Callable[[Mapping[str, object]], dict[str, object]], environ: Mapping[str, str]
) -> tuple[Doors, list[str]]:
    """[doors] -> (Doors, problems "doors.key: what is wrong"). `absolute` makes the paths of files absolute."""
    raw = absolute(settings.model_dump())
    token, problems = secrets.read(raw, "token", environ)
    hmac, wrong = secrets.read(raw, "hmac", environ)
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
    return made, [f"doors.{problem}" for problem in (*problems, *wrong, *_wrong(made))]


def _wrong(doors: Doors) -> Iterator[str]:
    for key, path in (("certificate_file", doors.certificate), ("key_file", doors.key)):
        if path and not Path(path).is_file():
            yield f"{key}: there is no file {path}"
    if bool(doors.certificate) != bool(doors.key):
        yield "key_file: certificate_file and key_file go together"
    if doors.host in LOOPBACK:
        return
    if not doors.certificate and not doors.proxies:
        yield "certificate_file: beyond this machine only with TLS, or behind a proxy that is named in proxies"
    if doors.allowed == tuple(ip_network(one) for one in HERE):
        yield 'allowed: name the networks that may ask; "0.0.0.0/0" means all'
    if not doors.token and not doors.hmac:
        yield "token_file: beyond this machine only with a token, or with hmac_file"
