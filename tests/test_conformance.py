"""AWS's rules as data: every case of evaluate, accounts, matrix and changes.jsonl."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import iamsim
from iamsim.decision import CheckType, EvaluationResult
from tests.conformance.account_edits import facts_of, is_edit

HERE = Path(__file__).parent / "conformance"


def cases(name: str) -> list[Any]:
    lines = (HERE / name).read_text(encoding="utf-8").split("\n")
    return [pytest.param(case, id=case["id"]) for case in map(json.loads, filter(None, lines))]


@pytest.mark.parametrize("case", cases("evaluate.jsonl"))
def test_a_request_against_policies(case: dict[str, Any]) -> None:
    request = case["request"]
    principal = case.get("principal", "arn:aws:iam::123456789012:user/alice")
    result = iamsim.evaluate(
        iamsim.Request(principal, request["action"], request["resource"], request["context"]),
        case["policies"],
        boundary=case.get("boundary"),
        scps=case.get("scps", ()),
        resource_policy=case.get("resource_policy"),
    )
    assert result.decision == case["decision"], (
        f"{case['title']} ({case['source']})\n{iamsim.explain(result)}"
    )


def deciding_policies(result: EvaluationResult) -> set[str]:
    """Return each policy with a statement that decided, as accounts.jsonl names it."""
    return {
        f"permissions boundary {statement.policy.arn}"
        if statement.check is CheckType.PERMISSIONS_BOUNDARY
        else f"inline policy {statement.policy.name} of {statement.source}"
        if statement.inline
        else f"managed policy {statement.policy.arn} attached to {statement.source}"
        for statement in result.matched_statements
    }


@pytest.mark.parametrize("case", cases("accounts.jsonl"))
def test_requests_in_an_account(case: dict[str, Any]) -> None:
    account = iamsim.parse_account(case["account"])
    for request in case["requests"]:
        result = iamsim.simulate(account, request["user"], request["action"], request["resource"], request["context"])
        assert result.decision == request["decision"], f"{request}\n{iamsim.explain(result)}"
        if "through" in request:
            assert deciding_policies(result) == set(request["through"]), request


@pytest.mark.parametrize("case", cases("matrix.jsonl"))
def test_a_matrix_of_an_account(case: dict[str, Any]) -> None:
    account, scps = iamsim.parse_account(case["account"]), case.get("scps", ())
    matrix = iamsim.Matrix(
        account, case["actions"], case["resources"], users=case.get("users"), context=case.get("context"), scps=scps
    )
    assert matrix.counts() == case["counts"]
    for *cell, decision in case["cells"]:
        assert matrix.decision(*cell) == decision, cell
    for action, resource, users in case["who_can"]:
        assert matrix.who_can(action, resource) == tuple(users), (action, resource)
    for user, action, resource, decision in matrix.rows():
        result = iamsim.simulate(account, user, action, resource, case.get("context"), scps=scps)
        assert result.decision is decision, (user, action, resource)


@pytest.mark.parametrize("case", cases("changes.jsonl"))
def test_changes_of_an_account(case: dict[str, Any]) -> None:
    account = iamsim.parse_account(case["account"])
    request = (case["user"], case["action"], case["resource"], case.get("context"))
    result = iamsim.simulate(account, *request)
    assert result.decision == case["decision"]
    found, before = iamsim.changes(result), facts_of(account)
    for change in found:
        assert iamsim.simulate(change.account, *request).allowed is not result.allowed, change.what
    after = {change.what: facts_of(change.account) for change in found}
    for edit in case["must"]:
        assert any(is_edit(edit, before, facts) for facts in after.values()), (edit, list(after))
    for edit in case["must_not"]:
        wrong = [what for what, facts in after.items() if is_edit(edit, before, facts)]
        assert wrong == [], edit
    keep = case.get("keep", ())
    assert not keep or any(
        all(
            iamsim.simulate(change.account, one["user"], one["action"], one["resource"]).decision == one["decision"]
            for one in keep
        )
        for change in found
        if any(is_edit(edit, before, after[change.what]) for edit in case["must"] if "edit" in edit)
    )
