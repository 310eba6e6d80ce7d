"""The judge of fault tests (never lose, never double): what went in, what the database says, what reached the citizens.

An injector writes each token down, synced, before it sends the message that carries it. At the end, faults stopped and
the system settled, `judge` compares that file with the database and with what the other ends of the wires received.
It reads with SQL of its own and trusts no store module's code.
"""

import os
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from gateway.store.database import Database
from tests.support import pdus

__all__ = ["PASSING", "Injector", "Text", "Verdict", "journal_of", "judge", "settled", "texts_of"]

# Which replies each rule gives the sender of a message that it makes a case of (policy/rules.py)
REPLIES = {
    "new_case": "acknowledgement",
    "complaint": "receipt",
    "denunciation": "receipt",
    "emergency": "emergency",
    "follow_up": "",
    "late_part": "",
    "thanks": "",
}
INSTEAD = {"acknowledgement": "rate_limit", "receipt": "rate_limit", "added": "rate_limit"}
PLACES = ("case", "follow_up", "held", "unreadable")


class Injector:
    """Makes tokens and writes each down before it is used."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def token(self) -> str:
        """A new token, on disk before it is returned."""
        made = f"tk{secrets.token_hex(6)}"
        with self.path.open("a", encoding="ascii") as file:
            file.write(made + "\n")
            file.flush()
            os.fsync(file.fileno())
        return made

    def tokens(self) -> list[str]:
        """All of them, in order."""
        return self.path.read_text("ascii").split() if self.path.exists() else []


@dataclass(frozen=True, slots=True)
class Text:
    """One whole text as a citizen's phone received it."""

    number: str
    text: str


@dataclass(slots=True, kw_only=True)
class Verdict:
    """The judge's words. `repeated`: further copies of a mail under the same Message-ID; `unknown`: rows that wait for
    a report or a person."""

    ok: int = 0
    unknown: int = 0
    repeated: int = 0
    unreadable: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counts = f"ok {self.ok}, unknown {self.unknown}, repeated mails {self.repeated}, unreadable {self.unreadable}"
        lists = (("lost", self.lost), ("doubled", self.doubled), ("unexpected", self.unexpected))
        return "\n".join([counts, *(f"{name} {len(found)}: {one}" for name, found in lists for one in found)])

    def require(self, *, ok: int, unknown: int = 0, repeated: int = 0, unreadable: int = 0) -> None:
        """Fail, with everything that is wrong, unless nothing is lost or doubled and the counts are these."""
        right = not (self.lost or self.doubled or self.unexpected)
        counts = self.ok, self.unknown, self.repeated, self.unreadable
        assert right and counts == (ok, unknown, repeated, unreadable), (
            f"wanted ok {ok}, unknown {unknown}, repeated mails {repeated}, unreadable {unreadable};"
            f" the judge says:\n{self}"
        )


async def settled(db: Database, tokens: Sequence[str]) -> bool:
    """Whether all that went in is stored, and no row is in a passing state."""
    async with db.connection() as conn:
        if await conn.fetch(f"SELECT * FROM ({PASSING}) AS p LIMIT 1"):
            return False
        found: int = await conn.fetchval(STORED, [token.encode() for token in tokens])
        return found == len(tokens)


STORED = """
SELECT count(*) FROM unnest($1::bytea[]) AS t (token)
WHERE EXISTS (SELECT 1 FROM blobs b JOIN parts p ON p.blob = b.sha256 WHERE position(t.token IN b.bytes) > 0)
"""
PASSING = """
SELECT 'part ' || id || ' waits to be registered' AS what, '' AS purpose FROM parts
    WHERE state IN ('received', 'unfetched')
UNION ALL SELECT 'part ' || id || ' is not confirmed at its source', '' FROM parts WHERE confirmed_at IS NULL
UNION ALL SELECT 'outbox ' || id || ' (' || purpose || ') is due', purpose FROM outbox WHERE state = 'due'
UNION ALL SELECT 'attempt ' || a.id || ' is open', purpose FROM attempts a JOIN outbox o ON o.id = outbox_id
    WHERE a.state = 'open'
"""


