"""The SIM's account: asked for once a day by USSD, its answer kept as it is and read as far as its shape is known."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from gateway.channels.sms import ussd
from gateway.domain import carriers

__all__ = ["NOTED", "Asking", "facts"]

NOTED = frozenset({"balance_at", "balance_text", "balance_asked"})  # of a SIM's account, in its line's cursor

DAY = timedelta(hours=24)
AGAIN_SECONDS = 3600.0  # after a question that was not answered
ANSWER_SECONDS = 90.0  # after which what comes is the network's own
QUIET_SECONDS = 30.0  # without a text: the network answers one thing after the other
LONGEST = 500  # characters that are kept
ZONE = timezone(timedelta(hours=7))


@dataclass(slots=True)
class Asking:
    """Where a line is with it, in this process. `packed`: the form in which the modem is asked."""

    asked: float | None = None  # monotonic
    packed: bool = False
    answer: str = ""  # that nobody has noted yet
    is_open: bool = False  # the network waits for a choice

    def is_due(self, cursor: Mapping[str, object], now: datetime, busy: float) -> bool:
        """Whether it is time, and a quiet moment. `busy`: when a text last came or went (monotonic)."""
        at = cursor.get("balance_at")
        if isinstance(at, str) and now - datetime.fromisoformat(at) < DAY:
            return False
        moment = time.monotonic()
        return moment - busy > QUIET_SECONDS and (self.asked is None or moment - self.asked > AGAIN_SECONDS)

    def begin(self) -> bool:
        """It is asked now -> in the packed form. What was not answered in one form is asked in the other."""
        if self.asked is not None:
            self.packed = not self.packed
        self.asked = time.monotonic()
        return self.packed

    def hear(self, said: str) -> bool:
        """What the network says; whether it is our answer."""
        heard = ussd.read(said)
        self.is_open = self.is_open or heard.asks
        if not heard.text or self.asked is None or time.monotonic() - self.asked > ANSWER_SECONDS:
            return False
        self.answer = heard.text[:LONGEST]
        return True

    def noted(self, cursor: Mapping[str, object], now: datetime) -> dict[str, object]:
        """The line's cursor with the answer, should there be a fresh one; else with since when there is none."""
        if self.answer:
            text, self.answer, self.asked = self.answer, "", None
            return {**cursor, "balance_at": now.isoformat(), "balance_text": text, "balance_asked": None}
        if self.asked is not None and not cursor.get("balance_asked"):
            return {**cursor, "balance_asked": now.isoformat()}
        return dict(cursor)


def facts(cursor: Mapping[str, object], imsi: str, least: int) -> dict[str, object]:
    """What health shows of the last answer; None: nothing is known. `least`: below it the account is low, in đồng."""
    text = str(cursor.get("balance_text") or "")
    read = carriers.balance(text, imsi)
    end = read.until and datetime(read.until.year, read.until.month, read.until.day, tzinfo=ZONE)
    return {
        "balance_at": cursor.get("balance_at"),
        "balance_asked": cursor.get("balance_asked"),
        "balance_text": text or None,
        "balance": read.sum,
        "balance_least": least if read.sum is not None and read.sum < least else None,
        "sim_ends": end.isoformat() if end else None,
    }
