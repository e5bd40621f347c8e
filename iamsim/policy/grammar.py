"""The grammar of policies: JSON text → a dict that is a policy in shape, or MalformedPolicyDocument.

    text → JSON (json_text) → elements of the right names and types → what AWS checks besides (validation)

AWS says "Syntax errors in policy." of all that is refused here; the place and what is expected are ours.
Source: IAM User Guide, reference_policies_grammar.
"""

from __future__ import annotations

import difflib
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from iamsim.aws.errors import MalformedPolicyDocument
from iamsim.policy.conditions import OPERATORS, QUANTIFIERS, Operator
from iamsim.policy.json_text import SYNTAX_ERROR, DuplicateNameObject, json_type, parse_json, quote, refusal
from iamsim.policy.validation import (
    CURRENT_VERSION,
    LocatedStatement,
    PolicyKind,
    check_beginning,
    check_partition,
    validate,
)

# Text cannot hold a larger number, but values from Python can, and NaN is neither smaller nor larger.
_MAX_NUMBER = sys.float_info.max
_VERSIONS = (CURRENT_VERSION, "2008-10-17")
_POLICY_NAMES = ("Version", "Id", "Statement")
_ELEMENT_NAMES = (
    "Sid", "Effect", "Principal", "NotPrincipal",
    "Action", "NotAction", "Resource", "NotResource", "Condition",
)  # fmt: skip
_PRINCIPAL_TYPES = ("AWS", "Service", "Federated", "CanonicalUser")
# Recorded: CreateRole says so of its trust policy, and the same as all others once it is JSON.
_INVALID_JSON = {"trust": "This policy contains invalid Json"}


def read(source: str | Mapping[str, Any], kind: PolicyKind = "stored", partition: str = "") -> dict[str, Any]:
    """Read JSON text, or JSON already decoded, as a policy of a kind. Raises MalformedPolicyDocument.

    `partition` is that of the account in which it is to be saved; "" if nobody knows.
    """
    raw = parse_json(source, _INVALID_JSON.get(kind, SYNTAX_ERROR)) if isinstance(source, str) else source
    # AWS stored such policies once, and still evaluates them (json_text merges the values).
    if kind != "stored":
        _check_duplicate_names(raw, "")
    policy = dict(_object(raw, ""))
    # All statements, before any other check: AWS finds a syntax error first, wherever it stands.
    statements = list(_statements(policy, kind))
    if isinstance(source, str):
        check_beginning(source, kind)
    validate(policy, statements, kind)
    if partition:
        check_partition(statements, partition)
    return policy


def decode(text: str) -> dict[str, Any]:
    """Decode JSON text that is known to be a policy."""
    return dict(parse_json(text))


def write(raw: Mapping[str, Any]) -> str:
    """Write a policy as JSON text."""
    return json.dumps(dict(raw))


_refusal = partial(refusal, SYNTAX_ERROR)


def _in_words(value: Any) -> str:
    return quote(value) if isinstance(value, str) else json_type(value)


def _names_in_words(raw: Mapping[str, Any]) -> str:
    return f"only {', '.join(raw)}" if raw else "an empty object"


# ------------------------------------------------------------------------------ elements and their types


def _statements(policy: dict[str, Any], kind: PolicyKind) -> Iterator[LocatedStatement]:
    _check_names(policy, _POLICY_NAMES, "")
    version = policy.get("Version", CURRENT_VERSION)
    if version not in _VERSIONS:
        suggestion = "it is the version of the language, not of your policy"
        raise _refusal("Version", " or ".join(_VERSIONS), _in_words(version), suggestion)
    if not isinstance(policy.get("Id", ""), str):
        raise _refusal("Id", "text", _in_words(policy["Id"]))
    if "Statement" not in policy:
        raise _refusal("", "Statement", _names_in_words(policy))
    listed = policy["Statement"]
    if isinstance(listed, dict):
        yield _statement(listed, "Statement", kind)
    # The empty list is not saved; an account that somebody builds may begin with it.
    elif isinstance(listed, list) and (listed or kind == "stored"):
        for index, raw in enumerate(listed):
            yield _statement(raw, f"Statement[{index}]", kind)
    else:
        found = "an empty list" if listed == [] else _in_words(listed)
        raise _refusal("Statement", "a statement, or a list of them", found)


def _statement(raw: Any, place: str, kind: PolicyKind) -> LocatedStatement:
    statement = _object(raw, place)
    # Names first: a misspelt Effect is better told as such than as a missing one.
    _check_names(statement, _ELEMENT_NAMES, place)
    if "Effect" not in statement:
        raise _refusal(place, "Effect", _names_in_words(statement))
    effect = statement["Effect"]
    # In other letters it is no syntax error: AWS's older parser refuses it, with a message of its own.
    if not isinstance(effect, str) or effect.lower() not in {"allow", "deny"}:
        raise _refusal(f"{place}.Effect", "Allow or Deny", _in_words(effect))
    if not isinstance(statement.get("Sid", ""), str):
        raise _refusal(f"{place}.Sid", "text", _in_words(statement["Sid"]))
    # Which of them a policy must have depends on its kind, so that is left to validation.
    for name in ("Principal", "Action", "Resource"):
        if name in statement and f"Not{name}" in statement:
            raise _refusal(place, f"{name} or Not{name}", "both")
        check_element = _check_principal if name == "Principal" else _check_texts
        for spelling in (name, f"Not{name}"):
            if spelling in statement:
                check_element(statement[spelling], f"{place}.{spelling}")
    if "Condition" in statement:
        _check_condition(statement["Condition"], f"{place}.Condition", kind)
    return LocatedStatement(place, statement)


