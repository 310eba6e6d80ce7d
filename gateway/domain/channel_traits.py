"""What the rest of the gateway may know of a channel, beside the functions of its package.

Policy, replies, services, pages and the terminal ask these; nobody outside gateway/channels compares a channel's name.
"""

from dataclasses import dataclass

__all__ = ["Traits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """How messages of a channel behave, whatever is in them.

    `connects`: a line is a connection, which one process holds under a lease, reads and sends over. Without it a line
    receives by its channel's routes only, and its replies go by another line (`reply_line`).
    `scheme`: of the URNs that its lines can write to; "" where they write to nobody.
    `templates`: the directory below templates/ with the words of its replies.
    `threads`: a message has a subject, quotes what it answers, and names it by Message-ID (RFC 5322 §3.6.4).
    `segments`: what goes out is counted, and paid for, by segments (3GPP TS 23.040 §9.2.3.24.1).
    `one_sim`: a line is one SIM, which its carrier suspects after some hundreds of texts a day: [limits] bounds them.
    `may_resend`: what may have gone out may go out again, for its identity says that it is the same.
    `proves_sender`: the network vouches for every sender, so that nobody else need do so for each message.
    `joins_by_time`: people write on without naming their case: what they say within a day is about the same one.
    """

    connects: bool = True
    scheme: str = ""
    templates: str = ""
    threads: bool = False
    segments: bool = False
    one_sim: bool = False
    may_resend: bool = False
    proves_sender: bool = False
    joins_by_time: bool = False
