"""The actions and resources that an account's policies name, and examples of their patterns."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.account import Account, InlinePolicy, ManagedPolicy, PolicyVersion, User, build_account
from iamsim.decision.axes import EXAMPLE, named_actions, named_resources
from iamsim.policy import PolicyDocument

ARN = "arn:aws:iam::123456789012"


def account_with(*statements: dict[str, Any], users: tuple[str, ...] = ("ana",)) -> Account:
    document = PolicyDocument.parse(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", **one} for one in statements]}
    )
    holder = User(users[0], f"{ARN}:user/{users[0]}", inline=(InlinePolicy("own", document),))
    return build_account("123456789012", [holder, *[User(name, f"{ARN}:user/{name}") for name in users[1:]]])


@pytest.mark.parametrize(
    ("texts", "actions"),
    [
        pytest.param(["s3:GetObject", "S3:getobject", "sqs:SendMessage"], ("s3:GetObject", "sqs:SendMessage"), id="as named"),
        pytest.param(["s3:Get*", "s3:GetObject"], ("s3:GetObject",), id="a pattern about what is named"),
        pytest.param(["sqs:*"], ("sqs:AddPermission",), id="an example of a pattern"),
        pytest.param(["*"], (), id="everything is no example"),
        pytest.param(["nosuch:Get*", "sqs:Fly*"], (), id="a pattern of no action"),
    ],
)
def test_actions(texts: list[str], actions: tuple[str, ...]) -> None:
    assert named_actions(account_with({"Action": texts})) == actions


@pytest.mark.parametrize(
    ("texts", "resources"),
    [
        pytest.param(["arn:aws:s3:::b/k", "*"], ("arn:aws:s3:::b/k", "*"), id="as named"),
        pytest.param(["arn:aws:s3:::b/*", "arn:aws:s3:::b/k"], ("arn:aws:s3:::b/k",), id="a pattern about what is named"),
        pytest.param(["arn:aws:s3:::b/*"], (f"arn:aws:s3:::b/{EXAMPLE}",), id="an example of a pattern"),
        pytest.param(["arn:aws:s3:::b/?"], ("arn:aws:s3:::b/x",), id="a question mark"),
        pytest.param(
            ["arn:aws:s3:::b/${aws:username}/*"],
            tuple(f"arn:aws:s3:::b/{name}/{EXAMPLE}" for name in ("ana", "bob", "cy")), id="of the first users",
        ),
        pytest.param(["arn:aws:s3:::b/${k}"], (f"arn:aws:s3:::b/{EXAMPLE}",), id="another variable"),
    ],
)  # fmt: skip
def test_resources(texts: list[str], resources: tuple[str, ...]) -> None:
    account = account_with({"Resource": texts}, users=("ana", "bob", "cy", "dan"))
    assert named_resources(account) == resources


def test_elements_that_are_negated_name_things_too_and_so_do_policies_that_nobody_has() -> None:
    document = PolicyDocument.parse(
        {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "NotAction": "s3:PutObject", "NotResource": "arn:aws:s3:::c"}}
    )
    policy = ManagedPolicy("P", f"{ARN}:policy/P", (PolicyVersion("v1", document),))
    account = account_with({"Action": "s3:GetObject", "Resource": "arn:aws:s3:::b"}).with_policy(policy)
    assert named_actions(account) == ("s3:GetObject", "s3:PutObject")
    assert named_resources(account) == ("arn:aws:s3:::b", "arn:aws:s3:::c")
