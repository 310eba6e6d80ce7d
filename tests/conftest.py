"""Real servers for every test that asks for them, and nothing for those that do not: keep the imports here light.

    db_url, db          a fresh database, migrated, cloned from a template in a PostgreSQL of this run's own
    make_db_url         the URL of one more, each time
    redis_url           an empty Valkey of this run's own
    dovecot             Debian's mail server, of this run's own; each test takes mailboxes that are nobody's yet
    forks               starts gateways as processes
    make_config         writes a config.toml with times of a test; see tests/support/configs.py

`--full` (`./gw test faults`): the tests that have a full form, in it, and no others.
With GW_TEST_STRICT=1 (.ci/run) a test skipped for something that is not installed is a failure.
"""

import asyncio
import itertools
import os
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from gateway.store.database import Database
    from tests.support.dovecot import Dovecot
    from tests.support.process import ForkServer

STRICT = os.environ.get("GW_TEST_STRICT") == "1"
ALLOWED_SKIPS = ("needs root", "needs an ordinary user", "needs kernel")  # not to be had by installing something
PACKAGES = re.compile(r"\(Debian: ([^)]+)\)")  # as tests/support/needs.py names them
NUMBERS = itertools.count(1)
MEMORY, ROOMY = Path("/dev/shm"), 8 * 1024**3  # a server of each of four workers keeps half a gigabyte at most
if STRICT:  # CI judges a change, not the day's luck: property tests try the same examples; everybody else explores
    from hypothesis import settings

    settings.register_profile("strict", derandomize=True)
    settings.load_profile("strict")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The form of the fault tests."""
    parser.addoption("--full", action="store_true", help="fault tests in their full form, and no others")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With --full, those that ask for the fixture `full`."""
    if config.getoption("full"):
        others = [item for item in items if "full" not in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]


def _forbid(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure, unless its reason is one that no package could mend."""
    if not (STRICT and report.skipped) or hasattr(report, "wasxfail") or not isinstance(report.longrepr, tuple):
        return
    reason = str(report.longrepr[2]).removeprefix("Skipped: ")
    if not reason.startswith(ALLOWED_SKIPS):
        report.outcome = "failed"
        report.longrepr = f"skipped, which GW_TEST_STRICT forbids: {reason}"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What was not run, why, and by which packages of Debian's it would be: a skip is no success."""
    reports = [one for one in terminalreporter.stats.get("skipped", ()) if isinstance(one.longrepr, tuple)]
    reasons = Counter(str(one.longrepr[2]).removeprefix("Skipped: ") for one in reports)
    if not reasons:
        return
    terminalreporter.section("not run")
    for reason, n in sorted(reasons.items()):
        terminalreporter.write_line(f"{n:5}  {reason}")
    packages = sorted({name for reason in reasons for found in PACKAGES.findall(reason) for name in found.split()})
    if packages:
        terminalreporter.write_line(f"To have them run: apt-get install {' '.join(packages)}")


@pytest.fixture(autouse=True)
def log_as_before() -> Iterator[None]:
    """A command that a test calls in this process drops the log (runtime/logs.py): the next test has it again."""
    structlog = sys.modules.get("structlog")
    before = structlog.get_config() if structlog else {}
    yield
    if before and structlog:
        structlog.configure(**before)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Strictness for tests."""
    report = yield
    _forbid(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Any:
    """Strictness for whole modules."""
    report = yield
    _forbid(report)
    return report


@pytest.fixture(scope="session")
def server_directory() -> Iterator[Path]:
    """A private directory for the servers of this run, in memory where there is plenty: a database is 8 MB to write,
    and a thousand tests have one each (0.02 s instead of 0.25)."""
    directory = _made("gw-test-")
    yield directory
    shutil.rmtree(directory)


def _made(prefix: str) -> Path:
    is_roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOMY
    return Path(tempfile.mkdtemp(prefix=prefix, dir=MEMORY if is_roomy else None))


@pytest.fixture(scope="session")
def postgres_url(server_directory: Path) -> Iterator[str]:
    """PostgreSQL of this run, with fsync off; holds the migrated database `template`."""
    from gateway.local import servers
    from tests.support import set_clock

    with set_clock.for_servers(os.environ), servers.postgres(server_directory, fsync=False) as url:
        _sql(url, "CREATE DATABASE template")
        asyncio.run(_make(_named(url, "template")))
        yield url


@pytest.fixture
def make_db_url(postgres_url: str) -> Iterator[Callable[[], str]]:
    """make_db_url() -> the URL of a fresh, migrated database."""
    made: list[str] = []

    def make() -> str:
        made.append(f"test_{next(NUMBERS)}")
        _sql(postgres_url, f"CREATE DATABASE {made[-1]} TEMPLATE template STRATEGY FILE_COPY")
        return _named(postgres_url, made[-1])

    yield make
    for name in made:
        _sql(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def db_url(make_db_url: Callable[[], str]) -> str:
    """The URL of a fresh, migrated database."""
    return make_db_url()


@pytest.fixture
async def db(db_url: str) -> "AsyncIterator[Database]":
    """A fresh, migrated database, opened."""
    from gateway.store import database

    opened = await database.open(db_url)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def valkey_url(server_directory: Path) -> Iterator[str]:
    """Valkey of this run; `redis_url` empties it before each test."""
    from gateway.local import servers

    with servers.valkey(server_directory) as url:
        yield url


@pytest.fixture
def redis_url(valkey_url: str) -> str:
    """The URL of an empty Valkey."""
    from redis import Redis

    with Redis.from_url(valkey_url) as client:
        client.flushall()
    return valkey_url


@pytest.fixture(scope="session")
def dovecot() -> "Iterator[Dovecot]":
    """Dovecot of this run."""
    from tests.support import dovecot as server

    directory = _made("gw-dovecot-")
    directory.chmod(0o755)  # for the user nobody
    with server.running(directory) as running:
        yield running
    shutil.rmtree(directory)


@pytest.fixture
def make_config(tmp_path: Path) -> Callable[..., Path]:
    """make_config(**overrides) -> path of a config.toml below tmp_path; see tests/support/configs.py."""
    from tests.support import configs

    return lambda **overrides: configs.write(tmp_path, **overrides)


def _named(url: str, database: str) -> str:
    return f"{url.rpartition('/')[0]}/{database}"


def _sql(url: str, statement: str) -> None:
    async def run() -> None:
        import asyncpg

        connection = await asyncpg.connect(url)
        await connection.execute(statement)
        await connection.close()

    asyncio.run(run())


async def _make(url: str) -> None:
    """The schema, and the roles with their rights, which a clone of it has too."""
    from gateway.store import database, roles

    opened = await database.open(url)
    await opened.migrate()
    await opened.close()
    await roles.provide(url)
    await roles.grant_to(url, roles.embedded(url))


@pytest.fixture(scope="session")
def forks() -> "Iterator[ForkServer]":
    """Forks gateways that have imported already what they need."""
    from tests.support.process import ForkServer

    made = ForkServer()
    yield made
    made.close()


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    """Whether the full form is wanted (`./gw test faults`); otherwise the short one, a few seconds of it."""
    return bool(request.config.getoption("full"))
