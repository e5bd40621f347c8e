"""What a call came to, as text: compared whole."""

from __future__ import annotations

from typing import Any

import pytest

import iamsim
from iamsim.widgets import attempt


@pytest.fixture
def iam() -> Any:
    made = iamsim.client("iam")
    made.create_user(UserName="ana")
    made.create_group(GroupName="Web")
    return made


@pytest.mark.parametrize(
    ("call", "parameters", "text"),
    [
        pytest.param(
            "create_login_profile",
            {"UserName": "Web", "Password": "not-kept-2026!"},
            "refused: An error occurred (NoSuchEntity) when calling the CreateLoginProfile operation: "
            "The user with name Web cannot be found. [no user named 'Web'; Web is a group (this account has: ana)]",
            id="a group has no password",
        ),
        pytest.param(
            "add_user_to_group",
            {"UserName": "Web", "GroupName": "Web"},
            "refused: An error occurred (NoSuchEntity) when calling the AddUserToGroup operation: "
            "The user with name Web cannot be found. [no user named 'Web'; Web is a group (this account has: ana)]",
            id="a group is no member",
        ),
        pytest.param(
            "create_group",
            {"GroupName": "web"},
            "refused: An error occurred (EntityAlreadyExists) when calling the CreateGroup operation: "
            "Group with name web already exists. [there is a group 'Web' already]",
            id="names differ in more than case",
        ),
        pytest.param("add_user_to_group", {"UserName": "ana", "GroupName": "Web"}, "accepted", id="a user joins"),
    ],
)
def test_a_call_is_accepted_or_refused_in_awss_words(iam: Any, call: str, parameters: Any, text: str) -> None:
    shown = repr(attempt(getattr(iam, call), **parameters))
    assert shown.replace("\n ", "") == text
    assert max(map(len, shown.splitlines())) <= 96


def test_a_call_that_is_accepted_is_done_and_answered(iam: Any) -> None:
    tried = attempt(iam.create_group, GroupName="Data")
    assert (tried.accepted, tried.response["Group"]["GroupName"]) == (True, "Data")
    assert [group.name for group in iam.account.groups.values()] == ["Web", "Data"]


def test_a_call_that_is_refused_changes_nothing_and_keeps_the_error(iam: Any) -> None:
    before = iam.account
    tried = attempt(iam.create_group, GroupName="web")
    assert (tried.accepted, dict(tried.response)) == (False, {})
    assert isinstance(tried.error, iamsim.EntityAlreadyExists)
    assert iam.account == before


def test_a_parameter_that_boto3_refuses_is_text_too(iam: Any) -> None:
    tried = attempt(iam.create_user, GroupName="Web")
    assert isinstance(tried.error, iamsim.ParamValidationError)
    assert repr(tried).startswith("refused: Parameter validation failed")


def test_other_errors_are_raised(iam: Any) -> None:
    with pytest.raises(AttributeError):
        attempt(iam.make_group, GroupName="Web")
