"""Templates -> the words we answer with. The idea: fixed ``{name}`` placeholders, no language to inject into.

A template is a file templates/<set>/<language>/<name>.txt; a channel's traits name its set. A mail's first line is
"Subject: …", then an empty line, then the body. An SMS in Vietnamese has two forms: <name>.txt (accented) and
<name>.plain.txt (one part, without marks).
Every template is checked when it is loaded, so that a wrong name is found by the administrator and not by a citizen.
"""

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from gateway.domain.errors import ConfigError, NotAllowed, Problem
from gateway.domain.reasons import Reason, code
from gateway.domain.text import bare_subject, clean, fold, segments, typography, unaccent
from gateway.replies import reasons

# What each template must hold: for mail and for SMS. Some purposes have variants (VARIANTS): a status says that its
# date is past, that none was promised or that nothing is owed any more, an acknowledgement promises none, what tells
# of a missed call says that the office is closed. `line_down` and `line_up` tell the operator of a line, `finding` of
# anything else, `low_rating` a unit of an answer, `handed_over` that another asks it to take a case over,
# `hand_over_declined` that the other does not, `missed_call_task` whom it has to call back, `call_back_soon` and
# `call_back_late` that nobody has done so, `deadline_soon` and `deadline_late` of a case's clocks, `alert` the duty
# officer of a case; `digest`, `unit_digest` and `alert_digest` tell each of several at once. `case_…` tell officers
# what came, `reply_…` what became of their answer to such a mail.
PLACEHOLDERS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "email": {
        "acknowledgement": frozenset({"unit", "about", "code", "due", "received", "regarding", "phone"}),
        "acknowledgement_undated": frozenset({"unit", "code", "received", "regarding", "phone"}),
        "receipt": frozenset({"unit", "code", "received", "phone"}),
        "emergency": frozenset({"unit", "code", "call", "phone"}),
        "result": frozenset({"unit", "code", "received", "result", "phone"}),
        "summary": frozenset({"unit", "code", "mailbox", "phone"}),
        "question": frozenset({"unit", "code", "received", "question", "phone"}),
        "progress": frozenset({"unit", "code", "received", "progress", "phone"}),
        "apology": frozenset({"unit", "code", "received", "promised", "apology", "due", "phone"}),
        "handed_on": frozenset({"unit", "code", "before", "phone"}),
        "referred": frozenset({"unit", "code", "received", "body", "phone"}),
        "rejected": frozenset({"unit", "code", "received", "grounds", "phone"}),
        "guidance": frozenset({"unit", "code", "received", "phone"}),
        "guidance_complaint": frozenset({"unit", "code", "received", "phone"}),
        "status": frozenset({"unit", "code", "status", "due", "phone"}),
        "status_late": frozenset({"unit", "code", "status", "due", "phone"}),
        "status_undated": frozenset({"unit", "code", "status", "phone"}),
        "status_done": frozenset({"unit", "code", "status", "phone"}),
        "status_asked": frozenset({"unit", "code", "status", "phone"}),
        "status_referred": frozenset({"unit", "code", "status", "body", "phone"}),
        "status_received": frozenset({"unit", "code", "received", "phone"}),
        "status_list": frozenset({"unit", "list", "phone"}),
        "unknown_code": frozenset({"unit", "phone"}),
        "rated": frozenset({"unit", "code", "phone"}),
        "rated_low": frozenset({"unit", "code", "phone"}),
        "ask_rating": frozenset({"unit", "code", "phone"}),
        "added": frozenset({"unit", "code", "phone"}),
        "new_matter": frozenset({"unit", "phone"}),
        "reopened": frozenset({"unit", "code", "phone"}),
        "withdrawn": frozenset({"unit", "code", "phone"}),
        "neutral": frozenset({"unit", "phone"}),
        "faq": frozenset({"unit", "answer", "code", "due", "received", "regarding", "phone"}),
        "foreign": frozenset({"unit", "code", "mailbox", "phone"}),
        "encrypted": frozenset({"unit", "phone"}),
        "no_pictures": frozenset({"unit", "elsewhere"}),
        "too_large": frozenset({"unit", "code", "limit", "phone"}),
        "help": frozenset({"unit", "example", "phone"}),
        "opt_out": frozenset({"unit", "phone"}),
        "opt_in": frozenset({"unit", "phone"}),
        "rate_limit": frozenset({"unit", "code", "phone"}),
        "alert": frozenset({"unit", "code", "line", "kind", "received", "told"}),
        "line_down": frozenset({"unit", "line", "since", "error"}),
        "line_up": frozenset({"unit", "line", "since", "until", "error"}),
        "low_rating": frozenset({"unit", "code", "n"}),
        "handed_over": frozenset({"unit", "code", "before"}),
        "hand_over_declined": frozenset({"unit", "code", "by"}),
        "missed_call_task": frozenset({"unit", "code", "line", "received", "until"}),
        "call_back_soon": frozenset({"unit", "code", "line", "received", "until"}),
        "call_back_late": frozenset({"unit", "code", "line", "received", "until"}),
        "deadline_soon": frozenset({"unit", "code", "line", "matter", "until", "share"}),
        "deadline_late": frozenset({"unit", "code", "line", "matter", "until"}),
        "finding": frozenset({"name", "what", "advice"}),
        "alert_digest": frozenset({"n", "names", "items"}),
        "emergency_ceiling": frozenset({"unit", "line", "n"}),
        "digest": frozenset({"n", "names", "items"}),
        "unit_digest": frozenset({"n", "names", "items"}),
        "case_notice": frozenset({"unit", "code", "what", "kind", "since", "due", "link", "words", "how"}),
        "case_notice_restricted": frozenset({"code", "since", "link", "how"}),
        "case_digest": frozenset({"n", "names", "items", "how"}),
        "reply_preview": frozenset({"code", "then", "otherwise", "until", "items", "beside"}),
        "reply_done": frozenset({"code", "what"}),
        "reply_refused": frozenset({"code", "items"}),
    },
    "sms": {
        "acknowledgement": frozenset({"unit", "about", "code", "due", "phone"}),
        "acknowledgement_undated": frozenset({"unit", "code"}),
        "receipt": frozenset({"unit", "code", "phone"}),
        "emergency": frozenset({"unit", "code", "call"}),
        "result": frozenset({"unit", "code", "result"}),
        "summary": frozenset({"unit", "code", "mailbox"}),
        "question": frozenset({"unit", "code", "question"}),
        "progress": frozenset({"unit", "code", "progress"}),
        "apology": frozenset({"unit", "code", "apology", "due"}),
        "handed_on": frozenset({"unit", "code", "before", "phone"}),
        "referred": frozenset({"unit", "code", "body"}),
        "rejected": frozenset({"unit", "code", "grounds"}),
        "guidance": frozenset({"unit", "code", "phone"}),
        "guidance_complaint": frozenset({"unit", "code", "phone"}),
        "status": frozenset({"unit", "code", "status", "due"}),
        "status_late": frozenset({"unit", "code", "status", "due", "phone"}),
        "status_undated": frozenset({"unit", "code", "status"}),
        "status_done": frozenset({"unit", "code", "status"}),
        "status_asked": frozenset({"unit", "code", "status"}),
        "status_referred": frozenset({"unit", "code", "status", "body"}),
        "status_received": frozenset({"unit", "code", "phone"}),
        "status_list": frozenset({"unit", "list"}),
        "unknown_code": frozenset({"unit", "phone"}),
        "rated": frozenset({"unit", "code"}),
        "rated_low": frozenset({"unit", "code"}),
        "ask_rating": frozenset({"unit", "code"}),
        "added": frozenset({"unit", "code"}),
        "new_matter": frozenset({"unit"}),
        "reopened": frozenset({"unit", "code"}),
        "withdrawn": frozenset({"unit", "code"}),
        "neutral": frozenset({"unit"}),
        "faq": frozenset({"unit", "answer", "code", "due"}),
        "foreign": frozenset({"unit", "code", "mailbox"}),
        "encrypted": frozenset({"unit", "phone"}),
        "no_pictures": frozenset({"unit", "elsewhere"}),
        "too_large": frozenset({"unit", "code", "limit"}),
        "help": frozenset({"unit", "example"}),
        "opt_out": frozenset({"unit"}),
        "opt_in": frozenset({"unit"}),
        "rate_limit": frozenset({"unit", "code", "phone"}),
        "alert": frozenset({"unit", "code", "kind", "received"}),
        "line_down": frozenset({"line", "since", "error"}),
        "line_up": frozenset({"line", "since", "until"}),
        "low_rating": frozenset({"unit", "code", "n"}),
        "handed_over": frozenset({"unit", "code", "before"}),
        "hand_over_declined": frozenset({"unit", "code", "by"}),
        "missed_call": frozenset({"unit"}),
        "missed_call_closed": frozenset({"unit", "opens"}),
        "missed_call_task": frozenset({"unit", "code", "received", "until"}),
        "call_back_soon": frozenset({"unit", "code", "received", "until"}),
        "call_back_late": frozenset({"unit", "code", "received", "until"}),
        "deadline_soon": frozenset({"unit", "code", "matter", "until"}),
        "deadline_late": frozenset({"unit", "code", "matter", "until"}),
        "finding": frozenset({"what"}),
        "alert_digest": frozenset({"n", "names"}),
        "emergency_ceiling": frozenset({"unit", "n"}),
        "digest": frozenset({"n", "names"}),
        "unit_digest": frozenset({"n", "names"}),
    },
}
SEGMENTED = "sms"  # the set whose texts are counted in segments, and in Vietnamese have a form without marks
TITLED = "email"  # the set whose texts have a subject
# What a form of a template may leave out, where its letters are counted or its language has no such word.
OPTIONAL = frozenset({"about", "phone"})
# To the authority itself: Vietnamese only, the language in which it works.
OFFICE_LANGUAGE = "vi"
OFFICE_ONLY = frozenset(
    {"low_rating", "missed_call_task", "emergency_ceiling", "alert", "line_down", "line_up", "finding"}
    | {"call_back_soon", "call_back_late", "deadline_soon", "deadline_late", "alert_digest", "digest", "unit_digest"}
    | {"handed_over", "hand_over_declined"}
    | {"case_notice", "case_notice_restricted", "case_digest", "reply_preview", "reply_done", "reply_refused"}
)

