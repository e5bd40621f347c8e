"""What people believe about IAM that is not so: words, an engine or a rule, and a situation that refutes it.

    a learner's answers = the answers of an engine → its misconception, and the request that refutes it

Brown and Burton did so for subtraction ("BUGGY", 1978). The words stand in misconceptions.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from iamsim.account import parse_account
from iamsim.learning.misconceptions.engines import ENGINES, EngineFactory
from iamsim.learning.misconceptions.rules import RULES
from iamsim.learning.scenario import Scenario, ScenarioRequest, parse_scenario

USER_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A situation in which IAM and a misconception differ: in the answer to a request, or by a rule."""

    scenario: Scenario
    request: ScenarioRequest | None = None
    rules: Mapping[str, Any] = field(default_factory=dict)  # the name of a rule → its limit


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
    def engine(self) -> EngineFactory | None:
        """The engine that believes it; None for rules and mere options."""
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
        return self.page if self.page.startswith("https://") else f"{USER_GUIDE}/{self.page}.html"

    @property
    def explanation(self) -> str:
        """Why it is not so, in two sentences."""
        return f"{self.refutation} {self.because[0].upper()}{self.because[1:]}."

    @property
    def correction(self) -> str:
        """Why it is not so, and what to think instead."""
        return f"{self.explanation} {self.instead}"


def _misconception(name: str, raw: dict[str, Any]) -> Misconception:
    evidence = raw.pop("evidence", None)
    return Misconception(name, **raw, evidence=None if evidence is None else _evidence(evidence))


def _evidence(raw: dict[str, Any]) -> Evidence:
    account = parse_account(raw["account"]) if "account" in raw else None
    request = None
    if "request" in raw:
        request = ScenarioRequest.of(raw["request"], raw.get("time", ""), raw.get("context"))
    return Evidence(parse_scenario(raw, account), request, raw.get("rule", {}))


def _read_catalogue() -> dict[str, Misconception]:
    text = files(__package__).joinpath("misconceptions.toml").read_text(encoding="utf-8")
    return {name: _misconception(name, raw) for name, raw in tomllib.loads(text).items()}


# Read at import, as questions' annotations list these ids: `OneOf(MISCONCEPTIONS)`.
MISCONCEPTIONS: Mapping[str, Misconception] = _read_catalogue()
