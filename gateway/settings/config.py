"""config.toml -> one frozen Config, checked as a whole: every mistake is named at once, with its key.

Nothing starts on half a configuration: an unknown key is a mistake, secrets are named by file or variable, and a line's
own keys go to its channel unread, with `start`. ``lines[2]`` is the second block. Shapes: schema.py, of the file;
configuration.py and listening.py, of what is made of it.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ValidationError

from gateway.domain import addresses, calendar
from gateway.domain.deadlines.profiles import ProfileRow
from gateway.domain.errors import ConfigError, Problem
from gateway.domain.reasons import Code, Reason
from gateway.domain.units import Register
from gateway.settings import console, doors, login, reasons, secrets, terms, together, toml_file, tree, urls
from gateway.settings import units as unit_set
from gateway.settings.carrier_bounds import CarrierSettings
from gateway.settings.checks import is_name
from gateway.settings.configuration import Config, Line, OwnTraits
from gateway.settings.extra_channels import NO_EXTRA, ExtraChannels
from gateway.settings.line_blocks import OptionsReader, Registry, sources, split, start_of
from gateway.settings.listening import Console, Doors
from gateway.settings.login import LogIn
from gateway.settings.mistakes import hint, label_of, reason_of, root_causes
from gateway.settings.schema import (
    BackupSettings,
    ChannelSettings,
    ConsoleSettings,
    DatabaseSettings,
    DataSettings,
    DoorSettings,
    LimitSettings,
    LineSettings,
    LogInSettings,
    LogSettings,
    NoticeSettings,
    OperatorSettings,
    ProbeSettings,
    PublicationSettings,
    RetentionSettings,
    RootSettings,
    ScannerSettings,
    ServerSettings,
    SimulatorSettings,
    TimeSettings,
    Unit,
)
from gateway.settings.units import Organisation

__all__ = ["Config", "Line", "Unit", "load"]

TABLES: Mapping[str, type[BaseModel]] = {
    "data": DataSettings,
    "database": DatabaseSettings,
    "redis": ServerSettings,
    "operator": OperatorSettings,
    "console": ConsoleSettings,
    "login": LogInSettings,
    "limits": LimitSettings,
    "times": TimeSettings,
    "backup": BackupSettings,
    "scanner": ScannerSettings,
    "probes": ProbeSettings,
    "notices": NoticeSettings,
    "publication": PublicationSettings,
    "retention": RetentionSettings,
    "logs": LogSettings,
    "simulator": SimulatorSettings,
    "channels": ChannelSettings,
    "doors": DoorSettings,
}
SCHEMES = {"database": ("postgresql", "postgres"), "redis": ("redis", "rediss", "unix")}
ALONE = Register()  # of an installation that has the units of its file and no other
M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


def load(
    path: Path,
    registry: Registry,
    environ: Mapping[str, str] | None = None,
    *,
    register: Register | None = ALONE,
    content: bytes | None = None,
) -> Config:
    """Read and check the file at `path`. Raises ConfigError that names every mistake at once.

    `registry`: of gateway.channels, (modules, directory) -> the channels by name. Relative paths in the file count
    from the file's own directory. `environ` is os.environ unless given. `register`: the units beside those of the
    file; None: not read yet, so that a line may name any. `content`: what the file holds, unless as it stands now.
    """
    path = Path(path).resolve()
    raw = toml_file.parse(path, toml_file.read(path) if content is None else content)
    return _ConfigReader(path, registry, os.environ if environ is None else environ, register).config(raw)


class _ConfigReader:
    """Reads one file: collects problems on its way and gives a Config only if there is none."""

    def __init__(self, path: Path, registry: Registry, environ: Mapping[str, str], register: Register | None) -> None:
        self.path, self.base, self.registry, self.environ = path, path.parent, registry, environ
        self.register, self.unplaced = register, frozenset[str]()
        self.channels: Mapping[str, OptionsReader] = {}
        self.extra = NO_EXTRA
        self.carriers: dict[str, CarrierSettings] = {}
        self.now = datetime.now(UTC)
        self.problems: list[Problem] = []
        self.places: dict[str, str] = {}  # a line's name -> "lines[2]"
        self.made_later, self.simulator = (
            "",
            tree.SIMULATOR,
        )  # its table's name, and its directory's in the data directory

    def config(self, raw: dict[str, Any]) -> Config:
        """The checked whole. Raises ConfigError."""
        self.problems += tree.take_secrets(raw)
        self.find_former_names(raw)
        tables = {name: self.table(raw, name, model) for name, model in TABLES.items()}
        self.find_channels(tables["channels"])
        self.find_carriers(raw)
        unit_blocks, line_blocks = self.blocks(raw, "units"), self.blocks(raw, "lines")
        root = self.model(RootSettings, raw, "", known=(*TABLES, "units", "lines", "carriers"))
        zone = self.zone(root.zone if root else raw.get("zone"))
        server_urls = {name: self.url(name, tables[name]) for name in SCHEMES}
        server_urls |= {role: self.url("database", tables["database"], f"{role}_url") for role in tree.ROLES}
        units = self.units(unit_blocks)
        self.made_later = self.simulator_password(tables)
        organisation = self.organisation(units, zone or ZoneInfo("UTC"))
        if self.register is None:
            self.unplaced = unit_set.unplaced(units, line_blocks)
        lines = self.lines(line_blocks, unit_set.of_lines(units, organisation, self.unplaced), zone or ZoneInfo("UTC"))
        self.problems += together.wrong(
            tables, units, lines, self.places, self.base, organisation if self.register is not None else None
        )
        own_terms = self.own_terms(tables["times"])
        pages, open_doors = self.listening(tables["console"], tables["doors"])
        log_in = self.log_in(tables["login"])
        if self.problems or not (root and zone and pages and open_doors and log_in):
            raise ConfigError(self.problems)
        return self.assembled(
            tables, root.city, zone, server_urls, organisation, lines, pages, log_in, open_doors, own_terms
        )

    def note(self, key: str, reason: Reason, label: str = "") -> None:
        """Keep one mistake."""
        self.problems.append(Problem(key, reason, label))

    def assembled(
        self,
        tables: Mapping[str, Any],
        city: str,
        zone: ZoneInfo,
        urls: Mapping[str, str | None],
        organisation: Organisation,
        lines: Mapping[str, Line],
        pages: Console,
        log_in: LogIn,
        open_doors: Doors,
        own_terms: tuple[ProfileRow, ...],
    ) -> Config:
        """Checked pieces -> Config, with the defaults that follow from another key."""
        logs, operator, backup, places = (tables[name] for name in ("logs", "operator", "backup", "data"))
        data = self.base / places.directory
        return Config(
            path=self.path,
            zone=zone,
            city=city,
            data=data,
            templates=self.base / places.templates if places.templates else None,
            audit_key_file=self.base / places.audit_key_file if places.audit_key_file else data / "audit.key",
            audit_years=places.audit_years,
            database_url=urls["database"],
            redis_url=urls["redis"],
            role_urls={role: urls[role] for role in tree.ROLES},
            operator_mail=operator.mail,
            duty_mail=operator.duty_mail or operator.mail,
            operator_sms=addresses.phone(operator.sms) if operator.sms else "",
            duty_sms=addresses.phone(operator.duty_sms or operator.sms) if operator.duty_sms or operator.sms else "",
            console=pages,
            login=log_in,
            organisation=organisation,
            unplaced=self.unplaced,
            calendars=unit_set.calendars(calendar.load(), organisation.register),
            lines=lines,
            limits=tables["limits"],
            times=tables["times"],
            logs=logs,
            backup=backup,
            backup_hook=self.base / backup.hook if backup.hook else None,
            scanner=tables["scanner"],
            probes=tables["probes"],
            notices=tables["notices"],
            publication=tables["publication"],
            retention=tables["retention"],
            backup_directory=self.base / (backup.directory or data / "backups"),
            log_directory=None if logs.directory == "stderr" else self.base / (logs.directory or data / "logs"),
            simulator=tables["simulator"],
            simulator_directory=data / self.simulator,
            extra_channels=self.extra,
            doors=open_doors,
            own_terms=own_terms,
            carriers=self.carriers,
        )

    def table(self, raw: dict[str, Any], name: str, model: type[M]) -> M | None:
        """The table [name], taken out of `raw`; its defaults where it is absent."""
        value = raw.pop(name, {})
        if isinstance(value, dict):
            return self.model(model, value, f"{name}.")
        self.note(name, reasons.NOT_TABLE(name=name))
        return None

    def blocks(self, raw: dict[str, Any], name: str) -> list[dict[str, Any]]:
        """The blocks [[name]], taken out of `raw`; none is a mistake."""
        value = raw.pop(name, [])
        if not isinstance(value, list) or not all(isinstance(block, dict) for block in value):
            self.note(name, reasons.NOT_BLOCKS(name=name))
            return []
        if not value and (name != "units" or self.register == ALONE):
            self.note(name, reasons.NO_BLOCK(name=name))
        return value

    def model(
        self, model: type[M], raw: Mapping[str, Any], where: str, label: str = "", known: Iterable[str] = ()
    ) -> M | None:
        """`raw` as `model`; None where something is wrong, every mistake noted."""
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            names = [field.alias or name for name, field in model.model_fields.items()]
            for detail in root_causes(error.errors(include_url=False, include_input=False)):
                inner = "".join(f"[{index + 1}]" for index in detail["loc"][1:] if isinstance(index, int))
                key = f"{where}{detail['loc'][0]}{inner}"
                self.note(key, reason_of(detail, model, [*names, *known]), label)
            return None

    def zone(self, name: object) -> ZoneInfo | None:
        """The time zone of that IANA name. What is missing or no text is named by the table's own check."""
        if not isinstance(name, str):
            return None
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.note("zone", reasons.NO_ZONE)
            return None

    def url(self, name: str, server: BaseModel | None, key: str = "url") -> str | None:
        """A server's address out of its file or variable; None: embedded."""
        raw = self.absolute(server.model_dump()) if server else {}
        url, problems = secrets.read(raw, key, self.environ, f"{name}.")
        self.problems += problems
        if url and (wrong := urls.mistake(url, SCHEMES[name])):
            self.note(f"{name}.{key}_{'file' if raw[f'{key}_file'] else 'env'}", wrong)
        return url

    def absolute(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """`raw` with its relative paths (`*_file`, `device`) made absolute: a channel knows no place of the file."""
        return {
            key: str(self.base / self.in_credentials(value))
            if value and isinstance(value, str) and (key.endswith("_file") or key == "device")
            else value
            for key, value in raw.items()
        }

    def in_credentials(self, value: str) -> str:
        """A path below $CREDENTIALS_DIRECTORY, where a service has that."""
        variable, _, name = value.partition("/")
        directory = self.environ.get("CREDENTIALS_DIRECTORY", "") if variable == secrets.CREDENTIALS else ""
        return f"{directory}/{name}" if directory else value

    def listening(self, pages: Any, receiving: Any) -> tuple[Console | None, Doors | None]:
        """Where the pages are served, and where channels receive by HTTP; None for a table that is wrong by itself."""
        served, problems = console.read(pages, self.absolute) if pages else (None, [])
        open_doors, more = doors.read(receiving, self.absolute, self.environ) if receiving else (None, [])
        self.problems += [*problems, *more]
        return served, open_doors

    def log_in(self, settings: Any) -> LogIn | None:
        """By what officers log in; None for a table that is wrong by itself."""
        made, problems = login.read(settings, self.absolute, self.environ) if settings else (None, [])
        self.problems += problems
        return made

    def own_terms(self, times: Any) -> tuple[ProfileRow, ...]:
        """The office's own terms for what must happen to a case by when."""
        found, problems = terms.read(times, self.absolute) if times else ((), [])
        self.problems += problems
        return found

    def find_carriers(self, raw: dict[str, Any]) -> None:
        """The blocks [[carriers]], taken out of `raw`; mostly there are none."""
        blocks = self.blocks(raw, "carriers") if "carriers" in raw else []
        for number, block in enumerate(blocks, 1):
            found = self.model(CarrierSettings, block, f"carriers[{number}].", label_of(block))
            if found and found.name in self.carriers:
                self.note(f"carriers[{number}].name", reasons.CARRIER_TWICE)
            elif found:
                self.carriers[found.name] = found

    def find_channels(self, wanted: Any) -> None:
        """Our own channels, and those of the modules that are named."""
        directory = str(self.base / wanted.directory) if wanted and wanted.directory else ""
        if directory and not Path(directory).is_dir():
            self.note("channels.directory", reasons.NO_DIRECTORY(directory=str(self.base)))
            directory = ""  # imported from once, it would count as empty to the end of the process
        self.extra = ExtraChannels(wanted.extra, directory) if wanted else NO_EXTRA
        try:
            self.channels = self.registry(*self.extra)
        except ConfigError as error:
            self.problems += error.problems
            self.channels = self.registry((), "")

    def find_former_names(self, raw: dict[str, Any]) -> None:
        """A table under its former name is that table. The simulator's files stay where that name had them."""
        for name, former, problem in tree.rename(raw):
            self.problems += [problem] if problem else []
            if name == tree.SIMULATOR and problem is None:
                self.simulator = former

    def simulator_password(self, tables: Mapping[str, Any]) -> str:
        """The file of the simulator's password, which is made by whoever starts the simulator; "" without one."""
        data, simulator = tables["data"], tables["simulator"]
        place = self.base / data.directory / self.simulator / "password" if data else None
        return str(place) if place and simulator and simulator.enabled else ""

    def units(self, blocks: list[dict[str, Any]]) -> dict[str, Unit | None]:
        """Units by their key; None for a key whose block is wrong otherwise."""
        units: dict[str, Unit | None] = {}
        for number, block in enumerate(blocks, 1):
            key, label = str(block.get("key", "")), label_of(block, "key")
            if key and key in units:
                self.note(f"units[{number}].key", reasons.UNIT_TWICE, label)
            units[key] = self.model(Unit, block, f"units[{number}].", label)
        return units

    def organisation(self, units: Mapping[str, Unit | None], zone: ZoneInfo) -> Organisation:
        """The units of the file and of the register, on this day."""
        right = {key: unit for key, unit in units.items() if unit}
        found, problems = unit_set.beside(right, self.register or ALONE, self.now.astimezone(zone).date())
        self.problems += problems
        return found

    def lines(self, blocks: list[dict[str, Any]], units: Mapping[str, Unit | None], zone: ZoneInfo) -> dict[str, Line]:
        """Lines by their name."""
        lines: dict[str, Line] = {}
        names: list[object] = []
        holders: dict[str, str] = {}
        for number, block in enumerate(blocks, 1):
            where, label = f"lines[{number}]", label_of(block)
            if (name := block.get("name")) and name in names:
                self.note(f"{where}.name", reasons.LINE_TWICE, label)
            names.append(name)
            line = self.line(block, where, label, units, zone)
            if line is None:
                continue
            taken = {holders.setdefault(source, line.name) for source in sources(line)} - {line.name}
            if taken:
                self.note(where, reasons.ADDRESS_TWICE(line=min(taken)), label)
            lines[line.name] = line
            self.places[line.name] = where
        return lines

    def line(
        self, block: Mapping[str, Any], where: str, label: str, units: Mapping[str, Unit | None], zone: ZoneInfo
    ) -> Line | None:
        """One [[lines]] block; None where something is wrong, every mistake noted."""
        before = len(self.problems)
        shared, own = split(block)
        common = self.model(LineSettings, shared, f"{where}.", label)
        start = start_of(common, zone)
        if isinstance(start, datetime) and start > self.now:
            self.note(f"{where}.start", reasons.START_TO_COME, label)
        own["start"] = start  # what to take on first contact is the link's to know
        own = self.absolute(own)
        own |= {key: secrets.MadeLater(value) for key, value in own.items() if value and value == self.made_later}
        unit = self.named(block.get("unit"), units, reasons.NO_UNIT, f"{where}.unit", label)
        channel = self.named(block.get("channel"), self.channels, reasons.NO_CHANNEL, f"{where}.channel", label)
        name = unit.name if unit else ""
        options, problems = channel.options(own, key=where, zone=zone.key, unit=name) if channel else (None, [])
        self.problems += [replace(problem, label=label) for problem in problems]
        if len(self.problems) > before or common is None or unit is None:
            return None
        traits = options.traits if isinstance(options, OwnTraits) else self.channels[common.channel].TRAITS
        of = {"label": self.channels[common.channel].LABEL, "traits": traits}
        return Line(**{**dict(common), **of, "unit": unit, "start": start, "options": options})

    def named(self, name: object, choices: Mapping[str, T], otherwise: Code, key: str, label: str) -> T | None:
        """The choice of that name. A name that is absent is the model's mistake to tell, not this one's."""
        if isinstance(name, str) and name and name not in choices:
            self.note(key, otherwise(hint=hint(name, filter(is_name, choices))), label)
        return choices.get(name) if isinstance(name, str) else None
