"""A statement as the functions that give advice read it."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.check.checked_statement import CheckedStatement
from iamsim.policy import PolicyDocument, PolicyKind


def checked(kind: PolicyKind = "stored", **elements: Any) -> CheckedStatement:
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*", **elements}
    document = PolicyDocument.parse({"Version": "2012-10-17", "Statement": statement})
    return CheckedStatement(document.statements[0], document, kind)


GRANTS = [
    pytest.param("stored", {}, True, id="an Allow to whoever has the policy"),
    pytest.param("stored", {"Effect": "Deny"}, False, id="a Deny"),
    pytest.param("scp", {}, False, id="a service control policy"),
    pytest.param("stored", {"Principal": {"AWS": "*"}}, False, id="a resource's policy"),
    pytest.param("stored", {"NotPrincipal": {"AWS": "*"}}, False, id="a resource's policy with NotPrincipal"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "elements", "grants"), GRANTS)
def test_an_allow_in_an_identitys_policy_grants(kind: PolicyKind, elements: dict[str, Any], grants: bool) -> None:
    statement = checked(kind, **elements)
    assert statement.grants is grants
    assert statement.verb == ("denies" if elements.get("Effect") == "Deny" else "allows")


def test_elements_are_found_by_name() -> None:
    statement = checked(Action=["s3:Get*", "s3:List*"])
    assert statement.values("Action") == ("s3:Get*", "s3:List*")
    assert statement.values("NotAction") == ()
    assert statement.has("NotResource", "Resource")
    assert not statement.has("NotAction")


def test_conditions_are_found_by_key_in_any_case() -> None:
    statement = checked(Condition={"StringEquals": {"AWS:TagKeys": "a"}})
    assert statement.has_condition_on("aws:tagkeys")
    assert not statement.has_condition_on("aws:username")
    assert [element.key for element in statement.conditions] == ["AWS:TagKeys"]
