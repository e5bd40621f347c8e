"""The elements of a statement: Action, Resource, Principal, and one for each line of Condition.

Each element has its values as written and says of a request whether it accepts it and why: an ElementResult.
Source: IAM User Guide, reference_policies_elements.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from iamsim.policy.conditions import Condition, Operator
from iamsim.policy.patterns import (
    ContextValue,
    Pattern,
    ReadValue,
    any_pattern,
    complete_arn,
    read_value,
    required_keys,
    split_arn,
)
from iamsim.policy.request import Request, text_of


def as_texts(value: Any) -> tuple[str, ...]:
    """Return a JSON value, or each value of a list, as text: true and 5 are "true" and "5" to IAM."""
    if isinstance(value, str):
        return (value,)
    return tuple([text_of(item) for item in (value if isinstance(value, list) else [value])])


class ElementResult(NamedTuple):
    """Whether one element accepts one request, and which values it compared."""

    name: str
    expected: tuple[str, ...]
    actual: ContextValue | None
    pattern: str | None  # the first of `expected` that matches
    accepted: bool

    @property
    def actual_text(self) -> str:
        """The request's value in words; `nothing` for a context key that the request does not carry."""
        if self.actual is None:
            return "nothing"
        return ", ".join(self.actual) if isinstance(self.actual, tuple) else self.actual or "an empty text"

    def __str__(self) -> str:
        """Return it in one line: `Action s3:Get*: s3:GetObject accepted`."""
        verdict = "accepted" if self.accepted else "not accepted"
        return f"{self.name} {', '.join(self.expected)}: {self.actual_text} {verdict}"


@dataclass(frozen=True, slots=True)
class Element:
    """What all elements have in common: a name, values, and an answer to each request.

    No abc.ABC: it makes isinstance() slower, and a matching statement asks several elements.
    """

    name: str  # as in JSON; of a condition `Condition`, operator and key
    expected: tuple[str, ...]  # the values as written

    def accepts(self, request: Request) -> bool:
        """Tell whether the request passes this element."""
        raise NotImplementedError

    def actual(self, request: Request) -> ContextValue | None:
        """Return the part of the request that the element compares with its values."""
        raise NotImplementedError

    def matching_value(self, request: Request) -> str | None:
        """Return the first of its values that matches the request, as written."""
        raise NotImplementedError

    def read_value(self, value: str, request: Request) -> ReadValue:  # noqa: ARG002 - few have variables
        """Return one of its values as the request reads it: its variables replaced by their values."""
        return ReadValue(value)

    @property
    def context_keys(self) -> tuple[str, ...]:
        """The context keys that it reads and that have no default, as the policy spells them."""
        return ()

    @property
    def all_context_keys(self) -> tuple[str, ...]:
        """All context keys that it reads, in lower case: those of variables with a default as well."""
        return ()

    def result(self, request: Request) -> ElementResult:
        """Return what was expected, what the request has, which value matches, and whether it is accepted."""
        actual, pattern = self.actual(request), self.matching_value(request)
        return ElementResult(self.name, self.expected, actual, pattern, self.accepts(request))


@dataclass(frozen=True, slots=True)
class ActionElement(Element):
    """Action or NotAction; names of actions ignore case (reference_policies_elements_action)."""

    negated: bool
    matches_any: Callable[[str], bool] = field(repr=False, compare=False)  # of an action in lower case

    @classmethod
    def parse(cls, name: str, texts: tuple[str, ...]) -> ActionElement:
        """Read the patterns once; in an action `${...}` is literal text."""
        return cls(name, texts, name.startswith("Not"), any_pattern(map(_action_pattern, texts)))

    def accepts_action(self, lower_action: str) -> bool:
        """Tell whether an action, in lower case, is among its values; for NotAction, whether it is not."""
        return self.matches_any(lower_action) is not self.negated

    def accepts(self, request: Request) -> bool:
        """Tell whether the request's action is among its values; for NotAction, whether it is not."""
        return self.accepts_action(request.lower_action)

    def actual(self, request: Request) -> str:
        """Return the request's action."""
        return request.action

    def matching_value(self, request: Request) -> str | None:
        """Return the first of its values that matches the request's action."""
        action = request.lower_action
        # Asked first, because most actions match nothing: without it a whole trace takes 1.7 times as long.
        if not self.matches_any(action):
            return None
        return next(text for text in self.expected if _action_pattern(text).matches(action, {}))


