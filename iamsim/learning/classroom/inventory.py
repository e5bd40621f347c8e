"""12 questions in two equal forms, asked on paper before a course and after it: what a class gained between.

    inventory_forms/form_a.toml, form_b.toml → the questions of a form
    before.csv, after.csv → BeforeAfter: right answers and wrong ideas, of who answered both times

They are no lesson: nobody gets feedback, and they share no name and no situation with a lesson. They are
called "12 questions" and no test, as nobody has tried them on learners yet. `make pages` prints them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from iamsim.learning.classroom.csv_files import csv_rows, read_csv
from iamsim.learning.classroom.roster import LearnerKey, Roster, learner_key
from iamsim.learning.classroom.submissions import SubmissionError
from iamsim.learning.misconceptions import TRUTH
from iamsim.learning.questions import Question, exercises
from iamsim.learning.questions.choice import LETTERS

FORMS = ("A", "B")
# What each question is about, in both forms.
SUBJECTS = (
    "a group that the user is not in",
    "in two groups at once",
    "an own policy beside the group's",
    "two Allows and a group's Deny",
    "what that Deny does not name",
    "a new user without policies",
    "a policy added to a group",
    "taken out of a group",
    "signing in as a group",
    "the owner's own IAM user",
    "the same access for 40 people",
    "a program on a server",
)
UNKNOWN = "I do not know yet."
_BLANK = ("", "?", "e")  # nothing ticked, or the box of UNKNOWN
_COLUMNS = ("learner", "form", *(str(number) for number in range(1, len(SUBJECTS) + 1)))


@cache
def form_questions(form: str) -> tuple[Question, ...]:
    """Return the questions of a form."""
    file = files(__package__).joinpath("inventory_forms", f"form_{form.lower()}.toml")
    return exercises.LessonFile(file.name, tomllib.loads(file.read_text(encoding="utf-8"))).lesson().questions


def wrong_ideas(question: Question) -> tuple[str, ...]:
    """Return the misconceptions behind the options that are not right."""
    return tuple(option.gives for option in question.options if option.gives != TRUTH)


@dataclass(frozen=True, slots=True)
class FormAnswers:
    """What one learner ticked."""

    learner: str
    form: str  # A or B
    gives: tuple[str, ...]  # by question: TRUTH, a misconception's id, "" if nothing or UNKNOWN was ticked

    @property
    def share(self) -> float:
        """The share of right answers, 0 to 1."""
        return self.gives.count(TRUTH) / len(self.gives)


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """The answers of a class before a course and after it, by learner."""

    before: Mapping[LearnerKey, FormAnswers]
    after: Mapping[LearnerKey, FormAnswers]

    @classmethod
    def read(cls, before: Path, after: Path, roster: Roster | None = None) -> BeforeAfter:
        """Read two CSV files: learner, form (A or B), 1 to 12 (letters). Raises SubmissionError."""
        return cls(_read_answers(before, roster), _read_answers(after, roster))

    @property
    def pairs(self) -> tuple[tuple[FormAnswers, FormAnswers], ...]:
        """Before and after of each learner who answered both times."""
        return tuple((first, self.after[key]) for key, first in self.before.items() if key in self.after)

    @property
    def once(self) -> tuple[str, ...]:
        """The learners who answered only once, and do not count."""
        answers = {**self.before, **self.after}
        return tuple(
            answers[key].learner for key in answers if key not in self.before or key not in self.after
        )

    @property
    def same_form(self) -> tuple[str, ...]:
        """The learners who had the same form twice: they may remember it."""
        return tuple(first.learner for first, last in self.pairs if first.form == last.form)

    @property
    def shares(self) -> tuple[float, float]:
        """The class's share of right answers before and after, 0 to 1."""
        number = max(len(self.pairs), 1)
        return (
            sum(first.share for first, _ in self.pairs) / number,
            sum(last.share for _, last in self.pairs) / number,
        )

    @property
    def gain(self) -> float | None:
        """Which share of what was missing before is there after; None if nothing was missing.

        The normalized gain of Hake, "Interactive-engagement versus traditional methods" (1998).
        """
        before, after = self.shares
        return None if before == 1 else (after - before) / (1 - before)

    def counts(self, gives: str) -> list[tuple[int, int]]:
        """Return, for each question in order, how many gave such an answer before and after.

        TRUTH: the right one; "": none.
        """
        return [
            (
                sum(first.gives[at] == gives for first, _ in self.pairs),
                sum(last.gives[at] == gives for _, last in self.pairs),
            )
            for at in range(len(SUBJECTS))
        ]

    def learners_with(self) -> dict[str, tuple[int, int]]:
        """Return misconception id → how many gave an answer of it before and after; most before first."""
        names = dict.fromkeys(name for question in form_questions(FORMS[0]) for name in wrong_ideas(question))
        counts = {
            name: (
                sum(name in first.gives for first, _ in self.pairs),
                sum(name in last.gives for _, last in self.pairs),
            )
            for name in names
        }
        shown = {name: count for name, count in counts.items() if any(count)}
        return dict(sorted(shown.items(), key=lambda item: (-item[1][0], -item[1][1], item[0])))


def _read_answers(path: Path, roster: Roster | None) -> dict[LearnerKey, FormAnswers]:
    rows = csv_rows(read_csv(path), path.name)
    columns = [cell.casefold() for cell in rows[0][1]] if rows else []
    missing = [name for name in _COLUMNS if name not in columns]
    if missing:
        expected = f"expected the columns {_COLUMNS[0]}, {_COLUMNS[1]} and 1 to {len(SUBJECTS)}"
        raise SubmissionError(f"{path.name}: {expected}; there is no {missing[0]}")
    answers: dict[LearnerKey, FormAnswers] = {}
    lines: dict[LearnerKey, int] = {}
    for line, row in rows[1:]:
        try:
            ticked = _form_answers(dict(zip(columns, [*row, *[""] * len(columns)], strict=False)))
        except ValueError as error:
            raise SubmissionError(f"{path.name}: line {line}: {error}") from None
        key = learner_key(roster, ticked.learner)
        if key in answers:
            again = f"{ticked.learner} is in line {lines[key]} as well; expected one line a learner"
            raise SubmissionError(f"{path.name}: line {line}: {again}")
        answers[key], lines[key] = ticked, line
    return answers


def _form_answers(row: Mapping[str, str]) -> FormAnswers:
    learner, form = row["learner"], row["form"].upper()
    if not learner or form not in FORMS:
        raise ValueError(f"expected a learner and a form, A or B; found {learner!r} and {row['form']!r}")
    questions = form_questions(form)
    return FormAnswers(
        learner,
        form,
        tuple(_gives(number, question, row[str(number)]) for number, question in enumerate(questions, 1)),
    )


def _gives(number: int, question: Question, cell: str) -> str:
    letter = cell.lower()
    if letter in _BLANK:
        return ""
    letters = LETTERS[: len(question.options)]
    if len(letter) != 1 or letter not in letters:
        expected = f"expected one of {', '.join(letters)} or nothing"
        raise ValueError(f"question {number}: {expected}, found {cell!r}")
    return str(question.options[letters.index(letter)].gives)
