"""The words of bounces, and of people who write about them: patterns for folded text (text.fold), one a line.

Each is what mail systems write again and again (postfix, exim, sendmail, qmail, Exchange, MDaemon, Zimbra, OpenSMTPD,
dma, Yahoo, Zoho, Gmail, gateways of their own), in English and as Vietnamese offices have translated it. None proves a
bounce by itself: bounce.py says what must come with it.
"""

import re
from collections.abc import Iterable

from gateway.domain.text import fold

__all__ = [
    "AUTOMATIC",
    "CONDITION",
    "COPY",
    "DELAYS",
    "FAILS",
    "GIVES_UP",
    "LABEL",
    "OF_NOTICES",
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
    r"|(?:impossibile|impossible de) (?:recapitare|consegnare|remettre|distribuer|livrer)"
    r"|non (?:recapitabile|consegnato|remis|distribue|livre)\b|unzustellbar|nicht zugestellt|no se puede entregar"
    r"|nao entreg\w+|недоставленн\w+|не доставлено"
    r"|.{0,250}[:(\[–-]\s?(?:delivery fail(?:ed|ure)|undeliver(?:able|ed)|not delivered|khong gui duoc)\W*\Z"
    r")"
)

# A mail did not arrive.
_NO_BLANKS = fold(
    "退信|退回|无法投递|無法投遞|无法送达|無法送達|未能送达|未能向以下|發送失敗|发送失败|送信できません|配信できません|配信に失敗|送信に失敗"
    "|配信不能|전송하지 못|보내지 못|배달하지 못|배달되지"
)
UNDELIVERED = _any((
    r"(?:(?:can)?not|(?:could|can|was|has) ?n['’]t) (?:be |been )?(?:deliver\w*|sen[dt] to|reach\w*)",
    r"(?:unable|failed) to (?:be )?(?:deliver\w*|sen[dt] to|reach\w*)",
    r"did not receive|(?:has been|is|was) (?:delayed|postponed)",
    r"undeliver\w*",
    r"delivery (?:.{0,40} )?(?:failed|failure|delayed)",
    r"fail(?:ed|ure) .{0,20}deliver\w*",
    r"no such user|user unknown|unknown user|no valid recipients|invalid (?:user|recipient|address)(?: address)?",
    r"mailbox (?:is )?(?:full|unavailable|disabled|not found)",
    r"rcpt to\s*:<?\S*",
    r"khong (?:the )?(?:toi|chuyen|gui|den|luu)(?: duoc)? .{0,30}?(?:thu|nguoi nhan)",
    r"thu .{0,40}(?:\S{1,64}@\S{1,99} )?(?:khong|chua) .{0,20}(?:toi|den|chuyen|gui)",
    r"(?:gui|chuyen|phat) (?:(?:thu|e?mail|tin nhan) )?(?:that bai|khong thanh cong|khong duoc)",
    r"khong (?:the )?(?:lien (?:lac|he)|tim thay) .{0,30}nguoi nhan",
    r"(?:bi|duoc) tra lai|(?:hop thu|dia chi|nguoi (?:nhan|dung)) (?:\S{3,80} )?khong ton tai",
    r"(?:thu|message|e?mail)\b.{0,80} bi (?:[a-z]+ ){0,4}(?:tu choi|chan|tra lai)",
    r"(?:message|e?mail)\b.{0,80} (?:was|is|were|been) (?:blocked|rejected|refused|bounced)",
    r"(?:was|were|been) (?:blocked|rejected|refused) by (?:our|the) ",
    r"khong (?:co|tim thay|ton tai) (?:hop thu|dia chi|nguoi (?:nhan|dung))",
    r"nicht (?:zugestellt|ubermittelt)|fehler bei der .{0,20}zustellung",
    r"zustellung .{0,40}(?:fehlgeschlagen|nicht moglich)",
    r"n['’]a pas (?:pu etre )?(?:remis|delivre|distribue)e?|remise .{0,30}a echoue|echec de la (?:remise|distribution)",
    r"impossib(?:ile|le de) (?:recapitare|consegnare|remettre|distribuer|livrer)|(?:recapito|consegna) non riuscit\w",
    r"no se (?:ha podido|pudo) (?:entregar|enviar)|non e stato possibile (?:recapitare|consegnare)",
    r"nao (?:pode|foi possivel) (?:ser )?entreg\w+|niet (?:af|be)(?:geleverd|zorgd)|nie (?:mozna|zostala) dostarcz\w+",
    r"не (?:доставлен\w+|удалось доставить|может быть доставлен\w+)|(?:сбои|ошибка) доставки|недоставленн\w+",
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
# What will be only where something else comes to pass, to the end of its sentence.
CONDITION = re.compile(r"\b(?:neu|truong hop|if|unless|in case)\b[^.;!?]{0,200}")
SUCCEEDS = _any((r"success(?:ful(?:ly)?)? .{0,20}deliver\w*", r"(?:delivery (?:was )?|notification: )success\w*"))

# A program says that it wrote this.
AUTOMATIC = _any((
    r"delivery status notification|mail delivery (?:subsystem|system|software)|this is the (?:mail|postfix|qmail)\S* ",
    r"(?:created|generated|sent) automatically|automatically[- ](?:created|generated|sent)",
    r"(?:thu|thong bao) (?:nay )?(?:duoc (?:gui|tao) )?tu dong (?:tu|boi|cua)",
))  # fmt: skip

# How a line of a notice begins that says what it is about.
LABEL = re.compile(
    r"\W*(?:subject|sent|date|reason|error(?: code)?|recipients?|to|from|message-id|size|server|generating server|host"
    r"|chu de|tieu de|ngay(?: gui)?|thoi gian|ly do|nguyen nhan|ma(?: loi)?|nguoi (?:nhan|gui)|dia chi(?: nhan)?"
    r"|kich thuoc|may chu)\s{0,3}:"
)
# What else a program says in one: to nobody in particular, and whom to ask.
OF_NOTICES = _any((
    r"(?:thong bao|thu|e?mail) (?:nay )?(?:duoc (?:gui|tao) )?tu dong",
    r"khong (?:can )?(?:tra loi|phan hoi) (?:thu|e?mail)",
    r"do not reply|automatic(?:ally)? (?:message|notification|generated)|kinh gui quy khach(?: hang)?",
    r"dear (?:sender|user|customer)",
    r"(?:contact|lien he)(?: voi)? (?:your |the )?(?:system |mail )?(?:administrator|quan tri)",
))  # fmt: skip

# A person writes: greetings, wishes, "I" and "we"; no mail system's text has them above the copy.
PERSONAL = _any((
    r"kinh (?:gui(?! quy khach)|chuyen|thua)|chao (?:phuong|anh|chi|em|ban)|cam on|de nghi|anh chi|ben (?:em|anh|toi)",
    r"toi (?:gui|da|xin|nhan|moi|co|dang|thu|se|doi|can|den|chi|viet|van|bi|muon|khong hieu)|em (?:la|da|xin|o)",
    r"chung toi (?:gui|da|xin|de nghi|nhan)|nho (?:phuong|anh|chi|giup)|mong (?:phuong|anh|cac|quy)",
    r"xin (?:cho|hoi|gui|phuong|cam on)",
    r"dear|hello|hi(?:,| all| there)|thanks|regards|my|could you|users tell|our (?:server|domain|mail server)",
    r"i (?:wrote|write|called|cannot|think|am|report)|we (?:have now|whitelisted|noticed|rejected)",
    r"please (?:help|fix|advise|call|tell|explain|act|repair|return|have|add)",
))  # fmt: skip
