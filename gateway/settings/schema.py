"""The shape of config.toml: each table, each key, its unit, limits and default.

Frozen shapes and nothing else; config.py reads the file and says what is wrong, and configuration.py is what it makes
of it. What a key does for an administrator stands in the shipped config.toml.
"""

from datetime import date, time
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    field_validator,
)

from gateway.domain.actor import Role
from gateway.settings import checks, fields, reasons
from gateway.settings.checks import HERE
from gateway.settings.fields import (
    Clock,
    Count,
    Days,
    Flag,
    Key,
    Module,
    Moments,
    Networks,
    Place,
    Port,
    Seconds,
    Text,
    Tries,
)

__all__ = [
    "Answer",
    "BackupSettings",
    "ChannelSettings",
    "ConsoleSettings",
    "DataSettings",
    "DatabaseSettings",
    "DoorSettings",
    "LimitSettings",
    "LineSettings",
    "LogInRole",
    "LogInSettings",
    "LogSettings",
    "NoticeSettings",
    "OperatorSettings",
    "Phrase",
    "RetentionSettings",
    "RootSettings",
    "ScannerSettings",
    "ServerSettings",
    "Settings",
    "SimulatorSettings",
    "TimeSettings",
    "Unit",
]


class Settings(BaseModel):
    """What all tables share: frozen, and an unknown key is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class RootSettings(Settings):
    """The keys above the first table."""

    zone: Text  # IANA name: dates on paper, office hours, `start` dates
    city: Annotated[str, AfterValidator(checks.shape(r"[A-Z]{2}", reasons.NOT_CITY))]


class DataSettings(Settings):
    """[data]"""

    directory: Text = "data"
    templates: str = ""
    audit_key_file: str = ""
    audit_years: Annotated[int, Strict(), Field(ge=1, le=100)] = 5


class ServerSettings(Settings):
    """[database], [redis]: where the address stands. Both empty: the embedded server."""

    url_file: Place = ""
    url_env: Place = ""


class DatabaseSettings(ServerSettings):
    """[database] as well: addresses of the roles that work with least rights (roles.py). Empty: the owner does it."""

    intake_url_file: Place = ""
    intake_url_env: Place = ""
    sender_url_file: Place = ""
    sender_url_env: Place = ""
    page_url_file: Place = ""
    page_url_env: Place = ""


class OperatorSettings(Settings):
    """[operator]: who is told when something is wrong, by mail and by SMS. A `duty_` key left empty: the same."""

    mail: Text
    duty_mail: str = ""
    sms: str = ""
    duty_sms: str = ""

    _checked = field_validator("mail", "duty_mail")(checks.mail)
    _numbers = field_validator("sms", "duty_sms")(checks.number)


class ConsoleSettings(Settings):
    """[console]: the pages. What shows citizens' words opens to whoever logs in.

    `language`: of the terminal, and of the pages until somebody switches; empty: the locale's, and Vietnamese.
    """

    host: Text = "127.0.0.1"
    port: Port = 8765
    language: Literal["", "vi", "en"] = ""
    public_url: Place = ""
    certificate_file: Place = ""
    key_file: Place = ""
    proxies: Networks = ()
    requests_per_minute: Annotated[int, Strict(), Field(ge=1, le=100_000)] = 600


class LogInRole(Settings):
    """[[login.roles]]: who has this value in `role_claim` holds this role in this unit; "*": in every unit."""

    value: Text
    role: Role
    unit: Annotated[str, fields.text(63)] = "*"


class LogInSettings(Settings):
    """[login]: by what officers log in beside accounts of our own. `issuer` empty: by nothing else."""

    passwords: Flag = True
    issuer: Place = ""
    client_id: Annotated[str, fields.text(200, least=0)] = ""
    client_secret_file: Place = ""
    client_secret_env: Place = ""
    label: Annotated[str, fields.text(60, least=0)] = ""
    ca_file: Place = ""
    scopes: Annotated[tuple[Text, ...], Field(max_length=20)] = ("profile",)
    login_claim: Text = "preferred_username"
    name_claim: Text = "name"
    bind_by_name: Flag = False
    role_claim: Annotated[str, fields.text(200, least=0)] = ""
    roles: Annotated[tuple[LogInRole, ...], Field(max_length=1_000)] = ()


class Answer(Settings):
    """[[units.faq]]: words that a question holds, and what is answered to it at once."""

    asks: Annotated[tuple[Annotated[str, fields.text(60)], ...], Field(min_length=1, max_length=50)]
    answer: Annotated[str, fields.text(160)]
    answer_en: Annotated[str, fields.text(160, least=0)] = ""


class Phrase(Settings):
    """[[units.phrases]]: words that a unit's officers put into their answers, under a name."""

    name: Annotated[str, fields.text(80)]
    words: Annotated[str, fields.text(2_000)]
    words_en: Annotated[str, fields.text(2_000, least=0)] = ""


