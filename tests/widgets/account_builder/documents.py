"""Policies as JSON text for the tests of the playground."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any


def write_document(
    effect: str, actions: Iterable[str], resources: Iterable[str], condition: Mapping[str, Any] | None = None
) -> str:
    """Return the JSON text of a policy with one statement; `condition` is `{operator: {key: values}}`."""
    statement: dict[str, Any] = {"Effect": effect, "Action": list(actions), "Resource": list(resources)}
    if condition:
        statement["Condition"] = condition
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)
