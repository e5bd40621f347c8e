"""What a field suggests while somebody types."""

from __future__ import annotations

import iamsim
from iamsim.widgets.account_builder.suggestions import LIMIT, suggestions
from iamsim.widgets.account_builder.workspace import Workspace

PATTERN = "arn:aws:s3:::acme-website/*"


def _workspace() -> Workspace:
    iam = iamsim.client("iam")
    iam.create_user(UserName="ria")
    iam.put_user_policy(UserName="ria", PolicyName="read", PolicyDocument=iamsim.allow("s3:GetObject", PATTERN))
    return Workspace(iam.account)


def test_an_action_of_the_list_is_completed() -> None:
    assert "s3:GetObject" in suggestions("action", "getobj", _workspace())
    assert len(suggestions("action", "s3:", _workspace())) == LIMIT


def test_only_the_last_of_several_actions_is_completed() -> None:
    assert "s3:GetObject, s3:PutObject" in suggestions("actions", "s3:GetObject, s3:PutOb", _workspace())


def test_a_request_is_about_a_resource_and_a_policy_about_a_pattern() -> None:
    workspace = _workspace()
    assert "arn:aws:s3:::acme-website/example.txt" in suggestions("resource", "", workspace)
    assert not any("*" in option for option in suggestions("resource", "", workspace))
    assert {PATTERN, "*"} <= set(suggestions("resources", "", workspace, "s3:GetObject"))


def test_a_resource_has_the_form_that_the_action_takes() -> None:
    assert "arn:aws:sqs:eu-central-1:123456789012:*" in suggestions("resources", "sqs", _workspace(), "sqs:SendMessage")


def test_the_resource_that_stands_in_the_field_does_not_hide_the_others() -> None:
    workspace = _workspace()
    assert suggestions("resource", workspace.resource, workspace) == suggestions("resource", "", workspace)


def test_a_condition_key_of_every_request_or_of_the_action() -> None:
    assert suggestions("key", "sourceip", _workspace()) == ("aws:SourceIp",)
    assert "s3:prefix" in suggestions("key", "s3:prefix", _workspace(), "s3:ListBucket")


def test_people_by_part_of_their_name_and_nothing_for_another_field() -> None:
    assert suggestions("user", "RI", _workspace()) == ("ria",)
    assert suggestions("effect", "A", _workspace()) == ()
