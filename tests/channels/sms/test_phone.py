"""The link over gammu's dummy phone: what comes in, what is deleted, what goes out, and the child's life."""

import asyncio
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.channels import sms
from gateway.channels.sms.dummy_journal import Journal
from gateway.domain.errors import LineDown, Refused
from gateway.domain.model import Draft, Piece, Purpose
from gateway.local.simulator.phone import drop_report, drop_sms, read_inbox, read_journal
from tests.channels.sms.conftest import CITIZEN, OTHER, Connect, alive, confirmed, memory, one_poll, options_of, until

NOW = datetime.now(UTC).replace(microsecond=0)


def inbox(phone: Path) -> list[str]:
    return sorted(file.name for file in (phone / "sms" / "1").iterdir())


async def test_a_text_comes_in_whole_and_leaves_the_phone_only_once_confirmed(phone: Path, dummy: Connect) -> None:
    drop_sms(phone, CITIZEN, "Ngõ 185 phố Chùa Láng: rác € 4 ngày nay 😀", at=NOW)
    async with dummy() as link:
        [piece], _ = await one_poll(link)
        assert piece.sender_key == "tel:+84590000010"
        assert piece.arrived_at == NOW
        assert sms.decode([piece.body]).text == "Ngõ 185 phố Chùa Láng: rác € 4 ngày nay 😀"
        assert inbox(phone) == ["1"]
        assert await confirmed(link, [piece]) == {piece.location: "done"}
        assert inbox(phone) == []


async def test_what_is_not_confirmed_comes_again_with_the_same_digest(phone: Path, dummy: Connect) -> None:
    drop_sms(phone, CITIZEN, "rac chua ai thu gom", at=NOW)
    async with dummy() as link:
        [first], _ = await one_poll(link)
        [again], _ = await one_poll(link)
    async with dummy() as link:
        [later], _ = await one_poll(link)
    assert first.digest == again.digest == later.digest


async def test_first_contact_takes_what_is_there_as_old_and_later_texts_as_new(phone: Path, dummy: Connect) -> None:
    drop_sms(phone, CITIZEN, "tin cu", at=NOW)
    async with dummy() as link:
        listening = link.listen(None)
        first = await anext(listening)
        assert [piece.old for piece in first.received] == [True]
        assert first.cursor is not None and first.cursor["seen"]
        await confirmed(link, list(first.received))
        drop_sms(phone, CITIZEN, "tin moi", at=NOW)
        second = await anext(listening)
        assert [piece.old for piece in second.received] == [False]
        assert second.cursor is None
        await listening.aclose()  # type: ignore[attr-defined]


async def test_with_a_cursor_nothing_is_old(phone: Path, dummy: Connect) -> None:
    drop_sms(phone, CITIZEN, "tin moi", at=NOW)
    async with dummy() as link:
        batch = await anext(link.listen({"seen": True}))
    assert [piece.old for piece in batch.received] == [False]


@pytest.mark.parametrize(
    ("start", "old"), [("now", True), ("all", False), ((NOW - timedelta(2)).date().isoformat(), False)]
)
async def test_start_says_what_is_old_at_first_contact(phone: Path, dummy: Connect, start: str, old: bool) -> None:
    drop_sms(phone, CITIZEN, "tin dau tien", at=NOW)
    drop_sms(phone, CITIZEN, "tin tu thang truoc", at=NOW - timedelta(30))
    async with dummy(start=start) as link:
        pieces, _ = await one_poll(link, first=True)
    assert [piece.old for piece in pieces] == [old, start != "all"]


async def test_an_empty_phone_gives_an_empty_batch_with_facts(dummy: Connect) -> None:
    async with dummy() as link:
        pieces, last = await one_poll(link)
    assert pieces == []
    assert last.facts["network"] == "HomeNetwork"
    assert (last.facts["sim_used"], last.facts["delete_failed"]) == (0, 0)


async def test_nothing_of_one_citizens_words_shows_in_anothers(phone: Path, dummy: Connect) -> None:
    secret = "Toi to giac ong A nhan tien cua ba B o so nha 12, xin giu kin ten toi. " * 2
    drop_sms(phone, CITIZEN, secret, at=NOW)
    drop_sms(phone, OTHER, "€" * 70, at=NOW)
    drop_sms(phone, OTHER, "[{}]\\^~|" * 9, at=NOW)
    async with dummy() as link:
        pieces, _ = await one_poll(link)
    assert [sms.decode([piece.body]).text for piece in pieces] == [secret.strip(), "€" * 70, "[{}]\\^~|" * 9]
    assert all(b"\\u0000" not in piece.body for piece in pieces)


