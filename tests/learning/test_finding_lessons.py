"""Each code of a finding has a lesson that there is, and its row in the docs."""

from __future__ import annotations

import re
from pathlib import Path

import iamsim
from iamsim.check import CODES
from iamsim.learning.finding_lessons import FINDING_LESSONS

ROOT = Path(iamsim.__file__).parent.parent
PAGE = ROOT / "docs" / "check-account.md"


def test_each_code_has_a_lesson() -> None:
    assert tuple(FINDING_LESSONS) == CODES
    assert set(FINDING_LESSONS.values()) <= {path.name[:2] for path in (ROOT / "exercises").glob("*.toml")}


def test_the_docs_have_a_row_for_each_code_with_its_lesson() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \|.*\| \[(\d\d)\]\((.+)\) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [(code, number) for code, number, _ in rows] == list(FINDING_LESSONS.items())
    assert all(Path(link).name.startswith(number) for _, number, link in rows)
