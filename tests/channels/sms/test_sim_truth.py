"""F26–F29: what is wrong with SIM, memory, network or centre is said of the line, in its own words, within a minute."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

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


# A modem each for those after which it is opened anew; the others are played before them
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
OPENED_ANEW = ("pulled", "pulled, in words", "wants its PIN", "wants its PUK", "wants the phone's code")
LINKS = len(OPENED_ANEW) + 1
MAKERS = ["ec25"]
Begun = dict[str, asyncio.Task[Any]]


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


async def scene(held: Opened, name: str) -> str:
    """A modem that has worked for a while, and from now on answers so."""
    modem, link = held
    modem.order("clear")
    await one_poll(link)
    for command, lines in SCENES[name][0].items():
        modem.order("answer", command=command, lines=lines)
    return await down(link)


async def scenes(held: Opened, names: Sequence[str]) -> dict[str, str]:
    """One after the other, on a SIM that is not empty."""
    held.modem.deliver(deliver(CITIZEN, "nam lai trong SIM", SENT))
    return {name: await scene(held, name) for name in names}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def played(opened: list[Opened]) -> AsyncIterator[list[asyncio.Task[dict[str, str]]]]:
    """All scenes, beside the other tests."""
    others = [name for name in SCENES if name not in OPENED_ANEW]
    shares = [[*others[n :: len(OPENED_ANEW)], name] for n, name in enumerate(OPENED_ANEW)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(link_module, "PAUSE", 0.01)
        patch.setattr(link_module, "BUSY_SECONDS", 2.0)
        tasks = [asyncio.create_task(scenes(opened.pop(), names)) for names in shares]
        yield tasks
        await ended(tasks)


async def ended(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Whatever has become of the tests that wait for them."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest_asyncio.fixture(loop_scope="module")
async def held(played: object, opened: list[Opened]) -> Opened:
    """The one modem with an open link that no scene is played on, as it was at the beginning."""
    (held,) = opened
    held.modem.order("clear")
    held.modem.order("network", registered=1, packet=1, lte=1)
    await confirmed(held.link, (await one_poll(held.link))[0])
    return held


async def test_a_sim_registered_with_lte_alone_has_a_network(held: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    modem, link = held
    monkeypatch.setattr(link_module, "INFO_SECONDS", 0.0)
    for circuit, packet, lte in ((0, 0, 1), (3, 3, 5)):  # the others: test_sim_state.py
        modem.set(registered=circuit, packet=packet, lte=lte)
        await link.send(ACK)
        assert (await link.facts(0))["network"] in ("HomeNetwork", "RoamingNetwork")
    modem.set(registered=0, packet=0, lte=2)
    with pytest.raises(LineDown, match="looking_for_network"):
        await link.send(ACK)


async def test_a_sim_that_is_busy_for_a_moment_is_waited_for_and_nothing_counts_as_gone(held: Opened) -> None:
    modem, link = held
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


async def test_a_place_that_is_empty_by_now_is_not_waited_for(held: Opened) -> None:
    modem, link = held
    modem.deliver(deliver(CITIZEN, "roi bien mat", SENT))
    await confirmed(link, (await one_poll(link))[0])
    modem.order("answer", command="AT+CMGR*", lines=["+CMS ERROR: 500"])
    assert (await link.fetch(["1"])).unfetched == ()


async def test_each_silence_of_the_sim_is_told_in_its_own_words(played: list[asyncio.Task[dict[str, str]]]) -> None:
    told = {name: code for one in await asyncio.gather(*played) for name, code in one.items()}
    assert told == {name: code for name, (_, code) in SCENES.items()}


# --- what is so from the beginning: each opens a modem of its own, all at once ---------------------------------------


async def running(directory: Path, profile: str) -> Running:
    """A modem in a directory of its own."""

    def start() -> Running:
        directory.mkdir()
        return Running(directory, profile)

    return await asyncio.to_thread(start)


async def opened_with(
    directory: Path, settings: dict[str, Any], *orders: str, like: str = "", profile: str = "ec25", **keys: object
) -> tuple[str, list[str]]:
    """Why a modem like that is not opened, "" where it is and sends; and the commands `like` that it has heard."""
    modem = await running(directory, profile)
    try:
        modem.set(**settings)
        for order in orders:
            modem.order(order)
        try:
            async with connector(modem.device, "at")(**keys) as link:
                await link.send(ACK)
        except LineDown as error:
            return error.reason.code, commands(modem, like)
        return "", commands(modem, like)
    finally:
        modem.close()


def commands(modem: Running, like: str) -> list[str]:
    found: list[str] = modem.seen()["commands"]
    return [command for command in found if like and command.startswith(like)]


async def checked(directory: Path, order: str, **arguments: Any) -> str:
    """What `gw check` says."""
    modem = await running(directory, "sim7600")
    try:
        modem.order(order, **arguments)
        with pytest.raises(LineDown) as raised:
            await sms.probe(options_of(modem.device, "at"), now=datetime.now(UTC), old_days=7)
        return raised.value.reason.code
    finally:
        modem.close()


async def checked_twice(directory: Path, profile: str) -> tuple[list[str], int]:
    """What two processes say that remember nothing, as each `gw check` does; and the tries left."""
    modem = await running(directory, profile)
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


async def emptied(directory: Path) -> tuple[dict[str, object], dict[str, str]]:
    """What is known of two memories with something in each, and what lies there once all of it is stored with us."""
    modem = await running(directory, "ec25")
    try:
        for n, name in enumerate(("SM", "ME", "ME")):
            modem.order("deliver", pdu=deliver(CITIZEN, f"tin {n}", SENT), memory=name)
        async with connector(modem.device, "at")(poll_seconds=0.05) as link:
            pieces, last = await one_poll(link)
            assert set((await confirmed(link, pieces)).values()) == {"done"}
        used = {name: last.facts[name] for name in ("sim_used", "sim_size", "me_used", "me_size")}
        return used, modem.seen()["stored"]
    finally:
        modem.close()


def secret(file: Path, words: str) -> str:
    """A file that its owner alone can read."""
    file.write_text(words)
    file.chmod(0o600)
    return str(file)


def beginnings(at: Path) -> dict[str, Coroutine[Any, Any, Any]]:
    """By name, each with a directory of its own."""
    two_left, three_left = {"pin": "1234", "pin_tries": 2}, {"pin": "1234", "pin_tries": 3}
    return {
        "no SIM": opened_with(at / "1", {}, "pull"),
        "no centre": opened_with(at / "2", {"centre": ""}),
        "a centre of ours": opened_with(at / "3", {"centre": ""}, message_centre="+84900000023", like="AT+CSCA="),
        "checked without a SIM": checked(at / "4", "pull"),
        "checked without a network": checked(at / "5", "network", registered=0, packet=0, lte=0),
        "a wrong PIN, plain": checked_twice(at / "6", "plain"),
        "a wrong PIN, huawei": checked_twice(at / "7", "huawei"),
        "a PIN that nobody remembers": opened_with(at / "8", two_left, pin_env="TEST_PIN", like="AT+CPIN="),
        "a wrong one that nobody remembers": opened_with(at / "9", three_left, pin_env="WRONG_PIN", like="AT+CPIN="),
        "two memories": emptied(at / "10"),
        "a ZTE stick, left in a text": opened_with(at / "11", {"editing": True}, profile="zte"),
        "left with numbers": opened_with(at / "12", {"verbose": False}),
    }


@pytest_asyncio.fixture(loop_scope="module", scope="module", autouse=True)
async def begun(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Begun]:
    """They run beside this module's other tests: gammu opens a modem in 4 s, most of which it sleeps."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEST_PIN", "1234")
        patch.setenv("WRONG_PIN", "9999")
        found = beginnings(tmp_path_factory.mktemp("begun"))
        tasks = {name: asyncio.create_task(scene) for name, scene in found.items()}
        yield tasks
        await ended(tasks.values())


