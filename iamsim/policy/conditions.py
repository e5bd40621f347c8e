"""Conditions: one table of AWS's 27 operators; prefixes and `IfExists` are taken apart when read.

    one request value, one policy value  → an operator's comparison
    one request value, all policy values → any of them; for a negated operator, none of them
    all request values                   → ForAllValues, ForAnyValue, or the single value

Source: IAM User Guide, reference_policies_elements_condition_operators and
reference_policies_condition-single-vs-multi-valued-context-keys.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeAlias

from iamsim.policy.patterns import (
    Context,
    Cut,
    Token,
    Value,
    Wildcard,
    cut_plainly,
    fill,
    fits,
    fits_arn,
    has_variable,
    needed,
    pieces,
    split_arn,
    split_pattern_arn,
    tokens,
)
from iamsim.policy.values import Network, boolean, data, instant, network, number

Filled: TypeAlias = "tuple[str | Wildcard, ...]"


def _text(text: str) -> str:
    return text


# How two values of a kind compare. The first is the request's, the second the policy's.


def _ignoring_case(actual: str, expected: str) -> bool:
    return actual.lower() == expected.lower()


def _like(actual: str, expected: Any) -> bool:
    return fits(expected, actual)


def _arn_like(actual: str, expected: Any) -> bool:
    return fits_arn(expected, actual)


def _within(actual: Network, expected: Network) -> bool:
    return actual.version == expected.version and actual.subnet_of(expected)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an operator reads the request's value, what it makes of the policy's, and how it compares them.

    `shape` makes a policy's value of its tokens, variables filled in, and `plain` does so at once of a text
    that has none; the operators that take no variables read both values alike.
    """

    read: Callable[[str], Any]
    compare: Callable[[Any, Any], bool]
    shape: Callable[[Filled], Any] | None = None
    plain: Callable[[str], Any] | None = None
    wildcards: bool = False
    negated: bool = False


def _joined(filled: Filled) -> str:
    return "".join(map(str, filled))


def _cut_arn_plainly(text: str) -> tuple[Cut, ...] | None:
    parts = split_arn(text)
    return None if parts is None else tuple(map(cut_plainly, parts))


_EXACT = Comparison(_text, operator.eq, _joined, _text)
_ARN = Comparison(_text, _arn_like, split_pattern_arn, _cut_arn_plainly, wildcards=True)


def _both(name: str, comparison: Comparison) -> dict[str, Comparison]:
    """Give an operator and the one that says no to it: StringEquals and StringNotEquals."""
    kind = next(kind for kind in ("String", "Numeric", "Date", "Arn") if name.startswith(kind))
    opposite = replace(comparison, negated=True)
    return {name: comparison, f"{kind}Not{name.removeprefix(kind)}": opposite}


def _ordered(kind: str, read: Callable[[str], Any]) -> dict[str, Comparison]:
    return {
        **_both(f"{kind}Equals", Comparison(read, operator.eq)),
        f"{kind}LessThan": Comparison(read, operator.lt),
        f"{kind}LessThanEquals": Comparison(read, operator.le),
        f"{kind}GreaterThan": Comparison(read, operator.gt),
        f"{kind}GreaterThanEquals": Comparison(read, operator.ge),
    }


OPERATORS: Mapping[str, Comparison] = {
    **_both("StringEquals", _EXACT),
    **_both("StringEqualsIgnoreCase", replace(_EXACT, compare=_ignoring_case)),
    **_both("StringLike", Comparison(_text, _like, pieces, cut_plainly, wildcards=True)),
    **_ordered("Numeric", number),
    **_ordered("Date", instant),
    "Bool": Comparison(boolean, operator.eq),
    "BinaryEquals": Comparison(data, operator.eq),
    "IpAddress": Comparison(network, _within),
    "NotIpAddress": Comparison(network, _within, negated=True),
    **_both("ArnEquals", _ARN),
    **_both("ArnLike", _ARN),
    "Null": Comparison(boolean, operator.eq),
}


@dataclass(frozen=True, slots=True)
class Operator:
    """A condition operator as a policy spells it: `ForAnyValue:StringLikeIfExists`."""

    text: str
    name: str
    quantifier: str  # "ForAllValues", "ForAnyValue" or ""
    if_exists: bool

    @classmethod
    def parse(cls, text: str) -> Operator | None:
        """Take a spelling apart; None if there is no such operator."""
        return _SPELLINGS.get(text)


