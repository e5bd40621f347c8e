"""What comes after a lesson: a link, minutes, and what is open by its words."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from iamsim.learning import what_next
from iamsim.learning.notebook.answer_mode import AnswerMode
from iamsim.learning.notebook.calls import predict, storage
from iamsim.learning.questions import exercises
from iamsim.learning.records import JournalEvent
from iamsim.learning.way import way

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def course(work: Path) -> None:
    """The course's own exercises in place of the small ones of other tests."""
    shutil.rmtree(work / "exercises")
    shutil.copytree(ROOT / "exercises", work / "exercises")


def finish(number: str) -> None:
    """Give every question of a lesson a right answer."""
    counted = exercises.counted(number)
    storage().commit(*(JournalEvent("quiz", item.id, answer=0, status="correct") for item in counted))


def test_after_05_comes_08_with_its_minutes_and_a_link() -> None:
    assert repr(what_next("05")) == (
        "What next · 05\nNext: 08 · Does an exception help?, 25 minutes → 08_when_policies_disagree.ipynb\n"
        "Or practise: fresh accounts about the lessons that you have begun, as long as you like. → practice.ipynb"
    )
    html = what_next("05")._repr_html_()
    assert '<a href="08_when_policies_disagree.ipynb">08 · Does an exception help?</a>, 25 minutes' in html


@pytest.mark.parametrize("number", way())
def test_every_link_leads_to_a_notebook(number: str) -> None:
    links = re.findall(r'href="([^"]+)"', what_next(number)._repr_html_())
    assert links[1:] == (["practice.ipynb"] if number >= "03" else [])
    assert all((ROOT / "notebooks" / link).is_file() for link in links)


def test_what_is_done_is_passed_over() -> None:
    finish("08")
    assert "Next: 06 · One change, how many edits?" in repr(what_next("05"))


def test_what_was_begun_and_is_open_is_said_by_its_words() -> None:
    first, *others = exercises.counted("04")
    predict(first.id, AnswerMode().answer(exercises.question(first.id)), "sure")
    lines = repr(what_next("04")).splitlines()
    assert lines[3] == f"Still open in this lesson: {len(others)} questions:"
    assert lines[-1] == f"  and {len(others) - 3} more"
    assert not any(question.id in line for question in others for line in lines[1:]), "no id"


def test_after_the_core_and_at_the_end_it_says_so() -> None:
    assert "That was the last lesson of the core." in repr(what_next("08"))
    last = way()[-1]
    assert "That was the last lesson." in repr(what_next(last))
    for number in way():
        finish(number)
    assert "Every question of the course has an answer of yours." in repr(what_next(last))
    assert "Next:" not in repr(what_next(last))


def test_a_lesson_that_there_is_not_is_one_line() -> None:
    assert repr(what_next("77")).startswith("What next\nno lesson '77' in exercises/")


def test_a_title_is_escaped(work: Path) -> None:
    file = work / "exercises" / "08_when_policies_disagree.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("Does an exception", "<b>Does"), encoding="utf-8")
    assert "08 · &lt;b&gt;Does help?" in what_next("05")._repr_html_()


def test_a_file_without_title_and_minutes_has_its_number() -> None:
    file = next(Path("exercises").glob("08_*"))
    text = file.read_text(encoding="utf-8").replace('title = "Does an exception help?"\nminutes = 25\n', "")
    file.write_text(text, encoding="utf-8")
    assert exercises.about("08").name == "lesson 08"
    assert "Next: lesson 08 → 08_when" in repr(what_next("05"))


def test_looking_answers_nothing() -> None:
    what_next("05")
    path = Path(os.environ["IAMSIM_PROGRESS"])
    assert not path.exists() or json.loads(path.read_text(encoding="utf-8"))["events"] == []
