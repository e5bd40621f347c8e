"""An order: the first step that comes too early, and when that shows a misconception."""

from __future__ import annotations

import pytest

from iamsim.learning.questions import Feedback, exercises
from iamsim.learning.questions.grading import grade


def graded(name: str, answer: object) -> Feedback:
    return grade(exercises.question(name), answer)


@pytest.mark.parametrize(
    ("name", "answer", "grade", "text"),
    [
        pytest.param("09-order", ["b", "c", "a"], ("correct", None, 1), "Each step has what it needs.", id="order: right"),
        pytest.param(
            "09-order",
            ["decide", "collect", "match"],
            ("partial", "UNIX_FIRST_MATCH", 0.5),
            "“Ask: Deny? Allow?” comes too early: “Look up Tom's policies.” must come before it. "
            "Tom's statements must be known first.",
            id="order: a step before two that it needs shows a misconception",
        ),
        pytest.param(
            "09-order",
            ["collect", "decide", "match"],
            ("partial", None, 0.5),
            "“Ask: Deny? Allow?” comes too early: “Hold each statement against the request.” must come before it. "
            "Tom's statements must be known first.",
            id="order: a step before one that it needs may be a slip",
        ),
        pytest.param(
            "09-order",
            ["decide", "match", "collect"],
            ("wrong", "UNIX_FIRST_MATCH", 0),
            "“Ask: Deny? Allow?” comes too early: “Hold each statement against the request.” must come before it. "
            "Tom's statements must be known first.",
            id="order: backwards",
        ),
    ],
)
def test_what_is_said(name: str, answer: object, grade: tuple[str, str | None, float], text: str) -> None:
    feedback = graded(name, answer)
    assert feedback.text == text
    assert (feedback.status, feedback.misconception, feedback.points) == grade
