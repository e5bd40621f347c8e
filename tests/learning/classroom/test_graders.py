"""One function for other graders' test cells."""

from __future__ import annotations

import pytest

from iamsim.learning.classroom import assert_correct
from iamsim.learning.questions import ExerciseError, exercises
from iamsim.learning.questions.grading import grade, reference_answer


@pytest.mark.parametrize("name", ["08-q1", "08", "09-where"])
def test_a_right_answer_passes(name: str) -> None:
    assert_correct(name, reference_answer(exercises.question(name)))


def test_a_wrong_answer_fails_with_what_the_learner_reads() -> None:
    feedback = grade(exercises.question("08-q1"), 0)
    with pytest.raises(AssertionError) as caught:
        assert_correct("08-q1", 0)
    assert str(caught.value) == f"08-q1: wrong. {feedback.text}"


def test_a_partly_right_answer_says_its_points() -> None:
    question = exercises.question("09")
    half = {**reference_answer(question), "09-where": ["group Staff/read"]}
    points = grade(question, half).points
    with pytest.raises(AssertionError, match=rf"^09: partial, {points:.2f} of 1 point\."):
        assert_correct("09", half)


def test_a_variant_is_graded_as_it_was_drawn() -> None:
    passed = 0
    for seed in "abcdefgh":
        try:
            assert_correct("08-q1", 0, variant=seed)
            passed += 1
        except AssertionError:
            continue
    assert 0 < passed < 8, "the options stand in another order"


def test_no_such_question_is_said() -> None:
    with pytest.raises(ExerciseError):
        assert_correct("08-q99", 0)
