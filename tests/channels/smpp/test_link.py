"""A line on a message centre of ours: what goes out, what comes in, and what happens when the centre refuses, is slow,
goes away or comes back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import smpp34

from bench.centre import ENQUIRE, RESPONSE, TAKES_AND_CLOSES, TAKES_AND_IS_SILENT, UNBIND, Centre, Submitted
from gateway.channels import smpp
from gateway.channels.smpp import SmppOptions
from gateway.channels.smpp.link import Centre as Link
from gateway.domain.errors import GatewayError, LineDown, LogInRefused, OutcomeUnknown, Refused, Temporary, Unclear
from gateway.domain.model import Batch, Draft, Purpose, Received
from gateway.local import processes
from tests.support.running import until
from tests.support.wire import certificates

Line = Callable[..., SmppOptions]
NOW = datetime(2026, 11, 27, tzinfo=UTC)
TO = "tel:+84912345678"


def draft(text: str, number: int = 9) -> Draft:
    return Draft(number=number, recipient=TO, purpose=Purpose.RESULT, text=text, created_at=NOW)


def opened(options: SmppOptions) -> Any:
    return smpp.open(options, now=NOW, memory=smpp.Memory())


async def sent(link: Link, options: SmppOptions, text: str) -> list[str]:
    return [(await link.send(piece)).remote_id for piece in smpp.encode(draft(text), options)]


async def outcome(link: Link, options: SmppOptions, text: str = "Da sua.") -> GatewayError | str:
    try:
        return (await sent(link, options, text))[0]
    except GatewayError as error:
        return error


@asynccontextmanager
async def listening(link: Link, cursor: dict[str, object] | None = None) -> AsyncIterator[Callable[[], Any]]:
    """The next batch that has something; each is waited for at most five seconds."""
    batches = link.listen(cursor)

    async def next_one() -> Batch:
        async with asyncio.timeout(5):
            while not (batch := await anext(batches)).received:
                pass
            return batch

    try:
        yield next_one
    finally:
        await batches.aclose()  # type: ignore[attr-defined]


async def test_a_short_text_is_one_pdu_of_the_default_alphabet_and_its_id_is_kept(centre: Centre, line: Line) -> None:
    options = line(centre)
    async with opened(options) as link:
        assert await sent(link, options, "Da sua den ngo 12 [70 €]") == ["1a2b3c"]
    (one,) = centre.submitted
    assert (one.source, one.destination, one.coding, one.esm_class, one.registered) == ("1022", "84912345678", 0, 0, 1)
    assert one.message == b"Da sua den ngo 12 \x1b\x3c70 \x1be\x1b\x3e"


async def test_a_long_text_is_cut_and_numbered_here(centre: Centre, line: Line) -> None:
    options, text = line(centre, number="HA NOI 1022"), "Phường đã sửa đèn ngõ 12. " * 8
    async with opened(options) as link:
        await sent(link, options, text)
    heads = [one.message[:6] for one in centre.submitted]
    assert heads == [bytes((5, 0, 3, 9, 4, n)) for n in (1, 2, 3, 4)]
    assert {(one.coding, one.esm_class) for one in centre.submitted} == {(8, 0x40)}
    assert max(len(one.message) for one in centre.submitted) <= 140
    words = b"".join(one.message[6:] for one in centre.submitted).decode("utf-16-be")
    assert words == text


REFUSALS: dict[str, tuple[int, type[GatewayError], str]] = {
    "system error": (0x08, Temporary, "smpp.not_taken"),
    "source address": (0x0A, Unclear, "smpp.sender_refused"),
    "destination address": (0x0B, Refused, "smpp.recipient_refused"),
    "message length": (0x01, Refused, "smpp.message_refused"),
    "submit failed": (0x45, Unclear, "smpp.not_taken_unclear"),
    "the centre's own": (0x451, Unclear, "smpp.not_taken_unclear"),
}


async def test_a_refusal_says_whose_trouble_it_is_and_the_session_goes_on(centre: Centre, line: Line) -> None:
    options = line(centre)
    centre.answers.extend(status for status, _, _ in REFUSALS.values())
    async with opened(options) as link:
        met = {name: await outcome(link, options) for name in REFUSALS}
        assert isinstance(await outcome(link, options), str)
    assert {
        name: (type(error), error.reason.code) for name, error in met.items() if isinstance(error, GatewayError)
    } == {name: (kind, code) for name, (_, kind, code) in REFUSALS.items()}


@pytest.mark.parametrize("status", [0x58, 0x14])
async def test_throttled_is_waited_for_by_the_whole_window(
    centre: Centre, line: Line, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.channels.smpp.link.THROTTLED_LEAST", 0.01)
    options = line(centre)
    centre.answers.extend([0, status, status, 0, status])
    async with opened(options) as link:
        met = await asyncio.gather(*(outcome(link, options, f"so {n}") for n in range(6)))
    assert all(isinstance(one, str) for one in met) and len(set(met)) == 6
    assert len(centre.submitted) == 6


async def test_a_centre_that_throttles_on_and_on_is_the_line_s_trouble(
    centre: Centre, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.channels.smpp.link.THROTTLED_IN_ALL", 0.0)
    centre.answers.append(0x58)
    options = line(centre)
    async with opened(options) as link:
        met = await outcome(link, options)
    assert isinstance(met, LineDown) and met.reason.code == "smpp.throttled"


async def test_no_more_than_the_window_is_on_the_wire_at_once(centre: Centre, line: Line) -> None:
    options = line(centre, window=3)
    centre.answers.extend([TAKES_AND_IS_SILENT] * 3)
    async with opened(options) as link:
        sending = [asyncio.create_task(outcome(link, options, f"so {n}")) for n in range(5)]
        met = await asyncio.gather(*sending)
    assert [isinstance(one, OutcomeUnknown) for one in met] == [True, True, True, False, False]
    assert [one.message for one in centre.submitted] == [f"so {n}".encode() for n in range(5)]


async def test_what_was_on_the_wire_when_the_centre_went_is_of_unknown_fate_and_nothing_else(
    centre: Centre, line: Line
) -> None:
    options = line(centre)
    centre.answers.extend([0, TAKES_AND_CLOSES])
    async with opened(options) as link, listening(link) as batch:
        met = [await outcome(link, options) for _ in range(3)]
        with pytest.raises(LineDown, match=r"smpp\.centre_closed"):
            await batch()
    assert [type(one) for one in met] == [str, OutcomeUnknown, LineDown]


async def test_a_centre_that_unbinds_is_answered_and_the_line_says_so(centre: Centre, line: Line) -> None:
    async with opened(line(centre)) as link, listening(link) as batch:
        centre.session.write(UNBIND, 5)
        with pytest.raises(LineDown, match=r"smpp\.centre_unbound"):
            await batch()
    await until(lambda: RESPONSE | UNBIND in centre.commands)


async def test_whatever_ends_a_line_s_work_it_says_good_bye(centre: Centre, line: Line) -> None:
    with pytest.raises(ZeroDivisionError):
        async with opened(line(centre)):
            raise ZeroDivisionError
    assert centre.commands[-1] == UNBIND


async def test_a_silent_centre_is_asked_for_a_sign_of_life_and_given_up(centre: Centre, line: Line) -> None:
    async with opened(line(centre, enquire_seconds=0.1, response_seconds=0.2)) as link, listening(link) as batch:
        await until(lambda: centre.commands.count(ENQUIRE) >= 2)  # answered, and asked again
        centre.silent = True
        with pytest.raises(LineDown, match=r"smpp\.does_not_answer"):
            await batch()


BINDS: dict[int, tuple[type[LineDown], str]] = {
    0x0E: (LogInRefused, "smpp.login_refused"),
    0x0D: (LogInRefused, "smpp.login_refused"),
    0x05: (LineDown, "smpp.already_bound"),
    0x08: (LineDown, "smpp.bind_refused"),
}


async def test_a_bind_that_is_refused_says_why(centre: Centre, line: Line) -> None:
    met = {}
    for status in BINDS:
        centre.bind_status = status
        with pytest.raises(LineDown) as caught:
            async with opened(line(centre)):
                pass
        met[status] = type(caught.value), caught.value.reason.code
    assert met == BINDS


async def test_nobody_there_and_somebody_who_speaks_otherwise_are_told_apart(centre: Centre, line: Line) -> None:
    async def web(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await reader.read()
        writer.close()

    server = await asyncio.start_server(web, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(LineDown, match=r"smpp\.not_smpp"):
            async with opened(line(centre, port=port)):
                pass
    with pytest.raises(LineDown, match=r"smpp\.cannot_connect"):
        async with opened(line(centre, port=port)):
            pass


async def test_by_tls_the_certificate_is_checked(centre: Centre, line: Line, tmp_path: Path) -> None:
    authority, context = certificates(tmp_path)
    server = await asyncio.start_server(centre.serve, "127.0.0.1", 0, ssl=context)
    async with server:
        at = {"host": "localhost", "port": server.sockets[0].getsockname()[1], "tls": "implicit"}
        options = line(centre, **at, ca_file=str(authority))
        async with opened(options) as link:
            assert await sent(link, options, "Da sua") == ["1a2b3c"]
        with pytest.raises(LineDown, match=r"smpp\.certificate_not_trusted"):
            async with opened(line(centre, **at)):
                pass


async def test_check_binds_says_how_fast_and_says_good_bye(centre: Centre, line: Line) -> None:
    said: Any = await smpp.probe(line(centre), now=NOW, old_days=3)
    assert (said["present"], said["detail"].code, said["detail"].values["centre"]) == (0, "smpp.probed", "fake")
    assert centre.commands[-1] == UNBIND


async def test_a_text_is_answered_only_once_it_is_confirmed_and_twice_the_same_is_two(
    centre: Centre, line: Line
) -> None:
    async with opened(line(centre)) as link, listening(link) as batch:
        answers = [centre.session.deliver("84912345678", "1022", b"1") for _ in range(2)]
        received: list[Received] = []
        while len(received) < 2:
            received += (await batch()).received
        assert len({one.digest for one in received}) == 2
        assert {one.sender_key for one in received} == {TO}
        assert not any(answer.done() for answer in answers)
        places = {one.location: one.digest for one in received}
        assert await link.confirm(places) == dict.fromkeys(places, "done")
        assert await asyncio.gather(*answers) == [0, 0]
        assert await link.confirm(places) == dict.fromkeys(places, "gone")


async def test_what_comes_again_unanswered_is_the_same_piece_and_a_new_one_is_not(centre: Centre, line: Line) -> None:
    options = line(centre)
    async with opened(options) as link, listening(link) as batch:
        centre.session.deliver("84912345678", "1022", b"1")
        stored: Batch = await batch()  # and killed before it was confirmed
    assert stored.cursor is not None
    async with opened(options) as link, listening(link, dict(stored.cursor)) as batch:
        answers = [centre.session.deliver("84912345678", "1022", b"1") for _ in range(2)]
        again: list[Received] = []
        while len(again) < 2:
            again += (await batch()).received
        assert [one.digest == stored.received[0].digest for one in again] == [True, False]
        await link.confirm({one.location: one.digest for one in again})
        assert await asyncio.gather(*answers) == [0, 0]


async def test_once_the_centre_has_heard_our_answers_the_cursor_doubts_nothing(centre: Centre, line: Line) -> None:
    options = line(centre)
    async with opened(options) as link:
        batches = link.listen({"in_doubt": []})
        centre.session.deliver("84912345678", "1022", b"1")
        async with asyncio.timeout(5):
            while not (batch := await anext(batches)).received:
                pass
            assert batch.cursor and len(batch.cursor["in_doubt"]) == 1
            await link.confirm({one.location: one.digest for one in batch.received})
            await sent(link, options, "Da nhan")  # answered after it
            while (batch := await anext(batches)).cursor is None:
                pass
        assert batch.cursor == {"in_doubt": []}


async def test_a_report_comes_in_like_a_text(centre: Centre, line: Line) -> None:
    def words(one: Submitted) -> bytes:
        return f"id:{int(one.id, 16)} sub:001 dlvrd:001 stat:DELIVRD err:000".encode()

    centre.report = words
    options = line(centre)
    async with opened(options) as link, listening(link) as batch:
        (given,) = await sent(link, options, "Da sua")
        (one,) = (await batch()).received
        report = smpp.decode([one.body]).report
        assert report is not None and given in report.remote_ids
        assert report.recipients[0] == TO


async def test_a_server_of_others_reads_what_we_write_and_is_read(centre: Centre, line: Line) -> None:
    server = smpp34.Server("127.0.0.1", port := processes.free_port())
    await server.start()
    options = line(centre, port=port)
    taken: list[smpp34.SubmitSmEvent] = []

    async def play() -> smpp34.Esme:
        """Take two submit_sm; the session they came over."""
        found = None
        while len(taken) < 2:
            event = await server.next()
            if isinstance(event, smpp34.Esme):
                found = event
            elif isinstance(event, smpp34.SubmitSmEvent):
                taken.append(event)
                event.accept(f"0A{len(taken)}")
        assert found is not None
        return found

    try:
        async with opened(options) as link, listening(link) as batch, asyncio.TaskGroup() as tasks:
            playing = tasks.create_task(play())
            assert await sent(link, options, "Đèn hỏng " * 12) == ["a1", "a2"]
            session = await playing
            words = "Đèn ngõ 12 hỏng".encode("utf-16-be")
            answering = asyncio.ensure_future(
                session.deliver_sm("1022", words, source_addr="84912345678", source_addr_ton=1, data_coding=8)
            )
            (one,) = (await batch()).received
            assert smpp.decode([one.body]).text == "Đèn ngõ 12 hỏng"
            await link.confirm({one.location: one.digest})
            assert (await answering).is_success
    finally:
        await server.stop()
    assert [(one.destination_addr, one.data_coding, one.esm_class) for one in taken] == [("84912345678", 8, 0x40)] * 2
    assert [bytes(one.short_message[:6]) for one in taken] == [bytes((5, 0, 3, 9, 2, n)) for n in (1, 2)]


async def test_texts_of_which_none_is_reported_for_hours_are_told(
    centre: Centre, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.channels.smpp.link.UNREPORTED_SECONDS", -1.0)
    options, memory = line(centre), smpp.Memory()
    told = []
    for n in (19, 1, 1):  # through two ends of the session
        async with smpp.open(options, now=NOW, memory=memory) as link:
            for _ in range(n):
                await sent(link, options, "Da sua")
            told.append((await anext(link.listen({}))).facts["unreported"])
    async with smpp.open(options, now=NOW, memory=memory) as link, listening(link) as batch:
        centre.session.deliver("84912345678", "1022", b"id:1 stat:ENROUTE", esm_class=0x04)
        told.append((await batch()).facts["unreported"])
    assert told == [0, 20, 21, 0]
