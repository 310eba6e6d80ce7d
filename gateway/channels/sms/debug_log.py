"""What gammu says of itself: the octets and error numbers that its dictionaries and exceptions leave out.

They stand in its debug text. The child has it written into memory, one command at a time, and reads it there; it holds
citizens' words, and never reaches a disk. Standard library only.
"""

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.channels.sms.memory_places import MEMORY
else:
    from memory_places import MEMORY

READ_PDU = re.compile(
    r"Getting message from cache\n([0-9A-F]+)\n"  # out of the last listing
    r'|^\d+ "\+CMGR: .*"\n\d+ "([0-9A-Fa-f]+)"$',  # asked for by its place
    re.M,
)
# gammu chooses a memory, and the modem refuses: what lies there is not known then
REFUSED_MEMORY = re.compile(r'^\d+ "AT\+CPMS=[^\n]*"\n(?:\d+ ".*"\n)?\d+ "(\+CM[SE] ERROR:.*|ERROR)"$', re.M)
ASKED = re.compile(r'^\d+ "AT\+CMGR=(\d+)"', re.M)
CHOSEN = re.compile(r'^\d+ "AT\+CPMS="(\w\w)"', re.M)
MESSAGE_TEXT = "SMS type: "  # from here on gammu quotes what somebody wrote, line breaks and all


class DebugLog:
    """gammu's debug log of one command."""

    def __init__(self) -> None:
        self.file = os.memfd_create("gammu")
        self.start = 0

    @property
    def path(self) -> str:
        """Where gammu is to write."""
        return f"/proc/self/fd/{self.file}"

    def forget(self) -> None:
        """Begin anew. gammu goes on writing behind a hole, which takes no memory."""
        self.start = os.fstat(self.file).st_size
        os.ftruncate(self.file, 0)

    def said(self) -> str:
        """All of it since `forget`."""
        size = os.fstat(self.file).st_size - self.start
        return os.pread(self.file, max(size, 0), self.start).decode("latin-1")

    def pdu(self) -> str:
        """The octets of the piece just read, or "". Only the first place counts: what follows quotes the message."""
        found = READ_PDU.search(self.said())
        return (found[1] or found[2]).upper() if found else ""

    def missing(self, after: int) -> int | None:
        """The location behind `after` of what was listed, then asked for by its place, and not found; None where
        nothing was asked for, as at the end of all lists."""
        said = self.said().partition(MESSAGE_TEXT)[0]
        asked, chosen = ASKED.findall(said), CHOSEN.findall(said)
        if not asked:
            return None
        is_own = chosen[-1] != "SM" if chosen else after > MEMORY
        return max(int(asked[-1]) + MEMORY * is_own, after + 1)  # of a modem that counts from 0 gammu counts from 1

    def memory_refusal(self) -> str:
        """The modem's refusal of a whole memory, "" where it refused none."""
        found = REFUSED_MEMORY.search(self.said().partition(MESSAGE_TEXT)[0])
        return found[1] if found else ""

    def sending(self) -> tuple[bool, int | None]:
        """Of a SendSMS: whether its text may have reached the modem, and the number of a "+CMS ERROR"."""
        before, _, after = self.said().partition("Waiting for modem prompt\n")
        refused = re.search(r'^\d+ "\+CMS ERROR: (\d+)"', after, re.M)
        return not before or "\nSending SMS\n" in after, int(refused[1]) if refused else None
