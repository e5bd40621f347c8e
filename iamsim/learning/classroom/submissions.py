"""Answers to hand in: progress → one JSON file → read again, graded. It is data; nothing of it is run.

{"iamsim": 1, "learner": "3f9a…", "variant": "", "answers": {"08-q1": 1, "08-table": {...}, "08": {...}}}
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from iamsim.account import decode
from iamsim.learning.questions import exercises
from iamsim.learning.questions.grading import Feedback, grade
from iamsim.learning.questions.model import ExerciseError, Question
from iamsim.learning.records import Journal, Storage, lesson_of, progress_path, replace_file

FORMAT = 1
LARGEST = 5_000_000  # bytes of a file
DIGITS = 300  # of a number
GRADED = ("quiz", "exercise")  # sections that count; predictions are never marked
NAME = "submission.json"
KEYS = {"iamsim": int, "learner": str, "variant": str, "answers": dict}


class Unreadable(ValueError):
    """A file that is no submission; the text says why, in one line."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What one learner hands in."""

    learner: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    variant: str = ""  # the seed that the questions were drawn by; "" for the questions as they stand

    @property
    def lessons(self) -> tuple[str, ...]:
        """The lessons that it has answers of; all that can be read if it has none."""
        touched = {lesson_of(name) for name in self.answers}
        return tuple(number for number in exercises.lessons() if number in touched) or exercises.readable()

    def grades(self, lessons: Sequence[str] = ()) -> Iterator[tuple[str, Feedback]]:
        """Grade every question that counts, and say of every other answer what is wrong with it."""
        asked = [one for number in lessons or self.lessons for one in counted(number)]
        known = {one.id for one in asked}
        for one in asked:
            drawn = exercises.variant(one, self.variant) if self.variant else one
            yield one.id, grade(drawn, self.answers.get(one.id))
        for name in self.answers:
            if name not in known and (not lessons or lesson_of(name) in lessons):
                yield from self._uncounted(name)

    def _uncounted(self, name: str) -> Iterator[tuple[str, Feedback]]:
        """An answer to a whole exercise, to a question that does not count, or to none."""
        try:
            found = exercises.question(name)
        except ExerciseError as error:
            yield name, Feedback("malformed", str(error))
            return
        if found.kind == "parts":
            yield name, grade(found, self.answers[name])


def counted(number: str) -> Iterator[Question]:
    """The questions of a lesson that count: its quiz, and its exercise or the parts of that."""
    lesson = exercises.lesson(number)
    yield from lesson.section("quiz")
    if lesson.exercise:
        yield from lesson.exercise.parts or (lesson.exercise,)


def read(path: Path) -> Submission:
    """Read a submission's file. Raises Unreadable with the reason; nothing else."""
    try:
        if path.exists() and not path.is_file():
            raise Unreadable(f"{path.name}: not a file")
        size = path.stat().st_size
        if size > LARGEST:
            raise Unreadable(f"{path.name}: {size:,} bytes; a submission has at most {LARGEST:,}")
        text = decode(path.read_bytes())
    except OSError as error:
        raise Unreadable(f"{path.name}: {(error.strerror or 'cannot be read').lower()}") from None
    except UnicodeDecodeError:
        raise Unreadable(f"{path.name}: not text; expected a submission as JSON") from None
    return parse(text, path.name)


def parse(text: str, name: str = NAME) -> Submission:
    """Read a submission's text. Raises Unreadable."""
    try:
        raw = json.loads(text, parse_constant=_no_constant, parse_int=_number)
    except RecursionError:
        raise Unreadable(f"{name}: nested too deep to be a submission") from None
    except ValueError as error:
        raise Unreadable(f"{name}: not JSON: {str(error)[:100]}") from None
    if isinstance(raw, dict) and "events" in raw:
        raise Unreadable(f"{name}: this is the progress itself; hand in what `iamsim submit` writes")
    if not isinstance(raw, dict) or "answers" not in raw:
        raise Unreadable(
            f'{name}: expected an object with "learner" and "answers", as `iamsim submit` writes it'
        )
    for key, kind in KEYS.items():
        if not isinstance(raw.get(key, kind()), kind):
            raise Unreadable(f"{name}: {key}: expected {_kind(kind())}, got {_kind(raw[key])}")
    if raw.get("iamsim", FORMAT) > FORMAT:
        raise Unreadable(f"{name}: written by a newer iamsim (format {raw['iamsim']}); update this one")
    return Submission(raw.get("learner", ""), raw["answers"], raw.get("variant", ""))


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")


