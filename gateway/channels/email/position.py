"""How far a mailbox is read: the watermark, and what of the past belongs to the line."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from gateway.channels.email.fetch_answers import MONTHS, Listed

__all__ = ["Position", "first_contact", "imap_day", "search_day"]

MARGIN = timedelta(days=2)  # by which the dates in a mailbox made anew may be wrong: dates of sending, another zone


@dataclass(frozen=True, slots=True)
class Position:
    """How far a mailbox is read; stored by the caller as its `cursor`.

    UIDs up to `uid` are done. UIDs up to `low` are never read, those up to `floor` lay there at first contact and
    count only if they came since `since` (ISO 8601; "" for all). In a mailbox that was made anew (`rebuilt`) everything
    is read but what came well before, and what came before `since` is old.
    """

    uidvalidity: int
    uid: int
    low: int = 0
    floor: int = 0
    since: str = ""
    rebuilt: bool = False

    def counts(self, mail: Listed) -> bool:
        """Whether this mail belongs to the line."""
        return not self.before_start(mail, self._margin)

    def before_start(self, mail: Listed, margin: timedelta = timedelta(0)) -> bool:
        """Whether this mail lay there at first contact and came before the start, by so much."""
        if not (self.since and mail.arrived) or mail.uid > self.floor:
            return False
        return mail.arrived < datetime.fromisoformat(self.since) - margin

    @property
    def since_day(self) -> str:
        """What narrows a search of mails up to `floor` to those that may count: " SINCE …", or "" for all."""
        if not self.since:
            return ""
        start = datetime.fromisoformat(self.since) - self._margin
        return f" SINCE {search_day(start.isoformat())}"

    @property
    def _margin(self) -> timedelta:
        return MARGIN if self.rebuilt else timedelta(0)


def first_contact(start: object, uidvalidity: int, uidnext: int, newest: int, now: datetime) -> Position:
    """Where a new line begins: at now (what lies there is not read), at a moment, or with everything.

    `uidnext` is what the server calls the next UID, `newest` the highest that it lists. Where they do not fit, what
    lies between counts by its date: a UIDNEXT too low or too high makes nothing old new, and nothing new old.
    """
    low, floor = sorted((uidnext - 1, newest))
    if start == "all":
        return Position(uidvalidity, 0)
    if isinstance(start, datetime):
        return Position(uidvalidity, 0, 0, floor, start.isoformat())
    since = now.replace(microsecond=0).isoformat()  # INTERNALDATE knows seconds only
    return Position(uidvalidity, low, low, floor, since)


def search_day(since: str) -> str:
    """SINCE knows days only, in the server's own zone: begin a day early, `Position.counts` tells exactly."""
    return imap_day(datetime.fromisoformat(since) - timedelta(days=1))


def imap_day(moment: datetime) -> str:
    """A day as SEARCH has it (RFC 3501 §9, date)."""
    day = moment.astimezone(UTC)
    return f"{day.day}-{MONTHS[day.month - 1]}-{day.year}"
