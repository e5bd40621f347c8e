"""Policies' grammar: JSON text → a dict that is a policy in shape, or MalformedPolicyDocument.

    text → JSON (jsontext) → elements of the right names and types → what AWS asks of its kind (saving)

AWS says "Syntax errors in policy." of all that is refused here; what stands where is ours.
Source: IAM User Guide, reference_policies_grammar.
"""

from __future__ import annotations

import difflib
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from iamsim.aws.errors import MalformedPolicyDocument
from iamsim.policy.conditions import OPERATORS, Operator
from iamsim.policy.json_text import SYNTAX, Repeated, json_type, parse, quote
from iamsim.policy.validation import Kind, Placed, check

__all__ = ["Kind", "decode", "read", "write"]

MOST = sys.float_info.max
"""Text cannot hold a larger number; values from Python can, or none at all (NaN)."""
VERSIONS = ("2012-10-17", "2008-10-17")
_TOP = ("Version", "Id", "Statement")
_ELEMENTS = (
    "Sid", "Effect", "Principal", "NotPrincipal",
    "Action", "NotAction", "Resource", "NotResource", "Condition",
)  # fmt: skip
_PRINCIPALS = ("AWS", "Service", "Federated", "CanonicalUser")
_INVALID_JSON = {"trust": "This policy contains invalid Json"}


def read(source: str | Mapping[str, Any], kind: Kind = "stored") -> dict[str, Any]:
    """Read JSON text, or JSON already decoded, as a policy of a kind. Raises MalformedPolicyDocument."""
    raw = parse(source, _INVALID_JSON.get(kind, SYNTAX)) if isinstance(source, str) else source
    if kind != "stored":
        _no_name_twice(raw)
    policy = dict(_object(raw, ""))
    statements = list(_statements(policy, kind))
    check(policy, statements, kind)
    return policy


def decode(text: str) -> dict[str, Any]:
    """JSON text that is known to be a policy → the object it stands for."""
    return dict(parse(text))


def write(raw: Mapping[str, Any]) -> str:
    """Write a policy as JSON text."""
    return json.dumps(dict(raw))


def _refuse(where: str, expected: str, found: str, suggestion: str = "") -> MalformedPolicyDocument:
    return MalformedPolicyDocument(SYNTAX, where=where, expected=expected, found=found, suggestion=suggestion)


