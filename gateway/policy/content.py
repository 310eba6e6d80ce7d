"""What a message says, read in its words alone: no sender is known here, no case, no time.

`read` runs every pattern that policy has over the words, once; rules look only at the answers. Words are the costly and
the dangerous half (a stranger chooses them), facts the cheap one: so they are read where a process may be killed.
"""

import re
from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import sha256

from gateway.domain import codes, text
from gateway.domain.channel_traits import Traits
from gateway.domain.model import Decoded, Kind
from gateway.domain.text import fold
from gateway.policy import clauses, cues, echo, junk
from gateway.policy.about import about, things
from gateway.policy.commands import Command
from gateway.policy.delicate import asks_secrecy, hint, margin, secret_kind
from gateway.policy.emergency import danger
from gateway.policy.intents import (
    Intent,
    adds_details,
    asks,
    chases,
    intent_of,
    is_courteous,
    is_longer,
    is_mailbox_notice,
    keeps_it,
    looks_up,
    plain,
    says_another,
    says_likewise,
    tells_anew,
    unless_unlike,
)
from gateway.policy.matching import matchable
from gateway.policy.own_words import MAX_OWN, command_of, own_words, weighed
from gateway.policy.ratings import figure_in
from gateway.policy.text_classifier import MOST, Classification, TextClass, classify, is_surely

MAX_JUDGED = 20_000  # characters: what a message is about stands at its beginning, and a bomb costs no more
MAX_END = 5_000  # characters at the end of longer ones: a cry for help may stand below a long story
MAX_GUESSED = 4_000  # of those, for the language and the kind, which only officers correct
MAX_SUBJECT = 500
MAX_ABOUT = 1_000  # what a matter is about and where stands at its beginning
MAX_CODES = 10  # a message that names more is guessing or a list; the rest are not looked up

