"""A class's submissions, graded: who reached what, and which misconceptions the answers show.

    files and folders → GradeBook ─ report() → text for the teacher; write() → grades.csv

Nothing of a submission is executed, and no key is stored: the simulator answers each question again.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from iamsim.learning.classroom.submissions import (
    Submission,
    SubmissionError,
    graded_questions,
    one_line,
    read_submission,
)
from iamsim.learning.misconceptions import MISCONCEPTIONS
from iamsim.learning.questions import ExerciseError, Feedback, exercises
from iamsim.learning.records import lesson_of, replace_file

FIRST_COLUMNS, LAST_COLUMN = ("learner", "file", "points", "of"), "misconceptions"  # around the questions'
STATUSES = ("correct", "partial", "wrong", "malformed", "not attempted")
MISCONCEPTIONS_HEADING = "Wrong ideas that answers fit, by learners (a single answer may be a slip):"
LINE_WIDTH = 80
MAX_LEARNERS_NAMED = 6  # of those whose answers show a misconception; the report is read before a lesson


@dataclass(frozen=True, slots=True)
class GradedSubmission:
    """One learner's submission with its grades."""

    file: str
    learner: str
    grades: Mapping[str, Feedback]  # by question id, in the order of the lessons
    unread: tuple[str, ...] = ()  # of each answer that cannot be read, why not

    @property
    def name(self) -> str:
        """The learner's name; without one, the file's."""
        return self.learner or self.file

    @property
    def points(self) -> float:
        """What was reached, one point for each question."""
        return sum(feedback.points for feedback in self.grades.values())

    @property
    def misconceptions(self) -> dict[str, list[str]]:
        """The ids of the questions whose answers show a misconception, by the misconception's id."""
        question_ids: dict[str, list[str]] = {}
        for question_id, feedback in self.grades.items():
            for misconception in feedback.misconceptions:
                question_ids.setdefault(misconception, []).append(question_id)
        return question_ids


