"""A class's roster: a CSV file with any columns → Roster, and which of its lines a submission belongs to.

    number in the file's name, then the name, number or e-mail address that the learner gave → a line

Moodle's grading worksheet and Canvas' gradebook export are rosters as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, TypeAlias

from iamsim.learning.classroom.csv_files import csv_rows, read_csv
from iamsim.learning.classroom.submissions import SubmissionError, one_line

LearnerKey: TypeAlias = int | str
"""What joins the tables of a class: the number of a roster's line, else a name without case."""
MAX_LINES = 50_000
# A word that columns are called by, and no learner.
_COLUMN_WORDS = re.compile(
    r"\b(names?|student|learner|id|identifier|number|login|user(name)?|e-?mail|mail|vorname|nachname|pr[ée]nom|nom"
    r"|nombre|apellidos?|nome|cognome)\b",
    re.IGNORECASE,
)
_FIRST_NAMES = ("first name", "firstname", "given name", "vorname")
_LAST_NAMES = ("last name", "lastname", "surname", "family name", "nachname")
_POINTS_POSSIBLE = "points possible"  # Canvas' second line, which is no learner


@dataclass(frozen=True, slots=True)
class Roster:
    """The lines of a class, and by what each can be found."""

    columns: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]  # as many texts as columns
    _lines_by_word: Mapping[str, tuple[int, ...]] = field(repr=False, default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a CSV file, with commas, semicolons or tabs. Raises SubmissionError."""
        return cls.parse(read_csv(path), path.name)

    @classmethod
    def parse(cls, text: str, name: str = "roster.csv") -> Self:
        """Read a roster's text. Raises SubmissionError."""
        rows = [tuple(row) for _, row in csv_rows(text, name)]
        if not 2 <= len(rows) <= MAX_LINES:
            count = f"{len(rows):,} line{'' if len(rows) == 1 else 's'}" if rows else "nothing"
            raise SubmissionError(f"{name}: expected a line of column names and one a learner, found {count}")
        columns = rows[0]
        _check_columns(columns, rows[1], name)
        width = len(columns)
        lines = [(*row, *[""] * width)[:width] for row in rows[1:]]
        learners = tuple(line for line in lines if _normal(line[0]) != _POINTS_POSSIBLE)
        words: dict[str, dict[int, None]] = {}
        for number, line in enumerate(learners):
            for word in _words_of(columns, line):
                words.setdefault(word, {})[number] = None
        return cls(columns, learners, {word: tuple(numbers) for word, numbers in words.items()})

    def line_of(self, *words: str) -> int | None:
        """Return the number of the one line that has the first of these words that any has; None without one.

        A word is a number, a name, a login or an e-mail address; letters' case does not matter. A word that
        several lines have, such as a family name, finds none.
        """
        for word in words:
            numbers = self._lines_by_word.get(_normal(word), ()) if word else ()
            if len(numbers) == 1:
                return numbers[0]
        return None

    def name_of(self, number: int) -> str:
        """Return what a line's learner is called: the full name, else the first text of the line."""
        line = dict(zip(map(_normal, self.columns), self.lines[number], strict=True))
        first, last = (_first(line, names) for names in (_FIRST_NAMES, _LAST_NAMES))
        full = next((line[key] for key in ("full name", "name", "student") if line.get(key)), "")
        return full or " ".join(filter(None, (first, last))) or next(filter(None, self.lines[number]), "")

    def column(self, number: int, *names: str) -> str:
        """Return a line's text under the first of these columns that there is; "" without one."""
        line = dict(zip(map(_normal, self.columns), self.lines[number], strict=True))
        return _first(line, names)


def learner_key(roster: Roster | None, name: str) -> LearnerKey:
    """Return by what a learner's data are joined: the roster's line, else the name without case."""
    line = roster.line_of(name) if roster else None
    return _normal(name) if line is None else line


def _check_columns(columns: Sequence[str], first_learner: Sequence[str], name: str) -> None:
    """Refuse a first line that is a learner's: without a word, that learner would be missing."""
    has_words = any(map(_COLUMN_WORDS.search, columns))
    # In any language: the lines of learners have a number or an e-mail address, that of the columns has none.
    differs = _has_address(first_learner) and not _has_address(columns)
    if any("@" in column for column in columns) or not (has_words or differs):
        found = one_line(", ".join(columns))
        raise SubmissionError(
            f"{name}: line 1: expected the columns' names, such as name,email; found {found}"
        )


def _has_address(line: Iterable[str]) -> bool:
    return any("@" in text or text.isdigit() for text in line)


def _words_of(columns: Sequence[str], line: Sequence[str]) -> Iterable[str]:
    """Yield what a line can be found by: each text, a number as in `Participant 17`, full names."""
    by_column = dict(zip(map(_normal, columns), line, strict=True))
    first, last = (_first(by_column, names) for names in (_FIRST_NAMES, _LAST_NAMES))
    texts = [text for text in line if text]
    if first and last:
        texts += [f"{first} {last}", f"{last} {first}", f"{last}, {first}", f"{last}{first}"]
    student = by_column.get("student", "")  # of Canvas: "Lee, Ana", and `leeana` in its files' names
    if student:
        family, _, given = student.partition(",")
        texts += [re.sub(r"[\W_]", "", f"{family}{given}"), f"{given.strip()} {family.strip()}"]
    for text in texts:
        yield _normal(text)
        numbered = re.fullmatch(r"\D+ ([0-9]+)", text)
        if numbered:
            yield numbered[1]


def _first(line: Mapping[str, str], names: Sequence[str]) -> str:
    return next((line[name] for name in names if line.get(name)), "")


def _normal(text: str) -> str:
    return " ".join(text.casefold().split())
