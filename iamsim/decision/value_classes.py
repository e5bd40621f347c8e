"""The values of unknown context keys, as far as policies tell them apart: one value for each class.

    conditions that read a key → values, one at least of each class: two values are of one class if every
    condition is true of both or of neither

A condition on numbers, dates or addresses divides a line into pieces, one on texts names some of them or
matches them by patterns. That the request does not carry the key is a class too, unless each request does.
Source: IAM User Guide, reference_policies_elements_condition_operators.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias

from iamsim.aws import context_keys
from iamsim.decision.carried_keys import ALWAYS_CARRIED, TIME_KEYS, time_of, time_values
from iamsim.decision.text_classes import Steps, arn_steps, distinguishing_texts, text_steps
from iamsim.policy import (
    Condition,
    ConditionElement,
    Context,
    ContextValue,
    Element,
    Pattern,
    Request,
    ResourceElement,
    Variable,
    parse_address,
    parse_boolean,
    parse_date,
    parse_ip_range,
    parse_number,
    resolve_variables,
)
from iamsim.policy import matches_segments as matches
from iamsim.policy.conditions import OPERATORS, ConditionValue
from iamsim.policy.patterns import split_at_wildcards

KeyValue: TypeAlias = "ContextValue | None"
"""A key's value; None where the request does not carry the key."""
Assignment: TypeAlias = Mapping[str, KeyValue]
"""Values by keys in lower case."""

MAX_COMPARISONS = 100_000
"""How many pairs of a value and an element are compared for the keys of one group."""
MAX_VALUES = 400
"""How many sets of values of a multivalued key, or parts of a resource's ARN, are tried."""

_PARSERS: tuple[tuple[Callable[[str], object], tuple[str, ...]], ...] = (
    (parse_address, context_keys.ADDRESS_KEYS),
    (parse_boolean, context_keys.BOOLEAN_KEYS),
    (parse_date, context_keys.DATE_KEYS),
    (parse_number, context_keys.NUMBER_KEYS),
    (str, context_keys.TEXT_KEYS),
)
_TYPES = {key.lower(): parse for parse, keys in _PARSERS for key in keys}
_MULTIVALUED = frozenset(map(str.lower, context_keys.MULTIVALUED_KEYS))
_TIMES = tuple(map(str.lower, TIME_KEYS))

