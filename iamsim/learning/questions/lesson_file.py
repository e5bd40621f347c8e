"""A lesson's TOML file → Lesson → Question → a learner's own variant.

No key is stored: what is right is what the simulator answers. docs/exercises.md says what each key of a file
means; the keys of a kind of question are the fields of its dataclass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from iamsim.account import decode_text, parse_account
from iamsim.aws.errors import ClientError
from iamsim.learning.questions.exercise_files import (
    course_with_lesson,
    folder,
    lesson_path,
    lessons,
    read_toml,
)
from iamsim.learning.questions.kinds import KINDS
from iamsim.learning.questions.question import ExerciseError, Question
from iamsim.learning.questions.toml_reader import (
    REQUIRED,
    Key,
    check_keys,
    check_name,
    keys_of,
    known_names,
    place,
    read,
    read_checked,
)
from iamsim.learning.questions.variants import drawn_words, shuffle_by, with_words
from iamsim.learning.scenario import Scenario, parse_scenario

PLACEMENT_KEYS = {  # which of a question's keys may stand where
    "question": {"section", "of", "story"},
    "exercise": {"hints", "right", "wrong"},
    "part": {"hints", "right", "wrong", "weight"},
}
KEYS_OF_PARTS = {"right", "wrong"}  # which an exercise leaves to its parts


@dataclass(frozen=True, slots=True)
class Lesson:
    """One TOML file."""

    number: str
    scenario: Scenario
    questions: tuple[Question, ...] = ()
    exercise: Question | None = None

    def section(self, name: str) -> tuple[Question, ...]:
        """Return the questions of a section, in order: "prediction", "observation", "quiz", "warmup"."""
        return tuple(question for question in self.questions if question.section == name)

    def observations(self, prediction: str) -> tuple[Question, ...]:
        """Return what is asked after a prediction's experiment; if nothing, only its truth is shown."""
        return tuple(question for question in self.section("observation") if question.of == prediction)

    @property
    def everything(self) -> tuple[Question, ...]:
        """All questions, then the exercise, then its parts."""
        last = (self.exercise, *self.exercise.parts) if self.exercise else ()
        return (*self.questions, *last)


def lesson(number: str) -> Lesson:
    """Read a lesson's file. Raises ExerciseError."""
    file = lesson_path(number)
    return LessonFile(file.name, read_toml(file)).lesson()


def question(id: str) -> Question:  # noqa: A002 - it is called so everywhere
    """Find a question, or an exercise by its lesson's number. Raises ExerciseError with the nearest id."""
    return _read_question(id, {})


def ids() -> tuple[str, ...]:
    """Return the ids of all questions, exercises and their parts."""
    return tuple(name for number in lessons() for name in _ids(read_toml(lesson_path(number))))


def _read_question(name: str, words: Mapping[str, str]) -> Question:
    file = lesson_path(name.partition("-")[0])
    raw = read_toml(file)
    question = LessonFile(file.name, with_words(raw, words), words).question(name)
    if question is None:
        raise ExerciseError(f"{file.name}: no question {name!r} ({known_names(name, _ids(raw))})")
    return question


def _ids(raw: Mapping[str, Any]) -> tuple[str, ...]:
    # From the raw tables: to list ids, no account need be read.
    exercise = raw.get("exercise", {})
    tables = (*raw.get("question", ()), exercise, *exercise.get("part", ()))
    return tuple(table["id"] for table in tables if "id" in table)


def variant(question: Question, seed: str) -> Question:
    """Draw another question of the same structure: other names, rows and options in another order.

    The same seed draws the same question; the key is computed for the question drawn.
    """
    file = lesson_path(question.origin.partition("-")[0])
    words = dict(drawn_words(file.name, read_toml(file).get("vary", ()), seed))
    drawn = replace(
        _read_question(question.origin, words),
        id=question.id,
        lesson=question.lesson,
        section=question.section,
        of=question.of,
    )
    return replace(drawn.shuffled(shuffle_by(seed)), variant=seed) if seed else drawn


