"""Tables of grades as CSV: one for any spreadsheet, and those that Moodle and Canvas import.

Sources: MoodleDocs, "Grade import" (any columns, of which the teacher names the one that identifies a
learner); Canvas Instructor Guide, "How do I import grades in the Gradebook?" (Student, ID, SIS User ID,
SIS Login ID, Section, then one column an assignment, with its points in the second line).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from iamsim.learning.classroom.gradebook import GradeBook, GradedSubmission
from iamsim.learning.questions import Feedback

OWN_COLUMNS = ("learner", "file", "late", "tries", "points", "of", "percent")
LAST_COLUMNS = ("first answers, percent", "misconceptions")
CANVAS_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
MOODLE_COLUMNS = ["Identifier", "Full name"]
NO_IDENTITY = ("Grade", "Maximum grade", "Status", "Feedback comments")  # of Moodle's grading worksheet


def grades_csv(book: GradeBook) -> str:
    """Return a line for each learner: the roster's columns, then a column for each question, in points of 1.

    Learners of the roster who handed in nothing have empty cells: an average counts no untried question.
    """
    roster = book.roster
    columns = roster.columns if roster else ()
    rows: list[list[object]] = [[*columns, *OWN_COLUMNS, *book.questions, *LAST_COLUMNS]]
    for submission in book.submissions:
        of_roster = (
            roster.lines[submission.line] if roster and submission.line is not None else [""] * len(columns)
        )
        rows.append([*of_roster, *_own_cells(book, submission)])
    empty = [""] * (len(OWN_COLUMNS) + len(book.questions) + len(LAST_COLUMNS))
    rows += [[*roster.lines[line], *empty] for line in book.missing] if roster else []
    return _csv(rows)


def _own_cells(book: GradeBook, submission: GradedSubmission) -> list[object]:
    first = sum(submission.first_points(question) for question in book.questions)
    return [
        submission.learner,
        submission.file,
        "late" if submission.late else "",
        sum(submission.tries.values()) or "",
        f"{submission.points:.2f}",
        len(book.questions),
        f"{submission.percent:.1f}",
        *(_points_cell(submission.grades[question]) for question in book.questions),
        f"{100 * first / len(book.questions):.1f}",
        " ".join(submission.misconceptions),
    ]


def moodle_csv(book: GradeBook) -> str:
    """Return what Moodle's "Import grades" takes: what identifies a learner, and a grade of 100."""
    roster = book.roster
    columns = [name for name in roster.columns if name not in NO_IDENTITY] if roster else MOODLE_COLUMNS
    rows: list[list[object]] = [[*columns, "Grade"]]
    for submission in book.submissions:
        if roster and submission.line is not None:
            known = [roster.column(submission.line, name.casefold()) for name in columns]
        else:
            number = f"Participant {submission.person_id}" if submission.person_id else ""
            known = [{"Identifier": number, "Full name": submission.name}.get(name, "") for name in columns]
        rows.append([*known, f"{submission.percent:.2f}"])
    return _csv(rows)


def canvas_csv(book: GradeBook, assignment: str) -> str:
    """Return what Canvas' gradebook imports: one assignment, whose points are the number of questions."""
    roster = book.roster
    rows: list[list[object]] = [
        [*CANVAS_COLUMNS, assignment],
        ["    Points Possible", *[""] * (len(CANVAS_COLUMNS) - 1), len(book.questions)],
    ]
    for submission in book.submissions:
        if roster and submission.line is not None:
            line = submission.line
            known = [roster.column(line, name.casefold()) for name in CANVAS_COLUMNS]
            known[0] = known[0] or roster.name_of(line)
        else:
            known = [
                submission.name,
                submission.person_id if submission.platform == "canvas" else "",
                "",
                "",
                "",
            ]
        rows.append([*known, f"{submission.points:.2f}"])
    return _csv(rows)


def _points_cell(feedback: Feedback) -> str:
    # Empty and not 0: a teacher's average should not count what nobody has tried.
    return "" if feedback.status == "not attempted" else f"{feedback.points:.2f}"


def _csv(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in rows:
        writer.writerow([_cell(cell) for cell in row])
    return text.getvalue()


def _cell(value: object) -> object:
    """Return a cell in which no spreadsheet finds a formula, whatever it takes for the end of a cell.

    A program that separates cells by semicolons or tabs would find one after each of these.
    """
    if not isinstance(value, str):
        return value
    is_formula = any(part.lstrip(" \"'").startswith(("=", "+", "-", "@")) for part in _parts(value))
    return f"'{value.translate(_SEPARATORS)}" if is_formula else value


_SEPARATORS = str.maketrans(";\t|", "   ")


def _parts(text: str) -> list[str]:
    return text.translate(str.maketrans(";\t|\r\n", ",,,,,")).split(",")
