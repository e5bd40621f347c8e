"""Which statements nearly matched a refused request, and which of a statement's values came closest.

    EvaluationResult → refusing_check → near_misses: the few statements to look at first
    Element, Request → closest_values: those of its values that are most like the request's

All of it takes linear time in the statements and values, because policies hold thousands of both.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from iamsim.decision.result import Check, CheckType, Decision, Effect, EvaluationResult, StatementResult
from iamsim.policy import ActionElement, ConditionElement, Element, Request, split_arn

MOST_NEAR_MISSES = 3
MOST_SHOWN = 40  # in a table; people's accounts have some dozens of statements for a user

Likeness: TypeAlias = tuple[int, int, bool, int]
"""How much a value is like the request's: equal parts of an ARN, equal characters at the start, whether these
are all before its first wildcard, equal characters at the end."""
_UNLIKE: Likeness = (0, 0, False, 0)


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
        likeness = _UNLIKE if only_conditions else _best_likeness(element, self.statement.request)
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


def is_about_service(action: Element, request: Request) -> bool:
    """Tell whether an Action has a pattern for the request's service, or for all services."""
    services = {pattern.partition(":")[0].lower() for pattern in action.expected}
    return request.service in services or any("*" in service or "?" in service for service in services)


def closest_values(element: Element, request: Request) -> list[str]:
    """Return the value that matches the request, as written; where none does, those that are most like it.

    >>> from iamsim.policy import PolicyDocument, allow
    >>> document = PolicyDocument.parse(allow(["s3:List*", "s3:PutBucketAcl", "s3:PutObjectAcl"]))
    >>> request = Request("arn:aws:iam::123456789012:user/ana", "s3:PutObject")
    >>> closest_values(document.statements[0].action, request)
    ['s3:PutObjectAcl']
    """
    matching = element.matching_value(request)
    if matching is not None:
        return [matching]
    likenesses = [_likeness(element, value, request) for value in element.expected]
    best = max(likenesses, default=_UNLIKE)
    pairs = zip(element.expected, likenesses, strict=True)
    return [value for value, likeness in pairs if likeness == best]


def _best_likeness(element: Element, request: Request) -> Likeness:
    return max((_likeness(element, value, request) for value in element.expected), default=_UNLIKE)


def _likeness(element: Element, value: str, request: Request) -> Likeness:
    """Compare a value with the request's: the parts of an ARN one by one, the rest from both ends."""
    actual = element.actual(request)
    if not isinstance(actual, str):
        return _UNLIKE
    if isinstance(element, ActionElement):
        value, actual = value.lower(), actual.lower()
    else:
        value = element.read_value(value, request).text
    value_parts, actual_parts = split_arn(value), split_arn(actual)
    equal_parts = 0
    if value_parts and actual_parts:
        # Part by part, because one character of another region says nothing of the resource behind it.
        pairs = zip(value_parts[:-1], actual_parts[:-1], strict=True)
        equal_parts = sum(part in {other, "*"} for part, other in pairs)
        value, actual = value_parts[-1], actual_parts[-1]
    # Up to the first wildcard and from the last one: what lies between has no place of its own.
    start, _, rest = value.replace("?", "*").partition("*")
    end = rest.rpartition("*")[2] if rest or start != value else value
    prefix = _common_prefix(start, actual)
    return equal_parts, prefix, prefix == len(start), _common_prefix(end[::-1], actual[prefix:][::-1])


def _common_prefix(first: str, second: str) -> int:
    length = 0
    for character, other_character in zip(first, second, strict=False):
        if character != other_character:
            break
        length += 1
    return length
