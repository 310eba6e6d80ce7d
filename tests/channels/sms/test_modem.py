"""The link over gammu's AT driver and a modem on a pseudo-terminal. The modem's own log says what was on the wire."""

import asyncio
import os
import signal
from dataclasses import replace

import pytest

from gateway.channels import sms
from gateway.channels.sms import modem as link_module
from gateway.channels.sms.modem import Modem
from gateway.channels.sms.process import Gone
from gateway.domain.errors import GatewayError, LineDown, OutcomeUnknown, Refused, Temporary, Unclear
from gateway.domain.model import Draft, Purpose
from tests.channels.sms.conftest import ACK, CITIZEN, SENT, Connect, Opened, alive, confirmed, memory, one_poll, until
from tests.support.modems import Running
from tests.support.pdus import deliver, part, submitted

pytestmark = pytest.mark.asyncio(loop_scope="module")

LINKS = 18  # modems that this module's tests take


def child_of(link: Modem) -> int:
    assert link.session.child is not None
    return link.session.child.pid


async def test_texts_come_in_letter_by_letter_and_go_when_confirmed(held: Opened) -> None:
    modem, link = held
    texts = {
        "Đường Láng ngập ~ 30 cm ~ từ sáng": {"coding": "ucs2"},
        "Xin chao € [quan 1] {x} ~ @": {"coding": "gsm7"},
        "phần hai của tin dài": {"coding": "ucs2", "udh": part(9, 2, 2)},
        "gsm7 phia sau dau muc": {"coding": "gsm7", "udh": part(9, 2, 2)},
        "tham chieu 16 bit": {"coding": "gsm7", "udh": bytes((6, 8, 4, 1, 2, 3, 2))},
    }
    places = [modem.deliver(deliver(CITIZEN, text, SENT, **how)) for text, how in texts.items()]  # type: ignore[arg-type]
    pieces, last = await one_poll(link)
    decoded = [sms.decode([piece.body]) for piece in pieces]
    assert [one.extra["text"] for one in decoded[:2]] == list(texts)[:2]
    assert [one.text.removeprefix("[…]").strip() for one in decoded[2:4]] == list(texts)[2:4]
    assert [(c.ref, c.bits, c.seq) for p in pieces if (c := p.concat)] == [(9, 8, 2), (9, 8, 2), (258, 16, 2)]
    assert {one.extra["time"] for one in decoded} == {"2026-11-20T08:15:30+07:00"}
    assert {one.extra["smsc"] for one in decoded} == {"+84590000000"}
    assert all(piece.arrived_at == SENT for piece in pieces)
    assert (last.facts["waiting"], last.facts["sim_size"]) == (5, 50)
    assert modem.seen()["deleted"] == []
    assert set((await confirmed(link, pieces)).values()) == {"done"}
    assert modem.seen()["deleted"] == places
    assert await one_poll(link) is not None


async def test_segments_go_out_as_written_with_a_report_asked_for(held: Opened) -> None:
    modem, link = held
    text = "Kết quả: đã dọn ~ rác {hai lần}. " * 3
    plain = "Da tiep nhan € [1] ~ {2} @ £ \n" * 8
    for number, words in ((300, text), (301, plain)):
        draft = Draft(number=number, recipient="tel:+84590000010", purpose=Purpose.RESULT, text=words, created_at=SENT)
        references = [(await link.send(piece)).reference for piece in sms.encode(draft, link.options)]
    assert references == [3, 4]
    sent = [submitted(pdu) for pdu in modem.sent()]
    assert [one["number"] for one in sent] == ["84590000010"] * 4
    assert all(int(str(one["first"])) & 0x20 for one in sent)  # TP-SRR
    assert [one["udh"] for one in sent] == [part(44, 2, 1), part(44, 2, 2), part(45, 2, 1), part(45, 2, 2)]
    assert "".join(str(one["text"]) for one in sent[:2]) == text
    assert "".join(str(one["text"]) for one in sent[2:]) == plain


async def test_a_refusal_says_whether_another_try_can_help(held: Opened) -> None:
    modem, link = held
    expected: list[tuple[dict[str, object], type[GatewayError]]] = [
        ({"send_error": 28}, Refused),
        ({"send_error": 38}, Temporary),
        ({"send_error": 331}, Unclear),
        ({"send_error": 500}, OutcomeUnknown),
        ({"send_error": 332}, OutcomeUnknown),
        ({"send_error": 9999}, OutcomeUnknown),
        ({"prompt_error": 500}, Temporary),
        ({"prompt_error": 310}, LineDown),
    ]
    for setting, kind in expected:
        modem.set(**{"send_error": None, "prompt_error": None, **setting})
        with pytest.raises(kind) as raised:
            await link.send(ACK)
        assert type(raised.value) is kind, setting
    modem.set(send_error=None, prompt_error=None)
    assert (await link.send(ACK)).reference == 1
    assert len(modem.sent()) == 1


