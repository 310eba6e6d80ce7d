"""Rich text (RTF 1.9) as Outlook puts it into TNEF, compressed (MS-OXRTFCP), and its words. Linear, bounded."""

import re
import struct

__all__ = ["decompress", "to_text"]

MAX_RTF = 4_000_000

_BEFORE = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    rb"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)  # what the dictionary begins with (MS-OXRTFCP §2.1.2.1)
_WINDOW = 4_096
_TOKEN = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|[^\\{}\r\n]+", re.I)
_HIDDEN = frozenset(
    b"fonttbl colortbl stylesheet info pict object header footer listtable listoverridetable rsidtbl generator"
    b" themedata datastore xmlnstbl latentstyles bkmkstart bkmkend fldinst".split()
)
_SIGNS = {
    **dict.fromkeys((b"par", b"line", b"row", b"sect", b"page"), "\n"),
    **dict.fromkeys((b"tab", b"cell"), "\t"),
    **dict(zip((b"lquote", b"rquote", b"ldblquote", b"rdblquote"), "‘’“”", strict=True)),
    **dict(zip((b"emdash", b"endash", b"bullet"), "—–•", strict=True)),
}


def decompress(data: bytes) -> bytes:
    """Compressed RTF -> RTF, as far as it goes; b"" where it is neither compressed nor plain RTF of this form."""
    if len(data) < 16:
        return b""
    raw_size, magic = struct.unpack_from("<I4s", data, 4)
    if magic == b"MELA":
        return data[16 : 16 + min(raw_size, MAX_RTF)]
    if magic != b"LZFu":
        return b""
    out = bytearray(_BEFORE)
    most, at = min(raw_size, MAX_RTF) + len(_BEFORE), 16
    while at < len(data) and len(out) < most:
        control, at = data[at], at + 1
        for bit in range(8):
            if not control >> bit & 1:
                out += data[at : at + 1]
                at += 1
                continue
            if at + 2 > len(data):
                return bytes(out[len(_BEFORE) : most])
            reference = int.from_bytes(data[at : at + 2], "big")
            at += 2
            if reference >> 4 == len(out) % _WINDOW:
                return bytes(out[len(_BEFORE) : most])
            back = (len(out) - (reference >> 4)) % _WINDOW
            for _ in range((reference & 15) + 2):  # a copy may reach into what it writes
                out.append(out[-back] if back <= len(out) else 0)
    return bytes(out[len(_BEFORE) : most])


def to_text(rtf: bytes) -> str:
    """The visible words, paragraphs on lines of their own. HTML that Outlook wrapped in it is shown as RTF shows it."""
    reader = _Reader(_codepage(rtf))
    for token in _TOKEN.finditer(rtf[:MAX_RTF]):
        reader.read(token)
    reader.decode()
    return "".join(reader.out).encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip("\n")


class _Reader:
    """Where in the text a reader stands. `hidden`: in a group that is not shown; `fallback`: octets that stand behind
    each \\u for readers without Unicode; `skip`: those still to be passed over."""

    def __init__(self, codepage: str) -> None:
        self.codepage = codepage
        self.out: list[str] = []
        self.octets = bytearray()  # in the code page, not yet decoded: a letter may have two
        self.outer: list[tuple[bool, int]] = []
        self.hidden, self.fallback, self.skip = False, 1, 0
        self.group_begins = False

    def read(self, token: re.Match[bytes]) -> None:
        """One token: a brace, a control word, a sign, or text."""
        word, number, code, sign, brace = token.groups()
        begins, self.group_begins = self.group_begins, brace == b"{"
        if brace == b"{":
            self.outer.append((self.hidden, self.fallback))
        elif brace == b"}":
            self.hidden, self.fallback = self.outer.pop() if self.outer else (False, 1)
        elif sign == b"*" or (begins and word in _HIDDEN):
            self.hidden = True
        elif word == b"uc":
            self.fallback = min(max(int(number or 1), 0), 8)
        elif self.hidden:
            return
        elif word:
            self._word(word, number)
        else:
            plain = bytes([int(code, 16)]) if code else _literal(sign) if sign else token[0].strip(b"\r\n")
            self.octets += plain[self.skip :]
            self.skip = max(0, self.skip - len(plain))

    def _word(self, word: bytes, number: bytes | None) -> None:
        if word == b"u" and number:
            self.decode()
            self.out.append(chr(int(number) & 0xFFFF))
            self.skip = self.fallback
        elif word in _SIGNS:
            self.decode()
            self.out.append(_SIGNS[word])

    def decode(self) -> None:
        """The octets that are waiting, as text."""
        if self.octets:
            self.out.append(self.octets.decode(self.codepage, "replace"))
            self.octets.clear()


def _literal(sign: bytes) -> bytes:
    """A backslash or brace of the text, a no-break blank (\\~), a hyphen that stays (\\_)."""
    return {b"~": b" ", b"_": b"-"}.get(sign, sign if sign in (b"\\", b"{", b"}") else b"")


def _codepage(rtf: bytes) -> str:
    found = re.search(rb"\\ansicpg(\d{3,5})", rtf[:1_000])
    name = f"cp{found[1].decode()}" if found else "cp1252"
    try:
        b"".decode(name)
    except LookupError:
        return "cp1252"
    return name
