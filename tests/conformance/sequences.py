"""Sequences of calls with AWS's responses: operations.jsonl, and the comparison of a response with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "operations.jsonl"
CASES: list[dict[str, Any]] = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def values_at(response: Any, path: str) -> list[Any]:
    """Return the values at a dotted path; `*` maps over a list; no values if there is no such path."""
    if not path:
        return [response]
    step, _, rest = path.partition(".")
    if step == "*":
        return [value for item in response for value in values_at(item, rest)]
    if step.isdecimal():
        return values_at(response[int(step)], rest) if int(step) < len(response) else []
    return values_at(response[step], rest) if step in response else []


def fill_in(value: Any, saved: Mapping[str, Any]) -> Any:
    """Return a value with each `$name` replaced by what was saved under this name."""
    if isinstance(value, str) and value.startswith("$"):
        return saved[value[1:]]
    if isinstance(value, list):
        return [fill_in(item, saved) for item in value]
    return {key: fill_in(item, saved) for key, item in value.items()} if isinstance(value, dict) else value


def sorted_as_json(values: list[Any]) -> list[str]:
    """Return values as JSON texts, sorted: lists whose order does not matter are compared so."""
    return sorted(json.dumps(value, sort_keys=True, default=str) for value in values)


def differences(expect: Mapping[str, Any], response: Any, saved: dict[str, Any]) -> list[str]:
    """Return where a response is not as expected, in words. Saves the values that later calls refer to."""
    # What is compared, its value in the response, and the expected one.
    rows = [
        *((path, values_at(response, path), [fill_in(value, saved)]) for path, value in expect.get("has", {}).items()),
        *((path, list_at(response, path), sorted_as_json(fill_in(values, saved))) for path, values in expect.get("set", {}).items()),
        *((f"{path}'s length", list(map(len, values_at(response, path))), [length]) for path, length in expect.get("count", {}).items()),
        *((path, values_at(response, path), []) for path in expect.get("lacks", ())),
        *((f"{path} is {name}", values_at(response, path) == [fill_in(name, saved)], False) for path, name in expect.get("differs", {}).items()),
        *((action, decisions_on(response, action), [decision]) for action, decision in expected_decisions(expect, response).items()),
    ]
    saved.update({name: value for name, path in expect.get("save", {}).items() for value in values_at(response, path)[:1]})
    return [f"{subject}: {value}, expected {expected}" for subject, value, expected in rows if value != expected]


def list_at(response: Any, path: str) -> list[str]:
    """Return the values of a list, or those that `*` maps to, sorted."""
    values = values_at(response, path)
    return sorted_as_json(values if "*" in path else values[0])


def decisions_on(response: Any, action: str) -> list[str]:
    """Return the decisions of the policy simulator on an action."""
    results = response["EvaluationResults"]
    return [result["EvalDecision"] for result in results if result["EvalActionName"] == action]


def expected_decisions(expect: Mapping[str, Any], response: Any) -> dict[str, str]:
    """Return the expected decisions, by action."""
    if "decision" in expect:
        return {response["EvaluationResults"][0]["EvalActionName"]: expect["decision"]}
    return dict(expect.get("decisions", {}))
