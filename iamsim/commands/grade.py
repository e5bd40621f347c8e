"""`iamsim grade`: a class's submissions → a report, tables for gradebooks, feedback for each learner."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

from iamsim.commands.inputs import UnreadableInput, run_command
from iamsim.commands.progress_bar import with_progress
from iamsim.learning import course_files
from iamsim.learning.classroom import (
    BeforeAfter,
    GradeBook,
    GradingOptions,
    Roster,
    SubmissionError,
    class_text,
    grade_class,
    write_grades,
)
from iamsim.learning.classroom.attempts import TAKES
from iamsim.learning.classroom.class_grading import OWN_LESSONS
from iamsim.learning.classroom.handed_in import HandedInFile
from iamsim.learning.questions import ExerciseError, exercises
from iamsim.markup import printable


def main(arguments: Sequence[str]) -> int:
    """Run `iamsim grade`: 0 if every file was graded, 1 if some were not, 2 if there is nothing to say."""
    return run_command(_parser(), _run, arguments)


def _run(options: argparse.Namespace) -> int:
    if bool(options.before) != bool(options.after):
        raise UnreadableInput("--before CSV and --after CSV: expected both, or neither")
    if not options.paths and not options.before:
        raise UnreadableInput("expected a FOLDER with submissions, or --before CSV and --after CSV")
    course = options.course or course_files.course_folder()
    try:
        with exercises.questions_of(course):
            book = _graded(options, course)
        written = write_grades(book, options.out, options.assignment) if options.out else None
    except (SubmissionError, ExerciseError) as error:
        raise UnreadableInput(printable(str(error))) from None
    print(printable(class_text(book)))
    if written:
        pages = sum(name.startswith("feedback/") for name in written.files)
        tables = ", ".join(name for name in written.files if "/" not in name)
        print(f"{options.out}: {tables}{f', and {pages} in feedback/' if pages else ''}")
        for edited, newer in written.beside:
            print(f"{options.out}/{edited} was edited since, and stays; the new one: {newer}")
    return 1 if book.refused or book.own_questions else 0


def _graded(options: argparse.Namespace, course: Path) -> GradeBook:
    if not any((course / "exercises").glob(exercises.FILES)):
        raise SubmissionError(f"--course {course}: expected a folder with exercises/, found none")
    roster = Roster.read(options.roster) if options.roster else None
    before_after = BeforeAfter.read(options.before, options.after, roster) if options.before else None
    lessons = [number.zfill(2) if number.isdigit() else number for number in options.lesson]
    unknown = [number for number in lessons if number not in exercises.lessons()]
    if unknown and not options.course:
        own = exercises.lessons()
        raise SubmissionError(
            f"--lesson {unknown[0]}: iamsim's own lessons are {own[0]} to {own[-1]}; {OWN_LESSONS}"
        )

    def progress(files: Iterable[HandedInFile]) -> Iterable[HandedInFile]:
        listed = list(files)
        return with_progress(listed, len(listed), "files")

    how = GradingOptions(
        lessons=tuple(lessons),
        roster=roster,
        take=options.take,
        source=f"those in {course / 'exercises'}" if options.course else "iamsim's own",
        class_code=options.class_code,
        before_after=before_after,
        progress=progress,
    )
    return grade_class(options.paths, how)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "iamsim grade", description="Grade a class: who has what right, which wrong ideas the answers fit."
    )
    add = parser.add_argument
    add(
        "paths", nargs="*", type=Path, metavar="FOLDER",
        help="with submissions in it; or a submission, or the zip of a learning platform",
    )  # fmt: skip
    add("--lesson", action="append", default=[], metavar="NUMBER",
        help="such as 08, and again for more; all that somebody answered if none is named")  # fmt: skip
    add(
        "--roster",
        type=Path,
        metavar="CSV",
        help="who is in the class: a line of column names, then one line a learner",
    )
    add("--take", choices=TAKES, default="last",
        help="which of several submissions of one learner counts (default: %(default)s)")  # fmt: skip
    add("--class-code", default="", metavar="CODE",
        help="as learners gave it to join_class: says who answered another's questions")  # fmt: skip
    add("--before", type=Path, metavar="CSV",
        help="what was ticked in the 12 questions before the course: learner, form, 1 to 12")  # fmt: skip
    add("--after", type=Path, metavar="CSV", help="and after it; the report then has what was gained")
    add(
        "--out",
        type=Path,
        metavar="FOLDER",
        help="where to write tables, a report and feedback for each learner",
    )
    add("--assignment", default="iamsim", metavar="NAME",
        help="its name in canvas.csv (default: %(default)s)")  # fmt: skip
    add("--course", type=Path, metavar="FOLDER",
        help="with your own questions in exercises/; never a folder of submissions")  # fmt: skip
    return parser
