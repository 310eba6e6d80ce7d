"""ID tokens are taken when all in them is right, and what their claims mean here; what the configuration needs."""

from pathlib import Path
from typing import Any

import pytest

from gateway.domain.actor import Role
from gateway.domain.errors import NotAllowed
from gateway.replies import catalogue
from gateway.services.accounts import openid_tokens
from gateway.services.accounts.openid_provider import Provider
from gateway.settings import login
from gateway.settings.login import LogIn
from gateway.settings.schema import LogInRole, LogInSettings
from tests.support import identity_provider, wire
from tests.support.identity_provider import CLIENT, Key, claims, token

NOW = 1_795_000_000
ISSUER = "https://sso.example.vn/realms/city"
KEY, OTHER = Key("one"), Key("two")
KEYS = openid_tokens.keys({"keys": [KEY.jwk, {**OTHER.jwk, "use": "enc"}, {"kty": "oct", "k": "AAAA"}, "x"]})


def settings(**more: Any) -> LogIn:
    asked = LogInSettings.model_validate({"issuer": ISSUER, "client_id": CLIENT, **more})
    made, problems = login.read(asked, dict, {})
    assert problems == []
    return made


def taken(said: str) -> str:
    """Whether a token is taken, or the code of why it is not."""
    try:
        openid_tokens.claims(said, KEYS, settings(), "n", NOW)
    except openid_tokens.UnknownKey:
        return "unknown key"
    except NotAllowed as refusal:
        return refusal.reason.code
    return "taken"


def right(**more: Any) -> dict[str, Any]:
    return {name: value for name, value in {**claims(ISSUER, "n", at=NOW), **more}.items() if value is not None}


CLAIMS: dict[str, tuple[dict[str, Any], str]] = {
    "right": ({}, "taken"),
    "an audience of several, for us": ({"aud": [CLIENT, "x"], "azp": CLIENT}, "taken"),
    "a clock 50 s behind": ({"iat": NOW + 50}, "taken"),
    "expired 50 s ago by a clock that differs": ({"exp": NOW - 50}, "taken"),
    "an audience of several, for whom is not said": ({"aud": [CLIENT, "x"]}, "token.audience"),
    "for another of them": ({"aud": [CLIENT, "x"], "azp": "x"}, "token.audience"),
    "for another": ({"aud": "x"}, "token.audience"),
    "for nobody": ({"aud": None}, "token.audience"),
    "for our name in a longer one": ({"aud": CLIENT + "2"}, "token.audience"),
    "asked by another": ({"azp": "x"}, "token.audience"),
    "of another provider": ({"iss": "https://sso.example.vn/realms/other"}, "token.issuer"),
    "of a provider with a slash more": ({"iss": ISSUER + "/"}, "token.issuer"),
    "of nobody": ({"iss": None}, "token.issuer"),
    "another answer's": ({"nonce": "m"}, "token.nonce"),
    "nobody's answer": ({"nonce": None}, "token.nonce"),
    "expired": ({"exp": NOW - 120}, "token.expired"),
    "without an end": ({"exp": None}, "token.expired"),
    "made in an hour": ({"iat": NOW + 3600}, "token.early"),
    "good in an hour": ({"nbf": NOW + 3600}, "token.early"),
    "an end in words": ({"exp": "tomorrow"}, "token.expired"),
    "of no person": ({"sub": None}, "token.claims"),
    "of an empty name": ({"sub": ""}, "token.claims"),
    "of a number": ({"sub": 7}, "token.claims"),
    "of a name with NUL": ({"sub": "1\x00"}, "token.claims"),
    "of too long a name": ({"sub": "1" * 256}, "token.claims"),
}


def test_a_token_is_for_us_now_in_answer_to_us() -> None:
    found = {name: taken(token(KEY, right(**more))) for name, (more, _) in CLAIMS.items()}
    assert found == {name: code for name, (_, code) in CLAIMS.items()}


