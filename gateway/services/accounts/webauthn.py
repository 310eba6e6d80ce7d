"""What a browser and an authenticator say of a passkey, checked (W3C Web Authentication, level 3).

Of a passkey three things are asked beside the signature: that it is found without a name (discoverable), that its
keeper knew its person (user verification: finger, face or PIN), and that the browser was on our pages (origin). Who
made the authenticator is not asked (attestation: none). The library takes 12 MB: whoever needs this module imports it
late.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    CollectedClientData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from gateway.domain.errors import NotAllowed
from gateway.services import reasons

__all__ = ["New", "Signed", "Site", "asking", "creating", "new", "signed"]

MOST = 16_384  # characters of an answer; those of authenticators have 500 to 3,000
ALGORITHMS = (-7, -8, -257)  # ES256, EdDSA, RS256 (older Windows Hello): RFC 9053, RFC 8812
ID_OCTETS = range(16, 1024)  # Web Authentication §4, "credential ID"
REQUIRED = UserVerificationRequirement.REQUIRED
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Whose passkeys. `origin`: of our pages; `name`: as an authenticator shows it."""

    origin: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """A passkey that was made. `credential`: attested credential data (§6.5.1), which holds its public key."""

    challenge: bytes
    id: bytes
    credential: bytes
    sign_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What a passkey has signed. `by`: whether it was the one of this attested credential data."""

    challenge: bytes
    id: bytes
    handle: bytes
    sign_count: int
    by: Callable[[bytes], bool]


def creating(site: Site, challenge: bytes, user: tuple[bytes, str, str], known: Sequence[bytes]) -> dict[str, Any]:
    """What navigator.credentials.create() is given, octets as base64url. `user`: handle, log-in name, name; `known`:
    ids of the passkeys that the person has."""
    handle, login, name = user
    options, _ = _server(site).register_begin(
        PublicKeyCredentialUserEntity(id=handle, name=login, display_name=name),
        [PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=id) for id in known],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=REQUIRED,
        challenge=challenge,
    )
    return dict(options)


def asking(site: Site, challenge: bytes) -> dict[str, Any]:
    """What navigator.credentials.get() is given: any passkey of ours will do."""
    return dict(_server(site).authenticate_begin(user_verification=REQUIRED, challenge=challenge)[0])


def new(site: Site, answer: str) -> New:
    """Read and check what was made (§7.1), but for the challenge, which is the caller's to know. Raises NotAllowed."""
    said = _read(answer, RegistrationResponse)
    client = said.response.client_data
    data = _checked(lambda: _server(site).register_complete(_state(client), said))
    made = data.credential_data
    if made is None or made.public_key.ALGORITHM not in ALGORITHMS or len(made.credential_id) not in ID_OCTETS:
        raise NotAllowed(reasons.PASSKEY_WRONG)
    return New(challenge=client.challenge, id=made.credential_id, credential=bytes(made), sign_count=data.counter)


def signed(site: Site, answer: str) -> Signed:
    """Read what a passkey has signed (§7.2). Raises NotAllowed where it is no such thing."""
    said = _read(answer, AuthenticationResponse)
    client = said.response.client_data

    def by(credential: bytes) -> bool:
        known = [AttestedCredentialData(credential)]
        try:
            _checked(lambda: _server(site).authenticate_complete(_state(client), known, said))
        except NotAllowed:
            return False
        return True

    return Signed(
        challenge=client.challenge,
        id=said.raw_id,
        handle=said.response.user_handle or b"",
        sign_count=said.response.authenticator_data.counter,
        by=by,
    )


def _server(site: Site) -> Fido2Server:
    entity = PublicKeyCredentialRpEntity(id=urlsplit(site.origin).hostname, name=site.name)
    made = Fido2Server(entity, verify_origin=lambda origin: origin == site.origin)
    made.allowed_algorithms = [one for one in made.allowed_algorithms if one.alg in ALGORITHMS]
    return made


def _state(client: CollectedClientData) -> dict[str, Any]:
    """What the library holds an answer against: the challenge that it says itself, which the caller knows or not."""
    if client.cross_origin:
        raise ValueError("in a frame of another site")
    return {"challenge": websafe_encode(client.challenge), "user_verification": REQUIRED}


def _read(answer: str, kind: type[T]) -> T:
    if len(answer) > MOST:
        raise NotAllowed(reasons.PASSKEY_WRONG)
    read: Callable[[Any], T] = kind.from_dict  # type: ignore[attr-defined]
    return _checked(lambda: read(_texts(json.loads(answer))))


def _texts(said: Any) -> dict[str, Any]:
    """What is read of an answer: base64url alone, for of a number the library would make as many octets. Raises errors
    of many kinds where it is none."""
    texts = {name: value for name, value in said["response"].items() if value is not None}
    for value in (said["id"], said["rawId"], *texts.values()):
        if not isinstance(value, str):
            raise TypeError("no base64url")
    return {"id": said["id"], "rawId": said["rawId"], "response": texts}


def _checked(work: Callable[[], T]) -> T:
    """What the library makes of it. Its readers raise errors of every kind over the octets of strangers."""
    try:
        return work()
    except Exception:
        raise NotAllowed(reasons.PASSKEY_WRONG) from None