class Unit(Settings):
    """[[units]]: an authority, as citizens read it."""

    key: Key
    name: Annotated[str, fields.text(80)]
    name_en: Annotated[str, fields.text(80, least=0)] = ""
    phone: Annotated[str, fields.text(40)]
    mail: str = ""
    language: Literal["vi", "en"] = "vi"
    sms_form: Literal["plain", "accented"] = "plain"
    office_hours: tuple[tuple[Clock, Clock], ...] = ((time(8), time(12)), (time(13), time(17)))
    faq: tuple[Answer, ...] = ()
    phrases: Annotated[tuple[Phrase, ...], Field(max_length=60)] = ()
    four_eyes: Flag = False

    _checked = field_validator("office_hours")(checks.hours)
    _mail = field_validator("mail")(checks.mail)


class LineSettings(Settings):
    """[[lines]]: the keys every channel has; the rest are the channel's own."""

    name: Key
    channel: Text
    unit: Text
    owner: Text
    start: Annotated[Literal["now", "all"] | date, BeforeValidator(checks.start)] = "now"
    send: Flag = True
    reply_line: Annotated[str, fields.text(63, least=0)] = ""


class LimitSettings(Settings):
    """[limits]: brakes against loops, floods and bills."""

    acknowledgements_per_sender_day: Count = 3
    commands_per_sender_day: Count = 10
    foreign_numbers: Flag = True
    unproven_per_line_hour: Count = 60
    unproven_per_domain_hour: Count = 10
    unproven_per_sender_day: Count = 2
    unproven_emergencies_per_line_hour: Count = 20
    wrong_codes_per_hour: Count = 5
    guesses_per_sender_hour: Count = 20
    guesses_per_hour: Count = 100
    automatic_sms_per_line_hour: Count = 200
    sms_per_line_day: Count = 500
    sms_per_number_hour: Count = 20
    same_text_minutes: Annotated[int, Strict(), Field(ge=0, le=1_440)] = 5
    held_words: tuple[Annotated[str, fields.text(40)], ...] = ()
    quiet_hours: Annotated[tuple[Clock, ...], AfterValidator(checks.quiet)] = (time(21), time(7))
    sms_result_segments: Annotated[int, Strict(), Field(ge=1, le=10)] = 4
    answer_files: Annotated[int, Strict(), Field(ge=0, le=20)] = 5
    answer_files_mb: Annotated[int, Strict(), Field(ge=1, le=25)] = 10


class TimeSettings(Settings):
    """[times]: seconds, except `answer_days` (working days), `profile` (of terms) and `old_days` (calendar days)."""

    lease: Moments = 15.0
    sweep: Annotated[float, Strict(), Field(ge=0.05, le=60, allow_inf_nan=False)] = 2.0
    visit: Annotated[float, Strict(), Field(ge=0.1, le=300, allow_inf_nan=False)] = 10.0
    incomplete_sms: Seconds = 600.0
    answer_days: Days = 10
    profile: Annotated[str, fields.text(40, least=0)] = ""
    profiles_file: Place = ""
    backoff: Annotated[tuple[Seconds, ...], Field(min_length=1, max_length=100)] = (
        30.0,
        120.0,
        600.0,
        1800.0,
        3600.0,
        7200.0,
        14400.0,
    )
    tries: Tries = 8
    attempt_deadline: Annotated[float, Strict(), Field(ge=1, le=3_600, allow_inf_nan=False)] = 120.0
    old_days: Days = 7
    undo_seconds: Annotated[float, Strict(), Field(ge=0, le=600, allow_inf_nan=False)] = 10.0
    health_grace: Moments = 90.0


