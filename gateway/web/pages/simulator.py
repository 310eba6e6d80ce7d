"""Try it: a citizen's phone and mailbox onto the simulator, and switches that make it fail."""

import asyncio
import smtplib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from secrets import randbelow, token_hex
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from gateway.domain import addresses, codes
from gateway.domain.permissions import Act
from gateway.domain.text import clean
from gateway.local import simulator
from gateway.local.simulator import mail, phone
from gateway.settings.config import Config, Line
from gateway.web.http.context import Form, PageContext, Refused, RequestContext, back

SHOWN = 30  # mails and texts
TEXT_SIGNS, MAIL_SIGNS = 1_500, 20_000
SECONDS = 10.0


@dataclass(slots=True, kw_only=True)
class Citizen:
    """Whom the session plays. `texts`, `mails`: what they sent, as (when, words)."""

    number: str = field(default_factory=lambda: f"+8459000{randbelow(10_000):04}")
    address: str = field(default_factory=lambda: simulator.CITIZEN.replace("@", f"+{token_hex(3)}@"))
    texts: list[tuple[datetime, str]] = field(default_factory=list)
    mails: list[tuple[datetime, str]] = field(default_factory=list)


def routes(pages: PageContext) -> list[Route]:
    """/simulator and its acts."""
    return [
        pages.page("/simulator", _page, Act.SIMULATE),
        pages.page("/simulator/live", _live, Act.SIMULATE),
        pages.act("/simulator/text", _text, Act.SIMULATE),
        pages.act("/simulator/mail", _mail, Act.SIMULATE),
        pages.act("/simulator/citizen", _citizen, Act.SIMULATE),
        pages.act("/simulator/fault", _fault, Act.SIMULATE),
    ]


def _me(request: RequestContext) -> Citizen:
    found = request.session.memory.setdefault("citizen", Citizen())
    assert isinstance(found, Citizen)
    return found


def _phones(config: Config) -> dict[str, Path]:
    """The directories of the simulator's phones, by their lines' names."""
    return {line.name: found for line in config.lines.values() if (found := simulator.phone_of(line))}


def _mailboxes(config: Config) -> dict[str, Line]:
    """The lines on the simulator's mail server, by address."""
    return {found: line for line in config.lines.values() if (found := simulator.mailbox_of(line))}


async def _page(pages: PageContext, request: RequestContext) -> Response:
    config = pages.context.config
    return pages.show(
        request,
        "simulator.html",
        here="simulator",
        me=_me(request),
        phones={name: config.lines[name] for name in _phones(config)},
        mailboxes=_mailboxes(config),
        **await asyncio.to_thread(_seen, config, _me(request)),
    )


async def _live(pages: PageContext, request: RequestContext) -> Response:
    me, config = _me(request), pages.context.config

    async def look() -> str | None:
        if (now := await pages.again(request)) is None:
            return None
        return pages.fragment(now, "simulator_live.html", me=me, **await asyncio.to_thread(_seen, config, me))

    return pages.live.stream(request.owner, look, every=0.7)


# --- what the citizen sees ------------------------------------------------------------------------------------------


def _seen(config: Config, me: Citizen) -> dict[str, Any]:
    """Both windows' bubbles, oldest first, and what is broken."""
    faults = [{"name": "mail", "line": "", "up": mail.is_up(simulator.mail_directory(config))}]
    faults += [
        {"name": f"phone:{name}", "line": name, "up": phone.is_plugged(directory)}
        for name, directory in _phones(config).items()
    ]
    return {"texts": _texts(config, me), "mails": _mails(config, me), "faults": faults}


def _texts(config: Config, me: Citizen) -> list[dict[str, Any]]:
    came = []
    for directory in _phones(config).values():
        journal = phone.read_journal(directory)
        first = [entry["at"] for entry in journal if entry["number"] == me.number and not _continues(entry["udh"])]
        texts = phone.read_inbox(directory, me.number)
        came += [_bubble(datetime.fromtimestamp(at, UTC), text) for at, text in zip(first, texts, strict=False)]
    return _talk(me.texts, came)


def _continues(udh: str) -> bool:
    return bool(udh) and bytes.fromhex(udh)[-1] > 1


