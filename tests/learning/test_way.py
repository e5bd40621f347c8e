"""The order of the lessons, and which one comes next."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from iamsim.learning.way import CORE, next_lesson, way

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def course(work: Path) -> None:
    """The course's own exercises in place of the small ones of other tests."""
    shutil.rmtree(work / "exercises")
    shutil.copytree(ROOT / "exercises", work / "exercises")


def test_the_index_lists_the_lessons_in_the_order_of_the_way() -> None:
    index = (ROOT / "notebooks" / "src" / "index.md").read_text(encoding="utf-8")
    assert tuple(re.findall(r"\]\((\d\d)_\w+\.ipynb\) \|", index)) == way()


def test_the_core_comes_first_and_the_rest_in_order() -> None:
    assert way()[: len(CORE)] == CORE == ("00", "01", "02", "03", "04", "05", "08")
    assert list(way()[len(CORE) :]) == sorted(set(way()) - set(CORE))


@pytest.mark.parametrize(
    ("number", "done", "following"),
    [
        pytest.param("00", "", "01", id="the first"),
        pytest.param("05", "", "08", id="the core leaves out 06 and 07"),
        pytest.param("08", "", "06", id="after the core"),
        pytest.param("08", "06 07", "09", id="what is done is passed over"),
        pytest.param("06", "", "07", id="by number, after the core"),
        pytest.param("07", "", "08", id="by number, before the core is whole"),
        pytest.param("07", "08", "09", id="by number, when the core is done"),
        pytest.param("03", "", "04", id="who begins in the middle is not sent back"),
        pytest.param("77", "", "00", id="a lesson of one's own"),
    ],
)
def test_which_lesson_comes_next(number: str, done: str, following: str) -> None:
    assert next_lesson(number, done.split().__contains__) == following


def test_at_the_end_comes_what_was_left_out_and_then_nothing() -> None:
    last = way()[-1]
    others = set(way()) - {last}
    assert next_lesson(last, (others - {"03"}).__contains__) == "03"
    assert next_lesson(last, others.__contains__) == ""