def _action_pattern(text: str) -> Pattern:
    return Pattern.parse(text.lower(), variables=False)


@dataclass(frozen=True, slots=True)
class ResourceElement(Element):
    """Resource or NotResource; ARNs keep case, and `*` crosses `/` (reference_policies_elements_resource)."""

    negated: bool
    patterns: tuple[Pattern, ...] = field(repr=False)
    # The patterns once more, by kind: those without variables are one question, those with are resolved
    # for each request.
    matches_fixed: Callable[[str], bool] = field(repr=False, compare=False)
    variable_patterns: tuple[Pattern, ...] = field(repr=False, compare=False)

    @classmethod
    def parse(cls, name: str, texts: tuple[str, ...], *, variables: bool) -> ResourceElement:
        """Read the patterns once; `variables` is false under Version 2008-10-17."""
        patterns = tuple([Pattern.parse(complete_arn(text), variables=variables) for text in texts])
        matches_fixed = any_pattern(pattern for pattern in patterns if not pattern.has_variables)
        variable_patterns = tuple([pattern for pattern in patterns if pattern.has_variables])
        return cls(name, texts, name.startswith("Not"), patterns, matches_fixed, variable_patterns)

    def accepts(self, request: Request) -> bool:
        """Tell whether a value matches the request's resource; for NotResource, whether none does."""
        if self.matches_fixed(request.resource):
            return not self.negated
        # No any(): with a generator it takes twice as long, and this runs for each statement of a request.
        for pattern in self.variable_patterns:
            if pattern.matches(request.resource, request.context):
                return not self.negated
        return self.negated

    def actual(self, request: Request) -> str:
        """Return the request's resource."""
        return request.resource

    def matching_value(self, request: Request) -> str | None:
        """Return the first of its values that matches the request's resource."""
        if self.accepts(request) is self.negated:  # no value matches
            return None
        resource, context = request.resource, request.context
        pairs = zip(self.expected, self.patterns, strict=True)
        return next(text for text, pattern in pairs if pattern.matches(resource, context))

    def read_value(self, value: str, request: Request) -> ReadValue:
        """Return one of its values as the request reads it: its variables replaced by their values."""
        tokens = self.patterns[self.expected.index(value)].tokens
        return read_value(tokens, request.context) if tokens else ReadValue(value)

    @property
    def context_keys(self) -> tuple[str, ...]:
        """The keys of its variables that have no default."""
        return tuple(key for pattern in self.variable_patterns for key in required_keys(pattern.tokens))

    @property
    def all_context_keys(self) -> tuple[str, ...]:
        """The keys of all of its variables, in lower case."""
        return tuple(key for pattern in self.variable_patterns for key in pattern.variable_keys)


