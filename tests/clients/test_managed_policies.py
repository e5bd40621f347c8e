"""Calls about managed policies: what is said when one fails. Their answers: tests/clients/test_operations.py."""

from __future__ import annotations

from typing import Any

import pytest

import iamsim
from tests.clients.examples import ARN, READ, client_with_ana

# A call, its arguments, and the whole message.
ERRORS: list[Any] = [
    pytest.param("delete_policy", {"PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}, "An error occurred (AccessDenied) when calling the DeletePolicy operation: Cannot delete policies outside your own account. [AdministratorAccess is AWS's own: it can be attached, not changed]", id="a policy of AWS's"),
    pytest.param("create_policy", {"PolicyName": "Readers", "PolicyDocument": READ, "Tags": [{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}, {"Key": "a", "Value": "3"}]}, "An error occurred (InvalidInput) when calling the CreatePolicy operation: Duplicate tag keys found. [tag key 'a' was given twice]", id="a tag given twice to a policy"),
    pytest.param("delete_policy_version", {"PolicyArn": f"{ARN}:policy/Writers", "VersionId": "v1"}, "An error occurred (DeleteConflict) when calling the DeletePolicyVersion operation: Cannot delete the default version of a policy.", id="the default version"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "arguments", "message"), ERRORS)
def test_an_error_about_a_managed_policy_says_what_there_is(name: str, arguments: dict[str, Any], message: str) -> None:
    iam = client_with_ana()
    iam.create_policy(PolicyName="Writers", PolicyDocument=READ)
    with pytest.raises(iamsim.ClientError) as error:
        getattr(iam, name)(**arguments)
    assert str(error.value) == message


def test_a_policy_of_aws_is_in_the_account_while_it_is_in_use() -> None:
    iam = client_with_ana()
    arn = "arn:aws:iam::aws:policy/AdministratorAccess"
    iam.attach_user_policy(UserName="ana", PolicyArn=arn)
    assert arn in iam.account.policies
    iam.detach_user_policy(UserName="ana", PolicyArn=arn)
    assert arn not in iam.account.policies
