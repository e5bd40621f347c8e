"""Conditions: one table of AWS's 27 operators; prefixes and `IfExists` are taken apart when read.

    one request value, one policy value  → an operator's comparison
    one request value, all policy values → any of them; for a negated operator, none of them
    all request values                   → ForAllValues, ForAnyValue, or the single value

Source: IAM User Guide, reference_policies_elements_condition_operators and
reference_policies_condition-single-vs-multi-valued-context-keys.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from iamsim.matching import Context, Token, Value, Wildcard, fill, fits, fits_arn, pieces, tokens

Network: TypeAlias = "ipaddress.IPv4Network | ipaddress.IPv6Network"
Filled: TypeAlias = "tuple[str | Wildcard, ...]"


# What a value means, by kind; None where the text is not of that kind.


def number(text: str) -> Decimal | None:
    """Read an integer or decimal, as it stands."""
    try:
        value = (
            Decimal(text)
            if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?", text, re.ASCII)
            else None
        )
    except InvalidOperation:
        return None
    return value


_DATE = re.compile(
    r"(?P<year>[+-]?\d{4})(-(?P<month>\d\d)(-(?P<day>\d\d))?)?"
    r"([Tt](?P<hour>\d\d?)(:(?P<minute>\d\d)(:(?P<second>\d\d)([.,](?P<fraction>\d{1,9}))?)?)?"
    r"(?P<zone>[Zz]|[+-]\d\d(:?\d\d)?)?)?",
    re.ASCII,
)
_EPOCH = re.compile(r"[+-]?\d{1,19}(\.\d+)?", re.ASCII)
_BARE_YEAR = 4


def instant(text: str) -> Decimal | None:
    """Read a date, ISO 8601 or seconds since 1970, as seconds since 1970 (UTC); four digits are a year."""
    if _EPOCH.fullmatch(text) and len(text) != _BARE_YEAR:
        return Decimal(text)
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    part = match.groupdict()
    try:
        day = datetime(
            int(part["year"]),
            int(part["month"] or 1),
            int(part["day"] or 1),
            int(part["hour"] or 0),
            int(part["minute"] or 0),
            int(part["second"] or 0),
            tzinfo=_zone(part["zone"]),
        )
    except ValueError:
        return None
    seconds = (day - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)
    return seconds + Decimal(f"0.{part['fraction'] or 0}")


def _zone(text: str | None) -> timezone:
    if not text or text in "Zz":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-offset if text[0] == "-" else offset)


def boolean(text: str) -> bool | None:
    """Read `true` or `false`, in any case."""
    return {"true": True, "false": False}.get(text.lower())


def data(text: str) -> bytes | None:
    """Read base64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def network(text: str) -> Network | None:
    """Read an address or a CIDR range; a bare address is a range of one."""
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _text(text: str) -> str:
    return text


# How two values of a kind compare. The first is the request's, the second the policy's.


def _ignoring_case(actual: str, expected: str) -> bool:
    return actual.casefold() == expected.casefold()


def _like(actual: str, expected: Filled) -> bool:
    return fits(pieces(expected), actual)


def _arn_like(actual: str, expected: Filled) -> bool:
    return fits_arn(expected, actual)