def _check_principal(raw: Any, place: str) -> None:
    if raw == "*":
        return
    if not isinstance(raw, dict):
        suggestion = 'such as {"AWS": "arn:aws:iam::123456789012:user/alice"}'
        raise _refusal(place, "* or an object", _in_words(raw), suggestion)
    _check_names(raw, _PRINCIPAL_TYPES, place)
    for name, value in raw.items():
        _check_texts(value, f"{place}.{name}")


def _check_condition(raw: Any, place: str, kind: PolicyKind) -> None:
    for spelling, block in _object(raw, place).items():
        if not isinstance(block, dict):
            suggestion = "a condition is operator, key and values, three levels deep"
            raise _refusal(f"{place}.{_shorten(spelling)}", "an object", _in_words(block), suggestion)
        # An unknown operator without keys is saved: there is nothing that it would compare.
        if block and Operator.parse(spelling) is None:
            raise _unknown_operator(spelling, place, kind)
        for key, values in block.items():
            _check_values(values, f"{place}.{spelling}.{_shorten(key)}")


def _check_values(raw: Any, place: str) -> None:
    for index, value in enumerate(raw if isinstance(raw, list) else [raw]):
        value_place = f"{place}[{index}]" if isinstance(raw, list) else place
        if isinstance(value, str):
            _check_characters(value, value_place)
        elif not isinstance(value, (bool, int, float)):
            expected = "text, a number, true or false, or a list of them"
            raise _refusal(value_place, expected, _in_words(value))
        elif not -_MAX_NUMBER <= value <= _MAX_NUMBER:
            raise _refusal(value_place, "a number of at most 308 digits", "another")


def _check_texts(raw: Any, place: str) -> None:
    if isinstance(raw, str):
        _check_characters(raw, place)
        return
    if not isinstance(raw, list):
        raise _refusal(place, "text or a list of texts", _in_words(raw))
    for index, text in enumerate(raw):
        if not isinstance(text, str):
            raise _refusal(f"{place}[{index}]", "text", _in_words(text))
        # Asked here too, so that no place is put into words for the many texts that are ASCII.
        if not text.isascii():
            _check_characters(text, f"{place}[{index}]")


# JSON can escape half of a character beyond U+FFFF; such a text cannot be written as UTF-8.
_SURROGATE = re.compile("[\ud800-\udfff]")


def _check_characters(text: str, place: str) -> None:
    if not text.isascii() and _SURROGATE.search(text):
        suggestion = "write both halves, as in \\ud83d\\ude00"
        raise _refusal(place, "whole characters", "half of one", suggestion)


def _object(raw: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise _refusal(place, "an object", _in_words(raw))
    return raw


# ------------------------------------------------------------------------------------------------ names


def _check_names(raw: Mapping[str, Any], names: tuple[str, ...], place: str) -> None:
    for name in raw:
        if name not in names:
            expected = f"only {', '.join(names)}"
            raise _refusal(place, expected, _in_words(name), _nearest_name(name, names))


def _unknown_operator(spelling: str, place: str, kind: PolicyKind) -> MalformedPolicyDocument:
    is_null = spelling.endswith("NullIfExists")
    suggestion = "Null takes no IfExists" if is_null else _nearest_name(spelling, _operators_like(spelling))
    # The usual sentence "expected a condition operator, got ..." would say the name twice.
    error = _refusal(place, "a condition operator", quote(spelling), suggestion)
    error.hint = f"{place}.{_shorten(spelling)}: no such condition operator"
    error.hint += f"; {suggestion}" if suggestion else ""
    # Recorded: CreateRole names the operator.
    if kind == "trust":
        error.message = f"Invalid Condition type : {spelling}"
    return error


def _operators_like(spelling: str) -> Iterator[str]:
    """Yield all operators, with the prefix and the suffix that a misspelt one seems to have."""
    lower = spelling.lower()
    prefixes = [f"{quantifier}:" for quantifier in QUANTIFIERS if lower.startswith(quantifier[:5].lower())]
    suffix = "IfExists" if "exist" in lower else ""
    for name in OPERATORS:
        yield f"{prefixes[0] if prefixes else ''}{name}{suffix}"


def _nearest_name(name: Any, names: Iterable[str]) -> str:
    """Return `did you mean Statement?`, or nothing if no name is near."""
    # difflib's time grows with the square of the length.
    if not isinstance(name, str) or len(name) > 80:
        return ""
    names_by_lower = {spelling.lower(): spelling for spelling in names}
    close = difflib.get_close_matches(name.lower(), names_by_lower, n=1, cutoff=0.75)
    return f"did you mean {names_by_lower[close[0]]}?" if close else ""


def _shorten(name: str) -> str:
    # Control characters are escaped: the hint of an error is one line.
    return quote(name)[1:-1]


def _check_duplicate_names(raw: Any, place: str) -> None:
    if isinstance(raw, DuplicateNameObject):
        found = f"{quote(raw.name)} twice"
        raise _refusal(place, "each name once", found, "put both values into one list")
    if isinstance(raw, dict):
        for name, value in raw.items():
            if isinstance(value, (dict, list)):
                inner_place = f"{place}.{_shorten(str(name))}" if place else _shorten(str(name))
                _check_duplicate_names(value, inner_place)
    elif isinstance(raw, list):
        for index, value in enumerate(raw):
            if isinstance(value, (dict, list)):
                _check_duplicate_names(value, f"{place}[{index}]")
