"""Grading as one pure function: (question, answer as JSON data) → Feedback. Nothing of an answer is executed.

malformed → not attempted → correct → an engine's exact answers → nearest engine → first wrong row
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from iamsim.learning.exercises import Question
from iamsim.result import EvaluationResult

Status: TypeAlias = Literal["correct", "partial", "wrong", "not attempted", "malformed"]


@dataclass(frozen=True, slots=True)
class Marked:
    """One row of an answer beside IAM's; hidden rows are never among them."""

    label: str
    yours: str
    truth: str
    differs: bool
    because: str  # the deciding statement and why


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a learner reads, and what a grade book keeps."""

    status: Status
    text: str
    rows: tuple[Marked, ...] = ()
    misconception: str | None = None
    points: float = 0.0  # 0..1
    picture: EvaluationResult | None = None  # the first wrong row that may be shown


def grade(question: Question, answer: Any) -> Feedback:
    """Grade an answer; any JSON value gives feedback, none an exception."""
    raise NotImplementedError(question, answer)


def reference_answer(question: Question) -> Any:
    """An answer that is graded correct: the key, or the file's first right answer."""
    raise NotImplementedError(question)


def answer_of(question: Question, misconception: str) -> Any:
    """The answer that a misconception gives; None if the question does not claim it."""
    raise NotImplementedError(question, misconception)