def _number(text: str) -> int:
    if len(text) > DIGITS:
        raise ValueError(f"a number of {len(text):,} digits")
    return int(text)


def _kind(value: Any) -> str:
    kinds = {"dict": "an object", "list": "a list", "str": "text", "int": "a number", "NoneType": "null"}
    return kinds.get(type(value).__name__, type(value).__name__)


def of(journal: Journal, learner: str = "", lessons: Sequence[str] = ()) -> Submission:
    """A learner's answers, from its progress: of each question the last correct one, else the last."""
    ids = [question.id for number in lessons or exercises.lessons() for question in counted(number)]
    best = {name: journal.record(name).best for name in ids}
    answers = {name: event.answer for name, event in best.items() if event is not None}
    return Submission(clean(learner) or journal.learner, answers)


def clean(text: str) -> str:
    """A name as one line that every file and screen takes: no half characters, no control characters."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(one if one.isprintable() else "?" for one in whole).strip()


def kept(learner: str, lessons: Sequence[str]) -> Submission:
    """What this folder's progress has to hand in. Raises Unreadable if that is nothing."""
    submission = of(Storage(progress_path()).read().journal, learner, lessons)
    if not submission.answers:
        raise Unreadable(
            f"no answers in {progress_path()}; run it in the folder of the lessons that you answered"
        )
    return submission


def write(submission: Submission, path: Path) -> None:
    """Write a submission's file; over an older submission, and over nothing else. Raises Unreadable."""
    if path.exists():
        read(path)
    raw = {
        "iamsim": FORMAT,
        "learner": submission.learner,
        "variant": submission.variant,
        "answers": submission.answers,
    }
    try:
        replace_file(path, (json.dumps(raw, indent=1) + "\n").encode())
    except OSError as error:
        raise Unreadable(f"{path}: {(error.strerror or 'cannot be written').lower()}") from None


def main(arguments: Sequence[str]) -> int:
    """Run `iamsim submit`: 0 if a file was written, 2 if not."""
    parser = argparse.ArgumentParser(
        "iamsim submit", description="Write your answers into one file to hand in."
    )
    parser.add_argument(
        "lessons", nargs="*", metavar="LESSON", help="such as 04 08; all of them if none is named"
    )
    parser.add_argument(
        "--learner", default="", metavar="NAME", help="your name or number, as your teacher wants it"
    )
    parser.add_argument("--out", default=NAME, metavar="FILE", help=f"where to write it ({NAME})")
    options = parser.parse_args(arguments)
    try:
        lessons = [number.zfill(2) for number in options.lessons]
        submission = kept(options.learner, lessons)
        grades = list(submission.grades(lessons))
        write(submission, Path(options.out))
    except (Unreadable, ExerciseError) as error:
        print(f"iamsim submit: {error}", file=sys.stderr)
        return 2
    print(summary(options.out, submission, grades))
    return 0


def summary(path: str, submission: Submission, grades: Sequence[tuple[str, Feedback]]) -> str:
    """What was written, and what stands in it, by status."""
    count = Counter(feedback.status for _, feedback in grades)
    words = ", ".join(f"{number} {status}" for status, number in count.items())
    missing = [name for name, feedback in grades if feedback.status == "not attempted"]
    lines = [
        f"{path}: {len(submission.answers)} answers of {submission.learner}",
        f"  {words or 'nothing asked'}",
    ]
    if missing:
        lines.append(f"  not attempted: {', '.join(missing)}")
    return "\n".join(lines)
