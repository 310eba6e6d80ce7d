"""Messages read in worker processes: what crosses the wire is exactly what was read there."""

from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import policy
from gateway.channels import CHANNELS
from gateway.domain.errors import Temporary, Unreadable
from gateway.domain.model import Decoded
from gateway.policy import Content
from gateway.runtime import reader
from gateway.runtime.reader import Raw, Reader, Understood
from gateway.runtime.sandbox import ForkServer, frames
from gateway.runtime.sandbox.values import plain, typed

CORPUS = Path(__file__).parents[1] / "corpus" / "email"
ANY = st.text(st.characters(exclude_categories=()), max_size=20)  # lone surrogates too
JSON = st.recursive(st.none() | st.booleans() | st.integers() | ANY, lambda inner: st.lists(inner, max_size=3))
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: ANY,
    bytes: st.binary(max_size=9),
    bool: st.booleans(),
    int: st.integers(),
    datetime: st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=7))])),
    type(None): st.none(),
}


def anything(of: Any) -> st.SearchStrategy[Any]:
    """Any value of a type, field by field: a new field is tried without a word here."""
    if of in PLAIN:
        return PLAIN[of]
    if get_origin(of) is tuple:
        return st.lists(anything(get_args(of)[0]), max_size=3).map(tuple)
    if get_origin(of) is Mapping:
        return st.dictionaries(ANY, JSON, max_size=3)
    if get_args(of):
        return st.one_of(*map(anything, get_args(of)))
    if is_dataclass(of):
        make: Any = of
        return st.builds(make, **{name: anything(hint) for name, hint in get_type_hints(of).items()})
    if of is float:
        return st.floats(allow_nan=False, allow_infinity=False)
    return st.sampled_from(of)


def over_the_wire(value: object, given_frames: list[bytes]) -> tuple[object, list[bytes]]:
    from io import BytesIO

    read = frames.read(BytesIO(b"".join(frames.pack(value, given_frames))))
    assert read is not None
    return read


@given(anything(Decoded))
def test_what_was_decoded_crosses_the_wire_exactly(decoded: Decoded) -> None:
    value, given_frames = over_the_wire(*reader._packed(decoded))
    assert isinstance(value, dict)
    assert reader._unpacked(value, given_frames) == decoded


@given(anything(Content))
def test_what_the_words_say_crosses_the_wire_exactly(content: Content) -> None:
    value, _ = over_the_wire(plain(content), [])
    assert typed(Content, value) == content


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        {"codes": "x"},
        {"codes": [1]},
        {"kind": "no kind"},
        {"danger": 1},
        {"confidential": "yes"},
        {"unknown": 1},
        {"command": {"name": None}},
        {"command": []},
    ],
)
def test_what_a_broken_worker_says_is_refused(said: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        typed(Content, said)


def here(body: bytes) -> Understood | str:
    try:
        decoded = CHANNELS["email"].decode([body])
    except Unreadable as error:
        return str(error)
    return Understood(decoded=decoded, content=policy.read(decoded, CHANNELS["email"].TRAITS))


async def test_every_mail_of_the_corpus_is_read_as_without_a_worker() -> None:
    bodies = [file.read_bytes() for file in sorted(CORPUS.rglob("*.eml"))]
    opened = Reader()
    found = await opened.messages([Raw(channel="email", bodies=[body]) for body in bodies])
    await opened.close()
    assert len(found) > 50
    for body, one in zip(bodies, found, strict=True):
        assert here(body) in (one, str(one))


async def test_a_message_that_was_decoded_before_has_its_words_read_again() -> None:
    decoded = Decoded(kind="message", sender="mailto:a@x.example", subject="Đơn tố cáo", text="…", reply="…")
    opened = Reader()
    assert await opened.words(decoded, "email") == policy.read(decoded, CHANNELS["email"].TRAITS)
    await opened.close()


async def test_a_message_that_breaks_its_worker_may_be_tried_again() -> None:
    opened = Reader(ForkServer("gateway.runtime.reader:work", environment={"GATEWAY_CRASH_AT": "decode@breaks"}))
    found = await opened.messages([Raw(channel="email", bodies=[b"breaks"]), Raw(channel="email", bodies=[b"\n"])])
    await opened.close()
    assert [type(one) for one in found] == [Temporary, Unreadable]
