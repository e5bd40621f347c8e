"""The cases of a question: all decisions that its request can have, as far as AWS's message agrees.

Variants → ExploredVariants: the states that unknown keys lead to, each with its result
         → those that agree with AWS's message → DecisionCases, the keys that matter, what is proved
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from iamsim.decision import Decision, EvaluationResult, StatementResult
from iamsim.decision.carried_keys import CarriedKey
from iamsim.decision.cases import DecisionCase, Exploration, explore, refusal, spelled
from iamsim.decision.match_states import State
from iamsim.policy import Request
from iamsim.why.asker import Asker
from iamsim.why.evidence import agrees, facts, is_blamed
from iamsim.why.layers import Variant
from iamsim.why.question import AccessQuestion


def entry_place(entry: StatementResult) -> tuple[str, str, str | None, str, int]:
    """Return what tells a statement from others by names: variants have the same policy as other objects."""
    return (entry.source.kind, entry.source.name, entry.policy.arn, entry.policy.name, entry.statement.index)


class ExploredVariant(NamedTuple):
    """A variant, and what the request's unknown keys can make of it."""

    premise: str
    exploration: Exploration
    results: list[tuple[State, EvaluationResult]]


def with_carried(request: Request, carried: Iterable[CarriedKey]) -> Request:
    """Return the request with values of carried keys, where it has none of its own."""
    values = {key.key: key.value for key in carried}
    return Request(request.principal, request.action, request.resource, {**values, **request.context})


def explore_variants(
    request: Request, variants: Sequence[Variant], asker: Asker, now: datetime | None
) -> list[ExploredVariant]:
    """Explore a request, which has the carried keys, in each variant of its layers.

    Those variants come last in which an unseen policy denies, and are left out where nothing allows.
    """

    def is_unknown(key: str) -> bool:
        return asker.is_unknown(key, request)

    explored: list[ExploredVariant] = []
    for variant in variants:
        if variant.supposes_deny and not is_allowed_somewhere(explored):
            continue
        exploration = explore(request, variant.layers, is_unknown, now)
        results = [(state, exploration.result(state)) for state in exploration.states]
        explored.append(ExploredVariant(variant.premise, exploration, results))
    return explored


def is_allowed_somewhere(explored: Iterable[ExploredVariant]) -> bool:
    """Tell whether the request is allowed in some state of some variant."""
    return any(result.allowed for variant in explored for _, result in variant.results)


def agreeing_variants(question: AccessQuestion, explored: Sequence[ExploredVariant]) -> list[ExploredVariant]:
    """Return the variants with those of their results that agree with AWS's message, if there is one."""
    denial = question.denial
    # A message without a reason does not say that it was the unseen policy which refused.
    names_nothing = denial is not None and not (denial.policy_type or denial.explicit or denial.implicit)
    if denial is None or (names_nothing and len(explored) > 1):
        return list(explored)
    return [
        variant._replace(results=[pair for pair in variant.results if agrees(denial, pair[1])])
        for variant in explored
    ]


_ORDER = (Decision.ALLOWED, Decision.EXPLICIT_DENY, Decision.IMPLICIT_DENY)


def cases_of(explored: Sequence[ExploredVariant], question: AccessQuestion) -> tuple[DecisionCase, ...]:
    """Return the cases of all variants, one for each decision and layer that refuses."""
    cases_by_refusal: dict[object, list[DecisionCase]] = {}
    for variant in explored:
        for case in variant.exploration.cases(variant.results, variant.premise):
            cases_by_refusal.setdefault(case.refusal, []).append(_only_blamed(case, question))
    merged = [_merge(cases, len(explored)) for cases in cases_by_refusal.values()]
    return tuple(sorted(merged, key=lambda case: _ORDER.index(case.decision)))


def _only_blamed(case: DecisionCase, question: AccessQuestion) -> DecisionCase:
    """Return the case with the policy that AWS names as the only one that certainly decides."""
    denial = question.denial
    if denial is None or case.decision is not Decision.EXPLICIT_DENY:
        return case
    blamed = tuple([entry for entry in case.always if is_blamed(denial, entry)])
    unblamed = tuple([entry for entry in case.always if entry not in blamed])
    return replace(case, always=blamed, sometimes=(*unblamed, *case.sometimes)) if blamed else case


def _merge(cases: Sequence[DecisionCase], variant_count: int) -> DecisionCase:
    """Return one case for the equal ones of several variants; it supposes nothing if all of them have it."""
    first, *rest = cases
    if not rest:
        return first
    places = [{entry_place(entry) for entry in case.always} for case in rest]
    always = [entry for entry in first.always if all(entry_place(entry) in p for p in places)]
    possible = {entry_place(entry): entry for o in cases for entry in (*o.always, *o.sometimes)}
    sometimes = [entry for place, entry in possible.items() if place not in set(map(entry_place, always))]
    premise = "" if len(cases) == variant_count else ", or ".join(case.premise for case in cases)
    return replace(first, always=tuple(always), sometimes=tuple(sometimes), premise=premise)


def facts_of(explored: Sequence[ExploredVariant], agreeing: Sequence[ExploredVariant]) -> tuple[str, ...]:
    """Return what AWS's message proves of the request's keys; nothing where a policy is unseen."""
    if len(explored) > 1:
        return ()
    return facts(explored[0].exploration, [state for state, _ in agreeing[0].results])


def keys_that_matter(explored: Sequence[ExploredVariant], question: AccessQuestion | None) -> tuple[str, ...]:
    """Return the unknown keys by which the decision or the reason is another, as the policies spell them."""
    denial = question.denial if question else None

    def reason(result: EvaluationResult) -> object:
        return None if denial and not agrees(denial, result) else _reason(result)

    keys: dict[str, None] = {}
    for variant in explored:
        keys.update(dict.fromkeys(variant.exploration.keys_that_matter(reason)))
    return spelled(keys, (entry for variant in explored for entry in variant.exploration.open_statements))


def _reason(result: EvaluationResult) -> object:
    """Return what makes the reason of a result another one."""
    if result.decision is Decision.EXPLICIT_DENY:
        return (refusal(result), frozenset(map(entry_place, result.matched_statements)))
    return refusal(result)
