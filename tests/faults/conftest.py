"""One nursery for all fault tests."""

from collections.abc import Iterator

import pytest

from tests.support.process import Nursery


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Forks gateways."""
    made = Nursery()
    yield made
    made.close()
