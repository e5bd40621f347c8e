"""One question as it stands for a learner: question, record, feedback → Item; and how an answer is shown.

An answer is kept as JSON: a choice's is an option's index or id, a table's a mapping from row to decision.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from iamsim.learning.questions.answers import cells, chosen, option_at, plain
from iamsim.learning.questions.building import KEPT
from iamsim.learning.questions.grading import Feedback, Marked
from iamsim.learning.questions.model import PLAIN, Question
from iamsim.learning.questions.wording import be
from iamsim.learning.records import QuestionRecord

CHOSEN = ("choice", "source")  # kinds with options to choose from
STATUSES: Mapping[str, tuple[str, str]] = {  # the symbol and the word: colour never says it alone
    "correct": ("✓", "Right"),
    "partial": ("◐", "Partly right"),
    "wrong": ("✗", "Not so"),
    "not attempted": ("○", "Not attempted"),
    "malformed": ("!", "Cannot be read"),
}
MOST_REASONS = 4
SURE: Mapping[str, str] = {"guess": "I guess", "think": "I think so", "sure": "I am sure"}


@dataclass(frozen=True, slots=True)
class Item:
    """One question as it stands."""

    question: Question
    record: QuestionRecord = field(default_factory=QuestionRecord)
    feedback: Feedback | None = None  # None where nothing may be said yet
    note: str = ""  # why it is asked here: "from lesson 04"
    where: str = ""  # where it is asked again: "08-warmup"
    whole: Question | None = None  # the exercise that it is a part of

    @property
    def home(self) -> str:
        """The id that it has in its own lesson."""
        return self.question.origin or self.question.id

    @property
    def notes(self) -> tuple[str, ...]:
        """What stands below the question, small."""
        return tuple(filter(None, (self.note, "more than one may be right" if self.question.several else "")))

    @property
    def tells_confidence(self) -> bool:
        """True where it is said how sure the learner was; beside a verdict it stands in the note."""
        return bool(self.confidence) and self.feedback is None

    @property
    def answered(self) -> bool:
        """True if an answer stands."""
        return self.record.last is not None

    @property
    def answer(self) -> Any:
        """The answer that stands."""
        return self.record.last.answer if self.record.last else None

    @property
    def confidence(self) -> str:
        """How sure the learner was of it."""
        return self.record.last.confidence if self.record.last else ""


def value_of(question: Question, at: int) -> Any:
    """What an option is called in an answer: the id that it has, else its index."""
    return question.options[at].id or at


def canonical(question: Question, answer: Any) -> Any:
    """A well-formed answer in the one form that is kept, however a learner wrote it."""
    if question.kind in CHOSEN:
        picked = [value_of(question, at) for at in chosen(question, answer)]
        return picked if question.several else picked[0]
    if question.kind == "table":
        return dict(zip((row.label for row in question.rows), cells(question, answer), strict=True))
    return plain(answer)


def is_chosen(question: Question, answer: Any, at: int) -> bool:
    """True if an answer names that option, alone or among several."""
    return question.kind in CHOSEN and answer is not None and at in chosen(question, answer)


def arranged(question: Question, answer: Any) -> tuple[int, ...]:
    """The options in the order in which they are shown: a learner's own, where they were put in order."""
    if question.kind == "order" and answer is not None:
        return tuple(option_at(question, one) for one in answer)
    return tuple(range(len(question.options)))


def row_answers(question: Question, answer: Any) -> tuple[str, ...]:
    """What a table's answer says of each row; "" where it says nothing."""
    return cells(question, {} if answer is None else answer)


class Words(NamedTuple):
    """What stands above an answer's rows, for one kind of question."""

    caption: str
    differs: str  # said where a row is not as it should be


ROWS: Mapping[str, Words] = {  # an order has no rows: its text says which step comes too early
    "table": Words("IAM's answers", "where yours differs, it says so"),
    "policy": Words("What your policy does", "where something else was asked for, it says so"),
    "account": Words("What your account does", "where something else was asked for, it says so"),
}
DECISIONS = {words: decision for decision, words in PLAIN.items()} | {"denied": "denied"}


def text_of(question: Question, said: Feedback) -> str:
    """What a feedback says, below the question that it is about."""
    text = said.text.removeprefix(f"{question.id}: ")
    return f"{text[:1].upper()}{text[1:]}" if text != said.text else text


def unmarked(text: str) -> str:
    """A text without the marks of `code` and **strong**."""
    return re.sub(r"`|\*\*", "", text)


def decision_of(question: Question, words: str) -> str:
    """The decision that stands in plain words; "" if they are about something else."""
    own = {said: decision for decision, said in question.answers.items()}
    return own.get(words) or DECISIONS.get(words, "")


def in_words(question: Question, value: Any) -> str:
    """A decision in the question's plain words."""
    return question.answers.get(value, value) if isinstance(value, str) else ""


def is_grid(question: Question, rows: int) -> bool:
    """True if a table's rows are users × actions, user by user, so that they can stand as a grid."""
    return bool(question.users and question.actions) and rows == len(question.users) * len(question.actions)


def reasons(rows: Sequence[Marked]) -> tuple[tuple[Marked, ...], str]:
    """The rows that differ, each with its reason; of many the first few, and how many more there are."""
    every = tuple(row for row in rows if row.differs and row.because)
    more = len(every) - MOST_REASONS
    if more < 2:
        return every, ""
    return every[:MOST_REASONS], f"and {more} rows more that differ"


def caption(question: Question, rows: Sequence[Marked]) -> str:
    """What stands above the rows of an answer."""
    words = ROWS[question.kind]
    return f"{words.caption}; {words.differs}" if any(row.differs for row in rows) else words.caption


class Beside(NamedTuple):
    """A row's own answer, and what stands behind it where something is amiss: a short word and the rest."""

    shown: str
    word: str = ""
    rest: str = ""

    def __str__(self) -> str:
        return "  ".join(filter(None, [self.shown, f"{self.word} {self.rest}".strip()]))


def beside(question: Question, row: Marked) -> Beside:
    """One row: IAM's answer and then what was said, or what a build does and then what was asked for."""
    if question.kind == "table":
        said = ("differs:", f"you said {in_words(question, row.yours) or 'nothing'}")
        return Beside(in_words(question, row.truth), *(said if row.differs else ()))
    asked = ("asked for:", be(row.truth))
    return Beside(row.yours, *(asked if row.differs and row.truth != KEPT else ()))
