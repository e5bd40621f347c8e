"""A table of a TOML file and where it stands, so that every complaint names file, key and problem."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from iamsim.learning.questions.model import ExerciseError, there

Keys: TypeAlias = Mapping[str, type]
"""The keys that a table may have, and their types; ! marks those that must be there."""
WORDS = {str: "text", list: "a list", dict: "a table", bool: "true or false", int: "a number"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table, and its place: `08_when_policies_disagree.toml: 08-publish: options[2]`."""

    name: str
    raw: Mapping[str, Any]

    def wrong(self, problem: str) -> ExerciseError:
        """The error of this place."""
        return ExerciseError(f"{self.name}: {problem}")

    def called(self, name: object) -> Table:
        """The same table under its id, which says more than its number."""
        return Table(f"{self.name.partition(': ')[0]}: {name}", self.raw) if isinstance(name, str) else self

    def keep_to(self, keys: Mapping[str, type]) -> None:
        """Refuse a key that is unknown, missing (`!` marks those that must be there), or of another type."""
        known = {key.rstrip("!"): kind for key, kind in keys.items()}
        for key, value in self.raw.items():
            kind = known[self.known(key, known, "key")]
            if not isinstance(value, kind):
                raise self.wrong(f"{key}: expected {WORDS[kind]}, got {value!r:.40}")
        for key in keys:
            if key.endswith("!") and key[:-1] not in self.raw:
                raise self.wrong(f"{key[:-1]}: missing")

    def table(self, key: str) -> Table:
        """The table under a key."""
        return Table(f"{self.name}: {key}", self.raw[key])

    def tables(self, key: str) -> Iterator[Table]:
        """The tables in the list under a key."""
        for index, item in enumerate(self.raw.get(key, ()), 1):
            if not isinstance(item, dict):
                raise self.wrong(f"{key}[{index}]: expected a table, got {item!r:.40}")
            yield Table(f"{self.name}: {key}[{index}]", item)

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of texts under a key."""
        for item in self.raw.get(key, ()):
            if not isinstance(item, str):
                raise self.wrong(f"{key}: expected texts, got {item!r:.40}")
        return tuple(self.raw.get(key, ()))

    def one_of(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        """The text under a key, which must be a known one; it may be missing if there is a default."""
        if key not in self.raw and default is not None:
            return default
        return self.known(self.raw.get(key, ""), known, key)

    def known(self, value: Any, known: Iterable[str], key: str) -> str:
        """The value, if it is a known one; else an error that says what there is."""
        names = list(known)
        if not isinstance(value, str) or value not in names:
            problem = f"unknown {value!r:.60}" if value else "missing"
            raise self.wrong(f"{key}: {problem} ({there(str(value), names)})")
        return value

    def json(self, key: str, text: str) -> Any:
        """The JSON that a text under a key has."""
        try:
            return json.loads(text)
        except ValueError as error:
            raise self.wrong(f"{key}: not JSON ({error})") from None