def _mails(config: Config, me: Citizen) -> list[dict[str, Any]]:
    came = []
    for body in mail.read_mailbox(simulator.mail_directory(config), simulator.CITIZEN):
        if me.address.encode() not in body:
            continue
        letter = message_from_bytes(body, policy=policy.default)
        part = letter.get_body(("plain",)) if isinstance(letter, EmailMessage) else None
        at = letter["Date"].datetime.astimezone(UTC)
        came.append(_bubble(at, str(part.get_content()) if part else "", subject=str(letter["Subject"])))
    return _talk(me.mails, came)


def _bubble(at: datetime, words: str, *, subject: str = "", mine: bool = False) -> dict[str, Any]:
    named = codes.parse(f"{subject}\n{words}")
    return {"at": at, "words": clean(words), "subject": subject, "mine": mine, "code": named[0] if named else ""}


def _talk(sent: list[tuple[datetime, str]], came: list[dict[str, Any]]) -> list[dict[str, Any]]:
    told = [*(_bubble(at, words, mine=True) for at, words in sent), *came]
    # a mail's Date has no fractions of a second: an answer never stands above what it answers
    return sorted(told, key=lambda one: (one["at"].replace(microsecond=0), not one["mine"]))[-SHOWN:]


# --- acts ----------------------------------------------------------------------------------------------------------


def _refuse(request: RequestContext, label: str) -> Response:
    request.session.notices.append(("refused", request.label[label]))
    return back("/simulator")


async def _text(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """The citizen texts."""
    me, words = _me(request), clean(form.get("words")).strip()[:TEXT_SIGNS]
    number = addresses.phone(form.get("number")).removeprefix("tel:")
    device = _phones(pages.context.config).get(form.get("line"))
    if device is None:
        raise Refused(404, "missing")
    if not words:
        return _refuse(request, "empty_words")
    if len(number) != 12 or not number.startswith("+84590"):
        return _refuse(request, "wrong_number")
    now = datetime.now(UTC)
    me.number = number
    await asyncio.to_thread(phone.drop_sms, device, number, words, at=now)
    me.texts.append((now, words))
    said = "text_sent" if phone.is_plugged(device) else "phone_unplugged"
    request.session.notices.append(("ok", request.label[said]))
    return back("/simulator")


async def _mail(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """The citizen writes a mail."""
    me, words = _me(request), clean(form.get("words")).strip()[:MAIL_SIGNS]
    subject = " ".join(clean(form.get("subject")).split())[:200]
    to = form.get("to")
    if to not in _mailboxes(pages.context.config):
        raise Refused(404, "missing")
    if not words and not subject:
        return _refuse(request, "empty_words")
    letter = EmailMessage(policy=policy.SMTP)
    letter["From"], letter["To"], letter["Subject"] = me.address, to, subject
    now = datetime.now(UTC)
    letter["Date"], letter["Message-ID"] = format_datetime(now), make_msgid(domain="village.example")
    letter.set_content(words + "\n")
    try:
        await asyncio.to_thread(_submit, pages.context.config, letter)
    except (OSError, smtplib.SMTPException):
        return _refuse(request, "simulator_refused")
    me.mails.append((now, f"{subject}\n\n{words}".strip()))
    request.session.notices.append(("ok", request.label["mail_sent"]))
    return back("/simulator")


def _submit(config: Config, letter: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", config.simulator.smtp_port, timeout=SECONDS) as server:
        server.login(simulator.CITIZEN, simulator.password(config))
        server.send_message(letter)


async def _citizen(_pages: PageContext, request: RequestContext, _form: Form) -> Response:
    """Somebody else, with another number and address."""
    request.session.memory["citizen"] = Citizen()
    return back("/simulator")


async def _fault(pages: PageContext, request: RequestContext, form: Form) -> Response:
    """Break or mend a part of the simulator."""
    what, up, config = form.get("what"), form.get("up") == "1", pages.context.config
    kind, _, name = what.partition(":")
    if what == "mail":
        mail.put_down(simulator.mail_directory(config), down=not up)
    elif kind == "phone" and name in _phones(config):
        phone.plug(_phones(config)[name], plugged=up)
    else:
        raise Refused(404, "missing")
    return back("/simulator#faults")
