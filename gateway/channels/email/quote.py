"""The sender's own words in a mail: what is quoted below or between them is left out. A linear scanner over lines.

What begins a quote: quote_heads.py. What is no quote and yet not the sender's: footer.py.
"""

from gateway.channels.email.footer import MAX_SIGNATURE_LINES, is_footer, is_greeting, is_sentence, is_signature
from gateway.channels.email.quote_heads import Line, apart, attribution, earlier_mail, is_marker, is_rule

__all__ = ["own_words"]

MAX_LINES = 50_000
MIN_BROKEN = 60  # characters of a quoted line that a server may have broken


def own_words(text: str, *, answers: bool = True, sender: str = "") -> str:
    """`text` (NFC, "\\n") without quotes, their heads, forwarded mails, the signature and the name of the device.

    `answers`: the mail answers or forwards another; in one that does not, lines with ">" are what its writer cites.
    `sender`: the writer's address. A mail that begins with an earlier one, or with a greeting above it, and sets no
    quote signs stays whole, for the answer may stand below. Empty where nothing but quotes was sent.
    """
    lines = [Line(raw) for raw in (apart(text) if answers else text).split("\n", MAX_LINES)]
    scanner = _Scanner(lines, answers=answers, sender=sender.lower())
    return "\n".join(scanner.own()).strip("\n")


class _Scanner:
    """Goes down the lines once: keeps one, leaves some out, or ends at an earlier mail."""

    def __init__(self, lines: list[Line], *, answers: bool, sender: str) -> None:
        self.lines, self.answers, self.sender = lines, answers, sender
        self.kept: list[str] = []
        self.has_cut = self.has_divider = False
        self.ends: dict[int, bool] = {}  # what _ends_signature has said of a line

    def own(self) -> list[str]:
        """The lines that are the sender's."""
        at = 0
        while at < len(self.lines):
            length, rest = self._not_own(at)
            if rest and not self.has_cut and not self._says_something():
                return _without_footer([line.raw for line in self.lines])
            if length:
                self.has_cut = True
            else:
                length = self._keep(at)
            at += length
        return _without_footer(self.kept, rules=self.has_cut)

    def _may_sign(self, mark: Line) -> bool:
        """Whether words stand above, and no line like it, by which a letter is divided: "-- " with its blank divides
        none."""
        return (mark.raw == "-- " or not self.has_divider) and any(line.strip() for line in self.kept)

    def _says_something(self) -> bool:
        """Whether more than a greeting and a phone's footer stands above: else the answer may stand below."""
        return any(line.strip() and not is_greeting(line) and not is_footer(line) for line in self.kept)

    def _not_own(self, at: int) -> tuple[int, bool]:
        """How many lines from `at` on are not the sender's, and whether they are an earlier mail to the end."""
        line = self.lines[at]
        if line.quoted:
            run = _run(self.lines, at)
            return (run if self._is_quote(at, run) else 0), False
        if is_marker(line):
            return len(self.lines) - at, True
        if head := earlier_mail(self.lines, at, answers=self.answers, sender=self.sender):
            run = _run(self.lines, at + head)
            return (head + run, False) if run and self._goes_on(at + head + run) else (len(self.lines) - at, True)
        if head := attribution(self.lines, at, answers=self.answers):
            run = _run(self.lines, at + head)
            return (head + run, False) if run else (len(self.lines) - at, True)
        return (self._signature(at) if line.words == "--" and self._may_sign(line) else 0), False

    def _goes_on(self, at: int) -> bool:
        """Whether words of the sender stand below a quote: else it may be a forward, which is kept where it is all."""
        below = (self.lines[place] for place in range(at, len(self.lines)))
        return any(line.words and not line.quoted and not is_footer(line.words) for line in below)

    def _ends_signature(self, at: int) -> bool:
        if at not in self.ends:
            line = self.lines[at]
            is_head = line.quoted or is_marker(line) or attribution(self.lines, at, answers=self.answers)
            earlier = is_head or earlier_mail(self.lines, at, answers=self.answers, sender=self.sender)
            self.ends[at] = bool(earlier)
        return self.ends[at]

    def _is_quote(self, at: int, run: int) -> bool:
        """Whether lines with ">" are quoted from an earlier mail: "> 30 cm" between two lines of prose is none, nor is
        what stands in a letter that answers nothing."""
        if self.has_cut or not self.answers:
            return self.has_cut
        return run > 1 or at == 0 or not self.lines[at - 1].words

    def _keep(self, at: int) -> int:
        length = _run(self.lines, at) if self.lines[at].quoted else 1
        self.kept += [line.raw for line in self.lines[at : at + length]]
        self.has_divider = self.has_divider or self.lines[at].raw == "--"
        return length

    def _signature(self, at: int) -> int:
        """The lines of a signature that begins at `at`, 0 where it is none: it ends where a quote or a postscript
        begins."""
        end, said = at + 1, 0
        while end < len(self.lines) and end - at <= 2 * MAX_SIGNATURE_LINES:
            if self._ends_signature(end):
                break
            if not self.lines[end - 1].words and is_sentence(self.lines[end].words):
                break
            said += bool(self.lines[end].words)
            if said > MAX_SIGNATURE_LINES:
                return 0
            end += 1
        below = [line.raw for line in self.lines[at + 1 : end]]
        return end - at if is_signature(self.lines[at].raw, below) else 0


def _run(lines: list[Line], at: int) -> int:
    """How many lines from `at` on are quoted, with the empty lines among them and the ends of those that a server has
    broken; 0 where words stand first."""
    end = last = at
    while end < len(lines) and (lines[end].quoted or not lines[end].words or (end > at and _is_rest(lines, end))):
        end += 1
        if lines[end - 1].quoted:
            last = end
    return last - at


def _is_rest(lines: list[Line], at: int) -> bool:
    """Whether a line without a sign is the rest of the long quoted one above it: it goes on there in the middle of a
    sentence, and below it the quote goes on too."""
    if at + 1 >= len(lines) or not (lines[at - 1].quoted and lines[at + 1].quoted):
        return False
    above, rest = lines[at - 1].words, lines[at].words
    return len(above) >= MIN_BROKEN and above[-1] not in ".!?:;…" and (rest[0].islower() or rest[0] in "(<_[/")


def _without_footer(kept: list[str], *, rules: bool = False) -> list[str]:
    """Without empty lines, the name of a device and (of a mail that was cut) lines of dashes at the end."""
    while kept and (not kept[-1].strip() or is_footer(kept[-1]) or (rules and is_rule(Line(kept[-1])))):
        kept.pop()
    return kept
