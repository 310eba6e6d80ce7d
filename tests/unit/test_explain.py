"""`gw explain`: a record for every input, in order, of one shape, whatever the input is."""

import asyncio
import json
import os
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest

from gateway.cli import explain as shown
from gateway.cli.sentences import FIELDS
from gateway.domain import attachments
from gateway.domain.model import Kind, Outcome, Purpose
from gateway.domain.model.names import Flag, Restrained, RuleName
from gateway.ops.explain import pool
from gateway.ops.explain import records as explain
from gateway.ops.explain.files import MAX_BYTES
from gateway.ops.explain.pool import Input, inputs_of
from gateway.ops.explain.records import Judge
from gateway.runtime.sandbox import ForkServer
from tests.support.cli import gw
from tests.support.words import of_the_other

NOW = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
JUDGE = Judge(NOW)
CORPUS = Path(__file__).parents[1] / "corpus"
SIGNER = ("name", "organisation", "email", "issuer", "serial", "valid_from", "valid_to", "sha256")  # smime.Opened
PDU = "07914889200009F9040B914859000000F10000621111810202820AE8329BFD4697D9EC37"
REPORT = "0006050B914859000000F1" + "62111181020282" * 2 + "00"
LETTER = (
    "From: =?utf-8?q?Nguy=E1=BB=85n_V=C4=83n_A?= <a@citizen.example>\r\nTo: Phuong <vanmieu@village.example>\r\n"
    "Cc: b@citizen.example\r\nReply-To: c@citizen.example\r\nSubject: =?utf-8?b?xJDDqG4gaOG7j25n?=\r\n"
    "Date: Mon, 2 Nov 2026 09:00:00 +0700\r\nMessage-ID: <one@citizen.example>\r\n"
    "In-Reply-To: <zero@village.example>\r\nReferences: <zero@village.example>\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "Đèn đường ngõ 12 hỏng ba hôm nay.\r\n\r\n--b\r\nContent-Type: image/png; name=anh.png\r\n"
    "Content-Disposition: attachment; filename=anh.png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    "aGVsbG8=\r\n--b--\r\n"
).encode()


def write(directory: Path, name: str, body: bytes) -> str:
    file = directory / name
    file.write_bytes(body)
    return str(file)


def records(inputs: Iterable[Input], own: frozenset[str] = frozenset(), **more: Any) -> list[dict[str, Any]]:
    async def collected() -> list[dict[str, Any]]:
        return [json.loads(line) async for line in pool.records(inputs, NOW, own, **more)]

    return asyncio.run(collected())


def armed(how: str) -> ForkServer:
    """Workers that misbehave at a mail which says so."""
    return ForkServer("gateway.ops.explain.work:work", environment={"GATEWAY_CRASH_AT": f"decode:{how}@misbehave"})


def test_a_mail_s_record_says_what_was_read_and_decided(tmp_path: Path) -> None:
    record = explain.message(write(tmp_path, "one.eml", LETTER), JUDGE)
    assert record["kind"] == "message"
    assert record["from"] == {"name": "Nguyễn Văn A", "address": "a@citizen.example"}
    assert (record["to"], record["cc"]) == (["vanmieu@village.example"], ["b@citizen.example"])
    assert record["reply_to"] == ["c@citizen.example"]
    assert (record["subject"], record["date"]) == ("Đèn hỏng", "2026-11-02T02:00:00+00:00")
    assert (record["message_id"], record["references"]) == ("one@citizen.example", ["zero@village.example"])
    assert record["in_reply_to"] == "zero@village.example"
    assert "ngõ 12" in record["text"]
    assert "ngõ 12" in record["reply"]
    (attached,) = record["attachments"]
    assert (attached["name"], attached["size"], attached["inline"]) == ("anh.png", 5, False)
    assert attached["sha256"].startswith("2cf24dba")
    assert (record["decision"], record["replies"]) == ("case", ["acknowledgement"])


def test_a_pdu_s_record_says_what_was_read_and_decided() -> None:
    record = explain.pdu(PDU, JUDGE)
    assert (record["kind"], record["type"], record["text"]) == ("message", "deliver", "hellohello")
    assert (record["sender"], record["smsc"], record["encoding"]) == ("+84950000001", "+84980200909", "gsm7")
    assert record["time"] == "2026-11-11T18:20:20+07:00"
    assert (record["decision"], record["rule"]) == ("command", "greeting")


