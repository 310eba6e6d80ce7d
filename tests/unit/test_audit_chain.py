"""The chain of audit finds each thing that may be done to its rows, and where."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.domain.audit_chain import FIRST, Anchor, Fault, Head, SealedRow, Walk, fingerprint, seal

KEY, OTHER = b"a key", b"another key"
AT = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
BEGIN = Anchor(place=0, seal=FIRST, key=fingerprint(KEY), kind="begin")

Rows = list[SealedRow]


def chain(n: int, *, key: bytes = KEY, behind: Head | None = None) -> Rows:
    """So many rows, sealed."""
    previous, first = (behind.seal, behind.place) if behind else (FIRST, 0)
    rows: Rows = []
    for place in range(first + 1, first + n + 1):
        row = SealedRow(
            id=10 + place,
            at=AT + timedelta(minutes=place),
            actor="person:lan",
            act="view",
            object=f"case:HN-{place}",
            detail="",
            place=place,
            seal=b"",
        )
        previous = seal(key, previous, row)
        rows.append(replace(row, seal=previous))
    return rows


def walked(rows: Sequence[SealedRow], *, anchors: Sequence[Anchor] = (BEGIN,), heads: Sequence[Head] = ()) -> Walk:
    """A walk whose portions are of three rows."""
    walk = Walk(anchors=anchors, keys={fingerprint(KEY): KEY}, heads=heads)
    for first in range(0, len(rows), 3):
        walk.feed(rows[first : first + 3])
    walk.end()
    return walk


def counted_anew(rows: Sequence[SealedRow]) -> Rows:
    """Places from 1 on, as who hides a gap would write them."""
    return [replace(row, place=place) for place, row in enumerate(rows, 1)]


def changed(place: int, **values: object) -> Callable[[Rows], Rows]:
    return lambda rows: [replace(row, **values) if row.place == place else row for row in rows]  # type: ignore[arg-type]


def put_in(rows: Rows) -> Rows:
    new = replace(rows[3], id=99, object="case:HN-9")
    return counted_anew([*rows[:4], new, *rows[4:]])


def swapped(rows: Rows) -> Rows:
    return counted_anew([*rows[:4], rows[5], rows[4], *rows[6:]])


DONE: dict[str, tuple[Callable[[Rows], Rows], Fault, int]] = {
    "actor": (changed(5, actor="person:hoa"), Fault.CHANGED, 5),
    "act": (changed(1, act="list"), Fault.CHANGED, 1),
    "object": (changed(8, object="case:HN-1"), Fault.CHANGED, 8),
    "detail": (changed(4, detail="raw"), Fault.CHANGED, 4),
    "time": (changed(4, at=AT), Fault.CHANGED, 4),
    "number": (changed(4, id=3), Fault.CHANGED, 4),
    "seal": (changed(4, seal=bytes(32)), Fault.CHANGED, 4),
    "sealed anew by another key": (changed(8, seal=seal(OTHER, FIRST, chain(8)[7])), Fault.CHANGED, 8),
    "the first is gone": (lambda rows: rows[1:], Fault.REMOVED, 1),
    "three are gone": (lambda rows: rows[:3] + rows[6:], Fault.REMOVED, 4),
    "gone, and counted anew": (lambda rows: counted_anew(rows[:3] + rows[4:]), Fault.CHANGED, 4),
    "put in": (put_in, Fault.INSERTED, 5),
    "in each other's place": (swapped, Fault.REORDERED, 5),
    "the end is gone": (lambda rows: rows[:6], Fault.TRUNCATED, 8),
    "another end": (lambda rows: chain(7) + chain(1, key=OTHER, behind=Head(place=7, seal=FIRST)), Fault.CHANGED, 8),
}


@pytest.mark.parametrize("name", DONE)
def test_what_is_done_to_a_row_is_found_where_it_was_done(name: str) -> None:
    do, fault, place = DONE[name]
    rows = chain(8)
    walk = walked(do(rows), heads=[Head(place=8, seal=rows[-1].seal)])
    first = walk.found[0]
    assert (first.fault, first.place) == (fault, place)
    if fault in (Fault.CHANGED, Fault.INSERTED, Fault.REORDERED):
        assert first.id
        assert first.at is not None
        assert " " in first.what


def test_nothing_is_found_where_nothing_was_done() -> None:
    rows = chain(20)
    walk = walked(rows, heads=[Head(place=place, seal=rows[place - 1].seal) for place in (1, 7, 20)])
    assert (walk.found, walk.faults, walk.rows, walk.place, walk.unchecked) == ([], 0, 20, 20, 0)


def test_after_a_fault_the_rest_is_looked_at_too() -> None:
    """One changed row is one fault, and a second one further on is another."""
    rows = changed(3, detail="x")(changed(9, detail="x")(put_in(chain(12))))
    assert [(one.fault, one.place) for one in walked(rows).found] == [
        (Fault.CHANGED, 3),
        (Fault.INSERTED, 5),
        (Fault.CHANGED, 9),
    ]


def test_a_row_that_says_a_time_long_past_is_found() -> None:
    rows = chain(3)
    late = replace(rows[0], id=99, at=AT - timedelta(days=30), place=4)
    late = replace(late, seal=seal(KEY, rows[-1].seal, late))
    assert [one.fault for one in walked([*rows, late]).found] == [Fault.BACKDATED]


def test_what_was_cut_with_a_row_that_says_so_is_no_fault() -> None:
    rows = chain(6)
    cut = Anchor(place=4, seal=rows[3].seal, key=BEGIN.key, kind="cut")
    told = replace(rows[0], act="cut_audit", object=cut.object, place=7)
    told = replace(told, at=AT + timedelta(hours=1), seal=b"")
    told = replace(told, seal=seal(KEY, rows[-1].seal, told))
    assert walked([*rows[4:], told], anchors=[BEGIN, cut]).found == []
    assert [one.fault for one in walked(rows[4:], anchors=[BEGIN, cut]).found] == [Fault.UNNAMED]
    assert walked([rows[5], told], anchors=[BEGIN, cut]).found[0].fault is Fault.REMOVED


def test_another_key_begins_behind_an_anchor_and_rows_of_a_lost_key_are_counted() -> None:
    old = chain(3, key=OTHER)
    end = Head(place=3, seal=old[-1].seal)
    new = Anchor(place=3, seal=end.seal, key=fingerprint(KEY), kind="begin")
    told = replace(chain(1, behind=end)[0], act="begin_audit", object=new.object)
    told = replace(told, seal=seal(KEY, end.seal, told))
    anchors = [replace(BEGIN, key=fingerprint(OTHER)), new]
    walk = walked([*old, told], anchors=anchors)
    assert (walk.found, walk.rows, walk.unchecked) == ([], 4, 3)
    forged = changed(4, detail="x")([*old, told])
    assert [one.fault for one in walked(forged, anchors=anchors).found] == [Fault.CHANGED]


def test_a_head_is_read_as_it_was_written_down() -> None:
    head = Head(place=12, seal=bytes(range(32)))
    assert Head.parse(f" {head}\n") == head
    for wrong in ("", "12", "x.00", "1.zz"):
        with pytest.raises(ValueError, match=r".*"):
            Head.parse(wrong)
