"""What a provider says of a person (OpenID Connect Core 1.0 §3.1.3.7): an ID token, checked against the provider's
keys, and what its claims mean here.

Only signatures by a key pair are taken: a token that is signed by the client's secret, by a public key as if it were
one, or by nothing (`alg` none) is refused before any key is looked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jws, jwt
from joserfc.errors import ClaimError, JoseError
from joserfc.jwk import KeySet

from gateway.domain.errors import NotAllowed
from gateway.services import reasons
from gateway.settings.login import LogIn

__all__ = [
    "Claims",
    "LogOut",
    "UnknownKey",
    "claims",
    "keys",
    "log_out",
    "login_of",
    "name_of",
    "roles_of",
    "session_of",
]

ALGORITHMS = tuple(f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512))  # RFC 7518 §3.1
SKEW = 60  # seconds by which the provider's clock may differ
SUBJECT = 255  # characters at most (Core §2)
EVENT = "http://schemas.openid.net/event/backchannel-logout"
AGE = 600  # seconds since a log-out was said: one that is older is not heard any more
WHY = {  # by the claim that is wrong
    "iss": "issuer",
    "aud": "audience",
    "azp": "audience",
    "nonce": "nonce",
    "exp": "expired",
    "iat": "early",
    "nbf": "early",
}
Claims = Mapping[str, Any]


class UnknownKey(Exception):
    """None of the keys that are known signed it: the provider may have others by now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOut:
    """A log-out at the provider (Back-Channel Logout 1.0 §2.4). `subject`: whose, `session`: which of theirs there; one
    of both may be "". `id`: it counts once; `until`: seconds since 1970, after which it would be too old."""

    id: str
    subject: str
    session: str
    until: int


def keys(document: object) -> KeySet:
    """The keys of a JWK Set (RFC 7517) that sign; others are left out. Raises ValueError: it is no such set."""
    listed = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise ValueError("no JWK Set")
    found = [one for one in listed if isinstance(one, dict) and one.get("kty") in ("RSA", "EC")]
    return KeySet.import_key_set({"keys": [one for one in found if one.get("use", "sig") == "sig"]})


def claims(token: str, known: KeySet, settings: LogIn, nonce: str, now: int) -> Claims:
    """The claims of an ID token that is for us, now, in answer to what we asked (`nonce`). `now`: seconds since 1970.
    Raises NotAllowed with what is wrong, UnknownKey."""
    said = _verified(token, known)
    options = {
        "iss": {"essential": True, "value": settings.issuer},
        "aud": {"essential": True, "value": settings.client_id},
    }
    asked = {"nonce": nonce, "client_id": settings.client_id}
    try:
        CodeIDToken(said.claims, said.header, options, asked).validate(now, SKEW)
    except ClaimError as error:
        raise NotAllowed(reasons.TOKENS[WHY.get(error.claim, "claims")]) from None
    except Exception:  # a claim of another type than it has
        raise NotAllowed(reasons.TOKENS["claims"]) from None
    subject = said.claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= SUBJECT or "\x00" in subject:
        raise NotAllowed(reasons.TOKENS["claims"])
    return said.claims


def log_out(token: str, known: KeySet, settings: LogIn, now: int) -> LogOut:
    """A logout token that is for us and of now (Back-Channel Logout 1.0 §2.6). Whether it came before is not known
    here. Raises NotAllowed with what is wrong, UnknownKey."""
    verified = _verified(token, known)
    said = verified.claims
    audience = said.get("aud")
    made, ends = said.get("iat"), said.get("exp")
    id, subject, session = (said.get(name, "") for name in ("jti", "sub", "sid"))
    if verified.header.get("typ", "JWT").lower().removeprefix("application/") not in ("logout+jwt", "jwt"):
        raise NotAllowed(reasons.TOKENS["event"])
    if said.get("iss") != settings.issuer:
        raise NotAllowed(reasons.TOKENS["issuer"])
    if settings.client_id not in (audience if isinstance(audience, list) else [audience]):
        raise NotAllowed(reasons.TOKENS["audience"])
    if not _is_time(made) or not _is_time(ends) or made < now - AGE - SKEW or ends < now - SKEW:
        raise NotAllowed(reasons.TOKENS["expired"])
    if made > now + SKEW:
        raise NotAllowed(reasons.TOKENS["early"])
    events = said.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict) or "nonce" in said:
        raise NotAllowed(reasons.TOKENS["event"])  # with a nonce it may be an ID token that somebody hands in as one
    texts = all(isinstance(one, str) and len(one) <= SUBJECT and "\x00" not in one for one in (id, subject, session))
    if not texts or not id or not (subject or session):
        raise NotAllowed(reasons.TOKENS["claims"])
    return LogOut(id=id, subject=subject, session=session, until=int(made) + AGE + 2 * SKEW)


def _is_time(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 2**40


def session_of(said: Claims) -> str:
    """What the provider calls the session there, "" where it says nothing of it."""
    return _text(said, "sid")


def _verified(token: str, known: KeySet) -> jwt.Token:
    try:
        header = jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError, TypeError, RecursionError):
        raise NotAllowed(reasons.TOKENS["shape"]) from None
    if header.get("alg") not in ALGORITHMS:
        raise NotAllowed(reasons.TOKENS["algorithm"])
    if "kid" in header and header["kid"] not in [key.kid for key in known]:  # no set: it may be of any type
        raise UnknownKey
    try:
        return jwt.decode(token, known, algorithms=list(ALGORITHMS))
    except (JoseError, ValueError, TypeError):
        raise NotAllowed(reasons.TOKENS["signature"]) from None


def login_of(said: Claims, settings: LogIn) -> str:
    """The log-in name, "" where none is said."""
    return _text(said, settings.login_claim).lower()


def name_of(said: Claims, settings: LogIn) -> str:
    """The person's name, "" where none is said."""
    return _text(said, settings.name_claim)


def roles_of(said: Claims, settings: LogIn) -> list[tuple[str, str]]:
    """(unit, role) of each row of [[login.roles]] whose value is said."""
    values = _values(_claim(said, settings.role_claim)) if settings.role_claim else frozenset()
    return sorted({(row.unit, str(row.role)) for row in settings.roles if row.value in values})


def _claim(said: Claims, name: str) -> object:
    """A claim by its name, or by a path into others, as Keycloak's "realm_access.roles"."""
    if name in said:
        return said[name]
    found: object = said
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _text(said: Claims, name: str) -> str:
    found = _claim(said, name)
    return found.strip()[:200].replace("\x00", "") if isinstance(found, str) else ""


def _values(found: object) -> frozenset[str]:
    """Of a list of texts, or of one text in which they stand by commas, as some providers write them."""
    listed: Sequence[object] = found.split(",") if isinstance(found, str) else found if isinstance(found, list) else ()
    return frozenset(one.strip() for one in listed if isinstance(one, str))
