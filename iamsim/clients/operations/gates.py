"""Two gates before every call, as there are two with AWS.

    check     boto3's: missing, unknown, of the wrong type   → ParamValidationError, and AWS is not asked
    validate  AWS's: too long, a wrong character, no such choice                     → ValidationError

Source of AWS's texts: IAM API Reference, "Common Errors"; texts change, codes do not.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from iamsim.aws.errors import NotSimulated, ParamValidationError, ValidationError
from iamsim.clients.operations.parameters import (
    NAME,
    Flag,
    Listed,
    NotSimulatedHere,
    Number,
    Parameter,
    Structure,
    Text,
    Type,
)

_PYTHON: Mapping[type, tuple[type, ...]] = {
    Text: (str,),
    Number: (int,),
    Flag: (bool,),
    Listed: (list, tuple),
    Structure: (dict,),
}


def check(call: str, wanted: Sequence[Parameter], given: Mapping[str, Any]) -> None:
    """Refuse what boto3 refuses, in its words, with the nearest name behind a wrong one."""
    members = {parameter.name: parameter.type for parameter in wanted}
    whole = Structure(members, tuple(parameter.name for parameter in wanted if parameter.required))
    problems = list(_problems("", whole, given))
    if problems:
        raise ParamValidationError("\n".join(("Parameter validation failed:", *problems)))
    for name in given:
        if isinstance(members[name], NotSimulatedHere):
            raise NotSimulated(f"{call}: {name} is not simulated")


def _problems(place: str, kind: Type, value: Any) -> Iterator[str]:
    """Everything wrong with one value, in boto3's order."""
    name = place.removeprefix(".") or "input"
    python = _PYTHON.get(type(kind))
    if python and not isinstance(value, python):
        shown = "(not shown)" if isinstance(kind, Text) and kind.secret else value
        valid = ", ".join(map(str, python))
        yield f"Invalid type for parameter {name}, value: {shown}, type: {type(value)}, valid types: {valid}"
    elif isinstance(kind, Structure):
        yield from _in_structure(place, name, kind, value)
    elif isinstance(kind, Listed):
        for index, item in enumerate(value):
            yield from _problems(f"{place}[{index}]", kind.item, item)
    elif isinstance(kind, Text) and len(value) < kind.least:
        yield f"Invalid length for parameter {name}, value: {len(value)}, valid min length: {kind.least}"
    elif isinstance(kind, Number) and value < kind.least:
        yield f"Invalid value for parameter {name}, value: {value}, valid min value: {kind.least}"


def _in_structure(place: str, name: str, kind: Structure, value: Mapping[str, Any]) -> Iterator[str]:
    for required in kind.required:
        if required not in value:
            yield f'Missing required parameter in {name}: "{required}"'
    for key in value:
        if key not in kind.members:
            yield _unknown(name, key, kind.members)
    for key in value:
        if key in kind.members:
            yield from _problems(f"{place}.{key}", kind.members[key], value[key])


def _unknown(place: str, key: str, members: Iterable[str]) -> str:
    names = list(members)
    close = closest(key, names)
    hint = f" (did you mean {close}?)" if close else ""
    return f'Unknown parameter in {place}: "{key}", must be one of: {", ".join(names)}{hint}'


def closest(word: str, known: Iterable[str]) -> str | None:
    """The nearest spelling, letters' case and underscores aside; None if nothing is near.

    >>> closest("user_name", ["Path", "UserName"])
    'UserName'
    """
    folded = {_folded(name): name for name in known}
    found = difflib.get_close_matches(_folded(word), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def _folded(word: str) -> str:
    return word.replace("_", "").casefold()


def validate(wanted: Sequence[Parameter], given: Mapping[str, Any]) -> None:
    """Refuse what AWS refuses by a value's length, characters or choices."""
    for parameter in wanted:
        value = given.get(parameter.name)
        if value is not None:
            _constrain(parameter.name[0].lower() + parameter.name[1:], parameter.type, value)


def _constrain(place: str, kind: Type, value: Any) -> None:
    if isinstance(kind, Listed):
        if kind.most is not None and len(value) > kind.most:
            raise _broken(place, f"Member must have length less than or equal to {kind.most}", len(value))
        for index, item in enumerate(value, 1):
            _constrain(f"{place}.{index}.member", kind.item, item)
    elif isinstance(kind, Structure):
        for key, item in value.items():
            _constrain(f"{place}.{key[0].lower()}{key[1:]}", kind.members[key], item)
    elif isinstance(kind, Number) and value > kind.most:
        raise _broken(place, f"Member must have value less than or equal to {kind.most}", value)
    elif isinstance(kind, Text):
        _constrain_text(place, kind, value)


def _constrain_text(place: str, kind: Text, value: str) -> None:
    found = "(not shown)" if kind.secret else value
    if kind.choices and value not in kind.choices:
        raise _broken(place, f"Member must satisfy enum value set: [{', '.join(kind.choices)}]", found)
    if kind.most is not None and len(value) > kind.most:
        raise _broken(place, f"Member must have length less than or equal to {kind.most}", len(value))
    if kind.pattern and not _compiled(kind.pattern).fullmatch(value):
        if kind.pattern == NAME:
            raise ValidationError(
                f"The specified value for {place} is invalid. "
                "It must contain only alphanumeric characters and/or the following: +=,.@_-",
                f"{place}: found {found!r:.70}",
            )
        raise _broken(place, f"Member must satisfy regular expression pattern: {kind.pattern}", found)


def _broken(place: str, rule: str, found: object) -> ValidationError:
    return ValidationError(
        f"1 validation error detected: Value at '{place}' failed to satisfy constraint: {rule}",
        f"{place}: found {found!r:.70}",
    )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled at first use: `import iamsim` should not wait for patterns."""
    return re.compile(pattern, re.ASCII if pattern == NAME else 0)