# What only weights find counts in talk about a matter, which is neither danger nor a hint however it sounds, only where
# it weighs so much, in tenths above what is enough; and how like a matter a text must be to be none of that. Of what is
# danger or a hint in tables by hands of their own hardly anything is less like one.
_IN_TALK, _DANGER_MATTER, _HINT_MATTER = 200, 0.75, 0.95
_RUN_UP = 4  # words before a wish that say nothing yet
_TAKEN_BACK = 0.6  # how like a withdrawal one is that wishes nothing: "coi như tôi chưa gửi gì"
_KEPT_OUT = frozenset({"papers", "staff", "hours"})  # what a name is kept out of, or from whom
_WISH_ALONE = 20  # words of one that only weights find
_SIGNED = 20  # words of a closing and a signature
_WISH = 40  # words of a wish not to be named and nothing else
_SURELY_SAID = 0.95  # how like what people say one must be that sounds like a phone
_SAID_BY_PEOPLE = (TextClass.MATTER, TextClass.DISAGREEMENT, TextClass.STATUS)  # who only sound like a phone
_NO_CHASE = (TextClass.THANKS, TextClass.GREETING, TextClass.NOBODY, TextClass.ABUSE, TextClass.WITHDRAWAL)
_TAKES_BACK = re.compile(  # with a code: "rút cái HN-… thôi, đèn sáng rồi"
    r"(?:(?:xin|cho|thôi|thoi|tôi|toi|em|bác|bac|muốn|muon) ){0,3}(?:rút|rut|hủy|huy)(?: (?:lại|lai|bỏ|bo))?"
    r"(?: (?:cái|cai|việc|viec|vụ|vu|mã|ma|đơn|don))?(?= (?:thôi|thoi|đi|di|nhé|nhe|nha|vì|vi|giúp|giup)\b|$)"
)
_CONCERNS = re.compile(r"\s{0,20}ve viec\s{0,20}:")  # in front of a folded subject, as "Re:"
_NO_SUBJECT = re.compile(r"\W{0,3}(?:khong (?:co )?(?:tieu de|chu de)|no subject|untitled)\W{0,3}", re.I)
_OUR_MARKERS = ("xin trả lời phía trên dòng này", "please reply above this line")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What the words of one message say: small plain values, no words."""

    # Valid case codes that it names: its own words first, then subject, then quotes; or six signs alone, which are
    # a code without its city.
    codes: tuple[str, ...] = ()
    names_code: bool = False  # its own words name one
    mistyped: bool = False  # its own words name what is shaped like a code, and none
    command: Command | None = None
    intent: Intent | None = None  # what it wants of a case that is there
    about: tuple[str, ...] = ()  # things and places that it names (about.py)
    words: int = 0  # how many of its own; where it is not long, without codes
    figure: int | None = None  # the one figure from 1 to 5 among a few words
    asks: bool = False  # it asks something, whatever its kind
    chases: bool = False  # it speaks of waiting, or of the office's work
    courteous: bool = False  # it thanks, among other words, and tells of nothing wrong
    tells_more: bool = False  # beside thanks or praise it tells of something wrong or wanted
    answers: bool = False  # a clause of it says something, and neither asks nor thanks
    tells_anew: bool = False  # it tells of people or places or wishes of their own
    says_another: bool = False  # it says that it tells of another matter
    says_likewise: bool = False  # it says that something was so once more: "cũng bị y vậy"
    adds_details: bool = False  # it says that it goes on with what was said before
    text_class: Classification | None = None  # what a short text is most like (text_classifier.py)
    runs: bytes = b""  # fingerprints that tell an echo of our words (echo.py)
    language: str = ""  # vi | en | other, "" where the words do not tell
    has_words: bool = False  # a letter or a digit in its own words or its heading
    has_heading: bool = False  # a new mail's subject; of an answer it is ours and says nothing
    danger: str = ""  # what endangers life: a section of cues_emergency.txt
    secret: Kind | None = None  # COMPLAINT or DENUNCIATION
    delicate: bool = False  # it may be about an official's breach of law (delicate.py)
    confidential: bool = False  # the sender asks not to be named
    wishes_only: bool = False  # and tells of nothing else
    not_public: bool = False  # the sender asks that it be not published
    kind: Kind = Kind.FEEDBACK  # a first guess, where it is neither complaint nor denunciation
    has_password: bool = False  # a one-time password stands in it
    is_password: bool = False  # it is nothing but one, as a machine writes them
    advert: str = ""  # what it looks like: advert | phishing
    astray: bool = False  # a mail of trade or school, that speaks to no office
    thanks: bool = False  # thanks and nothing else
    greeting: bool = False  # "alo", "ok", "test" and nothing else
    digest: bytes = b""  # SHA-256 of the sender's own words as they are stored: tells the same mail met again


_NAMES = tuple(field.name for field in fields(Content))


class _Reading:
    """Content, with each answer worked out when it is first asked for, and kept."""

    def __init__(self, message: Decoded, traits: Traits) -> None:
        whole = (message.reply or ("" if traits.threads else message.text)).strip()
        words, end = whole[:MAX_JUDGED], whole[MAX_JUDGED:][-MAX_END:]
        subject = message.subject[:MAX_SUBJECT]
        quoted = "" if message.text == message.reply else message.text[:MAX_JUDGED]
        quoted = f"{quoted}\n{message.enclosed[:MAX_JUDGED]}" if message.enclosed else quoted
        passed_on = text.is_forward(subject)
        says_so = passed_on or text.is_reply(subject) or _CONCERNS.match(fold(subject))
        answers = bool(message.in_reply_to or message.references or says_so)
        heading = text.bare_subject(subject) if passed_on else "" if answers else subject.strip()
        heading = "" if codes.parse(subject) or _NO_SUBJECT.fullmatch(fold(heading)) else heading
        signs = codes.signs(words) or codes.signs(heading)
        every = (code for one in (words, subject, quoted) for code in codes.parse(one))
        named = tuple(dict.fromkeys(every))[:MAX_CODES] or ((signs,) if signs else ())
        own = own_words(words, traits, named=bool(named))
        self._message, self._traits = message, traits
        self._words, self._end, self._subject, self._answers = words, end, subject, answers
        self._left_out = _left_out(message, quoted) if quoted and (passed_on or not answers) else ""
        self._own = own
        self._matched_heading = matchable(heading)
        self._matched_words = matchable(codes.without_as_written(words) if named else words)
        heard = (self._matched_heading, self._matched_words) if self._matched_heading else (self._matched_words,)
        self._matched = "\n".join(heard)
        is_long = len(words) > MAX_OWN  # a matter, whatever its subject asks
        self._meant = own if answers or not heading or is_long else f"{self._matched_heading} . {own}"
        self.codes = named
        self.names_code = bool(signs or (named and codes.parse(words)))
        self.words = len((words if is_long else own).split())
        self.has_words = any(c.isalnum() for c in f"{words}{heading}")
        self.has_heading = bool(heading)

    @cached_property
    def _passes_on(self) -> bool:
        """Whether it is a forwarded letter, with a word beside it ("Phường xem giúp ạ"): the letter is the matter."""
        passes_on = text.is_forward(self._subject) and not self.codes and not self._message.in_reply_to
        return passes_on and bool(self._left_out or things(about(self._matched_heading)))

    @cached_property
    def command(self) -> Command | None:
        if self._passes_on:
            return None
        return command_of(self._subject, self._words, self._traits, answers=self._answers)

    @cached_property
    def intent(self) -> Intent | None:
        if self._is_own_matter or self._passes_on:
            return None  # whatever it asks or thanks for
        if self._is_mailbox_notice:
            return Intent.AUTOREPLY
        found = intent_of(self._meant, by_phone=not self._traits.threads)
        if found is Intent.AUTOREPLY and (
            things(self.about) or is_surely(self.text_class, *_SAID_BY_PEOPLE, share=_SURELY_SAID)
        ):
            found = None
        if self.names_code and _TAKES_BACK.match(self._own):
            return Intent.WITHDRAWAL
        named = self.mistyped or (self.names_code and looks_up(self._own))
        if found is None and self._own and named and not things(self.about):
            return Intent.STATUS  # what else would one name a code for
        return found if found is None or self.names_code else unless_unlike(found, self.text_class, asking=self.asks)

    @cached_property
    def _is_mailbox_notice(self) -> bool:
        """Whether a mail says nothing but what a mailbox does for its owner, with a signature below at most."""
        if not self._traits.threads or len(self._words.split()) - self.words > _SIGNED:
            return False
        return is_mailbox_notice(self._own) and not things(self.about)

    @cached_property
    def mistyped(self) -> bool:
        return not self.codes and codes.is_mistyped(self._words)

    @cached_property
    def about(self) -> tuple[str, ...]:
        said = f"{self._matched}\n{self._left_out}" if self._passes_on else self._matched
        return about(said[:MAX_ABOUT], self._words[:MAX_ABOUT])

    @cached_property
    def figure(self) -> int | None:
        return figure_in(self._own)

    @cached_property
    def asks(self) -> bool:
        return asks(self._own)

    @cached_property
    def chases(self) -> bool:
        return chases(self._own) and not is_surely(self.text_class, *_NO_CHASE)

    @cached_property
    def courteous(self) -> bool:
        return is_courteous(self._own)

    @cached_property
    def tells_more(self) -> bool:
        if self.command is not None and self.command.name == "DG":
            return clauses.tells_more(matchable(self.command.rest), beside=True)
        thanks = self.courteous or self.intent is Intent.PRAISE or cues.praises(self._own)
        return (thanks or is_surely(self.text_class, TextClass.THANKS, share=0.0)) and clauses.tells_more(self._own)

    @cached_property
    def answers(self) -> bool:
        asks = self.asks or is_surely(self.text_class, TextClass.STATUS, share=0.0)
        return (asks or self.intent is Intent.STATUS) and clauses.answers(self._own)

    @cached_property
    def tells_anew(self) -> bool:
        return tells_anew(self._own)

    @cached_property
    def says_another(self) -> bool:
        return says_another(self._own)

    @cached_property
    def says_likewise(self) -> bool:
        return says_likewise(self._own)

    @cached_property
    def adds_details(self) -> bool:
        return adds_details(self._own)

    @cached_property
    def text_class(self) -> Classification | None:
        if not self._own or self._passes_on:
            return None
        meant = weighed(self._meant, self.command)
        if is_longer(meant, MOST) or self.language == text.OTHER:
            return None
        like = classify(plain(meant), self.about)
        keeps = like is not None and like.kind is TextClass.WITHDRAWAL and keeps_it(self._own)
        return None if keeps else like

    @cached_property
    def runs(self) -> bytes:
        return echo.runs(self._words)

    @cached_property
    def language(self) -> str:
        spoken = self._message.reply[:MAX_GUESSED] or self._subject
        return text.language(codes.without_as_written(spoken) if self.codes else spoken)

    @cached_property
    def danger(self) -> str:
        others = (said for said in (matchable(self._end), self._left_out) if said)
        found = danger(self._matched)
        if found and self._is_command:
            return ""
        if found and self._is_talk(_DANGER_MATTER):
            found = danger(self._matched, least=_IN_TALK)
        return found or next(filter(None, map(danger, others)), "")

    @property
    def _is_command(self) -> bool:
        """Whether it is a command of ours and nothing else: "help", "dg5". A mail may have one as its subject, and tell
        of danger below."""
        return not self._traits.threads and self.command is not None and not self.command.rest

    @property
    def _is_own_matter(self) -> bool:
        """Whether it begins with VIEC MOI: what stands behind is a matter of its own."""
        return self.command is not None and self.command.name == "VIECMOI"

    def _is_talk(self, least: float) -> bool:
        """Whether it is less like a matter than this: talk about one."""
        return self.text_class is not None and self.text_class.matter < least

    @cached_property
    def secret(self) -> Kind | None:
        return secret_kind(self._matched) or secret_kind(self._left_out)

    @cached_property
    def delicate(self) -> bool:
        told = matchable(self.command.rest) if self._is_own_matter and self.command else self._matched
        weighs = max(hint(told), hint(self._left_out))
        if weighs < 0 or self._is_command:
            return False
        return weighs >= _IN_TALK or not (self._is_talk(_HINT_MATTER) or self.adds_details)

    @cached_property
    def confidential(self) -> bool:
        if cues.is_confidential(self._matched):
            return True
        if self._is_command or not asks_secrecy(self._matched):
            return False
        takes_back = is_surely(self.text_class, TextClass.WITHDRAWAL, share=_TAKEN_BACK)
        return not (takes_back or is_surely(self.text_class, TextClass.THANKS, TextClass.GREETING))

    @cached_property
    def wishes_only(self) -> bool:
        """Whether it asks not to be named and tells of nothing else: no thing stands before the wish, nor behind those
        who must not know ("đừng để lộ số của em cho chủ tiệm"), and no hint. Where only weights find the wish, nobody
        knows where it stands: a few words that name no thing."""
        if not self.confidential or self.words > _WISH:
            return False
        told = cues.besides_the_wish(self._matched)
        if told is None:
            return not things(self.about) and self.words <= _WISH_ALONE
        hints = len(told[0].split()) > _RUN_UP and margin(told[0]) >= 0 and not asks_secrecy(told[0])
        accuses = hints or secret_kind(told[0]) is not None
        return not accuses and not any(things(about(part)) - _KEPT_OUT for part in told)

    @cached_property
    def not_public(self) -> bool:
        return cues.is_not_public(self._matched)

    @cached_property
    def kind(self) -> Kind:
        words = self._matched_words[:MAX_GUESSED]
        return cues.kind_of(self._matched_heading, words, tells_more=lambda: self.tells_more)

    @cached_property
    def has_password(self) -> bool:
        return junk.is_otp(self._words, machine=True)

    @cached_property
    def is_password(self) -> bool:
        return junk.is_otp(self._words, machine=False)

    @cached_property
    def advert(self) -> str:
        return _advert(self._subject, self._words, self._traits)

    @cached_property
    def astray(self) -> bool:
        return self._traits.threads and junk.is_astray(f"{self._subject}\n{self._words[:MAX_OWN]}")

    @cached_property
    def thanks(self) -> bool:
        return not self._passes_on and junk.is_thanks(self._own)

    @cached_property
    def greeting(self) -> bool:
        return not self._passes_on and junk.is_greeting(self._own)

    @cached_property
    def digest(self) -> bytes:
        return sha256(self._message.reply.encode("utf-8", "replace")).digest()


Said = Content | _Reading  # what the rules ask: they cannot tell which it is


def reading(message: Decoded, traits: Traits) -> _Reading:
    """The words of a message, for whoever decides where they are read and asks little: who knows nothing of a sender
    (`gw explain`) never asks what tells two matters of theirs apart, which is a fifth of all. The rest as `read`."""
    return _Reading(message, traits)


def read(message: Decoded, traits: Traits) -> Content:
    """Read the words of a message once for all rules. Pure, total, and linear in at most 65,000 characters."""
    said = _Reading(message, traits)
    return Content(**{name: getattr(said, name) for name in _NAMES})


def _left_out(message: Decoded, quoted: str) -> str:
    """What a new mail holds beside its writer's own words, as patterns match it: what a neighbour wrote, and the writer
    passes on, may be a cry for help or a denunciation too. An answer quotes us, or what was read before."""
    own = set(message.reply[:MAX_JUDGED].split("\n"))
    matched = matchable("\n".join(line for line in quoted.split("\n") if line not in own))
    return "" if any(marker in matched for marker in _OUR_MARKERS) else matched


def _advert(subject: str, words: str, traits: Traits) -> str:
    """What it looks like, "" where it is neither an advert nor a scam."""
    read = f"{subject}\n{words}" if traits.threads else words
    if traits.threads and junk.is_phishing(read):
        return "phishing"
    return "advert" if junk.is_advert(read) else ""
