"""A class's roster: a CSV file with any columns → Roster, and which of its lines a submission belongs to.

    number in the file's name, then the name, number or e-mail address that the learner gave → a line

Moodle's grading worksheet and Canvas' gradebook export are rosters as they are.
"""

from __future__ import annotations

import re
import unicodedata
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
_NUMBER = re.compile(r"(?:\D+ )?([0-9]+)")
_FIRST_NAMES = ("first name", "firstname", "given name", "vorname")
_LAST_NAMES = ("last name", "lastname", "surname", "family name", "nachname")
# In Canvas' export it stands before the learners, and perhaps one line about hidden grades before it.
_POINTS_POSSIBLE = "points possible"
_TEST_STUDENT = "student, test"  # the teacher, looking at a course of Canvas as a student would


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
        if width == 1:  # a column of names, and in each a comma that no quotes hold together
            rows = [(", ".join(filter(None, row)),) for row in rows]
        lines = [(*row, *[""] * width)[:width] for row in rows[1:]]
        firsts = [normal_name(line[0]) for line in lines]
        if _POINTS_POSSIBLE in firsts:
            begin = firsts.index(_POINTS_POSSIBLE) + 1
            lines = [line for line in lines[begin:] if normal_name(line[0]) != _TEST_STUDENT]
        learners = tuple(dict.fromkeys(lines))  # who stands there twice is one learner all the same
        identifies = _identity_columns(columns, learners)
        words: dict[str, dict[int, None]] = {}
        for number, line in enumerate(learners):
            texts = [text for text, is_identity in zip(line, identifies, strict=True) if is_identity and text]
            for word in _words_of(columns, line, texts):
                words.setdefault(word, {})[number] = None
        return cls(columns, learners, {word: tuple(numbers) for word, numbers in words.items()})

    def line_of(self, *words: str) -> int | None:
        """Return the number of the one line that has the first of these words that any has; None without one.

        A word is a number, a name, a login or an e-mail address; letters' case does not matter. A word that
        several lines have, such as a family name, finds none.
        """
        for word in words:
            numbers = self._lines_by_word.get(normal_name(word), ()) if word else ()
            if len(numbers) == 1:
                return numbers[0]
        return None

    def is_shared(self, *words: str) -> bool:
        """Return whether several lines have one of these words, so that it finds none."""
        return any(len(self._lines_by_word.get(normal_name(word), ())) > 1 for word in words if word)

    def name_of(self, number: int) -> str:
        """Return what a line's learner is called: the full name, else the first text of the line."""
        line = dict(zip(map(normal_name, self.columns), self.lines[number], strict=True))
        first, last = (_first(line, names) for names in (_FIRST_NAMES, _LAST_NAMES))
        full = next((line[key] for key in ("full name", "name", "student") if line.get(key)), "")
        family_name, comma, given_name = full.partition(", ")
        if comma and "," not in given_name:  # "Lee, Ana" among other names, with commas between, would be two
            full = f"{given_name} {family_name}"
        return full or " ".join(filter(None, (first, last))) or next(filter(None, self.lines[number]), "")

    def column(self, number: int, *names: str) -> str:
        """Return a line's text under the first of these columns that there is; "" without one."""
        line = dict(zip(map(normal_name, self.columns), self.lines[number], strict=True))
        return _first(line, names)


def learner_key(roster: Roster | None, name: str) -> LearnerKey:
    """Return by what a learner's data are joined: the roster's line, else the name without case."""
    line = roster.line_of(name) if roster else None
    return normal_name(name) if line is None else line


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


def _identity_columns(columns: Sequence[str], lines: Sequence[Sequence[str]]) -> list[bool]:
    """Return of each column whether its texts say who a learner is.

    A column of numbers does not, such as points or a group, if another one of numbers is called like a number
    of learners: else a learner's number would find who has as many points.
    """
    texts = [[line[at] for line in lines if line[at]] for at in range(len(columns))]
    of_numbers = [bool(column) and all(map(_NUMBER.fullmatch, column)) for column in texts]
    has_words = [bool(_COLUMN_WORDS.search(column)) for column in columns]
    has_numbers = any(
        is_number and has_name for is_number, has_name in zip(of_numbers, has_words, strict=True)
    )
    return [
        has_name or not (has_numbers and is_number)
        for is_number, has_name in zip(of_numbers, has_words, strict=True)
    ]


def _words_of(columns: Sequence[str], line: Sequence[str], texts: Sequence[str]) -> Iterable[str]:
    """Yield what a line can be found by: each of these texts, the number in `Participant 17`, full names."""
    by_column = dict(zip(map(normal_name, columns), line, strict=True))
    first, last = (_first(by_column, names) for names in (_FIRST_NAMES, _LAST_NAMES))
    full_names = [f"{last}, {first}"] if first and last else []
    full_names += [text for text in texts if "," in text]  # "Lee, Ana"
    for text in full_names:
        family_name, _, given_name = (part.strip() for part in text.partition(","))
        # In the names of Canvas' files: `leeana`.
        yield from map(
            normal_name,
            (
                f"{given_name} {family_name}",
                f"{family_name} {given_name}",
                re.sub(r"\W", "", f"{family_name}{given_name}"),
            ),
        )
    for text in (*texts, *full_names):
        yield normal_name(text)
        if number := _NUMBER.fullmatch(text):
            yield number[1]


def _first(line: Mapping[str, str], names: Sequence[str]) -> str:
    return next((line[name] for name in names if line.get(name)), "")


def normal_name(text: str) -> str:
    """Return a name as spellings are compared: without case, and in one form of Unicode, as macOS has two."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
