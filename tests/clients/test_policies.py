"""Calls about policies: what is said when one fails. Their answers: tests/clients/test_operations.py."""

from __future__ import annotations

import json
from typing import Any

import pytest

import iamsim
from tests.clients.examples import ARN, client_with_ana

# A call, its arguments, and the whole message.
ERRORS: list[Any] = [
    pytest.param("get_user_policy", {"UserName": "ana", "PolicyName": "owm"}, "An error occurred (NoSuchEntity) when calling the GetUserPolicy operation: The user policy with name owm cannot be found. [no inline policy 'owm' (ana has: own)]", id="an unknown inline policy"),
    pytest.param("attach_user_policy", {"UserName": "ana", "PolicyArn": f"{ARN}:policy/Readers"}, f"An error occurred (NoSuchEntity) when calling the AttachUserPolicy operation: Policy {ARN}:policy/Readers does not exist or is not attachable. [no managed policy '{ARN}:policy/Readers' (this account has none)]", id="an unknown managed policy"),
    pytest.param("put_user_policy", {"UserName": "ana", "PolicyName": "p", "PolicyDocument": '{"Version": "2012-10-17", "Statement": [{"Effect": "Permit", "Action": "*", "Resource": "*"}]}'}, "An error occurred (MalformedPolicyDocument) when calling the PutUserPolicy operation: Syntax errors in policy. [Statement[0].Effect: expected Allow or Deny, got 'Permit']", id="a policy that cannot be saved"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "arguments", "message"), ERRORS)
def test_an_error_about_a_policy_says_what_there_is(name: str, arguments: dict[str, Any], message: str) -> None:
    iam = client_with_ana()
    with pytest.raises(iamsim.ClientError) as error:
        getattr(iam, name)(**arguments)
    assert str(error.value) == message


def chinese_client() -> iamsim.Client:
    user = {"UserName": "wei", "Arn": "arn:aws-cn:iam::123456789012:user/wei"}
    account = {"UserDetailList": [user], "GroupDetailList": [], "RoleDetailList": [], "Policies": []}
    return iamsim.client("iam", account=iamsim.parse_account(account))


def test_an_account_of_another_partition_saves_its_own_resources() -> None:
    iam = chinese_client()
    calls: list[tuple[Any, dict[str, str]]] = [
        (iam.put_user_policy, {"UserName": "wei", "PolicyName": "p"}),
        (iam.create_policy, {"PolicyName": "p"}),
    ]
    for call, arguments in calls:
        with pytest.raises(iamsim.MalformedPolicyDocument) as error:
            call(PolicyDocument=iamsim.allow("s3:*", "arn:aws:s3:::b"), **arguments)
        assert error.value.message == 'Partition "aws" is not valid for resource "arn:aws:s3:::b".'
        call(PolicyDocument=iamsim.allow("s3:*", ["arn:aws-cn:s3:::b", "arn:*:s3:::c"]), **arguments)


def test_what_is_created_there_has_its_partition() -> None:
    iam = chinese_client()
    assert iam.create_user(UserName="li")["User"]["Arn"] == "arn:aws-cn:iam::123456789012:user/li"
    trust = {"Effect": "Allow", "Principal": {"AWS": "arn:aws-cn:iam::123456789012:user/wei"}, "Action": "sts:AssumeRole"}
    iam.create_role(RoleName="R", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))
    sts = iamsim.client("sts", account=iam, principal="wei")
    session = sts.assume_role(RoleArn="arn:aws-cn:iam::123456789012:role/R", RoleSessionName="mon")
    assert session["AssumedRoleUser"]["Arn"] == "arn:aws-cn:sts::123456789012:assumed-role/R/mon"
