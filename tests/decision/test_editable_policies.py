"""Which policies of an account can be edited, and the account with one of them written anew."""

from __future__ import annotations

from typing import Any

import pytest

import iamsim
from iamsim.decision import EvaluationResult
from iamsim.decision.document_edits import Json
from iamsim.decision.editable_policies import editable_policy
from iamsim.policy import deny

BUCKETS = "s3:ListAllMyBuckets"
READ = iamsim.allow(BUCKETS)
DENIED: Json = {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": BUCKETS, "Resource": "*"}}


@pytest.fixture
def iam() -> Any:
    """A client with user ana in group Web."""
    iam = iamsim.client("iam")
    iam.create_user(UserName="ana")
    iam.create_group(GroupName="Web")
    iam.add_user_to_group(UserName="ana", GroupName="Web")
    return iam


def decided(iam: Any, **more: Any) -> EvaluationResult:
    return iamsim.simulate(iam.account, "ana", BUCKETS, **more)


def test_a_policy_of_a_group_is_written_in_the_group(iam: Any) -> None:
    iam.put_group_policy(GroupName="Web", PolicyName="read", PolicyDocument=READ)
    policy = editable_policy(iam.account, decided(iam).matched_statements[0])
    assert policy is not None
    assert [identity.name for identity in policy.identities] == ["Web"]
    account = policy.write(DENIED)
    assert account is not None
    assert iamsim.simulate(account, "ana", BUCKETS).decision == "explicitDeny"


def test_without_a_statement_an_inline_policy_is_gone(iam: Any) -> None:
    iam.put_user_policy(UserName="ana", PolicyName="read", PolicyDocument=READ)
    policy = editable_policy(iam.account, decided(iam).matched_statements[0])
    assert policy is not None
    account = policy.write(None)
    assert account is not None
    assert account.user("ana").inline == ()


def test_a_managed_policy_changes_for_all_who_have_it(iam: Any) -> None:
    arn = iam.create_policy(PolicyName="read", PolicyDocument=READ)["Policy"]["Arn"]
    iam.attach_user_policy(UserName="ana", PolicyArn=arn)
    iam.attach_group_policy(GroupName="Web", PolicyArn=arn)
    policy = editable_policy(iam.account, decided(iam).matched_statements[0])
    assert policy is not None
    assert {identity.name for identity in policy.identities} == {"ana", "Web"}
    assert policy.write(None) is None  # a managed policy has at least one statement


def test_what_aws_would_not_save_is_not_written(iam: Any) -> None:
    iam.put_user_policy(UserName="ana", PolicyName="read", PolicyDocument=READ)
    policy = editable_policy(iam.account, decided(iam).matched_statements[0])
    assert policy is not None
    assert policy.write({**DENIED, "Statement": {**DENIED["Statement"], "Action": ["s3:" + "x" * 3000]}}) is None


def test_what_is_not_the_accounts_cannot_be_edited(iam: Any) -> None:
    arn = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
    iam.attach_user_policy(UserName="ana", PolicyArn=arn)
    assert editable_policy(iam.account, decided(iam).matched_statements[0]) is None
    limited = decided(iam, scps=[[deny("*")]])
    assert editable_policy(iam.account, limited.matched_statements[0]) is None
