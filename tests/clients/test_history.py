"""A call as it is made elsewhere: its `aws` line and its way through the console; and the question put to AWS."""

from __future__ import annotations

import json
from typing import Any

import pytest

import iamsim
from iamsim.clients.asking import SILENT
from iamsim.clients.history import CONSOLE, Recorded
from iamsim.clients.operations import IAM, STS

ARN = "arn:aws:iam::123456789012"
READ = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}'

# A call, its line in a shell, its way through the console.
LINES: list[Any] = [
    pytest.param("create_user", {"UserName": "ana"}, "aws iam create-user --user-name ana", "IAM > Users > Create user", id="a name"),
    pytest.param("create_user", {"UserName": "ana", "Path": "/a b/"}, "aws iam create-user --user-name ana --path '/a b/'", "IAM > Users > Create user", id="a text that the shell would cut"),
    pytest.param("put_group_policy", {"GroupName": "Web", "PolicyName": "read", "PolicyDocument": READ}, f"aws iam put-group-policy --group-name Web --policy-name read --policy-document '{READ}'", "IAM > User groups > Web > Permissions > Add permissions > Create inline policy", id="a document"),
    pytest.param("tag_user", {"UserName": "ana", "Tags": [{"Key": "team", "Value": "web"}]}, """aws iam tag-user --user-name ana --tags '{"Key": "team", "Value": "web"}'""", "IAM > Users > ana > Tags > Manage tags", id="objects"),
    pytest.param("attach_user_policy", {"UserName": "ana", "PolicyArn": f"{ARN}:policy/x/Readers"}, f"aws iam attach-user-policy --user-name ana --policy-arn {ARN}:policy/x/Readers", "IAM > Users > ana > Permissions > Add permissions > Attach policies > Readers", id="an ARN"),
    pytest.param("create_policy_version", {"PolicyArn": f"{ARN}:policy/Readers", "PolicyDocument": "{}", "SetAsDefault": True}, f"aws iam create-policy-version --policy-arn {ARN}:policy/Readers --policy-document '{{}}' --set-as-default", "IAM > Policies > Readers > Permissions > Edit", id="a flag"),
    pytest.param("update_login_profile", {"UserName": "ana", "PasswordResetRequired": False}, "aws iam update-login-profile --user-name ana --no-password-reset-required", "IAM > Users > ana > Security credentials > Manage console access", id="a flag that is off"),
    pytest.param("list_users", {"MaxItems": 5}, "aws iam list-users --max-items 5", "IAM > Users", id="a number"),
    pytest.param("untag_user", {"UserName": "ana", "TagKeys": ["team", "k"]}, "aws iam untag-user --user-name ana --tag-keys team k", "IAM > Users > ana > Tags > Manage tags", id="a list"),
    pytest.param("get_account_summary", {}, "aws iam get-account-summary", "IAM > Dashboard", id="nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("operation", "given", "command", "console"), LINES)
def test_a_call_has_a_line_and_a_way(operation: str, given: dict[str, Any], command: str, console: str) -> None:
    recorded = Recorded("iam", operation, given)
    assert (recorded.command, recorded.console) == (command, console)
    assert repr(recorded) == f"{command}    # {console}"


def test_the_console_has_a_way_for_every_call_but_these() -> None:
    none = {"get_account_authorization_details", "get_access_key_last_used", "get_context_keys_for_custom_policy", "get_context_keys_for_principal_policy"}
    assert {*IAM, *STS} - set(CONSOLE) == none
    # One table for users, groups and roles; groups have no tags and no boundary.
    assert {name for name in CONSOLE if name not in {*IAM, *STS}} == {
        "tag_group", "untag_group", "list_group_tags", "put_group_permissions_boundary", "delete_group_permissions_boundary"
    }  # fmt: skip


def test_a_history_prints_as_lines_that_a_shell_runs() -> None:
    iam = iamsim.client("iam")
    assert repr(iam.history) == "(no calls yet)"
    iam.create_group(GroupName="Web")
    with pytest.raises(iamsim.EntityAlreadyExists):
        iam.create_group(GroupName="web")
    iam.list_groups()
    assert repr(iam.history) == (
        "aws iam create-group --group-name Web    # IAM > User groups > Create group\n"
        "aws iam create-group --group-name web    # EntityAlreadyExists: changed nothing\n"
        "aws iam list-groups    # IAM > User groups"
    )
    iam.undo()
    assert repr(iam.history) == "(no calls yet)"
    iam.redo()
    assert [call.operation for call in iam.history] == ["create_group", "create_group", "list_groups"]


def asked(**more: Any) -> str:
    """The line for one request of ana's."""
    request = iamsim.Request(f"{ARN}:user/ana", "s3:GetObject", "arn:aws:s3:::site/x", more.pop("context", {}))
    return iamsim.as_cli(iamsim.evaluate(request, more.pop("policies", [READ]), **more))


CONDITION = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "300"}, "ForAnyValue:StringEquals": {"aws:TagKeys": "team"}, "Bool": {"aws:SecureTransport": "true"}}}}'
NAMED = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}'
SCP = f"'{json.dumps({'ServiceControlPolicyInputList': [READ]})}'"
BEGIN, END = "aws iam simulate-custom-policy --policy-input-list", "--action-names s3:GetObject --resource-arns arn:aws:s3:::site/x"

QUESTIONS: list[Any] = [
    pytest.param({}, f"{BEGIN} '{READ}' {END}", id="a policy"),
    pytest.param({"boundary": READ}, f"{BEGIN} '{READ}' --permissions-boundary-policy-input-list '{READ}' {END}", id="a boundary"),
    pytest.param({"scps": [[READ], [READ]]}, f"{BEGIN} '{READ}' --ordered-organization-policy-input-list {SCP} {SCP} {END}", id="levels of an organization"),
    pytest.param({"resource_policy": NAMED}, f"{BEGIN} '{READ}' {END} --resource-policy '{NAMED}' --caller-arn {ARN}:user/ana", id="a resource's policy"),
    pytest.param(
        {"policies": [CONDITION], "context": {"aws:MultiFactorAuthAge": "120", "aws:tagkeys": ["team", "k"], "aws:SourceIp": "203.0.113.7"}},
        f"""{BEGIN} '{CONDITION}' {END} --context-entries '{{"ContextKeyName": "aws:MultiFactorAuthAge", "ContextKeyValues": ["120"], "ContextKeyType": "numeric"}}' '{{"ContextKeyName": "aws:TagKeys", "ContextKeyValues": ["team", "k"], "ContextKeyType": "stringList"}}'""",
        id="context keys that the policy reads and the request has",
    ),
    pytest.param({"policies": []}, f"{BEGIN} '{SILENT}' {END}", id="no policy: one that matches nothing, as AWS wants at least one"),
    pytest.param(
        {"policies": [], "resource_policy": NAMED},
        f"{BEGIN} '{SILENT}' {END} --resource-policy '{NAMED}' --caller-arn {ARN}:user/ana",
        id="no policy but a resource's: it is asked about too",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("question", "line"), QUESTIONS)
def test_a_result_is_a_line_that_asks_aws_the_same(question: dict[str, Any], line: str) -> None:
    assert asked(**question) == line


def test_aws_is_not_asked_about_root() -> None:
    result = iamsim.evaluate(iamsim.Request(f"{ARN}:root", "s3:GetObject"), [READ])
    with pytest.raises(iamsim.InvalidInput) as caught:
        iamsim.as_cli(result)
    assert str(caught.value) == "AWS's simulator does not answer for the root user"
