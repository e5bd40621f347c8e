"""A question as a value: what is asked, about which situation, and what an answer is held against.

Lesson ─ Question ─ Option (choice, source, order) · Row (table) · Goal ─ Case (account, policy)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from iamsim.aws.errors import suggest_names
from iamsim.learning.scenario import Row, Scenario

KINDS = ("choice", "table", "account", "policy", "source", "order")
SECTIONS = ("prediction", "observation", "quiz", "warmup", "exercise")
TRUTH = "TRUTH"
"""The engine that is IAM; beside it stand the misconceptions' ids."""
PLAIN = {
    "allowed": "allowed",
    "explicitDeny": "denied by a Deny",
    "implicitDeny": "nobody allowed it",
    "denied": "denied",
}
"""What may be answered to a request, or asked of a build, in plain words; "denied" is either denial."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen, named as a source, or put in order."""

    text: str
    gives: str = ""  # TRUTH or a misconception, whose answer it is; a step's: if it comes too early
    why: str = ""
    id: str = ""  # a source's: "group Web/edit-site"
    place: str = ""  # a step's: the engine's stage, or the time, that it belongs to


@dataclass(frozen=True, slots=True)
class Case:
    """One request that a built account or policy must answer as asked."""

    row: Row
    decision: str  # one of PLAIN
    because: str
    hidden: bool = False
    lend: str = ""  # statements lent to the user for this request: what if somebody adds an Allow?
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
    rules: Mapping[str, Any] = field(default_factory=dict)  # a name in rules.RULES → its limit
    unchanged: bool = False  # what no case names must be answered as at the start
    refutes: str = ""  # a misconception that the built account must prove wrong
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # group → exactly these users
    holder: tuple[str, str] = ("", "")  # where a policy is put: ("group", "Contractors")


@dataclass(frozen=True, slots=True)
class Question:
    """One question, prediction or exercise; a part of an exercise is a question too."""

    id: str
    lesson: str
    section: str  # one of SECTIONS
    kind: str  # one of KINDS, or "parts"
    text: str
    scenario: Scenario
    options: tuple[Option, ...] = ()  # choice, source, order
    several: bool = False  # choice, source: more than one may be chosen
    rows: tuple[Row, ...] = ()  # table: each with its label; choice, source: the request, if there is one
    answers: Mapping[str, str] = field(default_factory=dict)  # table: what may be answered → in plain words
    users: tuple[str, ...] = ()  # table: a grid of users × actions, where it is one
    actions: tuple[str, ...] = ()
    asks: str = "decides"  # source: which statements decide, or which "matches"
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
    of: str = ""  # observation: the prediction that it looks back at
    source: str = ""  # the page that a key rests on, where no request can compute it
    story: str = ""  # what its lesson tells before it: said where it is asked again
    origin: str = ""  # the id it has in its file: a repeated question has two
    variant: str = ""  # the seed it was drawn by

    @property
    def elsewhere(self) -> Question:
        """As it is asked away from its lesson: its story stands in it."""
        return replace(self, text=f"{self.story} {self.text}".strip(), story="")


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
        """What is asked after a prediction's experiment; where nothing is, show the prediction's truth."""
        return tuple(question for question in self.section("observation") if question.of == prediction)

    @property
    def everything(self) -> tuple[Question, ...]:
        """All questions, then the exercise, then its parts."""
        last = (self.exercise, *self.exercise.parts) if self.exercise else ()
        return (*self.questions, *last)


class ExerciseError(ValueError):
    """An exercise file that cannot be used, or a question that there is not: file, key, problem."""


def there(name: str, known: Iterable[str]) -> str:
    """Say what there is instead of a name that there is not."""
    return suggest_names(name, known).replace("this account has", "there is")
