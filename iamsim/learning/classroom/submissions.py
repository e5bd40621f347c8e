"""Answers to hand in: progress → one JSON file → read again, graded. It is data; nothing of it is executed.

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

from iamsim.account import decode_text
from iamsim.learning.questions import ExerciseError, Feedback, Question, exercises
from iamsim.learning.questions.grading import grade
from iamsim.learning.records import Journal, Storage, lesson_of, progress_path, replace_file
from iamsim.policy.json_text import JSON_TYPES, json_type

FORMAT = 1
MAX_FILE_BYTES = 5_000_000  # a class's files are read one after another; no learner's is near this
MAX_DIGITS = 300  # Python takes quadratic time to read a number of many digits
DEFAULT_FILE = "submission.json"
FIELD_TYPES = {"iamsim": int, "learner": str, "variant": str, "answers": dict}


class SubmissionError(ValueError):
    """A file that is no submission, or cannot be written; the text says why, in one line."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What one learner hands in."""

    learner: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)  # by question id, as JSON data
    variant: str = ""  # the seed that the questions were drawn by; "" for the questions as they stand

    @property
    def lessons(self) -> tuple[str, ...]:
        """The lessons that it has answers of; all that can be read if it has none."""
        answered = {lesson_of(question_id) for question_id in self.answers}
        lessons = tuple(number for number in exercises.lessons() if number in answered)
        return lessons or exercises.readable()

    def grades(self, lessons: Sequence[str] = ()) -> Iterator[tuple[str, Feedback]]:
        """Grade every question that counts, and say of every other answer what is wrong with it.

        Yields (question id, feedback). Raises ExerciseError for a lesson that does not exist.
        """
        questions = [question for number in lessons or self.lessons for question in graded_questions(number)]
        for question in questions:
            drawn = exercises.variant(question, self.variant) if self.variant else question
            yield question.id, grade(drawn, self.answers.get(question.id))
        question_ids = {question.id for question in questions}
        # An answer with a misspelt id must not vanish: its learner would lose the points without a word.
        for answer_id in self.answers:
            if answer_id not in question_ids and (not lessons or lesson_of(answer_id) in lessons):
                yield from self._other_grade(answer_id)

    def _other_grade(self, answer_id: str) -> Iterator[tuple[str, Feedback]]:
        """Grade an answer to a whole exercise in parts; yield nothing for a question that does not count."""
        try:
            question = exercises.question(answer_id)
        except ExerciseError as error:
            yield answer_id, Feedback("malformed", str(error))
            return
        if question.parts:
            yield answer_id, grade(question, self.answers[answer_id])


def graded_questions(lesson_number: str) -> Iterator[Question]:
    """Yield the questions of a lesson that count: its quiz, and its exercise or the parts of that.

    Predictions are never marked, so that nobody fears to predict.
    """
    lesson = exercises.lesson(lesson_number)
    yield from lesson.section("quiz")
    if lesson.exercise:
        yield from lesson.exercise.parts or (lesson.exercise,)


def submission_of(journal: Journal, learner: str = "", lessons: Sequence[str] = ()) -> Submission:
    """Take a learner's answers out of the progress: of each question the last correct one, else the last."""
    questions = (
        question for number in lessons or exercises.lessons() for question in graded_questions(number)
    )
    best = {question.id: journal.record(question.id).best for question in questions}
    answers = {question_id: event.answer for question_id, event in best.items() if event is not None}
    return Submission(one_line(learner) or journal.learner, answers)


def saved_submission(learner: str, lessons: Sequence[str]) -> Submission:
    """Return what this folder's progress has to hand in. Raises SubmissionError if that is nothing."""
    path = progress_path()
    submission = submission_of(Storage(path).read().journal, learner, lessons)
    if not submission.answers:
        raise SubmissionError(f"no answers in {path}; run it in the folder of the lessons that you answered")
    return submission


def one_line(text: str) -> str:
    """Return a name as one line without lone surrogates and control characters, which files refuse."""
    # A name from the command line or of a file may hold lone surrogates: bytes that were not UTF-8.
    encodable = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(character if character.isprintable() else "?" for character in encodable).strip()


