"""The history of calls: its lines for a shell, its paths through the console, undo and redo; no password in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import iamsim
from iamsim.clients import IAM, STS
from iamsim.clients.history import RecordedCall
from tests.clients.examples import ARN, PASSWORD, client_with_ana

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


@pytest.mark.parametrize(("operation", "arguments", "command", "console"), LINES)
def test_a_call_has_a_line_for_a_shell_and_a_path_through_the_console(operation: str, arguments: dict[str, Any], command: str, console: str) -> None:
    recorded = RecordedCall("iam", operation, arguments)
    assert (recorded.command, recorded.console) == (command, console)
    assert repr(recorded) == f"{command}    # {console}"


def test_every_call_but_these_has_a_path_through_the_console() -> None:
    without_path = {"get_account_authorization_details", "get_access_key_last_used", "get_context_keys_for_custom_policy", "get_context_keys_for_principal_policy"}
    assert {name for name, operation in (dict(IAM) | dict(STS)).items() if not operation.console_path} == without_path
    # Each name in braces is one of the call's parameters, or the path would keep a gap.
    for name, operation in (dict(IAM) | dict(STS)).items():
        names = {parameter.name for parameter in operation.parameters}
        assert set(re.findall(r"\{(\w*)\}", operation.console_path)) <= names, name


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


def wrong_passwords(iam: iamsim.Client) -> Iterator[Callable[[], object]]:
    """Calls that fail with a password in them."""
    yield lambda: iam.create_login_profile(UserName="ana", Password=PASSWORD)
    yield lambda: iam.create_login_profile(UserName="bob", Password=PASSWORD)
    yield lambda: iam.create_login_profile(UserName="ana", Password=PASSWORD * 20)
    yield lambda: iam.create_login_profile(UserName="ana", Password=f"{PASSWORD}\u4e2d")
    yield lambda: iam.create_login_profile(UserName="ana", Password=[PASSWORD])
    yield lambda: iam.create_login_profile(UserName="ana", Pasword=PASSWORD)


def test_a_password_reaches_no_history_output_account_or_error() -> None:
    iam = client_with_ana()
    texts = [repr(iam.update_login_profile(UserName="ana", Password=PASSWORD)), repr(iam.get_login_profile(UserName="ana"))]
    for call in wrong_passwords(iam):
        with pytest.raises((iamsim.ClientError, iamsim.ParamValidationError)) as error:
            call()
        texts += [str(error.value), repr(getattr(error.value, "response", ""))]
    texts += [repr(iam.history), repr(tuple(iam.history)), repr(iam.account), repr(vars(iam.account_history)), repr(iam)]
    assert [text for text in texts if PASSWORD in text] == []
    assert "--password '********'" in repr(iam.history)


def test_an_undone_change_gives_its_ids_back() -> None:
    iam = iamsim.client("iam")
    first = iam.create_user(UserName="ana")["User"]
    iam.undo()
    assert iam.create_user(UserName="ana")["User"] == first
    iam.undo()
    iam.redo()
    # Made again, the change counts again: the next one has a later date.
    assert iam.create_user(UserName="ben")["User"]["CreateDate"] > first["CreateDate"]