LOG_OUTS: dict[str, tuple[dict[str, Any], str]] = {
    "right": ({}, "taken"),
    "of one session": ({"sid": "s"}, "taken"),
    "of one session of somebody who is not named": ({"sid": "s", "sub": None}, "taken"),
    "an audience of several": ({"aud": ["x", CLIENT]}, "taken"),
    "a clock 50 s ahead": ({"iat": NOW + 50}, "taken"),
    "of nobody": ({"sub": None}, "token.claims"),
    "of a number": ({"sub": 7}, "token.claims"),
    "without an id": ({"jti": None}, "token.claims"),
    "of too long an id": ({"jti": "x" * 256}, "token.claims"),
    "for another": ({"aud": "x"}, "token.audience"),
    "for our name in a longer one": ({"aud": CLIENT + "2"}, "token.audience"),
    "of another provider": ({"iss": ISSUER + "/"}, "token.issuer"),
    "of which time": ({"iat": None}, "token.expired"),
    "of true": ({"iat": True}, "token.expired"),
    "without an end": ({"exp": None}, "token.expired"),
    "ended": ({"exp": NOW - 120}, "token.expired"),
    "old, whatever its end": ({"iat": NOW - 3600, "exp": NOW + 3600}, "token.expired"),
    "in an hour": ({"iat": NOW + 3600, "exp": NOW + 7200}, "token.early"),
    "an ID token, which has a nonce": ({"nonce": "n"}, "token.event"),
    "no event": ({"events": None}, "token.event"),
    "another event": ({"events": {"http://schemas.openid.net/event/other": {}}}, "token.event"),
    "an event in words": ({"events": {openid_tokens.EVENT: "yes"}}, "token.event"),
}


def test_a_log_out_is_for_us_and_of_now() -> None:
    def taken(claims: dict[str, Any], **header: Any) -> str:
        said = token(KEY, identity_provider.log_out(ISSUER, at=NOW, **claims), **header)
        try:
            openid_tokens.log_out(said, KEYS, settings(), NOW)
        except NotAllowed as refusal:
            return refusal.reason.code
        return "taken"

    assert {name: taken(claims) for name, (claims, _) in LOG_OUTS.items()} == {
        name: code for name, (_, code) in LOG_OUTS.items()
    }
    kinds = {"logout+jwt": "taken", "application/logout+jwt": "taken", None: "taken", "at+jwt": "token.event"}
    assert {kind: taken({}, typ=kind) for kind in kinds} == kinds


def test_only_a_key_pair_of_the_provider_signs() -> None:
    good = token(KEY, right())
    head, body, signature = good.split(".")
    changed = token(KEY, right(sub="2")).split(".")[1]
    found = {
        "none": taken(token(KEY, right(), "none")),
        "by the client's secret": taken(token(KEY, right(), "secret")),
        "by the public key as if it were a secret": taken(token(KEY, right(), "public")),
        "a key of that name, another's": taken(token(Key("one"), right())),
        "a key that is not there": taken(token(Key("new"), right())),
        "a key that only encrypts": taken(token(OTHER, right())),
        "a key whose name is a list": taken(token(KEY, right(), kid=[])),
        "a key without a name": taken(token(Key("one"), right(), kid=None)),
        "other claims": taken(f"{head}.{changed}.{signature}"),
        "no signature": taken(f"{head}.{body}."),
        "in two parts": taken(f"{head}.{body}"),
        "an algorithm that is not there": taken(token(KEY, right(), "ES999")),
        "critical words that nobody knows": taken(token(KEY, right(), crit=["x"], x=1)),
        "a key that it brings itself": taken(token(Key("new"), right(), jwk=Key("new").jwk)),
        "nothing": taken(""),
        "dots": taken(".."),
        "deep": taken(token(KEY, right()).partition(".")[0] + "." + "W" * 60_000 + ".AA"),
        "letters": taken("ă.â.đ"),
    }
    wrong = {name: code for name, code in found.items() if code == "taken" or code.startswith("account")}
    assert wrong == {}
    assert taken(token(KEY, right(), kid=None)) == "taken"  # a provider with one key need not name it
    assert {found[name] for name in ("none", "by the client's secret", "by the public key as if it were a secret")} == {
        "token.algorithm"
    }
    assert found["a key that is not there"] == "unknown key"


@pytest.mark.parametrize("document", [None, [], {}, {"keys": {}}, {"keys": "x"}])
def test_what_is_no_set_of_keys_is_refused(document: object) -> None:
    with pytest.raises(ValueError, match="no JWK Set"):
        openid_tokens.keys(document)


