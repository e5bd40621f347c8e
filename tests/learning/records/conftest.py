"""Records are tested in an empty folder, without the small lessons of the other tests of the course."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def work(tmp_path: Path) -> Path:
    """The learner's folder, empty."""
    return tmp_path
