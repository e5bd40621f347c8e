"""What people believe of IAM and is not so: words, engine or rule, and a situation that proves it wrong.

    a learner's answers = the answers of an engine → its misconception, and the request that refutes it

Brown and Burton did so for subtraction ("BUGGY", 1978). The words stand in misconceptions.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import combinations
from typing import Any, NamedTuple

from iamsim.account import parse_account
from iamsim.decision import Engine
from iamsim.learning.misconceptions.engines import ENGINES, ask
from iamsim.learning.misconceptions.moments import Moment
from iamsim.learning.misconceptions.rules import RULES
from iamsim.learning.scenario import Row, Scenario, scenario

TRUTH = "TRUTH"
ENOUGH_ROWS = 8
"""With fewer rows, one slip makes one model's answers look like another's (docs/diagnosis.md)."""
OWN_ROWS = 2
"""In so many rows each of two misconceptions must show: one row may be a slip."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A situation in which IAM and a misconception part."""

    scenario: Scenario
    row: Row | None = None
    rule: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Misconception:
    """One wrong mental model: what is believed, why it is not so, what to think instead."""

    id: str
    belief: str
    does: str  # completes "a simulator that ..."
    refutation: str
    because: str
    instead: str
    page: str
    evidence: Evidence | None = None

    @property
    def engine(self) -> Callable[[Moment], Engine] | None:
        """The engine that believes it, for a moment of a situation; None for rules and mere options."""
        return ENGINES.get(self.id)

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules whose breach shows it."""
        return tuple(name for name, rule in RULES.items() if rule.misconception == self.id)

    @property
    def kind(self) -> str:
        """B: an engine's behaviour. S: seen in what was built. C: only ever an option to choose."""
        return "B" if self.engine else "S" if self.rules else "C"

    @property
    def link(self) -> str:
        """The manual's page that says how it really is."""
        whole = self.page.startswith("https://")
        return self.page if whole else f"https://docs.aws.amazon.com/IAM/latest/UserGuide/{self.page}.html"

    @property
    def refuted(self) -> str:
        """Why it is not so, in two sentences."""
        return f"{self.refutation} {self.because[0].upper()}{self.because[1:]}."


def _misconception(name: str, raw: dict[str, Any]) -> Misconception:
    told = raw.pop("evidence", None)
    return Misconception(name, **raw, evidence=None if told is None else _evidence(told))


def _evidence(raw: dict[str, Any]) -> Evidence:
    account = parse_account(raw["account"]) if "account" in raw else None
    user, action, resource = raw.get("request", ("", "", ""))
    row = Row(user, action, resource, raw.get("time", "")) if user else None
    return Evidence(scenario(raw, account), row, raw.get("rule", {}))


def _read() -> dict[str, Misconception]:
    text = files(__package__).joinpath("misconceptions.toml").read_text(encoding="utf-8")
    return {name: _misconception(name, raw) for name, raw in tomllib.loads(text).items()}


MODELS: Mapping[str, Misconception] = _read()

Answers = tuple[str, ...]


def tables(told: Scenario, rows: Sequence[Row], models: Iterable[str]) -> dict[str, Answers]:
    """The answers of each model to the same rows."""
    return {model: tuple(str(ask(model, told, row).decision) for row in rows) for model in models}


class Diagnosis(NamedTuple):
    """The model whose answers these are, or all but one of them; or the two that together give them."""

    models: tuple[str, ...]
    differs: int = 0

    @property
    def exact(self) -> bool:
        """True if they are exactly its answers."""
        return self.differs == 0


def diagnose(known: Mapping[str, Answers], answers: Answers, enough: int = ENOUGH_ROWS) -> Diagnosis | None:
    """Name the misconception that gives these answers; None rather than a guess.

    `known` has the answers of TRUTH and of each model that may be named. Named is an exact match; or with
    `enough` rows the only one of them all, TRUTH included, that differs in one row; or else the only two that
    together give exactly these answers.
    """
    distances = {model: distance(table, answers) for model, table in known.items()}
    for within in (0, 1) if len(answers) >= enough else (0,):
        near = [model for model, far in distances.items() if far <= within]
        if near:
            return Diagnosis((near[0],), within) if len(near) == 1 and near[0] != TRUTH else None
    pairs = combinations([model for model in known if model != TRUTH], 2)
    two = [(one, other) for one, other in pairs if _both(known[TRUTH], known[one], known[other], answers)]
    return Diagnosis(two[0]) if len(two) == 1 else None


def _both(truth: Answers, one: Answers, other: Answers, answers: Answers) -> bool:
    """Each row that one of the two gets wrong is wrong in its way, all others are right; each shows alone."""
    rows = tuple(zip(truth, one, other, answers, strict=True))
    fits = all(answer in ({first, second} - {right} or {right}) for right, first, second, answer in rows)
    ones = sum(first == answer not in {right, second} for right, first, second, answer in rows)
    others = sum(second == answer not in {right, first} for right, first, second, answer in rows)
    return fits and min(ones, others) >= OWN_ROWS


def distance(one: Answers, other: Answers) -> int:
    """In how many rows two tables differ."""
    return sum(left != right for left, right in zip(one, other, strict=True))


def shortest_probe(known: Mapping[str, Answers]) -> tuple[int, ...]:
    """Find the fewest rows that tell all these models apart; the first such, by position.

    Models with the same answers everywhere cannot be told apart: ValueError.
    """
    every = list(known.values())
    width = len(every[0]) if every else 0
    for size in range(width + 1):
        for rows in combinations(range(width), size):
            if len({tuple(table[row] for row in rows) for table in every}) == len(every):
                return rows
    raise ValueError(f"no request separates {', '.join(same(known))}")


def same(known: Mapping[str, Answers]) -> list[str]:
    """The models that share their answers with another."""
    every = list(known.values())
    return [model for model, table in known.items() if every.count(table) > 1]
