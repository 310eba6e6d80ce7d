"""Texts of a unit's own, which stand for ours: files below the directory that [data] templates names.

DIRECTORY/UNIT/<set>/<language>/<name>.txt, as in templates/; what is not there is ours. Checked like ours when they are
loaded, and for their length: a word too many in a text costs the unit a segment with every one that goes out.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from gateway.domain.errors import ConfigError, Problem
from gateway.domain.reasons import Reason
from gateway.domain.text import segments, typography, unaccent
from gateway.replies import reasons, templates
from gateway.replies.templates import LIMITS, OFFICE_ONLY, PLACEHOLDERS, SEGMENTED, TITLED, Key, Replies, Template

__all__ = ["load"]

MOST_SEGMENTS = {"plain": 2, "accented": 3}  # of a text at its longest; ours take one less
LONGER = frozenset({"result", "status_list", "faq"})  # these one more
MOST_CHARACTERS = 8_000  # of a mail
MOST_SUBJECT = 150
MOST_LETTERS = 8  # that are named of those that a text must not have
_MARKED = chr(0x1B0)  # a letter that GSM-7 has not


def load(replies: Replies, directory: Path | None, units: Collection[str]) -> Replies:
    """`replies` with the units' own texts. Raises ConfigError naming each file that is wrong, and what to do."""
    if directory is None:
        return replies
    if not directory.is_dir():
        raise ConfigError([Problem("data.templates", reasons.NO_DIRECTORY, str(directory))])
    own: dict[tuple[str, Key], Template] = {}
    problems: list[Problem] = []
    for path in sorted(one for one in directory.rglob("*") if one.is_file() and not one.name.startswith(".")):
        found, wrong = _own(path.relative_to(directory).parts, units)
        if found is not None:
            unit, key = found
            template, wrong = templates.read(path, key[0], PLACEHOLDERS[key[0]][key[2]])
            template = _with_line(template, replies.templates[key])
            wrong = wrong or [*_unlike_ours(template, key), *_too_long(template, key)]
            own[unit, key] = template
        problems += [Problem(str(path), reason) for reason in wrong]
    if problems:
        raise ConfigError(problems)
    return replace(replies, own=own)


def _own(parts: tuple[str, ...], units: Collection[str]) -> tuple[tuple[str, Key] | None, list[Reason]]:
    """Whose text a file is and which, or why it is none."""
    if len(parts) != 4:
        return None, [reasons.WRONG_PLACE]
    unit, of, language, file = parts
    if unit not in units:
        return None, [reasons.NO_UNIT(name=unit, names=_nearest(unit, units))]
    if of not in PLACEHOLDERS:
        return None, [reasons.NO_SET(name=of, names=_nearest(of, PLACEHOLDERS))]
    known = {name: key for name, key in _files(of) if key[1] == language}
    if not known:
        return None, [reasons.NO_LANGUAGE(name=language)]
    if file not in known:
        return None, [reasons.NO_SUCH_TEXT(names=_nearest(file, known))]
    return (unit, known[file]), []


def _files(of: str) -> Iterator[tuple[str, Key]]:
    """The files of a set that a unit may replace, by their names; what goes to the office stays ours."""
    for name in PLACEHOLDERS[of].keys() - OFFICE_ONLY:
        for language in ("vi", "en"):
            yield f"{name}.txt", (of, language, name, "accented")
        if of == SEGMENTED:
            yield f"{name}.plain.txt", (of, "vi", name, "plain")


def _nearest(name: str, known: Collection[str]) -> str:
    """Up to five of the known names, those that are most like this one."""
    return ", ".join(get_close_matches(name, sorted(known), 5, 0.0))


def _with_line(template: Template, ours: Template) -> Template:
    """A mail with the line above which to reply, where ours has it: by it our words are told from the citizen's below
    which they come back. That line is no matter of wording, so a text without it gets it."""
    line = ours.text.partition("\n")[0]
    if not line.startswith("---") or line in template.text:
        return template
    return replace(template, text=f"{line}\n\n{template.text}")


def _unlike_ours(template: Template, key: Key) -> Iterator[Reason]:
    """What every text of ours keeps to."""
    of, language, _, form = key
    if of == TITLED and "{unit}" not in template.text:
        yield reasons.NOT_BELOW_SUBJECT(name="{unit}")
    if of == SEGMENTED and (form == "plain" or language != "vi"):
        text = typography(template.text)
        marked = dict.fromkeys(letter for letter in text if unaccent(letter) != letter)
        if marked:
            yield reasons.MARKS(letters="".join(marked)[:MOST_LETTERS])


def _too_long(template: Template, key: Key) -> Iterator[Reason]:
    """Why a text is too long, with every value at its longest."""
    of, _, name, form = key
    if of == TITLED:
        if len(template.subject) > MOST_SUBJECT or len(template.text) > MOST_CHARACTERS:
            yield reasons.TOO_LONG_MAIL(subject=MOST_SUBJECT, text=MOST_CHARACTERS)
        return
    letter = _MARKED if (key[1], form) == ("vi", "accented") else "n"
    text = template.text
    for placeholder in PLACEHOLDERS[of][name]:
        text = text.replace(f"{{{placeholder}}}", letter * LIMITS[of].get(placeholder, 60))
    most = MOST_SEGMENTS[form] + (name in LONGER)
    parts = len(segments(text))
    if parts > most:
        yield reasons.TOO_MANY_SEGMENTS(n=parts, most=most)
