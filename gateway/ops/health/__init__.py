"""Health: how old is the oldest thing in each queue, when did each line last speak, what is wrong now and what to do.

Looking and assessing are apart. probes.py looks, each probe with a deadline of its own; assess.py, which is pure, says
what that means; the words stand in the catalogue. What is not known is `unknown`, never ok.
"""

from gateway.ops.health.counters import Counts
from gateway.ops.health.monitor import HealthMonitor, about_upkeep, look, unread
from gateway.ops.health.probes import disks
from gateway.ops.health.state import Finding, Health, LineHealth, Queue, Server, State

__all__ = [
    "Counts",
    "Finding",
    "Health",
    "HealthMonitor",
    "LineHealth",
    "Queue",
    "Server",
    "State",
    "about_upkeep",
    "disks",
    "look",
    "unread",
]
