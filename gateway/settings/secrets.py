"""Secrets are named, never written: `password_file` or `password_env` in a configuration -> the secret itself.

No text made here quotes a secret.
"""

import codecs
import os
import secrets
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from gateway.domain.errors import Problem
from gateway.domain.reasons import Reason
from gateway.settings import reasons

__all__ = ["CREDENTIALS", "MadeLater", "make", "read", "unreadable"]

CREDENTIALS = "$CREDENTIALS_DIRECTORY"  # where systemd shows a service its secrets (systemd.exec(5))


class MadeLater(str):
    """The path of a secret that whoever first needs it makes: until then it is read as ""."""

    __slots__ = ()


def read(
    raw: Mapping[str, object], name: str, environ: Mapping[str, str], where: str
) -> tuple[str | None, list[Problem]]:
    """The secret that the key `name`_file (a path) or `name`_env (a variable's name) of `raw` points at.

    Returns (secret without its line end, problems); (None, []) where neither key is given. `where`: what stands before
    the name of the key, like "doors.". A file that every user of the machine can read is a problem.
    """
    keys = (f"{name}_file", f"{name}_env")
    if wrong := [Problem(where + key, reasons.NOT_TEXT) for key in keys if not isinstance(raw.get(key, ""), str)]:
        return None, wrong
    file, variable = (raw.get(key, "") for key in keys)
    if file and variable:
        return None, [Problem(f"{where}{name}_file", reasons.BOTH_SOURCES(other=f"{name}_env"))]
    if variable:
        found = environ.get(str(variable), "")
        secret, reason = _one_line(found, reasons.VARIABLE_EMPTY, reasons.VARIABLE_MANY_LINES)
        return secret, [Problem(f"{where}{name}_env", reason)] if reason else []
    if not file or (isinstance(file, MadeLater) and not Path(file).exists()):
        return ("" if file else None), []
    secret, reason = _in_file(Path(str(file)))
    return secret, [Problem(f"{where}{name}_file", reason)] if reason else []


def _in_file(file: Path) -> tuple[str | None, Reason | None]:
    """The secret in a file, or why it cannot be taken."""
    name = str(file)
    try:
        if not file.is_file() and file.exists():
            return None, reasons.NOT_A_FILE(file=name)
        if file.stat().st_mode & 0o007:
            return None, reasons.FILE_OPEN(file=name)
        text = _text(file.read_bytes())
    except OSError as error:
        return None, unreadable(file, error)
    except UnicodeDecodeError:
        return None, reasons.FILE_NOT_UTF8(file=name)
    except ValueError as error:  # a NUL in the name
        return None, unreadable(file, OSError(str(error)))
    return _one_line(text, reasons.FILE_EMPTY(file=name), reasons.FILE_MANY_LINES(file=name))


def _one_line(text: str, empty: Reason, more: Reason) -> tuple[str | None, Reason | None]:
    """The secret without its line end, or what is wrong. Any letter may stand in a password, blanks of all kinds too; a
    line's end in a log-in command would begin another command."""
    secret = text.strip("\r\n")
    if any(unicodedata.category(sign) == "Cc" and sign != "\t" for sign in secret):
        return None, more
    return (secret, None) if secret else (None, empty)


def unreadable(file: Path, error: OSError) -> Reason:
    """Why a file that the configuration names cannot be read. What names no file is perhaps the secret itself, written
    where its file's name belongs: it is not quoted, only where it was looked for."""
    # os.path answers False where pathlib raises: no way in, a name too long
    if os.path.isdir(file):  # noqa: PTH112
        return reasons.NOT_A_FILE(file=str(file))
    directory = str(next(folder for folder in file.parents if os.path.isdir(folder)))  # noqa: PTH112
    if isinstance(error, PermissionError):
        return reasons.NO_ACCESS(directory=directory)
    if os.path.exists(file):  # noqa: PTH110
        return reasons.FILE_NOT_READ(file=str(file), error=error.strerror or type(error).__name__)
    return reasons.NO_CREDENTIALS if CREDENTIALS in file.parts else reasons.NO_FILE(directory=directory)


def _text(data: bytes) -> str:
    """A file of UTF-8, or of what Notepad writes: with a byte order mark, or in UTF-16. Raises UnicodeDecodeError."""
    return data.decode("utf-16" if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig")


def make(file: Path) -> str:
    """The secret in `file`; a new random one of 190 bits, readable by its owner only, where there is none."""
    for folder in reversed([folder for folder in file.parents if not folder.exists()]):
        folder.mkdir(mode=0o700, exist_ok=True)  # mkdir's own `parents` would leave them open to everybody
    try:
        return file.read_text("utf-8").strip()
    except FileNotFoundError:
        pass
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(secrets.token_urlsafe(24) + "\n", "utf-8")
    try:
        os.link(fresh, file)  # unlike rename, never replaces what another process made meanwhile
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return file.read_text("utf-8").strip()