def test_a_delivery_report_is_a_report() -> None:
    record = explain.pdu(REPORT, JUDGE)
    assert (record["kind"], record["type"], record["reference"]) == ("report", "status_report", 5)
    assert record["report"]["type"] == "delivered"
    assert record["report"]["recipients"] == ["+84950000001"]
    assert (record["decision"], record["replies"]) == ("report", [])


def test_own_addresses_are_never_answered_and_a_person_in_reply_to_is_seen(tmp_path: Path) -> None:
    file = write(tmp_path, "one.eml", LETTER)
    record = explain.message(file, Judge(NOW, frozenset({"mailto:a@citizen.example"})))
    assert (record["decision"], record["rule"], record["replies"]) == ("held", "form", [])


@pytest.mark.parametrize("digits", ["", "0", "ZZ", "00", "07", "FF" * 20, "F" * 5000, PDU[:-10], PDU + "zz", "\x00"])
def test_a_broken_pdu_has_the_same_shape(digits: str) -> None:
    assert list(explain.pdu(digits, JUDGE)) == list(explain.pdu(PDU, JUDGE))


def test_what_cannot_be_read_has_the_same_shape_and_a_reason(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.eml")
    shape = list(explain.message(write(tmp_path, "one.eml", LETTER), JUDGE))
    for name in ("missing.eml", "", ".", "pipe.eml", "\x00.eml", "n" * 300):
        record = explain.message(str(tmp_path / name), JUDGE)
        assert list(record) == shape
        assert (record["kind"], record["decision"], len(record["reasons"])) == ("unreadable", "unreadable", 1)


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "large.eml"
    with file.open("wb") as out:
        out.truncate(MAX_BYTES + 1)
    assert "larger" in explain.message(str(file), JUDGE)["reasons"][0]


def test_records_come_in_the_order_given(tmp_path: Path) -> None:
    names = [write(tmp_path, f"{n}.eml", LETTER.replace(b"<one@", f"<{n}@".encode())) for n in range(100)]
    names[50] = str(tmp_path / "missing")
    inputs = [one for name in names for one in inputs_of(name)]
    assert [record["file"] for record in records(inputs, workers=2)] == names


def test_a_pdu_file_gives_a_record_a_line(tmp_path: Path) -> None:
    file = write(tmp_path, "some.PDU", f"{PDU}\r\n\r\n  nothing\n{PDU.lower()}\n".encode())
    found = records(inputs_of(file))
    assert [(record["file"], record["kind"]) for record in found] == [
        (file, "message"),
        (file, "unreadable"),
        (file, "message"),
    ]
    (empty,) = records(inputs_of(write(tmp_path, "empty.pdu", b"\n")))
    assert (empty["kind"], empty["pdu"]) == ("unreadable", "")


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("die", "the worker process died"),
        ("raise", "the decoder failed: RuntimeError"),
        ("swell", "the decoder failed: MemoryError"),
    ],
)
def test_a_decoder_that_misbehaves_costs_one_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str, reason: str
) -> None:
    monkeypatch.setattr(pool, "SECONDS", 1)
    bodies = [LETTER, b"misbehave", LETTER, LETTER]
    names = [write(tmp_path, f"{n}.eml", body) for n, body in enumerate(bodies)]
    found = records([Input(path=name) for name in names], server=armed(how))
    assert [record["file"] for record in found] == names
    assert [record["kind"] for record in found] == ["message", "unreadable", "message", "message"]
    assert found[1]["reasons"] == [reason]


def test_every_field_is_documented(tmp_path: Path) -> None:
    words = (Path(__file__).parents[2] / "docs" / "explain.md").read_text("utf-8")
    documented = set(re.findall(r"^\| `([a-z_]+)`", words, re.M))
    fields = {*explain.message(write(tmp_path, "one.eml", LETTER), JUDGE), *explain.pdu(PDU, JUDGE)}
    assert fields == documented
    assert fields - set(FIELDS) == {"file", "pdu", "kind", "reason_codes"}, "what a person is not shown by its name"


