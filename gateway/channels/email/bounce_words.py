"""The words of bounces, and of people who write about them: patterns for folded text (text.fold), one a line.

Each is what mail systems write again and again (postfix, exim, sendmail, qmail, Exchange, MDaemon, Zimbra, OpenSMTPD,
dma, Yahoo, Zoho, Gmail, gateways of their own), in English and as Vietnamese offices have translated it. None proves a
bounce by itself: bounce.py says what must come with it.
"""

import re
from collections.abc import Iterable

__all__ = [
    "AUTOMATIC",
    "COPY",
    "DELAYS",
    "FAILS",
    "GIVES_UP",
    "PERSONAL",
    "RETRIES",
    "SUBJECT",
    "SUCCEEDS",
    "UNDELIVERED",
]


def _any(patterns: Iterable[str], *, more: str = r"(?!)") -> re.Pattern[str]:
    """All of them as one, not inside a word or an address; `more`: in scripts that set no blanks between words."""
    return re.compile(rf"(?<![\w.@-])(?:{'|'.join(patterns)})(?![\w@-]|\.\w)|{more}")


# Below such a line stands a copy of our mail.
COPY = re.compile(
    r"[-\s*]*(?:"
    r"below (?:this line )?is a copy of the"
    r"|(?:this is a )?copy of (?:the|your) (?:original )?message"
    r"|(?:the )?(?:header of the )?(?:original|unsent|returned|undelivered) (?:message|mail)(?!:? was)\b"
    r"|(?:message )?headers? follow"
    r"|(?:ben )?duoi (?:day |dong nay )?la ban sao|ban sao (?:cua )?(?:thu|message)"
    r"|thu goc\s*:?\s*\Z|tieu de thu goc|noi dung thu goc"
    r")"
)

# First or last words of a bounce's subject.
SUBJECT = re.compile(
    r"\W*(?:\[[^\[\]]{1,30}\]\s*)?(?:(?:warning|notification|notice|canh bao|thong bao)\W+)?(?:mail )?(?:"
    r"(?:could|was|were) not be? ?deliver|undeliver|rejected|failure notice|returned mail|unable to deliver"
    r"|delivery (?:failure|failed|status|delay|notification|has failed)|(?:permanent|mail|message) delivery"
    r"|(?:your )?(?:e?mail|message) (?:could|was|has|is) not"
    r"|mail(?:box)? (?:failure|error|system error|delivery warning|full)|non-?deliver|failed mail"
    r"|(?:e?mail|message) (?:you sent|undeliver|blocked|rejected|refused|bounced)"
    r"|khong (?:the )?(?:gui|chuyen)(?: duoc)?\b"
    r"|(?:thu )?(?:cua ban )?(?:khong|chua) (?:gui|chuyen|den) ?(?:duoc)?"
    r"|thu (?:cua ban )?(?:da )?bi (?:tra lai|cham|tu choi|chan)|gui (?:thu )?khong thanh cong"
    r"|.{0,250}[:(\[–-]\s?(?:delivery fail(?:ed|ure)|undeliver(?:able|ed)|not delivered|khong gui duoc)\W*\Z"
    r")"
)

# A mail did not arrive.
_NO_BLANKS = "退信|退回|无法投递|無法投遞|未能送达|发送失败|送信できません|配信できません|전송하지 못|보내지 못"
UNDELIVERED = _any((
    r"(?:not|(?:could|can|was|has) ?n['’]t|unable to|failed to) (?:be |been )?(?:deliver\w*|sen[dt] to|reach\w*)",
    r"did not receive|(?:has been|is|was) (?:delayed|postponed)",
    r"undeliver\w*",
    r"delivery (?:.{0,40} )?(?:failed|failure|delayed)",
    r"fail(?:ed|ure) .{0,20}deliver\w*",
    r"no such user|user unknown|unknown user|no valid recipients|invalid (?:user|recipient|address)(?: address)?",
    r"mailbox (?:is )?(?:full|unavailable|disabled|not found)",
    r"rcpt to\s*:<?\S*",
    r"khong (?:the )?(?:toi|chuyen|gui|den|luu)(?: duoc)? .{0,30}?(?:thu|nguoi nhan)",
    r"thu .{0,40}(?:khong|chua) .{0,20}(?:toi|den|chuyen|gui)",
    r"(?:bi|duoc) tra lai|(?:hop thu|dia chi|nguoi (?:nhan|dung)) khong ton tai",
    r"(?:thu|message|e?mail)\b.{0,80} bi (?:tu choi|chan)",
    r"(?:message|e?mail)\b.{0,80} (?:was|is|were|been) (?:blocked|rejected|refused|bounced)",
    r"(?:was|were|been) (?:blocked|rejected|refused) by (?:our|the) ",
    r"khong (?:co|tim thay|ton tai) (?:hop thu|dia chi|nguoi (?:nhan|dung))",
    r"nicht (?:zugestellt|ubermittelt)|n['’]a pas (?:pu etre )?(?:remis|delivre|distribue)e?|remise .{0,30}a echoue",
    r"no se (?:ha podido|pudo) (?:entregar|enviar)|non e stato possibile (?:recapitare|consegnare)",
    r"nao (?:pode|foi possivel) (?:ser )?entreg\w+|niet (?:af|be)(?:geleverd|zorgd)|nie (?:mozna|zostala) dostarcz\w+",
    r"не (?:доставлен\w+|удалось доставить|может быть доставлен\w+)",
), more=_NO_BLANKS)  # fmt: skip

