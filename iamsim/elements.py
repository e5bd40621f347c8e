"""The elements of a statement: Action, Resource, Principal, one for each line of Condition.

Every element answers: does it accept this request, what did it look at, which of its values fitted?
Source: IAM User Guide, reference_policies_elements.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from iamsim.conditions import Condition, Operator
from iamsim.matching import Context, Pattern, Value, complete_arn, needed, predicate, segments
from iamsim.request import Request


def texts(value: Any) -> tuple[str, ...]:
    """A value or a list of values, as texts: JSON's true and 5 are "true" and "5" to IAM."""
    values = value if isinstance(value, list) else [value]
    return tuple(str(item).lower() if isinstance(item, bool) else str(item) for item in values)


@dataclass(frozen=True, slots=True)
class ElementResult:
    """One element of a statement, held against one request."""

    name: str
    expected: tuple[str, ...]
    actual: Value | None
    pattern: str | None  # the one of `expected` that fitted
    accepted: bool

    def __str__(self) -> str:
        """Say it in one line."""
        verdict = "accepted" if self.accepted else "not accepted"
        return f"{self.name} {', '.join(self.expected)}: {self.actual or 'nothing'} {verdict}"


class Element(Protocol):
    """What every element of a statement answers."""

    @property
    def name(self) -> str:
        """The element's name in JSON; for a condition with operator and key."""

    @property
    def expected(self) -> tuple[str, ...]:
        """The values, as written."""

    def accepts(self, request: Request) -> bool:
        """Tell whether the request passes this element."""

    def actual(self, request: Request) -> Value | None:
        """What the element looks at in the request."""

    def pattern(self, request: Request) -> str | None:
        """The value that fitted, if one did."""

    @property
    def context_keys(self) -> tuple[str, ...]:
        """The context keys it reads."""


@dataclass(frozen=True, slots=True)
class ActionElement:
    """Action or NotAction; names of actions ignore case (reference_policies_elements_action)."""

    name: str
    expected: tuple[str, ...]
    negated: bool
    patterns: tuple[Pattern, ...] = field(repr=False)
    fits: Callable[[str], bool] = field(repr=False, compare=False)

    @classmethod
    def parse(cls, name: str, texts: tuple[str, ...]) -> ActionElement:
        """Read the patterns once; variables mean nothing here."""
        patterns = tuple(Pattern.parse(text.lower(), variables=False) for text in texts)
        return cls(name, texts, name.startswith("Not"), patterns, predicate(patterns))

    def accepts(self, request: Request) -> bool:
        """Tell whether the request's action is among them, or for NotAction is not."""
        return self.fits(request.folded_action) is not self.negated

    def actual(self, request: Request) -> str:
        """The action asked for."""
        return request.action

    def pattern(self, request: Request) -> str | None:
        """The first pattern that fits the action."""
        return _first(self, request.folded_action, request.context)

    @property
    def context_keys(self) -> tuple[str, ...]:
        """None: variables mean nothing in an action."""
        return ()


@dataclass(frozen=True, slots=True)
class ResourceElement:
    """Resource or NotResource; ARNs keep case, and `*` crosses `/` (reference_policies_elements_resource)."""

    name: str
    expected: tuple[str, ...]
    negated: bool
    patterns: tuple[Pattern, ...] = field(repr=False)
    varying: tuple[Pattern, ...] = field(repr=False)
    fits: Callable[[str], bool] = field(repr=False, compare=False)

    @classmethod
    def parse(cls, name: str, texts: tuple[str, ...], *, variables: bool) -> ResourceElement:
        """Read the patterns once; those with variables are filled in for each request."""
        patterns = tuple(Pattern.parse(complete_arn(text), variables=variables) for text in texts)
        fixed = [pattern for pattern in patterns if not pattern.has_variables]
        varying = tuple(pattern for pattern in patterns if pattern.has_variables)
        return cls(name, texts, name.startswith("Not"), patterns, varying, predicate(fixed))

    def accepts(self, request: Request) -> bool:
        """Tell whether the request's resource is among them, or for NotResource is not."""
        among = self.fits(request.resource) or any(
            p.fits(request.resource, request.context) for p in self.varying
        )
        return among is not self.negated

    def actual(self, request: Request) -> str:
        """The resource asked for."""
        return request.resource

    def pattern(self, request: Request) -> str | None:
        """The first pattern that fits the resource."""
        return _first(self, request.resource, request.context)

    @property
    def context_keys(self) -> tuple[str, ...]:
        """The variables without a default."""
        return tuple(key for pattern in self.varying for key in needed(pattern.tokens))


