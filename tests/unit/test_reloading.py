"""What a configuration that is read anew changes at once, and what waits for a start."""

from pathlib import Path
from typing import Any

import pytest

from gateway.channels import registry
from gateway.settings import config, reloading
from gateway.settings.config import Config
from tests.support import configs

PORTS = {"console": {"port": 1}, "doors": {"port": 2}}


def loaded(directory: Path, **tables: Any) -> Config:
    return config.load(configs.write(directory, **{**PORTS, **tables}), registry)


@pytest.mark.parametrize(
    ("tables", "waiting"),
    [
        ({"limits": {"commands_per_sender_day": 3}, "times": {"tries": 4}, "operator": {"mail": "b@c.example"}}, ()),
        ({"units": [{**configs.UNIT, "name": "P.Mới"}], "lines": [configs.sms_line()]}, ()),
        ({"zone": "Asia/Tokyo", "city": "DN"}, ("zone", "city")),
        ({"times": {"sweep": 5, "tries": 4}}, ("times.sweep",)),
        ({"scanner": {"socket": "/clamd"}, "logs": {"keep": 9}}, ("scanner", "logs")),
        ({"data": {"directory": "elsewhere"}}, ("data.directory", "logs", "simulator")),
    ],
)
def test_what_waits_for_a_start_is_named(tmp_path: Path, tables: dict[str, Any], waiting: tuple[str, ...]) -> None:
    running = loaded(tmp_path)
    new = loaded(tmp_path, **tables)
    held, named = reloading.settled(running, new)
    assert named == waiting
    for field in reloading.AT_A_START:
        assert getattr(held, field) == getattr(running, field)
    assert (held.lines, held.limits, held.operator_mail) == (new.lines, new.limits, new.operator_mail)
    assert held.times.tries == new.times.tries
    assert held.backup_directory == running.backup_directory
    assert reloading.settled(held, new)[1] == waiting  # until it is started anew
