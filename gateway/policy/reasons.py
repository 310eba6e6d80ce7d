"""Why policy decides as it does. Words: policy.ftl and danger.ftl of the catalogue."""

from gateway.domain.reasons import Reason, code, codes, text
from gateway.policy.emergency import DANGERS
from gateway.policy.text_classifier import TextClass

FOREIGN_REPORT = code("policy.foreign_report")()
ANSWERS_NOTICE = code("policy.answers_notice")()
NOTICE_OF_OTHERS = code("policy.notice_of_others")()
NOTICE_UNPROVEN = code("policy.notice_unproven")()
OWN_LINE = code("policy.own_line")()
FORM = code("policy.form")()
ONE_TIME_PASSWORD = code("policy.one_time_password")()
SHORT_SENDER = code("policy.short_sender")()
VOICE_MAIL = code("policy.voice_mail")()
OWN_TEXT = code("policy.own_text")()
NO_SENDER = code("policy.no_sender")()
SPAM = code("policy.spam")()
BOMB = code("policy.bomb")()
ADVERT = code("policy.advert")()
PHISHING = code("policy.phishing")()
SAME_MAIL = code("policy.same_mail")()
WRONG_CODE = code("policy.wrong_code")()
NO_CODE = code("policy.no_code")()
SENDERS_CASE = code("policy.senders_case")()
NO_RATING = code("policy.no_rating")()
NO_DETAILS = code("policy.no_details")()
DETAILS = code("policy.details")()
LATE_PART_OF = code("policy.late_part_of_message")()
LATE_PART = code("policy.late_part")()
THANKS = code("policy.thanks")()
GREETING = code("policy.greeting")()
NOTHING = code("policy.nothing_in_it")()
ENCRYPTED = code("policy.encrypted")()
PICTURE = code("policy.picture")()
DELICATE = code("policy.may_be_denunciation")()
SECRECY = code("policy.asks_for_secrecy")()
EVIDENCE_ALONE = code("policy.evidence_without_sender")()
SAME_DAY = code("policy.same_sender_within_a_day")()
AFTER_CALL = code("policy.after_missed_call")()
NO_CASE = code("policy.no_case_named")()
SEVERAL = code("policy.several_cases")()
LAST_HEARD = code("policy.last_heard_of")()
AUTOREPLY = code("policy.answers_for_owner")()
ASIDE = code("policy.meant_for_others")()
OWN_MATTER = code("policy.own_matter_asked")()
OTHER_MATTER = code("policy.other_thing_and_place")()
ANSWERS_US = code("policy.answers_our_mail")()
NAMES_OF_NUMBER = code("policy.names_case_of_number")()
NAMES_OF_ADDRESS = code("policy.names_case_of_address")()
MOST_LIKE = code("policy.most_like", "what", "percent")
DANGER = code("policy.danger", "what")  # how a person reads it, apart from what else was found

_DANGER = codes("danger", DANGERS)
_LIKE = codes("like", TextClass)
_SUSPECTED = {"advert": ADVERT, "phishing": PHISHING}
MARKED = {"spam": SPAM, "bomb": BOMB}  # flags for which a mail is held


def danger(name: str) -> Reason:
    """What endangers life, as Content.danger names it."""
    return _DANGER.get(name) or text(name)


def most_like(kind: TextClass, share: float) -> Reason:
    """What a text is most like, and how like."""
    return MOST_LIKE(what=_LIKE[kind], percent=round(100 * share))


def suspected(name: str) -> Reason:
    """What it looks like, as Content.advert names it."""
    return _SUSPECTED.get(name) or text(name)
