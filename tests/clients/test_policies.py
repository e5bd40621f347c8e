"""Calls about policies: what is said when one fails. Their answers: tests/clients/test_operations.py."""

from __future__ import annotations

from typing import Any

import pytest

import iamsim
from tests.clients.examples import ARN, READ, client_with_ana

# A call, its arguments, and the whole message.
ERRORS: list[Any] = [
    pytest.param("get_user_policy", {"UserName": "ana", "PolicyName": "owm"}, "An error occurred (NoSuchEntity) when calling the GetUserPolicy operation: The user policy with name owm cannot be found. [no inline policy 'owm' (ana has: own)]", id="an unknown inline policy"),
    pytest.param("attach_user_policy", {"UserName": "ana", "PolicyArn": f"{ARN}:policy/Readers"}, f"An error occurred (NoSuchEntity) when calling the AttachUserPolicy operation: Policy {ARN}:policy/Readers does not exist or is not attachable. [no managed policy '{ARN}:policy/Readers' (this account has none)]", id="an unknown managed policy"),
    pytest.param("delete_policy", {"PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}, "An error occurred (AccessDenied) when calling the DeletePolicy operation: Cannot delete policies outside your own account. [AdministratorAccess is AWS's own: it can be attached, not changed]", id="a policy of AWS's"),
    pytest.param("create_policy", {"PolicyName": "Readers", "PolicyDocument": READ, "Tags": [{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}, {"Key": "a", "Value": "3"}]}, "An error occurred (InvalidInput) when calling the CreatePolicy operation: Duplicate tag keys found. [tag key 'a' was given twice]", id="a tag given twice to a policy"),
    pytest.param("put_user_policy", {"UserName": "ana", "PolicyName": "p", "PolicyDocument": '{"Version": "2012-10-17", "Statement": [{"Effect": "Permit", "Action": "*", "Resource": "*"}]}'}, "An error occurred (MalformedPolicyDocument) when calling the PutUserPolicy operation: Syntax errors in policy. [Statement[0].Effect: expected Allow or Deny, got 'Permit']", id="a policy that cannot be saved"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "arguments", "message"), ERRORS)
def test_an_error_about_a_policy_says_what_there_is(name: str, arguments: dict[str, Any], message: str) -> None:
    iam = client_with_ana()
    with pytest.raises(iamsim.ClientError) as error:
        getattr(iam, name)(**arguments)
    assert str(error.value) == message