# How a case stands (wording.standing), or what it is -> what is said instead of the purpose's own words.
VARIANTS: Mapping[tuple[str, str], str] = {
    ("acknowledgement", "undated"): "acknowledgement_undated",
    ("status", "undated"): "status_undated",
    ("status", "late"): "status_late",
    ("status", "done"): "status_done",
    ("status", "asked"): "status_asked",
    ("status", "referred"): "status_referred",
    ("guidance", "khieu_nai"): "guidance_complaint",
    ("missed_call", "closed"): "missed_call_closed",
}

# Longest value in characters, cut before filling, so that an SMS keeps its budget. An officer's words (WORDS_OF) are
# never cut.
LIMITS: Mapping[str, Mapping[str, int]] = {
    "sms": {"unit": 30, "about": 9, "code": 9, "example": 9, "due": 10, "phone": 15, "status": 26}
    | {"list": 150, "answer": 160, "mailbox": 60, "call": 50, "elsewhere": 54, "limit": 8}
    | {"line": 24, "kind": 12, "received": 16, "since": 16, "until": 16, "error": 64, "what": 110, "n": 6, "names": 70}
    | {"matter": 40, "body": 44, "before": 30, "by": 30}
    | {"opens": 16},
    "email": {"unit": 120, "about": 20, "code": 9, "example": 9, "due": 40, "received": 40, "phone": 60, "status": 60}
    | {"promised": 40, "regarding": 120, "answer": 160, "mailbox": 120, "call": 80, "elsewhere": 140, "limit": 8}
    | {"line": 60, "kind": 40, "since": 40, "until": 40, "error": 400, "what": 800, "advice": 800, "name": 60}
    | {"n": 6, "names": 100, "told": 200, "matter": 60, "share": 6, "body": 120, "before": 120, "by": 120}
    | {"link": 300, "then": 200, "otherwise": 200},
}
# What an officer writes, by the template that it stands in.
WORDS_OF: Mapping[str, str] = {
    "result": "result",
    "question": "question",
    "progress": "progress",
    "apology": "apology",
    "rejected": "grounds",
}
TOO_LONG = code("case.answer_too_long", "most", "over")

