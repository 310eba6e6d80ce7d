"""`gw init`, `gw line add`: ask for what a gateway needs, try it, and write it into a configuration."""

import os
import tempfile
import textwrap
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli import asking, toml
from gateway.cli import sentences as say
from gateway.cli.asking import Question
from gateway.cli.common import SHIPPED, Commands, ConfigPath, in_words, settings
from gateway.cli.reasons import CONFIG_THERE, NOT_WRITTEN
from gateway.domain.errors import ConfigError, NotAllowed
from gateway.domain.reasons import Reason
from gateway.runtime import eventloop

__all__ = ["register"]

lines = Commands("help.line", no_args_is_help=True)


def register(app: Commands) -> None:
    """Put the commands on the list."""
    app.command("init", help="help.init")(init)
    lines.command("add", help="help.line_add")(add)
    app.add_typer(lines, name="line")


def init(
    file: Annotated[Path, typer.Argument(metavar="help.meta_file", help="help.init_file")] = Path("gateway.toml"),
) -> None:
    """Ask what a gateway needs to know, try each line, and write a configuration of your own."""
    path = file.absolute()
    if path.exists():
        raise NotAllowed(CONFIG_THERE(path=str(path), file=str(file)))
    print(f"{in_words(say.ASK_BEGIN(path=str(path)))}\n")
    raw = _asked_head(path)
    secrets: dict[str, str] = {}
    while True:
        _add_line(path, raw, secrets)
        if asking.choose(say.ASK_ONE_MORE, {"no": say.ASK_WRITE, "yes": say.ASK_MORE}, "no") == "no":
            break
    _write_secrets(path, secrets)
    head = textwrap.wrap(in_words(say.ASK_FILE_HEAD), 118, initial_indent="# ", subsequent_indent="# ")
    _replace(path, "\n".join((*head, "", toml.document(raw))))
    print(f"\n{in_words(say.ASK_WRITTEN(path=str(path)))}\n  ./gw check --config {file}\n  ./gw run --config {file}")


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
        print(in_words(say.ASK_NOTHING_ADDED))
        return
    _write_secrets(path, secrets)
    _replace(path, text.rstrip("\n") + "\n\n" + "\n".join(new))
    print(f"\n{in_words(say.ASK_ADDED(path=str(path)))}\n  ./gw check --config {config}")


def _asked_head(path: Path) -> dict[str, Any]:
    below_etc = Path("/etc") in path.parents
    data = asking.ask(say.ASK_DATA, "/var/lib/citizen-gateway" if below_etc else "data")
    city = asking.ask(say.ASK_CODE_CITY, "HN", _city)
    operator = asking.ask(say.ASK_OPERATOR, check=asking.mail_address)
    return {
        "zone": "Asia/Ho_Chi_Minh",
        "city": city,
        "data": {"directory": data},
        "operator": {"mail": operator},
        "simulator": {"enabled": False},
        "units": [],
        "lines": [],
    }


def _city(answer: str) -> Reason | None:
    return None if len(answer) == 2 and answer.isascii() and answer.isupper() else say.ASK_CITY


def _add_line(path: Path, raw: dict[str, Any], secrets: dict[str, str]) -> None:
    """Ask for a line until it works, or is kept or left out all the same."""
    from gateway.cli import line_questions  # with all channels: half of what any command would import

    unit = _unit(raw["units"])
    question = Question(unit, raw["lines"])
    while True:
        block = line_questions.ask_line(question)
        files = {key: f"{block['name']}.{key.removesuffix('_file')}" for key in question.secrets}
        mine = {files[key]: secret for key, secret in question.secrets.items()}
        block |= files
        if _tried(_alone(path, raw, unit, block), block, mine):
            break
        todo = {"again": say.ASK_AGAIN, "keep": say.ASK_KEEP, "leave": say.ASK_LEAVE}
        what = asking.choose(say.ASK_WHAT_NOW, todo, "again", "  ")
        if what == "leave":
            return
        if what == "keep":
            break
    raw["units"] += [unit] if unit not in raw["units"] else []
    raw["lines"].append(block)
    secrets |= mine


def _alone(path: Path, raw: Mapping[str, Any], unit: dict[str, Any], block: dict[str, Any]) -> dict[str, Any]:
    """A configuration of this line, and of those that it names; files of theirs lie beside the real one."""
    from gateway.cli.line_questions import OTHERS

    named = {block.get(key) for key in OTHERS}
    others = [line for line in raw["lines"] if line["name"] in named]
    units = [one for one in raw["units"] if one["key"] in {line["unit"] for line in others} and one != unit]
    lines = [_absolute(path.parent, line) for line in others]
    return {**raw, "units": [unit, *(_absolute(path.parent, one) for one in units)], "lines": [*lines, block]}


def _absolute(base: Path, block: Mapping[str, Any]) -> dict[str, Any]:
    return {key: str(base / value) if key.endswith("_file") and value else value for key, value in block.items()}


def _unit(units: list[dict[str, Any]]) -> dict[str, Any]:
    """The unit that the line belongs to: one that is there, or a new one."""
    keys = [str(unit["key"]) for unit in units]
    if keys:
        few = ", ".join(f"{unit['key']}: {unit['name']}" for unit in units) if len(keys) <= 10 else ""
        key = asking.ask(
            say.ASK_UNIT(known=few or say.ASK_UNITS(n=len(keys))),
            keys[0],
            lambda answer: None if answer in (*keys, "new") else say.ASK_UNIT_OR_NEW,
        )
        if key != "new":
            return next(unit for unit in units if unit["key"] == key)
    return asking.ask_unit(keys)


def _tried(raw: Mapping[str, Any], block: dict[str, Any], secrets: Mapping[str, str]) -> bool:
    """Whether one line of `raw`, `block`, is set right and works now; says what is wrong. A modem that shows its
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
            mistakes = (in_words(problem.located) for problem in error.problems)
            print(f"  {in_words(say.ASK_CANNOT_BE)}", *mistakes, sep="\n    ")
            return False
        print(f"  {in_words(say.ASK_TRYING)}", flush=True)
        result = eventloop.run(probes.one_line(config, str(block["name"])))
    print(f"  {in_words(say.CHECK_OK if result.ok else say.CHECK_FAILED)}: {in_words(result.reason)}")
    if advice := in_words(result.reason, part="advice"):
        print(f"  → {advice}")
    if imsi := str(result.found.get("imsi") or ""):
        bound = {"yes": say.ASK_BOUND, "no": say.ASK_ANY_SIM}
        if asking.choose(say.ASK_BIND_SIM(imsi=imsi), bound, "yes", "  ") == "yes":
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
