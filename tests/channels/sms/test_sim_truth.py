"""F26–F29: what is wrong with SIM, memory, network or centre is said of the line, in its own words, within a minute."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.channels import sms
from gateway.channels.sms import modem as link_module
from gateway.channels.sms.modem import Modem
from gateway.domain.errors import LineDown
from tests.channels.sms.conftest import ACK, CITIZEN, SENT, Opened, confirmed, connector, one_poll, options_of
from tests.support.modems import Running
from tests.support.pdus import deliver

pytestmark = pytest.mark.asyncio(loop_scope="module")

OF_MESSAGES = ("AT+CPMS*", "AT+CMGL*", "AT+CMGR*", "AT+CSCA?")


def refusing(pin: list[str], cms: int | None = None, **more: list[str]) -> dict[str, list[str]]:
    """Answers of a modem whose SIM cannot be used: to AT+CPIN?, and to the commands about messages."""
    told = {command: [f"+CMS ERROR: {cms}"] for command in OF_MESSAGES} if cms else {}
    return {"AT+CPIN?": pin, **told, **{f"AT+{name}": lines for name, lines in more.items()}}


OFF = {"AT+CFUN?": ["+CFUN: 0", "OK"], "AT+CFUN=1": ["OK"]}
SCENES: dict[str, tuple[dict[str, list[str]], str]] = {
    "pulled": (refusing(["+CME ERROR: 10"], 310, CIMI=["+CME ERROR: 10"]), "modem.no_sim"),
    "pulled, in words": (refusing(["+CME ERROR: SIM not inserted"]), "modem.no_sim"),
    "wants its PIN": (refusing(["+CPIN: SIM PIN", "OK"], 311), "modem.sim_locked"),
    "wants its PUK": (refusing(["+CPIN: SIM PUK", "OK"], 316), "modem.sim_locked"),
    "wants the phone's code": (refusing(["+CPIN: PH-SIM PIN", "OK"]), "modem.sim_locked"),
    "busy": (refusing(["+CME ERROR: 14"], 314), "modem.sim_busy"),
    "failed": (refusing(["+CME ERROR: 13"], 313), "modem.sim_failed"),
    "of another network": (refusing(["+CME ERROR: 15"]), "modem.sim_wrong"),
    "switched off": ({**refusing(["+CME ERROR: 3"]), **OFF}, "modem.radio_off"),
    "not allowed": (refusing(["+CME ERROR: 3"]), "modem.not_allowed"),
    "no memory can be chosen": ({"AT+CPMS=*": ["+CMS ERROR: 500"]}, "modem.memory_refused_cms"),
    "no memory, without a number": ({"AT+CPMS=*": ["ERROR"]}, "modem.memory_refused"),
    "busy, as the memory says": ({"AT+CPMS=*": ["+CMS ERROR: 314"]}, "modem.sim_busy"),
}
LINKS = len(SCENES) + 5
MAKERS = ["ec25"]


async def down(link: Modem) -> str:
    """The code of why the line ends, once it does; "" where it goes on for a minute."""
    try:
        async with asyncio.timeout(20):
            async for _ in link.listen({"seen": True}):
                pass
    except LineDown as error:
        return error.reason.code
    except TimeoutError:
        pass
    return ""


async def scene(held: Opened, answers: dict[str, list[str]]) -> str:
    """A modem that has worked for a while, and from now on answers so."""
    modem, link = held
    await one_poll(link)
    modem.deliver(deliver(CITIZEN, "nam lai trong SIM", SENT))
    for command, lines in answers.items():
        modem.order("answer", command=command, lines=lines)
    return await down(link)


async def test_each_silence_of_the_sim_is_told_in_its_own_words(
    opened: list[Opened], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_module, "PAUSE", 0.01)
    monkeypatch.setattr(link_module, "BUSY_SECONDS", 0.1)
    held = [opened.pop() for _ in SCENES]
    told = await asyncio.gather(*(scene(one, answers) for one, (answers, _) in zip(held, SCENES.values(), strict=True)))
    assert dict(zip(SCENES, told, strict=True)) == {name: code for name, (_, code) in SCENES.items()}


async def test_a_sim_that_is_busy_for_a_moment_is_waited_for_and_nothing_counts_as_gone(
    held: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    modem, link = held
    monkeypatch.setattr(link_module, "PAUSE", 0.01)
    modem.deliver(deliver(CITIZEN, "tin dau", SENT))
    modem.order("answer", command="AT+CPIN?", lines=["+CME ERROR: 14"], times=5)
    batch = await anext(link.listen({"seen": True}))
    assert [sms.decode([piece.body]).text for piece in batch.received] == ["tin dau"]


async def test_one_broken_place_of_a_modem_that_lists_nothing_hides_no_other(held: Opened) -> None:
    modem, link = held
    for n in range(3):
        modem.deliver(deliver(CITIZEN, f"tin {n}", SENT))
    modem.order("answer", command="AT+CMGL*", lines=["ERROR"])
    modem.order("answer", command="AT+CMGR=2", lines=["+CMS ERROR: 500"])
    pieces, _ = await one_poll(link)
    assert [sms.decode([piece.body]).text for piece in pieces] == ["tin 0", "tin 2"]


async def test_a_place_that_is_listed_and_not_there_hides_no_other_memory(held: Opened) -> None:
    modem, link = held
    for n, name in enumerate(("SM", "ME")):
        modem.order("deliver", pdu=deliver(CITIZEN, f"tin {n}", SENT), memory=name)
    for refusal in ("+CMS ERROR: 321", "OK"):
        modem.order("answer", command="AT+CMGR=9", lines=[refusal], times=20)
        modem.order("answer", command="AT+CMGL*", lines=["+CMGL: 9,1,,159", "07", "OK"], times=1)
        pieces, _ = await one_poll(link)
        assert [sms.decode([piece.body]).text for piece in pieces] == ["tin 1"]
    assert [sms.decode([piece.body]).text for piece in (await one_poll(link))[0]] == ["tin 0", "tin 1"]


async def test_a_sim_registered_with_lte_alone_has_a_network(held: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    modem, link = held
    monkeypatch.setattr(link_module, "INFO_SECONDS", 0.0)
    for circuit, packet, lte in ((0, 0, 1), (2, 2, 1), (3, 3, 5), (0, 0, 6), (4, 4, 1)):
        modem.set(registered=circuit, packet=packet, lte=lte)
        await link.send(ACK)
        assert (await link.facts(0))["network"] in ("HomeNetwork", "RoamingNetwork")
    modem.set(registered=0, packet=0, lte=2)
    with pytest.raises(LineDown, match="looking_for_network"):
        await link.send(ACK)


async def test_a_place_that_is_empty_by_now_is_not_waited_for(held: Opened) -> None:
    modem, link = held
    modem.deliver(deliver(CITIZEN, "roi bien mat", SENT))
    await confirmed(link, (await one_poll(link))[0])
    modem.order("answer", command="AT+CMGR*", lines=["+CMS ERROR: 500"])
    assert (await link.fetch(["1"])).unfetched == ()


def running(directory: Path, profile: str) -> Running:
    """A modem in a directory of its own."""
    directory.mkdir()
    return Running(directory, profile)


def secret(file: Path, words: str) -> str:
    """A file that its owner alone can read."""
    file.write_text(words)
    file.chmod(0o600)
    return str(file)


# --- what is so from the beginning: each opens a modem of its own ---------------------------------------------------


async def opened_with(directory: Path, settings: dict[str, Any], *orders: str, **keys: object) -> tuple[str, Running]:
    """Why a modem like that is not opened, "" where it is and sends; and the modem, closed."""
    modem = running(directory, "ec25")
    try:
        modem.set(**settings)
        for order in orders:
            modem.order(order)
        try:
            async with connector(modem.device, "at")(**keys) as link:
                await link.send(ACK)
        except LineDown as error:
            return error.reason.code, modem
        return "", modem
    finally:
        modem.seen_at_end = modem.seen()  # type: ignore[attr-defined]
        modem.close()


def commands(modem: Running, like: str) -> list[str]:
    found: list[str] = modem.seen_at_end["commands"]  # type: ignore[attr-defined]
    return [command for command in found if command.startswith(like)]


async def test_a_modem_without_sim_or_centre_says_so_and_a_centre_can_be_set(tmp_path: Path) -> None:
    (no_sim, _), (no_centre, _), (set_centre, modem) = await asyncio.gather(
        opened_with(tmp_path / "a", {}, "pull"),
        opened_with(tmp_path / "b", {"centre": ""}),
        opened_with(tmp_path / "c", {"centre": ""}, message_centre="+84900000023"),
    )
    assert (no_sim, no_centre, set_centre) == ("modem.no_sim", "modem.no_message_centre", "")
    assert commands(modem, "AT+CSCA=") == ['AT+CSCA="+84900000023",145']


async def test_gw_check_without_sim_or_network_fails(tmp_path: Path) -> None:
    async def checked(name: str, order: str, **arguments: Any) -> str:
        modem = running(tmp_path / name, "sim7600")
        try:
            modem.order(order, **arguments)
            with pytest.raises(LineDown) as raised:
                await sms.probe(options_of(modem.device, "at"), now=datetime.now(UTC), old_days=7)
            return raised.value.reason.code
        finally:
            modem.close()

    told = await asyncio.gather(checked("a", "pull"), checked("b", "network", registered=0, packet=0, lte=0))
    assert list(told) == ["modem.no_sim", "modem.no_network"]


async def test_a_refused_pin_is_never_tried_twice_whoever_asks(tmp_path: Path) -> None:
    told = await asyncio.gather(*(checked_twice(tmp_path / profile, profile) for profile in ("plain", "huawei")))
    assert told == [(["modem.pin_refused_left left=2"] * 2, 2)] * 2


async def checked_twice(directory: Path, profile: str) -> tuple[list[str], int]:
    """What two processes say that remember nothing, as each `gw check` does; and the tries left."""
    modem = running(directory, profile)
    file = secret(directory / "pin", "9999")
    told: list[str] = []
    try:
        modem.set(pin="1234")
        while len(told) < 2:
            with pytest.raises(LineDown) as raised:
                await sms.probe(options_of(modem.device, "at", pin_file=file), now=datetime.now(UTC), old_days=7)
            told.append(str(raised.value.reason))
        return told, modem.seen()["pin_tries"]
    finally:
        modem.close()


async def test_a_pin_that_nobody_would_remember_is_left_to_a_person_once_one_was_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_PIN", "1234")
    monkeypatch.setenv("WRONG_PIN", "9999")
    told = await asyncio.gather(
        opened_with(tmp_path / "a", {"pin": "1234", "pin_tries": 2}, pin_env="TEST_PIN"),
        opened_with(tmp_path / "b", {"pin": "1234", "pin_tries": 3}, pin_env="WRONG_PIN"),
    )
    assert [code for code, _ in told] == ["modem.pin_kept", "modem.pin_refused_left"]
    assert [len(commands(modem, "AT+CPIN=")) for _, modem in told] == [0, 1]


async def test_both_memories_are_watched_and_emptied(tmp_path: Path) -> None:
    modem = Running(tmp_path, "ec25")
    try:
        for n, name in enumerate(("SM", "ME", "ME")):
            modem.order("deliver", pdu=deliver(CITIZEN, f"tin {n}", SENT), memory=name)
        async with connector(modem.device, "at")(poll_seconds=0.05) as link:
            pieces, last = await one_poll(link)
            used = {name: last.facts[name] for name in ("sim_used", "sim_size", "me_used", "me_size")}
            assert used == {"sim_used": 1, "sim_size": 50, "me_used": 2, "me_size": 255}
            assert set((await confirmed(link, pieces)).values()) == {"done"}
        assert modem.seen()["stored"] == {}
    finally:
        modem.close()
