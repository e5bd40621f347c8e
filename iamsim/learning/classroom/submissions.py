"""Answers to hand in: progress → one JSON file → read again. It is data; nothing of it is executed.

{"iamsim": 2, "learner": "Ana", "variant": "", "answers": {"08-q1": 1, "08": {...}},
 "first": {"08-q1": 0}, "tries": {"08-q1": 2}, "hints": {"08": 1}, "confidence": {"08-q1": "sure"},
 "times": {"08-q1": "2026-11-30T10:04:11Z"}, "variants": {"08-q1": "3f9a0c11d2e4"}}
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from iamsim.account import decode_text
from iamsim.learning.questions import Question, exercises
from iamsim.learning.records import (
    Journal,
    JournalError,
    QuestionRecord,
    Storage,
    drawn_variant,
    lesson_of,
    membership,
    progress_path,
    replace_file,
)
from iamsim.policy.json_text import JSON_TYPES, json_type

FORMAT = 2
MAX_FILE_BYTES = 5_000_000  # a class's files are read one after another; no learner's is near this
MAX_ANSWERS = 2_000  # the course has some 300 questions
MAX_DIGITS = 300  # Python takes quadratic time to read a number of many digits
MAX_COUNT = 1_000_000  # of tries and hints
MAX_NAME = 200  # characters
_JOINERS = "\u200c\u200d"  # between letters of one word, in Persian and in languages of India
DEFAULT_FILE = "submission.json"
FIELD_TYPES = {"iamsim": int, "learner": str, "variant": str, "answers": dict}
# What a submission says besides: the field's name, the type of its values, and whether they can be left out.
DETAILS: Mapping[str, type] = {
    "first": object, "tries": int, "hints": int, "confidence": str, "times": str, "variants": str,
}  # fmt: skip
PRIVATE_DETAILS = ("hints", "times")
"""The fields that a learner can leave out: when the work was done, and with which help."""


class SubmissionError(ValueError):
    """A file that is no submission, or cannot be written; the text says why, in one line."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What one learner hands in; each mapping is by question id."""

    learner: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)  # as JSON data
    variant: str = ""  # the seed that the questions were drawn by; "" for the questions as they stand
    first: Mapping[str, Any] = field(default_factory=dict)  # first answers, where they are other ones
    tries: Mapping[str, int] = field(default_factory=dict)
    hints: Mapping[str, int] = field(default_factory=dict)  # how many hints were opened
    confidence: Mapping[str, str] = field(default_factory=dict)  # with which the first answer was given
    times: Mapping[str, str] = field(default_factory=dict)  # of the answers, ISO 8601
    variants: Mapping[str, str] = field(default_factory=dict)  # seeds of questions that were drawn apart

    @property
    def lessons(self) -> tuple[str, ...]:
        """The lessons that it has answers of; all that can be read if it has none."""
        answered = {lesson_of(question_id) for question_id in self.answers}
        lessons = tuple(number for number in exercises.lessons() if number in answered)
        return lessons or exercises.readable()

    def variant_of(self, question_id: str) -> str:
        """Return the seed that a question was drawn by; "" for the question as it stands."""
        return self.variants.get(question_id, self.variant)

    @property
    def time(self) -> str:
        """When the last of the answers was given, ISO 8601; "" if it does not say."""
        return max(self.times.values(), default="")

    def raw(self) -> dict[str, Any]:
        """Return it as the file has it; details that it does not have are left out."""
        details = {name: dict(getattr(self, name)) for name in DETAILS if getattr(self, name)}
        head = {"iamsim": FORMAT, "learner": self.learner, "variant": self.variant}
        return {**head, "answers": dict(self.answers), **details}


def graded_questions(lesson_number: str) -> Iterator[Question]:
    """Yield the questions of a lesson that count: its quiz, and its exercise or the parts of that.

    Predictions are never marked, so that nobody fears to predict.
    """
    lesson = exercises.lesson(lesson_number)
    yield from lesson.section("quiz")
    if lesson.exercise:
        yield from lesson.exercise.parts or (lesson.exercise,)