_VALUES_KEPT = 256  # units, telephone numbers, dates: most replies of an hour are filled with the same few
# Never the same, or a citizen's words: not kept.
_OF_ONE_CASE = frozenset(
    {"code", "regarding", "names", "items", "what", "list", "words", "how", "beside", "link", *WORDS_OF.values()}
)
_ENDS = (".", "!", "?", "…")
_LOOSE_END = f"{string.whitespace}\u00a0,;:–—-"  # ends no sentence, and stands before no full stop
_TWO_STOPS = re.compile(r"(?<!\.)\.\.$")
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_NO_SUBJECTS = frozenset({"", "khong co tieu de", "khong tieu de", "khong co chu de", "khong chu de", "no subject"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One text with placeholders; `subject` is empty for SMS."""

    subject: str
    text: str


Key = tuple[str, str, str, str]  # set, language, name, form


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """All templates, checked: (set, language, name, form) -> Template. `form` is "plain" only for Vietnamese
    SMS."""

    templates: Mapping[Key, Template]
    own: Mapping[tuple[str, Key], Template] = field(default_factory=dict)  # by the unit whose text stands for ours

    def render(
        self,
        purpose: str,
        of: str,
        language: str,
        form: str,
        values: Mapping[str, str],
        *,
        unit: str = "",
        result_segments: int = 4,
    ) -> tuple[str, str]:
        """A filled template -> (subject, text), NFC, the text as a citizen gets it.

        `purpose`: a Purpose, or a name in OFFICE_ONLY. `of`: the set of templates (Traits.templates). `form`:
        "plain" | "accented" (SMS only). `unit`: key of the unit that says it. `values` are plain text and never read as
        a template again; more than the template needs may be given; `standing` chooses a variant (VARIANTS).

        Raises KeyError where a value is missing, NotAllowed where an SMS result needs more than `result_segments`
        parts.
        """
        name = VARIANTS.get((str(purpose), values.get("standing", "")), str(purpose))
        plain = of == SEGMENTED and form == "plain"
        key = (of, language, name, "plain" if plain and language == "vi" else "accented")
        template = self.own.get((unit, key)) or self.templates[key]
        ready = {}
        for one in PLACEHOLDERS[of][name]:
            ready[one] = (_ready if one in _OF_ONE_CASE else _ready_again)(one, values[one], of, plain)
        text = _fill(template.text, ready)
        if of == SEGMENTED:
            text = typography(text)
            if name in WORDS_OF:
                _within(text, result_segments)
        return _fill(template.subject, ready), text


def load(directory: Path) -> Replies:
    """Read and check every template below `directory`. Raises ConfigError naming each file that is missing or wrong."""
    templates: dict[tuple[str, str, str, str], Template] = {}
    problems: list[Problem] = []
    for of, names in PLACEHOLDERS.items():
        for name, placeholders in names.items():
            for language in (OFFICE_LANGUAGE,) if name in OFFICE_ONLY else ("vi", "en"):
                for form in ("accented", "plain") if (of, language) == (SEGMENTED, "vi") else ("accented",):
                    path = directory / of / language / f"{name}{'.plain' if form == 'plain' else ''}.txt"
                    template, wrong = read(path, of, placeholders)
                    problems += [Problem(str(path), reason) for reason in wrong]
                    templates[of, language, name, form] = template
    if problems:
        raise ConfigError(problems)
    return Replies(templates=templates)


def read(path: Path, of: str, placeholders: frozenset[str]) -> tuple[Template, list[Reason]]:
    """One template and what is wrong with it."""
    try:
        content = clean(path.read_text("utf-8-sig")).strip()  # Notepad puts a mark before the text
    except (OSError, UnicodeDecodeError) as error:
        return Template(subject="", text=""), [reasons.NOT_READ(error=type(error).__name__)]
    subject, text = "", content
    wrong = []
    if of == TITLED:
        first, gap, text = content.partition("\n\n")
        subject = first.removeprefix("Subject: ")
        if subject == first or "\n" in first or not gap:
            wrong.append(reasons.NO_SUBJECT)
        else:
            wrong += _wrong_subject(subject)
    names = set(_PLACEHOLDER.findall(content))
    known = ", ".join(f"{{{name}}}" for name in sorted(placeholders))
    wrong += [reasons.UNKNOWN_PLACEHOLDER(name=f"{{{n}}}", names=known) for n in sorted(names - placeholders)]
    wrong += [reasons.PLACEHOLDER_MISSING(name=f"{{{n}}}") for n in sorted(placeholders - names - OPTIONAL)]
    if set("{}") & set(_PLACEHOLDER.sub("", content)):
        wrong.append(reasons.LOOSE_BRACE)
    return Template(subject=subject, text=text), wrong


def _wrong_subject(subject: str) -> list[Reason]:
    """Why an answer cannot be called so; the code before it is not its words."""
    words = subject.replace("[{code}]", "").strip()
    if not subject.strip() or (words and fold(words).strip(" .()[]<>-") in _NO_SUBJECTS):
        return [reasons.EMPTY_SUBJECT]
    return [] if bare_subject(words) == words else [reasons.SUBJECT_OF_REPLY]


def _ready(key: str, value: str, of: str, plain: bool) -> str:
    """A value as it may stand in the text: clean, on one line and cut to its limit, but for the officer's own words
    and a digest's list."""
    value = clean(value).strip()
    value = unaccent(value) if plain else value
    if key in ("answer", *WORDS_OF.values()) and of == SEGMENTED:
        value = _ended(value)  # our own sentence follows on the same line
    if key in ("items", "words", "how", "beside", *WORDS_OF.values()) or (key == "list" and of == TITLED):
        return value
    return " ".join(value.split())[: LIMITS[of][key]].rstrip()


def _ended(words: str) -> str:
    """Words with one full stop, or what stands for it, at their end; inside brackets and quotes or before a small
    picture it counts."""
    words = words.rstrip(_LOOSE_END)
    said = words.rstrip("".join(_ENDS))  # a stop stands close to its sentence
    words = _TWO_STOPS.sub(".", said.rstrip() + words[len(said) :])
    bare = words
    while bare and not bare[-1].isalnum() and bare[-1] not in _ENDS:
        bare = bare[:-1]
    return words if not words or bare.endswith(_ENDS) else f"{words}."


_ready_again = lru_cache(_VALUES_KEPT)(_ready)


def _fill(template: str, ready: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda m: ready[m[1]], template)


def _within(text: str, limit: int) -> None:
    """Refuse what runs over `limit` parts, and say by how many characters."""
    if len(segments(text)) <= limit:
        return
    over = sum(len(part.text) for part in segments(text)[limit:])
    raise NotAllowed(TOO_LONG(most=limit, over=over))
