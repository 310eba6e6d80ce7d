"""The names of rules, restraints and flags as decisions, tables and `gw explain` have them, each with its words."""

from typing import Literal, get_args

from gateway.domain.model.inbound import ReportStatus
from gateway.domain.model.states import CASE_STATES
from gateway.domain.reasons import code, codes

__all__ = ["STATE", "Flag", "Restrained", "RuleName"]

# What decided on a message: a rule of policy, a person, or that it cannot be read; also why two cases are linked.
RuleName = Literal[
    "report",
    "own_address",
    "form",
    "form_emergency",
    "automatic",
    "maybe_machine",
    "decided",
    "copy",
    "same_mail",
    "machine_sender",
    "nobody",
    "bulk",
    "one_time_password",
    "advert",
    "emergency",
    "late_part",
    "complaint",
    "denunciation",
    "maybe_denunciation",
    "help",
    "opt_out",
    "opt_in",
    "unknown_code",
    "status",
    "rating",
    "details",
    "new_matter",
    "echo",
    "autoreply",
    "withdrawal",
    "disagreement",
    "wrong_number",
    "no_matter",
    "abuse",
    "praise",
    "thanks",
    "greeting",
    "picture",
    "empty",
    "encrypted",
    "follow_up",
    "new_case",
    "person",
    "split",
    "unreadable",
    "unfetched",
]

# Why a reply did not go out.
Restrained = Literal[
    "old",
    "line_silent",
    "suppressed",
    "no_mobile_number",
    "no_mail_address",
    "dmarc_fail",
    "form",
    "loop_suspected",
    "status_told_twice",
    "already_asked",
    "commands_per_sender_day",
    "emergencies_per_sender_day",
    "acknowledgements_per_sender_day",
    "unproven_per_sender_day",
    "unproven_per_domain_hour",
    "unproven_per_line_hour",
    "unproven_emergencies_per_line_hour",
    "rate_limit",
    "wrong_codes_per_hour",
]

# Something odd about a message. One more has numbers: "incomplete:2/3".
Flag = Literal[
    "auto_generated_by_forwarding",
    "autoreply",
    "binary",
    "bomb",
    "bounded",
    "calendar_uncertain",
    "charset",
    "confidential",
    "copy",
    "cp1258",
    "damaged",
    "disagreement",
    "echo",
    "dangerous_attachment",
    "empty",
    "encrypted",
    "foreign_report",
    "forged",
    "form",
    "greeting",
    "guessing",
    "html_only",
    "joined_by_time",
    "late_part",
    "linked",
    "list",
    "loop_suspected",
    "mms",
    "mojibake",
    "no_matter",
    "national_language",
    "praise",
    "second_matter",
    "replaced",
    "sender_uncertain",
    "signature_failed",
    "signature_verified",
    "signed",
    "spam",
    "submit",
    "tcvn3",
    "thanks",
    "too_large",
    "truncated",
    "unnamed",
    "viscii",
    "vni",
    "vps",
    "withdrawal",
    "wrong_number",
    "abuse",
]

codes("rule", get_args(RuleName))
codes("restraint", get_args(Restrained))
codes("flag", get_args(Flag))
code("flag.incomplete", "have", "all")
codes("report", ReportStatus)
STATE = codes("state", CASE_STATES)
