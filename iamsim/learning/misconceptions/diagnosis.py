"""Diagnosis: a table of answers → the misconception whose engine gives the same answers, or silence.

Each function works on plain tables of answers, one answer for each request, by the id of an engine. How often
a slip leads to a wrong name is measured in docs/diagnosis.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple, TypeAlias

from iamsim.decision import Decision
from iamsim.learning.misconceptions.beliefs import ANSWERS, Beliefs
from iamsim.learning.misconceptions.engines import TRUTH, simulate_as
from iamsim.learning.misconceptions.pattern import AnswerPattern
from iamsim.learning.scenario import Scenario, ScenarioRequest

Answers: TypeAlias = tuple[str, ...]

ENOUGH_ROWS = 8
"""With fewer rows, one slip makes one engine's answers look like another's (docs/diagnosis.md)."""
OWN_ROWS = 2
"""In so many rows each of two misconceptions must show: one row may be a slip."""


class Diagnosis(NamedTuple):
    """The misconception that gives these answers, or all but one of them; or two that do together."""

    misconceptions: tuple[str, ...]
    differs: int = 0

    @property
    def exact(self) -> bool:
        """True if they are exactly its answers."""
        return self.differs == 0


def decisions(
    scenario: Scenario, requests: Sequence[ScenarioRequest], engines: Iterable[str]
) -> dict[str, Answers]:
    """Return the decisions of each engine on the same requests."""
    return {
        engine: tuple(str(simulate_as(engine, scenario, request).decision) for request in requests)
        for engine in engines
    }


def diagnose(
    tables: Mapping[str, Answers], answers: Answers, enough_rows: int = ENOUGH_ROWS
) -> Diagnosis | None:
    """Name the misconception that gives these answers; None rather than a guess.

    `tables` has the answers of TRUTH and of each engine that may be named. Named is an exact match; or with
    `enough_rows` the only one of them all, TRUTH included, that differs in one row; or else the only two that
    together give exactly these answers.
    """
    distances = {engine: distance(table, answers) for engine, table in tables.items()}
    # An exact match first: a table that is one row from one engine and exactly another's is the other's.
    for tolerance in (0, 1) if len(answers) >= enough_rows else (0,):
        nearest = [engine for engine, differing in distances.items() if differing <= tolerance]
        if nearest:
            is_clear = len(nearest) == 1 and nearest[0] != TRUTH
            return Diagnosis((nearest[0],), tolerance) if is_clear else None
    # Two wrong ideas are only named on an exact match: there are many pairs, and a slip fits some of them.
    truth = tables[TRUTH]
    pairs = [
        (first, second)
        for first, second in combinations([engine for engine in tables if engine != TRUTH], 2)
        if _give_together(truth, tables[first], tables[second], answers)
    ]
    return Diagnosis(pairs[0]) if len(pairs) == 1 else None


def _give_together(truth: Answers, first: Answers, second: Answers, answers: Answers) -> bool:
    """Tell whether two engines together give these answers.

    Each row that one of them gets wrong must be wrong in its way, all others right; and each of the two must
    show in OWN_ROWS rows that the other does not explain.
    """
    rows = tuple(zip(truth, first, second, answers, strict=True))
    explained = all(
        # Where both are wrong in different ways, either answer is explained; where neither is, only the
        # key.
        answer in ({first_answer, second_answer} - {key} or {key})
        for key, first_answer, second_answer, answer in rows
    )
    only_first = sum(
        first_answer == answer not in {key, second_answer}
        for key, first_answer, second_answer, answer in rows
    )
    only_second = sum(
        second_answer == answer not in {key, first_answer}
        for key, first_answer, second_answer, answer in rows
    )
    return explained and min(only_first, only_second) >= OWN_ROWS


def table_beliefs(tables: Mapping[str, Answers], answers: Answers) -> Beliefs:
    """Return what a learner may believe who gives these answers, by Bayes' rule, row by row.

    The hypotheses are none of the engines, each, each two, clicking, and an engine that is not here. The
    tutor goes on from there, with the same rule.
    """
    beliefs = Beliefs.prior(engine for engine in tables if engine != TRUTH)
    for row, (right, answer) in enumerate(zip(tables[TRUTH], answers, strict=True)):
        table_row = {engine: _decision(table[row]) for engine, table in tables.items() if engine != TRUTH}
        differing = {engine: other for engine, other in table_row.items() if other != _decision(right)}
        beliefs = beliefs.after(AnswerPattern(_decision(right), differing), _decision(answer))
    return beliefs


def _decision(answer: str) -> str:
    """Return a decision: where both kinds of no are one answer, the one that is no Deny stands for both."""
    return answer if answer in ANSWERS else str(Decision.IMPLICIT_DENY)


def distance(first: Answers, second: Answers) -> int:
    """Return in how many rows two tables differ."""
    return sum(answer != other_answer for answer, other_answer in zip(first, second, strict=True))


def shortest_probe(tables: Mapping[str, Answers]) -> tuple[int, ...]:
    """Find the fewest rows that tell all these engines apart; the first such, by position.

    Raises ValueError for engines with the same answers everywhere: nothing tells them apart.
    """
    answers = list(tables.values())
    width = len(answers[0]) if answers else 0
    for size in range(width + 1):
        # In the order of positions, so that every run finds the same rows.
        for rows in combinations(range(width), size):
            if len({tuple(table[row] for row in rows) for table in answers}) == len(answers):
                return rows
    inseparable = [engine for engine, table in tables.items() if answers.count(table) > 1]
    raise ValueError(f"no request separates {', '.join(inseparable)}")
