"""Logs: size-capped files or standard error (the journal), for people or as JSON, without a citizen's words or address.

The idea: whoever logs is careful, and this module is the last line of defence behind them. It takes out private
fields by name and everything that looks like a phone number or a mail address, and whatever goes wrong with a log
(full disk, an object that cannot be shown) stays here: work goes on.
"""

import contextlib
import logging
import logging.handlers
import os
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import structlog

__all__ = ["mask", "places", "setup"]

PRIVATE = frozenset(
    {"address", "body", "from", "mail", "number", "password", "phone", "recipient", "recipients", "reply", "reply_to"}
    | {"secret", "sender", "sender_key", "sender_name", "subject", "text", "to", "token", "url", "urn", "words"}
)
OURS = ("gateway", "workers", "__main__")
NOISY = ("aioimaplib", "aiosmtplib", "mail.log", "uvicorn.access", "asyncpg")  # they quote the wire
MAIL = re.compile(r"[^\s@<>\"'(),;:]{1,64}@[^\s@<>\"'(),;:]{1,255}")
# 8 to 15 digits as people write numbers (E.164 allows 15); not a date, not an IPv4 address, not inside a word.
PHONE = re.compile(
    r"(?<![\w.])(?!\d{4}-\d{2}-\d{2}(?!\d))(?!\d{1,3}(?:\.\d{1,3}){3}(?![\d.]))"
    r"(?:\+ ?)?\d(?:[ .()-]{0,2}\d){7,14}(?!\w)"
)
LONGEST = 2_000  # characters of one value
CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


def mask(text: str) -> str:
    """`text` on one line, with everything that looks like a phone number or a mail address replaced."""
    return CONTROL.sub(" ", PHONE.sub("<number>", MAIL.sub("<address>", text)))


def setup(
    directory: Path | None, *, name: str = "gateway", as_json: bool = False, size_mb: int = 10, keep: int = 5
) -> None:
    """Send all logs of this process to `directory`/`name`.log, at most `keep` files of `size_mb` MB; None: to stderr.

    `name` is of this process alone: two processes cannot turn over one file. A directory that cannot be written is said
    on stderr, where the logs then go.
    """
    handler = _handler(directory, name, size_mb * 1_000_000, keep)
    handler.setFormatter(_formatter(as_json))
    logging.raiseExceptions = False  # a log that cannot be written is no reason to stop, nor to fill stderr
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
        old.close()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for logger in OURS:
        logging.getLogger(logger).setLevel(logging.INFO)
    for logger in NOISY:
        logging.getLogger(logger).setLevel(logging.CRITICAL + 1)
    structlog.configure(
        # Nothing here may fail: it runs in the caller. All else runs in the handler, which swallows.
        processors=[structlog.contextvars.merge_contextvars, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def drop() -> None:
    """For a command: what it does it says itself, on a terminal that is no log."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


class _PrivateFile(logging.handlers.RotatingFileHandler):
    """A rotating file that only its owner reads. What a full disk took is lost, and nobody is told off for it."""

    def close(self) -> None:
        with contextlib.suppress(OSError):
            super().close()

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        return open(descriptor, "a", encoding="utf-8", errors="backslashreplace")


def _handler(directory: Path | None, name: str, size: int, keep: int) -> logging.Handler:
    if directory is not None:
        try:
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            return _PrivateFile(directory / f"{name}.log", maxBytes=size, backupCount=keep - 1, encoding="utf-8")
        except OSError as error:
            print(f"gateway: cannot write logs to {directory}: {error.strerror}; they go here", file=sys.stderr)  # noqa: T201
    return logging.StreamHandler()


def _formatter(as_json: bool) -> logging.Formatter:
    renderer: Any = structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, pad_level=False)
    if as_json:
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.ExtraAdder()],
        processors=[
            _event,
            _exception,
            _private,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
    )


def _event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Level and logger from the record; "%s"-arguments into the event, dropped where they do not fit."""
    record = event.pop("_record")
    event.pop("_from_structlog")
    arguments = event.pop("positional_args", ())
    with contextlib.suppress(TypeError, ValueError, KeyError):
        event["event"] = event["event"] % arguments if arguments else event["event"]
    return {"event": event.pop("event"), "level": record.levelname.lower(), "logger": record.name, **event}


def _exception(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """exc_info -> where it happened and what it was; of its text the first line, without values of variables."""
    info = event.pop("exc_info", None)
    error = (
        info
        if isinstance(info, BaseException)
        else (info or (None, None))[1]
        if info is not True
        else sys.exc_info()[1]
    )
    if error is not None:
        event["error"] = places(error, quoting=True)
    return event


def places(error: BaseException, *, quoting: bool = False) -> list[str]:
    """An exception, and those it came from: what it was and where it happened, at most 60 lines or so.

    `quoting`: with the first line of its text, masked; without, nothing that it may have quoted."""
    lines: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(lines) < 60:
        first = (str(cause).splitlines() or [""])[0][:200] if quoting else ""
        lines.append(f"{type(cause).__qualname__}: {mask(first)}" if quoting else type(cause).__qualname__)
        lines += [
            f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(cause.__traceback__)
        ]
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return lines


def _private(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take private fields out by name, and what looks private out of all others."""
    return {str(key): "<private>" if key in PRIVATE else _shown(value) for key, value in event.items()}


def _shown(value: Any) -> Any:
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < 10**7 else mask(str(value))
    if isinstance(value, Mapping):
        return dict(_private(None, "", {str(key): item for key, item in value.items()}))
    if isinstance(value, list | tuple | set | frozenset):
        return [_shown(item) for item in value]
    try:
        return mask(str(value)[:LONGEST])
    except Exception:
        return f"<{type(value).__name__}>"  # an object that cannot say what it is costs its words, not the line
