"""Ledger of what came in: raw parts, messages, attachments, blobs. The only writer of these tables.

Its one idea: a part's digest is its identity, and its `turn` (the place in the order in which messages became complete)
is shared by the parts of one message. A part waits for nobody but the missing parts of its own message.

storing.py, claiming.py, messages.py: in the order in which a message passes through them.
"""

from gateway.inbox.claiming import (
    Claimed,
    claim,
    give_back,
    move,
    ready_partitions,
    retry,
    retry_alone,
)
from gateway.inbox.messages import (
    Copy,
    NewMessage,
    ages,
    bodies_of,
    copies,
    dismiss,
    file,
    free_blobs,
    last_in,
    late_of,
    like,
    message,
    move_follow_up,
    of_case,
    partition_of_message,
    parts_of,
    register,
    replay,
    restore_words,
    settle_decided,
    stuck,
    wrong_codes,
)
from gateway.inbox.storing import (
    behind,
    confirmed,
    due_unfetched,
    partition_of,
    store,
    unconfirmed,
)

__all__ = [
    "Claimed",
    "Copy",
    "NewMessage",
    "ages",
    "behind",
    "bodies_of",
    "claim",
    "confirmed",
    "copies",
    "dismiss",
    "due_unfetched",
    "file",
    "free_blobs",
    "give_back",
    "last_in",
    "late_of",
    "like",
    "message",
    "move",
    "move_follow_up",
    "of_case",
    "partition_of",
    "partition_of_message",
    "parts_of",
    "ready_partitions",
    "register",
    "replay",
    "restore_words",
    "retry",
    "retry_alone",
    "settle_decided",
    "store",
    "stuck",
    "unconfirmed",
    "wrong_codes",
]
