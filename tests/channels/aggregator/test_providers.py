"""Each provider's requests and answers, as its mapping has them, against doubles at the wire."""

import json
import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from gateway.channels import aggregator
from gateway.channels.aggregator import AggregatorOptions, client
from gateway.channels.aggregator.mapping import NotAMapping, load, parsed
from gateway.channels.aggregator.options import OURS
from gateway.domain.errors import GatewayError, LineDown, OutcomeUnknown, Refused, Temporary, Unclear
from gateway.domain.model import Draft, Purpose, Sent
from tests.support.provider import CLOSES, SILENT, Asked, Provider, provider

NOW = datetime(2026, 11, 27, tzinfo=UTC)
TEXT = 'Đã sửa đèn "ngõ 12" <A&B> {secret} {user}'  # nothing in it is read as anything else


def draft(text: str = TEXT, *, number: int = 7, round: int = 0) -> Draft:
    return Draft(
        number=number, recipient="tel:+84912345678", purpose=Purpose.RESULT, text=text, created_at=NOW, round=round
    )


def answered(code: str, **more: Any) -> str:
    return json.dumps({"CodeResult": code, **more})


@dataclass(frozen=True, kw_only=True)
class Play:
    """A provider's keys of a line, what it must be asked, its answer to what it takes, and how that is read."""

    keys: dict[str, str]
    asked: Callable[[Asked], dict[str, Any]]
    wanted: dict[str, Any]
    taken: str
    id: str


def as_json(asked: Asked) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(asked.body)
    return found


def as_xml(asked: Asked) -> dict[str, Any]:
    return {one.tag.rpartition("}")[2]: one.text for one in ElementTree.fromstring(asked.body).iter() if one.text}


PLAYS = {
    "esms": Play(
        keys={"user": "the key"},
        asked=as_json,
        wanted={
            "ApiKey": "the key", "SecretKey": "the secret", "Phone": "0912345678", "Content": TEXT,
            "Brandname": "UBND HANOI", "SmsType": "2", "IsUnicode": "1", "CallbackUrl": "",
        },
        taken=answered("100", SMSID="e1a2-b3", CountRegenerate=0),
        id="e1a2-b3",
    ),
    "speedsms": Play(
        keys={},
        asked=as_json,
        wanted={"to": ["84912345678"], "content": TEXT, "sms_type": 3, "sender": "UBND HANOI"},
        taken='{"status":"success","code":"00","data":{"tranId":4711,"totalSMS":1}}',
        id="4711",
    ),
    "viettel": Play(
        keys={"user": "the user", "url": "", "cp_code": "HANOI"},
        asked=as_xml,
        wanted={
            "User": "the user", "Password": "the secret", "CPCode": "HANOI", "RequestID": "1", "UserID": "84912345678",
            "ReceiverID": "84912345678", "ServiceID": "UBND HANOI", "CommandCode": "bulksms", "Content": TEXT,
            "ContentType": "1",
        },
        taken='<?xml version="1.0"?><S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>'
        '<r:x xmlns:r="u"><return><message>Insert MT_QUEUE: OK</message><result>1</result></return></r:x>'
        "</S:Body></S:Envelope>",
        id="",
    ),
    "vnpt": Play(
        keys={
            "user": "u", "url": "", "label_id": "11", "contract_id": "22", "template_id": "33", "agent_id": "44",
            "username": "hanoi",
        },
        asked=lambda asked: as_json(asked)["RQST"],
        wanted={
            "name": "send_sms_list", "LABELID": "11", "CONTRACTTYPEID": "1", "CONTRACTID": "22", "TEMPLATEID": "33",
            "PARAMS": [{"NUM": "1", "CONTENT": TEXT}], "SCHEDULETIME": "", "MOBILELIST": "84912345678",
            "ISTELCOSUB": "0", "AGENTID": "44", "APIUSER": "u", "APIPASS": "the secret", "USERNAME": "hanoi",
            "DATACODING": "8",
        },
        taken='{"RPLY":{"name":"send_sms_list","ERROR":"0","ERROR_DESC":"success"}}',
        id="",
    ),
}  # fmt: skip


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AggregatorOptions]:
    """Options of a line at a double: our mapping of that name, with the double's address in it."""
    monkeypatch.setenv("GATEWAY_AGGREGATOR", "the secret")

    def made(name: str, at: Provider, **more: Any) -> AggregatorOptions:
        file = tmp_path / "mapping.toml"
        ours = (files("gateway.channels.aggregator") / "providers" / f"{name}.toml").read_text("utf-8")
        file.write_text(re.sub(r'"https://[^/"]+', f'"{at.url}', ours), "utf-8")
        keys = {key: value or f"{at.url}/api" for key, value in PLAYS[name].keys.items()}
        options, problems = aggregator.options(
            {"number": "UBND HANOI", "provider_file": str(file), "secret_env": "GATEWAY_AGGREGATOR", **keys, **more},
            key="lines[1]",
            zone="Asia/Ho_Chi_Minh",
        )
        assert problems == [] and options is not None
        return options

    return made


Line = Callable[..., AggregatorOptions]


