"""The parts of a picture of decisions: keys that no question changes, and what is added once."""

from __future__ import annotations

import iamsim
from iamsim.diagram.decision_parts import Parts, principal_of, statement_states
from tests.diagram.accounts import (
    ARN,
    FREEZE,
    HOME_PAGE,
    account,
    document,
    identity,
    managed_policy,
    statement,
)


def keys(parts: Parts) -> list[str]:
    """The keys of all parts."""
    rows = [row.key for box in parts.boxes.values() for row in box.rows]
    return [*parts.holders, *parts.boxes, *parts.links, *parts.stages, *rows]


def parts_of(result: iamsim.EvaluationResult) -> Parts:
    parts = Parts()
    parts.add_result(result)
    return parts


def test_the_keys_do_not_depend_on_the_question() -> None:
    acme = iamsim.load_account(FREEZE)
    results = [iamsim.simulate(acme, "ria", action, HOME_PAGE) for action in ("s3:PutObject", "ec2:RunInstances")]
    assert keys(parts_of(results[0])) == keys(parts_of(results[1]))


def test_a_statement_keeps_its_key_where_another_one_is_gone() -> None:
    def statement_keys_of(*statements: dict[str, object]) -> set[str]:
        ana = account([identity("User", "ana", own=document(*statements))], [])
        return set(statement_states(iamsim.simulate(ana, "ana", "s3:GetObject")))

    allow, deny = statement("Allow", "s3:*"), statement("Deny", "s3:GetObject")
    assert statement_keys_of(allow) < statement_keys_of(deny, allow)
    assert len(statement_keys_of(allow, allow)) == 2


def test_a_managed_policy_is_one_part_of_an_account_and_one_for_each_holder_of_a_decision() -> None:
    shared = managed_policy("shared", statement("Allow", "s3:*"))
    groups = [identity("Group", name, (), (shared["Arn"],)) for name in ("One", "Two")]
    small = account([identity("User", "ana", ("One", "Two"))], groups, [shared])
    whole = Parts(repeat=False)
    whole.add_account(small, ["ana"])
    assert [*whole.boxes] == [f"policy {ARN}policy/shared"]
    assert [*whole.links] == [
        f"group One > policy {ARN}policy/shared",
        f"group Two > policy {ARN}policy/shared",
        "user ana > group One",
        "user ana > group Two",
    ]
    assert len(parts_of(iamsim.simulate(small, "ana", "s3:GetObject")).boxes) == 2


def test_the_checks_have_the_order_in_which_aws_lists_them() -> None:
    boundary = managed_policy("limit", statement("Allow", "s3:*"))
    ana, ben = identity("User", "ana"), identity("User", "ben")
    ben["PermissionsBoundary"] = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary["Arn"]}
    parts = Parts(repeat=False)
    parts.add_account(account([ana, ben], [], [boundary]), ["ana", "ben"], [[iamsim.allow("*")]])
    assert [*parts.stages] == ["check scp root", "check Allow", "check boundary"]


def test_who_asks_is_told_by_the_source_or_by_the_arn() -> None:
    acme = iamsim.load_account(FREEZE)
    assert str(principal_of(iamsim.simulate(acme, "ria", "s3:GetObject"))) == "user ria"
    assert str(principal_of(iamsim.simulate(acme, acme.root_arn, "s3:GetObject"))) == "root user"
    session = iamsim.Request("arn:aws:sts::123456789012:assumed-role/deploy/session", "s3:GetObject")
    assert str(principal_of(iamsim.evaluate(session, []))) == "role deploy/session"
