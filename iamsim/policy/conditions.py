"""Conditions: one table of AWS's 27 operators; prefixes and `IfExists` are taken apart when read.

    one request value, one policy value  → an operator's comparison
    one request value, all policy values → any of them; for a negated operator, none of them
    all request values                   → ForAllValues, ForAnyValue, or the single value

Source: IAM User Guide, reference_policies_elements_condition_operators and
reference_policies_condition-single-vs-multi-valued-context-keys.
"""

from __future__ import annotations

import operator as comparators
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from iamsim.policy import patterns
from iamsim.policy.patterns import Context, ContextValue, ResolvedToken, Token
from iamsim.policy.values import (
    IpRange,
    parse_base64,
    parse_boolean,
    parse_date,
    parse_ip_range,
    parse_number,
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an operator parses two values, one of the request and one of the policy, and compares them.

    `from_tokens` makes the policy's value of tokens whose variables are resolved. Operators without it take
    no variables (reference_policies_variables) and parse both values alike.
    """

    parse: Callable[[str], Any]  # None for a text that is not of the operator's type
    compare: Callable[[Any, Any], bool]  # the request's value, the policy's value
    from_tokens: Callable[[tuple[ResolvedToken, ...]], Any] | None = None
    wildcards: bool = False
    negated: bool = False


def _join_tokens(tokens: tuple[ResolvedToken, ...]) -> str:
    return "".join(map(str, tokens))


# lower, not casefold: AWS compares letter by letter, so "straße" is not "STRASSE".
def _equals_ignoring_case(actual: str, expected: str) -> bool:
    return actual.lower() == expected.lower()


def _is_like(actual: str, expected: Any) -> bool:
    return patterns.matches_segments(expected, actual)


def _is_arn_like(actual: str, expected: Any) -> bool:
    return patterns.matches_arn(expected, actual)


# An address of IPv6 is in no range of IPv4, and the other way round; subnet_of would raise a TypeError.
def _is_within(actual: IpRange, expected: IpRange) -> bool:
    return actual.version == expected.version and actual.subnet_of(expected)  # type: ignore[arg-type]


# `str` leaves a text as it is: these three compare texts.
_TEXT = Comparison(str, comparators.eq, _join_tokens)
_LIKE = Comparison(str, _is_like, patterns.split_at_wildcards, wildcards=True)
_ARN = Comparison(str, _is_arn_like, patterns.split_arn_pattern, wildcards=True)


def _with_negation(value_type: str, name: str, comparison: Comparison) -> dict[str, Comparison]:
    """Return an operator and its negation: StringEquals and StringNotEquals."""
    return {f"{value_type}{name}": comparison, f"{value_type}Not{name}": replace(comparison, negated=True)}


def _ordered(value_type: str, parse: Callable[[str], Any]) -> dict[str, Comparison]:
    """Return the six operators on values that have an order."""
    return {
        **_with_negation(value_type, "Equals", Comparison(parse, comparators.eq)),
        f"{value_type}LessThan": Comparison(parse, comparators.lt),
        f"{value_type}LessThanEquals": Comparison(parse, comparators.le),
        f"{value_type}GreaterThan": Comparison(parse, comparators.gt),
        f"{value_type}GreaterThanEquals": Comparison(parse, comparators.ge),
    }


OPERATORS: Mapping[str, Comparison] = {
    **_with_negation("String", "Equals", _TEXT),
    **_with_negation("String", "EqualsIgnoreCase", replace(_TEXT, compare=_equals_ignoring_case)),
    **_with_negation("String", "Like", _LIKE),
    **_ordered("Numeric", parse_number),
    **_ordered("Date", parse_date),
    "Bool": Comparison(parse_boolean, comparators.eq),
    "BinaryEquals": Comparison(parse_base64, comparators.eq),
    "IpAddress": Comparison(parse_ip_range, _is_within),
    "NotIpAddress": Comparison(parse_ip_range, _is_within, negated=True),
    # "ArnEquals and ArnLike behave identically" (Amazon Resource Name (ARN) condition operators).
    **_with_negation("Arn", "Equals", _ARN),
    **_with_negation("Arn", "Like", _ARN),
    "Null": Comparison(parse_boolean, comparators.eq),
}
QUANTIFIERS = ("ForAllValues", "ForAnyValue")


@dataclass(frozen=True, slots=True)
class Operator:
    """A condition operator as a policy spells it: `ForAnyValue:StringLikeIfExists`."""

    text: str
    name: str
    quantifier: str  # "ForAllValues", "ForAnyValue" or ""
    if_exists: bool

    @classmethod
    def parse(cls, text: str) -> Operator | None:
        """Split a spelling into its parts; None if there is no such operator. Case matters."""
        # rpartition, so that a second colon ends up in the prefix and the spelling is refused.
        prefix, colon, spelling = text.rpartition(":")
        name = spelling.removesuffix("IfExists")
        if name not in OPERATORS or (colon and prefix not in QUANTIFIERS):
            return None
        # Null itself asks whether the key exists, so there is no NullIfExists.
        return None if spelling == "NullIfExists" else cls(text, name, prefix, name != spelling)


class ConditionValue(NamedTuple):
    """A value of a policy, as written and as its operator parses it; with variables, as tokens."""

    text: str
    parsed: Any  # None where the text is not of the operator's type
    tokens: tuple[Token, ...] = ()  # only of a value with variables

    @classmethod
    def parse(cls, comparison: Comparison, text: str, *, variables: bool) -> ConditionValue:
        """Parse a value as its operator does."""
        if comparison.from_tokens is None:
            return cls(text, comparison.parse(text))
        tokens = patterns.tokenize(text, variables=variables, wildcards=comparison.wildcards)
        if patterns.has_variable(tokens):
            return cls(text, None, tokens)
        return cls(text, comparison.from_tokens(patterns.resolve_variables(tokens, {}) or ()))

    def compares(self, comparison: Comparison, actual: Any, context: Context) -> bool:
        """Compare with the request's value, already parsed; a variable without a value equals nothing."""
        expected = self.parsed
        if self.tokens and comparison.from_tokens is not None:
            resolved = patterns.resolve_variables(self.tokens, context)
            expected = None if resolved is None else comparison.from_tokens(resolved)
        return expected is not None and comparison.compare(actual, expected)


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of a Condition block: an operator, a context key and the values it is compared with."""

    operator: Operator
    key: str  # in lower case: the names of context keys ignore case
    values: tuple[ConditionValue, ...]
    comparison: Comparison = field(repr=False, compare=False)

    @classmethod
    def parse(
        cls, operator: Operator, key: str, texts: tuple[str, ...], *, variables: bool = True
    ) -> Condition:
        """Parse the values once; `variables` is false under Version 2008-10-17."""
        comparison = OPERATORS[operator.name]
        values = tuple([ConditionValue.parse(comparison, text, variables=variables) for text in texts])
        return cls(operator, key.lower(), values, comparison)

    @property
    def required_keys(self) -> tuple[str, ...]:
        """The context keys that variables in its values read and that have no default."""
        return tuple(key for value in self.values for key in patterns.required_keys(value.tokens))

    @property
    def variable_keys(self) -> tuple[str, ...]:
        """The context keys of all variables in its values, in lower case."""
        return tuple(
            token.name.lower()
            for value in self.values
            for token in value.tokens
            if isinstance(token, patterns.Variable)
        )

    def matches(self, context: Context) -> bool:
        """Tell whether this line is true of a request."""
        actual = context.get(self.key)
        if self.operator.name == "Null":
            return self._matches_null(context)
        if self.operator.quantifier:
            # "a null data set, such as an empty string" counts as no value.
            matches = (self._matches_value(value, context) for value in _as_tuple(actual) if value != "")
            return all(matches) if self.operator.quantifier == "ForAllValues" else any(matches)
        if actual is None:
            return self.comparison.negated or self.operator.if_exists
        # "Multivalued context keys require a condition set operator": without one they match nothing.
        return isinstance(actual, str) and self._matches_value(actual, context)

    def matching_value(self, context: Context) -> str | None:
        """Return the first of the policy's values that equals a value of the request, as written."""
        actual = context.get(self.key)
        if self.operator.name == "Null":
            return next((value.text for value in self.values if value.parsed is (actual is None)), None)
        matching = (self._first_equal(value, context) for value in _as_tuple(actual))
        return next((value.text for value in matching if value is not None), None)

    def _matches_null(self, context: Context) -> bool:
        # access-analyzer-reference-policy-checks, "Null with qualifier": always true, or always false.
        if self.operator.quantifier:
            return self.operator.quantifier == "ForAllValues"
        return self.matching_value(context) is not None

    def _matches_value(self, actual: str, context: Context) -> bool:
        """Compare one value of the request with the list: any of it, for a negated operator none."""
        is_equal = self._first_equal(actual, context) is not None
        # "Empty array condition": an empty list is true of no value, under a negated operator too.
        return bool(self.values) and is_equal is not self.comparison.negated

    def _first_equal(self, actual: str, context: Context) -> ConditionValue | None:
        # The request's value, once for all of the policy's.
        parsed = self.comparison.parse(actual)
        if parsed is None:
            return None
        equal = (value for value in self.values if value.compares(self.comparison, parsed, context))
        return next(equal, None)


def _as_tuple(actual: ContextValue | None) -> tuple[str, ...]:
    return (actual,) if isinstance(actual, str) else actual or ()
