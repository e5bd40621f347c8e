"""What a statement can match, as sets of texts: whether a Deny meets an Allow, or leaves nothing of it.

    statement, caller's context → Scope (a set of actions, a set of resources) → meets, leaves_nothing

The sets are compared as patterns, so that an answer holds for every request, not for those that were tried.
Source: IAM User Guide, reference_policies_evaluation-logic_policy-eval-denyallow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import NamedTuple

from iamsim.policy import (
    Context,
    Pattern,
    PatternSet,
    ResourceElement,
    Segments,
    Statement,
    have_common_text,
)

MAX_DENIES = 6
"""At most so many Denies are considered together: each doubles the number of comparisons."""


class Scope(NamedTuple):
    """The requests that a statement can match: any of its actions on any of its resources."""

    actions: PatternSet
    resources: PatternSet


def widest_scope(statement: Statement, context: Context) -> Scope:
    """Return all that a statement can match: a variable without a value may stand for any text."""
    return Scope(_actions(statement), _resources(statement, context, widest=True))


def certain_scope(statement: Statement, context: Context) -> Scope | None:
    """Return what a statement always matches; None if a condition has to be true besides."""
    # Resource is the only other element of the policies that users, groups and roles hold.
    if any(not isinstance(element, ResourceElement) for element in statement.other_elements):
        return None
    return Scope(_actions(statement), _resources(statement, context, widest=False))


def meets(scope: Scope, other: Scope) -> bool:
    """Tell whether some request is in both."""
    return have_common_text(scope.actions, other.actions) and have_common_text(
        scope.resources, other.resources
    )


def leaves_nothing(allow: Scope, denies: Iterable[Scope], limits: Sequence[Scope] | None = None) -> bool:
    """Tell whether no request of an Allow is left by Denies and by the Allows of a boundary (`limits`).

    `denies` are the scopes of Denies without conditions; `limits` is None where there is no boundary.
    """
    meeting_denies = [deny for deny in denies if meets(allow, deny)][:MAX_DENIES]
    within = [[allow]] if limits is None else [[allow, limit] for limit in limits if meets(allow, limit)]
    # A request is left if each Deny does not have its action, or does not have its resource.
    return not any(
        _have_common_request(scopes, meeting_denies, escapes)
        for scopes in within
        for escapes in product((True, False), repeat=len(meeting_denies))
    )


def _have_common_request(scopes: Sequence[Scope], denies: Sequence[Scope], escapes: Sequence[bool]) -> bool:
    """Tell whether some request is in all scopes, and outside each Deny: by its action (True) or resource."""
    pairs = list(zip(denies, escapes, strict=True))
    actions = [deny.actions.complement() for deny, by_action in pairs if by_action]
    resources = [deny.resources.complement() for deny, by_action in pairs if not by_action]
    return have_common_text(*(scope.actions for scope in scopes), *actions) and have_common_text(
        *(scope.resources for scope in scopes), *resources
    )


def _actions(statement: Statement) -> PatternSet:
    patterns = (Pattern.parse(text.lower(), variables=False) for text in statement.action.expected)
    return PatternSet(tuple(pattern.segments for pattern in patterns), statement.action.negated)


def _resources(statement: Statement, context: Context, *, widest: bool) -> PatternSet:
    element = next(e for e in statement.other_elements if isinstance(e, ResourceElement))
    # A NotResource is widest if it excepts as little as possible.
    any_text = widest is not element.negated
    patterns = (_segments(pattern, context, any_text=any_text) for pattern in element.patterns)
    return PatternSet(tuple(segments for segments in patterns if segments is not None), element.negated)


def _segments(pattern: Pattern, context: Context, *, any_text: bool) -> Segments | None:
    """Resolve a pattern. If the context lacks a variable, that is any text, or else the pattern is None."""
    # A variable with a default as well: the request may have a value for it.
    unknown_keys = [key for key in pattern.variable_keys if key not in context]
    if unknown_keys and not any_text:
        return None
    return pattern.with_any_value(unknown_keys).resolve(context)
