"""What all tests share: Hypothesis never looks at the clock, and the user's own Jupyter folders stay out of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None, print_blob=True)
settings.register_profile("ci", settings.get_profile("house"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "house")


@pytest.fixture(scope="session", autouse=True)
def _own_jupyter_folders() -> Iterator[None]:
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    with tempfile.TemporaryDirectory(prefix="iamsim-") as home, pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setenv(name, str(Path(home) / name.lower()))
        yield
