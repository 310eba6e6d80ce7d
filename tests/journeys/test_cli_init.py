"""A newcomer's first configuration, asked for and tried; a line added; a test message sent from each line."""

from pathlib import Path

import pytest

from bench.centre import Centre, opened
from gateway.channels import registry
from gateway.channels.email import EmailOptions
from gateway.channels.sms import SmsOptions
from gateway.local import processes
from gateway.local.simulator import mail
from gateway.settings import config as configuration
from tests.channels.calls.test_listeners import Asterisk
from tests.support import configs, running
from tests.support.cli import Said, agw, gw

ADDRESS, PASSWORD = "vanmieu@village.example", "a password of tests"


def answers(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def mailbox(imap: int, smtp: int, *, address: str = ADDRESS, password: str = PASSWORD) -> list[str]:
    """The answers that make a mail line on loopback; "" takes what is offered."""
    return ["mail", "", "", address, "127.0.0.1", str(imap), "", str(smtp), "", password, "", "now"]


async def test_init_asks_tries_and_writes_what_check_takes(tmp_path: Path) -> None:
    imap, smtp = processes.free_port(), processes.free_port()
    file = tmp_path / "etc" / "gateway.toml"
    head = ["", "hn", "HN", "operator", "operator@village.example", "UBND P.Văn Miếu-Quốc Tử Giám", "1022"]
    head += ["officers", "officers@village.example", "vanmieu"]
    phone = ["sms", "", "", "1022", "+84590001022", str(tmp_path / "phone"), "", "all", "", "no"]
    given = answers(*head, *mailbox(imap, smtp, password="wrong"), "again", *mailbox(imap, smtp), "yes", "", *phone)
    async with mail.serve(tmp_path / "mail", imap, smtp, {ADDRESS: PASSWORD}):
        said = await agw("init", file, given=given)
    assert (said.code, said.err) == (0, ""), said.out
    assert configuration.load(file, registry, {}).units["vanmieu"].mail == "officers@village.example"
    assert said.out.count("FAILED: IMAP: the server refused the log-in") == 1 and said.out.count("  ok: ") == 2
    assert "like HN" in said.out and "one mail address" in said.out and "a number of Vietnam" in said.out
    made = configuration.load(file, registry, {})
    assert set(made.lines) == {"vanmieu-mail", "vanmieu-sms"}
    mailbox_made, modem_made = made.lines["vanmieu-mail"].options, made.lines["vanmieu-sms"].options
    assert isinstance(mailbox_made, EmailOptions)
    assert isinstance(modem_made, SmsOptions)
    assert mailbox_made.password == PASSWORD
    assert (file.parent / "vanmieu-mail.password").stat().st_mode & 0o777 == 0o600
    assert modem_made.imsi, "the SIM that was there"
    assert PASSWORD not in file.read_text("utf-8")
    assert mailbox_made.display_name == "UBND P.Văn Miếu-Quốc Tử Giám"


async def test_line_add_keeps_the_file_and_its_comments(tmp_path: Path) -> None:
    imap, smtp = processes.free_port(), processes.free_port()
    file = configs.write(tmp_path, lines=[configs.mail_line(imap_port=imap, smtp_port=smtp)])
    before = "# ours\n" + file.read_text("utf-8")
    file.write_text(before, "utf-8")
    other = mailbox(imap, smtp, address="cuanam@village.example")
    other[1] = "cuanam-mail"
    twice = mailbox(imap, smtp, address="vanmieu-mail@village.example")
    twice[1:4] = ["vanmieu-mail", "cuanam-mail", "", "vanmieu-mail@village.example", "cuanam@village.example"]
    given = answers("new", "UBND P.Cửa Nam", "1023", "", "vanmieu", "cuanam", *twice)
    async with mail.serve(tmp_path / "mail", imap, smtp, {"cuanam@village.example": PASSWORD}):
        said = await agw("line", "add", "--config", file, given=given)
    assert (said.code, said.err) == (0, ""), said.out
    assert "another line has this name" in said.out and "another line has this address" in said.out
    assert file.read_text("utf-8").startswith(before)
    made = configuration.load(file, registry, {})
    assert made.lines["cuanam-mail"].unit.name == "UBND P.Cửa Nam"


async def test_line_add_asks_for_an_account_a_short_code_and_a_hotline_and_tries_each(tmp_path: Path) -> None:
    file = configs.write(tmp_path, lines=[configs.mail_line()])
    asterisk = Asterisk()
    async with opened(Centre()) as centre, asterisk.running() as ami:
        account = ["smpp", "city-smpp", "", "x" * 12, "1022", "127.0.0.1", str(centre.port), "plain", "gateway"]
        said = await add(file, *account, "wrong", "again", *["smpp", *[""] * 7, "secret"])
        assert said.out.count("FAILED") == 1 and said.out.count("  ok: ") == 1 and "a number, a short code" in said.out
        said = await add(file, "aggregator", "city-8088", "", "vht", "8088", "tuvung8088", "city-smpp")
        assert "receives by the doors; its replies go by city-smpp" in said.out
        hotline = ["calls", "hotline", "", "02438000001", "city-smpp", "asterisk", "127.0.0.1", str(ami), "gateway"]
        said = await add(file, *hotline, "wrong", "again", *["calls", *[""] * 8, "geheim"])
        assert said.out.count("FAILED") == 1 and "lets the AMI user log in" in said.out
        port = str(processes.free_port())
        said = await add(file, "calls", "desk", "", "02438000002", "city-smpp", "3cx", port)
        assert f"the TCP port {port} is free" in said.out
    made = configuration.load(file, registry, {})
    assert [(line.name, line.channel, line.reply_line) for line in made.lines.values()][1:] == [
        ("city-smpp", "smpp", ""),
        ("city-8088", "aggregator", "city-smpp"),
        ("hotline", "calls", "city-smpp"),
        ("desk", "calls", "city-smpp"),
    ]
    text = file.read_text("utf-8")
    assert not [secret for secret in ("geheim", '"secret"', "tuvung8088") if secret in text]
    assert (tmp_path / "hotline.ami_secret").read_text() == "geheim\n"


async def test_what_another_line_must_answer_is_offered_only_where_there_is_one(tmp_path: Path) -> None:
    file = configs.write(tmp_path, lines=[configs.mail_line()])
    said = await agw("line", "add", "--config", file, given=answers("", "calls"))
    assert said.code == 1 and "one of mail, sms, smpp, aggregator" in said.out and "calls" not in said.out


async def add(file: Path, *given: str) -> Said:
    said = await agw("line", "add", "--config", file, given=answers("", *given))
    assert (said.code, said.err) == (0, ""), said.out
    return said


@pytest.mark.parametrize("given", ["", "data\nHN\n", "data\nHN\noperator@village.example\nUBND\n1022\n\n\nmail\n"])
def test_leaving_half_way_writes_nothing(tmp_path: Path, given: str) -> None:
    said = gw("init", tmp_path / "gateway.toml", given=given)
    assert said.code == 1 and "nothing was written" in said.err
    assert list(tmp_path.iterdir()) == []


def test_init_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "gateway.toml").write_text("ours")
    said = gw("init", tmp_path / "gateway.toml")
    assert said.code == 1 and "is there already" in said.err
    assert (tmp_path / "gateway.toml").read_text() == "ours"