async def test_a_piece_that_took_anothers_place_is_not_deleted_for_it(phone: Path, dummy: Connect) -> None:
    [place] = drop_sms(phone, CITIZEN, "tin thu nhat", at=NOW)
    async with dummy() as link:
        [first], _ = await one_poll(link)
        place.unlink()
        assert drop_sms(phone, OTHER, "tin thu hai", at=NOW) == [place]
        assert await confirmed(link, [first]) == {first.location: "gone"}
        [second], _ = await one_poll(link)
    assert sms.decode([second.body]).text == "tin thu hai"


async def test_what_this_process_has_not_listed_is_not_deleted(phone: Path, dummy: Connect) -> None:
    drop_sms(phone, CITIZEN, "tin thu nhat", at=NOW)
    async with dummy() as link:
        [piece], _ = await one_poll(link)
    async with dummy() as link:
        assert await confirmed(link, [piece]) == {piece.location: "not listed since the modem was opened"}
        [again], _ = await one_poll(link)
        assert await confirmed(link, [again]) == {piece.location: "done"}


async def test_a_piece_gone_by_itself_is_gone(phone: Path, dummy: Connect) -> None:
    [place] = drop_sms(phone, CITIZEN, "tin thu nhat", at=NOW)
    async with dummy() as link:
        [piece], _ = await one_poll(link)
        place.unlink()
        assert await confirmed(link, [piece]) == {piece.location: "gone"}


async def test_a_broken_file_does_not_hide_what_lies_behind_it(phone: Path, dummy: Connect) -> None:
    drop_sms(phone, CITIZEN, "truoc", at=NOW)
    [broken] = drop_sms(phone, CITIZEN, "hong", at=NOW)
    drop_sms(phone, CITIZEN, "sau", at=NOW)
    broken.write_text("not a message\n")
    async with dummy() as link:
        listening = [batch async for batch in link.poll(False)]
        pieces = [piece for batch in listening for piece in batch.received]
        assert [sms.decode([piece.body]).text for piece in pieces] == ["truoc", "sau"]
        assert [gap.location for batch in listening for gap in batch.unfetched] == ["10002"]
        _, again = await one_poll(link)
        assert again.unfetched == ()
        assert [gap.location for gap in (await link.fetch(["10002"])).unfetched] == ["10002"]
        broken.unlink()
        drop_sms(phone, CITIZEN, "lanh", at=NOW)[0].rename(broken)
        mended = await link.fetch(["10002"])
        assert [sms.decode([piece.body]).text for piece in mended.received] == ["lanh"]


async def test_a_long_text_comes_in_parts_that_name_their_places(phone: Path, dummy: Connect) -> None:
    text = "Đề nghị phường kiểm tra quán karaoke, hát đến một giờ sáng. " * 4
    drop_sms(phone, CITIZEN, text, at=NOW, reference=77)
    async with dummy() as link:
        pieces, _ = await one_poll(link)
    places = [piece.concat for piece in pieces if piece.concat]
    assert [(place.ref, place.total, place.seq) for place in places] == [(77, 4, n) for n in range(1, 5)]
    assert len({place.content for place in places}) == 4
    assert sms.decode([piece.body for piece in pieces]).text == text.strip()


async def test_a_report_comes_in_as_a_report(phone: Path, dummy: Connect) -> None:
    drop_report(phone, CITIZEN, reference=9, status=0x46, at=NOW)
    async with dummy() as link:
        [piece], _ = await one_poll(link)
    decoded = sms.decode([piece.body])
    assert piece.sender_key == decoded.sender == "tel:+84590000010"
    assert decoded.report is not None
    assert (decoded.report.type, decoded.report.reference, decoded.report.status) == ("failed", 9, "46")


async def test_what_is_sent_stands_in_the_journal_with_counted_references(phone: Path, dummy: Connect) -> None:
    draft = Draft(
        number=515, recipient="tel:+84590000010", purpose=Purpose.RESULT, created_at=NOW, text="Kết quả: đã xử lý. " * 9
    )
    async with dummy() as link:
        pieces = sms.encode(draft, link.options)
        sent = [await link.send(piece) for piece in pieces]
    assert [one.reference for one in sent] == [1, 2, 3]
    assert [entry["udh"] for entry in read_journal(phone)] == ["050003030301", "050003030302", "050003030303"]
    assert read_inbox(phone, CITIZEN) == ["Kết quả: đã xử lý. " * 9]
    async with dummy() as link:
        assert (await link.send(pieces[0])).reference == 4


def test_a_full_disk_leaves_no_torn_line_that_swallows_the_next(tmp_path: Path) -> None:
    journal = Journal(str(tmp_path))
    journal.note(CITIZEN, "truoc", "", "gsm7")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, ((tmp_path / "journal.jsonl").stat().st_size + 20, limits[1]))
    try:
        with pytest.raises(OSError, match="No space left"):
            journal.note(CITIZEN, "dia day", "", "gsm7")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    journal.note(CITIZEN, "sau", "", "gsm7")
    assert [entry["text"] for entry in read_journal(tmp_path)] == ["truoc", "sau"]


