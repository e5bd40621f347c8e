"""`pytest exercises` tests the exercise files; `pytest exercises --submission FILE` grades submissions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the file to grade, and perhaps which lessons."""
    parser.addoption(
        "--submission",
        type=Path,
        metavar="FILE",
        help="grade this file, as `iamsim submit` writes it, or all in this folder or zip",
    )
    parser.addoption(
        "--lesson",
        action="append",
        default=[],
        metavar="08",
        type=lambda number: number.zfill(2),
        help="grade this lesson only",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Either the submission's tests or the exercises' own."""
    grading = config.getoption("--submission") is not None
    chosen: list[pytest.Item] = []
    others: list[pytest.Item] = []
    for item in items:
        (chosen if (item.get_closest_marker("graded") is not None) is grading else others).append(item)
    config.hook.pytest_deselected(items=others)
    items[:] = chosen


def pytest_make_parametrize_id(val: Any, argname: str) -> str | None:
    """Name a submission's test as its learner writes the name: of an id pytest escapes all but English letters."""
    return str(val[0]) if argname == "graded" else None


def pytest_configure(config: pytest.Config) -> None:
    """Name the marker."""
    config.addinivalue_line("markers", "graded: one question of a submission")