ROWS = (
    LogInRole(value="gw-officer", role=Role.OFFICER, unit="vanmieu"),
    LogInRole(value="gw-head", role=Role.APPROVER, unit="vanmieu"),
    LogInRole(value="gw-admin", role=Role.ADMINISTRATOR),
)
SAID: dict[str, tuple[object, list[tuple[str, str]]]] = {
    "a list": (["gw-head", "gw-officer", "x"], [("vanmieu", "approver"), ("vanmieu", "officer")]),
    "one text with commas": ("gw-admin, gw-officer", [("*", "administrator"), ("vanmieu", "officer")]),
    "one": ("gw-head", [("vanmieu", "approver")]),
    "other letters": (["GW-HEAD"], []),
    "a part of it": (["gw-heads", "gw"], []),
    "numbers": ([7, None, ["gw-head"]], []),
    "a table": ({"gw-head": True}, []),
    "nothing": (None, []),
}


def test_roles_are_those_of_the_rows_whose_value_is_said() -> None:
    flat, nested = (settings(role_claim=name, roles=ROWS) for name in ("groups", "realm_access.roles"))
    for name, (said, roles) in SAID.items():
        assert openid_tokens.roles_of({"groups": said}, flat) == roles, name
        assert openid_tokens.roles_of({"realm_access": {"roles": said}}, nested) == roles, name
        assert openid_tokens.roles_of({"realm_access.roles": said}, nested) == roles, name
    assert openid_tokens.roles_of({"groups": ["gw-head"]}, settings()) == []
    for odd in ({}, {"realm_access": None}, {"realm_access": ["roles"]}):
        assert openid_tokens.roles_of(odd, nested) == []
    assert openid_tokens.login_of({"preferred_username": " Nguyen.Lan "}, settings()) == "nguyen.lan"
    assert openid_tokens.login_of({"email": "lan@example.vn"}, settings()) == ""
    assert openid_tokens.login_of({"preferred_username": ["lan"]}, settings()) == ""


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ({}, []),
        ({"issuer": ISSUER, "client_id": "x"}, []),
        ({"issuer": "http://127.0.0.1:8080", "client_id": "x"}, []),
        ({"passwords": False}, ["passwords"]),
        ({"issuer": ISSUER}, ["client_id"]),
        ({"issuer": "http://sso.example.vn", "client_id": "x"}, ["issuer"]),
        ({"issuer": "https://user@sso.example.vn", "client_id": "x"}, ["issuer"]),
        ({"issuer": f"{ISSUER}?x=1", "client_id": "x"}, ["issuer"]),
        ({"issuer": f"{ISSUER}#x", "client_id": "x"}, ["issuer"]),
        ({"issuer": "sso.example.vn", "client_id": "x"}, ["issuer"]),
        ({"issuer": "https://[", "client_id": "x"}, ["issuer"]),
        ({"issuer": ISSUER, "client_id": "x", "role_claim": "groups"}, ["roles"]),
        ({"issuer": ISSUER, "client_id": "x", "roles": ROWS}, ["role_claim"]),
        ({"issuer": ISSUER, "client_id": "x", "client_secret_env": "NOT_SET"}, ["client_secret_env"]),
    ],
)
def test_what_the_configuration_needs(written: dict[str, Any], wrong: list[str]) -> None:
    _, problems = login.read(LogInSettings.model_validate(written), dict, {})
    assert [problem.key for problem in problems] == [f"login.{key}" for key in wrong]


async def test_a_provider_is_asked_by_tls_that_is_verified_and_what_fails_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, context = wire.certificates(tmp_path)

    async def said(issuer: str, **more: str) -> str:
        try:
            return f"{len((await Provider(settings(issuer=issuer, **more)).keys()).keys)} keys"
        except NotAllowed as refusal:
            return catalogue.say(refusal.reason, "en")

    async with identity_provider.running(context) as idp:
        assert await said(idp.issuer, ca_file=str(authority)) == "1 keys"
        assert "certificate" in await said(idp.issuer)
        assert "certificate" in await said(idp.issuer.replace("localhost", "127.0.0.1"), ca_file=str(authority))
        assert "FileNotFoundError" in await said(idp.issuer, ca_file=str(tmp_path / "none.pem"))
    assert "(ConnectError)" in await said(f"http://127.0.0.1:{wire.free_port()}")


async def test_keys_are_remembered_for_an_hour() -> None:
    at = [0.0]
    async with identity_provider.running() as idp:
        provider = Provider(settings(issuer=idp.issuer), lambda: at[0])
        asked = []
        for at[0] in (0.0, 3599.0, 3601.0):
            await provider.keys()
            asked.append(len(idp.asked))
        assert asked == [2, 2, 4]
