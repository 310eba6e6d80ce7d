"""What mails to officers say, and what became of their answers. Words: by_mail.ftl of the catalogue."""

from gateway.domain.model import EventKind
from gateway.domain.reasons import code, codes

# --- what a notice tells ---------------------------------------------------------------------------------------------

EVENTS = codes(
    "by_mail",
    (
        EventKind.OPENED,
        EventKind.FOLLOW_UP,
        EventKind.REOPENED,
        EventKind.RATED,
        EventKind.HANDED_ON,
        EventKind.ANSWER_SUBMITTED,
    ),
)  # what happened
ITEM = code("by_mail.item", "case", "what", "kind", "since", "due", "link")
ITEM_RESTRICTED = code("by_mail.item_restricted", "case", "since", "link")
MORE = code("by_mail.more", "n")
WORDS = code("by_mail.words", "words")
NO_LINK = code("by_mail.no_link")()
ANSWER = code("by_mail.answer", "who", "words")
HOW_MANY = code("by_mail.how_many")()
HOW_CASE = code("by_mail.how_case")()
HOW_HAND_OVER = code("by_mail.how_hand_over")()
HOW_WAITING = code("by_mail.how_waiting")()
HOW_LONG = code("by_mail.how_long", "until", "mail")
HOW_PAGE = code("by_mail.how_page")()

# --- what became of an answer ----------------------------------------------------------------------------------------

SHOWN = code("by_mail.shown", "case")
SENT = code("by_mail.sent", "case")
SUBMITTED = code("by_mail.submitted", "case")
WOULD_SEND = code("by_mail.would_send")()
WOULD_SUBMIT = code("by_mail.would_submit")()
WOULD_DO = code("by_mail.would_do", "act")
WOULD_APPROVE = code("by_mail.would_approve")()
ALONG = code("by_mail.along", "cases")
FILES_GO = code("by_mail.files_go", "names")
OR_CHANGED = code("by_mail.or_changed")()
OR_DECLINED = code("by_mail.or_declined")()
OR_RETURNED = code("by_mail.or_returned")()
DONE = code("by_mail.done", "case", "act")
APPROVED = code("by_mail.approved", "case")
RETURNED = code("by_mail.returned", "case")
COPIED = code("by_mail.copied")()
ASKED_NOTHING = code("by_mail.asked_nothing")()

# held for a person, and nobody is told
FORGED = code("by_mail.forged")()
NO_ACCOUNT = code("by_mail.no_account")()
FAILED = code("by_mail.failed")()

# told to the officer, once
EMPTY = code("by_mail.empty")()
USED = code("by_mail.used")()
EXPIRED = code("by_mail.expired")()
WHICH_CASE = code("by_mail.which_case")()
WHICH_GROUND = code("by_mail.which_ground", "grounds")
UNCLEAR = code("by_mail.unclear")()
WHAT_IS_MEANT = {
    "case": code("by_mail.meant_case")(),
    "hand_over": code("by_mail.meant_hand_over")(),
    "waiting": code("by_mail.meant_waiting")(),
}
ON_THE_PAGE = code("by_mail.on_the_page", "case")
TOO_OFTEN = code("by_mail.too_often", "case")
