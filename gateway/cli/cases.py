"""`gw cases`, `gw answer`, `gw split`: what an officer does. They read Vietnamese."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.common import (
    SHIPPED,
    AsJson,
    ConfigPath,
    Running,
    code_of,
    console,
    in_words,
    one_line,
    opened,
    print_json,
    safe,
    table,
    when,
)
from gateway.cli.reasons import AGAIN, FILE_FAILED, NO_TERMINAL, NOT_UTF8, UNKNOWN
from gateway.domain.errors import AlreadyAnswered, GatewayError, NotAllowed
from gateway.domain.model import CommandGiven, EventKind, FollowUp, Opened, Purpose, Rated, Undelivered
from gateway.policy.permissions import Act

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gateway.services.answering import Preview
    from gateway.store.cases import Case, Event
    from gateway.store.inbox import Message
    from gateway.store.outgoing_rows import Outbox

__all__ = ["register"]

EVENTS = {
    "opened": "mở vụ việc",
    "follow_up": "người dân bổ sung",
    "command": "lệnh của người dân",
    "rated": "người dân đánh giá",
    "reopened": "mở lại",
    "answered": "đã trả lời",
    "undelivered": "chưa báo được đến người dân",
}
YES = ("c", "có", "co", "y", "yes")
OUTBOX = {
    "held": "đang giữ",
    "due": "chờ gửi",
    "sent": "đã gửi",
    "delivered": "đã nhận",
    "undelivered": "không đến nơi",
    "unknown": "không rõ đã gửi chưa",
    "dead": "không gửi được",
    "dropped": "đã bỏ",
}


def register(app: typer.Typer) -> None:
    """Put the commands on the list."""
    for command in (cases, answer, split):
        app.command()(command)


def cases(
    code: Annotated[str, typer.Argument(help="Show this case with its whole thread.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="List closed and answered cases too.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="List at most so many.")] = 200,
    as_json: AsJson = False,
    config: ConfigPath = SHIPPED,
) -> None:
    """List open cases, the most urgent first, or show one."""
    if code:
        asyncio.run(_one(config, code_of(code), as_json=as_json))
    else:
        asyncio.run(_list(config, everything, limit, as_json=as_json))


def answer(
    code: Annotated[str, typer.Argument(help="The case's code.")],
    words: Annotated[str, typer.Argument(metavar="[TEXT]", help="The result; without it, standard input.")] = "",
    file: Annotated[Path | None, typer.Option(help="Read the result from this file (UTF-8).")] = None,
    again: Annotated[bool, typer.Option("--again", help="Answer a case once more that was answered.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Send without asking.")] = False,
    config: ConfigPath = SHIPPED,
) -> None:
    """Answer a case: shows what the citizen will get, asks, sends it through the line of the case."""
    asyncio.run(_answer(config, code_of(code), words, file, again=again, yes=yes))


def split(
    message: Annotated[str, typer.Argument(metavar="ID", help="The follow-up, like m12 (see gw cases CODE).")],
    config: ConfigPath = SHIPPED,
) -> None:
    """Make a case of its own of a follow-up that is about something else."""
    asyncio.run(_split(config, message))


# --- list and show -------------------------------------------------------------------------------------------------


async def _list(path: Path, everything: bool, limit: int, *, as_json: bool) -> None:
    from gateway.domain import addresses
    from gateway.replies import wording
    from gateway.services import access
    from gateway.store import read_models

    async with opened(path, Act.LIST) as here:
        wanted = read_models.CaseFilter(units=here.actor.units, closed=everything, sort="urgency")
        async with here.db.transaction() as tx:
            rows = await read_models.listed(tx, wanted, limit=limit, offset=0)
            await access.view_list(tx, here.actor, "cases", (row.code for row in rows if not row.restricted))
        out, zone = console(), here.context.config.zone
        if as_json:
            # as in every list; the case itself shows them, and notes who looked
            print_json([replace(row, sender="", subject="", words="") if row.restricted else row for row in rows])
            return
        if not rows:
            out.print("Không có vụ việc nào." if everything else "Không có vụ việc nào đang mở.")
            return
        shown = table("Mã", "Hạn", "Trạng thái", "Kênh", "Người gửi", "Tiêu đề")
        for row in rows:
            title = "(hạn chế)" if row.restricted else one_line(row.subject, 36)
            marks = "KHẨN " * row.urgent + "QUÁ HẠN " * row.overdue
            state, due = marks + _state(row.state), wording.day(row.due_at, zone)
            who = one_line(addresses.mask(row.sender), 16)
            shown.add_row(row.code, due, state, row.line, who, title)
        out.print(shown)
        if len(rows) == limit:
            out.print(f"… chỉ hiện {limit} vụ việc; dùng --limit để xem thêm.")


async def _one(path: Path, code: str, *, as_json: bool) -> None:
    from gateway.services import access
    from gateway.store import cases as case_store
    from gateway.store import read_models

    async with opened(path, Act.VIEW) as here:
        async with here.db.transaction() as tx:
            await access.view(tx, here.context.config, here.actor, access.Thing("case", code))
            case = await case_store.find(tx, code)
            if case is None:
                raise NotAllowed(UNKNOWN(case=code))
            thread = await read_models.thread(tx, case)
        if as_json:
            rows = {
                name: [one.row for one in thread.entries if one.letter == letter]
                for name, letter in (("messages", "m"), ("events", "e"), ("outbox", "o"))
            }
            print_json({"case": case, **rows, "links": thread.links, "references": thread.references})
            return
        out, zone = console(), here.context.config.zone
        _head(here, case)
        if thread.references:
            named = ", ".join(f"{one.system} {one.id}" for one in thread.references)
            out.print(f"  Mã ở hệ thống khác: {safe(named)}")
        for link in thread.links:
            out.print(f"  liên quan: {link.code} ({link.reason})")
        for one in thread.entries:
            if shown := _shown(one.row):
                out.print(f"\n{when(one.at, zone)}  {one.letter}{one.row.id}", style="bold")
                out.print(shown)


def _shown(row: "Message | Event | Outbox") -> "RenderableType | None":
    from gateway.store.cases import Event
    from gateway.store.inbox import Message

    if isinstance(row, Message):
        return _message(row)
    if isinstance(row, Event):
        return None if row.kind == EventKind.OPENED else _event(row)
    return _outgoing(row)


def _head(here: Running, case: "Case") -> None:
    from gateway.domain import addresses
    from gateway.replies import catalogue

    zone = here.context.config.zone
    unit = here.context.config.units.get(case.unit)
    marks = ", KHẨN" * case.urgent + ", HẠN CHẾ" * case.restricted
    out = console()
    out.print(f"{case.code}  {_state(case.state)}{marks}", style="bold")
    for name, value in (
        ("Tiêu đề", safe(case.subject) or "–"),
        ("Người gửi", f"{safe(case.sender_name)} {safe(addresses.show(case.sender))}".strip()),
        ("Đơn vị", unit.name if unit else case.unit),
        ("Kênh", case.line),
        ("Loại", catalogue.words(f"kind.{case.kind}", "vi")),
        ("Nhận lúc", when(case.opened_at, zone)),
        ("Hạn trả lời", when(case.due_at, zone)),
        ("Đánh giá", f"{case.rating}/5" if case.rating else ""),
    ):
        if value:
            out.print(f"  {name}: {value}")


def _panel(title: str, words: str) -> "RenderableType":
    from rich.panel import Panel
    from rich.text import Text

    return Panel(Text(safe(words).strip() or "(trống)"), title=Text(title), title_align="left", expand=False)


def _message(row: "Message") -> "RenderableType":
    from gateway.replies import catalogue

    flags = f" [{', '.join(catalogue.flag(flag, 'vi') for flag in row.flags)}]" if row.flags else ""
    return _panel(f"Người dân viết ({_named('rule', row.rule)}){flags}", row.reply or row.text or row.subject)


def _named(family: str, name: str) -> str:
    """What the pages call it."""
    from gateway.replies.catalogue import words

    return words(f"rule.{name}" if family == "rule" else f"label.{family}_{name}", "vi")


def _state(state: str) -> str:
    from gateway.replies.catalogue import words

    return words(f"state.{state}", "vi")


def _event(event: "Event") -> "RenderableType":
    from rich.text import Text

    words, payload = [EVENTS.get(event.kind, event.kind)], event.payload
    words += [f"m{event.message_id}"] if event.message_id else []
    if isinstance(payload, Opened | FollowUp | CommandGiven | Rated) and payload.command:
        words.append(payload.command)
    words += [f"{payload.rating}/5"] if isinstance(payload, Rated) else []
    words += [_named("purpose", payload.purpose)] if isinstance(payload, Undelivered) else []
    words += [f"bởi {event.actor}"] if event.actor else []
    return Text("  " + " · ".join(words))


def _outgoing(row: "Outbox") -> "RenderableType":
    reason = f": {in_words(row.reason, 'vi')}" if row.reason else ""
    to = "Báo cán bộ, không gửi người dân" if row.purpose == Purpose.ALERT else "Gửi người dân"
    return _panel(f"{to} ({_named('purpose', row.purpose)}) – {OUTBOX[row.state]}{reason}", row.text)


# --- answer and split ------------------------------------------------------------------------------------------------


def _words(given: str, file: Path | None) -> str:
    """The result's words: the argument, the file, or standard input."""
    if given and file:
        raise typer.BadParameter("give the text or --file, not both")
    if given:
        return given
    try:
        if file is not None:
            return file.read_text("utf-8-sig")
        if sys.stdin.isatty():
            console().print("Nhập nội dung trả lời, kết thúc bằng Ctrl-D:")
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except OSError as error:
        raise GatewayError(FILE_FAILED(file=str(file), error=str(error.strerror))) from None
    except UnicodeDecodeError:
        raise GatewayError(NOT_UTF8(file=str(file or "standard input"))) from None


