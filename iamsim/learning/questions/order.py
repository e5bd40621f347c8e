"""An order: steps to be put in order, each at a stage of the engine or at a time of the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import pairwise
from typing import Annotated, Any, Self

from iamsim.decision import Engine
from iamsim.learning.misconceptions import TRUTH
from iamsim.learning.questions.choice import option_at, sort_text
from iamsim.learning.questions.grading import quote
from iamsim.learning.questions.question import (
    Feedback,
    FeedbackRow,
    Malformed,
    MenusInput,
    MisconceptionId,
    OptionList,
    Question,
    Shuffle,
    status_of,
)
from iamsim.learning.questions.toml_reader import OneOf, key_named
from iamsim.learning.scenario import is_time

STAGES = [stage.name for stage in fields(Engine)]
ENOUGH_TOO_EARLY = 2
"""A step before one that it needs may be a slip; before so many it shows a misconception."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step, and the stage or the time that it belongs to."""

    id: str
    text: str
    why: str
    stage: Annotated[str, OneOf(STAGES)] = ""
    time: str = ""
    gives: MisconceptionId = ""  # the misconception that it shows if it comes too early
    published_text: str = ""  # as for an Option
    published_why: str = ""

    def __post_init__(self) -> None:
        """Refuse a step with stage and time, or with neither."""
        if bool(self.stage) == bool(self.time) or (self.time and not is_time(self.time)):
            raise ValueError("expected either the stage of the engine or the time (HH:MM) that it belongs to")

    def __str__(self) -> str:
        """Return the text by which a variant sorts its steps."""
        text, reason = self.published_text or self.text, self.published_why or self.why
        return sort_text(text, self.gives, reason, self.id, self.position)

    @property
    def position(self) -> str:
        """Where it belongs; text order is the order of the steps."""
        return self.time or str(STAGES.index(self.stage))


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderQuestion(Question):
    """Steps to be put in order; steps of the same stage or time may stand in either order."""

    options: tuple[Step, ...] = field(metadata=key_named("step"))

    def completed(self) -> Self:
        """Check that there is something to put in order."""
        positions = [step.position for step in self.options]
        if sorted(positions) == positions or len({step.id for step in self.options}) < len(positions):
            raise ValueError("step: expected two or more, each with its own id, and not yet in order")
        return self

    def shuffled(self, shuffle: Shuffle) -> Self:
        """Return the question with its steps in another order, which is never the right one."""
        steps = shuffle(self.options)
        # In the right order the question would show its answer.
        if [step.position for step in steps] == sorted(step.position for step in steps):
            steps = steps[::-1]
        return replace(self, options=steps)

    @property
    def input(self) -> MenusInput:
        """A menu for each place, with all steps in it."""
        steps = tuple((step.text, step.id) for step in self.options)
        labels = tuple(f"step {number} of {len(steps)}" for number in range(1, len(steps) + 1))
        return MenusInput(labels, steps, in_order=True)

    @property
    def example(self) -> str:
        """An answer in Python."""
        return '["b", "a"]'

    def grade(self, data: Any) -> Feedback:
        """Grade an order: the first step that comes before another that it needs."""
        steps = self._ordered(data)
        positions = [step.position for step in steps]
        early = next((i for i, step in enumerate(steps) if step.position > min(positions[i:])), None)
        if early is None:
            return Feedback("correct", self.success or "Each step has what it needs.", points=1)
        step = steps[early]
        prerequisites = [later for later in steps[early:] if later.position < step.position]
        misconceptions = (step.gives,) if step.gives and len(prerequisites) >= ENOUGH_TOO_EARLY else ()
        # Pairs of neighbours and not places: with the last step moved to the front every place is wrong,
        # and all pairs but one are in order.
        pairs_in_order = sum(first <= second for first, second in pairwise(positions))
        # Less than 1, as an order with a step too early is never right.
        points = min(pairs_in_order / (len(steps) - 1), 0.9)
        text = f"“{step.text}” comes too early: “{prerequisites[0].text}” must come before it. {step.why}"
        row = FeedbackRow(step.text, f"step {early + 1}", "later", differs=True, because=step.why)
        return Feedback(status_of(points), text, (row,), misconceptions, points)

    def answer_of(self, engine: str) -> Any:
        """Return the ids of the steps in order; of a misconception, the file's own wrong answer."""
        if engine == TRUTH:
            return [step.id for step in sorted(self.options, key=lambda step: step.position)]
        return Question.answer_of(self, engine)

    def display(self, answer: Any) -> OptionList:
        """Return the steps: as the learner put them, numbered, or as they are asked."""
        steps: Sequence[Step] = self.options if answer is None else self._ordered(answer)
        return OptionList(tuple((step.text, False) for step in steps), numbered=answer is not None)

    def _ordered(self, data: Any) -> list[Step]:
        """Return the steps in a learner's order. Raises Malformed."""
        if not isinstance(data, list) or len(data) != len(self.options):
            raise Malformed(f"expected a list of all {len(self.options)} steps, got {quote(data)}")
        steps = [self.options[option_at(self.options, value)] for value in data]
        # After the look-up, as an answer may name the same step by its id and by its letter.
        if len({step.id for step in steps}) < len(steps):
            raise Malformed("expected each step once")
        return steps


KIND = OrderQuestion