def _inside(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _found(value: Any) -> str:
    return quote(value) if isinstance(value, str) else json_type(value)


def _all_of(raw: Mapping[str, Any]) -> str:
    return f"only {', '.join(raw)}" if raw else "an empty object"


# -------------------------------------------------------------------------- elements and their types


def _statements(policy: dict[str, Any], kind: Kind) -> Iterator[Placed]:
    _only(policy, _TOP, "")
    if "Version" in policy and policy["Version"] not in VERSIONS:
        raise _refuse(
            "Version",
            " or ".join(VERSIONS),
            _found(policy["Version"]),
            "it is the version of the language, not of your policy",
        )
    if not isinstance(policy.get("Id", ""), str):
        raise _refuse("Id", "text", _found(policy["Id"]))
    if "Statement" not in policy:
        raise _refuse("", "Statement", _all_of(policy))
    listed = policy["Statement"]
    if isinstance(listed, dict):
        yield _statement(listed, "Statement")
    elif isinstance(listed, list) and (listed or kind == "stored"):
        for index, one in enumerate(listed):
            yield _statement(one, f"Statement[{index}]")
    else:
        raise _refuse(
            "Statement", "a statement, or a list of them", "an empty list" if listed == [] else _found(listed)
        )


def _statement(raw: Any, where: str) -> Placed:
    statement = _object(raw, where)
    _only(statement, _ELEMENTS, where)
    _effect(statement, where)
    if not isinstance(statement.get("Sid", ""), str):
        raise _refuse(f"{where}.Sid", "text", _found(statement["Sid"]))
    for name in ("Principal", "Action", "Resource"):
        given = [spelling for spelling in (name, f"Not{name}") if spelling in statement]
        if len(given) == 2:
            raise _refuse(where, f"{name} or Not{name}", "both")
        for spelling in given:
            reader = _principal if name == "Principal" else _texts
            reader(statement[spelling], f"{where}.{spelling}")
    if "Condition" in statement:
        _condition(statement["Condition"], f"{where}.Condition")
    return Placed(where, statement)


def _effect(statement: Mapping[str, Any], where: str) -> None:
    if "Effect" not in statement:
        raise _refuse(where, "Effect", _all_of(statement))
    effect = statement["Effect"]
    if not isinstance(effect, str) or effect.lower() not in {"allow", "deny"}:
        raise _refuse(f"{where}.Effect", "Allow or Deny", _found(effect))


def _principal(raw: Any, where: str) -> None:
    if raw == "*":
        return
    if not isinstance(raw, dict):
        raise _refuse(
            where, "* or an object", _found(raw), 'such as {"AWS": "arn:aws:iam::123456789012:user/alice"}'
        )
    _only(raw, _PRINCIPALS, where)
    for name, value in raw.items():
        _texts(value, f"{where}.{name}")


def _condition(raw: Any, where: str) -> None:
    for spelling, block in _object(raw, where).items():
        if not isinstance(block, dict):
            raise _refuse(
                f"{where}.{_brief(spelling)}",
                "an object",
                _found(block),
                "a condition is operator, key and values, three levels deep",
            )
        # An unknown operator without keys is saved: there is nothing that it would compare.
        if block and Operator.parse(spelling) is None:
            raise _no_operator(spelling, where)
        for key, values in block.items():
            _values(values, f"{where}.{spelling}.{_brief(key)}")


def _values(raw: Any, where: str) -> None:
    for index, value in enumerate(raw if isinstance(raw, list) else [raw]):
        place = f"{where}[{index}]" if isinstance(raw, list) else where
        if isinstance(value, str):
            _whole(value, place)
        elif not isinstance(value, (bool, int, float)):
            raise _refuse(place, "text, a number, true or false, or a list of them", _found(value))
        elif not -MOST <= value <= MOST:
            raise _refuse(place, "a number of at most 308 digits", "another")


def _texts(raw: Any, where: str) -> None:
    if isinstance(raw, str):
        _whole(raw, where)
        return
    if not isinstance(raw, list):
        raise _refuse(where, "text or a list of texts", _found(raw))
    for index, text in enumerate(raw):
        if not isinstance(text, str):
            raise _refuse(f"{where}[{index}]", "text", _found(text))
        if not text.isascii():
            _whole(text, f"{where}[{index}]")


_SURROGATE = re.compile("[\ud800-\udfff]")


def _whole(text: str, where: str) -> None:
    if not text.isascii() and _SURROGATE.search(text):
        raise _refuse(where, "whole characters", "half of one", "write both halves, as in \\ud83d\\ude00")


def _object(raw: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise _refuse(where, "an object", _found(raw))
    return raw


# --------------------------------------------------------------------------------------------- names


def _only(raw: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for name in raw:
        if name not in known:
            raise _refuse(where, f"only {', '.join(known)}", _found(name), _meant(name, known))


def _no_operator(spelling: str, where: str) -> MalformedPolicyDocument:
    null = spelling.endswith("NullIfExists")
    meant = "Null takes no IfExists" if null else _meant(spelling, _spellings(spelling))
    error = _refuse(where, "a condition operator", quote(spelling), meant)
    error.hint = f"{where}.{_brief(spelling)}: no such condition operator" + (f"; {meant}" if meant else "")
    return error


def _spellings(spelling: str) -> Iterator[str]:
    """All operators, with the prefix and the suffix that a misspelt one seems to have."""
    folded = spelling.lower()
    prefixes = [one for one in ("ForAllValues:", "ForAnyValue:") if folded.startswith(one[:5].lower())]
    suffix = "IfExists" if "exist" in folded else ""
    for name in OPERATORS:
        yield f"{prefixes[0] if prefixes else ''}{name}{suffix}"


def _meant(name: Any, known: Iterable[str]) -> str:
    """`did you mean Statement?`, if something known is near."""
    if not isinstance(name, str) or len(name) > 80:
        return ""
    by_folded = {one.lower(): one for one in known}
    close = difflib.get_close_matches(name.lower(), by_folded, n=1, cutoff=0.75)
    return f"did you mean {by_folded[close[0]]}?" if close else ""


def _brief(text: str) -> str:
    return quote(text)[1:-1]  # control characters are escaped: a hint is one line


def _no_name_twice(raw: Any) -> None:
    for where, name in _repeated(raw, ""):
        raise _refuse(where, "each name once", f"{quote(name)} twice", "put both values into one list")


def _repeated(raw: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(raw, Repeated):
        yield where, raw.name
    if isinstance(raw, dict):
        for name, value in raw.items():
            if isinstance(value, (dict, list)):
                yield from _repeated(value, _inside(where, _brief(str(name))))
    elif isinstance(raw, list):
        for index, value in enumerate(raw):
            if isinstance(value, (dict, list)):
                yield from _repeated(value, f"{where}[{index}]")
