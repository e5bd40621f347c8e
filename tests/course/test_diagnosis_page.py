"""The page about diagnosis says what the tool measures, over every slip of every table of the course."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


def the_tool(name: str = "measure_diagnosis") -> Any:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    # A dataclass looks its module up there.
    sys.modules[name] = tool
    spec.loader.exec_module(tool)
    return tool


@pytest.mark.slow
def test_the_figures_are_those_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    tool = the_tool()
    written = tool.DOCS.read_text(encoding="utf-8").partition(tool.BEGIN)[2].partition(tool.END)[0]
    assert written == tool.report(), "python tools/measure_diagnosis.py --write"


@pytest.mark.slow
def test_the_tutor_finds_simulated_learners_as_the_page_says() -> None:
    """The smallest row is counted again: a change of tutor, bank or engines shows in it."""
    tool = the_tool("simulate_learners")
    written = tool.DOCS.read_text(encoding="utf-8").partition(tool.BEGIN)[2].partition(tool.END)[0]
    assert tool.smallest_row() in written.splitlines(), "make simulate-learners ARGS=--write"


@pytest.mark.parametrize(
    ("table", "slips", "found"),
    [
        pytest.param(("A", "A"), 1, {("I", "A"), ("E", "A"), ("A", "I"), ("A", "E")}, id="one slip, every way"),
        pytest.param(("A", "A"), 2, {("I", "I"), ("I", "E"), ("E", "I"), ("E", "E")}, id="two slips, every way"),
        pytest.param(("A",), 2, set(), id="more slips than rows"),
    ],
)
def test_every_slip_is_taken_once(table: tuple[str, ...], slips: int, found: set[tuple[str, ...]]) -> None:
    tool = the_tool()
    every = list(tool.slipped(table, slips, ("A", "I", "E")))
    assert set(every) == found
    assert len(every) == len(found)