async def test_a_modem_without_sim_or_centre_says_so_and_a_centre_can_be_set(begun: Begun) -> None:
    assert await begun["no SIM"] == ("modem.no_sim", [])
    assert await begun["no centre"] == ("modem.no_message_centre", [])
    assert await begun["a centre of ours"] == ("", ['AT+CSCA="+84900000023",145'])


async def test_gw_check_without_sim_or_network_fails(begun: Begun) -> None:
    assert await begun["checked without a SIM"] == "modem.no_sim"
    assert await begun["checked without a network"] == "modem.no_network"


@pytest.mark.parametrize("profile", ["plain", "huawei"])
async def test_a_refused_pin_is_never_tried_twice_whoever_asks(begun: Begun, profile: str) -> None:
    assert await begun[f"a wrong PIN, {profile}"] == (["modem.pin_refused_left left=2"] * 2, 2)


async def test_a_pin_that_nobody_would_remember_is_left_to_a_person_once_one_was_wrong(begun: Begun) -> None:
    assert await begun["a PIN that nobody remembers"] == ("modem.pin_kept", [])
    code, tries = await begun["a wrong one that nobody remembers"]
    assert (code, len(tries)) == ("modem.pin_refused_left", 1)


async def test_both_memories_are_watched_and_emptied(begun: Begun) -> None:
    used, stored = await begun["two memories"]
    assert used == {"sim_used": 1, "sim_size": 50, "me_used": 2, "me_size": 255}
    assert stored == {}


async def test_a_modem_is_opened_however_it_was_left_and_whatever_it_refuses(begun: Begun) -> None:
    for name in ("a ZTE stick, left in a text", "left with numbers"):
        assert await begun[name] == ("", []), name