async def outcome(options: AggregatorOptions, what: Draft | None = None) -> Sent | GatewayError:
    (piece,) = aggregator.encode(what or draft(), options)
    async with aggregator.open(options, now=NOW, memory=aggregator.Memory()) as link:
        try:
            return await link.send(piece)
        except GatewayError as error:
            return error


@pytest.mark.parametrize("name", PLAYS)
async def test_a_provider_is_asked_as_it_wants_and_its_answer_is_read(name: str, line: Line) -> None:
    play = PLAYS[name]
    async with provider((200, play.taken)) as at:
        assert await outcome(line(name, at)) == Sent(remote_id=play.id)
    (asked,) = at.asked
    said = play.asked(asked)
    keys = {key: said.pop(key) for key in ("RequestId", "REQID") if key in said}
    assert said == play.wanted
    assert all(re.fullmatch("[0-9a-f]{32}", key) for key in keys.values())
    assert asked.method == "POST"
    if name == "speedsms":
        assert b64decode(asked.headers["authorization"].removeprefix("Basic ")) == b"the secret:x"


def test_every_mapping_of_ours_can_be_read_and_is_played_or_receives_only() -> None:
    ours = {file.name.removesuffix(".toml") for file in (files("gateway.channels.aggregator") / "providers").iterdir()}
    assert ours == set(OURS)
    assert {name for name in ours if (found := load(name)) and found.send} == set(PLAYS)
    assert load("../options") is None and load("nobody") is None


ANSWERS: dict[str, tuple[int, str, type[Any], str]] = {
    "taken before, under this key": (200, answered("124"), Sent, ""),
    "log-in": (200, answered("101"), LineDown, "aggregator.account_refused"),
    "no money": (200, answered("103"), LineDown, "aggregator.account_refused"),
    "the number": (200, answered("108"), Refused, "aggregator.recipient_refused"),
    "the template": (200, answered("146"), Refused, "aggregator.message_refused"),
    "unknown to the provider": (200, answered("99"), OutcomeUnknown, "aggregator.perhaps_taken"),
    "unknown to us": (200, answered("777"), Unclear, "aggregator.not_taken_unclear"),
    "no code": (200, "{}", OutcomeUnknown, "aggregator.perhaps_taken"),
    "no JSON": (200, "<html>Welcome", OutcomeUnknown, "aggregator.perhaps_taken"),
    "a list": (200, "[1]", OutcomeUnknown, "aggregator.perhaps_taken"),
    "bad request with a code": (400, answered("108"), Refused, "aggregator.recipient_refused"),
    "HTTP 401": (401, "", LineDown, "aggregator.login_refused"),
    "HTTP 429": (429, "", LineDown, "aggregator.throttled"),
    "HTTP 503": (503, "", LineDown, "aggregator.throttled"),
    "HTTP 404": (404, "", LineDown, "aggregator.odd_status"),
    "HTTP 302": (302, "", LineDown, "aggregator.odd_status"),
    "HTTP 500": (500, answered("100"), OutcomeUnknown, "aggregator.perhaps_taken"),
    "HTTP 502": (502, "", OutcomeUnknown, "aggregator.perhaps_taken"),
    "hung up": (CLOSES, "", OutcomeUnknown, "aggregator.perhaps_taken"),
    "silent": (SILENT, "", OutcomeUnknown, "aggregator.perhaps_taken"),
}


async def test_an_answer_says_whose_trouble_it_is(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "ANSWER_SECONDS", 0.2)
    met = {}
    for name, (status, body, _, _) in ANSWERS.items():
        async with provider((status, body)) as at:
            found = await outcome(line("esms", at))
        met[name] = type(found), found.reason.code if isinstance(found, GatewayError) else ""
    assert met == {name: (kind, code) for name, (_, _, kind, code) in ANSWERS.items()}
    assert not any(issubclass(kind, Temporary) and kind is Temporary for kind, _ in met.values())


async def test_nobody_there_is_the_line_s_trouble(line: Line) -> None:
    async with provider((200, "")) as at:
        options = line("esms", at)
    assert isinstance(found := await outcome(options), LineDown) and found.reason.code == "aggregator.cannot_connect"


BOMBS = {
    "entities": '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><r><result>&b;</result></r>',
    "depth": "<a>" * 100_000,
    "not XML": "<result>1",
    "empty": "",
}


async def test_an_answer_that_is_no_answer_leaves_it_unknown(line: Line) -> None:
    for name, body in BOMBS.items():
        async with provider((200, body)) as at:
            assert isinstance(await outcome(line("viettel", at)), OutcomeUnknown), name


def test_a_key_is_the_same_on_every_try_and_another_one_s_never(line: Line) -> None:
    options = line("esms", Provider(port=1))
    drafts = {
        "first": draft(),
        "again by a person": draft(round=1),
        "another row": draft(number=8),
        "the same row after a restore": replace(draft(), text="Other words"),
    }
    keys = {name: aggregator.encode(one, options)[0].key for name, one in drafts.items()}
    assert len(set(keys.values())) == len(keys)
    assert aggregator.encode(draft(), options)[0].key == keys["first"]


