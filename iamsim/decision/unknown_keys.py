"""The context keys that nobody gave, and which of them decide a request.

    statements that may match or not by unknown keys → values to try, for each key → the decision with each
    combination of values → the keys that make a difference

The values to try stand for all others where conditions compare in simple ways; where they may not (several
wildcards about one key, many keys), every key that a statement may need counts as deciding: what depends on
an unknown key is never taken for certain.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from itertools import combinations, islice, product
from math import prod
from typing import Any

from iamsim.account import Caller, User
from iamsim.decision.layers import Layers
from iamsim.decision.result import Decision
from iamsim.decision.trial_values import TrialValues, values_to_try
from iamsim.policy import ContextValue, Request, ResourceElement, Statement

MAX_COMBINATIONS = 2_000
"""How many combinations of values are tried: 30 µs each."""
# Nobody can send these along: AWS sets them when a service, and not a person, makes the request.
_KEYS_OF_SERVICES = {
    "aws:assumedroot",
    "aws:ismcpserviceaction",
    "aws:principalisawsservice",
    "aws:viaawsmcpservice",
    "aws:viaawsservice",
}


class UnknownKeys:
    """The keys that a request may carry or not, as far as anybody knows: `key in unknown`, in lower case.

    Known are the keys that somebody gave, also as missing (None), and those that IAM fills in by itself: a
    user's name and tags, for example. A session may have tags that its role has not.
    """

    def __init__(self, caller: Caller, given: Iterable[str]) -> None:
        self._filled = Request(caller.arn, "", "", caller.context).context
        self._given = {key.lower() for key in given}
        self._is_session = caller.identity is not None and not isinstance(caller.identity, User)

    def __contains__(self, key: object) -> bool:
        """Tell whether a key, in lower case, is unknown."""
        if key in self._given or key in self._filled:
            return False
        if str(key).startswith("aws:principaltag/"):
            return self._is_session
        # What a principal of another kind lacks is missing for certain. The unique id is an exception: an
        # account made in Python has none, and AWS always has one.
        return key not in {"aws:username", "aws:principalarn", "aws:principalaccount", "aws:principaltype"}


def deciding_keys(
    layers: Layers,
    request: Request,
    unknown_keys: Container[str],
    decide: Callable[[Mapping[str, Any]], Decision],
) -> tuple[str, ...]:
    """Return the unknown keys with which the decision would be another, as the policies spell them.

    `decide` decides the request with these context keys added.
    """
    statements = _undecided(layers, request, unknown_keys)
    values = _trial_values(statements, request, unknown_keys)
    if not values:
        return ()
    keys = tuple(values)
    deciding: Collection[str] = keys
    if prod(len(tried.values) for tried in values.values()) <= MAX_COMBINATIONS:
        differing = _keys_that_differ({key: tried.values for key, tried in values.items()}, decide)
        # A difference that was seen is one. That none was seen is sure only if every case was tried.
        if differing or all(tried.complete for tried in values.values()):
            deciding = differing
    return tuple([_spelling(key, statements) for key in keys if key in deciding])


def allowing_values(
    layers: Layers,
    request: Request,
    unknown_keys: Container[str],
    decide: Callable[[Mapping[str, Any]], Decision],
) -> dict[str, str]:
    """Return the fewest values of unknown keys with which a request is allowed, by key as policies spell it.

    Each was tried; empty if none of those tried allows it. A value that holds OTHER is one of many. `decide`
    is that of `deciding_keys`.
    """
    statements = _undecided(layers, request, unknown_keys)
    tried = _trial_values(statements, request, unknown_keys)
    # One text for each: of several values at once nobody could be shown which one counts.
    values = {
        key: [value for value in tried[key].values if isinstance(value, str)]
        for key in tried
        if key not in _KEYS_OF_SERVICES
    }
    cases = (
        dict(zip(keys, case, strict=True))
        for size in range(1, len(values) + 1)
        for keys in combinations(values, size)
        for case in product(*(values[key] for key in keys))
    )
    for case in islice(cases, MAX_COMBINATIONS):
        if decide(case) is Decision.ALLOWED:
            return {_spelling(key, statements): value for key, value in case.items()}
    return {}


def _undecided(layers: Layers, request: Request, unknown_keys: Container[str]) -> list[Statement]:
    """Return the statements that may match or not by the values of unknown keys."""
    sources = (*layers.scps, *layers.sources, *filter(None, (layers.boundary, layers.resource)))
    return [
        statement
        for source in sources
        for _, statement in source.statements_matching(request.lower_action)
        if _may_depend(statement, request, unknown_keys)
    ]


def _trial_values(
    statements: Sequence[Statement], request: Request, unknown_keys: Container[str]
) -> dict[str, TrialValues]:
    """Return the values to try of each unknown key that the statements read."""
    keys = dict.fromkeys(
        key for statement in statements for key in statement.all_context_keys if key in unknown_keys
    )
    return {key: values_to_try(key, statements, request, unknown_keys) for key in keys}


def _may_depend(statement: Statement, request: Request, unknown_keys: Container[str]) -> bool:
    """Tell whether a statement, whose Action matches, may match or not by the values of unknown keys."""
    reads_unknown = False
    for element in statement.other_elements:
        if not any(key in unknown_keys for key in element.all_context_keys):
            if not element.accepts(request):
                return False
        elif not isinstance(element, ResourceElement):
            reads_unknown = True
        else:
            patterns = [pattern.with_any_value(unknown_keys) for pattern in element.patterns]
            may_match = any(pattern.matches(request.resource, request.context) for pattern in patterns)
            if not may_match and not element.negated:
                return False
            reads_unknown = reads_unknown or may_match
    return reads_unknown


def _keys_that_differ(
    values: Mapping[str, Sequence[ContextValue | None]], decide: Callable[[Mapping[str, Any]], Decision]
) -> list[str]:
    """Return the keys of which some value makes another decision, with the same values of the others."""
    decisions = {
        combination: decide(dict(zip(values, combination, strict=True)))
        for combination in product(*values.values())
    }
    if len(set(decisions.values())) == 1:
        return []
    differing = []
    for index, key in enumerate(values):
        by_others: dict[object, Decision] = {}
        if any(
            by_others.setdefault((combination[:index], combination[index + 1 :]), decision) is not decision
            for combination, decision in decisions.items()
        ):
            differing.append(key)
    return differing


def _spelling(key: str, statements: Iterable[Statement]) -> str:
    spellings = (spelling for statement in statements for spelling in statement.context_keys)
    return next((spelling for spelling in spellings if spelling.lower() == key), key)
