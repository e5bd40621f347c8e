"""One statement compared with one request."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from iamsim.account import InlinePolicy, ManagedPolicy, PolicyVersion, Source
from iamsim.decision.statement_result import CheckType, StatementResult
from iamsim.policy import PolicyDocument, Request, allow

REQUEST = Request("arn:aws:iam::123456789012:user/ana", "s3:GetObject", "arn:aws:s3:::b/k")
ALLOW = PolicyDocument.parse(allow("s3:GetObject"))
INLINE = InlinePolicy("edit", ALLOW)
MANAGED = ManagedPolicy("Edit", "arn:aws:iam::1:policy/Edit", (PolicyVersion("v1", ALLOW),))


@pytest.mark.parametrize(
    ("elements", "failed"),
    [
        pytest.param({}, [], id="all accept"),
        pytest.param({"Action": "x:y"}, ["Action"], id="the action fails"),
        pytest.param({"Resource": "z", "Condition": {"Bool": {"k": "true"}}}, ["Resource", "Condition Bool k"], id="two fail"),
    ],
)
def test_the_elements_that_fail(elements: dict[str, Any], failed: list[str]) -> None:
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*", **elements}
    policy = InlinePolicy("p", PolicyDocument.parse({"Version": "2012-10-17", "Statement": statement}))
    entry = StatementResult(CheckType.PRINCIPAL, Source("user", "ana", (policy,)), policy, policy.document.statements[0], REQUEST)
    assert [element.name for element in entry.failed_elements] == failed
    assert [element.name for element in entry.elements if not element.accepted] == failed
    assert entry.matched is not bool(failed)


def test_whose_policy_it_is() -> None:
    source = Source("group", "Web", (INLINE, MANAGED))
    own, attached = (StatementResult(CheckType.PRINCIPAL, source, p, ALLOW.statements[0], REQUEST) for p in source.policies)
    assert (own.inline, attached.inline) == (True, False)
    assert str(own.source) == "group Web"
    assert str(Source("boundary", "", ())) == "boundary"


def test_equal_policies_at_two_places_are_told_apart() -> None:
    twice = (INLINE, replace(INLINE, document=PolicyDocument.parse(allow("s3:GetObject"))))
    source = Source("user", "ana", twice)
    first, second = (StatementResult(CheckType.PRINCIPAL, source, p, p.document.statements[0], REQUEST) for p in twice)
    assert first == second
    assert first.key != second.key
    assert first.key == replace(first, request=Request("arn:aws:iam::1:user/bob", "x:y")).key
