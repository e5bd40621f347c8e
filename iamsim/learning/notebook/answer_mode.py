"""How a lesson is run without a learner: $IAMSIM_ANSWERS is blank, reference or wrong:<MISCONCEPTION>.

`blank` answers nothing; the others answer each question themselves and raise unless the grade is as expected.
"""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from iamsim.learning.questions import Feedback, Question
from iamsim.learning.questions.grading import answer_of, reference_answer

VARIABLE = "IAMSIM_ANSWERS"


class AnswerMode(NamedTuple):
    """Who answers the questions; by default a learner."""

    name: str = ""  # "", "blank", "reference" or "wrong"
    misconception: str = ""

    @property
    def answers(self) -> bool:
        """True if lessons answer themselves."""
        return self.name in ("reference", "wrong")

    def answer(self, question: Question) -> Any:
        """Return the misconception's answer where the question can tell it apart, else a right one."""
        wrong = answer_of(question, self.misconception) if self.misconception else None
        return reference_answer(question) if wrong is None else wrong

    def verify(self, question: Question, feedback: Feedback) -> None:
        """Raise AssertionError unless an answer of its own got the grade that it must get."""
        if not self.answers:
            return
        wrong = bool(self.misconception) and answer_of(question, self.misconception) is not None
        correct = feedback.status == "correct"
        # A wrong answer must also be recognised, or its feedback would be about something else.
        if correct is wrong or (wrong and feedback.misconception != self.misconception):
            expected = self.misconception if wrong else "a correct answer"
            grade = f"{feedback.status}, {feedback.misconception}: {feedback.text}"
            raise AssertionError(f"{question.id}: expected {expected}; found {grade}")


def answer_mode() -> AnswerMode:
    """Read the variable. Raises ValueError for anything but its three forms."""
    text = os.environ.get(VARIABLE, "")
    name, _, misconception = text.partition(":")
    if name not in ("", "blank", "reference", "wrong") or (name == "wrong") is not bool(misconception):
        raise ValueError(f"{VARIABLE}: expected blank, reference or wrong:<MISCONCEPTION>, found {text!r}")
    return AnswerMode(name, misconception)
