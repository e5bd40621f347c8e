"""What each learner reached, by question; of many questions by lesson."""

from __future__ import annotations

from pathlib import Path

import pytest

from iamsim.learning.classroom import learner_marks as module
from iamsim.learning.classroom.class_grading import grade_class
from iamsim.learning.classroom.gradebook import GradeBook
from iamsim.learning.classroom.learner_marks import learner_marks
from tests.learning.classroom.class_files import answers, hand_in, text_of


@pytest.fixture
def book(work: Path) -> GradeBook:
    """One who knows all of two lessons, one who skipped the second and is wrong once, at first twice."""
    hand_in(work, "c/a.json", "Ana", answers("", "04", "08"))
    hand_in(work, "c/b.json", "Ben", answers("ALLOW_WINS", "08"), first={"08-q2": [0]})
    return grade_class([work / "c"])


def test_each_question_has_its_sign_and_the_first_answer_before_the_last(book: GradeBook) -> None:
    text = text_of(str(learner_marks(book)))
    assert "learner 04-q1 08-q1 08-q2 08 Ben 50 % · ✗ ✗ ✓ ✓ Ana 100 % ✓ ✓ ✓ ✓" in text
    assert 'aria-label="not so at first, then right"' in str(learner_marks(book))


def test_many_questions_are_shown_by_lesson(book: GradeBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_QUESTIONS", 3)
    marks = str(learner_marks(book))
    assert "learner 04 08 Ben 50 % · 2/3 Ana 100 % 1/1 3/3" in text_of(marks)
    assert marks.count('class="mark is-partial"') == 1
    assert marks.count('class="mark is-none"') == 1


@pytest.mark.parametrize(("most", "side_by_side"), [(4, True), (3, False)])
def test_a_narrow_table_stands_in_two_columns_on_paper(book: GradeBook, monkeypatch: pytest.MonkeyPatch, most: int, side_by_side: bool) -> None:
    monkeypatch.setattr(module, "MAX_NARROW", most)
    assert ('<div class="columns">' in str(learner_marks(book))) is side_by_side