async def test_check_sends_a_test_message_without_a_gateway_and_through_one(tmp_path: Path, db_url: str) -> None:
    imap, smtp = processes.free_port(), processes.free_port()
    lines = [configs.mail_line(imap_port=imap, smtp_port=smtp), configs.sms_line()]
    accounts = {running.MAILBOX: configs.PASSWORD, "operator@village.example": "x"}
    file = configs.write(tmp_path, database_url=db_url, lines=lines)
    async with mail.serve(tmp_path / "mail", imap, smtp, accounts):
        said = await agw("check", "--config", file, "--send", "operator@village.example", "--send", "0590001302")
    assert "vanmieu-mail: a test message was taken" in said.out, said.out
    assert "vanmieu-sms: a test message was taken" in said.out
    assert len(mail.read_mailbox(tmp_path / "mail", "operator@village.example")) == 1


async def test_check_sends_through_the_gateway_that_holds_the_modem(tmp_path: Path, db_url: str) -> None:
    async with running.gateway(tmp_path, db_url) as g:
        await running.until(lambda: g.contacted("vanmieu-sms"))
        file = g.phone.parent / "config.toml"
        said = await agw("check", "--config", file, "--send", "0590001302")
        assert "vanmieu-sms: a test message was taken" in said.out, said.out
        asked = "SELECT recipient FROM outbox WHERE cause LIKE 'check:%'"
        assert [row["recipient"] for row in await g.rows(asked)] == ["tel:+84590001302"]


def test_a_test_message_goes_to_an_address_or_a_number(tmp_path: Path) -> None:
    said = gw("check", "--config", configs.write(tmp_path), "--send", "nobody")
    assert said.code == 2 and "a mail address or a mobile number" in said.err