def question_names(lesson_number: str) -> dict[str, str]:
    """Return what a lesson's questions that count are called, by id: `question 1 from memory`, `exercise`."""
    names = {}
    quiz, parts = 0, 0
    for question in graded_questions(lesson_number):
        if question.section == "quiz":
            quiz += 1
            names[question.id] = f"question {quiz} from memory"
        elif question.id == lesson_number:
            names[question.id] = "exercise"
        else:
            parts += 1
            names[question.id] = f"exercise, part {parts}"
    return names


def submission_of(
    journal: Journal, learner: str = "", lessons: Sequence[str] = (), without: Iterable[str] = ()
) -> Submission:
    """Take a learner's answers out of the progress: of each question the last correct one, else the last.

    `without` names details to leave out, of PRIVATE_DETAILS.
    """
    questions = {
        question.id: question
        for number in lessons or exercises.lessons()
        for question in graded_questions(number)
    }
    records = {name: record for name in questions if (record := journal.record(name)).best is not None}
    variants = {
        name: seed
        for name, record in records.items()
        if questions[name].section == "quiz" and (seed := drawn_variant(journal, record))
    }
    details = {
        name: values for name, values in _details(records, variants).items() if name not in set(without)
    }
    answers = {name: record.best.answer for name, record in records.items() if record.best is not None}
    joined = membership(journal)
    name = one_line(learner) or (joined.name if joined else journal.learner)
    return Submission(name, answers, **details)


def _details(records: Mapping[str, QuestionRecord], variants: Mapping[str, str]) -> dict[str, Any]:
    details: dict[str, dict[str, Any]] = {name: {} for name in DETAILS} | {"variants": dict(variants)}
    for name, record in records.items():
        first, best = record.first, record.best
        if first is None or best is None:
            continue
        # A first answer from before a reset may be to the question in other words.
        if first.answer != best.answer and (name not in variants or first in record.current):
            details["first"][name] = first.answer
        details["tries"][name] = len(record.tries)
        details["times"][name] = best.time
        if record.hints:
            details["hints"][name] = record.hints
        if first.confidence:
            details["confidence"][name] = first.confidence
    return details


def saved_submission(learner: str, lessons: Sequence[str], without: Iterable[str] = ()) -> Submission:
    """Return what this folder's progress has to hand in. Raises SubmissionError if that is nothing."""
    path = progress_path()
    submission = submission_of(Storage(path).read().journal, learner, lessons, without)
    if not submission.answers:
        raise SubmissionError(f"no answers in {path}; run it in the folder of the lessons that you answered")
    return submission


def file_name(lessons: Sequence[str]) -> str:
    """Return the name of a file to hand in: another lesson has another one, so that none is written over."""
    return f"submission-{'-'.join(lessons)}.json" if lessons else DEFAULT_FILE


def one_line(text: str) -> str:
    """Return a name as one line without lone surrogates and control characters, at most MAX_NAME long.

    Marks that nobody sees are left out: they come along when an address is copied, and turn text round.
    """
    # A name from the command line or of a file may hold lone surrogates: bytes that were not UTF-8.
    encodable = text[: 2 * MAX_NAME].encode("utf-8", "replace").decode("utf-8")
    shown = "".join(map(_visible, encodable)).strip()
    return shown if len(shown) <= MAX_NAME else f"{shown[:MAX_NAME]}…"


def _visible(character: str) -> str:
    if character.isprintable() or character in _JOINERS:
        return character
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) == "Cf" else "?"


# ---------------------------------------------------------------------------------------------------- files


