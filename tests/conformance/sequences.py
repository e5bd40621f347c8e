"""Sequences of calls with AWS's answers: operations.jsonl, and how an answer is held against it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "operations.jsonl"
CASES: list[dict[str, Any]] = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def at(response: Any, path: str) -> list[Any]:
    """The values at a dotted path; `*` maps over a list; none if the path leads nowhere."""
    if not path:
        return [response]
    step, _, rest = path.partition(".")
    if step == "*":
        return [value for item in response for value in at(item, rest)]
    if step.isdecimal():
        return at(response[int(step)], rest) if int(step) < len(response) else []
    return at(response[step], rest) if step in response else []


def filled(value: Any, saved: Mapping[str, Any]) -> Any:
    """A value with `$name` put in."""
    if isinstance(value, str) and value.startswith("$"):
        return saved[value[1:]]
    if isinstance(value, list):
        return [filled(item, saved) for item in value]
    return {key: filled(item, saved) for key, item in value.items()} if isinstance(value, dict) else value


def ordered(values: list[Any]) -> list[str]:
    """Values in an order of their own, to compare them as sets that may repeat."""
    return sorted(json.dumps(value, sort_keys=True, default=str) for value in values)


def misses(expect: Mapping[str, Any], response: Any, saved: dict[str, Any]) -> list[str]:
    """Where a response is not as expected, in words. Saves what is to be saved."""
    rows = [
        *((path, at(response, path), [filled(value, saved)]) for path, value in expect.get("has", {}).items()),
        *((path, several(response, path), ordered(filled(values, saved))) for path, values in expect.get("set", {}).items()),
        *((f"{path}'s length", list(map(len, at(response, path))), [n]) for path, n in expect.get("count", {}).items()),
        *((path, at(response, path), []) for path in expect.get("lacks", ())),
        *((f"{path} is {name}", at(response, path) == [filled(name, saved)], False) for path, name in expect.get("differs", {}).items()),
        *((action, decided(response, action), [decision]) for action, decision in decisions(expect, response).items()),
    ]
    saved.update({name: value for name, path in expect.get("save", {}).items() for value in at(response, path)[:1]})
    return [f"{what}: {got}, expected {wanted}" for what, got, wanted in rows if got != wanted]


def several(response: Any, path: str) -> list[str]:
    """The values of a list, or those that `*` maps to."""
    return ordered(at(response, path) if "*" in path else at(response, path)[0])


def decided(response: Any, action: str) -> list[str]:
    """What the simulator answers on an action."""
    return [one["EvalDecision"] for one in response["EvaluationResults"] if one["EvalActionName"] == action]


def decisions(expect: Mapping[str, Any], response: Any) -> dict[str, str]:
    """The decisions expected, by action."""
    if "decision" in expect:
        return {response["EvaluationResults"][0]["EvalActionName"]: expect["decision"]}
    return dict(expect.get("decisions", {}))
