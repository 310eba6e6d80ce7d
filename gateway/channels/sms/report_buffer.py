"""Delivery reports that the modem says (+CDS) and stores nowhere: kept at places below 0 until they are taken.

Standard library only.
"""

import itertools
from typing import Any

KEPT = 1_000  # while nobody takes them; then the oldest goes
# To say them, or to store them on the SIM (+CDSI): without one of these a modem drops them (3GPP TS 27.005 §3.4.1)
WAYS = ("2,1,0,1,0", "2,1,0,2,0", "1,1,0,1,0")


class Reports:
    """Records by place."""

    def __init__(self) -> None:
        self.records: dict[int, dict[str, Any]] = {}
        self._numbers = itertools.count(1)

    def keep(self, record: dict[str, Any]) -> None:
        """Give a record its place."""
        self.records[-next(self._numbers)] = record
        while len(self.records) > KEPT:
            del self.records[next(iter(self.records))]