def _first(element: ActionElement | ResourceElement, text: str, context: Context) -> str | None:
    pairs = zip(element.expected, element.patterns, strict=True)
    return next((written for written, pattern in pairs if pattern.fits(text, context)), None)


@dataclass(frozen=True, slots=True)
class PrincipalElement:
    """Principal or NotPrincipal of a resource's policy (reference_policies_elements_principal).

    An account (its number, or its root's ARN) stands for everybody in it.
    """

    name: str
    expected: tuple[str, ...]
    negated: bool

    @classmethod
    def parse(cls, name: str, raw: Any) -> PrincipalElement:
        """Read `"*"` or a map of kinds to names; only AWS principals can be callers here."""
        listed = {"AWS": raw} if isinstance(raw, str) else raw
        pairs = [(kind, text) for kind, names in listed.items() for text in texts(names)]
        callers = tuple(text for kind, text in pairs if kind == "AWS" or text == "*")
        others = tuple(f"{kind}:{text}" for kind, text in pairs if kind != "AWS" and text != "*")
        return cls(name, callers + others, name.startswith("Not"))

    def accepts(self, request: Request) -> bool:
        """Tell whether the caller is named, alone or with its account."""
        return (self.pattern(request) is not None) is not self.negated

    def actual(self, request: Request) -> str:
        """The caller's ARN."""
        return request.principal

    def pattern(self, request: Request) -> str | None:
        """The name that fits the caller: its ARN, its role, its account, or everybody."""
        return next(iter(self.fitting_names(request)), None)

    def fitting_names(self, request: Request) -> tuple[str, ...]:
        """Those of the policy's names that stand for the caller."""
        names = names_of(request)
        return tuple(name for name in self.expected if name in names)

    @property
    def context_keys(self) -> tuple[str, ...]:
        """None: the caller is always known."""
        return ()


def names_of(request: Request) -> frozenset[str]:
    """Every name by which a resource's policy may speak of the caller; no group is ever among them."""
    principal, parts = request.principal, segments(request.principal)
    if parts is None:
        return frozenset((principal, "*"))
    account, role_or_user = parts[4], request.context.get("aws:principalarn", principal)
    root = f"arn:{parts[1]}:iam::{account}:root"
    return frozenset((principal, str(role_or_user), root, account, "*"))


@dataclass(frozen=True, slots=True)
class ConditionElement:
    """One operator, one context key and its values."""

    name: str
    expected: tuple[str, ...]
    key: str  # as the policy spells it
    condition: Condition

    @classmethod
    def parse(cls, spelling: str, key: str, values: tuple[str, ...], *, variables: bool) -> ConditionElement:
        """Read one line of a Condition block that the grammar has let through."""
        operator = Operator.parse(spelling)
        assert operator is not None, spelling  # noqa: S101 - the grammar knows the same table
        condition = Condition.parse(operator, key, values, variables=variables)
        return cls(f"Condition {spelling} {key}", values, key, condition)

    def accepts(self, request: Request) -> bool:
        """Tell whether the condition is true of the request."""
        return self.condition.holds(request.context)

    def actual(self, request: Request) -> Value | None:
        """The request's value of the key; None if it carries none."""
        return request.context.get(self.condition.key)

    def pattern(self, request: Request) -> str | None:
        """The value that the request's value equals."""
        return self.condition.fitting(request.context)

    @property
    def context_keys(self) -> tuple[str, ...]:
        """Its own key, and the variables among its values."""
        return (self.key, *[key for wanted in self.condition.wanted for key in needed(wanted.tokens or ())])
