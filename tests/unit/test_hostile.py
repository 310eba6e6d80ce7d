"""Everything that reads is linear, whatever a stranger sends; `gw bench reading` is the long form of this."""

import pytest

from bench import hostile

SIZE = 10_000  # characters: policy is given twice that, its cap
TRIES = 4  # a machine with other work to do may double what one measurement took


@pytest.mark.parametrize("reader", list(hostile.readers(SIZE)))
def test_twice_the_length_takes_at_most_three_times_as_long(reader: str) -> None:
    assert [shape for shape in hostile.SHAPES if not _is_linear(reader, shape)] == []


def _is_linear(reader: str, shape: str) -> bool:
    return any(hostile.one(reader, shape, SIZE).right for _ in range(TRIES))
