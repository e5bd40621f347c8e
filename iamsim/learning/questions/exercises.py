"""The course's questions: TOML file → Lesson → Question → a learner's own variant.

No key is stored: what is right is what the simulator answers (`grading`). The schema is in docs/exercises.md.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from iamsim.account import decode
from iamsim.learning import course_files
from iamsim.learning.questions.model import Case, ExerciseError, Goal, Lesson, Option, Question, Sample, there
from iamsim.learning.questions.places import Table
from iamsim.learning.questions.schema import Reader
from iamsim.learning.scenario import Row

__all__ = [
    "Case", "ExerciseError", "Goal", "Lesson", "Option", "Question", "Row", "Sample",
    "folder", "ids", "lesson", "lessons", "question", "variant",
]  # fmt: skip

FILES = "[0-9][0-9]_*.toml"
_One = TypeVar("_One")


def folder() -> Path:
    """Find the folder of the TOML files: exercises/ here or above (a checkout, work/), else the course's."""
    here = Path.cwd()
    above = (place / "exercises" for place in (here, *here.parents))
    return next(
        (place for place in above if any(place.glob(FILES))), course_files.course_folder() / "exercises"
    )


def lessons() -> tuple[str, ...]:
    """The numbers of the lessons that have questions, in order."""
    return tuple(sorted(path.name.partition("_")[0] for path in folder().glob(FILES)))


def readable() -> tuple[str, ...]:
    """Those of them with a notebook beside the exercises; all where there are no notebooks."""
    there = {path.name.partition("_")[0] for path in course_files.lesson_notebooks(folder().parent)}
    return tuple(number for number in lessons() if number in there) or lessons()


def lesson(number: str) -> Lesson:
    """Read a lesson's file. Raises ExerciseError."""
    file = _file(number)
    return _reader({}).lesson(file.name, _toml(file))


def question(id: str) -> Question:  # noqa: A002 - it is called so everywhere
    """Find a question, or an exercise by its lesson's number. Raises ExerciseError with the nearest id."""
    return _question(id, {})


def ids() -> tuple[str, ...]:
    """The ids of all questions, exercises and their parts."""
    return tuple(name for number in lessons() for name in _ids(_toml(_file(number))))


def variant(question: Question, seed: str) -> Question:
    """Draw another question of the same structure: other names, rows and options in another order.

    The same seed draws the same question; the key is computed for the question drawn.
    """
    file = _file(question.origin.partition("-")[0])
    words = dict(_drawn(Table(file.name, _toml(file)), seed))
    found = _question(question.origin, words)
    drawn = replace(found, id=question.id, lesson=question.lesson, section=question.section, of=question.of)
    parts = tuple(_shuffled(part, seed) for part in drawn.parts)
    return replace(_shuffled(drawn, seed), parts=parts)


# ------------------------------------------------------------------------------------------------- finding


def _question(name: str, words: Mapping[str, str]) -> Question:
    file = _file(name.partition("-")[0])
    raw = _toml(file)
    found = _reader(words).one(file.name, _replaced(raw, words), name)
    if found is None:
        raise ExerciseError(f"{file.name}: no question {name!r} ({there(name, _ids(raw))})")
    return found


def _file(number: str) -> Path:
    place = folder()
    found = next((path for path in sorted(place.glob(FILES)) if path.name.startswith(f"{number}_")), None)
    if found is None:
        raise ExerciseError(f"no lesson {number!r} in {place.name}/ ({there(number, lessons())})")
    return found


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ExerciseError(f"{file.name}: not TOML: {error}") from None


def _ids(raw: Mapping[str, Any]) -> tuple[str, ...]:
    exercise = raw.get("exercise", {})
    tables = (*raw.get("question", ()), exercise, *exercise.get("part", ()))
    return tuple(table["id"] for table in tables if "id" in table)


def _reader(words: Mapping[str, str]) -> Reader:
    def open_account(path: str) -> str:
        return str(_replaced(decode((folder() / path).read_bytes()), words))

    def repeated(name: str, seed: str) -> Question:
        return variant(question(name), seed)

    return Reader(open_account, repeated)


# ------------------------------------------------------------------------------------------------ variants


def _drawn(top: Table, seed: str) -> Iterable[tuple[str, str]]:
    """Which word stands for which: each [[vary]] has words, and a pool that as many are drawn from."""
    for table in top.tables("vary"):
        table.keep_to({"words!": list, "pool!": list})
        words, pool = table.texts("words"), table.texts("pool")
        if len(pool) < len(words):
            raise table.wrong(f"pool: expected at least {len(words)} words, got {len(pool)}")
        for word, drawn in zip(words, _mixed(pool, seed), strict=False):
            yield word, drawn
            yield word.capitalize(), drawn.capitalize()


def _replaced(raw: Any, words: Mapping[str, str]) -> Any:
    """JSON or TOML data with words replaced, all at once, wherever they stand by themselves."""
    if isinstance(raw, dict):
        return {_replaced(key, words): _replaced(value, words) for key, value in raw.items()}
    if isinstance(raw, list):
        return [_replaced(item, words) for item in raw]
    if not isinstance(raw, str) or not words:
        return raw
    known = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.sub(rf"(?<![A-Za-z0-9])(?:{known})(?![A-Za-z0-9])", lambda found: words[found[0]], raw)


def _mixed(items: Iterable[_One], seed: str) -> list[_One]:
    """The items in an order that only the seed and their names decide, on every Python."""
    return sorted(items, key=lambda item: sha256(f"{seed}:{item}".encode()).digest())


def _shuffled(question: Question, seed: str) -> Question:
    if not seed:
        return question
    options = tuple(_mixed(question.options, seed))
    if question.kind == "order" and [one.place for one in options] == sorted(one.place for one in options):
        options = options[::-1]
    users, actions = tuple(_mixed(question.users, seed)), tuple(_mixed(question.actions, seed))
    order = {
        (user, action): index for index, (user, action) in enumerate((u, a) for u in users for a in actions)
    }
    rows = question.rows
    if order:
        rows = tuple(sorted(rows, key=lambda row: order[row.user, row.action]))
    elif not question.scenario.events:
        rows = tuple(_mixed(rows, seed))
    return replace(question, options=options, users=users, actions=actions, rows=rows, variant=seed)