def _spelt(quantifier: str, name: str, *, if_exists: bool) -> Operator:
    prefix, suffix = f"{quantifier}:" if quantifier else "", "IfExists" if if_exists else ""
    return Operator(f"{prefix}{name}{suffix}", name, quantifier, if_exists)


# Every operator with each prefix, and all but Null with the suffix.
_SPELLINGS = {
    spelt.text: spelt
    for name in OPERATORS
    for quantifier in ("", "ForAllValues", "ForAnyValue")
    for if_exists in ((False,) if name == "Null" else (False, True))
    for spelt in [_spelt(quantifier, name, if_exists=if_exists)]
}


class Wanted(NamedTuple):
    """One value of a policy: as written, and what it means; or with variables, its tokens."""

    text: str
    meaning: Any  # None where the text is not of the operator's kind
    tokens: tuple[Token, ...] = ()

    @classmethod
    def parse(cls, comparison: Comparison, text: str, *, variables: bool) -> Wanted:
        """Read a value as its operator reads values."""
        if comparison.shape is None:
            return cls(text, comparison.read(text))
        if comparison.plain is not None and "${" not in text:
            return cls(text, comparison.plain(text))
        parts = tokens(text, variables=variables, wildcards=comparison.wildcards)
        if has_variable(parts):
            return cls(text, None, parts)
        return cls(text, comparison.shape(fill(parts, {}) or ()))

    def equals(self, comparison: Comparison, actual: Any, context: Context) -> bool:
        """Tell whether the request's value, already read, compares; a variable without a value never does."""
        expected = self.meaning
        if self.tokens and comparison.shape is not None:
            filled = fill(self.tokens, context)
            expected = None if filled is None else comparison.shape(filled)
        return expected is not None and comparison.compare(actual, expected)


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of a Condition block: an operator, a context key and the values it is compared with."""

    operator: Operator
    key: str  # in lower case: the names of context keys ignore case
    wanted: tuple[Wanted, ...]
    comparison: Comparison = field(repr=False, compare=False)

    @classmethod
    def parse(
        cls, operator_: Operator, key: str, values: tuple[str, ...], *, variables: bool = True
    ) -> Condition:
        """Read the values once; `variables` is false under Version 2008-10-17."""
        comparison = OPERATORS[operator_.name]
        wanted = tuple([Wanted.parse(comparison, text, variables=variables) for text in values])
        return cls(operator_, key.lower(), wanted, comparison)

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables among its values that have no default."""
        return tuple(name for wanted in self.wanted for name in needed(wanted.tokens))

    def holds(self, context: Context) -> bool:
        """Tell whether this line is true of the request."""
        actual = context.get(self.key)
        if self.operator.name == "Null":
            return self._null(context)
        if self.operator.quantifier:
            return self._quantified(actual, context)
        if actual is None:
            return self.comparison.negated or self.operator.if_exists
        return isinstance(actual, str) and self._one(actual, context)

    def fitting(self, context: Context) -> str | None:
        """The policy's value that the request's value equals, for the trace."""
        actual = context.get(self.key)
        if self.operator.name == "Null":
            return next((wanted.text for wanted in self.wanted if wanted.meaning is (actual is None)), None)
        found = (self._equal(value, context) for value in _values(actual))
        return next((wanted.text for wanted in found if wanted is not None), None)

    def _null(self, context: Context) -> bool:
        if self.operator.quantifier:
            return self.operator.quantifier == "ForAllValues"
        return self.fitting(context) is not None

    def _quantified(self, actual: Value | None, context: Context) -> bool:
        answers = (self._one(value, context) for value in _values(actual) if value != "")
        return all(answers) if self.operator.quantifier == "ForAllValues" else any(answers)

    def _one(self, actual: str, context: Context) -> bool:
        """One request value against the list: any of it, for a negated operator none; never an empty list."""
        among = self._equal(actual, context) is not None
        return bool(self.wanted) and among is not self.comparison.negated

    def _equal(self, actual: str, context: Context) -> Wanted | None:
        """The first of the policy's values that one value of the request equals."""
        meaning = self.comparison.read(actual)
        if meaning is None:
            return None
        equal = (wanted for wanted in self.wanted if wanted.equals(self.comparison, meaning, context))
        return next(equal, None)


def _values(actual: Value | None) -> tuple[str, ...]:
    return (actual,) if isinstance(actual, str) else actual or ()
