"""What config.toml is made into: the whole, its lines, and what the options of a line have or may have.

Frozen, and checked before it is made: whoever holds a Config need not check it again.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from gateway.domain.calendar import Calendars
from gateway.domain.channel_traits import Traits
from gateway.domain.deadlines.profiles import ProfileRow
from gateway.domain.deadlines.terms import Office
from gateway.domain.units import UnitTree
from gateway.settings.carrier_bounds import CarrierSettings
from gateway.settings.extra_channels import ExtraChannels
from gateway.settings.listening import Console, Doors
from gateway.settings.login import LogIn
from gateway.settings.schema import (
    BackupSettings,
    LimitSettings,
    LogSettings,
    NoticeSettings,
    ProbeSettings,
    PublicationSettings,
    RetentionSettings,
    ScannerSettings,
    SimulatorSettings,
    TimeSettings,
    Unit,
)
from gateway.settings.units import Organisation

__all__ = ["Config", "Line", "Options", "OwnNumber", "OwnSources", "OwnTraits"]


class Options(Protocol):
    """What the options of every channel have, whatever else a channel's own have: who needs that asks by their class
    (`isinstance(line.options, EmailOptions)`)."""

    @property
    def address(self) -> str:
        """The line's URN."""
        ...

    @property
    def proves_senders(self) -> bool:
        """Whether the line can say of senders that they are who they say."""
        ...


@runtime_checkable
class OwnTraits(Protocol):
    """What the options of a line have beside whose messages behave otherwise than its channel's."""

    @property
    def traits(self) -> Traits:
        """The line's."""
        ...


@runtime_checkable
class OwnNumber(Protocol):
    """What the options of a line have beside that people call."""

    @property
    def number(self) -> str:
        """The number that they dial: a URN, under which it may also write."""
        ...


@runtime_checkable
class OwnSources(Protocol):
    """What the options of a line have beside that reads parts of what its address names."""

    @property
    def sources(self) -> Collection[str]:
        """What it reads, and no other line may: its address's parts."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One mailbox or one number. `start`: first contact takes what comes from now on, all, or what came since then.

    `reply_line`: the name of the line by which replies go, where that is another one; "" otherwise."""

    name: str
    channel: str
    label: Mapping[str, str]  # the channel's: language -> what people read for it
    traits: Traits  # the channel's, or the line's own
    unit: Unit
    owner: str
    start: Literal["now", "all"] | datetime  # a datetime is the midnight of that date in `zone`
    send: bool
    reply_line: str
    options: Options  # what the channel's options() returned


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The whole configuration. `database_url` and `redis_url` are None where the embedded server is meant."""

    path: Path
    zone: ZoneInfo
    city: str
    data: Path
    templates: Path | None  # texts of units that stand for ours
    audit_key_file: Path  # by which rows of audit are sealed
    audit_years: int  # so long they are kept at least
    database_url: str | None = field(repr=False)
    redis_url: str | None = field(repr=False)
    role_urls: Mapping[str, str | None] = field(repr=False)  # of roles.ROLES, where the configuration names them
    operator_mail: str
    duty_mail: str
    operator_sms: str  # a URN, or empty
    duty_sms: str
    console: Console
    login: LogIn
    organisation: Organisation
    unplaced: frozenset[str]  # units that lines name and the file has not, where the register was not read
    lines: Mapping[str, Line]
    limits: LimitSettings
    times: TimeSettings
    backup: BackupSettings
    backup_hook: Path | None
    backup_directory: Path
    scanner: ScannerSettings
    probes: ProbeSettings
    notices: NoticeSettings
    publication: PublicationSettings
    retention: RetentionSettings
    logs: LogSettings
    log_directory: Path | None  # None: standard error, which systemd writes to the journal
    simulator: SimulatorSettings
    simulator_directory: Path
    doors: Doors
    own_terms: tuple[ProfileRow, ...]  # that stand before those that are shipped
    extra_channels: ExtraChannels
    carriers: Mapping[str, CarrierSettings]  # by name
    calendars: Calendars

    @property
    def own_addresses(self) -> frozenset[str]:
        """Those of all lines (URNs); of one that people call its number too."""
        found = [line.options for line in self.lines.values()]
        numbers = (options.number for options in found if isinstance(options, OwnNumber))
        return frozenset([*(options.address for options in found), *numbers])

    @property
    def units(self) -> Mapping[str, Unit]:
        """All units by their keys, those that are not valid too: they keep their cases."""
        return self.organisation.by_key

    @property
    def unit_tree(self) -> UnitTree:
        """Which unit stands under which."""
        return self.organisation.tree

    def speaks_for(self, key: str) -> Unit | None:
        """In whose name citizens are told of a unit's cases: its own, once it has ended its heir's; None where there is
        no such unit."""
        return self.units.get(self.unit_tree.heir(key))

    def office_of(self, unit: Unit) -> Office:
        """When a unit works."""
        return Office(calendar=self.calendars.of(unit.key), hours=unit.office_hours, zone=self.zone)

    def mailbox_of(self, unit: Unit) -> str:
        """The first address that citizens may write mail to at a unit, "" where it has none."""
        found = (line.options.address for line in self.lines.values() if line.unit.key == unit.key)
        return next((urn.removeprefix("mailto:") for urn in found if urn.startswith("mailto:")), "")

    def replying(self, line: Line) -> Line:
        """The line by which the replies of `line` go."""
        return self.lines[line.reply_line] if line.reply_line else line
