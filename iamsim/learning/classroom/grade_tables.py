"""Tables of grades as CSV: one for any spreadsheet, and those that Moodle and Canvas import.

Sources: MoodleDocs, "Grade import" (any columns, of which the teacher names the one that identifies a
learner), and mod/assign/feedback/offline/importgradeslib.php (an assignment's worksheet: Identifier, Grade,
Last modified (grade)); Canvas Instructor Guide, "How do I import grades in the Gradebook?", and
lib/gradebook_importer.rb (Student, ID, SIS User ID, SIS Login ID, Section, then one column an assignment,
with its points in the second line).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from iamsim.learning.classroom.gradebook import GradeBook, GradedSubmission
from iamsim.learning.classroom.roster import LearnerKey
from iamsim.learning.questions import Feedback

OWN_COLUMNS = ("learner", "file", "late", "tries", "points", "of", "percent")
LAST_COLUMNS = ("first answers, percent", "misconceptions")
BEFORE_AFTER_COLUMNS = ("12 questions before, percent", "12 questions after, percent")
CANVAS_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
LAST_MODIFIED = "Last modified (grade)"  # without this column an assignment takes no worksheet
MOODLE_COLUMNS = ["Identifier", "Full name", LAST_MODIFIED]
# Of Moodle's grading worksheet.
NO_IDENTITY = ("Grade", "Maximum grade", "Status", "Feedback comments", "Grade can be changed", "Online text",
               "Last modified (submission)")  # fmt: skip


def grades_csv(book: GradeBook) -> str:
    """Return a line for each learner: the roster's columns, then a column for each question, in points of 1.

    They are in the roster's order, so that a column can be copied beside it. Who handed in nothing has empty
    cells: an average counts no untried question. The last columns have the 12 questions, if they were asked.
    """
    columns = book.roster.columns if book.roster else ()
    head = [*columns, *OWN_COLUMNS, *book.questions, *LAST_COLUMNS]
    rows: list[list[object]] = [[*head, *(BEFORE_AFTER_COLUMNS if book.before_after else ())]]
    empty = [""] * (len(head) - len(columns))
    by_line = {submission.line: submission for submission in book.submissions}
    for line in range(len(book.roster.lines) if book.roster else 0):
        own = _own_cells(book, by_line[line]) if line in by_line else empty
        rows.append([*_roster_cells(book, line), *own, *_before_after_cells(book, line)])
    rows += [
        [*_roster_cells(book, None), *_own_cells(book, each), *_before_after_cells(book, each.key)]
        for each in book.submissions
        if each.line is None
    ]
    rows += [
        [*_roster_cells(book, None), learner, *empty[1:], *_before_after_cells(book, key)]
        for key, learner in book.only_on_paper.items()
    ]
    return _csv(rows)


def _roster_cells(book: GradeBook, line: int | None) -> Sequence[str]:
    if book.roster is None:
        return ()
    return [""] * len(book.roster.columns) if line is None else book.roster.lines[line]


def _before_after_cells(book: GradeBook, key: LearnerKey) -> Sequence[str]:
    """Return the percent of the 12 questions that were right before and after; "" if not answered."""
    if book.before_after is None:
        return ()
    pair = (book.before_after.before.get(key), book.before_after.after.get(key))
    return [f"{100 * answers.share:.1f}" if answers else "" for answers in pair]


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
    """Return what Moodle takes, in an assignment or in "Import grades": who it is, and a grade of 100."""
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
    # Moodle writes a sign alone where there is no date; it is no formula.
    is_formula = any(re.match(r"[=+\-@].", part.lstrip(" \"'")) for part in _parts(value))
    return f"'{value.translate(_SEPARATORS)}" if is_formula else value


_SEPARATORS = str.maketrans(";\t|", "   ")


def _parts(text: str) -> list[str]:
    return text.translate(str.maketrans(";\t|\r\n", ",,,,,")).split(",")
