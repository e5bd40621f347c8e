"""Provisional: the grammar's owner replaces this file; policy.py needs read, write, decode and Kind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["managed", "inline", "resource", "scp", "trust", "stored"]


def decode(text: str) -> dict[str, Any]:
    return dict(json.loads(text))


def write(raw: Mapping[str, Any]) -> str:
    return json.dumps(raw)


def read(source: str | Mapping[str, Any], kind: Kind = "stored") -> dict[str, Any]:
    return decode(source) if isinstance(source, str) else dict(source)
