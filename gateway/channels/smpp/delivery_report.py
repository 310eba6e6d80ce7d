"""What a delivery report says, and of which message of ours: SMPP's "delivery receipt" (v3.4 Issue 1.2, §5.3.2.35 and
Appendix B). Pure.

The words of a report are not part of the specification, and each centre writes its own: "id:… sub:001 dlvrd:001
submit date:… done date:… stat:DELIVRD err:000 text:…". Where the optional parameters are there, they count.
"""

import re

from gateway.channels.smpp.pdu import MESSAGE_STATE, REPORTED_ID, Deliver
from gateway.domain.model import ReportStatus

__all__ = ["names", "normal", "status"]

_ID = re.compile(r"\bid:[ ]?([0-9A-Za-z_.-]{1,65})", re.I)
_STATE = re.compile(r"\bstat:[ ]?([A-Za-z]{2,10})", re.I)
_ERROR = re.compile(r"\berr:[ ]?([0-9A-Za-z]{1,8})", re.I)
_BEFORE_TEXT = re.compile(r"\btext:.*", re.I | re.S)  # behind it stand words of the message itself
_STATES = {
    1: "ENROUTE",
    2: "DELIVRD",
    3: "EXPIRED",
    4: "DELETED",
    5: "UNDELIV",
    6: "ACCEPTD",
    7: "UNKNOWN",
    8: "REJECTD",
}
_MEANING = {  # by the first five letters: some centres write the words out
    "ENROU": ReportStatus.DELAYED,
    "DELIV": ReportStatus.DELIVERED,
    "EXPIR": ReportStatus.FAILED,
    "DELET": ReportStatus.FAILED,
    "UNDEL": ReportStatus.FAILED,
    "REJEC": ReportStatus.FAILED,
    "FAILE": ReportStatus.FAILED,  # of no specification, and common
    "ACCEP": ReportStatus.RELAYED,  # somebody of the operator's read it on behalf of the subscriber (§5.2.28)
    "UNKNO": ReportStatus.RELAYED,  # the centre has forgotten it: done, but nobody vouches for it
}


def status(found: Deliver) -> tuple[ReportStatus, str]:
    """What has become of the message, and the centre's own words for it: "UNDELIV 001". A state that nobody knows is
    no last word."""
    words = _words(found)
    state = _STATES.get(int.from_bytes(found.options.get(MESSAGE_STATE, b"")), "")
    if not state and (said := _STATE.search(words)):
        state = said[1].upper()
    error = _ERROR.search(words)
    meaning = _MEANING.get(state[:5], ReportStatus.DELAYED)
    return meaning, " ".join(filter(None, (state, error[1] if error else "")))


def names(found: Deliver) -> tuple[str, ...]:
    """All spellings of the id that it is about.

    A centre may give the id in hexadecimal when it takes a message and in decimal digits when it reports, or the other
    way round, with zeros in front or without. What is another message's id in such a spelling is told by its recipient.
    """
    said = [found.options.get(REPORTED_ID, b"").partition(b"\0")[0].decode("ascii", "replace")]
    said += _ID.findall(_words(found))[:1]
    return tuple(dict.fromkeys(name for one in said if one for name in _spellings(normal(one))))


def normal(given: str) -> str:
    """An id as it is kept and compared: small letters, no zeros in front."""
    return given.strip().lower().lstrip("0") or given.strip()


def _words(found: Deliver) -> str:
    return _BEFORE_TEXT.sub("", found.message.decode("latin-1"))


def _spellings(name: str) -> list[str]:
    spellings = [name]
    if name.isascii() and name.isdigit():
        spellings.append(f"{int(name):x}")
    if re.fullmatch(r"[0-9a-f]{1,32}", name):
        spellings.append(str(int(name, 16)))
    return spellings
