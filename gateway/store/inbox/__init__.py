"""What came in: raw parts, messages, attachments, blobs. The only writer of these tables.

A part's digest is its identity, and its `ready_seq` (the place in the order in which messages became complete) is
shared by the parts of one message. A part waits for nobody but the missing parts of its own message.

storing.py, claiming.py, messages.py: in the order in which a message passes through them.
"""

from gateway.store.inbox.claiming import Claimed, claim, give_back, move, ready_partitions, retry, retry_alone
from gateway.store.inbox.messages import (
    Copy,
    Guesses,
    Message,
    NewMessage,
    Part,
    bodies_of,
    bounded,
    claim_scan,
    copies,
    dismiss,
    file,
    free_blobs,
    guesses,
    late_of,
    like,
    message,
    move_follow_up,
    partition_of_message,
    register,
    replay,
    reply_to,
    restore_words,
    scanned,
    settle_decided,
    wrong_codes,
)
from gateway.store.inbox.storing import behind, confirmed, due_unfetched, partition_of, removable, store, unconfirmed

__all__ = [
    "Claimed",
    "Copy",
    "Guesses",
    "Message",
    "NewMessage",
    "Part",
    "behind",
    "bodies_of",
    "bounded",
    "claim",
    "claim_scan",
    "confirmed",
    "copies",
    "dismiss",
    "due_unfetched",
    "file",
    "free_blobs",
    "give_back",
    "guesses",
    "late_of",
    "like",
    "message",
    "move",
    "move_follow_up",
    "partition_of",
    "partition_of_message",
    "ready_partitions",
    "register",
    "removable",
    "replay",
    "reply_to",
    "restore_words",
    "retry",
    "retry_alone",
    "scanned",
    "settle_decided",
    "store",
    "unconfirmed",
    "wrong_codes",
]
