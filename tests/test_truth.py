"""docs/truth.md: each decision of ours names a test that exists, and the figures are today's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "truth.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """Return the cells of each row of the table under a heading."""
    _, _, rest = PAGE.partition(f"## {heading}\n")
    lines = [line for line in rest.partition("\n## ")[0].splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[1:]]


DECISIONS = rows("What we decided where AWS is silent")
TEST_NAME = re.compile(r"`(?P<file>tests/[\w/]+\.py)(?:::(?P<function>test_\w+)|\[(?P<row>.+)\])`")


@pytest.mark.parametrize("cells", DECISIONS, ids=[cells[0] for cells in DECISIONS])
def test_a_decision_names_a_test_that_exists(cells: list[str]) -> None:
    assert len(cells) == 4
    assert all(cells)
    match = TEST_NAME.fullmatch(cells[3])
    assert match is not None
    text = (ROOT / match["file"]).read_text(encoding="utf-8")
    definition = f"def {match['function']}(" if match["function"] else f'id="{match["row"]}"'
    assert text.count(definition) == 1


def test_there_are_decisions_and_rules() -> None:
    assert len(DECISIONS) >= 30
    assert all(len(cells) == 2 and cells[1].startswith("`") for cells in rows("The rules"))
    assert len(rows("The rules")) >= 20


CONFIDENCE = rows("Rules that deserve a word on how sure they are")


@pytest.mark.parametrize("cells", CONFIDENCE, ids=[cells[0] for cells in CONFIDENCE])
def test_a_rule_says_how_sure_it_is(cells: list[str]) -> None:
    assert len(cells) == 3
    assert all(cells)
    assert cells[2] in {"high", "medium"}


@pytest.mark.parametrize(
    ("name", "words"), [("evaluate", "requests"), ("accounts", "accounts"), ("documents", "documents")]
)
def test_the_figures_are_todays(name: str, words: str) -> None:
    lines = (ROOT / "tests" / "conformance" / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")
    assert f"{len([line for line in lines if line])} {words}" in PAGE
