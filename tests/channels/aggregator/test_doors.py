"""What providers hand over: citizens' texts, signed, and reports, at the address that they were given."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import md5
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from gateway.channels import aggregator, registry
from gateway.domain.errors import Unreadable
from gateway.domain.model import Received, ReportStatus
from gateway.settings import config
from gateway.settings.configuration import Doors
from gateway.web import doors
from tests.support import configs

TEXT = {
    "sender": "84912345678", "content": "Đèn ngõ 12 hỏng & tối", "serviceNumber": "8088", "keyword": "VM", "cpid": "17",
    "smsid": "99887", "receiverTime": "20261127142900",
}  # fmt: skip
OURS = Doors(
    host="127.0.0.1", port=1, certificate="", key="", proxies=(), allowed=(ip_network("10.0.0.0/24"),),
    token="of doors", hmac="of doors", body_bytes=4096, requests_per_minute=1000, seconds=5,
)  # fmt: skip
MAPPING = """name = "Own"
[incoming]
sender = "from"
text = "text"
id = "id"
answer = "OK"
"""


def signed(fields: dict[str, str], secret: str = "the secret") -> dict[str, str]:
    whole = "".join(fields[name] for name in ("cpid", "smsid", "content", "receiverTime")) + secret
    return {**fields, "sign": md5(whole.encode()).hexdigest()}


class Door:
    """The doors with a token and a signature of their own, and what came through."""

    def __init__(self, settings: config.Config) -> None:
        self.stored: list[tuple[str, Received]] = []
        self._app = doors.create_app(replace(settings, doors=OURS), registry(), self)

    async def __call__(self, line: str, pieces: Sequence[Received]) -> None:
        self.stored += [(line, piece) for piece in pieces]

    async def ask(
        self, method: str, path: str, fields: dict[str, str], *, kind: str = "query", **more: Any
    ) -> httpx.Response:
        transport = httpx.ASGITransport(app=self._app, client=(more.get("peer", "10.0.0.5"), 1))
        given: dict[str, Any] = {{"query": "params", "form": "data", "json": "json"}[kind]: fields}
        async with httpx.AsyncClient(transport=transport, base_url="http://d") as client:
            return await client.request(method, f"/aggregator/{path}", headers=more.get("headers"), **given)


@pytest.fixture
def settings(make_config: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> config.Config:
    monkeypatch.setenv("GATEWAY_AGGREGATOR", "the secret")
    (tmp_path / "own.toml").write_text(MAPPING)
    common = {"channel": "aggregator", "unit": "vanmieu", "owner": "tests"}
    account = {"user": "u", "secret_env": "GATEWAY_AGGREGATOR"}
    received = {**common, "reply_line": "brand"}
    own = str(tmp_path / "own.toml")
    lines = [
        {
            **common,
            "name": "brand",
            "number": "UBND",
            "provider": "esms",
            **account,
            "callback": "https://g.example/aggregator/brand/report",
        },
        {**received, "name": "short", "number": "8088", "provider": "vht", "secret_env": "GATEWAY_AGGREGATOR"},
        {**received, "name": "own", "number": "9099", "provider_file": own},
    ]
    return config.load(make_config(lines=[configs.mail_line(), *lines]), registry)


WAYS = [("GET", "query"), ("POST", "form"), ("POST", "json")]


@pytest.mark.parametrize(("method", "kind"), WAYS)
async def test_a_signed_text_is_stored_before_it_is_answered(settings: config.Config, method: str, kind: str) -> None:
    door = Door(settings)
    answer = await door.ask(method, "short/in", signed(TEXT), kind=kind)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml; charset=utf-8")
    assert "<Status>0</Status>" in answer.text
    ((line, piece),) = door.stored
    decoded = aggregator.decode([piece.body])
    assert (line, piece.sender_key, decoded.sender) == ("short", "tel:+84912345678", "tel:+84912345678")
    assert decoded.text == TEXT["content"]
    fields: Any = decoded.extra["fields"]
    assert fields["keyword"] == "VM" and "sign" not in fields and "the secret" not in piece.body.decode()


async def test_one_that_comes_again_is_the_same_piece_and_the_same_words_under_another_id_are_not(
    settings: config.Config,
) -> None:
    door = Door(settings)
    for fields in (TEXT, TEXT | {"receiverTime": "20261127143000"}, TEXT | {"smsid": "99888"}):
        assert (await door.ask("GET", "short/in", signed(fields))).status_code == 200
    first, again, other = (piece.digest for _, piece in door.stored)
    assert first == again != other


FORGED = {
    "unsigned": TEXT,
    "another secret": signed(TEXT, "guessed"),
    "other words": signed(TEXT) | {"content": "Chuyen tien"},
    "an empty signature": TEXT | {"sign": ""},
    "a value that is read as a value": signed(TEXT | {"content": "{secret}"}, "") | {"content": "{secret}"},
}


async def test_what_is_not_signed_by_the_provider_is_refused(settings: config.Config) -> None:
    door = Door(settings)
    for name, fields in FORGED.items():
        assert (await door.ask("GET", "short/in", fields)).status_code == 401, name
        assert (await door.ask("POST", "short/in", fields, kind="json")).status_code == 401, name
    assert (await door.ask("GET", "short/in", signed(TEXT), peer="10.0.1.1")).status_code == 403
    assert (await door.ask("GET", "short/in", signed(TEXT | {"sender": ""}))).status_code == 422
    assert (await door.ask("GET", "brand/in", signed(TEXT))).status_code == 401  # unsigned there: the doors ask
    assert door.stored == []


async def test_where_a_provider_signs_nothing_the_doors_ask_for_theirs(settings: config.Config) -> None:
    door = Door(settings)
    fields = {"from": "0912345678", "text": "Den hong", "id": "1"}
    for path in ("own/in", "own/in/x", "nobody/in", "short/other"):
        assert (await door.ask("GET", path, fields)).status_code == 401, path


REPORTS: dict[str, tuple[dict[str, str], ReportStatus]] = {
    "arrived": ({"SendStatus": "5", "SendSuccess": "1", "SendFailed": "0"}, ReportStatus.DELIVERED),
    "did not": ({"SendStatus": "5", "SendSuccess": "0", "SendFailed": "1"}, ReportStatus.FAILED),
    "under way": ({"SendStatus": "2", "SendSuccess": "0", "SendFailed": "0"}, ReportStatus.DELAYED),
    "nothing said": ({}, ReportStatus.DELAYED),
}


async def test_a_report_comes_to_the_address_that_was_given_out(settings: config.Config) -> None:
    door, options = Door(settings), settings.lines["brand"].options
    assert isinstance(options, aggregator.AggregatorOptions)
    given = options.of_line["callback"]
    assert given.startswith("https://g.example/aggregator/brand/report/")
    path = given.partition("/aggregator/")[2]
    met = {}
    for name, (fields, _) in REPORTS.items():
        known = {"SMSID": "e1", "phonenumber": "0912345678", **fields}
        assert (await door.ask("GET", path, known)).status_code == 200
        _, piece = door.stored[-1]
        report = aggregator.decode([piece.body]).report
        assert report is not None
        met[name] = report.type
        assert (report.recipients, report.remote_ids) == (("tel:+84912345678",), ("e1",))
    assert met == {name: status for name, (_, status) in REPORTS.items()}
    n = len(door.stored)
    for wrong in (path[:-1] + ("0" if path[-1] != "0" else "1"), path.replace("brand", "short"), "brand/report/x"):
        answer = await door.ask("GET", wrong, {"SMSID": "e1"})
        assert answer.status_code in (401, 404), wrong
    assert (await door.ask("GET", path, {})).status_code == 422
    assert len(door.stored) == n


def test_odd_records_break_nothing() -> None:
    odd: list[Any] = [
        b"", b"[]", b"{}", b'{"type":"text"}', b'{"type":"report","status":"sunk"}',
        json.dumps({"type": "text", "sender": ["x"], "text": {"a": 1}, "id": 3}).encode(),
        urlencode(TEXT).encode(),
    ]  # fmt: skip
    for body in odd:
        assert isinstance(aggregator.sender_key(body), str)
        try:
            aggregator.decode([body])
        except Unreadable:
            continue