async def _answer(path: Path, code: str, given: str, file: Path | None, *, again: bool, yes: bool) -> None:
    from gateway.services import answering

    words = _words(given, file)
    async with opened(path, Act.ANSWER) as here:
        shown = await answering.preview(here.db, here.context, code, words, here.actor)
        try:
            await answering.may_answer(here.db, here.context, code, here.actor, again=again)
        except AlreadyAnswered as refusal:
            raise NotAllowed(AGAIN(cause=refusal.reason)) from None
        _show(shown)
        if not yes and not _agreed("Gửi?", stdin_free=bool(given or file)):
            console().print("Chưa gửi gì.")
            raise typer.Exit(1)
        await answering.answer(here.db, here.context, code, words, here.actor, again=again)
        console().print(f"Đã ghi trả lời cho {code}; hệ thống gửi đi ngay. Xem: gw cases {code}")


def _show(shown: "Preview") -> None:
    how = f"SMS, {shown.parts} tin" if shown.segments else f"thư: {shown.subject}"
    console().print(_panel(f"Người dân sẽ nhận ({how})", shown.text))


def _agreed(question: str, *, stdin_free: bool) -> bool:
    """Ask; on the terminal itself where standard input was the result's words. Raises NotAllowed if there is none."""
    question = f"{question} [c = có, Enter = không] "
    if stdin_free:
        typer.echo(question, nl=False)
        return sys.stdin.readline().strip().lower() in YES
    try:
        with open("/dev/tty", "r+b", buffering=0) as terminal:
            terminal.write(question.encode())
            return terminal.readline().decode("utf-8", "replace").strip().lower() in YES
    except OSError:
        raise NotAllowed(NO_TERMINAL) from None


async def _split(path: Path, message: str) -> None:
    from gateway.cli.dead import number
    from gateway.services.intake import filing

    async with opened(path, Act.SPLIT) as here:
        code = await filing.split(here.db, here.context, number(message, "m"), here.actor)
        console().print(f"Đã tách {message} thành vụ việc {code}.")
