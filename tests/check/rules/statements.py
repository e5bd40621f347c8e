"""Short ways to write a statement, and what `advise` must say of it."""

from __future__ import annotations

from typing import Any

from iamsim.check import Advice, advise
from iamsim.policy import PolicyDocument

BUCKET, OBJECTS = "arn:aws:s3:::reports", "arn:aws:s3:::reports/*"


def advice(version: str = "2012-10-17", **elements: Any) -> tuple[Advice, ...]:
    """Return the advice about one statement; an element that is `...` is left out."""
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": OBJECTS, **elements}
    elements = {name: value for name, value in statement.items() if value is not ...}
    return advise(PolicyDocument.parse({"Version": version, "Statement": elements}))


def on(action: Any, resource: Any, effect: str = "Allow") -> dict[str, Any]:
    return {"Effect": effect, "Action": action, "Resource": resource}


def when(operator: str, key: str, *values: str, effect: str = "Allow") -> dict[str, Any]:
    return {"Effect": effect, "Condition": {operator: {key: [*values]}}}


def assert_advice(elements: dict[str, Any], code: str, problem: str, replacement: str) -> None:
    """Compare the one advice about a statement, all of its words."""
    (entry,) = advice(**elements)
    assert (entry.code, f"{entry.place}: {entry.problem}", entry.replacement) == (code, f"Statement.{problem}", replacement)
    assert str(entry) == f"Statement.{problem}\n    instead: {replacement}\n    {code}, {entry.url}"
    assert entry.url == f"https://docs.aws.amazon.com/IAM/latest/UserGuide/{entry.page}.html"


def codes(elements: dict[str, Any]) -> list[str]:
    """Return the codes of all advice about a statement."""
    return [entry.code for entry in advice(**elements)]
