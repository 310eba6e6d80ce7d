"""`gw init`, `gw line add`: ask for what a gateway needs, try it, and write it into a configuration."""

import os
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli import asking, toml
from gateway.cli.asking import Question
from gateway.cli.common import SHIPPED, ConfigPath, in_words, language, settings
from gateway.cli.reasons import CONFIG_THERE, NOT_WRITTEN
from gateway.domain.errors import ConfigError, NotAllowed
from gateway.runtime import eventloop

__all__ = ["register"]

HEAD = """\
# Written by ./gw init. What else may stand here, key by key, is explained in the config.toml of the checkout; what is
# left out has the value shown there. Check it at any time: ./gw check --config FILE
"""
lines = typer.Typer(help="The lines of a configuration.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Put the commands on the list."""
    app.command("init")(init)
    lines.command("add")(add)
    app.add_typer(lines, name="line")


def init(
    file: Annotated[Path, typer.Argument(help="The configuration to write; it must not exist yet.")] = Path(
        "gateway.toml"
    ),
) -> None:
    """Ask what a gateway needs to know, try each line, and write a configuration of your own."""
    path = file.absolute()
    if path.exists():
        raise NotAllowed(CONFIG_THERE(path=str(path), file=str(file)))
    print(f"This asks for what {path} must hold and tries each line.")
    print("Enter takes what stands in [brackets]; Ctrl-C leaves, and nothing is written.\n")
    raw = _asked_head(path)
    secrets: dict[str, str] = {}
    while True:
        _add_line(path, raw, secrets)
        if asking.choose("One more line", {"no": "write the file", "yes": "ask on"}, "no") == "no":
            break
    _write_secrets(path, secrets)
    _replace(path, HEAD + "\n" + toml.document(raw))
    print(f"\n{path} is written.\n  ./gw check --config {file}\n  ./gw run --config {file}")


def add(config: ConfigPath = SHIPPED) -> None:
    """Ask for one more mailbox or number, try it, and write it at the end of the configuration."""
    path = config.resolve()
    settings(path)  # what stands there must be right before something is added
    text = path.read_text("utf-8-sig")
    raw: dict[str, Any] = tomllib.loads(text)
    before = {name: len(raw[name]) for name in toml.BLOCKS}
    secrets: dict[str, str] = {}
    _add_line(path, raw, secrets)
    new = [toml.block(f"[[{name}]]", block) for name in toml.BLOCKS for block in raw[name][before[name] :]]
    if not new:
        print("Nothing was added.")
        return
    _write_secrets(path, secrets)
    _replace(path, text.rstrip("\n") + "\n\n" + "\n".join(new))
    print(f"\n{path} is written; it holds after the next start.\n  ./gw check --config {config}")


def _asked_head(path: Path) -> dict[str, Any]:
    below_etc = Path("/etc") in path.parents
    data = asking.ask("Where its data lies", "/var/lib/citizen-gateway" if below_etc else "data")
    city = asking.ask("Two capital letters that every case code begins with", "HN", _city)
    operator = asking.ask("The operator's mail address: who is told when something fails", check=asking.mail_address)
    return {
        "zone": "Asia/Ho_Chi_Minh",
        "city": city,
        "data": {"directory": data},
        "operator": {"mail": operator},
        "simulator": {"enabled": False},
        "units": [],
        "lines": [],
    }


def _city(answer: str) -> str:
    return "" if len(answer) == 2 and answer.isascii() and answer.isupper() else "two capital letters, like HN"


def _add_line(path: Path, raw: dict[str, Any], secrets: dict[str, str]) -> None:
    """Ask for a line until it works, or is kept or left out all the same."""
    unit = _unit(raw["units"])
    question = Question(unit, raw["lines"])
    while True:
        block = asking.ask_line(question)
        files = {key: f"{block['name']}.{key.removesuffix('_file')}" for key in question.secrets}
        mine = {files[key]: secret for key, secret in question.secrets.items()}
        block |= files
        if _tried({**raw, "units": [unit], "lines": [block]}, block, mine):
            break
        todo = {"again": "ask again", "keep": "write it as it is", "leave": "leave this line out"}
        what = asking.choose("  What now", todo, "again")
        if what == "leave":
            return
        if what == "keep":
            break
    raw["units"] += [unit] if unit not in raw["units"] else []
    raw["lines"].append(block)
    secrets |= mine


def _unit(units: list[dict[str, Any]]) -> dict[str, Any]:
    """The unit that the line belongs to: one that is there, or a new one."""
    keys = [str(unit["key"]) for unit in units]
    if keys:
        words = (
            ", ".join(f"{unit['key']}: {unit['name']}" for unit in units) if len(keys) <= 10 else f"{len(keys)} units"
        )
        key = asking.ask(
            f"Its unit ({words}; new: another one)",
            keys[0],
            lambda answer: "" if answer in (*keys, "new") else "the key of a unit, or new",
        )
        if key != "new":
            return next(unit for unit in units if unit["key"] == key)
    return asking.ask_unit(keys)


def _tried(raw: Mapping[str, Any], block: dict[str, Any], secrets: Mapping[str, str]) -> bool:
    """Whether the one line of `raw`, `block`, is set right and works now; says what is wrong. A modem that shows its
    SIM can be bound to it: the block gets its `imsi`."""
    from gateway.cli import probes

    with tempfile.TemporaryDirectory(prefix="gw-init-") as name:
        path = Path(name) / "config.toml"
        alone = {key: raw[key] for key in ("zone", "city", "operator", "units", "lines")}
        path.write_text(toml.document({**alone, "simulator": {"enabled": False}}), "utf-8")
        _write_secrets(path, secrets)
        try:
            config = settings(path)
        except ConfigError as error:
            mistakes = (in_words(problem.located, language()) for problem in error.problems)
            print("  This cannot be:", *mistakes, sep="\n    ")
            return False
        print("  Trying it …", flush=True)
        result = eventloop.run(probes.one_line(config, str(block["name"])))
    print(f"  {'ok' if result.ok else 'FAILED'}: {result.words}")
    if result.advice:
        print(f"  → {result.advice}")
    if imsi := str(result.found.get("imsi") or ""):
        bound = {"yes": "with another SIM nothing is sent", "no": "any SIM may send"}
        if asking.choose(f"  Send only with this SIM ({imsi})", bound, "yes") == "yes":
            block["imsi"] = imsi
    return result.ok


def _write_secrets(path: Path, secrets: Mapping[str, str]) -> None:
    """Each secret into a file of its own beside the configuration, for its owner only. Raises NotAllowed."""
    for name, secret in secrets.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
            with open(os.open(path.parent / name, flags, 0o600), "w", encoding="utf-8") as file:
                os.fchmod(file.fileno(), 0o600)
                file.write(secret + "\n")
        except OSError as error:
            raise NotAllowed(NOT_WRITTEN(path=str(path.parent / name), error=str(error.strerror))) from None


def _replace(path: Path, text: str) -> None:
    """The new text in the old one's place and mode, whole or not at all. Raises NotAllowed."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text, "utf-8")
        if path.exists():
            fresh.chmod(path.stat().st_mode & 0o777)
        fresh.replace(path)
    except OSError as error:
        raise NotAllowed(NOT_WRITTEN(path=str(path), error=str(error.strerror))) from None
