"""An exercise of several parts, each a question of any kind: its points are the parts', weighted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from iamsim.learning.misconceptions import TRUTH
from iamsim.learning.questions.grading import grade, quote
from iamsim.learning.questions.question import Feedback, Malformed, Question, Shuffle, Status
from iamsim.learning.questions.toml_reader import COMPUTED

HUNDRED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsQuestion(Question):
    """The whole of an exercise in parts. The reader reads the parts, as only it knows all kinds."""

    parts: tuple[Question, ...] = field(default=(), metadata=COMPUTED)

    parts_key: ClassVar[str] = "part"

    @property
    def count(self) -> int:
        """How many answers a learner gives: those to the parts."""
        return sum(part.count for part in self.parts)

    def points_so_far(self, part_points: Sequence[float]) -> str:
        """Say it where the weights are points out of a hundred."""
        if sum(part.weight for part in self.parts) != HUNDRED:
            return ""
        total = sum(part.weight * points for part, points in zip(self.parts, part_points, strict=True))
        return f"So far: {int(total)} of {HUNDRED} points."

    def shuffled(self, shuffle: Shuffle) -> PartsQuestion:
        """Return the exercise with each part shuffled."""
        return replace(self, parts=tuple(part.shuffled(shuffle) for part in self.parts))

    def grade(self, data: Any) -> Feedback:
        """Grade each part; the whole is correct if all parts are."""
        parts = {part.id: part for part in self.parts}
        # A part may be missing and is then not attempted; an unknown id is a slip that would lose an
        # answer.
        if not isinstance(data, dict) or not set(data) <= set(parts):
            raise Malformed(f"expected an answer for each of {', '.join(parts)}; got {quote(data)}")
        graded = {name: grade(part, data.get(name)) for name, part in parts.items()}
        feedbacks = graded.values()
        total = sum(part.weight for part in self.parts)
        points = sum(part.weight * graded[name].points for name, part in parts.items()) / total
        all_correct = all(feedback.status == "correct" for feedback in feedbacks)
        # A part that cannot be read is said first: its points are not a judgement of what it says.
        malformed = any(feedback.status == "malformed" for feedback in feedbacks)
        status: Status = (
            "malformed" if malformed else "correct" if all_correct else "partial" if points else "wrong"
        )
        lines = [
            f"{name}, {feedback.status}: {feedback.text.removeprefix(f'{name}: ')}"
            for name, feedback in graded.items()
        ]
        rows = tuple(
            replace(row, label=f"{name}: {row.label}")
            for name, feedback in graded.items()
            for row in feedback.rows
        )
        # Each once and in the order of the parts: the first is what `Feedback.misconception` gives.
        misconceptions = dict.fromkeys(name for feedback in feedbacks for name in feedback.misconceptions)
        pictures = [
            feedback.picture for feedback in feedbacks if feedback.status != "correct" and feedback.picture
        ]
        text = "\n".join([*lines, *([self.success] if all_correct and self.success else [])])
        # Points below 1 unless all is all_correct, however the weights are rounded.
        return Feedback(
            status,
            text,
            rows,
            tuple(misconceptions),
            1.0 if all_correct else min(points, 0.99),
            next(iter(pictures), None),
        )

    def answer_of(self, engine: str) -> Any:
        """Return a misconception's answers to the parts that have one, the right ones to the others."""
        answers = {part.id: part.answer_of(engine) for part in self.parts}
        if all(answer is None for answer in answers.values()):
            return None
        return {part.id: answers[part.id] or part.answer_of(TRUTH) for part in self.parts}


KIND = PartsQuestion