@dataclass(frozen=True, slots=True)
class ScenarioTable:
    """The keys with which a file, a question or a part describes its scenario."""

    account: str = ""
    users: Mapping[str, Any] = field(default_factory=dict)
    groups: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)
    events: tuple[Any, ...] = ()
    scps: tuple[Any, ...] = ()
    owner: str = ""
    creators: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileTable(ScenarioTable):
    """The keys of a whole file."""

    lesson: str = field(default="", metadata=REQUIRED)
    title: str = ""
    minutes: int = 0
    question: tuple[Any, ...] = ()
    exercise: Mapping[str, Any] = field(default_factory=dict)
    vary: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class RepeatTable:
    """The keys of a question that repeats one of another lesson; the id is the seed of its variant."""

    id: str
    section: str = field(metadata=REQUIRED)
    repeat: str = field(metadata=REQUIRED)


class Described(NamedTuple):
    """A scenario as the file describes it, and as a value; an inner table adds to it or tells its own."""

    raw: Mapping[str, Any]
    scenario: Scenario


@dataclass(frozen=True, slots=True)
class LessonFile:
    """One file that was read as TOML; `words` are what a variant replaces in the accounts that it names."""

    name: str
    raw: Mapping[str, Any]
    words: Mapping[str, str] = field(default_factory=dict)

    def lesson(self) -> Lesson:
        """Read the whole file. Raises ExerciseError."""
        described = self._file_scenario()
        questions = tuple(
            self._asked(number, described) for number in range(len(self.raw.get("question", ())))
        )
        exercise = self._exercise(described) if "exercise" in self.raw else None
        lesson = Lesson(self.raw["lesson"], described.scenario, questions, exercise)
        with self._at():
            _check_ids(lesson)
        return lesson

    def question(self, name: str) -> Question | None:
        """Read only the question of that id, or the exercise or its part; None if there is none."""
        described = self._file_scenario()
        # The other questions are not read: a cell of a notebook asks for one, and would wait for all of
        # them.
        for number, raw in enumerate(self.raw.get("question", ())):
            if isinstance(raw, dict) and raw.get("id") == name:
                return self._asked(number, described)
        raw = self.raw.get("exercise", {})
        if raw.get("id") == name:
            return self._exercise(described)
        for number, part in enumerate(raw.get("part", ()), 1):
            if isinstance(part, dict) and part.get("id") == name:
                # The other parts are not read either: one that builds a whole account makes all its samples.
                with self._at(raw.get("id", "exercise")):
                    outer = self._scenario(raw, described)
                return self._question(part, outer, "part", f"part[{number}]")
        return None

    @contextmanager
    def _at(self, *places: str) -> Iterator[None]:
        """Turn a problem into an ExerciseError with the file's name and the place before it."""
        try:
            yield
        except ExerciseError:
            raise  # it has its place
        except (ValueError, ClientError) as error:
            raise ExerciseError(": ".join((self.name, *places, str(error)))) from None

    def _file_scenario(self) -> Described:
        with self._at():
            check_keys(self.raw, keys_of(FileTable))
            return self._scenario(self.raw, Described({}, parse_scenario({})))

    def _scenario(self, raw: Mapping[str, Any], outer: Described) -> Described:
        """Return the scenario of a table: the outer one, something added to it, or one of its own."""
        own = {key: value for key, value in raw.items() if key in keys_of(ScenarioTable)}
        if not own:  # the same value, so that a lesson's account is read once
            return outer
        # Users, groups or an account begin a new situation; any other key is added to the outer one.
        described = own if {"account", "users", "groups"} & own.keys() else {**outer.raw, **own}
        account = None
        if "account" in described:
            try:
                text = decode_text((folder() / described["account"]).read_bytes())
            except OSError as error:
                reason = (error.strerror or "cannot be read").lower()
                raise ValueError(f"account: {described['account']!r}: {reason}") from None
            # Words are replaced in the text, so that a name changes wherever it stands: in ARNs, in lists
            # of groups and in policies.
            account = parse_account(str(with_words(text, self.words)))
        return Described(described, parse_scenario(described, account))

    def _asked(self, index: int, outer: Described) -> Question:
        """Read a [[question]]."""
        raw = self.raw["question"][index]
        with self._at():
            _check_table(raw, f"question[{index + 1}]")
        if "repeat" not in raw:
            return self._question(raw, outer, "question", f"question[{index + 1}]")
        with self._at(_place_of(raw, f"question[{index + 1}]")):
            repeat = read(RepeatTable, raw)
            section = _check_section(repeat.section)
            with course_with_lesson(repeat.repeat):
                repeated = variant(question(repeat.repeat), repeat.id).elsewhere
            # `of` names a prediction of the lesson that the question comes from; this lesson does not have
            # it.
            return replace(repeated, id=repeat.id, lesson=self.raw["lesson"], section=section, of="")

    def _exercise(self, outer: Described) -> Question:
        """Read the [exercise], and its [[exercise.part]]s if it has some."""
        return self._question(self.raw["exercise"], outer, "exercise", "exercise")

    def _question(
        self, raw: Mapping[str, Any], outer: Described, placement: str, default_place: str
    ) -> Question:
        """Read a question of any kind; its parts, if it has some, are about its own scenario."""
        name = default_place if placement == "exercise" else _place_of(raw, default_place)
        with self._at(name):
            with place("kind"):
                kind = KINDS[check_name(raw.get("kind", ""), KINDS)]
            # Before the scenario is read: a misspelt `users` would otherwise be reported as an account
            # without the user of a request.
            check_keys(raw, _keys(kind, placement))
            described = self._scenario(raw, outer)
        parts: tuple[Question, ...] = ()
        if kind.parts_key:
            tables = raw[kind.parts_key]
            for number, part in enumerate(tables, 1):
                with self._at(name):
                    _check_table(part, f"{kind.parts_key}[{number}]")
            parts = tuple(
                self._question(part, described, "part", f"{name}: {kind.parts_key}[{number}]")
                for number, part in enumerate(tables, 1)
            )
        with self._at(name):
            computed: dict[str, Any] = {"lesson": self.raw["lesson"], "scenario": described.scenario}
            if parts:
                computed["parts"] = parts
            question = read_checked(kind, raw, origin=raw["id"], **computed)
            return replace(question, text=question.text.strip()).completed()


