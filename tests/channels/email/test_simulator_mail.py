"""The simulator's mail server keeps what it is given: over restarts, from other processes, on taken ports."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from gateway.domain.errors import ConfigError
from gateway.local.simulator import mail as simulator_mail

from .conftest import CITIZEN, PASSWORD, UNIT, harvest, letter, make_options, opened

ACCOUNTS = {UNIT: PASSWORD, CITIZEN: PASSWORD}


async def test_mails_uids_and_uidvalidity_outlive_a_restart(tmp_path: Path) -> None:
    seen = []
    for number in range(3):
        async with simulator_mail.serve(tmp_path, 0, 0, ACCOUNTS) as server:
            await server.deliver(UNIT, letter(f"mail {number}"))
            async with opened(make_options(server.imap_port, start="all")) as link:
                got = await harvest(link, None, number + 1, idle=0)
                seen.append([(one.location, one.body, one.arrived_at) for one in got.mails])
    assert seen[2][:2] == seen[1]
    assert seen[1][:1] == seen[0]


async def test_a_uid_is_never_given_twice_even_after_the_newest_mail_is_gone(tmp_path: Path) -> None:
    async with simulator_mail.serve(tmp_path, 0, 0, ACCOUNTS) as server:
        await server.deliver(UNIT, letter("first"))
    (file,) = (tmp_path / UNIT / "cur").iterdir()
    file.unlink()
    async with simulator_mail.serve(tmp_path, 0, 0, ACCOUNTS) as server:
        await server.deliver(UNIT, letter("second"))
    (left,) = (tmp_path / UNIT / "cur").iterdir()
    assert int(left.name) > int(file.name)


async def test_a_half_written_delivery_is_never_seen(tmp_path: Path) -> None:
    simulator_mail.deliver(tmp_path, UNIT, letter("whole"))
    (tmp_path / UNIT / "tmp" / "half").write_bytes(letter("half")[:20])
    async with simulator_mail.serve(tmp_path, 0, 0, ACCOUNTS):
        assert simulator_mail.read_mailbox(tmp_path, UNIT) == [letter("whole")]


async def test_a_taken_port_is_named_with_its_key(tmp_path: Path) -> None:
    async with simulator_mail.serve(tmp_path / "a", 0, 0, ACCOUNTS) as server:
        for ports, key in (
            ((server.imap_port, 0), "simulator.imap_port"),
            ((0, server.smtp_port), "simulator.smtp_port"),
        ):
            with pytest.raises(ConfigError, match=f"{key}: config.port_taken"):
                async with simulator_mail.serve(tmp_path / "b", *ports, ACCOUNTS):
                    pass


async def test_stopping_does_not_wait_for_clients(tmp_path: Path) -> None:
    clients = []
    async with asyncio.timeout(10), simulator_mail.serve(tmp_path, 0, 0, ACCOUNTS) as server:
        for port in (server.imap_port, server.smtp_port):
            clients.append(await asyncio.open_connection("127.0.0.1", port))
            await clients[-1][0].readline()
    for reader, writer in clients:
        with suppress(ConnectionError):
            await reader.read()
        writer.close()