@dataclass(frozen=True, slots=True)
class GradeBook:
    """All submissions of a class, the ids of the questions that count, and the files that were left out."""

    submissions: tuple[GradedSubmission, ...]
    questions: tuple[str, ...]
    refused: tuple[str, ...] = ()  # each a file's name and the reason

    def report(self) -> str:
        """Return what a teacher reads before the next lesson."""
        # One file alone is opened to talk with its learner, a class to prepare the next lesson.
        if len(self.submissions) == 1:
            details = _feedback_lines(self.submissions[0])
        else:
            details = self._misconception_lines()
        return "\n".join([*self._file_lines(), "", *self._status_table(), *details])

    def _file_lines(self) -> Iterator[str]:
        yield f"{_count(len(self.submissions), 'submission')}, {_count(len(self.questions), 'question')}"
        if self.refused:
            yield f"{_count(len(self.refused), 'file')} left out:"
            yield from (f"  {line}" for line in self.refused)
        files: dict[str, list[str]] = {}
        for submission in self.submissions:
            files.setdefault(submission.learner, []).append(submission.file)
        for learner, names in files.items():
            if learner and len(names) > 1:
                yield f"{learner} handed in more than once, each counts: {', '.join(names)}"
        for submission in self.submissions:
            yield from (f"{submission.file}: {line}" for line in submission.unread)

    def _status_table(self) -> Iterator[str]:
        """Yield a line for each question: how many learners have it right, partly, wrong."""
        counts = {
            question: Counter(str(submission.grades[question].status) for submission in self.submissions)
            for question in self.questions
        }
        statuses = [status for status in STATUSES if any(count[status] for count in counts.values())]
        width = max(map(len, ("question", *self.questions)))
        yield "  ".join([f"{'question':<{width}}", *statuses])
        for question, count in counts.items():
            cells = (f"{count[status]:>{len(status)}}" for status in statuses)
            yield "  ".join([f"{question:<{width}}", *cells])

    def misconceptions(self) -> dict[str, dict[str, list[str]]]:
        """Return misconception id → learner → ids of the questions that show it; most learners first."""
        learners: dict[str, dict[str, list[str]]] = {}
        for submission in self.submissions:
            for misconception, question_ids in submission.misconceptions.items():
                question_ids_so_far = learners.setdefault(misconception, {}).setdefault(submission.name, [])
                # Who handed in twice and made the same error twice has it once.
                question_ids_so_far += [
                    question_id for question_id in question_ids if question_id not in question_ids_so_far
                ]
        return dict(sorted(learners.items(), key=lambda item: (-len(item[1]), item[0])))

    def _misconception_lines(self) -> Iterator[str]:
        """Yield each misconception by how many learners, what to think instead, and where it shows."""
        misconceptions = self.misconceptions()
        if misconceptions:
            yield from ("", MISCONCEPTIONS_HEADING)
        for misconception, learners in misconceptions.items():
            # Those with more such answers first: one answer alone may be a slip.
            ordered = sorted(learners.items(), key=lambda item: -len(item[1]))
            names = [f"{name} ({', '.join(questions)})" for name, questions in ordered[:MAX_LEARNERS_NAMED]]
            if len(ordered) > MAX_LEARNERS_NAMED:
                names.append(f"{len(ordered) - MAX_LEARNERS_NAMED} more")
            yield ""
            yield from _wrap(
                f"{len(ordered):>3}  ", f"{MISCONCEPTIONS[misconception].belief} ({misconception})"
            )
            yield from _wrap("     ", f"Instead: {MISCONCEPTIONS[misconception].instead}")
            yield from _wrap("     ", ", ".join(names))

    def table(self) -> str:
        """Return CSV: a line for each learner, a column for each question, in points from 0 to 1."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([*FIRST_COLUMNS, *self.questions, LAST_COLUMN])
        for submission in self.submissions:
            about = [_without_formula(submission.learner), _without_formula(submission.file)]
            points = [f"{submission.points:.2f}", len(self.questions)]
            cells = [_points_cell(submission.grades[question]) for question in self.questions]
            writer.writerow([*about, *points, *cells, " ".join(submission.misconceptions)])
        return text.getvalue()

    def write(self, path: Path) -> None:
        """Write the table; over an older one, and over nothing else. Raises SubmissionError."""
        try:
            if path.exists() and not is_grade_table(path.read_text(encoding="utf-8-sig", errors="replace")):
                raise SubmissionError(
                    f"{path}: is there already and is no table of ours; choose another name"
                )
            # Without the mark of utf-8-sig, Excel takes the file for another encoding.
            replace_file(path, self.table().encode("utf-8-sig"))
        except OSError as error:
            raise SubmissionError(f"{path}: {(error.strerror or 'cannot be written').lower()}") from None


def is_grade_table(text: str) -> bool:
    """Return whether a file's text is what `write` writes, without columns that somebody has added."""
    # Only the columns around the questions are compared: another version of the course has other questions.
    columns = next(iter(text.splitlines()), "").split(",")
    return (tuple(columns[: len(FIRST_COLUMNS)]), columns[-1]) == (FIRST_COLUMNS, LAST_COLUMN)


def _feedback_lines(submission: GradedSubmission) -> Iterator[str]:
    """Yield what the one learner is told of each answer that is not correct."""
    for question, feedback in submission.grades.items():
        if feedback.status not in {"correct", "not attempted"}:
            yield ""
            yield from _wrap("", f"{question}, {feedback.status}: {feedback.text}")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _wrap(indent: str, text: str) -> list[str]:
    return textwrap.wrap(text, LINE_WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent))


def _points_cell(feedback: Feedback) -> str:
    # Empty and not 0: a teacher's average should not count what nobody has tried.
    return "" if feedback.status == "not attempted" else f"{feedback.points:.2f}"


