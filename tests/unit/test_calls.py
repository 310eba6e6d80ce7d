"""Calls without a database: working time, hours for texts, what a door takes, what legs come to."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from gateway.channels import CHANNELS, registry
from gateway.channels.calls.pieces import record_of
from gateway.domain import calendar
from gateway.domain.calls import judged
from gateway.domain.errors import ConfigError
from gateway.domain.model import Received
from gateway.domain.model.calls import CallLeg
from gateway.domain.text import segments
from gateway.replies import templates
from gateway.settings import config
from gateway.web import doors
from tests.support import configs

HN = ZoneInfo("Asia/Ho_Chi_Minh")
HOURS = ((time(8), time(12)), (time(13), time(17)))
ROOT = Path(__file__).parents[2]


def at(day: int, clock: str) -> datetime:
    """A moment of November 2026 in Hà Nội; the 27th is a Friday."""
    return datetime.combine(date(2026, 11, day), time.fromisoformat(clock), HN)


@pytest.mark.parametrize(
    ("missed", "minutes", "due"),
    [
        (at(27, "09:00"), 60, at(27, "10:00")),
        (at(27, "11:30"), 60, at(27, "13:30")),
        (at(27, "12:10"), 60, at(27, "14:00")),
        (at(27, "16:30"), 60, at(30, "08:30")),
        (at(27, "22:00"), 60, at(30, "09:00")),
        (at(28, "09:00"), 30, at(30, "08:30")),
        (at(27, "15:00"), 120, at(27, "17:00")),
        (at(27, "08:00"), 960, at(30, "17:00")),
    ],
)
def test_a_call_back_is_due_after_so_much_of_office_hours(missed: datetime, minutes: int, due: datetime) -> None:
    assert calendar.due_within(missed, timedelta(minutes=minutes), calendar.Calendar(), HOURS, HN) == due


def leg(n: int, **more: Any) -> CallLeg:
    given: dict[str, Any] = {"direction": "in", "caller": "tel:+84912000001", "called": "sms:101"}
    started = datetime(2026, 11, 27, 2, 0, n, tzinfo=UTC)
    return CallLeg(**{"leg": str(n), "attempt": "a", "started_at": started, **given, **more})


def test_who_is_passed_on_to_an_officer_s_mobile_is_still_the_caller() -> None:
    forwarded = leg(2, direction="out", caller="sms:101", called="tel:+84912000009", answered=True)
    for legs in ([leg(1), forwarded], [forwarded, leg(1)]):
        call = judged(legs, datetime.now(UTC))
        assert (call.direction, call.party, call.answered) == ("in", "tel:+84912000001", True)


def test_a_system_that_tells_no_time_and_one_that_withholds_the_number() -> None:
    noted = datetime(2026, 11, 27, 3, tzinfo=UTC)
    call = judged([leg(1, started_at=None, caller="")], noted)
    assert (call.started_at, call.party, call.missed) == (noted, "", True)
    assert not judged([leg(1, direction="internal")], noted).missed
    assert not judged([leg(1, direction="out")], noted).missed


def test_texts_fit_as_many_segments_as_they_may() -> None:
    replies = templates.load(ROOT / "templates")
    values = {"unit": "UBND P.Văn Miếu-Quốc Tử Giám", "opens": "08:00 30/11/2026"}
    for standing in ("", "closed"):
        for language, form, most in (("vi", "plain", 1), ("vi", "accented", 2), ("en", "plain", 2)):
            _, text = replies.render("missed_call", "sms", language, form, {**values, "standing": standing})
            assert len(segments(text)) <= most, (standing, language, form, len(text))


class Door:
    """The doors of an installation, and what came through them."""

    def __init__(self, settings: config.Config, **more: Any) -> None:
        self.stored: list[Received] = []
        door = replace(settings.doors, allowed=(ip_network("10.0.0.0/24"),), **more)
        self._app = doors.create_app(replace(settings, doors=door), CHANNELS, self._accept)

    async def _accept(self, line: str, pieces: Sequence[Received]) -> None:
        self.stored += pieces

    async def ask(self, method: str, place: str, **more: Any) -> int:
        transport = httpx.ASGITransport(app=self._app, client=("10.0.0.5", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://d") as client:
            return (await client.request(method, f"/calls/{place}", **more)).status_code


@pytest.fixture
def settings(make_config: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> config.Config:
    monkeypatch.setenv("CALLS_TOKEN", "geheim")
    lines = [
        configs.mail_line(),
        configs.sms_line(),
        configs.calls_line(),
        configs.calls_line("cloud", number="02438000002", vendor="voicecloud", token_env="CALLS_TOKEN"),
    ]
    return config.load(make_config(lines=lines), registry)


async def test_json_a_form_csv_and_a_query_come_in_by_one_door(settings: config.Config) -> None:
    door = Door(settings)
    row = {"src": "0912000001", "dst": "101", "uniqueid": "1.1", "disposition": "NO ANSWER"}
    head, values = ",".join(row), ",".join(row.values())
    for more in (
        {"json": row},
        {"json": {"records": [row]}},
        {"data": row},
        {"content": f"{head}\r\n{values}\r\n"},
    ):
        assert await door.ask("POST", "vanmieu-calls", **more) == 202
    assert await door.ask("GET", "vanmieu-calls", params=row) == 202
    assert [record_of(piece.body) for piece in door.stored] == [row] * 5
    assert len({piece.digest for piece in door.stored}) == 1
    assert await door.ask("POST", "vanmieu-calls") == 422
    assert await door.ask("POST", "vanmieu-calls", content=b"{") == 422
    assert await door.ask("POST", "nobody", json=row) == 404
    assert len(door.stored) == 5


async def test_a_line_s_own_token_comes_in_the_query_or_form_and_is_kept_nowhere(settings: config.Config) -> None:
    door = Door(settings, token="of the doors")
    row = {"phone": "0912000001", "callid": "7", "event": "RING", "did": "02438000002"}
    assert await door.ask("POST", "vanmieu-calls", json={"uniqueid": "1"}) == 401
    assert await door.ask("GET", "cloud/call_in", params=row) == 401
    assert await door.ask("GET", "cloud/call_in", params={**row, "token": "wrong"}) == 401
    assert await door.ask("GET", "cloud/call_in", params={**row, "token": "geheim"}) == 202
    assert await door.ask("POST", "cloud/hangup", params={"token": "geheim"}, data=row) == 202
    assert await door.ask("POST", "cloud/hangup", data={**row, "token": "geheim"}) == 202
    assert all(b"geheim" not in piece.body for piece in door.stored) and len(door.stored) == 3
    assert [record_of(piece.body)["path"] for piece in door.stored] == ["call_in", "hangup", "hangup"]


def test_what_is_wrong_in_a_line_is_said_by_its_key() -> None:
    channel = CHANNELS["calls"]
    for keys, wrong in (
        ({"number": "1022"}, {"number"}),
        ({"vendor": "avaya"}, {"vendor"}),
        ({"vendor": "own"}, {"vendor_file"}),
        ({"modem": "vanmieu-sms"}, {"vendor"}),
        ({"text_from": 7}, {"text_from"}),  # the quiet hours are those of [limits]
        ({"ami_host": "pbx"}, {"ami_user"}),
        ({"call_back_minutes": 0}, {"call_back_minutes"}),
    ):
        given = {"number": "02438000001", "vendor": "asterisk", **keys}
        _, problems = channel.options(given, key="lines[1]", zone="Asia/Ho_Chi_Minh")
        assert {one.key.removeprefix("lines[1].") for one in problems} == wrong, keys


def test_the_modem_that_a_line_names_must_be_there(make_config: Callable[..., Path]) -> None:
    line = configs.calls_line(modem="vanmieu-sim")
    del line["vendor"]
    with pytest.raises(ConfigError) as wrong:
        config.load(make_config(lines=[configs.mail_line(), configs.sms_line(), line]), registry, {})
    assert [(one.key, one.reason.code) for one in wrong.value.problems if "modem" in one.key] == [
        ("lines[3].modem", "config.no_such_line")
    ]
