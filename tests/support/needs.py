"""Programs of Debian that a test needs: without one it is skipped and says which; GW_TEST_STRICT=1 (CI) forbids it."""

import os
import shutil

import pytest

__all__ = ["program"]


def program(name: str, package: str = "") -> str:
    """Where a program lies; skips the test where `package` (default: of the same name) is not installed."""
    path = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if path is None:
        pytest.skip(f"{name} is not installed (Debian: {package or name})")
    return path