def read_submission(path: Path) -> Submission:
    """Read a submission's file, or a learner's progress. Raises SubmissionError, and nothing else."""
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for for ever
            raise SubmissionError(f"{path.name}: not a file")
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise SubmissionError(f"{path.name}: {size:,} bytes; a submission has at most {MAX_FILE_BYTES:,}")
        return parse_submission(path.read_bytes(), path.name)
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself, until Python 3.12
        reason = error.strerror if isinstance(error, OSError) else None
        raise SubmissionError(f"{path.name}: {(reason or 'cannot be read').lower()}") from None


def parse_submission(content: bytes | str, file_name: str = DEFAULT_FILE) -> Submission:
    """Read a submission, or a learner's progress, as text or as a file's bytes. Raises SubmissionError."""
    raw = _parse_json(content, file_name)
    if isinstance(raw, dict) and "events" in raw:
        return _submission_of_progress(raw, file_name)
    if not isinstance(raw, dict) or "answers" not in raw:
        raise SubmissionError(
            f'{file_name}: expected an object with "learner" and "answers", as `iamsim submit` writes it'
        )
    _check_fields(raw, file_name)
    details = {name: _detail(raw.get(name), expected) for name, expected in DETAILS.items()}
    return Submission(one_line(raw.get("learner", "")), raw["answers"], raw.get("variant", ""), **details)


def _parse_json(content: bytes | str, file_name: str) -> Any:
    try:
        text = content if isinstance(content, str) else decode_text(content)
        return json.loads(text, parse_constant=_refuse_constant, parse_int=_parse_int)
    except UnicodeDecodeError:
        raise SubmissionError(f"{file_name}: not text; expected a submission as JSON") from None
    except RecursionError:
        raise SubmissionError(f"{file_name}: nested too deep to be a submission") from None
    except ValueError as error:
        raise SubmissionError(f"{file_name}: not JSON: {str(error)[:100]}") from None


def _check_fields(raw: Mapping[str, Any], file_name: str) -> None:
    for key, expected in FIELD_TYPES.items():
        if key in raw and not isinstance(raw[key], expected):
            types = f"expected {JSON_TYPES[expected]}, got {json_type(raw[key])}"
            raise SubmissionError(f"{file_name}: {key}: {types}")
    if raw.get("iamsim", FORMAT) > FORMAT:
        raise SubmissionError(
            f"{file_name}: written by a newer iamsim (format {raw['iamsim']}); update this one"
        )
    if len(raw["answers"]) > MAX_ANSWERS:
        count = f"{len(raw['answers']):,} answers"
        raise SubmissionError(f"{file_name}: {count}; a submission has at most {MAX_ANSWERS:,}")
    variant = raw.get("variant", "")
    if one_line(variant) != variant:
        raise SubmissionError(f"{file_name}: variant: expected at most {MAX_NAME} printable characters")


def _submission_of_progress(raw: Any, file_name: str) -> Submission:
    try:
        journal = Journal.parse(json.dumps(raw))
    except JournalError as error:
        raise SubmissionError(f"{file_name}: progress that cannot be read: {str(error)[:100]}") from None
    return submission_of(journal)


def _detail(raw: Any, expected: type) -> dict[str, Any]:
    """Return what a file says besides, as far as it is of the type; nobody's marks depend on it."""
    if not isinstance(raw, dict) or len(raw) > MAX_ANSWERS:
        return {}
    values: dict[str, Any] = {
        key: value
        for key, value in raw.items()
        if isinstance(value, expected) and (expected is not int or value in range(MAX_COUNT + 1))
    }
    return {key: one_line(value) if expected is str else value for key, value in values.items()}


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
        if "events" in json.loads(decode_text(path.read_bytes())):
            raise SubmissionError(f"{path.name}: is a learner's progress; choose another name")
    try:
        replace_file(path, (json.dumps(submission.raw(), indent=1) + "\n").encode())
    except OSError as error:
        raise SubmissionError(f"{path}: {(error.strerror or 'cannot be written').lower()}") from None