@dataclass(frozen=True, slots=True)
class PrincipalElement(Element):
    """Principal or NotPrincipal of a resource's policy (reference_policies_elements_principal).

    In Principal an account (its number, or its root's ARN) stands for everybody in it; in NotPrincipal it
    does not, or naming a user and the user's account, as AWS advises, would except them all. A Deny with
    NotPrincipal excepts a caller whose names all stand there: a user and its account; a session, its role
    and its account. It never excepts a caller with a permissions boundary (access_policies_boundaries).
    """

    negated: bool
    denies: bool

    @classmethod
    def parse(cls, name: str, raw: Any, *, denies: bool) -> PrincipalElement:
        """Read `"*"` or a map of types to names; only names of the type AWS can be callers here.

        `denies` says that the statement is a Deny.
        """
        # "*" alone means the same as {"AWS": "*"}.
        names_by_type = {"AWS": raw} if isinstance(raw, str) else raw
        pairs = [(type_, text) for type_, names in names_by_type.items() for text in as_texts(names)]
        expected = tuple([text if type_ == "AWS" else f"{type_}:{text}" for type_, text in pairs])
        return cls(name, expected, name.startswith("Not"), denies)

    def accepts(self, request: Request) -> bool:
        """Tell whether the caller is named; for NotPrincipal, whether it is not excepted."""
        if self.negated and self.denies:
            return request.has_boundary or bool(self.missing_names(request))
        return bool(self.matching_names(request)) is not self.negated

    def actual(self, request: Request) -> str:
        """Return the caller's ARN."""
        return request.principal

    def matching_value(self, request: Request) -> str | None:
        """Return the first of its names that stands for the caller, or excepts it."""
        if self.negated and self.accepts(request):
            return None
        return next(iter(self.matching_names(request)), None)

    def matching_names(self, request: Request) -> tuple[str, ...]:
        """Return those of its names that stand for the caller."""
        # A session is named by its own ARN or by its role's, which is its aws:PrincipalArn; never by a group.
        names = [request.principal, str(request.context.get("aws:principalarn", "")), "*"]
        parts = split_arn(request.principal)
        if parts and not self.negated:
            names += [parts[4], f"arn:{parts[1]}:iam::{parts[4]}:root"]
        return tuple([name for name in self.expected if name in names])

    def missing_names(self, request: Request) -> tuple[str, ...]:
        """Return the caller's names that a Deny with NotPrincipal must name to except it, and does not.

        The account comes first, as its root's ARN; the policy may have its number as well.
        """
        if "*" in self.expected:
            return ()
        parts = split_arn(request.principal)
        root = f"arn:{parts[1]}:iam::{parts[4]}:root" if parts else request.principal
        policy_names = {*self.expected, root} if parts and parts[4] in self.expected else {*self.expected}
        # A session's aws:PrincipalArn is its role's.
        own_arn = str(request.context.get("aws:principalarn", request.principal))
        names = dict.fromkeys((root, own_arn, request.principal))
        return tuple([name for name in names if name not in policy_names])


@dataclass(frozen=True, slots=True)
class ConditionElement(Element):
    """One line of a Condition block: an operator, a context key and its values."""

    key: str  # as the policy spells it
    condition: Condition

    @classmethod
    def parse(cls, spelling: str, key: str, texts: tuple[str, ...], *, variables: bool) -> ConditionElement:
        """Read one line of a Condition block whose operator the grammar has checked."""
        operator = Operator.parse(spelling)
        assert operator is not None, spelling  # noqa: S101 - the grammar knows the same table
        condition = Condition.parse(operator, key, texts, variables=variables)
        return cls(f"Condition {spelling} {key}", texts, key, condition)

    def accepts(self, request: Request) -> bool:
        """Tell whether the condition is true of the request."""
        return self.condition.matches(request.context)

    def actual(self, request: Request) -> ContextValue | None:
        """Return the request's value of the key; None if it carries none."""
        return request.context.get(self.condition.key)

    def matching_value(self, request: Request) -> str | None:
        """Return the first of its values that equals the key's value."""
        return self.condition.matching_value(request.context)

    def read_value(self, value: str, request: Request) -> ReadValue:
        """Return one of its values as the request reads it: its variables replaced by their values."""
        tokens = self.condition.values[self.expected.index(value)].tokens
        return read_value(tokens, request.context) if tokens else ReadValue(value)

    @property
    def context_keys(self) -> tuple[str, ...]:
        """Its own key, and those of variables among its values."""
        return (self.key, *self.condition.required_keys)

    @property
    def all_context_keys(self) -> tuple[str, ...]:
        """Its own key and those of all variables among its values, in lower case."""
        return (self.condition.key, *self.condition.variable_keys)
