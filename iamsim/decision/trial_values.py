"""Values of an unknown context key to try: one for each way in which the conditions about it can go.

    StringLike k "web-*", StringEquals k "ops"   → missing, "web-(other)", "ops", "(other)"
    NumericLessThan k 10                         → missing, 9, 10, 11, "(other)"

Source: IAM User Guide, reference_policies_elements_condition_operators, for how the operators compare.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from decimal import Decimal
from ipaddress import IPv4Address, IPv6Address
from itertools import combinations, pairwise
from typing import Any, NamedTuple

from iamsim.aws import context_keys
from iamsim.policy import (
    Condition,
    ConditionElement,
    ContextValue,
    Pattern,
    Request,
    ResourceElement,
    Segments,
    Statement,
    Variable,
    Wildcard,
    parse_base64,
    parse_boolean,
    parse_date,
    parse_ip_range,
    parse_number,
    resolve_variables,
)

OTHER = "(other)"
"""A text that no policy has, in the place of all texts that a policy does not name."""
MAX_SET_VALUES = 4  # of a multivalued key all sets of so many values are tried, of more only small ones
_MAX_WILDCARDS = 3  # more make the search for a variable's text slow

_BOOLEAN_KEYS = {key.lower() for key in context_keys.BOOLEAN_KEYS}
_TYPED_KEYS = {
    key.lower()
    for keys in (context_keys.ADDRESS_KEYS, context_keys.DATE_KEYS, context_keys.NUMBER_KEYS)
    for key in keys
}


class TrialValues(NamedTuple):
    """Values of one key, None for a missing one; `complete` if every other value acts like one of them."""

    values: tuple[ContextValue | None, ...]
    complete: bool


def values_to_try(
    key: str, statements: Sequence[Statement], request: Request, unknown_keys: Container[str]
) -> TrialValues:
    """Return values of a key, in lower case, for the conditions and variables of some statements."""
    if key in _BOOLEAN_KEYS:
        return TrialValues((None, "true", "false"), complete=True)
    elements = [element for statement in statements for element in statement.other_elements]
    conditions = [element.condition for element in elements if isinstance(element, ConditionElement)]
    own = [condition for condition in conditions if condition.key == key]
    texts, complete = _condition_texts(own, request, unknown_keys)
    patterns = [
        pattern
        for element in elements
        if isinstance(element, ResourceElement)
        for pattern in element.variable_patterns
        if key in pattern.variable_keys
    ]
    texts += [text for pattern in patterns for text in _variable_texts(pattern, key, request)]
    compared = [condition.key for condition in conditions if key in condition.variable_keys]
    texts += [text for other in compared for text in _texts_of(request.context.get(other))]
    if patterns or compared:
        complete = len(patterns) + len(compared) == 1 and not own and not _is_wild(patterns) and not compared
    if key not in _TYPED_KEYS:
        texts.append(OTHER)
    # Several values only where a policy takes the key for one that has several.
    if any(condition.operator.quantifier for condition in own):
        sets, all_sets = _value_sets([text for text in dict.fromkeys(texts) if text])
        return TrialValues((None, *sets), complete and all_sets)
    return TrialValues((None, *dict.fromkeys(texts)), complete)


def _texts_of(value: ContextValue | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value or ()


def _value_sets(texts: Sequence[str]) -> tuple[list[ContextValue], bool]:
    all_sets = len(texts) <= MAX_SET_VALUES
    sizes = range(2, len(texts) + 1) if all_sets else (2, len(texts))
    sets: list[ContextValue] = [*texts, *(values for size in sizes for values in combinations(texts, size))]
    return sets, all_sets


def _condition_texts(
    conditions: Iterable[Condition], request: Request, unknown_keys: Container[str]
) -> tuple[list[str], bool]:
    """Return texts for the conditions about one key, and whether every other text acts like one of them."""
    by_type: dict[Callable[[str], Any], list[Any]] = {}
    complete = True
    for condition in conditions:
        if condition.operator.name == "Null":
            continue  # asks only whether the key is missing
        expected = by_type.setdefault(condition.comparison.parse, [])
        for value in condition.values:
            parsed, comparison = value.parsed, condition.comparison
            if value.tokens and comparison.from_tokens:
                resolved = resolve_variables(value.tokens, request.context)
                parsed = None if resolved is None else comparison.from_tokens(resolved)
                complete = complete and not any(key in unknown_keys for key in condition.variable_keys)
            if parsed is not None:
                expected.append(parsed)
        if condition.operator.name.endswith("IgnoreCase"):
            expected += [text.swapcase() for text in expected if isinstance(text, str)]
            complete = False
    texts: list[str] = []
    for parse, values in by_type.items():
        texts_of_type, complete_type = _TEXTS_BY_TYPE[parse](values)
        texts += texts_of_type
        complete = complete and complete_type
    # Of two types of values on one key nobody knows how they lie to each other.
    return texts, complete and len(by_type) <= 1


def _number_texts(values: Iterable[Decimal]) -> tuple[list[str], bool]:
    points, complete = _points(values)
    return [str(point) for point in points], complete


def _date_texts(values: Iterable[Decimal]) -> tuple[list[str], bool]:
    # With a fraction, because four digits alone would be a year.
    points, complete = _points(values)
    return [f"{point:.12f}" for point in points], complete


def _points(values: Iterable[Decimal]) -> tuple[list[Decimal], bool]:
    """Return all values, one between each two, one below and one above all."""
    ordered = sorted(set(values))
    if not ordered:
        return [], True
    between = [(low + high) / 2 for low, high in pairwise(ordered)]
    ends = [ordered[0] - abs(ordered[0]) - 1, ordered[-1] + abs(ordered[-1]) + 1]
    # Decimal rounds at 28 digits.
    exact = all(len(value.as_tuple().digits) + abs(value.adjusted()) <= _MAX_DIGITS for value in ordered)
    return [*ordered, *between, *ends], exact


_MAX_DIGITS = 20


def _address_texts(networks: Iterable[Any]) -> tuple[list[str], bool]:
    """Return the first and last address of each range, and their neighbours outside and inside."""
    texts = []
    for network in networks:
        for end in (int(network.network_address), int(network.broadcast_address)):
            inside_type = [n for n in (end - 1, end, end + 1) if 0 <= n < 1 << network.max_prefixlen]
            make = IPv4Address if network.version == 4 else IPv6Address
            texts += [str(make(n)) for n in inside_type]
    return texts, True


def _boolean_texts(_values: Iterable[bool]) -> tuple[list[str], bool]:
    return ["true", "false"], True


def _binary_texts(values: Iterable[bytes]) -> tuple[list[str], bool]:
    return [base64.b64encode(value).decode() for value in values], True


def _pattern_texts(values: Iterable[Any]) -> tuple[list[str], bool]:
    """Return texts that match each value: a text, a pattern's segments, or those of an ARN's parts."""
    expected = list(dict.fromkeys(values))
    texts = [text for value in expected for text in _matching_texts(value)]
    wild = [value for value in expected if not isinstance(value, str) and not _is_prefix(value)]
    patterns = [value for value in expected if not isinstance(value, str)]
    # Literals and beginnings lie in each other or apart. Other patterns may overlap in texts not tried here.
    return ["", *texts] if wild else texts, not wild or len(patterns) == 1


def _is_prefix(segments: Segments) -> bool:
    """Tell whether segments are a text that may end in `*`."""
    is_of_text = all(isinstance(literal, str) for segment in segments for literal in segment)
    return is_of_text and len(segments[0]) == 1 and segments[1:] in ((), (("",),))


def _matching_texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if all(isinstance(segment[0], str) for segment in value):
        return [filler.join("x".join(segment) for segment in value) for filler in ("", OTHER)]
    return [":".join(_matching_texts(part)[-1] for part in value)]


_TEXTS_BY_TYPE: Mapping[Callable[[str], Any], Callable[[list[Any]], tuple[list[str], bool]]] = {
    str: _pattern_texts,
    parse_number: _number_texts,
    parse_date: _date_texts,
    parse_ip_range: _address_texts,
    parse_boolean: _boolean_texts,
    parse_base64: _binary_texts,
}


def _is_wild(patterns: Iterable[Pattern]) -> bool:
    return any(isinstance(token, Wildcard) for pattern in patterns for token in pattern.tokens)


def _variable_texts(pattern: Pattern, key: str, request: Request) -> list[str]:
    """Return texts that, as the value of a key, make a pattern match the request's resource."""
    if sum(not isinstance(token, str) for token in pattern.tokens) > _MAX_WILDCARDS:
        return []
    parts = []
    for token in pattern.tokens:
        if isinstance(token, Variable) and token.name.lower() == key:
            parts.append("(?P=value)" if "(?P<value>.*)" in parts else "(?P<value>.*)")
        elif isinstance(token, Variable):
            known = resolve_variables([token], request.context)
            parts.append(".*" if known is None else re.escape(str(known[0])))
        else:
            parts.append(re.escape(token) if isinstance(token, str) else {"*": ".*", "?": "."}[token.value])
    match = re.fullmatch("".join(parts), request.resource, re.DOTALL)
    return [match["value"]] if match else []
