"""How a lesson is tried out without a learner: $IAMSIM_ANSWERS is blank, reference or wrong:<MISCONCEPTION>.

blank answers nothing; the others answer each question themselves and raise unless the grade is as expected.
"""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from iamsim.learning.questions.grading import Feedback, answer_of, reference_answer
from iamsim.learning.questions.model import Question

VARIABLE = "IAMSIM_ANSWERS"


class Mode(NamedTuple):
    """What the variable asks for; without it a learner is at work."""

    name: str = ""  # "", "blank", "reference" or "wrong"
    misconception: str = ""

    @property
    def answers(self) -> bool:
        """True if lessons answer themselves."""
        return self.name in ("reference", "wrong")

    def answer(self, question: Question) -> Any:
        """The misconception's answer where the question can tell it apart, else a right one."""
        wrong = answer_of(question, self.misconception) if self.misconception else None
        return reference_answer(question) if wrong is None else wrong

    def verify(self, question: Question, feedback: Feedback) -> None:
        """Raise AssertionError unless an answer of its own got the grade that it must get."""
        if not self.answers:
            return
        believed = bool(self.misconception) and answer_of(question, self.misconception) is not None
        right = feedback.status == "correct"
        if right is believed or (believed and feedback.misconception != self.misconception):
            expected = self.misconception if believed else "a correct answer"
            found = f"{feedback.status}, {feedback.misconception}: {feedback.text}"
            raise AssertionError(f"{question.id}: expected {expected}; found {found}")


def mode() -> Mode:
    """Read the variable. Raises ValueError for anything but its three forms."""
    text = os.environ.get(VARIABLE, "")
    name, _, misconception = text.partition(":")
    if name not in ("", "blank", "reference", "wrong") or (name == "wrong") is not bool(misconception):
        raise ValueError(f"{VARIABLE}: expected blank, reference or wrong:<MISCONCEPTION>, found {text!r}")
    return Mode(name, misconception)
