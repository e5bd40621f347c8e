"""Commands that one can copy; every option is one that the AWS CLI has."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

import pytest

from iamsim.policy import Request
from iamsim.why.denial import Denial
from iamsim.why.next_steps import authorization_command, aws_command, mfa_commands, see_policy_command
from iamsim.why.unknown_policies import list_unknown_policies
from tests.why.test_unknown_policies import NAMED, RIA, ROLE, SESSION

DENIAL = Denial(RIA, "s3:GetObject", authorization_id="67f1576b-af29-4c66", region="us-east-1")


def test_the_trace_of_a_denial_is_in_the_region_of_its_link() -> None:
    assert authorization_command(DENIAL) == "aws iam-toolbox get-request-authorization-details --authorization-id 67f1576b-af29-4c66 --region us-east-1"


MFA = [
    pytest.param(RIA, ["aws iam list-mfa-devices --user-name ria", "aws sts get-session-token --serial-number SERIAL --token-code CODE"], id="a user"),
    pytest.param("arn:aws:iam::123456789012:user/web/ria", ["aws iam list-mfa-devices --user-name ria", "aws sts get-session-token --serial-number SERIAL --token-code CODE"], id="a user with a path"),
    pytest.param(SESSION, ["aws sts assume-role --role-arn arn:aws:iam::123456789012:role/Dev --role-session-name ria --serial-number SERIAL --token-code CODE"], id="a session"),
    pytest.param("arn:aws:iam::123456789012:role/eng/Dev", ["aws sts assume-role --role-arn arn:aws:iam::123456789012:role/eng/Dev --role-session-name SESSION --serial-number SERIAL --token-code CODE"], id="a role"),
    pytest.param("arn:aws:iam::123456789012:root", [], id="root"),
    pytest.param("x", [], id="no ARN"),
]  # fmt: skip


@pytest.mark.parametrize(("principal", "commands"), MFA)
def test_how_to_get_a_session_with_mfa(principal: str, commands: list[str]) -> None:
    assert list(mfa_commands(principal)) == commands


def test_words_are_quoted_for_the_shell() -> None:
    assert shlex.split(aws_command("iam", "get-user", "--user-name", "a'b $(x)")) == ["aws", "iam", "get-user", "--user-name", "a'b $(x)"]


def test_how_to_see_a_policy() -> None:
    assert see_policy_command("arn:aws:iam::aws:policy/X") == (
        'aws iam get-policy-version --policy-arn arn:aws:iam::aws:policy/X --version-id "$(aws iam get-policy'
        ' --policy-arn arn:aws:iam::aws:policy/X --query Policy.DefaultVersionId --output text)"'
    )


def printed_commands() -> Iterator[str]:
    """Every kind of command that is printed, with those inside remarks."""
    yield authorization_command(DENIAL)
    yield from (command for principal in (RIA, SESSION) for command in mfa_commands(principal))
    yield "aws iam get-policy-version --policy-arn X --version-id v1"
    yield "aws iam get-policy --policy-arn X --query Policy.DefaultVersionId --output text"
    yield "aws sts decode-authorization-message --encoded-message TEXT"
    yield "aws eks list-access-entries --cluster-name CLUSTER"
    yield "aws lakeformation list-permissions --principal DataLakePrincipalIdentifier=ARN"
    yield "aws iam get-role --role-name ROLE --query Role.AssumeRolePolicyDocument"
    for service, arn, _ in NAMED:
        for policy in list_unknown_policies(Request(SESSION, f"{service}:Get", arn, {**ROLE, "aws:SourceVpce": "vpce-1"})):
            yield policy.command
            yield from (f"aws {part}" for part in policy.remark.split("aws ")[1:])


# The AWS CLI's names are those of botocore's models, with hyphens.
@pytest.mark.parametrize("command", sorted(set(printed_commands())))
def test_the_aws_cli_has_the_command_and_its_options(command: str) -> None:
    botocore = pytest.importorskip("botocore.session")
    xform_name = pytest.importorskip("botocore").xform_name
    _, service, operation, *words = command.split(" says ", maxsplit=1)[0].split(" for each ", maxsplit=1)[0].replace(";", " ").split()
    loader = botocore.get_session().get_component("data_loader")
    model = loader.load_service_model("s3" if service == "s3api" else service, "service-2")
    operations = {xform_name(name).replace("_", "-"): shape for name, shape in model["operations"].items()}
    members = model["shapes"][operations[operation]["input"]["shape"]]["members"]
    options = {f"--{xform_name(name).replace('_', '-')}" for name in members} | {"--region", "--query", "--output"}
    assert {word for word in words if word.startswith("--")} <= options
