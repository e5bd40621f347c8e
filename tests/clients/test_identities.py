"""Calls about users, groups and roles: what is said when one fails. Their answers: tests/clients/test_operations.py."""

from __future__ import annotations

from typing import Any

import pytest

import iamsim
from tests.clients.examples import client_with_ana

# A call, its arguments, and the whole message.
ERRORS: list[Any] = [
    pytest.param("get_user", {"UserName": "anna"}, "An error occurred (NoSuchEntity) when calling the GetUser operation: The user with name anna cannot be found. [no user named 'anna' (this account has: ana)]", id="an unknown user"),
    pytest.param("create_user", {"UserName": "ANA"}, "An error occurred (EntityAlreadyExists) when calling the CreateUser operation: User with name ANA already exists. [there is a user 'ana' already]", id="a name that differs in case"),
    pytest.param("create_user", {"UserName": "ana"}, "An error occurred (EntityAlreadyExists) when calling the CreateUser operation: User with name ana already exists.", id="a name that is taken"),
    pytest.param("delete_user", {"UserName": "ana"}, "An error occurred (DeleteConflict) when calling the DeleteUser operation: Cannot delete entity, must delete policies first. [ana still has inline policies, group memberships, a password, access keys]", id="a user who still has something"),
    pytest.param("delete_group", {"GroupName": "Web"}, "An error occurred (DeleteConflict) when calling the DeleteGroup operation: Cannot delete entity, must remove users from group first. [Web has members: ana]", id="a group with members"),
    pytest.param("create_user", {"UserName": "ben", "Tags": [{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}]}, "An error occurred (InvalidInput) when calling the CreateUser operation: Duplicate tag keys found. Please note that Tag keys are case insensitive. [tag key 'a' was given twice]", id="a tag given twice to a user"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "arguments", "message"), ERRORS)
def test_an_error_about_an_identity_says_what_there_is(name: str, arguments: dict[str, Any], message: str) -> None:
    iam = client_with_ana()
    with pytest.raises(iamsim.ClientError) as error:
        getattr(iam, name)(**arguments)
    assert str(error.value) == message
