"""AWS's rules as data: every case of evaluate.jsonl and accounts.jsonl, with the manual's page it comes from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import iamsim
from iamsim.decision import CheckType, EvaluationResult

HERE = Path(__file__).parent / "conformance"


def cases(name: str) -> list[Any]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [pytest.param(case, id=case["id"]) for case in map(json.loads, lines)]


@pytest.mark.parametrize("case", cases("evaluate.jsonl"))
def test_a_request_against_policies(case: dict[str, Any]) -> None:
    asked = case["request"]
    principal = case.get("principal", "arn:aws:iam::123456789012:user/alice")
    result = iamsim.evaluate(
        iamsim.Request(principal, asked["action"], asked["resource"], asked["context"]),
        case["policies"],
        boundary=case.get("boundary"),
        scps=case.get("scps", ()),
        resource_policy=case.get("resource_policy"),
    )
    assert result.decision == case["decision"], (
        f"{case['title']} ({case['source']})\n{iamsim.explain(result)}"
    )


def through(result: EvaluationResult) -> set[str]:
    """Every policy with a statement that decided, in the words of the data."""
    return {
        f"permissions boundary {one.policy.arn}"
        if one.check is CheckType.PERMISSIONS_BOUNDARY
        else f"inline policy {one.policy.name} of {one.source}"
        if one.inline
        else f"managed policy {one.policy.arn} attached to {one.source}"
        for one in result.matched_statements
    }


@pytest.mark.parametrize("case", cases("accounts.jsonl"))
def test_requests_in_an_account(case: dict[str, Any]) -> None:
    account = iamsim.parse_account(case["account"])
    for asked in case["requests"]:
        result = iamsim.simulate(account, asked["user"], asked["action"], asked["resource"], asked["context"])
        assert result.decision == asked["decision"], f"{asked}\n{iamsim.explain(result)}"
        if "through" in asked:
            assert through(result) == set(asked["through"]), asked
