"""Secrets are named, never written: `password_file` or `password_env` in a configuration -> the secret itself.

No text made here quotes a secret.
"""

import codecs
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

__all__ = ["MadeLater", "make", "read"]


class MadeLater(str):
    """The path of a secret that whoever first needs it makes: until then it is read as ""."""

    __slots__ = ()


def read(raw: Mapping[str, object], name: str, environ: Mapping[str, str]) -> tuple[str | None, list[str]]:
    """The secret that the key `name`_file (a path) or `name`_env (a variable's name) of `raw` points at.

    Returns (secret without its line end, problems); (None, []) where neither key is given. A problem begins with
    the key's name. A file that every user of the machine can read is a problem.
    """
    file, variable = raw.get(f"{name}_file") or "", str(raw.get(f"{name}_env") or "")
    if file and variable:
        return None, [f"{name}_file: {name}_env is given too; keep one of the two"]
    if variable:
        return _from_variable(name, variable, environ)
    if isinstance(file, MadeLater) and not Path(file).exists():
        return "", []
    return _from_file(name, Path(str(file))) if file else (None, [])


def _from_variable(name: str, variable: str, environ: Mapping[str, str]) -> tuple[str | None, list[str]]:
    if secret := environ.get(variable, "").strip("\r\n"):
        return secret, []
    return None, [f"{name}_env: the environment variable {variable} is not set, or is empty"]


def _from_file(name: str, file: Path) -> tuple[str | None, list[str]]:
    try:
        if not file.is_file() and file.exists():
            return None, [f"{name}_file: {file} is no file; name one that holds nothing but the secret"]
        if file.stat().st_mode & 0o007:
            return None, [f"{name}_file: every user of this machine can read {file}; run: chmod 600 {file}"]
        secret = _text(file.read_bytes()).strip("\r\n")
    except OSError as error:
        return None, [f"{name}_file: cannot read {file}: {error.strerror}"]
    except UnicodeDecodeError:
        return None, [f"{name}_file: {file} is not UTF-8 text"]
    if not secret.isprintable():  # in a log-in command a line's end would begin another command
        return None, [f"{name}_file: {file} holds more than one line; the secret must be its only line"]
    return (secret, []) if secret else (None, [f"{name}_file: {file} is empty"])


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