# Values that a person would type, tried before those that are computed.
_EXAMPLES = {
    "aws:sourceip": ("203.0.113.9", "198.51.100.7", "192.0.2.44", "2001:db8::9"),
    "aws:vpcsourceip": ("10.0.0.9", "192.168.0.9", "172.16.0.9"),
    "aws:requestedregion": ("eu-west-1", "us-east-1", "ap-southeast-2", "sa-east-1"),
    "aws:multifactorauthage": ("300",),
    "aws:principalorgid": ("o-example12345",),
    "aws:resourceorgid": ("o-example12345",),
    "aws:sourcevpc": ("vpc-0example",),
    "aws:sourcevpce": ("vpce-0example",),
    "aws:sourceaccount": ("999999999999",),
}
_ANY_VALUES = ("other", "true", "300", "203.0.113.9", "2026-01-31T12:00:00Z")  # one of each type
_ADDRESSES = ("203.0.113.9", "198.51.100.7", "192.0.2.44", "8.8.8.8", "2001:db8::9")


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Unknown keys that some element reads together, and the elements that read them."""

    keys: tuple[str, ...]  # in lower case
    elements: tuple[Element, ...]


def group_keys(elements: Iterable[tuple[Element, frozenset[str]]]) -> list[KeyGroup]:
    """Divide elements, each with the unknown keys that it reads, into groups that share no key."""
    leaders: dict[str, str] = {}

    def leader(key: str) -> str:
        while leaders.setdefault(key, key) != key:
            key = leaders[key]
        return key

    pairs = list(elements)
    # Both keys of the time have one value.
    times = [set(_TIMES)] if any(not keys.isdisjoint(_TIMES) for _, keys in pairs) else []
    for keys in (*times, *(keys for _, keys in pairs)):
        first, *rest = sorted(keys)
        for key in rest:
            leaders[leader(key)] = leader(first)
    keys_of: dict[str, dict[str, None]] = {}
    elements_of: dict[str, dict[Element, None]] = {}
    for key in dict.fromkeys(key for _, keys in pairs for key in sorted(keys)):
        keys_of.setdefault(leader(key), {})[key] = None
    for element, keys in pairs:
        elements_of.setdefault(leader(next(iter(keys))), {})[element] = None
    return [KeyGroup(tuple(keys), tuple(elements_of[name])) for name, keys in keys_of.items()]


def assignments(group: KeyGroup, request: Request, now: datetime | None = None) -> list[Assignment] | None:
    """Return values for a group's keys, one at least of each class; None if that cannot be said for certain.

    The request has the known keys. Those values come first that a person would type.
    """
    if set(group.keys) <= set(_TIMES):
        return _time_assignments(group, now)
    values_of_keys = {key: _values_of_key(key, group.elements, request) for key in group.keys}
    known_values = {key: values for key, values in values_of_keys.items() if values is not None}
    if len(known_values) < len(values_of_keys):
        return None
    choices = list(known_values.values())
    if len(choices) > 1:
        if not all(_is_plain_text(key, group.elements) for key in group.keys):
            return None
        choices = _choices_of_compared_keys(known_values)
    if math.prod(map(len, choices)) * len(group.elements) > MAX_COMPARISONS:
        return None
    return [dict(zip(group.keys, values, strict=True)) for values in itertools.product(*choices)]


def _choices_of_compared_keys(values_of_keys: Mapping[str, Sequence[KeyValue]]) -> list[list[KeyValue]]:
    """Return the choices of keys that are compared with each other: each key may have the values of all.

    And one text more that is none of them, so that two keys can also have two values that no policy names.
    """
    texts = dict.fromkeys(
        value for values in values_of_keys.values() for value in values if value is not None
    )
    texts[_other_text({text for text in texts if isinstance(text, str)})] = None
    return [[*texts, *([None] if key not in ALWAYS_CARRIED else [])] for key in values_of_keys]


def _is_plain_text(key: str, elements: Iterable[Element]) -> bool:
    """Tell whether a key has one text as its value, compared as a whole with values or other keys' values."""
    conditions = [
        element.condition
        for element in elements
        if isinstance(element, ConditionElement) and key in element.all_context_keys
    ]
    return key not in _MULTIVALUED and all(
        not condition.operator.quantifier
        and condition.operator.name in {"Null", "StringEquals", "StringNotEquals"}
        and all(len(value.tokens) <= 1 for value in condition.values)
        for condition in conditions
    )


def _time_assignments(group: KeyGroup, now: datetime | None) -> list[Assignment] | None:
    """Return instants, each as both keys of the time have it."""
    bounds = [
        parse_date(value.text)
        for element in group.elements
        if isinstance(element, ConditionElement)
        for value in element.condition.values
    ]
    if any(isinstance(element, ResourceElement) for element in group.elements):
        return None
    seconds = _between({bound for bound in bounds if bound is not None}, step=Decimal(1))
    times = [*([now] if now else []), *map(time_of, seconds)]
    pairs = (time_values(time) for time in times if time is not None)
    values: list[Assignment] = [dict(zip(_TIMES, pair, strict=True)) for pair in pairs]
    return values or [dict.fromkeys(_TIMES, "0")]


def _values_of_key(key: str, elements: Iterable[Element], request: Request) -> list[KeyValue] | None:
    """Return values of one key, and None for its absence; None if not every class is certain to be in it."""
    conditions = [e.condition for e in elements if isinstance(e, ConditionElement) and e.condition.key == key]
    parts = _parts_of_resource(key, elements, request)
    if parts is None:
        return None
    texts = _texts(key, conditions, parts, request.context)
    if texts is None:
        return None
    values: list[KeyValue] = list(texts)
    # AWS's own keys have one value or several, and we know which; of a service's key ForAllValues or
    # ForAnyValue is a sign that it may have several.
    if key in _MULTIVALUED or (key not in _TYPES and any(c.operator.quantifier for c in conditions)):
        sets = _sets_of_values(key, texts, conditions, request)
        if sets is None:
            return None
        # A key of one service may have one value or several: nothing says which.
        values = [*(values if key not in _MULTIVALUED else ()), *sets]
    return [*values, *([None] if key not in ALWAYS_CARRIED else [])]


