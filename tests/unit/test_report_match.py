"""A delivery report settles the text that it is about, or none."""

import pytest

from gateway.domain.report_match import Reportable, about


def one(id: int, state: str = "ok", reference: int | None = None, report: str = "", **around: int | None) -> Reportable:
    return Reportable(id=id, state=state, reference=reference, report=report, **around)


ROWS = [
    ("by its reference", 7, [one(1, reference=6), one(2, reference=7)], 2),
    ("of two that bear it the newest, for it wraps", 7, [one(1, reference=7), one(2, reference=7)], 2),
    ("still trying is no last word", 7, [one(1, reference=7, report="delayed")], 1),
    ("a repeat is about nothing", 7, [one(1, reference=7, report="delivered")], None),
    ("late word of the way is about nothing", 7, [one(1, reference=7, report="failed")], None),
    (
        "a repeat settles no stranger of unknown fate",
        7,
        [one(1, "unknown"), one(2, reference=7, report="delivered")],
        None,
    ),
    ("nor does the last word after the first", 7, [one(1, "unknown"), one(2, reference=7, report="delayed")], 2),
    ("the one of unknown fate that has room for it", 7, [one(1, "unknown", before=6, after=8)], 1),
    ("over the wrap", 0, [one(1, "unknown", before=255, after=1)], 1),
    ("without neighbours there is room", 7, [one(1, "unknown")], 1),
    ("its neighbours leave no room: it never went out", 8, [one(1, "unknown", before=6, after=7)], None),
    ("a neighbour has it", 7, [one(1, "unknown", before=6, after=7)], None),
    ("before its time", 5, [one(1, "unknown", before=6, after=9)], None),
    ("of two that it may be neither", 7, [one(1, "unknown", before=6), one(2, "unknown", before=6)], None),
    ("of two one has no room", 9, [one(1, "unknown", before=6, after=8), one(2, "unknown", before=8)], 2),
    ("what is on the wire, before what is lost", 7, [one(1, "unknown", before=6), one(2, "open", before=6)], 2),
    ("a modem that tells no reference: the oldest", 7, [one(1), one(2), one(3, "unknown")], 1),
    ("a report without one: the oldest that waits", None, [one(1, report="delivered"), one(2), one(3)], 2),
    ("nobody", 7, [], None),
    ("nobody with that reference", 7, [one(1, reference=6), one(2, reference=8)], None),
]


@pytest.mark.parametrize(("reference", "seen", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_report_is_about_one_text_or_none(
    reference: int | None, seen: list[Reportable], expected: int | None
) -> None:
    found = about(reference, seen)
    assert (found and found.id) == expected
