"""What was sent to senders of whom nobody can say whether they are who they say: counted, so that policy can bound it.

Who may be forged makes us write to strangers. The counts are read and spent in one transaction, behind a lock, so that
two intake workers at once never pass a bound together; whoever is proven waits for nobody.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from gateway.domain import addresses
from gateway.domain.model import ASKED, Decoded, Dmarc, Purpose
from gateway.settings.config import Line
from gateway.store import database
from gateway.store.database import Connection

SQL = database.queries("unproven")


@dataclass(slots=True)
class Spent:
    """Replies to unproven senders: by line and by domain in the last hour, by address (URN) those unasked in the last
    day; emergency texts apart, by line in the last hour."""

    lines: Counter[str] = field(default_factory=Counter)
    domains: Counter[str] = field(default_factory=Counter)
    senders: Counter[str] = field(default_factory=Counter)
    emergencies: Counter[str] = field(default_factory=Counter)

    def of_domain(self, line: Line, sender: str) -> int:
        """What the sender's domain has had. Nothing where many share it, or where the line can prove nobody."""
        shared = addresses.is_freemail(sender) or not line.options.proves_senders
        return 0 if shared else self.domains[_domain(sender)]

    def note(self, line: str, sender: str, purpose: Purpose, *, asked: bool) -> None:
        """One more reply."""
        if purpose is Purpose.EMERGENCY:
            self.emergencies[line] += 1
            return
        self.lines[line] += 1
        self.domains[_domain(sender)] += 1
        self.senders[sender] += not asked


def is_unproven(line: Line, decoded: Decoded) -> bool:
    """Whether nobody can say that a message's sender is who they say."""
    return not line.traits.proves_sender and decoded.dmarc is Dmarc.UNKNOWN


async def spent(tx: Connection, messages: Sequence[tuple[Line, Decoded, str]]) -> Spent:
    """What was spent on the lines, domains and addresses of the unproven ones, each with whom it would be answered at;
    until `tx` ends nobody else spends."""
    unproven = [(line.name, to) for line, decoded, to in messages if is_unproven(line, decoded)]
    found = Spent()
    if not unproven:
        return found
    senders = sorted({sender for _, sender in unproven})
    names, domains = sorted({line for line, _ in unproven}), sorted(map(_domain, senders))
    await tx.execute(SQL["lock"])
    for row in await tx.fetch(SQL["spent"], names, domains, senders, sorted(ASKED)):
        counts: Counter[str] = getattr(found, row["kind"])
        counts[row["key"]] = row["n"]
    return found


def _domain(sender: str) -> str:
    return sender.rpartition("@")[2]
