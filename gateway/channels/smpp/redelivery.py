"""Which deliver_sm is one that we have already.

A deliver_sm bears nothing that names it: a citizen's "1", sent twice, is the same octets twice. And what we have stored
comes again where the centre never heard our answer. So each gets a name when it comes; and what comes soon after a new
session was bound, with the octets of one whose answer the centre may not have heard, gets the name of that one.

The names of those that are in doubt stand in the line's cursor, which is committed with what was received: a process
that is killed leaves them to the next.
"""

import time
from collections import deque
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

__all__ = ["Names"]

SOON = 600.0  # seconds of a new session in which a centre has handed over again what it was not told of


class Names:
    """The names that the deliver_sm of one session get."""

    def __init__(self, cursor: Mapping[str, Any] | None, session: str) -> None:
        """`cursor`: of the line, as the last session left it; `session`: what no other one is called."""
        self._session, self._n = session, 0
        self._until = time.monotonic() + SOON
        self._earlier: dict[str, list[str]] = {}
        for octets, name in (cursor or {}).get("in_doubt", ()):
            self._earlier.setdefault(octets, []).append(name)
        self._unanswered: dict[str, tuple[int, str]] = {}  # name -> (sequence, octets)
        self._answered: deque[tuple[int, str, str]] = deque()  # (its number among the answers, octets, name)
        self._stored = bool(self._earlier)  # whether the cursor that is stored names any

    def take(self, sequence: int, body: bytes) -> str:
        """The name of a deliver_sm that has come; `body`: without its header, in which it is numbered anew."""
        octets = sha256(body).hexdigest()[:16]
        again = self._earlier.get(octets) if time.monotonic() < self._until else None
        if again:
            name = again.pop(0)
        else:
            self._n += 1
            name = f"{self._session}.{self._n}"
        self._unanswered[name] = sequence, octets
        return name

    def answer(self, name: str, number: int) -> int | None:
        """It is stored, and answered now as the `number`-th; its sequence number, None where it is not of this session,
        or was answered before."""
        found = self._unanswered.pop(name, None)
        if found is None:
            return None
        self._answered.append((number, found[1], name))
        return found[0]

    def heard(self, number: int) -> None:
        """The centre has heard the first `number` answers."""
        while self._answered and self._answered[0][0] <= number:
            self._answered.popleft()

    @property
    def unheard(self) -> int:
        """How many answers the centre may not have heard."""
        return len(self._answered)

    def cursor(self) -> dict[str, object]:
        """What the next session must know."""
        earlier = self._earlier if time.monotonic() < self._until else {}
        in_doubt = [
            *([octets, name] for octets, names in earlier.items() for name in names),
            *([octets, name] for _, octets, name in self._answered),
            *([octets, name] for name, (_, octets) in self._unanswered.items()),
        ]
        self._stored = bool(in_doubt)
        return {"in_doubt": in_doubt}

    @property
    def settled(self) -> bool:
        """Whether nothing is in doubt any more, and the stored cursor says otherwise."""
        earlier = any(self._earlier.values()) and time.monotonic() < self._until
        return self._stored and not (earlier or self._answered or self._unanswered)
