"""A question as a value, and the protocol that a kind of question implements: asked, graded, shown.

    TOML table → Question (a subclass for each kind) ─ input: what a form asks with
                                                     ─ grade(answer as JSON data) → Feedback
                                                     ─ display(answer), caption, cell: what a learner is shown

Everything here is data: nothing imports a widget, and nothing of an answer is executed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self, TypeAlias

from iamsim.decision import Decision, EvaluationResult
from iamsim.decision.explain import decision_words
from iamsim.learning.misconceptions import MISCONCEPTIONS, TRUTH
from iamsim.learning.questions.toml_reader import COMPUTED, REQUIRED, OneOf
from iamsim.learning.scenario import Scenario, ScenarioRequest

SECTIONS = ("prediction", "observation", "reading", "quiz", "warmup", "exercise")
MisconceptionId: TypeAlias = Annotated[str, OneOf(MISCONCEPTIONS)]
DENIED = "denied"
"""What may be answered to a request, or asked of a build, where either denial is meant."""
DECISION_WORDS = {**{str(decision): decision_words(decision) for decision in Decision}, DENIED: DENIED}
DecisionName: TypeAlias = Annotated[str, OneOf(DECISION_WORDS)]
Status: TypeAlias = Literal["correct", "partial", "wrong", "not attempted", "malformed"]
Shuffle: TypeAlias = Callable[[Sequence[Any]], tuple[Any, ...]]
"""Puts items into an order that depends on a seed only."""


class ExerciseError(ValueError):
    """An exercise file that cannot be used, or a question that there is not: file, key, problem."""


class Malformed(ValueError):
    """An answer of another shape than the question asks for; the text says what was expected."""


# ------------------------------------------------------------------------------------- what an answer gets


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """One row of an answer beside what is right; a hidden row is never among them."""

    label: str
    yours: str  # a decision's name, or plain words
    truth: str
    differs: bool
    because: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a learner reads, and what a grade book keeps."""

    status: Status
    text: str
    rows: tuple[FeedbackRow, ...] = ()
    misconceptions: tuple[str, ...] = ()  # that the answer shows: one, or two at once
    points: float = 0.0  # 0..1
    picture: EvaluationResult | None = None  # the first wrong row that may be shown
    tentative: bool = False  # the answer may be half done: what it shows is not recorded yet

    @property
    def misconception(self) -> str | None:
        """The first of them."""
        return next(iter(self.misconceptions), None)


def status_of(points: float) -> Status:
    """Return the status of an answer that was read, by its points."""
    # Exactly 1. A kind whose sum of shares could round to 1 keeps it below (`order`, `parts`).
    return "correct" if points == 1 else "partial" if points > 0 else "wrong"


# --------------------------------------------------------------------- what a question is asked with, as data


@dataclass(frozen=True, slots=True)
class ChoiceInput:
    """Options to choose from; the answer is the value of one, or a list of values."""

    labels: tuple[str, ...]
    values: tuple[Any, ...]
    several: bool = False


@dataclass(frozen=True, slots=True)
class MenusInput:
    """Menus with the same options; the answer is a mapping from label to value, or a list in order."""

    labels: tuple[str, ...]
    options: tuple[tuple[str, Any], ...]  # (words, value)
    rows: tuple[str, ...] = ()  # the labels are rows × columns, row by row, if there are any
    columns: tuple[str, ...] = ()
    in_order: bool = False


@dataclass(frozen=True, slots=True)
class TextInput:
    """A field to write in; the answer is its text."""

    start: str = ""


Input: TypeAlias = ChoiceInput | MenusInput | TextInput


# ------------------------------------------------------------------------- how an answer is shown, as data


@dataclass(frozen=True, slots=True)
class OptionList:
    """Options as they stand: as the file has them, or numbered as the learner put them."""

    options: tuple[tuple[str, bool], ...]  # (text, is it the learner's answer)
    numbered: bool = False
    right: tuple[bool, ...] = ()  # which options are right; () where it may not be said

    def mark(self, index: int) -> tuple[str, str]:
        """Return what stands beside an option, as sign and words: `✓`, `right, your answer`."""
        is_answer = self.options[index][1]
        yours = "your answer" if is_answer else ""
        if not self.right:
            return "", yours
        if self.right[index]:
            return "✓", ", ".join(filter(None, ["right", yours]))
        return "✗" if is_answer else "", yours


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """Rows with the learner's answers in plain words; "" where nothing is answered."""

    labels: tuple[str, ...]
    answers: tuple[str, ...]
    choices: tuple[str, ...]  # what may be answered


class Cell(NamedTuple):
    """What stands in a feedback's row, and behind it where the row differs: a short word and the rest."""

    text: str
    word: str = ""
    rest: str = ""

    def __str__(self) -> str:
        return "  ".join(filter(None, [self.text, f"{self.word} {self.rest}".strip()]))


# ------------------------------------------------------------------------------------------------ questions