def _keys(kind: type[Question], placement: str) -> Mapping[str, Key]:
    """Return the keys of a kind in a [[question]], in the [exercise] or in a part of it."""
    # hints of a [[question]] would never be shown, and a section of the [exercise] says nothing.
    elsewhere = set().union(*PLACEMENT_KEYS.values()) - PLACEMENT_KEYS[placement]
    keys = {**keys_of(kind), **keys_of(ScenarioTable)}
    if kind.parts_key:
        elsewhere = elsewhere | KEYS_OF_PARTS
        keys[kind.parts_key] = Key(kind.parts_key, tuple[Any, ...], required=True)
    return {name: key for name, key in keys.items() if name not in elsewhere}


def _place_of(raw: Mapping[str, Any], default: str) -> str:
    """Return the name of a table in a complaint: its id, which says more than its number."""
    return raw["id"] if isinstance(raw.get("id"), str) else default


def _check_table(raw: Any, name: str) -> None:
    if not isinstance(raw, dict):
        raise ValueError(f"{name}: expected a table, got {raw!r:.40}")  # noqa: TRY004 - what a file says


def _check_section(section: str) -> str:
    with place("section"):
        return check_name(section, keys_of(Question)["section"].annotation.__metadata__[0].names)


def _check_ids(lesson: Lesson) -> None:
    """Refuse ids that occur twice or belong to another lesson, and observations of nothing."""
    names = [question.id for question in lesson.everything]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"two questions have the id {name!r}")
        if name.partition("-")[0] != lesson.number:
            raise ValueError(
                f"id {name!r}: expected the lesson's number, {lesson.number!r}, before the first -"
            )
    predictions = [question.id for question in lesson.section("prediction")]
    for question in lesson.section("observation"):
        if question.of not in predictions:
            raise ValueError(f"{question.id}: of: there is no prediction {question.of!r}")