async def test_a_modem_that_falls_silent_while_sending_leaves_the_outcome_unknown(opened: list[Opened]) -> None:
    silences: list[dict[str, object]] = [{"mute_at": "CMGS"}, {"mute_at": "body"}, {"mute_after_log": True}]
    await asyncio.gather(*(silent_while_sending(*opened.pop(), silence) for silence in silences))


async def silent_while_sending(modem: Running, link: Modem, silence: dict[str, object]) -> None:
    hung = child_of(link)
    modem.set(**silence)
    with pytest.raises(OutcomeUnknown):
        await link.send(ACK)
    assert not alive(hung)
    modem.set(mute_at="", mute_after_log=False)
    modem.deliver(deliver(CITIZEN, "van doc duoc", SENT))
    assert (await link.send(ACK)).reference is not None
    pieces, _ = await one_poll(link)
    assert len(pieces) == 1


async def test_a_modem_that_falls_silent_while_listing_is_opened_again(
    held: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    modem, link = held
    monkeypatch.setattr(link_module, "PAUSE", 0.01)
    modem.deliver(deliver(CITIZEN, "tin dau", SENT))
    hung = child_of(link)
    modem.set(mute_at="CMGL")
    waiting = asyncio.ensure_future(anext(link.listen({"seen": True})))
    await until(lambda: not alive(hung))
    modem.set(mute_at="")
    batch = await waiting
    assert [sms.decode([piece.body]).text for piece in batch.received] == ["tin dau"]


async def test_an_unplugged_modem_is_a_line_down_and_comes_back_under_its_stable_name(held: Opened) -> None:
    modem, link = held
    await one_poll(link)
    modem.order("unplug")
    with pytest.raises(LineDown):
        async for _ in link.listen({"seen": True}):
            pass
    with pytest.raises(LineDown):
        await link.send(ACK)
    modem.order("replug")
    modem.deliver(deliver(CITIZEN, "sau khi cam lai", SENT))
    pieces, _ = await one_poll(link)
    assert [sms.decode([piece.body]).text for piece in pieces] == ["sau khi cam lai"]
    assert modem.sent() == []


async def test_without_a_network_nothing_is_burnt_and_reading_goes_on(
    held: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    modem, link = held
    monkeypatch.setattr(link_module, "INFO_SECONDS", 0.0)
    for state in (0, 2, 3):
        modem.set(registered=state)
        with pytest.raises(LineDown):
            await link.send(ACK)
    modem.deliver(deliver(CITIZEN, "van nhan duoc", SENT))
    pieces, last = await one_poll(link)
    assert len(pieces) == 1
    assert last.facts["network"] == "RegistrationDenied"
    assert modem.seen()["bodies"] == []
    modem.set(registered=1)
    await link.send(ACK)


async def test_a_sim_registered_for_packets_alone_has_a_network(held: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    modem, link = held
    monkeypatch.setattr(link_module, "INFO_SECONDS", 0.0)
    for circuit, packet in ((0, 0), (0, 2), (2, 3), (3, 4)):
        modem.set(registered=circuit, packet=packet)
        with pytest.raises(LineDown, match="network"):
            await link.send(ACK)
    assert modem.seen()["bodies"] == []
    for circuit, packet in ((0, 1), (2, 5), (3, 1)):
        modem.set(registered=circuit, packet=packet)
        await link.send(ACK)
    assert len(modem.sent()) == 3


async def test_nothing_is_sent_long_after_it_was_asked_for(held: Opened) -> None:
    modem, link = held
    link.options = replace(link.options, silence_seconds=0.5)
    modem.set(mute_at="CMGL")
    reading = asyncio.ensure_future(one_poll(link))
    await until(lambda: "AT+CMGL=4" in modem.seen()["commands"])
    sending = asyncio.ensure_future(link.send(ACK))
    with pytest.raises(Gone):
        await reading
    modem.set(mute_at="")
    with pytest.raises(LineDown, match="busy"):
        await sending
    assert modem.seen()["bodies"] == []


async def test_a_line_that_cannot_send_has_received_before_it_says_so(
    held: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    modem, link = held
    modem.set(registered=0)
    modem.deliver(deliver(CITIZEN, "van nhan duoc", SENT))
    listening = link.listen({"seen": True})
    first = await anext(listening)
    monkeypatch.setattr(link_module, "INFO_SECONDS", 0.0)
    sending = asyncio.ensure_future(link.send(ACK))
    await asyncio.sleep(0.2)
    assert not sending.done()
    assert set((await confirmed(link, list(first.received))).values()) == {"done"}
    await anext(listening)
    with pytest.raises(LineDown, match="no_network"):
        await sending


async def test_a_sim_changed_behind_our_back_does_not_send(held: Opened) -> None:
    modem, link = held
    link.options = replace(link.options, imsi="452040000000001")
    await link.send(ACK)
    killed = child_of(link)
    os.kill(killed, signal.SIGKILL)
    await until(lambda: not alive(killed))
    modem.set(imsi="452049999999999")
    with pytest.raises(LineDown):
        await link.send(ACK)
    assert len(modem.seen()["bodies"]) == 1


async def test_another_sim_receives_but_does_not_send(held: Opened) -> None:
    modem, link = held
    modem.deliver(deliver(CITIZEN, "tin dau", SENT))
    link.options = replace(link.options, imsi="452049999999999")
    with pytest.raises(LineDown, match="other_sim"):
        await link.send(ACK)
    pieces, last = await one_poll(link)
    assert len(pieces) == 1
    assert last.facts["imsi"] == "452040000000001"
    assert modem.seen()["bodies"] == []


@pytest.mark.parametrize("failing", [{"delete_error": 500}, {"swallow_deletes": True}])
async def test_polls_with_deletions_failing_hand_over_each_piece_once(
    held: Opened, failing: dict[str, object], full: bool
) -> None:
    modem, link = held
    polls = 500 if full else 60
    modem.set(**failing)
    modem.deliver(deliver(CITIZEN, "khong xoa duoc", SENT))
    pieces, _ = await one_poll(link)
    handed = len(pieces)
    assert "done" not in (await confirmed(link, pieces)).values()
    before = memory(child_of(link))
    for n in range(polls):
        if n == polls // 2:
            modem.deliver(deliver(CITIZEN, "tin moi van den", SENT))
        pieces, last = await one_poll(link)
        handed += len(pieces)
        await confirmed(link, pieces)
    assert handed == 2
    assert last.facts["delete_failed"] == 2
    assert memory(child_of(link)) < before + 1000
    assert len(link._stored) == len(link._listed) == 2
    modem.set(delete_error=None, swallow_deletes=False)
    places = {place: bytes.fromhex(next(iter(digests))) for place, digests in link._listed.items()}
    assert set((await link.confirm(places)).values()) == {"done"}
    _, last = await one_poll(link)
    assert last.facts["delete_failed"] == 0


async def test_a_full_sim_is_read_and_emptied_and_its_use_is_told(
    held: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_module, "INFO_SECONDS", 0.0)
    modem, link = held
    modem.set(size=20)
    for n in range(20):
        assert modem.deliver(deliver(CITIZEN, f"tin {n}", SENT)) is not None
    assert modem.deliver(deliver(CITIZEN, "khong con cho", SENT)) is None
    pieces, last = await one_poll(link)
    assert (last.facts["sim_used"], last.facts["sim_size"], len(pieces)) == (20, 20, 20)
    await confirmed(link, pieces)
    assert modem.deliver(deliver(CITIZEN, "da co cho", SENT)) is not None


async def test_a_locked_sim_is_opened_with_its_pin(
    modem: Running, at: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_PIN", "1234")
    modem.set(pin="1234")
    async with at(pin_env="TEST_PIN") as link:
        await link.send(ACK)


async def test_a_wrong_pin_is_tried_once_and_a_missing_one_is_named(
    modem: Running, at: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_PIN", "9999")
    modem.set(pin="1234")
    for words, keys in (("pin_refused", {"pin_env": "TEST_PIN"}), ("wants=PIN", {})):
        with pytest.raises(LineDown, match=words):
            async with at(**keys):
                pass
    assert len([command for command in modem.seen()["commands"] if command.startswith("AT+CPIN=")]) == 1


async def test_a_child_killed_while_sending_leaves_the_outcome_unknown(held: Opened) -> None:
    modem, link = held
    modem.set(mute_at="body")
    sending = asyncio.ensure_future(link.send(ACK))
    await until(lambda: bool(modem.seen()["bodies"]))
    os.kill(child_of(link), signal.SIGKILL)
    with pytest.raises(OutcomeUnknown):
        await sending
