"""The elements of a statement: Action, Resource, Principal, one for each line of Condition.

Every element answers: does it accept this request, what did it look at, which of its values fitted?
Source: IAM User Guide, reference_policies_elements.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from iamsim.policy.conditions import Condition, Operator
from iamsim.policy.patterns import Pattern, Value, complete_arn, needed, predicate, split_arn
from iamsim.policy.request import Request


def texts(value: Any) -> tuple[str, ...]:
    """A value or a list of values, as texts: JSON's true and 5 are "true" and "5" to IAM."""
    if isinstance(value, str):
        return (value,)
    values = value if isinstance(value, list) else [value]
    return tuple([str(item).lower() if isinstance(item, bool) else str(item) for item in values])


class ElementResult(NamedTuple):
    """One element of a statement, held against one request."""

    name: str
    expected: tuple[str, ...]
    actual: Value | None
    pattern: str | None  # the one of `expected` that fitted
    accepted: bool

    @property
    def found(self) -> str:
        """What the request has, in words."""
        if self.actual is None:
            return "nothing"
        return ", ".join(self.actual) if isinstance(self.actual, tuple) else self.actual or "an empty text"

    def __str__(self) -> str:
        """Say it in one line."""
        verdict = "accepted" if self.accepted else "not accepted"
        return f"{self.name} {', '.join(self.expected)}: {self.found} {verdict}"


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

    def result(self, request: Request) -> ElementResult:
        """What it expected, what it looked at, which value fitted, and whether it accepts."""

    @property
    def context_keys(self) -> tuple[str, ...]:
        """The context keys it reads, as the policy spells them."""


@dataclass(frozen=True, slots=True)
class ActionElement:
    """Action or NotAction; names of actions ignore case (reference_policies_elements_action)."""

    name: str
    expected: tuple[str, ...]
    negated: bool
    fits: Callable[[str], bool] = field(repr=False, compare=False)

    @classmethod
    def parse(cls, name: str, texts: tuple[str, ...]) -> ActionElement:
        """Read the patterns once; variables mean nothing here."""
        patterns = [Pattern.parse(text.lower(), variables=False) for text in texts]
        return cls(name, texts, name.startswith("Not"), predicate(patterns))

    def is_about(self, action: str) -> bool:
        """Tell whether an action, in lower case, is among them, or for NotAction is not."""
        return self.fits(action) is not self.negated

    def accepts(self, request: Request) -> bool:
        """Tell whether the request's action is among them, or for NotAction is not."""
        return self.fits(request.folded_action) is not self.negated

    def actual(self, request: Request) -> str:
        """The action asked for."""
        return request.action

    def result(self, request: Request) -> ElementResult:
        """Say which action was asked for, and the first pattern that it fits."""
        action, among = request.folded_action, self.fits(request.folded_action)
        pattern = None
        if among:
            parsed = ((text, Pattern.parse(text.lower(), variables=False)) for text in self.expected)
            pattern = next(text for text, pattern in parsed if pattern.fits(action, {}))
        return ElementResult(self.name, self.expected, request.action, pattern, among is not self.negated)

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
        patterns = tuple([Pattern.parse(complete_arn(text), variables=variables) for text in texts])
        fixed = [pattern for pattern in patterns if not pattern.has_variables]
        varying = tuple([pattern for pattern in patterns if pattern.has_variables])
        return cls(name, texts, name.startswith("Not"), patterns, varying, predicate(fixed))

    def accepts(self, request: Request) -> bool:
        """Tell whether the request's resource is among them, or for NotResource is not."""
        return self._among(request) is not self.negated

    def _among(self, request: Request) -> bool:
        if self.fits(request.resource):
            return True
        for pattern in self.varying:  # noqa: SIM110 - any() with a generator takes twice as long
            if pattern.fits(request.resource, request.context):
                return True
        return False

    def actual(self, request: Request) -> str:
        """The resource asked for."""
        return request.resource

    def result(self, request: Request) -> ElementResult:
        """Say which resource was asked for, and the first pattern that it fits."""
        resource, among = request.resource, self._among(request)
        pattern = None
        if among:
            pairs = zip(self.expected, self.patterns, strict=True)
            pattern = next(text for text, pattern in pairs if pattern.fits(resource, request.context))
        return ElementResult(self.name, self.expected, resource, pattern, among is not self.negated)

    @property
    def context_keys(self) -> tuple[str, ...]:
        """The variables without a default."""
        return tuple(name for pattern in self.varying for name in needed(pattern.tokens))


@dataclass(frozen=True, slots=True)
class PrincipalElement:
    """Principal or NotPrincipal of a resource's policy (reference_policies_elements_principal).

    In Principal an account (its number, or its root's ARN) stands for everybody in it; in NotPrincipal it
    does not, or naming a user beside the account, as AWS advises, would except them all.
    """

    name: str
    expected: tuple[str, ...]
    negated: bool

    @classmethod
    def parse(cls, name: str, raw: Any) -> PrincipalElement:
        """Read `"*"` or a map of kinds to names; only AWS principals can be callers here."""
        listed = {"AWS": raw} if isinstance(raw, str) else raw
        pairs = [(kind, text) for kind, names in listed.items() for text in texts(names)]
        expected = tuple([text if kind == "AWS" else f"{kind}:{text}" for kind, text in pairs])
        return cls(name, expected, name.startswith("Not"))

    def accepts(self, request: Request) -> bool:
        """Tell whether the caller is named, or for NotPrincipal is not."""
        return bool(self.fitting(request)) is not self.negated

    def actual(self, request: Request) -> str:
        """The caller's ARN."""
        return request.principal

    def result(self, request: Request) -> ElementResult:
        """Say who asked, and the first name that stands for the caller."""
        names = self.fitting(request)
        accepted = bool(names) is not self.negated
        return ElementResult(
            self.name, self.expected, request.principal, names[0] if names else None, accepted
        )

    def fitting(self, request: Request) -> tuple[str, ...]:
        """Those of the policy's names that stand for the caller."""
        names = own_names(request) if self.negated else (*own_names(request), *account_names(request))
        return tuple([name for name in self.expected if name in names])

    @property
    def context_keys(self) -> tuple[str, ...]:
        """None: the caller is always known."""
        return ()


def own_names(request: Request) -> tuple[str, ...]:
    """The names of the caller itself: its ARN, a session's role, everybody; never a group."""
    return (request.principal, str(request.context.get("aws:principalarn", "")), "*")


def account_names(request: Request) -> tuple[str, ...]:
    """The two names of the caller's account."""
    parts = split_arn(request.principal)
    return (parts[4], f"arn:{parts[1]}:iam::{parts[4]}:root") if parts else ()


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

    def result(self, request: Request) -> ElementResult:
        """Say what the key's value is, and the first of the policy's values that it equals."""
        pattern = self.condition.fitting(request.context)
        return ElementResult(self.name, self.expected, self.actual(request), pattern, self.accepts(request))

    @property
    def context_keys(self) -> tuple[str, ...]:
        """Its own key, and the variables among its values."""
        return (self.key, *self.condition.variables)