# ---------------------------------------------------------------------------------------------------- files


def read_submission(path: Path) -> Submission:
    """Read a submission's file. Raises SubmissionError with the reason, and nothing else."""
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for for ever
            raise SubmissionError(f"{path.name}: not a file")
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise SubmissionError(f"{path.name}: {size:,} bytes; a submission has at most {MAX_FILE_BYTES:,}")
        text = decode_text(path.read_bytes())
    except OSError as error:
        raise SubmissionError(f"{path.name}: {(error.strerror or 'cannot be read').lower()}") from None
    except UnicodeDecodeError:
        raise SubmissionError(f"{path.name}: not text; expected a submission as JSON") from None
    return parse_submission(text, path.name)


def parse_submission(text: str, file_name: str = DEFAULT_FILE) -> Submission:
    """Read a submission's text. Raises SubmissionError."""
    try:
        raw = json.loads(text, parse_constant=_refuse_constant, parse_int=_parse_int)
    except RecursionError:
        raise SubmissionError(f"{file_name}: nested too deep to be a submission") from None
    except ValueError as error:
        raise SubmissionError(f"{file_name}: not JSON: {str(error)[:100]}") from None
    if isinstance(raw, dict) and "events" in raw:
        raise SubmissionError(
            f"{file_name}: this is the progress itself; hand in what `iamsim submit` writes"
        )
    if not isinstance(raw, dict) or "answers" not in raw:
        raise SubmissionError(
            f'{file_name}: expected an object with "learner" and "answers", as `iamsim submit` writes it'
        )
    for key, expected in FIELD_TYPES.items():
        if key in raw and not isinstance(raw[key], expected):
            types = f"expected {JSON_TYPES[expected]}, got {json_type(raw[key])}"
            raise SubmissionError(f"{file_name}: {key}: {types}")
    if raw.get("iamsim", FORMAT) > FORMAT:
        raise SubmissionError(
            f"{file_name}: written by a newer iamsim (format {raw['iamsim']}); update this one"
        )
    return Submission(raw.get("learner", ""), raw["answers"], raw.get("variant", ""))


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")  # NaN and Infinity, which Python's reader would take


def _parse_int(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise ValueError(f"a number of {len(text):,} digits")
    return int(text)


def write_submission(submission: Submission, path: Path) -> None:
    """Write a submission's file; over an older submission, and over nothing else. Raises SubmissionError."""
    if path.exists():
        read_submission(path)  # raises for any other file, as that is somebody's work
    raw = {
        "iamsim": FORMAT,
        "learner": submission.learner,
        "variant": submission.variant,
        "answers": submission.answers,
    }
    try:
        replace_file(path, (json.dumps(raw, indent=1) + "\n").encode())
    except OSError as error:
        raise SubmissionError(f"{path}: {(error.strerror or 'cannot be written').lower()}") from None


# ------------------------------------------------------------------------------------------- iamsim submit


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
    parser.add_argument(
        "--out", default=DEFAULT_FILE, metavar="FILE", help=f"where to write it ({DEFAULT_FILE})"
    )
    options = parser.parse_args(arguments)
    try:
        lessons = [number.zfill(2) for number in options.lessons]
        submission = saved_submission(options.learner, lessons)
        grades = list(submission.grades(lessons))
        write_submission(submission, Path(options.out))
    except (SubmissionError, ExerciseError) as error:
        print(f"iamsim submit: {error}", file=sys.stderr)
        return 2
    print(submission_summary(options.out, submission, grades))
    return 0


def submission_summary(path: str, submission: Submission, grades: Sequence[tuple[str, Feedback]]) -> str:
    """Say what was written, how many answers have each status, and which questions are not attempted."""
    counts = Counter(feedback.status for _, feedback in grades)
    statuses = ", ".join(f"{count} {status}" for status, count in counts.items())
    lines = [
        f"{path}: {len(submission.answers)} answers of {submission.learner}",
        f"  {statuses or 'nothing asked'}",
    ]
    missing = [question_id for question_id, feedback in grades if feedback.status == "not attempted"]
    if missing:
        lines.append(f"  not attempted: {', '.join(missing)}")
    return "\n".join(lines)
