"""The table of findings: all that can be wrong, how bad it is, and which values it has. Words: finding.ftl."""

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.domain.reasons import Code, Value, code
from gateway.ops.health.state import Finding, State
from gateway.store.notices import Notice

__all__ = ["FINDINGS", "finding", "notice"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of finding; the catalogue has what is wrong, as `advice` what to do, as `name` how a list names it."""

    severity: State
    code: Code


def _kind(severity: State, key: str, *names: str, listed: bool = False) -> tuple[str, Kind]:
    parts = ("advice", "name") if listed else ("advice",)
    return key, Kind(severity, code(f"finding.{key}", *names, parts=parts))


FINDINGS: Mapping[str, Kind] = dict(
    (
        _kind("failing", "database_down", "age"),
        _kind("failing", "database_full"),
        _kind("failing", "database_crowded"),
        _kind("failing", "database_hangs"),
        _kind("failing", "database_starting"),
        _kind("failing", "database_refused"),
        _kind("failing", "database_readonly"),
        _kind("failing", "database_empty"),
        _kind("failing", "database_memory"),
        _kind("failing", "database_never"),
        _kind("warning", "redis_down", "seconds"),
        _kind("warning", "redis_none", "seconds"),
        _kind("failing", "intake_silent", "age"),
        _kind("unknown", "intake_never"),
        _kind("failing", "disk_full", "free"),
        _kind("warning", "disk_low", "free"),
        _kind("unknown", "disk_unknown"),
        _kind("warning", "clock_skew", "seconds"),
        _kind("warning", "scanner_down", "host", "age", "cause", "n", listed=True),
        _kind("failing", "line_failing", "line", "age", "cause", "step"),
        _kind("unknown", "line_silent", "line", "age"),
        _kind("unknown", "line_unheld", "line", "age"),
        _kind("unknown", "line_never", "line"),
        _kind("failing", "other_sim", "line"),
        _kind("warning", "carrier_word", "line", "message", listed=True),
        _kind("failing", "sim_barred", "line", "age"),
        _kind("warning", "sim_moved", "line", "age"),
        _kind("failing", "mailbox_full", "line", "percent"),
        _kind("warning", "mailbox_filling", "line", "percent"),
        _kind("warning", "folder_missing", "line", "folders"),
        _kind("warning", "not_removed", "line", "n"),
        _kind("warning", "unreported", "line", "n"),
        _kind("warning", "consent_ends", "line", "end", listed=True),
        _kind("warning", "secret_ends", "line", "end", listed=True),
        _kind("warning", "sim_ends", "line", "end", listed=True),
        _kind("warning", "balance_unanswered", "line", "age"),
        _kind("warning", "balance_low", "line", "sum", "least"),
        _kind("failing", "sim_full", "line", "size", "used"),
        _kind("warning", "sim_filling", "line", "size", "used"),
        _kind("failing", "me_full", "line", "size", "used"),
        _kind("warning", "me_filling", "line", "size", "used"),
        _kind("failing", "no_centre", "line"),
        _kind("warning", "delete_failed", "line", "n"),
        _kind("warning", "sms_budget", "line", "most", "used"),
        _kind("warning", "line_braked", "line"),
        _kind("failing", "no_network", "line"),
        _kind("failing", "network_refuses", "line"),
        _kind("failing", "radio_off", "line"),
        _kind("warning", "weak_signal", "line", "signal"),
        _kind("warning", "bounded", "line", "n"),
        _kind("warning", "guessing", "n", "senders", listed=True),
        _kind("failing", "in_unregistered", "age", "n"),
        _kind("warning", "in_waiting", "age", "n"),
        _kind("warning", "in_unfetched", "age", "n"),
        _kind("warning", "in_unconfirmed", "age", "n"),
        _kind("warning", "in_held", "age", "n"),
        _kind("warning", "in_unreadable", "age", "n"),
        _kind("warning", "out_due", "age", "n"),
        _kind("warning", "out_held", "age", "n"),
        _kind("warning", "out_unknown", "age", "n"),
        _kind("warning", "out_dead", "age", "n"),
        _kind("warning", "out_undelivered", "age", "n"),
        _kind("warning", "faults", "age", "n", "number"),
        _kind("warning", "case_overdue", "age", "n"),
        _kind("warning", "case_urgent", "age", "n"),
        _kind("failing", "backup_old", "age", "cause", listed=True),
        _kind("warning", "backup_failed", "age", "cause", listed=True),
        _kind("warning", "backup_uncopied", "cause", listed=True),
        _kind("warning", "restored", "since", "until", listed=True),
        _kind("warning", "disk_filling", "days", "disk", listed=True),
        _kind("failing", "unit_nobody", "n", "units", "whom", listed=True),
        _kind("warning", "unit_ended", "unit", "n", "heirs", listed=True),
        _kind("failing", "line_of_ended", "line", "unit", listed=True),
        _kind("warning", "configuration_wrong", "n", "cause", listed=True),
        _kind("warning", "restart_needed", "keys", listed=True),
        _kind("warning", "calendar_ends", "end", listed=True),
        _kind("warning", "not_proved", "line", "age", listed=True),
        _kind("failing", "probe_lost", "line", "age", listed=True),
        _kind("warning", "probe_rang", "line", "age", listed=True),
        _kind("failing", "probe_busy", "line", "age", listed=True),
        _kind("failing", "probe_refused", "line", "age", listed=True),
        _kind("failing", "restricted_unseen", "unit", "n", listed=True),
        _kind("warning", "log_in_fails", "host", "age", "cause", listed=True),
        _kind("failing", "audit_broken", "place", "at", listed=True),
        _kind("warning", "audit_unsealed", "age", "n", listed=True),
        _kind("warning", "erasing_late", "age", listed=True),
        _kind("warning", "duty_gap", "line", "since", "until", listed=True),
    )
)


def finding(key: str, subject: str = "", **values: Value) -> Finding:
    """The finding `key`; of `values` it takes those that its words have. `subject`: a line's name, or what else."""
    kind = FINDINGS[key]
    taken = {name: values[name] for name in kind.code.names}
    return Finding(severity=kind.severity, key=key, subject=subject, reason=kind.code(**taken))


def notice(found: Finding, when: str) -> Notice:
    """What the operator is told of it, once for each `when`."""
    key = f"{found.key}:{found.subject}:{when}"
    return Notice(audience="operator", template="finding", key=key, name=found.key, fields={"what": found.reason})