async def judge(
    db: Database, tokens: Sequence[str], *, mails: Iterable[EmailMessage] = (), texts: Iterable[Text] = ()
) -> Verdict:
    """Compare. `mails` and `texts`: all that the other ends received from the gateway, alerts to the operator aside."""
    verdict = Verdict()
    async with db.connection() as conn:
        verdict.unexpected += [row["what"] for row in await conn.fetch(PASSING) if row["purpose"] != "alert"]
        parts = await _all(conn, "SELECT p.*, b.bytes FROM parts p LEFT JOIN blobs b ON b.sha256 = p.blob")
        messages = {row["id"]: row for row in await _all(conn, "SELECT * FROM messages")}
        events = await _all(conn, "SELECT * FROM case_events ORDER BY id")
        outbox = await _all(conn, "SELECT * FROM outbox WHERE purpose <> 'alert' ORDER BY id")
    known = {i for token in tokens for i in _token(verdict, token, parts, messages)}
    for i, message in messages.items():
        if i not in known and message["outcome"] != "report":
            verdict.unexpected.append(f"message {i} ({message['outcome']}) carries no token")
        _message(verdict, message, events, outbox)
    _results(verdict, events, outbox)
    _mails(verdict, [row for row in outbox if row["recipient"].startswith("mailto:")], list(mails))
    _texts(verdict, [row for row in outbox if not row["recipient"].startswith("mailto:")], list(texts))
    verdict.unknown = sum(row["state"] == "unknown" for row in outbox)
    return verdict


async def _all(conn: Any, sql: str) -> list[dict[str, Any]]:
    return [dict(row) for row in await conn.fetch(sql)]


def _token(
    verdict: Verdict, token: str, parts: Sequence[Mapping[str, Any]], messages: Mapping[int, Mapping[str, Any]]
) -> set[int]:
    """Every token is in exactly one message, and that message in exactly one place."""
    pieces = [part for part in parts if part["bytes"] and token.encode() in part["bytes"]]
    ids = {part["message_id"] for part in pieces if part["message_id"] is not None}
    if not pieces:
        verdict.lost.append(f"{token}: was never stored")
    elif not ids:
        verdict.lost.append(f"{token}: stored, never registered ({', '.join(part['state'] for part in pieces)})")
    elif len(ids) > 1:
        verdict.doubled.append(f"{token}: is in messages {sorted(ids)}")
    elif (message := messages[next(iter(ids))])["outcome"] not in PLACES:
        verdict.lost.append(f"{token}: was taken for {message['outcome']} by rule {message['rule']}")
    elif message["outcome"] in ("case", "follow_up") and token not in message["text"] + message["subject"]:
        verdict.lost.append(f"{token}: its message {message['id']} lost the words")
    else:
        verdict.ok += 1
        verdict.unreadable += message["outcome"] == "unreadable"
    return ids


def _message(
    verdict: Verdict,
    message: Mapping[str, Any],
    events: Sequence[Mapping[str, Any]],
    outbox: Sequence[Mapping[str, Any]],
) -> None:
    """One event a message, and exactly the reply that its rule asks for, sent or withheld with a reason."""
    name = f"message {message['id']} ({message['rule']})"
    kinds = [event["kind"] for event in events if event["message_id"] == message["id"]]
    wanted = {"case": ["opened"], "follow_up": ["follow_up"]}.get(message["outcome"], [])
    if kinds != wanted:
        (verdict.doubled if len(kinds) > len(wanted) else verdict.lost).append(f"{name}: has events {kinds}")
    if message["outcome"] not in ("case", "follow_up"):
        return
    replies = [row["purpose"] for row in outbox if row["cause"] == f"message:{message['id']}"]
    withheld = [words.partition(":")[0] for words in message["withheld"]]
    due = "added" if "second_matter" in message["flags"] else REPLIES[message["rule"]]
    told = [p for p in withheld if INSTEAD.get(p) not in replies] + [
        next((p for p, other in INSTEAD.items() if other == reply and p in withheld), reply) for reply in replies
    ]
    if told != ([due] if due else []):
        list_ = verdict.doubled if len(told) > 1 else verdict.lost if not told else verdict.unexpected
        list_.append(f"{name}: is owed {due or 'nothing'}, got {replies}, withheld {withheld}")


