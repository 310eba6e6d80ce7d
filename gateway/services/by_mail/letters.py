"""A mail to an officer as a row of outbox, with the token that an answer to it bears."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gateway.domain import reply_tokens
from gateway.domain.model import Purpose
from gateway.replies import templates
from gateway.runtime.context import Context
from gateway.settings.config import Line
from gateway.store import database, outbox
from gateway.store import reply_tokens as store
from gateway.store.database import Connection
from gateway.store.outbox import NewOutbox
from gateway.store.reply_tokens import NewToken

__all__ = ["ENDS", "HAND_OVER", "LANGUAGE", "NOTICE", "PAGE", "WAITING", "Allowed", "Letter", "send"]

LANGUAGE = templates.OFFICE_LANGUAGE
# What a mail may be about beside an act that it shows and that is to be confirmed:
NOTICE = ""  # a case of one's unit
HAND_OVER = "hand_over"  # a case that another unit asks to take over
WAITING = "waiting"  # an answer that waits for approval
ENDS = "end"  # the act of a mail that asks for no answer: what answers it is known, and nothing comes of it
PAGE = "page"  # of a case that is worked on in the pages alone: whoever answers is told so


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What an answer to a mail may do about one case. `act`: what it confirms, or one of those above; `form`: what that
    is done with."""

    act: str = NOTICE
    form: Mapping[str, object] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What goes to whom. `acts`: by the id of a case that an answer may be about; none: ENDS. `person`: who may act, ""
    for nobody; `answers`: the mail of the officer's that this one answers, as (Message-ID, its references)."""

    to: str
    cause: str
    template: str
    values: Mapping[str, str] = field(repr=False)
    until: datetime
    acts: Mapping[int, Allowed] = field(default_factory=dict)
    person: str = ""
    answers: tuple[str, Sequence[str]] = ("", ())


async def send(tx: Connection, context: Context, by: Line, letter: Letter) -> None:
    """Queue it."""
    nonce = secrets.token_bytes(reply_tokens.NONCE)
    token = reply_tokens.make(context.key, list(letter.acts), letter.person, nonce, letter.until)
    subject, text = context.replies.render(letter.template, by.traits.templates, LANGUAGE, "accented", letter.values)
    in_address = getattr(by.options, "bounce_token", False)
    in_reply_to, refs = letter.answers
    row = NewOutbox(
        id=await database.new_id(tx, "outbox"),
        line=by.name,
        cause=letter.cause,
        purpose=Purpose.NOTICE,
        recipient=letter.to,
        text=_without_gaps(text),
        subject=subject if in_address or not letter.acts else reply_tokens.in_subject(subject, token),
        message_id=f"{token}@{outbox.mail_domain(by)}",
        in_reply_to=in_reply_to,
        refs=tuple(one for one in (*refs[-10:], in_reply_to) if one),
    )
    await outbox.enqueue(tx, [row])
    acts = letter.acts.items() or [(None, Allowed(act=ENDS))]
    await store.issue(tx, [_token(letter, token, case, allowed) for case, allowed in acts])


def _token(letter: Letter, token: str, case: int | None, allowed: Allowed) -> NewToken:
    return NewToken(
        hash=reply_tokens.hashed(token),
        person=letter.person,
        case_id=case,
        act=allowed.act,
        form=allowed.form,
        expires_at=letter.until,
    )


def _without_gaps(text: str) -> str:
    """What had nothing to fill it leaves no gap of empty lines."""
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text