def _sets_of_values(
    key: str, texts: Sequence[str], conditions: Sequence[Condition], request: Request
) -> list[tuple[str, ...]] | None:
    """Return sets of texts, one for each way in which the conditions are true of some sets."""

    def answers(values: tuple[str, ...]) -> tuple[bool, ...]:
        context = {**request.context, key: values}
        return tuple([condition.matches(context) for condition in conditions])

    # What a condition says of a set follows from what it says of each value: any of them, or all of them.
    # So a set is as good as another of which the conditions say the same.
    sets_by_answers: dict[tuple[bool, ...], tuple[str, ...]] = {}
    singles = [text for text in texts if text != ""]
    queue: list[tuple[str, ...]] = [(text,) for text in singles]
    while queue:
        values = queue.pop(0)
        if sets_by_answers.setdefault(answers(values), values) is not values:
            continue
        if len(sets_by_answers) > MAX_VALUES:
            return None
        queue += [(*values, text) for text in singles if text not in values]
    return list(sets_by_answers.values())


def _texts(
    key: str, conditions: Sequence[Condition], parts: Iterable[str], context: Context
) -> list[str] | None:
    """Return texts that a key may have as its value, one at least of each class of single values."""
    kinds = {_KIND_OF_OPERATOR[condition.operator.name] for condition in conditions}
    values = [(condition, value) for condition in conditions for value in condition.values]
    texts = [*_EXAMPLES.get(key, ())]
    if "boolean" in kinds or _TYPES.get(key) is parse_boolean:
        texts += ["true", "false"]
    if "number" in kinds or "date" in kinds:
        texts += _numbers_and_dates(value.text for _, value in values)
    if "address" in kinds:
        texts += _addresses(value.text for _, value in values)
    if "bytes" in kinds:
        texts += [value.text for _, value in values]
    literals = [*parts, *(text for pair in values for text in _literals(*pair, context))]
    patterns = [steps for pair in values if (steps := _steps(*pair, context)) is not None]
    # StringEquals tells letters' case apart, StringEqualsIgnoreCase does not.
    if any("IgnoreCase" in condition.operator.name for condition in conditions):
        literals += [text.swapcase() for text in literals]
    texts += literals
    if "text" in kinds or parts or not kinds:
        texts.append(_other_text(literals))
    if patterns:
        distinguishing = distinguishing_texts(patterns, literals)
        if distinguishing is None:
            return None
        texts += sorted(distinguishing, key=lambda text: text == "")  # a text without letters is no example
    parse = _TYPES.get(key, str)
    values_of_type = [text for text in dict.fromkeys(texts) if parse(text) is not None]
    # Where all that is asked is whether the key exists, any value will do.
    return values_of_type or [text for text in _ANY_VALUES if parse(text) is not None][:1]


def _other_text(literals: Collection[str]) -> str:
    """Return a text that is none of these."""
    numbered = (f"other-{number}" for number in itertools.count(2))
    return next(text for text in itertools.chain(["other"], numbered) if text not in literals)


# The first letters of an operator's name → what it compares; all other operators compare texts.
_KINDS_OF_VALUES = {
    "Numeric": "number", "Date": "date", "Bool": "boolean", "Binary": "bytes", "Null": "presence",
    "IpAddress": "address", "NotIpAddress": "address",
}  # fmt: skip
_KIND_OF_OPERATOR = {
    name: next((kind for prefix, kind in _KINDS_OF_VALUES.items() if name.startswith(prefix)), "text")
    for name in OPERATORS
}


def _literals(condition: Condition, value: ConditionValue, context: Context) -> Iterator[str]:
    """Yield a value that is compared as a whole text; with unknown variables, nothing."""
    if _KIND_OF_OPERATOR[condition.operator.name] != "text" or condition.comparison.wildcards:
        return
    parsed = _resolved(condition, value, context)
    if isinstance(parsed, str):
        yield parsed