def _within(actual: Network, expected: Network) -> bool:
    return actual.version == expected.version and actual.subnet_of(expected)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an operator reads its values and compares one with one."""

    read: Callable[[str], Any]
    compare: Callable[[Any, Any], bool]
    negated: bool = False
    variables: bool = False
    wildcards: bool = False


def _both(name: str, comparison: Comparison) -> dict[str, Comparison]:
    """Give an operator and the one that says no to it: StringEquals and StringNotEquals."""
    kind = next(kind for kind in ("String", "Numeric", "Date", "Arn") if name.startswith(kind))
    opposite = Comparison(
        comparison.read, comparison.compare, True, comparison.variables, comparison.wildcards
    )
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
    **_both("StringEquals", Comparison(_text, operator.eq, variables=True)),
    **_both("StringEqualsIgnoreCase", Comparison(_text, _ignoring_case, variables=True)),
    **_both("StringLike", Comparison(_text, _like, variables=True, wildcards=True)),
    **_ordered("Numeric", number),
    **_ordered("Date", instant),
    "Bool": Comparison(boolean, operator.eq),
    "BinaryEquals": Comparison(data, operator.eq),
    "IpAddress": Comparison(network, _within),
    "NotIpAddress": Comparison(network, _within, negated=True),
    **_both("ArnEquals", Comparison(_text, _arn_like, variables=True, wildcards=True)),
    **_both("ArnLike", Comparison(_text, _arn_like, variables=True, wildcards=True)),
    "Null": Comparison(boolean, operator.eq),
}

_OPERATOR = re.compile(r"(?:(?P<set>ForAllValues|ForAnyValue):)?(?P<name>[A-Za-z]+?)(?P<exists>IfExists)?")


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
        match = _OPERATOR.fullmatch(text)
        if match is None or match["name"] not in OPERATORS or (match["name"] == "Null" and match["exists"]):
            return None
        return cls(text, match["name"], match["set"] or "", match["exists"] is not None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One value of a policy: as written, and either its tokens or what it means."""

    text: str
    tokens: tuple[Token, ...] | None
    meaning: Any

    @classmethod
    def parse(cls, comparison: Comparison, text: str, *, variables: bool) -> Wanted:
        """Read a value as its operator reads values."""
        if not comparison.variables:
            return cls(text, None, comparison.read(text))
        return cls(text, tokens(text, variables=variables, wildcards=comparison.wildcards), None)

    def resolved(self, comparison: Comparison, context: Context) -> Any:
        """What the value means in this request; None for a variable without a value or a bad number."""
        if self.tokens is None:
            return self.meaning
        filled = fill(self.tokens, context)
        return filled if filled is None or comparison.wildcards else "".join(map(str, filled))


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of a Condition block: an operator, a context key and the values it is compared with."""

    operator: Operator
    key: str  # in lower case: the names of context keys ignore case
    wanted: tuple[Wanted, ...]

    @classmethod
    def parse(
        cls, operator_: Operator, key: str, values: tuple[str, ...], *, variables: bool = True
    ) -> Condition:
        """Read the values once; `variables` is false under Version 2008-10-17."""
        comparison = OPERATORS[operator_.name]
        wanted = tuple(Wanted.parse(comparison, text, variables=variables) for text in values)
        return cls(operator_, key.lower(), wanted)

    def holds(self, context: Context) -> bool:
        """Tell whether this line is true of the request."""
        actual = context.get(self.key)
        if self.operator.name == "Null":
            return self._null(actual)
        comparison = OPERATORS[self.operator.name]
        if self.operator.quantifier:
            return self._quantified(comparison, actual, context)
        if actual is None:
            return comparison.negated or self.operator.if_exists
        return isinstance(actual, str) and self._one(comparison, actual, context)

    def fitting(self, context: Context) -> str | None:
        """The policy's value that the request's value equals, for the trace."""
        comparison, actual = OPERATORS[self.operator.name], context.get(self.key)
        values = (actual,) if isinstance(actual, str) else actual or ()
        return next(
            (w.text for w in self.wanted for value in values if _equal(comparison, value, w, context)), None
        )

    def _null(self, actual: Value | None) -> bool:
        if self.operator.quantifier:
            return self.operator.quantifier == "ForAllValues"
        return any(wanted.meaning is (actual is None) for wanted in self.wanted)

    def _quantified(self, comparison: Comparison, actual: Value | None, context: Context) -> bool:
        values = (actual,) if isinstance(actual, str) else actual or ()
        answers = (self._one(comparison, value, context) for value in values if value != "")
        return all(answers) if self.operator.quantifier == "ForAllValues" else any(answers)

    def _one(self, comparison: Comparison, actual: str, context: Context) -> bool:
        """One request value against the whole list: any, or for a negated operator none."""
        return (
            any(_equal(comparison, actual, wanted, context) for wanted in self.wanted) != comparison.negated
        )


def _equal(comparison: Comparison, actual: str, wanted: Wanted, context: Context) -> bool:
    meaning = comparison.read(actual)
    expected = wanted.resolved(comparison, context)
    return meaning is not None and expected is not None and comparison.compare(meaning, expected)