def test_only_where_a_provider_takes_a_key_what_is_unknown_may_be_sent_again(line: Line) -> None:
    resent = {name: line(name, Provider(port=1)).traits.may_resend for name in PLAYS}
    assert resent == {"esms": True, "speedsms": False, "viettel": False, "vnpt": False}


async def test_requests_keep_to_what_the_provider_takes_in_a_minute(line: Line) -> None:
    async with provider((200, PLAYS["speedsms"].taken)) as at:
        options = line("speedsms", at)
        options = replace(options, provider=replace(options.provider, per_minute=600))
        memory = aggregator.Memory()
        async with aggregator.open(options, now=NOW, memory=memory) as link:
            before = memory.not_before
            for _ in range(3):
                await link.send(aggregator.encode(draft(), options)[0])
    assert memory.not_before - before >= 0.3 and len(at.asked) == 3


async def test_check_logs_in_where_that_costs_nothing_and_else_sees_who_answers(line: Line) -> None:
    async with provider((200, "<r><errCode>0</errCode></r>"), (200, "<r><errCode>1</errCode></r>")) as at:
        options = line("viettel", at)
        said: Any = await aggregator.probe(options, now=NOW, old_days=3)
        assert said["detail"].code == "aggregator.probed_log_in"
        with pytest.raises(LineDown):
            await aggregator.probe(options, now=NOW, old_days=3)
        assert "checkBalance" in at.asked[0].body
    async with provider((404, "")) as at:
        options = line("esms", at)
        said = await aggregator.probe(options, now=NOW, old_days=3)
        assert (said["detail"].code, at.asked[0].method) == ("aggregator.probed", "GET")
    with pytest.raises(LineDown, match="cannot_connect"):
        await aggregator.probe(options, now=NOW, old_days=3)


GOOD = """name = "P"
[send]
url = "https://p.example/"
kind = "json"
[send.fields]
to = "{international}"
[answer]
kind = "json"
code = "code"
taken = ["0"]
"""
MISTAKES = {
    "no name": (GOOD.replace('name = "P"', ""), "name"),
    "no answer": (GOOD.partition("[answer]")[0], "answer"),
    "an unknown key": (GOOD.replace("[send.fields]", "flieds = 1\n[send.fields]"), "send.flieds"),
    "no url": (GOOD.replace('url = "https://p.example/"', ""), "send.url"),
    "an unknown kind": (GOOD.replace('kind = "json"', 'kind = "yaml"', 1), "send.kind"),
    "XML without a document": (GOOD.replace('kind = "json"', 'kind = "xml"', 1), "send.kind"),
    "nothing is taken": (GOOD.replace('taken = ["0"]', ""), "answer.taken"),
    "idempotent without a key": (GOOD.replace('name = "P"', 'name = "P"\nidempotent = true'), "idempotent"),
    "a table that is none": ("send = 1\n" + GOOD.partition("[send]")[0], "send"),
    "a signature without the secret": (
        'name = "P"\n[incoming]\nsender="a"\ntext="b"\nid="c"\nsign="s"\nsigned="{a}"', "incoming.signed"
    ),
}  # fmt: skip


def test_a_mistake_in_a_mapping_is_named() -> None:
    assert parsed(GOOD).name == "P"
    met = {}
    for name, (text, _) in MISTAKES.items():
        with pytest.raises(NotAMapping) as caught:
            parsed(text)
        met[name] = str(caught.value)
    assert met == {name: place for name, (_, place) in MISTAKES.items()}


WRONG: dict[str, tuple[dict[str, Any], set[tuple[str, str]]]] = {
    "no provider": ({}, {("provider", "config.no_such_provider")}),
    "an unknown one": ({"provider": "nobody"}, {("provider", "config.no_such_provider")}),
    "log-in missing": ({"provider": "esms"}, {("user", "config.missing"), ("secret_file", "config.secret_missing")}),
    "own keys missing": (
        {"provider": "viettel", "user": "u", "secret_env": "GATEWAY_AGGREGATOR"},
        {("cp_code", "config.missing"), ("url", "config.missing"), ("url", "config.not_https")},
    ),
    "log-in in the open": (
        {
            "provider": "viettel", "user": "u", "secret_env": "GATEWAY_AGGREGATOR", "cp_code": "c",
            "url": "http://p.example/",
        },
        {("url", "config.not_https")},
    ),
    "an unknown key": (
        {"provider": "esms", "user": "u", "secret_env": "GATEWAY_AGGREGATOR", "cp_code": "c"},
        {("cp_code", "config.unknown_key")},
    ),
}  # fmt: skip


def test_a_mistake_in_a_line_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_AGGREGATOR", "the secret")
    met = {}
    for name, (keys, _) in WRONG.items():
        _, problems = aggregator.options({"number": "UBND", **keys}, key="lines[1]", zone="Asia/Ho_Chi_Minh")
        met[name] = {(one.key.removeprefix("lines[1]."), one.reason.code) for one in problems}
    assert met == {name: wanted for name, (_, wanted) in WRONG.items()}
