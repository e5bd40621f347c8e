"""Feedback of the first two exercises, row by row: what a user has, who is in a group, and what was asked for."""

from __future__ import annotations

import pytest

from iamsim.decision import Decision
from iamsim.decision.explain import decision_words
from iamsim.learning.questions import exercises
from iamsim.learning.questions.grading import grade

ALLOWED, NOBODY = decision_words(Decision.ALLOWED), decision_words(Decision.IMPLICIT_DENY)


@pytest.mark.parametrize(
    ("exercise", "wrong", "differences"),
    [
        pytest.param("01", 2, ["not kept"], id="another credential than was asked for"),
        pytest.param("01", 1, [f"{ALLOWED}  asked for: denied ({NOBODY})"], id="a permission that nobody asked for"),
        pytest.param("02", 2, ["there is no such group  asked for: ben, kim, mia, ria, tom"], id="a group that is not there"),
        pytest.param("02", 3, ["ben, kim, mia, ria, tom, zoe  asked for: ben, kim, mia, ria, tom"], id="one member too many"),
    ],
)
def test_a_row_that_differs_has_what_there_is_and_what_was_asked_for(exercise: str, wrong: int, differences: list[str]) -> None:
    question = exercises.question(exercise)
    rows = grade(question, question.wrong[wrong].answer).rows
    assert [str(question.cell(row)) for row in rows if row.differs] == differences