def _without_formula(text: str) -> str:
    """Return a learner's text as a cell: a spreadsheet would execute one that begins so as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


# ------------------------------------------------------------------------------------------ from files


def grade_class(paths: Iterable[Path], lessons: Sequence[str] = ()) -> GradeBook:
    """Grade all submissions among files and folders, about these lessons, or about all that any answers.

    Raises SubmissionError if there is none, ExerciseError for a lesson that does not exist.
    """
    submissions: list[tuple[str, Submission]] = []
    refused = []
    for name, file in _files(paths):
        try:
            submissions.append((name, _read(file)))
        except SubmissionError as error:
            # The path within the folder, not the file's name: each learner's may be `submission.json`.
            refused.append(f"{name}: {one_line(str(error).removeprefix(f'{file.name}: '))}")
    if not submissions:
        raise SubmissionError("; ".join(refused) or "no file; expected what `iamsim submit` writes")
    # A lesson that nobody answered would only add columns without an entry.
    answered = {lesson_of(answer_id) for _, submission in submissions for answer_id in submission.answers}
    numbers = list(dict.fromkeys(lessons)) or [number for number in exercises.lessons() if number in answered]
    questions = tuple(question.id for number in numbers for question in graded_questions(number))
    graded = tuple(_graded(name, submission, numbers, questions) for name, submission in submissions)
    return GradeBook(graded, questions, tuple(refused))


def _files(paths: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Yield each file once with its name: a path as it was given, or the path within the folder that was."""
    seen_files = set()  # a file may be named beside its folder, or through a link
    for path in paths:
        for name, file in _files_in(path) if path.is_dir() else [(str(path), path)]:
            if file.resolve() not in seen_files:
                seen_files.add(file.resolve())
                yield one_line(name), file


def _files_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a folder and of those in it, but neither hidden ones nor tables of grades."""
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder)
        # Learning platforms and editors leave hidden folders (.ipynb_checkpoints) with old copies in them.
        hidden = any(part.startswith(".") for part in name.parts)
        if not (hidden or file.is_dir() or file.suffix.lower() == ".csv"):
            yield name.as_posix(), file


def _read(file: Path) -> Submission:
    if file.exists() and file.suffix.lower() != ".json":
        raise SubmissionError(f"{file.name}: expected a .json file, as `iamsim submit` writes it")
    submission = read_submission(file)
    if not submission.answers:
        raise SubmissionError(f"{file.name}: no answers of {submission.learner or 'anybody'}")
    return submission


def _graded(
    name: str, submission: Submission, lessons: Sequence[str], questions: Sequence[str]
) -> GradedSubmission:
    grades = dict(submission.grades(lessons))
    malformed = [one_line(feedback.text) for feedback in grades.values() if feedback.status == "malformed"]
    known_lessons = exercises.lessons()
    unknown = [
        f"{one_line(answer_id)}: no such question"
        for answer_id in submission.answers
        if lesson_of(answer_id) not in known_lessons
    ]
    counting = {question: grades[question] for question in questions}
    return GradedSubmission(name, one_line(submission.learner), counting, (*malformed, *unknown))


# ------------------------------------------------------------------------------------------- iamsim grade


def main(arguments: Sequence[str]) -> int:
    """Run `iamsim grade`: 0 if every file was graded, 1 if some were not, 2 if there is nothing to say."""
    parser = argparse.ArgumentParser(
        "iamsim grade", description="Grade a class: who has what right, which wrong ideas the answers fit."
    )
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="FOLDER", help="with submissions in it; or a submission"
    )
    parser.add_argument(
        "--lesson",
        action="append",
        default=[],
        metavar="NUMBER",
        help="such as 08, and again for more; all that somebody answered if none is named",
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write the grades, as CSV")
    options = parser.parse_args(arguments)
    try:
        gradebook = grade_class(options.paths, [number.zfill(2) for number in options.lesson])
        if options.out:
            gradebook.write(options.out)
    except (SubmissionError, ExerciseError) as error:
        print(f"iamsim grade: {error}", file=sys.stderr)
        return 2
    print(gradebook.report())
    if options.out:
        lines = _count(len(gradebook.submissions), "line")
        print(f"\n{options.out}: {lines}, points from 0 to 1 for each question")
    return 1 if gradebook.refused else 0
