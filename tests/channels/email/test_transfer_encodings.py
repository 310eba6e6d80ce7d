"""Transfer encodings and boundaries that programs write, damage or end in their own ways."""

import base64
import quopri

import pytest

from tests.support.mails import JPEG, PLAIN, WORDS, mail, parts


@pytest.mark.parametrize(
    "label", ["base64;", "Base64", '"base64"', "x-base64", "BASE64 (MIME)", "base-64", "base64; charset=utf-8", ""]
)
def test_base64_is_read_however_it_is_said(label: str) -> None:
    head = PLAIN + (f"\nContent-Transfer-Encoding: {label}" if label else "")
    code = base64.encodebytes(WORDS.encode()).decode()
    assert mail(head, code).text == WORDS
    third = base64.b64encode(WORDS.encode()[:21]).decode() + base64.b64encode(b"!").decode()
    assert mail(head, f"{third}\n{code}").text == WORDS.encode()[:21].decode() + "!" + WORDS or not label


@pytest.mark.parametrize(
    "label", ["quoted-printable;", "Quoted Printable", "QUOTED_PRINTABLE", "'quoted-printable'", "7bit", ""]
)
def test_quoted_printable_is_read_however_it_is_said(label: str) -> None:
    head = PLAIN + (f"\nContent-Transfer-Encoding: {label}" if label else "")
    code = quopri.encodestring(WORDS.encode()).decode()
    assert mail(head, code).text == WORDS
    if label not in ("7bit", ""):
        assert mail(head, code.replace("=\n", "=  \n")).text == WORDS


FOOTERS = [
    "_______________________________________________\nTodanpho mailing list\nTodanpho@lists.example.vn\n",
    "_____________________\nTodanpho mailing list\nhttps://lists.example.vn/todanpho\n",
    "-- \nYou received this message because you are subscribed.\n",
    "--\nTodanpho\nhttps://lists.example.vn/todanpho\n",
    "Thư này đã được quét virus.\n",
    "\nThis mail was scanned\n",
    "*** CONFIDENTIAL ***\n",
]


@pytest.mark.parametrize("footer", FOOTERS)
def test_base64_ends_at_a_footer_in_clear(footer: str) -> None:
    """A list's server sets one below a letter without looking at its encoding."""
    for words in (WORDS, f"{WORDS}!", f"{WORDS}!!", f"{WORDS}\n" * 20):
        for code in (base64.encodebytes(words.encode()).decode(), base64.b64encode(words.encode()).decode() + "\n"):
            found = mail(f"{PLAIN}\nContent-Transfer-Encoding: base64", code + footer)
            assert (found.text, found.flags) == (words.strip(), ())


def test_base64_with_a_damaged_line_goes_on() -> None:
    lines = base64.encodebytes(f"{WORDS}\n".encode() * 10).decode().splitlines()
    for junk in ("!?*", "> ", "# $ %"):
        damaged = "\n".join([*lines[:4], junk + lines[4], *lines[5:]])
        assert mail(f"{PLAIN}\nContent-Transfer-Encoding: base64", damaged).text == (f"{WORDS}\n" * 10).strip()


@pytest.mark.parametrize("width", [16, 48, 56, 64, 76])
def test_base64_goes_on_below_a_damaged_line_however_long_its_lines_are(width: int) -> None:
    words = (f"{WORDS}\n" * 10).strip()
    code = base64.b64encode(words.encode()).decode()
    lines = [code[at : at + width] for at in range(0, len(code), width)]
    for damaged in (f"{lines[3][:7]} {lines[3][7:]}", f"> {lines[3]}", f"{lines[3]}\n# $ %"):
        for footer in ("", *FOOTERS):
            body = "\n".join([*lines[:3], damaged, *lines[4:], footer])
            assert mail(f"{PLAIN}\nContent-Transfer-Encoding: base64", body).text == words
    quoted = "\n".join(f"> {line}" for line in lines)
    assert mail(f"{PLAIN}\nContent-Transfer-Encoding: base64", f"{lines[0]}\n{quoted}").text.endswith(words[-60:])


def test_a_file_ends_at_a_footer_too() -> None:
    data = bytes(range(255))
    code = base64.encodebytes(data).decode() + FOOTERS[0]
    (found,) = parts("mixed", (PLAIN, WORDS), (JPEG, code)).attachments
    assert found.content == data


@pytest.mark.parametrize(
    "words", [WORDS, "Kinh gui phuong cong tac ba ngay roi", "Cong tac.", "a=b, c=d; http://example.com/?q=C3=A0"]
)
@pytest.mark.parametrize("label", ["base64", "8bit", "x-unknown", "binary;", ""])
def test_what_stands_in_clear_stays(words: str, label: str) -> None:
    assert mail(f"{PLAIN}\nContent-Transfer-Encoding: {label}", words).text == words


def test_the_last_of_several_labels_that_is_known_counts() -> None:
    head = f"{PLAIN}\nContent-Transfer-Encoding: 8bit\nContent-Transfer-Encoding: base64"
    assert mail(head, base64.b64encode(WORDS.encode()).decode()).text == WORDS


def test_a_multipart_that_is_encoded_as_a_whole_is_read() -> None:
    inner = (
        f"--b\r\n{PLAIN}\r\n\r\n{WORDS}\r\n--b\r\nContent-Type: image/png; name=a.png\r\n\r\nPNG\r\n--b--\r\n".encode()
    )
    encoded = {"base64": base64.encodebytes(inner), "quoted-printable": quopri.encodestring(inner)}
    for label, body in encoded.items():
        found = mail(f"Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: {label}", body)
        assert (found.text, [one.name for one in found.attachments]) == (WORDS, ["a.png"])
    clear = mail("Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64", inner)
    assert clear.text == WORDS


@pytest.mark.parametrize("boundary", ["cat  day", "a   b", "=_  x  y", " lead", "tab\tin"])
def test_every_blank_of_a_boundary_counts(boundary: str) -> None:
    assert parts("mixed", (PLAIN, WORDS), (JPEG, "AAAA"), boundary=boundary).text == WORDS


@pytest.mark.parametrize(
    "head", ["boundary=other", "", 'boundary=""', "boundary='b'", "boundary=B", "charset=utf-8; boundary = "]
)
def test_a_boundary_that_never_comes_is_guessed(head: str) -> None:
    body = f"Day la thu nhieu phan.\n\n--b\n{PLAIN}\n\n{WORDS}\n--b\n{JPEG}\n\nAAAA\n--b--\n"
    found = mail(f"Content-Type: multipart/mixed; {head}", body)
    assert (found.text, [one.name for one in found.attachments]) == (WORDS, ["anh.jpg"])


def test_a_type_without_its_semicolon_keeps_its_charset() -> None:
    found = mail("Content-Type: text/plain charset=windows-1251", "Снег".encode("cp1251"))
    assert found.text == "Снег"
