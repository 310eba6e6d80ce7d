"""`gw` from a second terminal: officers and operators on a gateway that runs."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

import pytest

from gateway.cli.demo import MAIL_RESULT
from gateway.domain.reasons import text
from gateway.local import processes
from gateway.local.simulator import mail, phone
from gateway.store import references
from gateway.store.references import Reference
from tests.support import configs, running
from tests.support.cli import Said, agw, gw
from tests.support.running import NUMBER, Gateway
from tests.support.stored import stored

COMMANDS = ("run", "demo", "check", "health", "cases", "messages", "dead", "trace", "explain", "backup")
WORDS = "Đèn đường ngõ 12 hỏng ba hôm nay."
FORM = {"Reply_To": "Người dân <citizen@village.example>"}


@pytest.fixture
async def g(tmp_path: Path, db_url: str) -> AsyncIterator[Gateway]:
    async with running.gateway(tmp_path, db_url) as made:
        read = "SELECT 1 FROM lines HAVING bool_and(cursor IS NOT NULL)"  # before the first contact all is old
        await running.until(lambda: made.rows(read))
        yield made


async def said(g: Gateway, *words: str, given: str = "") -> Said:
    """`gw` on this gateway."""
    return await agw(*words, "--config", g.phone.parent / "config.toml", given=given)


async def code_of(g: Gateway) -> str:
    (row,) = await running.until(lambda: g.rows("SELECT code FROM cases"))
    return str(row["code"])


# --- the whole command -----------------------------------------------------------------------------------------------


def test_help_names_every_command() -> None:
    shown = gw("--help")
    assert shown.code == 0
    for name in (*COMMANDS, "answer", "split", "restore"):
        assert re.search(rf"\b{name}\b", shown.out)


def test_run_becomes_the_workers() -> None:
    assert "--lines" in gw("run", "--help").out
    assert "no line is called nowhere" in gw("run", "--lines", "nowhere").err


def test_a_wrong_configuration_is_named_as_a_whole(tmp_path: Path) -> None:
    config = configs.write(tmp_path, zone="Asia/Hanoi", lines=[{**configs.mail_line(), "channel": "fax"}])
    for words in (["cases"], ["check"], ["health"], ["backup", "b.tar"], ["demo"]):
        shown = gw(*words, "--config", config)
        assert shown.code == 2
        assert "zone" in shown.err
        assert "channel" in shown.err
        assert "Traceback" not in shown.err


def test_a_unit_that_is_nowhere_is_named_once_the_register_could_be_asked(tmp_path: Path) -> None:
    config = configs.write(tmp_path, lines=[{**configs.mail_line(), "unit": "nobody"}])
    shown = gw("check", "--config", config)
    assert shown.code == 2
    assert "lines[1].unit" in shown.err
    assert "Traceback" not in shown.err


def test_where_nothing_runs_the_way_out_is_said(tmp_path: Path, postgres_url: str) -> None:
    assert "./gw run" in gw("cases", "--config", configs.write(tmp_path)).err
    unused = f"{postgres_url.rpartition('/')[0]}/postgres"
    assert "./gw run" in gw("dead", "--config", configs.write(tmp_path, database_url=unused)).err
    gone = f"postgresql://x:secret@127.0.0.1:{processes.free_port()}/x"
    shown = gw("health", "--config", configs.write(tmp_path, database_url=gone))
    assert (shown.code, "secret" in shown.out + shown.err) == (2, False)
    assert "FAILING" in shown.out


# --- officers --------------------------------------------------------------------------------------------------------


async def test_an_officer_finds_a_case_and_answers_it(g: Gateway) -> None:
    g.mail("Đèn hỏng", WORDS)
    code = await code_of(g)
    await running.until(lambda: g.inbox())
    listed = await said(g, "cases")
    assert code in listed.out
    assert "citizen@" not in listed.out, "lists show no whole address"
    async with g.db.transaction() as tx:
        await references.add(tx, Reference(system="1022", id="A-7", case_id=1))
    shown = await said(g, "cases", code.lower().replace("-", ""), "--lang", "vi")
    assert "Hạn trả lời người dân: " in shown.out
    assert WORDS in shown.out
    assert "Mã ở hệ thống khác: 1022 A-7" in shown.out
    assert "citizen@village.example" in shown.out
    refused = await said(g, "answer", code, "Đã sửa xong.", given="n\n")
    assert (refused.code, len(g.inbox())) == (1, 1)
    assert "Đã sửa xong." in refused.out, "the preview"
    assert (await said(g, "answer", code, "Đã sửa xong.", given="y\n")).code == 0
    await running.until(lambda: len(g.inbox()) == 2)
    assert code not in (await said(g, "cases")).out
    assert code in (await said(g, "cases", "--all")).out
    second = await said(g, "answer", code, "Đã sửa lại.", "--yes")
    assert (second.code, len(g.inbox())) == (1, 2)
    assert (await said(g, "answer", code, "--again", "--yes", given="Đã sửa lại.\n")).code == 0
    await running.until(lambda: len(g.inbox()) == 3)


async def test_an_sms_result_is_shown_with_its_parts_and_refused_when_too_long(g: Gateway) -> None:
    g.text(WORDS)
    code = await code_of(g)
    asked = await said(g, "answer", code, "Đã sửa xong. " * 12, "--lang", "vi", given="n\n")
    assert "SMS, 2 tin" in asked.out and "Chưa gửi gì" in asked.out
    refused = await said(g, "answer", code, "Đã sửa xong. " * 100, "--yes")
    assert (refused.code, refused.out) == (1, "")
    assert "Traceback" not in refused.err
    (g.phone.parent / "result.txt").write_text("Đã sửa xong.", "utf-8")
    assert (await said(g, "answer", code, "--file", str(g.phone.parent / "result.txt"), "--yes")).code == 0
    await running.until(lambda: len(g.texts()) == 2)
    assert "Da sua xong." in g.texts()[1]


async def test_nobody_to_ask_means_nothing_is_sent(g: Gateway) -> None:
    g.mail("Đèn hỏng", WORDS)
    code = await code_of(g)
    refused = await said(g, "answer", code, given="Đã sửa xong.")
    assert refused.code == 1
    assert "--yes" in refused.err
    assert (await said(g, "answer", code, "--yes", given="  \n")).code == 1
    assert not await g.rows("SELECT 1 FROM outbox WHERE purpose = 'result'")


async def test_a_follow_up_about_something_else_is_split(g: Gateway) -> None:
    g.text(WORDS)
    await code_of(g)
    g.text("Đống rác đầu phố không ai dọn.")
    (row,) = await running.until(lambda: g.rows("SELECT id FROM messages WHERE outcome = 'follow_up'"))
    shown = await said(g, "split", f"m{row['id']}")
    assert shown.code == 0
    assert len(await g.rows("SELECT 1 FROM cases")) == 2
    assert (await said(g, "split", f"m{row['id']}")).code == 1
    assert (await said(g, "split", f"o{row['id']}")).code == 2


async def test_a_restricted_case_is_no_word_of_a_list_and_each_look_at_it_is_written_down(g: Gateway) -> None:
    g.mail("Tố cáo", "Tôi tố cáo cán bộ phường nhận tiền.")
    code = await code_of(g)
    assert "Tố cáo" not in (await said(g, "cases")).out
    assert (await said(g, "cases", code)).code == 0
    assert (await said(g, "trace", "m1")).code == 0
    seen = await g.rows("SELECT act, object, detail FROM audit ORDER BY id")
    assert [tuple(row.values()) for row in seen] == [("view", f"case:{code}", ""), ("view", "message:1", "trace")]


# --- operators -------------------------------------------------------------------------------------------------------


async def test_a_held_form_s_mail_is_filed_or_dismissed(g: Gateway) -> None:
    for subject in ("Biểu mẫu một", "Biểu mẫu hai"):
        g.mail(subject, WORDS, sender="noreply@forms.example", **FORM)
    held = await running.until(lambda: _two(g, "SELECT id FROM messages WHERE outcome = 'held' ORDER BY id"))
    listed = (await said(g, "dead")).out
    assert all(f"m{row['id']}" in listed for row in held)
    assert all(words in listed for words in ("noreply@forms.example", "Reply-To citizen@village.example", WORDS))
    assert (await said(g, "dead", "file", f"m{held[0]['id']}")).code == 0
    assert (await said(g, "dead", "dismiss", f"m{held[1]['id']}")).code == 2, "a reason is needed"
    assert (await said(g, "dead", "dismiss", f"m{held[1]['id']}", "--reason", "thử")).code == 0
    await running.until(lambda: g.inbox())
    assert "Nothing waits" in (await said(g, "dead")).out
    assert (await said(g, "dead", "file", f"m{held[0]['id']}")).code == 1


async def _two(g: Gateway, statement: str) -> list[dict[str, object]]:
    rows = await g.rows(statement)
    return rows if len(rows) == 2 else []


async def test_what_could_not_be_sent_is_sent_again_dropped_or_marked(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url, start=["intake_worker"]) as g:
        for n in range(3):
            await g.rows(
                "INSERT INTO outbox (id, line, cause, purpose, recipient, state, priority, text, automatic, message_id)"
                " VALUES ($1, 'vanmieu-mail', $2, 'help', 'mailto:citizen@village.example', $3, 2, 'x', true, $4)",
                100 + n,
                f"message:{n}",
                ("dead", "held", "unknown")[n],
                f"{n}@village.example",
            )
        assert (await said(g, "dead")).out.count("vanmieu-mail") == 3
        assert (await said(g, "dead", "send", "o100")).code == 0
        assert (await said(g, "dead", "drop", "o101", "--reason", "thử")).code == 0
        assert (await said(g, "dead", "sent", "o102", "--reason", "đã gọi điện")).code == 0
        assert (await said(g, "dead", "sent", "o102", "--reason", "đã gọi điện")).code == 1
        assert (await said(g, "dead", "send", "m100")).code == 2
        states = await g.rows("SELECT state FROM outbox ORDER BY id")
    assert [row["state"] for row in states] == ["due", "dropped", "sent"]


async def test_a_trace_tells_a_message_from_its_bytes_to_its_report(g: Gateway) -> None:
    g.text(WORDS)
    code = await code_of(g)
    await running.until(lambda: g.texts())
    assert (await said(g, "answer", code, "Đã sửa xong.", "--yes")).code == 0
    await running.until(lambda: len(g.texts()) == 2)
    await g.settled()
    told = [json.loads(line) for line in (await said(g, "trace", code, "--json")).out.splitlines()]
    kinds = [entry["kind"] for entry in told if entry["kind"] != "settled"]
    assert [kind for kind, _ in groupby(kinds)] == [  # of two parts, and where the modem was busy, attempts in a row
        *("part", "message", "case", "event", "outbox", "attempt"),  # acknowledged
        *("audit", "event", "outbox", "audit", "attempt"),  # looked at, answered
    ]
    assert [entry["at"] for entry in told] == sorted(entry["at"] for entry in told)
    ids = {entry["kind"]: entry["id"] for entry in told}
    of_message = (await said(g, "trace", told[1]["id"], "--json")).out.splitlines()
    assert [json.loads(line) for line in of_message] == [
        entry for entry in told if entry["at"] < next(one["at"] for one in told if one["kind"] == "audit")
    ]
    for start, end in ((told[0]["id"], told[5]["id"]), (ids["outbox"], ids["attempt"])):
        assert re.search(rf" {end} ", (await said(g, "trace", start)).out)
    assert (await said(g, "trace", "m999")).code == 1


async def test_health_says_what_is_wrong_in_words_and_by_its_exit_code(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url, start=["intake_worker"]) as g:
        error = stored(text("the modem is gone"))
        gone = f"UPDATE lines SET state = 'failing', error = {error}, heard_at = now() WHERE channel = 'sms'"
        await g.rows(gone)
        shown = await said(g, "health", "--lang", "en")
    assert shown.code == 2
    assert re.search(r"^vanmieu-sms +FAILING .*the modem is gone", shown.out, re.M)
    assert "→" in shown.out, "and what to do"


# --- check -----------------------------------------------------------------------------------------------------------


async def test_check_tries_every_connection_and_counts(tmp_path: Path, db_url: str, redis_url: str) -> None:
    imap, smtp = processes.free_port(), processes.free_port()
    lines = [configs.mail_line(imap_port=imap, smtp_port=smtp, start="all"), configs.sms_line(start="all")]
    accounts = {running.MAILBOX: configs.PASSWORD}
    config = configs.write(tmp_path, database_url=db_url, redis_url=redis_url, lines=lines)
    mail.deliver(tmp_path / "mail", running.MAILBOX, running.letter("Đèn hỏng", WORDS))  # seen from the start on
    async with mail.serve(tmp_path / "mail", imap, smtp, accounts):
        phone.drop_sms(tmp_path / "phone", NUMBER, WORDS, at=datetime.now(UTC))
        phone.drop_sms(tmp_path / "phone", NUMBER, "Cũ rồi.", at=datetime.now(UTC) - timedelta(days=30))
        shown = await agw("check", "--config", config)
    assert (shown.code, shown.err) == (0, "")
    assert "vanmieu-mail: 1 old messages, 1 will be read, 1 will be answered" in shown.out
    assert "vanmieu-sms: 2 old messages, 2 will be read, 1 will be answered" in shown.out
    assert "LISTEN works" in shown.out


def test_check_says_what_to_do_about_each_connection_that_fails(tmp_path: Path) -> None:
    dead = processes.free_port()
    config = configs.write(
        tmp_path,
        database_url=f"postgresql://gateway:secret@127.0.0.1:{dead}/gateway",
        redis_url=f"redis://:secret@127.0.0.1:{dead}/0",
        lines=[configs.mail_line(imap_port=dead, smtp_port=dead), configs.sms_line(driver="at", device="nowhere")],
    )
    shown = gw("check", "--config", config)
    assert shown.code == 1
    for name in ("PostgreSQL", "Redis", "vanmieu-mail", "vanmieu-sms"):
        assert re.search(rf"^FAILED +{name}: .+\n +→ .+", shown.out, re.M)
    assert "secret" not in shown.out + shown.err


async def test_check_refuses_a_pooler_that_swallows_notifications(tmp_path: Path, db_url: str) -> None:
    head, _, rest = db_url.rpartition("@")
    address, _, name = rest.partition("/")
    server = await asyncio.start_server(lambda r, w: _swallow(r, w, int(address.partition(":")[2])), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    config = configs.write(tmp_path, database_url=f"{head}@127.0.0.1:{port}/{name}", lines=[configs.sms_line()])
    shown = await agw("check", "--config", config)
    server.close()
    assert shown.code == 1
    assert re.search("FAILED +PostgreSQL: .*LISTEN hears nothing", shown.out)
    assert "nobody is told of an emergency" in shown.out


async def _swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    """A PostgreSQL whose notifications (message type A) never come, as behind a pooler by transactions."""
    server_reader, server_writer = await asyncio.open_connection("127.0.0.1", port)

    async def forward() -> None:
        while data := await reader.read(65536):
            server_writer.write(data)
        server_writer.write_eof()

    task = asyncio.create_task(forward())
    try:
        writer.write(await server_reader.readexactly(1))  # the answer to the question for TLS
        while True:
            kind, size = await server_reader.readexactly(1), await server_reader.readexactly(4)
            body = await server_reader.readexactly(int.from_bytes(size, "big") - 4)
            if kind != b"A":
                writer.write(kind + size + body)
    except asyncio.IncompleteReadError:
        pass
    finally:
        task.cancel()
        for end in (writer, server_writer):
            end.close()
            await asyncio.gather(end.wait_closed(), return_exceptions=True)


# --- demo ------------------------------------------------------------------------------------------------------------


def test_the_demo_sees_every_step_on_a_gateway_of_its_own(tmp_path: Path) -> None:
    config = Path(__file__).parents[2] / "config.toml"
    copied = tmp_path / "config.toml"
    copied.write_text(config.read_text("utf-8"), "utf-8")
    shown = gw("demo", "--config", copied)
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.count("acknowledgement:") == shown.out.count("result:") == 2
    assert MAIL_RESULT in shown.out
    assert shown.out.rstrip().endswith("Every step was seen.")


def test_the_demo_needs_a_simulator(tmp_path: Path) -> None:
    shown = gw("demo", "--config", configs.write(tmp_path))
    assert shown.code == 1
    assert "simulator" in shown.err


# --- every message ---------------------------------------------------------------------------------------------------


async def test_messages_are_listed_counted_searched_filed_and_decided_on(g: Gateway) -> None:
    g.mail("Trả lời tự động: [HN-7K3M9K]", "Tôi đang nghỉ phép.", Auto_Submitted="auto-replied")
    for n in (1, 2):
        g.mail(f"Bản tin {n}", "Tin tức trong tuần.", sender="tin@news.example", List_Id="<tin.news.example>")
    await running.until(lambda: g.rows("SELECT 1 FROM messages OFFSET 2"))
    (automatic,) = await g.rows("SELECT id FROM messages WHERE outcome = 'automatic'")
    held = await g.rows("SELECT id FROM messages WHERE outcome = 'held' ORDER BY id")
    shown = await said(g, "messages")
    assert shown.code == 0
    for words in (f"m{automatic['id']}  automatic", "citizen@village.example", "Bản tin 2", "automatic 1 · held 2"):
        assert words in shown.out, words
    assert "Bản tin" not in (await said(g, "messages", "--outcome", "automatic")).out
    assert "Bản tin 1" in (await said(g, "messages", "--search", "ban tin")).out
    assert "No message like that" in (await said(g, "messages", "--search", "không có đâu")).out
    assert (await said(g, "messages", "--outcome", "lost")).code == 2
    assert "as case HN-" in (await said(g, "messages", "file", f"m{automatic['id']}")).out
    assert (await said(g, "messages", "file", f"m{automatic['id']}")).code == 1
    waits = (await said(g, "dead")).out
    assert "tin@news.example" in waits
    assert "file | dismiss | person | machine" in waits
    assert "a machine from now on" in (await said(g, "messages", "machine", f"m{held[0]['id']}")).out
    assert "Nothing waits" in (await said(g, "dead")).out
    assert json.loads((await said(g, "messages", "--json")).out)["counts"] == {"automatic": 2, "case": 1}
    assert "a machine: list tin.news.example" in (await said(g, "messages", "senders")).out
    assert "held again" in (await said(g, "messages", "forget", "tin.news.example")).out
    assert (await said(g, "messages", "forget", "tin.news.example")).code == 1
    assert "Nothing was decided" in (await said(g, "messages", "senders")).out