class BackupSettings(Settings):
    """[backup]: every night by itself. `directory` empty: backups/ in the data directory. `hook`: run with the file."""

    nightly: Flag = True
    at: Clock = time(2)
    directory: Place = ""
    keep: Annotated[int, Strict(), Field(ge=1, le=3_650)] = 14
    hook: Place = ""


class ScannerSettings(Settings):
    """[scanner]: clamd by its socket's path, or by host and port. All empty: attachments are not checked."""

    socket: Place = ""
    host: Place = ""
    port: Port = 3310
    seconds: Annotated[float, Strict(), Field(ge=1, le=600)] = 60.0

    @property
    def is_configured(self) -> bool:
        """Whether there is a scanner to be asked."""
        return bool(self.socket or self.host)


class ProbeSettings(Settings):
    """[probes]: lines that no traffic has proved are tried by a text or mail of ours, once each working day; a SIM that
    has sent nothing for `keep_alive_days` texts itself, 0 never."""

    enabled: Flag = True
    keep_alive_days: Annotated[int, Strict(), Field(ge=0, le=365)] = 0

    @property
    def send(self) -> bool:
        """Whether anything of ours is ever sent to our own lines."""
        return self.enabled or self.keep_alive_days > 0


class NoticeSettings(Settings):
    """[notices]: officers are told by mail of what comes. `digest_minutes`: what follows so soon comes in one mail;
    `words`: with the citizen's, but of restricted cases; `replies`: an answer to such a mail may act."""

    enabled: Flag = True
    digest_minutes: Annotated[int, Strict(), Field(ge=0, le=1_440)] = 30
    words: Flag = False
    replies: Flag = True


class PublicationSettings(Settings):
    """[publication]: what answers may be made public: of cases of which kinds, of which units and those below them;
    `units` empty: of all, `kinds` empty: none is."""

    kinds: Annotated[tuple[Literal["phan_anh", "kien_nghi", "hoi_dap", "gop_y"], ...], Field(max_length=4)] = ()
    units: Annotated[tuple[Key, ...], Field(max_length=1_000)] = ()


class RetentionSettings(Settings):
    """[retention]: so many days after a case was done what is known of its persons is erased; 0: never."""

    days: Annotated[int, Strict(), Field(ge=0, le=36_500), AfterValidator(checks.never_or(30))] = 0
    restricted_days: Annotated[int, Strict(), Field(ge=0, le=36_500), AfterValidator(checks.never_or(30))] = 0


class LogSettings(Settings):
    """[logs]. `directory` empty: logs/ in the data directory; "stderr": standard error (the journal)."""

    directory: Place = ""
    as_json: Flag = Field(default=False, alias="json")
    size_mb: Annotated[int, Strict(), Field(ge=1, le=10_000)] = 10
    keep: Annotated[int, Strict(), Field(ge=1, le=1_000)] = 5


class SimulatorSettings(Settings):
    """[simulator]: the newcomer's mail server on loopback and the phone."""

    enabled: Flag = True
    imap_port: Port = 1143
    smtp_port: Port = 1025


class ChannelSettings(Settings):
    """[channels]: modules of channels beside our own, as Python names them; nothing is scanned for."""

    extra: tuple[Module, ...] = ()
    directory: Place = ""


class DoorSettings(Settings):
    """[doors]"""

    host: Text = "127.0.0.1"
    port: Port = 8766
    certificate_file: Place = ""
    key_file: Place = ""
    proxies: Networks = ()
    allowed: Networks = HERE
    token_file: Place = ""
    token_env: Place = ""
    hmac_file: Place = ""
    hmac_env: Place = ""
    body_bytes: Annotated[int, Strict(), Field(ge=1_024, le=67_108_864)] = 1_048_576
    requests_per_minute: Annotated[int, Strict(), Field(ge=1, le=100_000)] = 60
    seconds: Annotated[float, Strict(), Field(ge=1, le=120)] = 10.0
