"""A class's submissions, graded: who reached what, and which wrong ideas its answers fit.

    files and folders → Book ─ report() → text for the teacher; write() → grades.csv

Nothing of a submission is run, and no key is stored: the simulator answers each question again.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from iamsim.learning.classroom.submissions import Submission, Unreadable, clean, counted, read
from iamsim.learning.misconceptions.catalogue import MODELS
from iamsim.learning.questions import exercises
from iamsim.learning.questions.grading import Feedback
from iamsim.learning.questions.model import ExerciseError
from iamsim.learning.records import lesson_of, replace_file

ABOUT, LAST = ("learner", "file", "points", "of"), "misconceptions"  # the columns around the questions'
STATUSES = ("correct", "partial", "wrong", "malformed", "not attempted")
HEADING = "Wrong ideas that answers fit, by learners (a single answer may be a slip):"
WIDTH, NAMED = 80, 6  # characters of a line; learners that are named of those who believe something


@dataclass(frozen=True, slots=True)
class Entry:
    """One submission, graded; `unread` says of each answer that cannot be read why not."""

    file: str
    learner: str
    grades: dict[str, Feedback]  # by question id, in the order of the lessons
    unread: tuple[str, ...] = ()

    @property
    def who(self) -> str:
        """The learner's name; without one, the file's."""
        return self.learner or self.file

    @property
    def points(self) -> float:
        """What was reached, one point for each question."""
        return sum(feedback.points for feedback in self.grades.values())

    @property
    def beliefs(self) -> dict[str, list[str]]:
        """Each misconception that answers fit, with their questions."""
        found: dict[str, list[str]] = {}
        for name, feedback in self.grades.items():
            for model in feedback.misconceptions:
                found.setdefault(model, []).append(name)
        return found


@dataclass(frozen=True, slots=True)
class Book:
    """All entries of a class, the questions that count, and the files that are no submissions."""

    entries: tuple[Entry, ...]
    questions: tuple[str, ...]
    refused: tuple[str, ...] = ()

    def report(self) -> str:
        """What a teacher reads before the next lesson."""
        told = self._told(self.entries[0]) if len(self.entries) == 1 else self._beliefs()
        return "\n".join([*self._handed_in(), "", *self._marks(), *told])

    def _handed_in(self) -> Iterator[str]:
        yield f"{_counted(len(self.entries), 'submission')}, {_counted(len(self.questions), 'question')}"
        if self.refused:
            yield f"{_counted(len(self.refused), 'file')} left out:"
            yield from (f"  {line}" for line in self.refused)
        for learner, count in Counter(entry.learner for entry in self.entries if entry.learner).items():
            if count > 1:
                files = ", ".join(entry.file for entry in self.entries if entry.learner == learner)
                yield f"{learner} handed in more than once, each counts: {files}"
        yield from (f"{entry.file}: {line}" for entry in self.entries for line in entry.unread)

    def _marks(self) -> Iterator[str]:
        """A line for each question: how many learners have it right, partly, wrong."""
        found = {
            name: Counter(str(entry.grades[name].status) for entry in self.entries) for name in self.questions
        }
        shown = [status for status in STATUSES if any(counts[status] for counts in found.values())]
        width = max(map(len, ("question", *self.questions)))
        yield "  ".join([f"{'question':<{width}}", *shown])
        for name, counts in found.items():
            yield "  ".join([f"{name:<{width}}", *(f"{counts[status]:>{len(status)}}" for status in shown)])

    def _told(self, entry: Entry) -> Iterator[str]:
        """What the one learner is told of each answer that is not correct."""
        for name, feedback in entry.grades.items():
            if feedback.status not in {"correct", "not attempted"}:
                yield ""
                yield from _wrapped("", f"{name}, {feedback.status}: {feedback.text}")

    def held(self) -> dict[str, dict[str, list[str]]]:
        """Each wrong idea, by each learner, the questions whose answers fit it; most learners first."""
        found: dict[str, dict[str, list[str]]] = {}
        for entry in self.entries:
            for model, names in entry.beliefs.items():
                known = found.setdefault(model, {}).setdefault(entry.who, [])
                known += [name for name in names if name not in known]
        return dict(sorted(found.items(), key=lambda one: (-len(one[1]), one[0])))

    def _beliefs(self) -> Iterator[str]:
        """What the answers fit, by how many; what to think instead; who, and where it shows."""
        held = self.held()
        if held:
            yield from ("", HEADING)
        for model, learners in held.items():
            order = sorted(learners.items(), key=lambda one: -len(one[1]))
            names = [f"{who} ({', '.join(questions)})" for who, questions in order[:NAMED]]
            more = [f"{len(order) - NAMED} more"] if len(order) > NAMED else []
            yield ""
            yield from _wrapped(f"{len(order):>3}  ", f"{MODELS[model].belief} ({model})")
            yield from _wrapped("     ", f"Instead: {MODELS[model].instead}")
            yield from _wrapped("     ", ", ".join([*names, *more]))

    def table(self) -> str:
        """The grades as CSV: a line for each learner, a column for each question, in points from 0 to 1."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([*ABOUT, *self.questions, LAST])
        for entry in self.entries:
            points = [_number(entry.grades[name]) for name in self.questions]
            about = [_plain(entry.learner), _plain(entry.file), f"{entry.points:.2f}", len(self.questions)]
            writer.writerow([*about, *points, " ".join(entry.beliefs)])
        return text.getvalue()

    def write(self, path: Path) -> None:
        """Write the table; over an older one, and over nothing else. Raises Unreadable."""
        try:
            if path.exists() and not is_table(path.read_text(encoding="utf-8-sig", errors="replace")):
                raise Unreadable(f"{path}: is there already and is no table of ours; choose another name")
            replace_file(path, self.table().encode("utf-8-sig"))  # or Excel takes it for another encoding
        except OSError as error:
            raise Unreadable(f"{path}: {(error.strerror or 'cannot be written').lower()}") from None


