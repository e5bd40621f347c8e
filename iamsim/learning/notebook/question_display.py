"""How each kind of question is asked and shown, as data: its input, the answer that stands, feedback rows.

    question → input_of → ChoiceInput | MenusInput | TextInput, from which a form is made
    question and answer → display → OptionList | AnswerTable, which a card shows

The only module of the notebook that asks for a question's kind.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeAlias

from iamsim.learning.questions import exercises
from iamsim.learning.questions.answers import cells, chosen, option_at, plain
from iamsim.learning.questions.building import KEPT
from iamsim.learning.questions.grading import Marked, grade
from iamsim.learning.questions.model import PLAIN, Question
from iamsim.learning.questions.wording import be

MAX_RETURNING_ROWS = 4  # of a table that comes back
DECISION_NAMES = {words: decision for decision, words in PLAIN.items()}


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


@dataclass(frozen=True, slots=True)
class OptionList:
    """Options as they stand: as the file has them, or numbered as the learner put them."""

    options: tuple[tuple[str, bool], ...]  # (text, is it the learner's answer)
    numbered: bool = False


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


def _values(question: Question) -> tuple[Any, ...]:
    """What each option is called in an answer: the id that it has, else its index."""
    return tuple(option.id or index for index, option in enumerate(question.options))


def input_of(question: Question) -> Input | None:
    """Return what a form asks with; None for what is built in code."""
    texts = tuple(option.text for option in question.options)
    if question.kind in ("choice", "source"):
        return ChoiceInput(texts, _values(question), question.several)
    if question.kind == "order":
        labels = tuple(f"step {number} of {len(texts)}" for number in range(1, len(texts) + 1))
        return MenusInput(labels, tuple(zip(texts, _values(question), strict=True)), in_order=True)
    if question.kind == "table":
        labels = tuple(row.label for row in question.rows)
        options = tuple((words, answer) for answer, words in question.answers.items())
        grid = question.users and question.actions
        return MenusInput(labels, options, question.users if grid else (), question.actions if grid else ())
    if question.kind == "policy":
        start = question.start
        return TextInput(start if isinstance(start, str) else json.dumps(start, indent=2))
    return None


def display(question: Question, answer: Any) -> OptionList | AnswerTable | None:
    """Return how the question stands with an answer, or None for no answer; None if only its text does."""
    texts = [option.text for option in question.options]
    if question.kind == "order" and answer is not None:
        return OptionList(tuple((texts[option_at(question, step)], False) for step in answer), numbered=True)
    if question.options:
        marked = () if answer is None else chosen(question, answer)
        return OptionList(tuple((text, index in marked) for index, text in enumerate(texts)))
    if question.kind == "table":
        answers = cells(question, {} if answer is None else answer)
        words = tuple(question.answers.get(decision, "") for decision in answers)
        return AnswerTable(tuple(row.label for row in question.rows), words, tuple(question.answers.values()))
    return None


CAPTIONS: Mapping[str, tuple[str, str]] = {  # an order has no rows: its text says which step comes too early
    "table": ("IAM's answers", "where yours differs, it says so"),
    "policy": ("What your policy does", "where something else was asked for, it says so"),
    "account": ("What your account does", "where something else was asked for, it says so"),
}


def caption(question: Question, rows: Sequence[Marked]) -> str:
    """Return what stands above a feedback's rows; "" if they are not shown."""
    if not rows or question.kind not in CAPTIONS:
        return ""
    return "; ".join(CAPTIONS[question.kind][: 2 if any(row.differs for row in rows) else 1])


def cell(question: Question, row: Marked) -> Cell:
    """Return IAM's answer and what was said, or what a build does and what was asked for."""
    if question.kind == "table":
        answers = question.answers
        answer = f"you said {answers.get(row.yours, row.yours) or 'nothing'}"
        differs = ("differs:", answer) if row.differs else ()
        return Cell(answers.get(row.truth, row.truth), *differs)
    differs = ("asked for:", be(row.truth)) if row.differs and row.truth != KEPT else ()
    return Cell(row.yours, *differs)


def decision_named(question: Question, words: str) -> str:
    """Return the decision that stands in plain words; "" if they are about something else."""
    own = {text: decision for decision, text in question.answers.items()}
    return own.get(words) or DECISION_NAMES.get(words, "")


def note(question: Question) -> str:
    """Return what stands below the question, small."""
    return "more than one may be right" if question.several else ""


def example(question: Question) -> str:
    """Return an answer in Python, to show how one looks."""
    if question.options:
        return '["b", "a"]' if question.several or question.kind == "order" else '"a"'
    if question.kind == "table":
        first = json.dumps(question.rows[0].label, ensure_ascii=False)
        return f'{{{first}: "{next(iter(question.answers))}", …}}'
    return "iam.account" if question.kind == "account" else "answer"


def canonical(question: Question, answer: Any) -> Any:
    """Return a well-formed answer in the one form that is kept, however a learner wrote it."""
    if question.kind in ("choice", "source"):
        values = [_values(question)[index] for index in chosen(question, answer)]
        return values if question.several else values[0]
    if question.kind == "table":
        return dict(zip((row.label for row in question.rows), cells(question, answer), strict=True))
    return plain(answer)


def is_built(question: Question) -> bool:
    """Return whether the answer is made in the cell that calls: a policy, an account."""
    return question.kind in ("policy", "account")


def comes_back(question: Question, warmup: str, answer: Any) -> Question | None:
    """Return what a warm-up asks again after a wrong answer (None: there was none), or None.

    A choice comes back with other names; of a table the rows that were missed.
    """
    if question.kind != "table":
        return exercises.variant(question, warmup).elsewhere if question.kind == "choice" else None
    graded = grade(question, answer).rows if answer is not None else ()
    missed = [row for row, mark in zip(question.rows, graded, strict=False) if mark.differs]
    returning = replace(
        question.elsewhere, rows=tuple(missed[:MAX_RETURNING_ROWS]), users=(), actions=(), claims=()
    )
    return returning if missed else None
