"""What journeys share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.channels import registry
from gateway.settings import config
from gateway.settings.config import Config


@pytest.fixture
def settings(make_config: Callable[..., Path], tmp_path: Path) -> Config:
    (tmp_path / "data").mkdir()
    return config.load(make_config(times={"health_grace": 90}), registry)