@dataclass(frozen=True, slots=True)
class Sample:
    """An answer that is known to be right, or wrong in a way that must be named."""

    answer: Any = None
    do: tuple[Any, ...] | None = None  # calls that make the answer, an account, of the scenario's account
    after: int = 0  # … of the account of this right answer, counted from 1: what is long stands once
    names: Annotated[str, OneOf(MISCONCEPTIONS)] = ""
    says: str = ""  # words that the feedback must have

    def __post_init__(self) -> None:
        """Refuse a sample with two answers, or none."""
        if (self.answer is None) == (self.do is None):
            raise ValueError("expected either answer, or do with the calls that lead to it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question, prediction or exercise; a part of an exercise is a question too.

    A kind is a subclass with its own keys as fields. It implements `grade`, and `input` if a form can ask it;
    everything else has a default. All methods are pure: they read the question and the answer, nothing else.
    """

    # of every question
    id: str
    kind: str  # the name of a module beside this one
    text: str
    teaches: tuple[str, ...] = ()  # items of the syllabus
    claims: tuple[MisconceptionId, ...] = ()  # the misconceptions that this question can tell apart
    success: str = ""
    source: str = ""  # the page that a key rests on, where no request can compute it
    # of a [[question]] only
    # Without "exercise", which follows from where a table stands in its file.
    section: Annotated[str, OneOf(SECTIONS[:-1])] = field(default="exercise", metadata=REQUIRED)
    of: str = ""  # observation: the prediction that it looks back at
    story: str = ""  # what its lesson tells before it: said where it is asked again
    # of an exercise and its parts only
    hints: tuple[str, ...] = field(default=(), metadata=REQUIRED)
    right: tuple[Sample, ...] = field(default=(), metadata=REQUIRED)
    wrong: tuple[Sample, ...] = field(default=(), metadata=REQUIRED)
    weight: int = 1
    # Not in the file, unless a kind makes a key of it. They are fields and not properties, as a kind has
    # fields of the same names, and `dataclass` would take an inherited property for a field's default.
    options: tuple[Any, ...] = field(default=(), metadata=COMPUTED)  # each with `text`, `gives`, `why`
    parts: tuple[Question, ...] = field(default=(), metadata=COMPUTED)
    start: Any = field(
        default=None, metadata=COMPUTED
    )  # what a learner begins with, where something is built
    lesson: str = field(default="", metadata=COMPUTED)
    scenario: Scenario = field(metadata=COMPUTED)
    origin: str = field(default="", metadata=COMPUTED)  # the id in its file: a repeated question has two
    variant: str = field(default="", metadata=COMPUTED)  # the seed that it was drawn by

    needs_samples: ClassVar[bool] = True
    """Whether an exercise must say which answers are right and wrong: a simulator cannot make all of them."""
    can_come_back: ClassVar[bool] = False
    """Whether `comes_back` ever returns a question: such a one must be understood away from its lesson."""
    parts_key: ClassVar[str] = ""
    """The key under which an exercise has its parts; such a one has no right and wrong answers of its own."""

    # --- reading

    def completed(self) -> Self:
        """Check what was read, and compute what the file leaves to the program.

        Raises ValueError or ClientError with the key and the problem; the reader puts the place before it.
        """
        return self

    def shuffled(self, shuffle: Shuffle) -> Self:
        """Return the same question with its options or rows in another order."""
        del shuffle
        return self

    # --- asking

    @property
    def requests(self) -> tuple[ScenarioRequest, ...]:
        """The requests whose decisions are the key."""
        return ()

    @property
    def input(self) -> Input | None:
        """What a form asks with; None for what is built in code."""
        return None

    @property
    def note(self) -> str:
        """What stands below the question, small."""
        return ""

    @property
    def example(self) -> str:
        """An answer in Python, to show how one looks."""
        return "answer"

    def points_so_far(self, part_points: Sequence[float]) -> str:
        """Say how many points the parts have together, each from 0 to 1; "" where nobody counts them."""
        del part_points
        return ""

    @property
    def first_step(self) -> str:
        """What is said to a blank answer: what to do first."""
        return ""

    @property
    def count(self) -> int:
        """How many answers a learner gives."""
        return 1

    @property
    def elsewhere(self) -> Self:
        """As it is asked away from its lesson: its story stands in it."""
        return replace(self, text=f"{self.story} {self.text}".strip(), story="")

    def comes_back(self, answer: Any) -> Question | None:
        """Return what a warm-up asks again after this wrong answer: itself, a part of itself, or None.

        The answer is None where a prediction was skipped. What comes back whole is drawn with other names.
        """
        del answer
        return None

    # --- grading

    def to_json(self, answer: Any) -> Any:
        """Return an answer as JSON data, where a learner may answer with a value of Python's."""
        return answer

    def grade(self, data: Any) -> Feedback:
        """Grade an answer that is JSON data and not blank. Raises Malformed."""
        raise NotImplementedError

    def answer_of(self, engine: str) -> Any:
        """Return the answer of TRUTH, or of a misconception; None if there is none.

        By default the file's own: its first right answer, or the first wrong one that names it.
        """
        samples = self.right if engine == TRUTH else [s for s in self.wrong if s.names == engine]
        return samples[0].answer if samples else None

    # --- showing

    def canonical(self, data: Any) -> Any:
        """Return a well-formed answer in the one form that is kept, however a learner wrote it."""
        return data

    def display(self, answer: Any) -> OptionList | AnswerTable | None:
        """Return how the question stands with an answer (None: with none); None if only its text stands."""
        del answer
        return None

    @property
    def right_options(self) -> tuple[bool, ...]:
        """Which of the options that are shown are right; () where they are not right or wrong each."""
        return ()

    def caption(self, rows: Sequence[FeedbackRow]) -> str:
        """Return what stands above a feedback's rows; "" if they are not shown."""
        del rows
        return ""

    def cell(self, row: FeedbackRow) -> Cell:
        """Return what stands in a feedback's row."""
        return Cell(row.yours)

    def decision_named(self, words: str) -> str:
        """Return the decision that stands in plain words; "" if they are about something else."""
        return _DECISION_NAMES.get(words, "")


_DECISION_NAMES = {words: name for name, words in DECISION_WORDS.items()}
