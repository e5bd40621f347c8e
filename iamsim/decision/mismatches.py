"""Which statements nearly matched a refused request: the few to look at first.

    EvaluationResult → refusing_check → near_misses

All of it takes linear time in the statements and values, because policies hold thousands of both.
"""

from __future__ import annotations

from typing import NamedTuple

from iamsim.decision.closest_values import UNLIKE, best_likeness, is_about_service
from iamsim.decision.result import Check, Decision, Effect, EvaluationResult
from iamsim.decision.statement_result import CheckType, StatementResult
from iamsim.policy import ActionElement, ConditionElement, Element

MOST_NEAR_MISSES = 3
MOST_SHOWN = 40  # in a table; people's accounts have some dozens of statements for a user


def refusing_check(result: EvaluationResult) -> Check | None:
    """Return the first check that refused, explicit denies before implicit ones; None if no policy did."""
    if result.service_rule is not None:
        return None
    # AWS's own message names the explicit denial where there is one, whatever else does not allow.
    for effect in (Effect.EXPLICIT_DENY, Effect.IMPLICIT_DENY):
        for check in result.checks:
            if check.effect is effect:
                return check
    return None


class _Candidate(NamedTuple):
    """An Allow that does not match, and how far it is from matching."""

    statement: StatementResult
    failed: tuple[Element, ...]

    @property
    def matches_action(self) -> bool:
        return not isinstance(self.failed[0], ActionElement)

    @property
    def group(self) -> int:
        """0 for a near miss about the request's action or service, 1 for other near ones, 2 for the rest."""
        if len(self.failed) == 1:
            return 0 if self.matches_action or is_about_service(self.failed[0], self.statement.request) else 1
        # Who wrote the request's own action meant it, also where two other elements fail.
        return 1 if self.matches_action else 2

    @property
    def distance(self) -> tuple[bool, int, bool, tuple[int, ...]]:
        """What the candidates of a group are sorted by."""
        element = self.failed[0]
        # A statement of which only conditions fail is about this action and this resource. One that fails on
        # Action is about something else, so it is listed last.
        only_conditions = isinstance(element, ConditionElement)
        likeness = UNLIKE if only_conditions else best_likeness(element, self.statement.request)
        return (
            not self.matches_action,
            len(self.failed),
            not only_conditions,
            tuple(-length for length in likeness),
        )


def near_misses(result: EvaluationResult, limit: int = MOST_NEAR_MISSES) -> tuple[StatementResult, ...]:
    """Return the Allows that came closest to allowing what nobody allowed, the closest first.

    They stand in the policies that refused. If some fail on one element and are about the request's action or
    service, only those are returned; else all that fail on one element, or are about the action and fail on
    several; else the others. Of a policy's statements about other actions there is one at most. There is none
    only if no policy that refused has an Allow, or if a Deny decided.
    """
    candidates = []
    for statement in _refusing_statements(result):
        failed = () if statement.statement.denies else statement.failed_elements
        if failed:
            candidates.append(_Candidate(statement, failed))
    groups = [candidate.group for candidate in candidates]
    best_group = min(groups, default=0)
    near = [candidate for candidate, group in zip(candidates, groups, strict=True) if group == best_group]
    nearest: list[StatementResult] = []
    policies_about_other_actions = set()
    for candidate in sorted(near, key=lambda candidate: candidate.distance):
        if not candidate.matches_action:
            place = candidate.statement.key[:-1]  # the policy, and where it is attached
            if place in policies_about_other_actions:
                continue
            policies_about_other_actions.add(place)
        nearest.append(candidate.statement)
        if len(nearest) == limit:
            break
    return tuple(nearest)


def count_without_match(result: EvaluationResult) -> int:
    """Return how many statements of the policies that refused do not match, Denies among them."""
    return sum(not statement.matched for statement in _refusing_statements(result))


def shown_statements(
    result: EvaluationResult, limit: int = MOST_SHOWN
) -> tuple[list[tuple[StatementResult, str]], int]:
    """Return the statements of a result that a table shows, each with its outcome, and a count of the others.

    These are all, in the order of the trace; of more than `limit` those that decide, then those that match
    and the near misses.
    """
    outcomes = result.outcomes()
    if len(outcomes) <= limit:
        return outcomes, 0
    near = {statement.key for statement in near_misses(result)}
    telling = [pair for pair in outcomes if pair[1] != "no match" or pair[0].key in near]
    telling.sort(key=lambda pair: pair[1] != "decides")
    return telling[:limit], len(outcomes) - len(telling[:limit])


def _refusing_statements(result: EvaluationResult) -> list[StatementResult]:
    """Return the statements of the checks that refused by not allowing; none if a Deny decided."""
    check = refusing_check(result) if result.decision is Decision.IMPLICIT_DENY else None
    if check is None:
        return []
    checks = [check]
    if check.type is CheckType.PRINCIPAL:
        # An Allow in the resource's policy would have been enough as well.
        checks = [other for other in result.checks if other is check or other.type is CheckType.RESOURCE]
    return [statement for refusing in checks for statement in refusing.statements]
