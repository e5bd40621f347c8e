"""An exercise in parts: each says its own, the points are weighted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iamsim.learning.questions import Feedback, exercises
from iamsim.learning.questions.grading import answer_of, grade, reference_answer


def graded(name: str, answer: object) -> Feedback:
    return grade(exercises.question(name), answer)


@pytest.mark.parametrize(
    ("name", "answer", "grade", "text"),
    [
        pytest.param(
            "09",
            {"09-order": ["collect", "match", "decide"], "09-where": 9},
            ("malformed", None, 0.25),
            "09-where, malformed: expected one of user tom/on-call, group Staff/read, group Web/edit; got 9\n"
            "09-order, correct: Each step has what it needs.\n"
            "09-leave, not attempted: nothing is answered yet.",
            id="parts: each says its own, weighted",
        ),
    ],
)
def test_what_is_said(name: str, answer: object, grade: tuple[str, str | None, float], text: str) -> None:
    feedback = graded(name, answer)
    assert feedback.text == text
    assert (feedback.status, feedback.misconception, feedback.points) == grade


def test_a_misconceptions_answer_to_an_exercise_in_parts() -> None:
    question = exercises.question("09")
    believed = answer_of(question, "UNIX_FIRST_MATCH")
    assert believed == {
        "09-where": reference_answer(exercises.question("09-where")),
        "09-order": ["decide", "collect", "match"],
        "09-leave": reference_answer(exercises.question("09-leave")),
    }
    assert grade(question, believed).misconception == "UNIX_FIRST_MATCH"
    assert answer_of(question, "COPIED") is None
    assert answer_of(replace(exercises.question("08-table"), claims=("NESTED",)), "NESTED") is None


@pytest.mark.parametrize(
    ("weights", "points", "words"),
    [
        pytest.param((1, 1, 2), (1, 1, 1), "", id="weights that are no points"),
        pytest.param((10, 30, 60), (1, 0.5, 0), "So far: 25 of 100 points.", id="points of a hundred"),
        # Rounded down: 100 points are all the points.
        pytest.param((10, 30, 60), (1, 1, 0.999), "So far: 99 of 100 points.", id="nearly all of them"),
    ],
)
def test_weights_of_a_hundred_are_points(weights: tuple[int, ...], points: tuple[float, ...], words: str) -> None:
    exercise = exercises.question("09")
    parts = tuple(replace(part, weight=weight) for part, weight in zip(exercise.parts, weights, strict=True))
    assert replace(exercise, parts=parts).points_so_far(points) == words
