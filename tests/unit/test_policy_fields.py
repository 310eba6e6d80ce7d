"""Policy reads no flag and no field that no real message makes: every one it asks for is made by some mail or SMS of
tests/corpus."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, cast

from gateway import policy
from gateway.channels import CHANNELS, email, sms
from gateway.channels.email.folder import HEAD
from gateway.channels.email.options import EmailOptions
from gateway.domain.errors import Unreadable
from gateway.domain.model import Decoded, Dmarc, Facts

CORPUS = Path(__file__).parents[1] / "corpus"
NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
LINE = EmailOptions(
    address="mailto:phananh@hanoi.example",
    mailbox="phananh@hanoi.example",
    imap_host="127.0.0.1",
    imap_port=1,
    smtp_host="127.0.0.1",
    smtp_port=1,
    user="u",
    password="p",
    authserv_id="mail.hanoi.example",
)
LETTER = "Đèn đường trước nhà tôi đã hỏng 3 hôm nay, buổi tối đi lại rất khó khăn, có người già đã bị ngã.\n" * 20


class Flags(tuple[str, ...]):
    """The flags of a message, which note what is looked for among them."""

    __slots__ = ()
    asked: ClassVar[set[str]] = set()

    def __contains__(self, flag: object) -> bool:
        Flags.asked.add(str(flag))
        return super().__contains__(flag)


class Watched:
    """A message that notes which of its fields are read."""

    asked: ClassVar[set[str]] = set()

    def __init__(self, decoded: Decoded) -> None:
        self.decoded = replace(decoded, flags=Flags(decoded.flags))

    def __getattr__(self, name: str) -> Any:
        Watched.asked.add(name)
        return getattr(self.decoded, name)


def messages() -> Iterator[tuple[Decoded, str]]:
    """Every mail and SMS of the corpus, as intake gets it, with its channel."""
    for n, path in enumerate(sorted((CORPUS / "email").glob("*.eml"))):
        decoded = email.authenticate(email.decode([path.read_bytes()]), LINE)
        yield email.placed(decoded, "1/1" if n else f"1/1{HEAD}"), email.NAME
    for path in sorted((CORPUS / "sms").glob("*.pdu")):
        with suppress(Unreadable, ValueError):
            yield sms.decode([sms.decode_pdu(line) for line in path.read_text("utf-8").split()]), sms.NAME


def judge(decoded: Decoded, channel: str) -> None:
    """Have policy look at all that it looks at."""
    for silent in (False, True):
        facts = Facts(now=NOW, line="line", traits=CHANNELS[channel].TRAITS, arrived_at=NOW, line_sends=silent)
        policy.decide(
            cast(Decoded, Watched(decoded)), policy.read(cast(Decoded, Watched(decoded)), facts.traits), facts
        )


def test_what_is_read_as_far_as_it_is_asked_for_decides_as_what_is_read_whole() -> None:
    for decoded, channel in messages():
        facts = Facts(now=NOW, line="line", traits=CHANNELS[channel].TRAITS, arrived_at=NOW)
        whole = policy.read(decoded, facts.traits)
        asked = policy.reading(decoded, facts.traits)
        assert policy.decide(decoded, asked, facts) == policy.decide(decoded, whole, facts)
        assert {one.name: getattr(asked, one.name) for one in fields(whole)} == {
            one.name: getattr(whole, one.name) for one in fields(whole)
        }


def test_a_strangers_letter_is_not_held_against_matters_that_there_are_none_of() -> None:
    decoded = Decoded(kind="message", sender="mailto:a@example.com", text=LETTER, reply=LETTER)
    asked = policy.reading(decoded, email.TRAITS)
    policy.decide(decoded, asked, Facts(now=NOW, line="line", traits=email.TRAITS, arrived_at=NOW))
    assert "danger" in vars(asked)
    assert not {"about", "asks", "runs", "tells_anew", "adds_details", "digest"} & vars(asked).keys()


def test_every_flag_and_field_that_policy_reads_is_made_by_some_message_of_the_corpus() -> None:
    corpus = list(messages())
    for decoded, channel in corpus:
        judge(decoded, channel)
    made = {flag for decoded, _ in corpus for flag in decoded.flags}
    assert Flags.asked - made == set()
    empty = ("", (), None, Dmarc.UNKNOWN)
    unmade = {name for name in Watched.asked if all(getattr(decoded, name) in empty for decoded, _ in corpus)}
    assert unmade == set()
    assert {"spam", "form", "sender_uncertain"} <= Flags.asked
    assert {"dmarc", "kind", "report", "sender"} <= Watched.asked
    assert {decoded.dmarc for decoded, _ in corpus} == set(Dmarc)