def test_the_command_takes_lists_files_and_pdus_and_gives_json_lines(tmp_path: Path) -> None:
    odd = os.fsencode(tmp_path) + b"/\xff\xe2\x80\xa8.eml"
    with open(odd, "wb") as out:
        out.write(LETTER)
    (tmp_path / "list").write_bytes(odd + b"\n" + os.fsencode(tmp_path / "missing.eml") + b"\r\n\n")
    letter = write(tmp_path, "one.eml", LETTER)
    said = gw("explain", "--json", letter, "--pdu", PDU, "--files-from", tmp_path / "list")
    assert (said.code, said.err) == (0, "")
    found = [json.loads(line) for line in said.out.splitlines()]
    assert [record["kind"] for record in found] == ["message", "message", "message", "unreadable"]
    assert os.fsencode(found[2]["file"]) == odd


def test_the_command_speaks_to_a_person_without_obeying_the_mail(tmp_path: Path) -> None:
    hostile = LETTER.replace("Đèn đường".encode(), b"\x1b[31m[bold]Den duong\x1b]0;title\x07")
    said = gw("explain", write(tmp_path, "one.eml", hostile), "--pdu", "00")
    assert said.code == 0
    assert "decision: case" in said.out
    assert "[bold]" in said.out
    assert "\x1b" not in said.out
    shown = gw("explain", write(tmp_path, "two.eml", LETTER), "--pdu", "00", "--lang", "vi").out
    assert "quyết định: mở vụ việc" in shown
    assert of_the_other("vi", shown.replace(str(tmp_path), "")) == []


def whole_records(language: str) -> Iterator[dict[str, Any]]:
    """Every mail of the corpus, and whatever a field may hold."""
    judge = Judge(NOW, language=language)
    yield from (explain.message(str(path), judge) for path in sorted((CORPUS / "email").glob("*.eml")))
    yield explain.pdu(PDU, judge)
    yield explain.pdu(REPORT, judge)
    yield {
        "flags": [*get_args(Flag), "incomplete:2/3"],
        "withheld": [f"{purpose}: {why}" for purpose in Purpose for why in get_args(Restrained)],
        "replies": list(Purpose),
        "attachments": [{"name": "a.exe", "size": 1, "flags": list(attachments.FLAGS)}],
        "report": dict.fromkeys(("type", "status", "recipients", "diagnostic", "original_message_id"), "x"),
        "concat": {"ref": 1, "total": 2, "part": 1},
        "signer": dict.fromkeys(SIGNER, "x"),
    }
    for name, values in (("decision", Outcome), ("rule", get_args(RuleName)), ("case_kind", Kind)):
        yield from ({name: value} for value in values)


def test_every_field_and_every_value_of_a_record_has_words(language: str) -> None:
    told = ""
    for record in whole_records(language):
        told += "".join(shown._named(name, one) + "\n" for name, one in record.items() if name not in shown._NOT_SHOWN)
    # what has no words stands as its code
    assert re.findall(r"\b(?:flag|label|rule|kind|restraint|field)[.-][a-z_]+(?=[;\n])", told) == []


def test_own_addresses_come_from_a_configuration(tmp_path: Path) -> None:
    from tests.support import configs

    config = configs.write(tmp_path, lines=[configs.mail_line(address="a@citizen.example")])
    said = gw("explain", "--json", write(tmp_path, "one.eml", LETTER), "--config", config)
    assert json.loads(said.out)["rule"] == "form"


def test_nothing_to_explain_is_a_mistake_in_the_arguments(tmp_path: Path) -> None:
    assert gw("explain").code == 2
    assert gw("explain", "--files-from", tmp_path / "missing").code == 1


def test_the_sample_letter_of_the_readme_is_an_ordinary_case() -> None:
    record = json.loads(gw("explain", "--json", "docs/samples/letter.eml").out)
    assert (record["decision"], record["case_kind"], record["replies"]) == ("case", "phan_anh", ["acknowledgement"])
    assert record["reply"].endswith("Trần Thị Mận") and record["subject"] == "Đèn đường ngõ 12 hỏng"
