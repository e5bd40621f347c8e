"""The files of questions: where they are, which lessons have one, and what a list of lessons says of each.

folder → NN_name.toml → a lesson's title and minutes, the ids of what counts, without reading a question
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from iamsim.learning import course_files
from iamsim.learning.questions.question import ExerciseError
from iamsim.learning.questions.toml_reader import known_names

FILES = "[0-9][0-9]_*.toml"


class CountedQuestion(NamedTuple):
    """A question by its id alone, and where it stands: prediction, quiz or exercise."""

    id: str
    section: str


class About(NamedTuple):
    """What a list of lessons says of one; without a title in its file, "lesson 08"."""

    number: str
    title: str
    minutes: int  # 0 if the file does not say
    notebook: str  # the name of its file, which a link in another lesson leads to

    @property
    def name(self) -> str:
        """Its number and title, as its first line has them: `08 · Does an exception help?`."""
        return f"{self.number} · {self.title}" if self.title else f"lesson {self.number}"


_folder_override: ContextVar[Path | None] = ContextVar("folder_override", default=None)


@contextmanager
def questions_of(course: Path) -> Iterator[None]:
    """Read the questions of this course in the block, whatever the current folder has.

    Who grades must not take them from a folder that a learner has handed in.
    """
    token = _folder_override.set(course / "exercises")
    try:
        yield
    finally:
        _folder_override.reset(token)


def folder() -> Path:
    """Find the folder of the TOML files: exercises/ here or above (a checkout, work/), else the course's.

    In a block of `questions_of` it is that course's.
    """
    override = _folder_override.get()
    if override is not None:
        return override
    try:
        current = Path.cwd()
    except OSError:  # the folder was deleted under the kernel: the course's own lessons can still be read
        return course_files.course_folder() / "exercises"
    candidates = (path / "exercises" for path in (current, *current.parents))
    return next(
        (path for path in candidates if any(path.glob(FILES))), course_files.course_folder() / "exercises"
    )


@contextmanager
def course_with_lesson(name: str) -> Iterator[None]:
    """Read iamsim's own questions in the block if the folder has no lesson of this question, "04-q1".

    A teacher's lesson may stand alone in its folder, and repeat what iamsim's own have taught.
    """
    if name.partition("-")[0] in lessons():
        yield
    else:
        with questions_of(course_files.course_folder()):
            yield


def lessons() -> tuple[str, ...]:
    """Return the numbers of the lessons that have questions, in order."""
    return tuple(sorted(path.name.partition("_")[0] for path in folder().glob(FILES)))


def readable() -> tuple[str, ...]:
    """Return those of them with a notebook beside the exercises; all where there are no notebooks."""
    notebooks = {path.name.partition("_")[0] for path in course_files.lesson_notebooks(folder().parent)}
    return tuple(number for number in lessons() if number in notebooks) or lessons()


def about(number: str) -> About:
    """Read a lesson's title and minutes, and nothing else of its file. Raises ExerciseError."""
    file = lesson_path(number)
    raw = read_toml(file)
    title, minutes = raw.get("title", ""), raw.get("minutes", 0)
    if not isinstance(title, str) or not isinstance(minutes, int):
        raise ExerciseError(f"{file.name}: title, minutes: expected a text and a number")
    return About(number, title, minutes, f"{file.stem}.ipynb")


def counted(number: str) -> tuple[CountedQuestion, ...]:
    """Return what counts as a lesson's progress, without reading a single question. Raises ExerciseError.

    Predictions, the closing questions, and the exercise or its parts.
    """
    raw = read_toml(lesson_path(number))
    questions = [
        CountedQuestion(table["id"], table["section"])
        for table in raw.get("question", ())
        if table.get("section") in ("prediction", "quiz") and "id" in table
    ]
    exercise = raw.get("exercise", {})
    tables = exercise.get("part", ()) or ([exercise] if exercise else [])
    return (*questions, *(CountedQuestion(table["id"], "exercise") for table in tables if "id" in table))


def lesson_path(number: str) -> Path:
    """Return the file of a lesson. Raises ExerciseError with the lessons there are."""
    exercises = folder()
    files = sorted(path for path in exercises.glob(FILES) if path.name.startswith(f"{number}_"))
    if not files:
        raise ExerciseError(f"no lesson {number!r} in {exercises.name}/ ({known_names(number, lessons())})")
    return files[0]


def read_toml(file: Path) -> dict[str, Any]:
    """Read a file of questions. Raises ExerciseError for what is not TOML."""
    try:
        return _parsed(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ExerciseError(f"{file.name}: not TOML: {error}") from None


@lru_cache(maxsize=32)
def _parsed(text: str) -> dict[str, Any]:
    # Each cell of a lesson asks for another question of the same file.
    return tomllib.loads(text)
