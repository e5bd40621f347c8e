"""Values of the right kind out of JSON that anyone may have written, or MalformedAccount that says where.

{"UserName": 5}  →  UserDetailList[3].UserName: expected text, got a number
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from iamsim.aws.errors import MalformedAccount
from iamsim.policy import split_arn
from iamsim.policy.json_text import JSON_TYPES, json_type

_Kind = TypeVar("_Kind")


def read_field(
    raw: Mapping[str, Any], key: str, where: str, expected: type[_Kind], default: Any = ...
) -> _Kind:
    """Take a value of the right kind; without a default the key must be there."""
    value = raw.get(key, default)
    if value is ...:
        raise MalformedAccount(f"{where}: expected {key}, found only {', '.join(raw) or 'nothing'}")
    if not isinstance(value, expected):
        raise MalformedAccount(f"{where}.{key}: expected {JSON_TYPES[expected]}, got {json_type(value)}")
    return value


def read_items(raw: Mapping[str, Any], key: str, where: str = "") -> list[dict[str, Any]]:
    """Take a list of objects; one object alone is a list of one, as in AWS's own example; null is none."""
    value = raw.get(key) or []
    place = f"{where}.{key}" if where else key
    listed = [value] if isinstance(value, dict) else value
    if not isinstance(listed, list):
        raise MalformedAccount(f"{place}: expected a list of objects, got {json_type(value)}")
    for index, item in enumerate(listed):
        if not isinstance(item, dict):
            raise MalformedAccount(f"{place}[{index}]: expected an object, got {json_type(item)}")
    return listed


def read_arn(raw: Mapping[str, Any], where: str) -> str:
    """Take what stands under Arn, and has an ARN's six parts."""
    arn = read_field(raw, "Arn", where, str)
    if split_arn(arn) is None:
        raise MalformedAccount(f"{where}.Arn: expected six parts divided by ':', got {arn!r}")
    return arn


def read_date(raw: Mapping[str, Any], key: str, default: str) -> str:
    """Take a date as text; boto3 gives dates as values."""
    date = raw.get(key) or default
    return date.isoformat() if isinstance(date, datetime) else str(date)