def _steps(condition: Condition, value: ConditionValue, context: Context) -> Steps | None:
    """Return a value that is a pattern, in steps; None for another value, and for unknown variables."""
    if not condition.comparison.wildcards:
        return None
    parsed = _resolved(condition, value, context)
    if parsed is None:
        return None
    return arn_steps(parsed) if condition.operator.name.startswith("Arn") else text_steps(parsed)


def _resolved(condition: Condition, value: ConditionValue, context: Context) -> Any:
    """Return a value as its operator parses it, with variables replaced; None if one of them is unknown."""
    if not value.tokens or condition.comparison.from_tokens is None:
        return value.parsed
    tokens = resolve_variables(value.tokens, context)
    return None if tokens is None else condition.comparison.from_tokens(tokens)


def _between(bounds: Iterable[Decimal], step: Decimal) -> list[Decimal]:
    """Return the bounds, a number between each two, one below and one above them all."""
    ordered = sorted(bounds)
    if not ordered:
        return []
    numbers = [ordered[0] - step]
    for low, high in itertools.pairwise(ordered):
        numbers += [low, low + step if high - low > step else (low + high) / 2]
    return [*numbers, ordered[-1], ordered[-1] + step]


def _numbers_and_dates(texts: Iterable[str]) -> list[str]:
    texts = list(texts)
    numbers = {number for text in texts if (number := parse_number(text)) is not None}
    # No key counts below zero.
    possible_numbers = [number for number in _between(numbers, Decimal(1)) if number >= 0 or min(numbers) < 0]
    dates = {date for text in texts if (date := parse_date(text)) is not None}
    times = (time_of(seconds) for seconds in _between(dates, Decimal(1)))
    return [*map(_plain_number, possible_numbers), *(time_values(time)[0] for time in times if time)]


def _plain_number(number: Decimal) -> str:
    is_short = abs(number.adjusted()) < 20
    return f"{number.normalize():f}" if is_short else str(number)


def _addresses(texts: Iterable[str]) -> list[str]:
    """Return addresses inside and outside each range, also those next to its ends."""
    ranges = [network for text in texts if (network := parse_ip_range(text)) is not None]
    inside, edges = [], []
    for network in dict.fromkeys(ranges):
        first, last = int(network.network_address), int(network.broadcast_address)
        numbers = [min(first + 9, last), first, last, first - 1, last + 1]
        highest = 2**network.max_prefixlen - 1
        build: Callable[[int], object] = type(network.network_address)
        texts_of_range = [str(build(number)) for number in numbers if 0 <= number <= highest]
        inside += texts_of_range[:1]
        edges += texts_of_range[1:]
    return [*_ADDRESSES, *inside, *edges]


def _parts_of_resource(key: str, elements: Iterable[Element], request: Request) -> list[str] | None:
    """Return the values of a key with which patterns that have it as a variable match the resource."""
    parts: dict[str, None] = {}
    for element in elements:
        if not isinstance(element, ResourceElement):
            continue
        for pattern in element.variable_patterns:
            values = _parts_for_pattern(key, pattern, request)
            if values is None or len(parts) > MAX_VALUES:
                return None
            parts.update(dict.fromkeys(values))
    return list(parts)


def _parts_for_pattern(key: str, pattern: Pattern, request: Request) -> list[str] | None:
    """Return the parts of the request's resource that can stand in the variable's place in one pattern.

    `home/${aws:username}/*` matches `home/ana/x` with `ana`. None if other variables are unknown as well, or
    if there are too many parts.
    """
    places = [
        index
        for index, token in enumerate(pattern.tokens)
        if isinstance(token, Variable) and token.name.lower() == key
    ]
    if not places:
        return []
    before = resolve_variables(pattern.tokens[: places[0]], request.context)
    after = resolve_variables(pattern.tokens[places[0] + 1 :], request.context)
    # With the variable twice, or with another unknown one, what matches is no longer one part of the ARN.
    if len(places) > 1 or before is None or after is None:
        return None
    text = request.resource
    starts = [i for i in range(len(text) + 1) if matches(split_at_wildcards(before), text[:i])]
    ends = [i for i in range(len(text) + 1) if matches(split_at_wildcards(after), text[i:])]
    if len(starts) * len(ends) > MAX_VALUES:
        return None
    return list(dict.fromkeys(text[start:end] for start in starts for end in ends if start <= end))
