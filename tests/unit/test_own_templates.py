"""Texts of a unit's own: they stand for ours, and are checked like ours when they are loaded."""

from pathlib import Path

import pytest

from gateway.domain.errors import ConfigError
from gateway.replies import own, templates

REPLIES = templates.load(Path(__file__).parents[2] / "templates")
VALUES = {"unit": "UBND P.Láng", "code": "HN-7K3M9K"}


def written(directory: Path, name: str, content: str) -> Path:
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
    return directory


def test_a_unit_s_own_text_stands_for_ours_and_for_no_other_unit_s(tmp_path: Path) -> None:
    written(tmp_path, "lang/sms/vi/rated.plain.txt", "{unit}: cam on Ong/Ba da danh gia {code}.")
    found = own.load(REPLIES, tmp_path, ["lang", "kim-ma"])
    said = {unit: found.render("rated", "sms", "vi", "plain", VALUES, unit=unit)[1] for unit in ("lang", "kim-ma", "")}
    assert said["lang"] == "UBND P.Lang: cam on Ong/Ba da danh gia HN-7K3M9K."
    assert said["kim-ma"] == said[""] == REPLIES.render("rated", "sms", "vi", "plain", VALUES)[1]


def test_without_a_directory_ours_stand() -> None:
    assert own.load(REPLIES, None, ["lang"]) is REPLIES


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("lang/sms/vi/rated.txt", "{unit} {code} {subject}", "template.unknown_placeholder name={subject}"),
        ("lang/sms/vi/rated.txt", "cam on", "template.placeholder_missing name={code}"),
        ("lang/sms/vi/rated.plain.txt", "{unit} {code} " + "a" * 300, "template.too_many_segments n=3 most=2"),
        ("lang/email/vi/rated.txt", "{unit} {code} {phone}", "template.no_subject"),
        ("lang/email/en/rated.txt", "Subject: [{code}]\n\n{unit} {phone}" + "a" * 9000, "template.too_long_mail"),
        ("lang/email/vi/rated.txt", "Subject:  \n\n{unit} {code} {phone}", "template.empty_subject"),
        ("lang/email/vi/rated.txt", "Subject: (không có tiêu đề)\n\n{unit} {code} {phone}", "template.empty_subject"),
        ("lang/email/en/rated.txt", "Subject: [{code}] No subject\n\n{unit} {code} {phone}", "template.empty_subject"),
        ("lang/email/vi/rated.txt", "Subject: Fwd: [{code}] Xin\n\n{unit} {phone}", "template.subject_of_reply"),
        ("lang/email/vi/rated.txt", "Subject: [{code}] Trả lời: Xin\n\n{unit} {phone}", "template.subject_of_reply"),
        ("lang/email/vi/rated.txt", "Subject: {unit} [{code}] {phone}\n\nx", "template.not_below_subject name={unit}"),
        ("lang/sms/vi/rated.plain.txt", "{unit}: cảm ơn Ông/Bà, {code}.", "template.marks letters=ảơÔ"),
        ("lang/sms/en/rated.txt", "{unit}: thank you, {code}. Cảm ơn.", "template.marks letters=ảơ"),
        ("langg/sms/vi/rated.txt", "x", "template.no_unit name=langg names=lang"),
        ("lang/sms/vi/ratd.txt", "x", "template.no_such_text names=rated.txt"),
        ("lang/sms/vi/alert.txt", "x", "template.no_such_text"),
        ("lang/sms/fr/rated.txt", "x", "template.no_language name=fr"),
        ("lang/zalo/vi/rated.txt", "x", "template.no_set name=zalo"),
        ("rated.txt", "x", "template.wrong_place"),
    ],
)
def test_what_is_wrong_is_named_with_its_file_and_what_to_do(
    tmp_path: Path, name: str, content: str, reason: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        own.load(REPLIES, written(tmp_path, name, content), ["lang"])
    assert any(str(one).startswith(f"{tmp_path / name}: {reason}") for one in caught.value.problems)


def test_a_file_of_notepad_is_read(tmp_path: Path) -> None:
    """It puts a mark before the text (UTF-8 with BOM)."""
    written(tmp_path, "lang/sms/vi/rated.plain.txt", "\ufeff{unit}: cam on {code}" + "." * 130)
    written(tmp_path, "lang/email/vi/rated.txt", "\ufeffSubject: [{code}] Cảm ơn\r\n\r\n{unit} {code} {phone}\r\n")
    found = own.load(REPLIES, tmp_path, ["lang"])
    assert found.render("rated", "sms", "vi", "plain", VALUES, unit="lang")[1].startswith("UBND P.Lang: cam on")
    assert found.render("rated", "email", "vi", "", VALUES | {"phone": "1022"}, unit="lang")[0] == "[HN-7K3M9K] Cảm ơn"


@pytest.mark.parametrize(("language", "line"), [("vi", "--- Xin trả lời"), ("en", "--- Please reply")])
def test_a_mail_without_the_line_above_which_to_reply_gets_it(tmp_path: Path, language: str, line: str) -> None:
    """By that line our own words are told from a citizen's when an answer comes."""
    written(tmp_path, f"lang/email/{language}/rated.txt", "Subject: [{code}] x\n\n{unit} {code} {phone}")
    values = VALUES | {"phone": "1022"}
    found = own.load(REPLIES, tmp_path, ["lang"])
    said = found.render("rated", "email", language, "accented", values, unit="lang")[1]
    assert said.startswith(line) and said.endswith("---\n\nUBND P.Láng HN-7K3M9K 1022")
    ours = REPLIES.templates["email", language, "rated", "accented"]
    written(tmp_path, f"lang/email/{language}/rated.txt", f"Subject: {ours.subject}\n\n{ours.text}")
    assert own.load(REPLIES, tmp_path, ["lang"]).own["lang", ("email", language, "rated", "accented")] == ours


def test_a_directory_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"template\.no_directory"):
        own.load(REPLIES, tmp_path / "none", ["lang"])


def test_all_of_ours_would_pass_as_a_unit_s_own(tmp_path: Path) -> None:
    """The bounds leave room for what we say ourselves."""
    for (of, language, name, form), template in REPLIES.templates.items():
        if name not in templates.OFFICE_ONLY:
            head = f"Subject: {template.subject}\n\n" if template.subject else ""
            file = f"{name}{'.plain' if form == 'plain' else ''}.txt"
            written(tmp_path, f"lang/{of}/{language}/{file}", head + template.text)
    assert own.load(REPLIES, tmp_path, ["lang"]).own
