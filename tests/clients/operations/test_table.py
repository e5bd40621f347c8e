"""Sequences of calls, with what AWS answers: tests/conformance/operations.jsonl."""

from __future__ import annotations

from typing import Any

import pytest

import iamsim
from tests.conformance.sequences import CASES, filled, misses


def outcome(iam: iamsim.Client, op: str, given: dict[str, Any]) -> tuple[str, Any]:
    """The error's code, or the response."""
    try:
        return "", getattr(iam, op)(**given)
    except iamsim.ClientError as error:
        return error.code, None


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_a_sequence_of_calls_answers_as_aws_does(case: dict[str, Any]) -> None:
    iam = iamsim.client("iam")
    saved: dict[str, Any] = {}
    for number, call in enumerate(case["calls"]):
        before = iam.account
        code, response = outcome(iam, call["op"], filled(call["params"], saved))
        assert code == call["expect"].get("error", ""), f"call {number}, {call['op']}"
        if code:
            assert iam.account is before, f"call {number}, {call['op']}"
        else:
            assert misses(call["expect"], response, saved) == [], f"call {number}, {call['op']}"


def test_every_sequence_is_run() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES) == 106
    assert sum(len(case["calls"]) for case in CASES) == 809
