"""What a mobile operator writes to a SIM about the SIM itself: its money, its package, its end, its owner's proof.

Pure; all patterns read the folded text. Nobody reads what short codes write, and rightly; but a line whose SIM is about
to be barred must not learn it by silence.
"""

import re

__all__ = ["are_about_sim"]

_OWN = r"\b(?:tai khoan|tk (?:goc|chinh)|so du|thue bao|sim|goi sms|cuoc)\b"
_SHORT = r"\b(?:khong du|khong con du|het tien|sap het|con 0 ?d|la 0 ?d|da (?:dung|su dung) het)\b"
_END = (
    r"\b(?:khoa (?:1|2|mot|hai) chieu|(?:chan|khoa) (?:chieu|lien lac)|thu hoi|het han|cham dut hop dong"
    r"|tam (?:ngung|dung|khoa)|gian doan)\b"
)
_PATTERNS = (
    re.compile(rf"{_OWN}.{{0,60}}{_SHORT}|{_SHORT}.{{0,40}}{_OWN}"),
    re.compile(rf"{_OWN}.{{0,100}}{_END}"),
    re.compile(r"\b(?:tai khoan chinh|tk goc)\b.{0,40}\bcon (?:lai )?\d"),
    re.compile(r"\bxac thuc (?:khuon mat|sinh trac|thue bao|thong tin)|\bthiet bi moi\b.{0,80}\b(?:chan|khoa)\b"),
    re.compile(r"\bvui long (?:nap|thanh toan)\b|\bde nghi (?:nap|thanh toan)\b"),
    re.compile(r"\b(?:balance|credit|account)\b.{0,40}\b(?:not enough|insufficient|too low|expire)"),
)


def are_about_sim(folded: str) -> bool:
    """Whether the words of a short code or a name concern the SIM that got them."""
    return any(pattern.search(folded) for pattern in _PATTERNS)
