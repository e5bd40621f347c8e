"""TOML → Lesson, strictly: a key that is unknown, missing or wrong is an ExerciseError with its place.

[[question]] and [exercise] → Question ; what each key means stands in docs/exercises.md
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from iamsim.account import parse_account
from iamsim.aws.errors import ClientError, MalformedAccount
from iamsim.learning.account_notation import SketchError
from iamsim.learning.misconceptions.catalogue import MODELS
from iamsim.learning.questions.kinds import READ, sample
from iamsim.learning.questions.model import SECTIONS, Lesson, Question
from iamsim.learning.questions.places import Keys, Table
from iamsim.learning.scenario import Scenario, scenario

# The keys of each table and their types; ! marks those that must be there.
SITUATION: Keys = {
    "account": str, "users": dict, "groups": dict, "given": dict, "events": list, "scps": list, "owner": str,
    "creators": dict,
}  # fmt: skip
FILE: Keys = {"lesson!": str, "question": list, "exercise": dict, "vary": list, **SITUATION}
ANY: Keys = {
    "id!": str, "kind!": str, "text!": str, "teaches": list, "claims": list, "success": str, "source": str,
    **SITUATION,
}  # fmt: skip
ASKED: Keys = {"section!": str, "of": str, "story": str}
BUILT: Keys = {"hints!": list, "right!": list, "wrong!": list}
KIND: Mapping[str, Keys] = {
    "choice": {"options!": list, "several": bool, "request": list, "time": str},
    "table": {"grid": dict, "row": list, "answers": dict},
    "source": {"request!": list, "time": str, "asks": str, "several": bool},
    "order": {"step!": list},
    "account": {"case": list, "rules": dict, "unchanged": bool, "refutes": str, "members": dict},
    "policy": {"case!": list, "holder!": str, "start": str, "rules": dict},
    "parts": {"part!": list},
}
REPEAT: Keys = {"id!": str, "section!": str, "repeat!": str}


class Situated(NamedTuple):
    """A situation as the file tells it, and as a value; an inner table adds to it or tells its own."""

    raw: Mapping[str, Any]
    scenario: Scenario


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one file; `open_account` gives an account's text, `repeated` a question of another lesson."""

    open_account: Callable[[str], str]
    repeated: Callable[[str, str], Question]

    def lesson(self, file: str, raw: dict[str, Any]) -> Lesson:
        """Read a whole file. Raises ExerciseError."""
        top = Table(file, raw)
        top.keep_to(FILE)
        told = self._situation(top, Situated({}, scenario({})))
        questions = tuple(self._asked(one, raw["lesson"], told) for one in top.tables("question"))
        exercise = self._exercise(top.table("exercise"), raw["lesson"], told) if "exercise" in raw else None
        made = Lesson(raw["lesson"], told.scenario, questions, exercise)
        _check_ids(top, made)
        return made

    def one(self, file: str, raw: dict[str, Any], name: str) -> Question | None:
        """Read only the question of that id, or the exercise or its part; None if there is none."""
        top = Table(file, raw)
        top.keep_to(FILE)
        told = self._situation(top, Situated({}, scenario({})))
        for table in top.tables("question"):
            if table.raw.get("id") == name:
                return self._asked(table, raw["lesson"], told)
        exercise = self._exercise(top.table("exercise"), raw["lesson"], told) if "exercise" in raw else None
        parts = (exercise, *exercise.parts) if exercise else ()
        return next((part for part in parts if part.id == name), None)

    def _situation(self, table: Table, outer: Situated) -> Situated:
        """The situation of a table: the outer one, something added to it, or one of its own."""
        own = {key: value for key, value in table.raw.items() if key in SITUATION}
        if not own:
            return outer
        raw = own if {"account", "users", "groups"} & own.keys() else {**outer.raw, **own}
        try:
            account = parse_account(self.open_account(raw["account"])) if "account" in raw else None
            return Situated(raw, scenario(raw, account))
        except OSError as error:
            reason = (error.strerror or "cannot be read").lower()
            raise table.wrong(f"account: {raw['account']!r}: {reason}") from None
        except (SketchError, MalformedAccount, ClientError) as error:
            raise table.wrong(str(error)) from None

    def _asked(self, table: Table, lesson: str, told: Situated) -> Question:
        """Read a [[question]]."""
        table = table.called(table.raw.get("id"))
        if "repeat" in table.raw:
            table.keep_to(REPEAT)
            found = self.repeated(table.raw["repeat"], table.raw["id"]).elsewhere
            made = replace(found, id=table.raw["id"], lesson=lesson)
        else:
            made = self._question(table, lesson, told, ASKED)
        return replace(made, section=table.one_of("section", SECTIONS[:-1]), of=table.raw.get("of", ""))

    def _exercise(self, table: Table, lesson: str, told: Situated) -> Question:
        """Read the [exercise], and its [[exercise.part]]s if it has some."""
        if table.raw.get("kind") != "parts":
            return self._question(table, lesson, told, BUILT)
        whole = self._question(table, lesson, told, {"hints!": list})
        inner = self._situation(table, told)
        parts = (one.called(one.raw.get("id")) for one in table.tables("part"))
        keys = {**BUILT, "hints!": list, "weight": int}
        return replace(whole, parts=tuple(self._question(part, lesson, inner, keys) for part in parts))

    def _question(self, table: Table, lesson: str, told: Situated, more: Keys) -> Question:
        kind = table.one_of("kind", KIND)
        table.keep_to({**ANY, **KIND[kind], **more})
        made = Question(
            id=table.raw["id"],
            lesson=lesson,
            section="exercise",
            kind=kind,
            text=table.raw["text"].strip(),
            scenario=self._situation(table, told).scenario,
            weight=table.raw.get("weight", 1),
            teaches=table.texts("teaches"),
            claims=tuple(table.known(claim, MODELS, "claims") for claim in table.texts("claims")),
            hints=table.texts("hints"),
            success=table.raw.get("success", ""),
            source=table.raw.get("source", ""),
            story=table.raw.get("story", ""),
            origin=table.raw["id"],
        )
        try:
            made = READ[kind](table, made)
            right, wrong = (
                tuple(sample(one, made) for one in table.tables(key)) for key in ("right", "wrong")
            )
        except ClientError as error:
            raise table.wrong(str(error)) from None
        return replace(made, right=right, wrong=wrong)


def _check_ids(top: Table, made: Lesson) -> None:
    ids = [question.id for question in made.everything]
    for name in ids:
        if ids.count(name) > 1:
            raise top.wrong(f"two questions have the id {name!r}")
        if name.partition("-")[0] != made.number:
            raise top.wrong(f"id {name!r}: expected the lesson's number, {made.number!r}, before the first -")
    for question in made.section("observation"):
        if question.of not in [asked.id for asked in made.section("prediction")]:
            raise top.wrong(f"{question.id}: of: there is no prediction {question.of!r}")
