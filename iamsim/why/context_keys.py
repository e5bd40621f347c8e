"""Context keys as people type them: KEY=VALUE → a key and its values, or one line about what is wrong."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable

from iamsim.aws import context_keys
from iamsim.aws.errors import InvalidInput
from iamsim.policy import parse_address, parse_boolean, parse_date, parse_number
from iamsim.why.question import shorten

# What a value must be, the function that reads it (None if it is something else), and the keys of that type.
# A value of another type would make a condition false without a word, so it is refused here.
_VALUE_TYPES: tuple[tuple[str, Callable[[str], object], tuple[str, ...]], ...] = (
    ("an IP address, such as 203.0.113.9", parse_address, context_keys.ADDRESS_KEYS),
    ("true or false", parse_boolean, context_keys.BOOLEAN_KEYS),
    ("a date, such as 2026-01-31T12:00:00Z, or seconds since 1970", parse_date, context_keys.DATE_KEYS),
    ("a number of seconds", parse_number, context_keys.NUMBER_KEYS),
    ("text", str, context_keys.TEXT_KEYS),
)
GLOBAL_KEYS = {key: (expected, parse) for expected, parse, keys in _VALUE_TYPES for key in keys}
"""The keys of all services whose names do not end in a tag's key, each with what its value must be."""
_SINGLE_VALUED_KEYS = GLOBAL_KEYS.keys() - set(context_keys.MULTIVALUED_KEYS)
_SPELLINGS = {key.lower(): key for key in GLOBAL_KEYS}  # context keys ignore case


def parse_context(pairs: Iterable[str]) -> dict[str, str | list[str]]:
    """Parse KEY=VALUE texts into a context; a key that occurs again gets a list of values.

    Raises InvalidInput as `parse_context_pair` does, and for a second value of a key that is single-valued.
    """
    values_of_keys: dict[str, tuple[str, list[str]]] = {}
    for pair in pairs:
        key, value = parse_context_pair(pair)
        _, values = values_of_keys.setdefault(key.lower(), (key, []))
        spelling = _SPELLINGS.get(key.lower())
        if values and spelling in _SINGLE_VALUED_KEYS:
            raise _error(pair, f"given twice; a request has one {spelling}")
        values.append(value)
    return {key: values if len(values) > 1 else values[0] for key, values in values_of_keys.values()}


def parse_context_pair(pair: str) -> tuple[str, str]:
    """Parse one KEY=VALUE. Raises InvalidInput for a misspelled key and for a value of another type.

    >>> parse_context_pair("aws:SourceIp=203.0.113.9")
    ('aws:SourceIp', '203.0.113.9')
    """
    key, equals, value = (part.strip() for part in pair.partition("="))
    if not equals or not key:
        raise _error(pair, "expected KEY=VALUE, such as aws:SourceIp=203.0.113.9")
    spelling = _SPELLINGS.get(key.lower())
    if spelling is None:
        _check_spelling(key, pair)
        return key, value
    expected, parse = GLOBAL_KEYS[spelling]
    if parse(value) is None:
        raise _error(pair, f"expected {expected}")
    return key, value


def _check_spelling(key: str, pair: str) -> None:
    """Raise InvalidInput for a key that is nearly a global one, or has no prefix.

    Other keys pass: each service has its own, and AWS adds global ones.
    """
    has_prefix = ":" in key
    full_key = key.lower() if has_prefix else f"aws:{key.lower()}"
    # Cut, because difflib's time grows with the square of the length. The cutoff is high, so that a key that
    # AWS adds one day is not taken for a misspelled old one.
    close = difflib.get_close_matches(full_key[:80], _SPELLINGS, n=1, cutoff=0.9)
    if close:
        raise _error(pair, f"AWS has no such key; did you mean {_SPELLINGS[close[0]]}?")
    if not has_prefix:
        raise _error(pair, "a context key has a prefix, such as aws:SourceIp or s3:prefix")


def near_key_notes(context: Iterable[str]) -> tuple[str, ...]:
    """Return a note for each key with AWS's prefix that is not in our list, and resembles one that is.

    A note and no error, because AWS adds keys.

    >>> near_key_notes(["aws:MFAPresent", "aws:SourceIp", "s3:prefix"])
    ('aws:MFAPresent is not in our list of context keys; did you mean aws:MultiFactorAuthPresent?',)
    """
    # The keys of tags end in the tag's own key.
    unknown = [
        key
        for key in context
        if key.lower().startswith("aws:") and "/" not in key and key.lower() not in _SPELLINGS
    ]
    return tuple(
        [
            f"{key} is not in our list of context keys; did you mean {_SPELLINGS[near]}?"
            for key in unknown
            for near in difflib.get_close_matches(key.lower()[:80], _SPELLINGS, n=1, cutoff=0.65)
        ]
    )


def _error(pair: str, problem: str) -> InvalidInput:
    return InvalidInput("", f"--context {shorten(pair)}: {problem}")
