"""What all tests share: how long Hypothesis searches, by no clock; and the user's own Jupyter folders stay out of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# `make check` takes the quick one, `make test` says --hypothesis-profile=thorough
IN_CI = os.environ.get("CI") == "true"
settings.register_profile("no deadline", deadline=None, print_blob=True)
settings.register_profile("same", settings.get_profile("no deadline"), derandomize=True, database=None)
for name, examples in {"quick": 10, "thorough": 100}.items():
    settings.register_profile(name, settings.get_profile("same" if IN_CI else "no deadline"), max_examples=examples)
settings.load_profile("quick")


@pytest.fixture(scope="session", autouse=True)
def _own_jupyter_folders() -> Iterator[None]:
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    with tempfile.TemporaryDirectory(prefix="iamsim-") as home, pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setenv(name, str(Path(home) / name.lower()))
        yield
