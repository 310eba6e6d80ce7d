"""What a passkey says is read octet by octet: what is right opens, and whatever is not as it must be does not."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway.domain.errors import NotAllowed
from gateway.services.accounts import challenges, webauthn
from gateway.settings.listening import Console
from tests.support.authenticator import PRESENT, VERIFIED, Authenticator, b64

ORIGIN = "https://gateway.example.vn"
SITE = webauthn.Site(origin=ORIGIN, name="Cổng HN")
CHALLENGE = bytes(range(56))
USER = (b"h" * 32, "nguyen.lan", "Nguyễn Thị Lan")
NOW = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)


def made() -> tuple[Authenticator, webauthn.New]:
    key = Authenticator(origin=ORIGIN)
    options = json.loads(json.dumps(webauthn.creating(SITE, CHALLENGE, USER, [b"k" * 32])))
    assert options["publicKey"]["rp"] == {"id": "gateway.example.vn", "name": "Cổng HN"}
    assert [one["alg"] for one in options["publicKey"]["pubKeyCredParams"]] == [-7, -8, -257]
    assert [one["id"] for one in options["publicKey"]["excludeCredentials"]] == [b64(b"k" * 32)]
    return key, webauthn.new(SITE, key.create(options))


def asked() -> dict[str, Any]:
    options: dict[str, Any] = json.loads(json.dumps(webauthn.asking(SITE, CHALLENGE)))
    return options


def test_a_passkey_that_was_made_opens() -> None:
    key, new = made()
    assert (new.challenge, new.id, new.sign_count) == (CHALLENGE, key.id, 1)
    said = webauthn.signed(SITE, key.get(asked()))
    assert (said.challenge, said.id, said.handle, said.sign_count) == (CHALLENGE, key.id, b"h" * 32, 2)
    assert said.by(new.credential)


WRONG: dict[str, dict[str, Any]] = {
    "another site's origin": {"client": {"origin": "https://gateway.example.vn.evil.example"}},
    "an origin below ours": {"client": {"origin": "https://x.gateway.example.vn"}},
    "our origin without TLS": {"client": {"origin": "http://gateway.example.vn"}},
    "another port": {"client": {"origin": "https://gateway.example.vn:8443"}},
    "in a frame": {"client": {"crossOrigin": True}},
    "another RP": {"rp_id": "example.vn"},
    "the person was not verified": {"flags": PRESENT},
    "nobody was there": {"flags": VERIFIED},
}
WRONG_ONLY_WHEN_MADE: dict[str, dict[str, Any]] = {
    "used instead of made": {"client": {"type": "webauthn.get"}},
    "an algorithm that was not offered": {"algorithm": -65535},
}


@pytest.mark.parametrize("what", [*WRONG, "made instead of used"])
def test_what_was_signed_elsewhere_or_otherwise_does_not_open(what: str) -> None:
    key, new = made()
    otherwise = WRONG.get(what, {"client": {"type": "webauthn.create"}})
    assert not webauthn.signed(SITE, key.get(asked(), **otherwise)).by(new.credential)


@pytest.mark.parametrize("what", [*WRONG, *WRONG_ONLY_WHEN_MADE, "an id too short"])
def test_what_was_made_elsewhere_or_otherwise_is_not_kept(what: str) -> None:
    key = Authenticator(origin=ORIGIN, id=b"x" * (8 if "short" in what else 32))
    otherwise = {**WRONG, **WRONG_ONLY_WHEN_MADE}.get(what, {})
    options = webauthn.creating(SITE, CHALLENGE, USER, [])
    with pytest.raises(NotAllowed):
        webauthn.new(SITE, key.create(json.loads(json.dumps(options)), **otherwise))


def test_another_key_s_signature_and_a_changed_one_do_not_open() -> None:
    (key, new), (other, others) = made(), made()
    assert not webauthn.signed(SITE, key.get(asked())).by(others.credential)
    other.id = key.id
    assert not webauthn.signed(SITE, other.get(asked())).by(new.credential)
    assert not webauthn.signed(SITE, key.get(asked(), signature=b"0" * 70)).by(new.credential)


@pytest.mark.parametrize("read", [webauthn.new, webauthn.signed])
def test_octets_of_strangers_are_refused_whatever_they_are(read: Callable[[webauthn.Site, str], object]) -> None:
    key, _ = made()
    options = json.loads(json.dumps(webauthn.creating(SITE, CHALLENGE, USER, [])))
    right = json.loads(key.get(asked()) if read is webauthn.signed else key.create(options))
    read(SITE, json.dumps(right))
    wrong = ["", "{}", "[]", "null", "1", "\x00", "[" * 10_000, "{" * 20_000, json.dumps({**right, "id": "x"})]
    for name in right["response"]:
        junk = [b64(b"\x9b\xff" * 40), b64(b"\x81" * 9_000), b64(b"\xa1" * 300), "", "AA", "%"]
        if name in ("signature", "userHandle"):  # any octets are one, held against what is known later
            junk.clear()
        said = ({**right["response"], name: value} for value in (7, 10**12, {}, [], True, *junk))
        wrong += [json.dumps({**right, "response": response}) for response in said]
    taken = []
    for answer in wrong:
        try:
            read(SITE, answer)
            taken.append(answer[:200])
        except NotAllowed:
            pass
    assert taken == []


def test_a_challenge_is_for_one_purpose_one_browser_and_ten_minutes() -> None:
    key = b"k" * 32
    one = challenges.made(key, "log in", "browser", NOW)
    assert one != challenges.made(key, "log in", "browser", NOW)
    soon, late = NOW + timedelta(seconds=599), NOW + timedelta(seconds=601)
    assert challenges.fits(key, "log in", "browser", one, soon)
    longer = one[:16] + (int(NOW.timestamp()) + 9_999).to_bytes(8) + one[24:]
    wrong = [
        (key, "log in", "browser", one, late),
        (key, "add", "browser", one, soon),
        (key, "log in", "another", one, soon),
        (b"x" * 32, "log in", "browser", one, soon),
        (key, "log in", "browser", longer, soon),
        (key, "log in", "browser", one[:-1], soon),
        (key, "log in", "browser", b"", soon),
        (key, "log in", "browser", b"\xff" * 56, soon),
    ]
    assert [asked for asked in wrong if challenges.fits(*asked)] == []


@pytest.mark.parametrize(
    ("public_url", "certificate", "origin"),
    [
        ("", "", "http://localhost:8765"),
        ("", "cert.pem", "https://localhost:8765"),
        ("https://gateway.example.vn", "", "https://gateway.example.vn"),
        ("https://gateway.example.vn:8443", "cert.pem", "https://gateway.example.vn:8443"),
        ("https://10.0.0.5", "cert.pem", ""),
    ],
)
def test_passkeys_are_kept_under_a_name(public_url: str, certificate: str, origin: str) -> None:
    made = Console(
        host="127.0.0.1",
        port=8765,
        language="",
        public_url=public_url,
        certificate=certificate,
        key=certificate,
        proxies=(),
        requests_per_minute=600,
    )
    assert made.passkey_origin == origin
