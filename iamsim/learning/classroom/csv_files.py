"""A teacher's CSV files → rows: with commas, semicolons or tabs, in UTF-8 or UTF-16."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from iamsim.account import decode_text
from iamsim.learning.classroom.submissions import SubmissionError, one_line

MAX_BYTES = 20_000_000
_QUOTED = re.compile(r'"[^"]*"')


def read_csv(path: Path) -> str:
    """Return a CSV file's text. Raises SubmissionError."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SubmissionError(f"{path.name}: more than {MAX_BYTES:,} bytes; expected a table of a class")
        return decode_text(path.read_bytes())
    except OSError as error:
        raise SubmissionError(f"{path.name}: {(error.strerror or 'cannot be read').lower()}") from None
    except UnicodeDecodeError:
        # Never guess the encoding: a name that is read wrongly would find no learner, or another one.
        raise SubmissionError(
            f"{path.name}: no text in UTF-8; save it as “CSV UTF-8”, as Excel and LibreOffice call it"
        ) from None


def csv_rows(text: str, name: str) -> list[tuple[int, list[str]]]:
    """Return the rows that are not empty, each with its line's number; texts are one line each.

    What separates the cells is what the first line has most of, outside of quotes; a line such as `sep=;`,
    which Excel reads before them, may say it. Raises SubmissionError.
    """
    if separator_line := re.match(r"sep=([,;\t])\r?\n", text):
        text = text[separator_line.end() :]
    first_line = _QUOTED.sub("", text).strip("\r\n").partition("\n")[0]
    separator = separator_line[1] if separator_line else max(",;\t", key=first_line.count)
    # As it stands, with newline="": a cell in quotes may hold a line break.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        rows = [(reader.line_num, [one_line(" ".join(cell.split())) for cell in row]) for row in reader]
    except csv.Error as error:
        raise SubmissionError(f"{name}: no CSV: {error}") from None
    return [(line, row) for line, row in rows if any(row)]