# The server still tries, and says so (RFC 3464 §2.3.3).
RETRIES = _any((
    r"will (?:be retried|retry|keep trying|continue|try again)",
    r"attempts will continue|will be attempted|continue to be attempted|still being retried",
    r"warning (?:message )?only|only a temporary failure|transient non-fatal",
    r"(?:do not|needn['’]t|not) need to re-?send|no action is required on your part",
    r"(?:se|con|van)(?: con)? (?:tiep tuc |co )?thu(?: gui)? lai|tiep tuc (?:thu|gui lai)|khong can gui lai",
))  # fmt: skip
# A delay, unless something is final.
DELAYS = _any((
    r"delay|delayed|postponed|not yet been delivered|(?:not|has ?n['’]t) been delivered yet|still undelivered",
    r"could not send (?:message|mail) for past|temporary (?:problem|failure)|warning",
    r"tam thoi|cham tre|bi cham|canh bao|chua (?:\w+ ){0,2}(?:duoc|toi|den|xong)",
))  # fmt: skip
GIVES_UP = _any((
    r"giv(?:en|ing) up|not going to try again|will (?:be deleted|not be retried)|expired|too long in|message discarded",
    r"vinh vien",
))  # fmt: skip
FAILS = _any((
    r"permanent(?:ly)?|fatal errors?|(?<!\d)5\d\d(?![\d:/])|5\.\d{1,3}\.\d{1,3}|returned|rejected|blocked|disabled",
    r"no such user|user unknown|unknown user|not exist|full|tra lai|khong ton tai",
    r"tu choi|bi chan|khong (?:co|tim thay) (?:hop thu|dia chi|nguoi (?:nhan|dung))",
))  # fmt: skip
SUCCEEDS = _any((r"success(?:ful(?:ly)?)? .{0,20}deliver\w*", r"(?:delivery (?:was )?|notification: )success\w*"))

# A program says that it wrote this.
AUTOMATIC = _any((
    r"delivery status notification|mail delivery (?:subsystem|system|software)|this is the (?:mail|postfix|qmail)\S* ",
    r"(?:created|generated|sent) automatically|automatically[- ](?:created|generated|sent)",
    r"(?:thu|thong bao) (?:nay )?(?:duoc (?:gui|tao) )?tu dong (?:tu|boi|cua)",
))  # fmt: skip

# A person writes: greetings, wishes, "I" and "we"; no mail system's text has them above the copy.
PERSONAL = _any((
    r"kinh (?:gui|chuyen|thua)|chao (?:phuong|anh|chi|em|ban)|cam on|de nghi|anh chi|ben (?:em|anh|toi)",
    r"toi (?:gui|da|xin|nhan|moi|co|dang|thu|se|doi|can|den|chi|viet|van|bi|muon|khong hieu)|em (?:la|da|xin|o)",
    r"chung toi (?:gui|da|xin|de nghi|nhan)|nho (?:phuong|anh|chi|giup)|mong (?:phuong|anh|cac|quy)",
    r"xin (?:cho|hoi|gui|phuong|cam on)",
    r"dear|hello|hi(?:,| all| there)|thanks|regards|my|could you|users tell|our (?:server|domain|mail server)",
    r"i (?:wrote|write|called|cannot|think|am|report)|we (?:have now|whitelisted|noticed|rejected)",
    r"please (?:help|fix|advise|call|tell|explain|act|repair|return|have|add)",
))  # fmt: skip
