"""One city for all stories, and one browser; each story brings its own people and its own day."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.browser.conftest import chromium
from tests.support import city
from tests.support.city import City


@pytest.fixture(scope="package")
def place() -> Iterator[Path]:
    """Where all that it keeps lies; the user of its database may look there too."""
    directory = Path(tempfile.mkdtemp(prefix="gw-city-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def whole_city(place: Path) -> AsyncIterator[City]:
    """A city, whose gateway runs until the last story is over."""
    async with chromium() as browser, city.running(place, browser) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="package")
async def hanoi(whole_city: City) -> AsyncIterator[City]:
    """The city; when a story is over, its people go home."""
    yield whole_city
    await whole_city.go_home()