def is_table(text: str) -> bool:
    """Whether a file's text is what `write` writes, without columns that somebody has added."""
    head = next(iter(text.splitlines()), "").split(",")
    return (tuple(head[: len(ABOUT)]), head[-1]) == (ABOUT, LAST)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _wrapped(head: str, text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=head, subsequent_indent=" " * len(head))


def _number(feedback: Feedback) -> str:
    return "" if feedback.status == "not attempted" else f"{feedback.points:.2f}"


def _plain(text: str) -> str:
    """A learner's text as a cell: a spreadsheet would take one that begins so for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def grade(paths: Iterable[Path], lessons: Sequence[str] = ()) -> Book:
    """Grade all submissions among files and folders, about these lessons, or about all that any answers.

    Raises Unreadable if there is none, ExerciseError for a lesson that does not exist.
    """
    found: list[tuple[str, Submission]] = []
    refused = []
    for name, file in _files(paths):
        try:
            found.append((name, _read(file)))
        except Unreadable as error:
            refused.append(f"{name}: {clean(str(error).removeprefix(f'{file.name}: '))}")
    if not found:
        raise Unreadable("; ".join(refused) or "no file; expected what `iamsim submit` writes")
    touched = {lesson_of(key) for _, submission in found for key in submission.answers}
    chosen = list(dict.fromkeys(lessons)) or [one for one in exercises.lessons() if one in touched]
    questions = tuple(question.id for number in chosen for question in counted(number))
    entries = [_entry(name, submission, chosen, questions) for name, submission in found]
    return Book(tuple(entries), questions, tuple(refused))


def _files(paths: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Each file once, with its name: a path as it was given, or its place in the folder that was."""
    seen = set()
    for path in paths:
        for name, file in _inside(path) if path.is_dir() else [(str(path), path)]:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield clean(name), file


def _inside(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files of a folder and of those in it; neither hidden ones nor tables of grades."""
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder)
        hidden = any(part.startswith(".") for part in name.parts)
        if not (hidden or file.is_dir() or file.suffix.lower() == ".csv"):
            yield name.as_posix(), file


def _read(file: Path) -> Submission:
    if file.exists() and file.suffix.lower() != ".json":
        raise Unreadable(f"{file.name}: expected a .json file, as `iamsim submit` writes it")
    submission = read(file)
    if not submission.answers:
        raise Unreadable(f"{file.name}: no answers of {submission.learner or 'anybody'}")
    return submission


def _entry(name: str, submission: Submission, lessons: Sequence[str], questions: Sequence[str]) -> Entry:
    grades = dict(submission.grades(lessons))
    unread = [clean(one.text) for one in grades.values() if one.status == "malformed"]
    strange = [key for key in submission.answers if lesson_of(key) not in exercises.lessons()]
    unread += [f"{clean(key)}: no such question" for key in strange]
    return Entry(name, clean(submission.learner), {key: grades[key] for key in questions}, tuple(unread))


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
        book = grade(options.paths, [number.zfill(2) for number in options.lesson])
        if options.out:
            book.write(options.out)
    except (Unreadable, ExerciseError) as error:
        print(f"iamsim grade: {error}", file=sys.stderr)
        return 2
    print(book.report())
    if options.out:
        print(f"\n{options.out}: {_counted(len(book.entries), 'line')}, points from 0 to 1 for each question")
    return 1 if book.refused else 0
