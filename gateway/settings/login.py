"""[login]: the provider (OpenID Connect) by which officers log in with an account that they have elsewhere."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from gateway.domain.errors import Problem
from gateway.domain.reasons import Reason
from gateway.settings import reasons, secrets
from gateway.settings.checks import LOOPBACK
from gateway.settings.schema import LogInRole, LogInSettings

__all__ = ["LogIn", "is_safe", "read"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogIn:
    """[login], checked. `issuer`: "" without a provider; `client_secret`: "" for a public client; `ca_file`: a path, ""
    for the system's authorities; `roles`: empty where roles are given here alone."""

    passwords: bool
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    label: str
    ca_file: str
    scopes: tuple[str, ...]
    login_claim: str
    name_claim: str
    bind_by_name: bool
    role_claim: str
    roles: tuple[LogInRole, ...]

    @property
    def host(self) -> str:
        """The provider's, as people are told of it."""
        return urlsplit(self.issuer).netloc


def is_safe(url: str) -> bool:
    """Whether what goes there is read by nobody on the way: by TLS, or to this machine."""
    try:
        split = urlsplit(url)
        _ = split.port
    except ValueError:
        return False
    bare = split.username is None and not split.fragment and url.isprintable() and " " not in url
    return bare and bool(split.hostname) and (split.scheme == "https" or _is_here(split.scheme, split.hostname or ""))


def read(
    settings: LogInSettings, absolute: Callable[[Mapping[str, object]], dict[str, object]], environ: Mapping[str, str]
) -> tuple[LogIn, list[Problem]]:
    """[login] -> (LogIn, problems). `absolute` makes the paths of files absolute."""
    raw = absolute(settings.model_dump())
    secret: str | None = ""
    problems: list[Problem] = []
    if settings.client_secret_file or settings.client_secret_env:
        secret, problems = secrets.read(raw, "client_secret", environ, "login.")
    made = LogIn(
        passwords=settings.passwords,
        issuer=settings.issuer,
        client_id=settings.client_id,
        client_secret=secret or "",
        label=settings.label or (urlsplit(settings.issuer).netloc if is_safe(settings.issuer) else ""),
        ca_file=str(raw["ca_file"]),
        scopes=settings.scopes,
        login_claim=settings.login_claim,
        name_claim=settings.name_claim,
        bind_by_name=settings.bind_by_name,
        role_claim=settings.role_claim,
        roles=settings.roles,
    )
    return made, [*problems, *(Problem(f"login.{key}", reason) for key, reason in _wrong(made))]


def _is_here(scheme: str, host: str) -> bool:
    return scheme == "http" and host in LOOPBACK


def _wrong(login: LogIn) -> Iterator[tuple[str, Reason]]:
    if not login.issuer:
        if not login.passwords:
            yield "passwords", reasons.NO_WAY_IN
        return
    if not is_safe(login.issuer) or urlsplit(login.issuer).query:
        yield "issuer", reasons.NOT_ISSUER
    if not login.client_id:
        yield "client_id", reasons.MISSING
    if bool(login.role_claim) != bool(login.roles):
        yield "role_claim" if login.roles else "roles", reasons.CLAIM_AND_ROLES
