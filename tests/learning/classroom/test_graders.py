"""One function for other graders' test cells."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from iamsim.learning import course_files
from iamsim.learning.classroom import assert_correct
from iamsim.learning.questions import ExerciseError, exercises
from iamsim.learning.questions.grading import grade, reference_answer

of_the_small_course = partial(assert_correct, course=".")


@pytest.mark.parametrize("name", ["08-q1", "08", "09-where"])
def test_a_right_answer_passes(name: str) -> None:
    of_the_small_course(name, reference_answer(exercises.question(name)))


def test_a_wrong_answer_fails_with_what_the_learner_reads() -> None:
    feedback = grade(exercises.question("08-q1"), 0)
    with pytest.raises(AssertionError) as caught:
        of_the_small_course("08-q1", 0)
    assert str(caught.value) == f"08-q1: wrong. {feedback.text}"


def test_a_partly_right_answer_says_its_points() -> None:
    question = exercises.question("09")
    half = {**reference_answer(question), "09-where": ["group Staff/read"]}
    points = grade(question, half).points
    with pytest.raises(AssertionError, match=rf"^09: partial, {points:.2f} of 1 point\."):
        of_the_small_course("09", half)


def test_a_variant_is_graded_as_it_was_drawn() -> None:
    passed = 0
    for seed in "abcdefgh":
        try:
            of_the_small_course("08-q1", 0, variant=seed)
            passed += 1
        except AssertionError:
            continue
    assert 0 < passed < 8, "the options stand in another order"


def test_no_such_question_is_said() -> None:
    with pytest.raises(ExerciseError):
        of_the_small_course("08-q99", 0)


def test_the_questions_are_iamsims_own_whatever_the_folder_has(work: Path) -> None:
    assert (work / "exercises" / "09_small.toml").is_file(), "as a learner could hand in"
    with exercises.questions_of(course_files.course_folder()):
        right = reference_answer(exercises.question("08"))
    assert_correct(8, right)
    assert_correct("8", right)
    with pytest.raises(ExerciseError, match="no question '09-where'"):
        assert_correct("09-where", 0)
    of_the_small_course("09-where", ["user tom/on-call"])