async def test_a_journal_line_cut_by_a_crash_spoils_no_other(phone: Path, dummy: Connect) -> None:
    piece = Piece(recipient="tel:+84590000010", text="da nhan", encoding="gsm7")
    async with dummy() as link:
        await link.send(piece)
    with (phone / "journal.jsonl").open("a") as journal:
        journal.write('{"at": 17')
    async with dummy() as link:
        await link.send(piece)
    assert [entry["reference"] for entry in read_journal(phone)] == [1, 2]


async def test_an_alphanumeric_recipient_is_refused_before_the_wire(phone: Path, dummy: Connect) -> None:
    async with dummy() as link:
        with pytest.raises(Refused):
            await link.send(Piece(recipient="sms:VNNET", text="x", encoding="gsm7"))
    assert read_journal(phone) == []


async def test_sending_gets_through_in_the_middle_of_a_long_listing(phone: Path, dummy: Connect) -> None:
    for number in range(180):
        drop_sms(phone, CITIZEN, f"tin {number}", at=NOW)
    events: list[str] = []
    async with dummy() as link:

        async def read() -> None:
            events.extend([f"read {len(batch.received)}" async for batch in link.poll(False)])

        reading = asyncio.create_task(read())
        await asyncio.sleep(0)
        await link.send(Piece(recipient="tel:+84590000010", text="da nhan", encoding="gsm7"))
        events.append("sent")
        await reading
    assert events.index("sent") < len(events) - 1
    assert sum(int(event.split()[1]) for event in events if event != "sent") == 180


async def test_one_phone_serves_one_process(dummy: Connect) -> None:
    async with dummy():
        with pytest.raises(LineDown, match="held_by_another"):
            async with dummy():
                pass


async def test_a_child_that_is_killed_is_replaced_at_the_next_poll(phone: Path, dummy: Connect) -> None:
    async with dummy() as link:
        listening = link.listen({"seen": True})
        await anext(listening)
        assert link.session.child is not None
        killed = link.session.child.pid
        os.kill(killed, signal.SIGKILL)
        drop_sms(phone, CITIZEN, "sau khi chet", at=NOW)
        batch = await anext(listening)
        assert [sms.decode([piece.body]).text for piece in batch.received] == ["sau khi chet"]
        assert link.session.child.pid != killed


async def test_a_closed_link_leaves_no_child_and_a_small_one_while_open(dummy: Connect) -> None:
    async with dummy() as link:
        await one_poll(link)
        assert link.session.child is not None
        child = link.session.child.pid
        assert memory(child) < 25_000
    assert not alive(child)


async def test_a_missing_directory_is_made_and_a_missing_terminal_is_named(tmp_path: Path) -> None:
    with pytest.raises(LineDown, match=f"modem.absent device={tmp_path}/ttyUSB0"):
        async with sms.open(options_of(tmp_path / "ttyUSB0", "at"), now=NOW, memory=sms.Memory()):
            pass


async def test_probe_counts_what_waits_and_what_would_be_answered(phone: Path) -> None:
    drop_sms(phone, CITIZEN, "hom nay", at=NOW)
    drop_sms(phone, CITIZEN, "tuan truoc", at=NOW - timedelta(days=8))
    for start, answered in (("now", 0), ("all", 1)):
        found = await sms.probe(options_of(phone, "dummy", start=start), now=NOW, old_days=7)
        assert (found["waiting"], found["answered"]) == (2, answered)
    assert inbox(phone) == ["1", "2"]


HOLDER = """
import asyncio, sys
from datetime import UTC, datetime
from gateway.channels import sms
from gateway.channels.sms.dummy_journal import Journal

async def main():
    raw = {"number": "+84590000001", "driver": "dummy", "device": sys.argv[1], "silence_seconds": 1}
    options, _ = sms.options(raw, key="", zone="UTC")
    async with sms.open(options, now=datetime.now(UTC), memory=sms.Memory()) as link:
        print(link.session.child.pid, flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""


@pytest.fixture
def holder(phone: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the phone; it says the pid of its child."""
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-c", HOLDER, str(phone)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "stopped"])
async def test_the_child_goes_when_its_parent_is_killed_or_falls_silent(
    holder: subprocess.Popen[str], dummy: Connect, how: signal.Signals
) -> None:
    assert holder.stdout is not None
    child = int(holder.stdout.readline())
    assert alive(child)
    holder.send_signal(how)
    await until(lambda: not alive(child))
    async with dummy():  # and the phone is free again
        pass
