"""Which form of a fault is wanted."""

from collections.abc import Callable

import pytest


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    """Whether the full form is wanted (`./gw test faults`); otherwise the short one, a few seconds of it."""
    return bool(request.config.getoption("full"))


@pytest.fixture
def other_db_url(make_db_url: Callable[[], str]) -> str:
    """A second database, for a second gateway."""
    return make_db_url()
