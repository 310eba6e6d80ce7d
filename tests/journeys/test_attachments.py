"""A stranger's files on the way to an officer: flagged on the case, opened by no click, scanned beside all else."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from gateway.domain.errors import Temporary
from gateway.local import processes
from gateway.local.simulator import CITIZEN
from gateway.ops import health
from gateway.services import scanning
from gateway.services.reasons import SCAN_SIGNATURE, SCAN_SILENT
from gateway.settings.schema import ScannerSettings
from tests.support import configs, console, needs, smime
from tests.support.clamd import scripted
from tests.support.console import MAILBOX, Console
from tests.support.running import until
from tests.support.samples import EICAR, PDF, PE
from tests.support.stored import stored


def letter(*files: tuple[str, bytes]) -> bytes:
    """A citizen's mail with these files."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = CITIZEN, MAILBOX, "Đơn và ảnh"
    message["Message-ID"] = f"<{os.urandom(8).hex()}@citizen.example>"
    message.set_content("Tôi gửi đơn và ảnh cống tắc trước số 12 ngõ Văn Chương.")
    for name, body in files:
        message.add_attachment(body, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


async def attached(c: Console) -> list[dict[str, Any]]:
    """The attachments of all messages."""
    return await c.rows("SELECT message_id, n, name, flags, scan, scan_reason FROM attachments ORDER BY 1, 2")


async def look(c: Console) -> health.Health:
    """What health says now."""
    return await health.look(c.db, c.context, None)


async def scanned(c: Console) -> dict[str, tuple[str, str]]:
    """What the scanner said of each file, {} as long as one is unchecked."""
    found = {row["name"]: (row["scan"], row["scan_reason"]) for row in await attached(c)}
    return {} if any(scan == "unchecked" for scan, _ in found.values()) else found


async def test_a_program_is_flagged_on_its_case_and_saved_only_after_a_warning(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url) as c, c.entered() as client:
        c.raw_mail(letter(("don.pdf.exe", PE), ("don.pdf", PDF)))
        await until(lambda: attached(c))
        (case,) = await c.rows("SELECT code FROM cases")
        (message,) = await c.rows("SELECT id, flags FROM messages")
        assert "dangerous_attachment" in message["flags"]
        page = (await client.get(f"/cases/{case['code']}")).text
        assert "chương trình, mở ra là chạy; tên có hai đuôi" in page
        assert page.count("chưa quét virus") == 2
        program, paper = (f"/messages/{message['id']}/files/{n}" for n in (0, 1))
        warning = await client.get(program)
        assert warning.headers["content-type"].startswith("text/html")
        assert "Tệp đính kèm nguy hiểm" in warning.text
        saved = await c.post(client, f"{program}/save")
        assert (saved.content, saved.headers["content-type"]) == (PE, "application/octet-stream")
        assert saved.headers["content-disposition"].startswith("attachment;")
        assert (await client.post(f"{program}/save", data={"csrf": "x"})).status_code == 403  # only by our own form
        assert (await client.get(paper)).content == PDF
        noted = "SELECT detail FROM audit WHERE object LIKE 'message:%' ORDER BY id"
        assert [row["detail"] for row in await c.rows(noted)] == [
            "attachment 0", "dangerous attachment 0", "attachment 1",
        ]  # fmt: skip
        await c.rows(
            f"UPDATE attachments SET scan = 'infected', scan_reason = {stored(SCAN_SIGNATURE(name='Own.Virus'))}"
        )
        assert (await c.post(client, f"{program}/save")).status_code == 403
        assert "Own.Virus" in (await client.get(paper)).text
        await c.rows("UPDATE attachments SET scan = 'unchecked', flags = NULL")  # from before files were looked at
        assert "Tệp đính kèm nguy hiểm" in (await client.get(paper)).text


async def test_a_scanner_that_hangs_stops_nobody_and_what_it_missed_is_scanned_later(
    tmp_path: Path, db_url: str
) -> None:
    socket = tmp_path / "clamd"
    async with (
        scripted(socket) as clamd,
        console.running(tmp_path, db_url, scanner={"socket": str(socket), "seconds": 1.0}) as c,
    ):
        clamd.mute = True
        c.raw_mail(letter(("eicar.txt", EICAR), ("anh.jpg", b"\xff\xd8\xff" + bytes(9)), ("lon.bin", bytes(1_200_000))))
        await until(lambda: attached(c))
        await until(lambda: c.rows("SELECT 1 FROM cases"))
        assert {row["scan"] for row in await attached(c)} == {"unchecked"}
        await until(lambda: c.rows("SELECT 1 FROM scanners WHERE error IS NOT NULL"))
        down = await look(c)
        assert (down.servers[-1].name, down.servers[-1].state) == ("scanner", "warning")
        (found,) = [one.reason for one in down.findings if one.key == "scanner_down"]
        assert (found.values["cause"], found.values["n"]) == (SCAN_SILENT, 3)
        async with c.client() as client:
            page, metrics = [(await client.get(path)).text for path in ("/", "/metrics")]
        assert "Phần mềm quét virus của máy" in page and "Tệp đính kèm chờ quét: 3" in page
        assert "gateway_unscanned_attachments 3.0" in metrics and 'gateway_server_ok{server="scanner"} 0.0' in metrics
        await c.rows("UPDATE scanners SET since = now() - interval '1 hour'")
        await until(lambda: c.rows("SELECT 1 FROM outbox WHERE subject LIKE '%quét virus'"))
        await c.rows("UPDATE scanners SET since = now() - interval '2 hours'")  # it was up and down within the hour
        await scanning.watch(c.db, c.context)
        assert len(await c.rows("SELECT 1 FROM notices WHERE key LIKE 'scanner_down%'")) == 1
        clamd.mute = False
        await c.rows("UPDATE attachments SET scan_next_at = now()")
        assert await until(lambda: scanned(c)) == {
            "eicar.txt": ("infected", {"code": "scan.signature", "name": "Own.Eicar"}),
            "anh.jpg": ("clean", None),
            "lon.bin": ("failed", {"code": "scan.too_large"}),
        }
        await until(lambda: c.rows("SELECT 1 FROM scanners WHERE error IS NULL"))
        up = await look(c)
        assert (up.servers[-1].state, up.servers[-1].value) == ("ok", 0)
        assert [one.key for one in up.findings if one.key == "scanner_down"] == []
        asked = clamd.asked
        await c.rows("UPDATE attachments SET scan_next_at = now()")
        await asyncio.sleep(0)
        assert clamd.asked == asked


async def test_a_scanner_says_how_old_its_signatures_are(tmp_path: Path) -> None:
    socket = tmp_path / "clamd"
    async with scripted(socket) as clamd:
        settings = ScannerSettings(socket=str(socket))
        program, made = await scanning.version(settings)
        assert (program, made and made.astimezone().strftime("%d/%m/%Y %H:%M")) == ("ClamAV 1.4.3", "02/01/2025 10:35")
        for said in (b"ClamAV 1.4.3\0", b"ClamAV 1.4.3/27500/soon\0"):
            clamd.version = said
            assert await scanning.version(settings) == ("ClamAV 1.4.3", None)


async def test_no_scanner_is_temporary_and_uses_no_try(tmp_path: Path, db_url: str) -> None:
    async with console.running(tmp_path, db_url, work=False) as c:
        with pytest.raises(Temporary, match="cannot_be_reached"):
            await scanning.work(c.db, ScannerSettings(socket=str(tmp_path / "nothing")))
        (noted,) = await c.rows("SELECT error FROM scanners")
        assert noted["error"]["code"] == "scan.cannot_be_reached"


CONF = "LocalSocket {0}/clamd\nDatabaseDirectory {0}/signatures\nForeground yes\nLogFile {0}/log\nPidFile {0}/pid\n"


@pytest.fixture
async def clamd() -> AsyncIterator[ScannerSettings]:
    """Debian's clamd with one signature of our own, and nothing from the network."""
    program = needs.program("clamd", "clamav-daemon")
    place = Path(tempfile.mkdtemp(prefix="gw-clamd-"))
    (place / "signatures").mkdir()
    (place / "signatures" / "own.ndb").write_text(f"Own.Eicar:0:*:{EICAR.hex()}\n")
    (place / "clamd.conf").write_text(CONF.format(place))
    running = await asyncio.create_subprocess_exec(
        program, "--config-file", str(place / "clamd.conf"),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await until((place / "clamd").exists)
        yield ScannerSettings(socket=str(place / "clamd"), seconds=60)
    finally:
        running.terminate()
        await running.wait()
        shutil.rmtree(place)


async def test_debians_clamd_finds_a_signature_of_our_own(clamd: ScannerSettings) -> None:
    assert await scanning.scan(clamd, EICAR) == ("infected", SCAN_SIGNATURE(name="Own.Eicar.UNOFFICIAL"))
    assert await scanning.scan(clamd, PDF + bytes(2_000_000)) == ("clean", None)
    assert await scanning.scan(clamd, b"") == ("clean", None)
    assert (await scanning.version(clamd))[0].startswith("ClamAV ")


async def test_a_photo_is_shown_as_a_picture_of_our_own_making(tmp_path: Path, db_url: str) -> None:
    photos = Path(__file__).parents[1] / "corpus" / "photos"
    async with console.running(tmp_path, db_url) as c, c.entered() as client:
        heic = (photos / "photo.heic").read_bytes()
        c.raw_mail(letter(("IMG_1.HEIC", heic), ("anh.jpg", b"no photo"), ("anh.jpg.exe", PE)))
        await until(lambda: attached(c))
        (case,) = await c.rows("SELECT code FROM cases")
        page = (await client.get(f"/cases/{case['code']}")).text
        (message,) = await c.rows("SELECT id FROM messages")
        place = f"/messages/{message['id']}/files"
        assert [f'<img src="{place}/{n}/preview"' in page for n in range(3)] == [True, True, False]
        shown = await client.get(f"{place}/0/preview")
        assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
        assert shown.headers["cache-control"] == "no-store"
        assert shown.content.startswith(b"\xff\xd8\xff") and heic not in shown.content
        for n in (1, 2, 3):
            assert (await client.get(f"{place}/{n}/preview")).status_code == 404
        await c.rows("UPDATE attachments SET scan = 'infected', scan_reason = NULL WHERE n = 0")
        assert (await client.get(f"{place}/0/preview")).status_code == 404
        seen = await c.rows("SELECT detail FROM audit WHERE detail LIKE 'preview%' ORDER BY id")
        assert [row["detail"] for row in seen][:3] == ["preview 0", "preview 1", "preview 2"]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl on this machine")
async def test_who_signed_a_mail_is_shown_and_what_the_signature_is_worth(tmp_path: Path, db_url: str) -> None:
    """A line names one authority; one mail is signed by it, the other by an authority that nobody named."""
    keys = smime.keys(tmp_path)
    unknown = (Path(__file__).parents[1] / "corpus" / "email" / "smime-opaque.eml").read_bytes()
    imap, smtp = processes.free_port(), processes.free_port()
    line = configs.mail_line(
        imap_port=imap, smtp_port=smtp, password_file="data/simulator/password", smime_ca=str(keys / "ca.pem")
    )
    server = {"enabled": True, "imap_port": imap, "smtp_port": smtp}
    async with console.running(tmp_path, db_url, simulator=server, lines=[line]) as c, c.entered() as client:
        for body, name, told in (
            (unknown, "Cong ty Vi Du", "chưa được kiểm tra"),
            (smime.signed(keys, "Xin sửa đèn trước số 12.", to=MAILBOX), "Le Thi Mau", "đã được xác minh"),
        ):
            before = {row["id"] for row in await c.rows("SELECT id FROM messages")}
            c.raw_mail(body)
            await until(partial(c.rows, "SELECT 1 FROM cases OFFSET $1", len(before)))
            (message,) = [row for row in await c.rows("SELECT id, case_id FROM messages") if row["id"] not in before]
            (case,) = await c.rows("SELECT code FROM cases WHERE id = $1", message["case_id"])
            place = f"/messages/{message['id']}/signature"
            shown = (await client.get(f"/cases/{case['code']}")).text
            page = (await client.get(place)).text
            assert f'href="{place}"' in shown and name in page and told in page
        assert await c.rows("SELECT 1 FROM audit WHERE detail = 'signature'")
        assert (await client.get("/messages/999/signature")).status_code == 404
