"""What the unit tests share. How fast a property is shown is not for a busy machine to judge: no deadline for one
example."""

import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

from gateway.cli.language import speaks
from gateway.replies import catalogue

settings.register_profile("without a clock", deadline=None)
settings.load_profile("without a clock")


@pytest.fixture(params=catalogue.LANGUAGES)
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """What the commands of this process speak."""
    monkeypatch.setattr(sys, "argv", ["gw", "--lang", request.param])
    speaks.cache_clear()
    yield request.param
    speaks.cache_clear()
