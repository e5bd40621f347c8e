"""A class's roster: a CSV file with any columns → Roster, and which of its lines a submission belongs to.

    number in the file's name, then the name, number or e-mail address that the learner gave → a line

Moodle's grading worksheet and Canvas' gradebook export are rosters as they are.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from iamsim.account import decode_text
from iamsim.learning.classroom.submissions import SubmissionError, one_line

MAX_LINES = 50_000
MAX_BYTES = 20_000_000
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
        try:
            if path.stat().st_size > MAX_BYTES:
                raise SubmissionError(
                    f"{path.name}: more than {MAX_BYTES:,} bytes; expected a class's roster"
                )
            text = decode_text(path.read_bytes())
        except OSError as error:
            raise SubmissionError(f"{path.name}: {(error.strerror or 'cannot be read').lower()}") from None
        except UnicodeDecodeError:
            raise SubmissionError(f"{path.name}: not text; expected a roster as CSV") from None
        return cls.parse(text, path.name)

    @classmethod
    def parse(cls, text: str, name: str = "roster.csv") -> Self:
        """Read a roster's text. Raises SubmissionError."""
        first_line = text.partition("\n")[0]
        delimiter = max(",;\t", key=first_line.count)
        try:
            rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(row)]
        except csv.Error as error:
            raise SubmissionError(f"{name}: no CSV: {error}") from None
        if not 2 <= len(rows) <= MAX_LINES:
            count = f"{len(rows):,} lines" if rows else "nothing"
            raise SubmissionError(f"{name}: expected a line of column names and one a learner, found {count}")
        columns = tuple(one_line(column) for column in rows[0])
        width = len(columns)
        lines = [tuple([*map(one_line, row), *[""] * width][:width]) for row in rows[1:]]
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
