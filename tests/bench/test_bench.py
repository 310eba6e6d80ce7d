"""`gw bench`: its shape, on tiny sizes. How fast it is is no matter of tests."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench import __main__ as bench
from bench import children, history, letters
from bench.figures import Figures, percentile
from gateway.channels import email
from gateway.domain.text import segments
from gateway.store.database import Database

ROOT = Path(__file__).parents[2]
FIELDS = ["work", "n", "seconds", "per_second", "p50_ms", "p99_ms", "cpu_seconds", "rss_mb", "lost", "doubled"]


def run(place: Path, *words: str) -> list[dict[str, Any]]:
    """The bench as a program; what it leaves behind would lie in `place`."""
    done = subprocess.run(
        [sys.executable, "-m", "gateway.cli", "bench", *words, "--json"],
        cwd=ROOT, env={**os.environ, "TMPDIR": str(place)}, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def place() -> Iterator[Path]:
    """A temporary directory that a server's own user can reach, with a name short enough for its sockets."""
    with tempfile.TemporaryDirectory(prefix="gw-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_backlog_of_each_kind_gives_one_object_and_leaves_nothing(place: Path) -> None:
    works = "mail", "sms", "smpp"
    for found, work in zip(run(place, *works, "-n", "3", "--cases", "5"), works, strict=True):
        assert list(found) == FIELDS
        assert (found["work"], found["n"], found["lost"], found["doubled"]) == (work, 3, 0, 0)
        assert found["per_second"] == pytest.approx(3 / found["seconds"], rel=0.01)
        assert found["cpu_seconds"] > 0
        assert found["rss_mb"] > 0
        assert found["p50_ms"] is None
        assert found["p99_ms"] is None
    assert list(place.iterdir()) == []


def test_idle_measures_mail_and_text(place: Path) -> None:
    mail, sms = run(place, "idle", "-n", "1")
    assert [mail["work"], sms["work"]] == ["idle", "idle-sms"]
    for found in (mail, sms):
        assert list(found) == FIELDS
        assert (found["n"], found["lost"], found["doubled"]) == (1, 0, 0)
        assert 0 < found["p50_ms"] <= found["p99_ms"]
        assert found["per_second"] is None


def test_explain_reads_mails_of_50_kilobytes_and_leaves_nothing(place: Path) -> None:
    (found,) = run(place, "explain", "-n", "2")
    assert list(found) == FIELDS
    assert (found["work"], found["n"], found["lost"]) == ("explain", 2, 0)
    assert found["per_second"] == pytest.approx(2 / found["seconds"], rel=0.01)
    assert list(place.iterdir()) == []
    mail = letters.with_photo(1, "vanmieu@village.example", "Nắp cống vỡ ở ngõ 1.", b"\xff\xd8" * 17_000)
    assert 45_000 < len(mail) < 55_000
    decoded = email.decode([mail])
    assert decoded.reply == "Nắp cống vỡ ở ngõ 1."
    assert [(one.name, one.size) for one in decoded.attachments] == [("anh.jpg", 34_000)]


def test_an_unknown_work_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bench.main(["fast"])
    assert "there is no work 'fast'; there are mail, sms, modem, smpp, idle, city" in capsys.readouterr().err


def test_what_is_lost_or_doubled_shows_in_the_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def lossy(*_: object) -> list[Figures]:
        return [Figures(work="mail", n=2, lost=1, doubled=0)]

    monkeypatch.setattr(bench, "WORKS", {"mail": (lossy, 2)})
    assert bench.main(["mail", "--json"]) == 1


@pytest.mark.parametrize(("share", "value"), [(0.5, 2), (0.99, 4), (0.25, 1), (1.0, 4)])
def test_a_percentile_is_a_measured_value(share: float, value: float) -> None:
    assert percentile([4, 2, 1, 3], share) == value


def test_every_letter_is_read_as_its_sender_wrote_it() -> None:
    for n in range(3):
        decoded = email.decode([letters.letter(n, "vanmieu@village.example")])
        assert decoded.kind == "message"
        assert decoded.sender == f"mailto:{letters.sender(n)}"
        assert f"ngõ {n} phố Văn Miếu" in decoded.reply


def test_every_text_is_one_segment_of_another_number() -> None:
    assert all(len(segments(letters.words(n))) == 1 for n in range(0, 9_990, 37))
    assert len({letters.number(n) for n in range(9_990)}) == 9_990


def test_usage_counts_this_process_and_nothing_for_one_that_is_gone() -> None:
    assert children.usage([os.getpid()]).rss_mb > 1
    assert children.usage([2**22 + 1]) == children.Usage(0, 0)


async def test_history_is_registered_sent_and_leaves_nothing_due(db: Database, db_url: str) -> None:
    async with db.transaction() as tx:
        await tx.execute(
            "INSERT INTO lines (name, channel, address) VALUES ('old', 'email', 'mailto:old@village.example')"
        )
    await history.write(db_url, 20, "old", "email")
    async with db.connection() as conn:
        for table in ("cases", "messages", "parts", "outbox", "attempts"):
            assert await conn.fetchval(f"SELECT count(*) FROM {table}") == 20
        waiting = "SELECT count(*) FROM parts WHERE state = 'received' OR confirmed_at IS NULL"
        assert await conn.fetchval(waiting) == 0
        assert await conn.fetchval("SELECT count(*) FROM outbox WHERE state <> 'sent'") == 0
        assert await conn.fetchval("SELECT nextval('cases_id_seq')") == 21
