"""The course's questions as values: TOML file → Lesson → Question → a learner's own variant.

No key is stored: what is right is what the simulator answers (`grading`). The schema is in docs/exercises.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from iamsim.learning.timeline import Row, Scenario
from iamsim.result import Decision

KINDS = ("choice", "table", "account", "policy", "source", "order")
SECTIONS = ("prediction", "observation", "quiz", "warmup", "exercise")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen, put in order, or named as a source."""

    text: str
    gives: str = "TRUTH"  # the engine whose answer this is: TRUTH or a misconception's id; "" if nobody's
    why: str = ""
    id: str = ""  # a source's id ("group Web/edit-site") or a step's


@dataclass(frozen=True, slots=True)
class Case:
    """One request that a built account or policy must answer as asked."""

    row: Row
    decision: Decision
    because: str
    hidden: bool = False
    lend: str = ""  # statements lent to the user for this request: what if somebody adds an Allow?
    names: str = ""  # the misconception named when this case fails and no engine explains why
    message: str = ""  # said instead of the computed sentence


@dataclass(frozen=True, slots=True)
class Sample:
    """An answer that is known to be right, or wrong in a way that must be named."""

    answer: Any
    names: str = ""
    says: str = ""  # words that the feedback must have


@dataclass(frozen=True, slots=True)
class Goal:
    """What a built account or policy is held against."""

    cases: tuple[Case, ...] = ()
    rules: Mapping[str, Any] = field(default_factory=dict)  # a name in misconceptions.RULES → its limit
    unchanged: bool = False  # every request of the account that no case names must keep its answer
    refutes: str = ""  # a misconception that the built account must prove wrong
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # group → exactly these users
    holder: str = ""  # where a policy is put: "group Contractors", "user ria"


@dataclass(frozen=True, slots=True)
class Question:
    """One question, prediction or exercise; a part of an exercise is a question too."""

    id: str
    lesson: str
    section: str  # one of SECTIONS
    kind: str  # one of KINDS; "parts" for an exercise made of parts
    text: str
    scenario: Scenario
    options: tuple[Option, ...] = ()  # choice; also source and order, so that one form can show all three
    several: bool = False
    rows: tuple[Row, ...] = ()  # table: each with its label; choice, source: the request, if there is one
    answers: Mapping[str, str] = field(default_factory=dict)  # table: what may be answered → in plain words
    users: tuple[str, ...] = ()  # table: a grid of users × actions, where it is one
    actions: tuple[str, ...] = ()
    asks: str = "decides"  # source: "decides" (one), "matches" (several) or "allows" (several)
    start: Any = None  # account, policy: what the learner begins with, as JSON data
    goal: Goal = field(default_factory=Goal)
    parts: tuple[Question, ...] = ()
    weight: int = 1
    teaches: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()  # the misconceptions that this question can tell apart
    hints: tuple[str, ...] = ()
    success: str = ""
    right: tuple[Sample, ...] = ()
    wrong: tuple[Sample, ...] = ()
    of: str = ""  # observation: the prediction it looks back at
    source: str = ""  # the page that a key rests on, where no request can compute it
    variant: str = ""  # the seed this was drawn by


@dataclass(frozen=True, slots=True)
class Lesson:
    """One TOML file."""

    number: str
    scenario: Scenario
    questions: tuple[Question, ...] = ()
    exercise: Question | None = None

    def section(self, name: str) -> tuple[Question, ...]:
        """The questions of a section, in order: "prediction", "observation", "quiz", "warmup"."""
        return tuple(question for question in self.questions if question.section == name)

    def observations(self, prediction: str) -> tuple[Question, ...]:
        """What is asked after the experiment of a prediction; none: show the prediction's own truth."""
        return tuple(question for question in self.section("observation") if question.of == prediction)


class ExerciseError(ValueError):
    """An exercise file that cannot be used, or a question that there is not: file, key, problem."""


def folder() -> Path:
    """Find the folder of the TOML files: exercises/ here or above (checkout, work/), else the course's."""
    raise NotImplementedError


def lesson(number: str) -> Lesson:
    """Read a lesson's file. Raises ExerciseError."""
    raise NotImplementedError(number)


def question(id: str) -> Question:  # noqa: A002 - it is called so everywhere
    """Find a question, or an exercise by its lesson's number. Raises ExerciseError with the nearest id."""
    raise NotImplementedError(id)


def variant(question: Question, seed: str) -> Question:
    """Draw another question of the same structure: names, order of rows and options."""
    raise NotImplementedError(question, seed)
