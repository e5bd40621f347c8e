"""12 questions in two equal forms, to ask before a course and after it, on paper.

    inventory/form_a.toml, form_b.toml → a sheet each, without answers, and one key
    before.csv, after.csv → what was gained: in points, by question, by idea     (python tools/inventory.py)

They are no lesson: nobody gets feedback, and they share no name and no situation with a lesson. They are
called "12 questions" and no test, as nobody has tried them on learners yet.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from iamsim.learning.misconceptions import TRUTH
from iamsim.learning.questions import Question, exercises
from iamsim.learning.questions.choice import LETTERS
from iamsim.markup import Content, element, fragment, html_table, paragraphs, printable, text_table
from tools.answer_keys import belief, key_card
from tools.worksheets import boxes

FOLDER = Path(__file__).with_name("inventory")
FORMS = ("A", "B")
UNKNOWN = "I do not know yet."
BLANK = ("", "?", "e")  # nothing ticked, or the box of UNKNOWN
COLUMNS = ("learner", "form")
COMPARE = "Compare what a class answered before a course and after it."


class UnreadableAnswers(ValueError):
    """A file of answers that cannot be read: file, line, problem."""


@cache
def questions(form: str) -> tuple[Question, ...]:
    """Return the questions of a form. Raises ExerciseError."""
    file = FOLDER / f"form_{form.lower()}.toml"
    return exercises.LessonFile(file.name, tomllib.loads(file.read_text(encoding="utf-8"))).lesson().questions


# ------------------------------------------------------------------------------------------------- on paper


def bodies() -> Iterator[tuple[str, str]]:
    """Yield name and body of the sheet of each form, and of the key to both."""
    for form in FORMS:
        yield f"questions_{form.lower()}", _sheet(form)
    yield "questions_key", _key()


def _sheet(form: str) -> str:
    line = element("span", {"class": "line"})
    cards = (
        element(
            "article",
            {"class": "card"},
            element("h3", {}, str(at)),
            paragraphs(question.text),
            boxes((*(option.text for option in question.options), UNKNOWN)),
        )
        for at, question in enumerate(questions(form), 1)
    )
    how = f"Tick one box for each question. “{UNKNOWN}” is a good answer too: it says what to teach."
    return str(
        fragment(
            element("h1", {}, f"12 questions, form {form}"),
            element("p", {"class": "who"}, "Name ", line, " Date ", line),
            element("p", {"class": "small"}, how),
            *cards,
        )
    )


def _key() -> str:
    contents: list[Content] = [element("h1", {}, "12 questions: key to both forms"), _overview()]
    for form in FORMS:
        contents.append(element("h2", {}, f"Form {form}"))
        contents += [key_card(at, question) for at, question in enumerate(questions(form), 1)]
    return str(fragment(*contents))


def _overview() -> Content:
    """Return a table of what is right, and of the wrong ideas that each question can show, in both forms."""
    pairs = zip(questions("A"), questions("B"), strict=True)
    rows = [
        (str(at), _right(first), _right(second), " ".join(sorted({belief(name) for name in ideas(first)})))
        for at, (first, second) in enumerate(pairs, 1)
    ]
    return html_table(rows, ["", "A", "B", "what other answers show"], css_class="key")


def ideas(question: Question) -> tuple[str, ...]:
    """Return the misconceptions behind the options that are not right."""
    return tuple(option.gives for option in question.options if option.gives != TRUTH)


def _right(question: Question) -> str:
    return next(LETTERS[at] for at, option in enumerate(question.options) if option.gives == TRUTH)


# -------------------------------------------------------------------------------------------- before, after


@dataclass(frozen=True, slots=True)
class Answers:
    """What one learner ticked: of each question whose answer it is, "" for none."""

    learner: str
    gives: tuple[str, ...]

    @property
    def share(self) -> float:
        """The share of right answers, 0 to 1."""
        return self.gives.count(TRUTH) / len(self.gives)


def read_answers(file: Path) -> dict[str, Answers]:
    """Read a CSV file with the columns learner, form (A or B) and 1 to 12. Raises UnreadableAnswers."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            table = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableAnswers(f"{file}: cannot be read: {error}") from None
    found: dict[str, Answers] = {}
    for number, row in enumerate(table, 2):
        try:
            answers = _answers(row)
        except ValueError as error:
            raise UnreadableAnswers(f"{file}: line {number}: {error}") from None
        found[answers.learner] = answers
    return found


def _answers(row: Mapping[str, str | None]) -> Answers:
    learner, form = ((row.get(name) or "").strip() for name in COLUMNS)
    if not learner or form.upper() not in FORMS:
        raise ValueError(f"expected a learner and a form, A or B; found {learner!r} and {form!r}")
    return Answers(
        learner,
        tuple(
            _given(at, question, (row.get(str(at)) or "").strip().lower())
            for at, question in enumerate(questions(form.upper()), 1)
        ),
    )


def _given(at: int, question: Question, letter: str) -> str:
    if letter in BLANK:
        return ""
    letters = LETTERS[: len(question.options)]
    if len(letter) != 1 or letter not in letters:
        raise ValueError(f"question {at}: expected one of {', '.join(letters)} or nothing, found {letter!r}")
    return str(question.options[letters.index(letter)].gives)


def gain(before: float, after: float) -> float | None:
    """Return which share of what was missing has been gained; None if nothing was missing."""
    return None if before == 1 else (after - before) / (1 - before)


def report(before: Mapping[str, Answers], after: Mapping[str, Answers]) -> list[str]:
    """Return the lines of a report about the learners who answered twice."""
    pairs = [(answers, after[name]) for name, answers in before.items() if name in after]
    once = sorted(before.keys() ^ after.keys())
    lines = [f"{len(pairs)} learners answered twice"]
    if once:
        lines.append(f"left out, as they answered once: {', '.join(map(printable, once))}")
    if not pairs:
        return lines
    first, second = (sum(pair[at].share for pair in pairs) / len(pairs) for at in (0, 1))
    reached = gain(first, second)
    words = "nothing was missing" if reached is None else f"gain {reached:.2f}"
    lines += [f"right: {first:.0%} before, {second:.0%} after, {words}", ""]
    rows = [
        (str(at + 1), *(str(sum(pair[turn].gives[at] == TRUTH for pair in pairs)) for turn in (0, 1)))
        for at in range(len(questions("A")))
    ]
    table = text_table([("question", "before", "after"), *rows])
    return [*lines, "right answers, by question", *table, "", *_by_idea(pairs)]


def _by_idea(pairs: Sequence[tuple[Answers, Answers]]) -> Iterator[str]:
    """Yield how many learners gave an answer of each idea, before and after; the most frequent first."""
    names = dict.fromkeys(name for question in questions("A") for name in ideas(question))
    counts = [
        (sum(name in first.gives for first, _ in pairs), sum(name in last.gives for _, last in pairs), name)
        for name in names
    ]
    rows = [("before", "after", "idea")]
    rows += [(str(b), str(a), belief(name)) for b, a, name in sorted(counts, reverse=True) if a or b]
    yield "learners with an answer that an idea would give, by idea"
    yield from text_table(rows)


def main(arguments: list[str] | None = None) -> int:
    """Say what a class has gained between two files of answers."""
    parser = argparse.ArgumentParser("python tools/inventory.py", description=COMPARE)
    parser.add_argument("before", type=Path, help="CSV: learner, form (A or B), 1 … 12 (letters)")
    parser.add_argument("after", type=Path)
    options = parser.parse_args(arguments)
    try:
        print("\n".join(report(read_answers(options.before), read_answers(options.after))))
    except UnreadableAnswers as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
