"""A source: which policies decide a request, or match it, and whose answer each is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from iamsim.learning.questions import Feedback, exercises
from iamsim.learning.questions.exercises import Lesson
from iamsim.learning.questions.grading import grade


def graded(name: str, answer: object) -> Feedback:
    return grade(exercises.question(name), answer)


@pytest.mark.parametrize(
    ("name", "answer", "grade", "text"),
    [
        pytest.param(
            "09-where",
            ["user tom/on-call", "group Web/edit"],
            ("wrong", None, 0),
            "edit (group Web) is about s3:PutObject, not s3:DeleteObject.",
            id="source: one too many",
        ),
        pytest.param(
            "08-seen",
            "group Freeze/Freeze-1",
            ("correct", None, 1),
            "Freeze-1 (group Freeze) says Deny s3:PutObject on depot/*.",
            id="source: right",
        ),
        pytest.param(
            "08-seen",
            "a",
            ("wrong", "USER_OVERRIDES", 0),
            "ria-1 (own policy) matches, and so does a Deny, which decides.\n\n"
            "The right answer: Freeze-1 (group Freeze) says Deny s3:PutObject on depot/*.\n\n"
            "No policy is nearer than another. IAM tests every statement of the user and of the groups alike, "
            "and any Deny that matches decides. Ask where a Deny matches, not whose it is.",
            id="source: a misconception's",
        ),
    ],
)
def test_what_is_said(name: str, answer: object, grade: tuple[str, str | None, float], text: str) -> None:
    feedback = graded(name, answer)
    assert feedback.text == text
    assert (feedback.status, feedback.misconception, feedback.points) == grade


def test_of_a_policy_the_statement_that_matches_is_told(read: Callable[[str], Lesson]) -> None:
    asked = read(
        """
lesson = "42"
users = { tom = ["own: Allow s3:PutObject on *; Allow s3:GetObject on *; Deny s3:DeleteObject on *"] }
[[question]]
id = "42-s"
section = "quiz"
kind = "source"
text = "Which policy lets Tom read?"
request = ["tom", "s3:GetObject", "arn:aws:s3:::depot/a.txt"]
"""
    ).questions[0]
    assert grade(asked, "a").text == "own (own policy) says Allow s3:GetObject on *."


def test_one_policy_more_or_less_is_not_called_an_engines_answer(read: Callable[[str], Lesson]) -> None:
    text = """
lesson = "42"
users = { tom = ["Web", "own: Allow s3:* on *"] }
groups = { Web = ["all: Allow s3:* on *"], Data = ["more: Allow s3:* on *"], Fair = ["most: Allow s3:* on *"] }
[[question]]
id = "42-q"
section = "quiz"
kind = "source"
several = true
text = "What lets Tom read?"
claims = ["NO_DIRECT", "ALL_GROUPS"]
request = ["tom", "s3:GetObject"]
"""
    (question,) = read(text).questions
    one_missing = grade(question, ["group Web/all"])
    assert one_missing.misconception == "NO_DIRECT"
    assert "simulator" not in one_missing.text
    assert "Own policies count as well." in one_missing.text
    two_more = grade(question, ["user tom/own", "group Web/all", "group Data/more", "group Fair/most"])
    assert two_more.text.startswith("These are exactly the answers of a simulator that reads every group of the account.")