def _results(verdict: Verdict, events: Sequence[Mapping[str, Any]], outbox: Sequence[Mapping[str, Any]]) -> None:
    """Every answer of an officer is one row."""
    for event in events:
        if event["kind"] != "answered":
            continue
        rows = [row for row in outbox if row["cause"] == f"event:{event['id']}"]
        if len(rows) != 1:
            (verdict.doubled if rows else verdict.lost).append(f"event {event['id']}: has {len(rows)} results")


def _mails(verdict: Verdict, rows: Sequence[Mapping[str, Any]], mails: Sequence[EmailMessage]) -> None:
    """Every row that says sent arrived; nothing else did; a further copy bears the same Message-ID and Date."""
    arrived: dict[str, list[EmailMessage]] = {}
    for mail in mails:
        arrived.setdefault(str(mail["Message-ID"]).strip("<> \r\n"), []).append(mail)
    for row in rows:
        copies = arrived.pop(row["message_id"], [])
        name = f"outbox {row['id']} ({row['purpose']}, {row['state']})"
        if row["state"] in ("sent", "delivered") and not copies:
            verdict.lost.append(f"{name}: did not arrive")
        if row["state"] in ("held", "dead", "dropped") and copies:
            verdict.unexpected.append(f"{name}: arrived")
        if len({str(copy["Date"]) for copy in copies}) > 1 or len({copy.get_content() for copy in copies}) > 1:
            verdict.doubled.append(f"{name}: its copies differ")
        verdict.repeated += max(0, len(copies) - 1)
    verdict.unexpected += [f"a mail arrived that no row knows: {copies[0]['Subject']}" for copies in arrived.values()]


def _texts(verdict: Verdict, rows: Sequence[Mapping[str, Any]], texts: Sequence[Text]) -> None:
    """Every row that says sent arrived once; one that is unknown at most once; nothing else did."""
    arrived = Counter(texts)
    for row in sorted(rows, key=lambda row: row["state"] == "unknown"):
        text = Text(row["recipient"].partition(":")[2], row["text"])
        name = f"outbox {row['id']} ({row['purpose']}, {row['state']})"
        if row["state"] == "unknown" and not arrived[text]:  # cut off between its segments
            text = next((one for one in arrived if arrived[one] and _begins(text, one)), text)
        there = arrived[text] > 0
        if row["state"] in ("sent", "delivered", "undelivered") and not there:
            verdict.lost.append(f"{name}: did not arrive")
        if row["state"] in ("sent", "delivered", "undelivered", "unknown"):
            arrived[text] -= there
    known = {Text(row["recipient"].partition(":")[2], row["text"]) for row in rows}
    for text, n in arrived.items():
        if n > 0:
            (verdict.doubled if text in known else verdict.unexpected).append(
                f"{n} × too often on the air: {text.text}"
            )


def _begins(whole: Text, part: Text) -> bool:
    return part.number == whole.number and bool(part.text) and whole.text.startswith(part.text)


def texts_of(log: Iterable[str]) -> list[Text]:
    """What a modem accepted (submits in hex, in order) as whole texts: parts joined by number and reference."""
    whole: list[Text] = []
    open_: dict[tuple[str, int], list[str]] = {}
    for pdu in log:
        piece = pdus.submitted(pdu)
        number, words, udh = f"+{piece['number']}", str(piece["text"]), piece["udh"]
        assert isinstance(udh, bytes)
        if not udh:
            whole.append(Text(number, words))
            continue
        reference, total = udh[-3], udh[-2]
        open_.setdefault((number, reference), []).append(words)
        if len(open_[number, reference]) == total:
            whole.append(Text(number, "".join(open_.pop((number, reference)))))
    return whole + [Text(number, "".join(pieces)) for (number, _), pieces in open_.items()]


def journal_of(entries: Iterable[Mapping[str, Any]]) -> list[Text]:
    """The same of the dummy phone's journal."""
    whole: list[Text] = []
    open_: dict[tuple[str, str], list[str]] = {}
    for entry in entries:
        udh = bytes.fromhex(entry["udh"])
        if not udh:
            whole.append(Text(entry["number"], entry["text"]))
            continue
        key = entry["number"], udh[:-1].hex()
        open_.setdefault(key, []).append(entry["text"])
        if len(open_[key]) == udh[-2]:
            whole.append(Text(entry["number"], "".join(open_.pop(key))))
    return whole
