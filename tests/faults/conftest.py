"""What a second gateway needs."""

from collections.abc import Callable

import pytest


@pytest.fixture
def other_db_url(make_db_url: Callable[[], str]) -> str:
    """A second database, for a second gateway."""
    return make_db_url()
