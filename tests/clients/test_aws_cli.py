"""A result as the `aws` line that asks AWS's own simulator for the same decision."""

from __future__ import annotations

import json
import shlex
from typing import Any

import pytest

import iamsim
from iamsim.clients.aws_cli import NO_MATCH_POLICY
from tests.clients.examples import ARN

READ = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}'


def cli_line(**options: Any) -> str:
    """Return the line for one request of ana's."""
    request = iamsim.Request(f"{ARN}:user/ana", "s3:GetObject", "arn:aws:s3:::site/x", options.pop("context", {}))
    return iamsim.as_cli(iamsim.evaluate(request, options.pop("policies", [READ]), **options))


CONDITION = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "300"}, "ForAnyValue:StringEquals": {"aws:TagKeys": "team"}, "Bool": {"aws:SecureTransport": "true"}}}}'
BY_TWO_OPERATORS = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"NumericLessThan": {"aws:EpochTime": "1800000000"}, "DateLessThan": {"aws:EpochTime": "2027-01-01T00:00:00Z"}}}}'
DEFAULT = iamsim.allow("s3:GetObject", "arn:aws:s3:::site/${aws:PrincipalTag/team, 'all'}")
RESOURCE_POLICY = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}'
SCP = f"'{json.dumps({'ServiceControlPolicyInputList': [READ]})}'"
BEGIN, END = "aws iam simulate-custom-policy --policy-input-list", "--action-names s3:GetObject --resource-arns arn:aws:s3:::site/x"


QUESTIONS: list[Any] = [
    pytest.param({}, f"{BEGIN} '{READ}' {END}", id="a policy"),
    pytest.param({"boundary": READ}, f"{BEGIN} '{READ}' --permissions-boundary-policy-input-list '{READ}' {END}", id="a boundary"),
    pytest.param({"scps": [[READ], [READ]]}, f"{BEGIN} '{READ}' --ordered-organization-policy-input-list {SCP} {SCP} {END}", id="levels of an organization"),
    pytest.param({"resource_policy": RESOURCE_POLICY}, f"{BEGIN} '{READ}' {END} --resource-policy '{RESOURCE_POLICY}' --caller-arn {ARN}:user/ana", id="a resource's policy"),
    pytest.param(
        {"policies": [CONDITION], "context": {"aws:MultiFactorAuthAge": "120", "aws:tagkeys": ["team", "k"], "aws:SourceIp": "203.0.113.7"}},
        f"""{BEGIN} '{CONDITION}' {END} --context-entries '{{"ContextKeyName": "aws:MultiFactorAuthAge", "ContextKeyValues": ["120"], "ContextKeyType": "numeric"}}' '{{"ContextKeyName": "aws:TagKeys", "ContextKeyValues": ["team", "k"], "ContextKeyType": "stringList"}}'""",
        id="context keys that the policy reads and the request has",
    ),
    pytest.param(
        {"policies": [DEFAULT], "context": {"aws:PrincipalTag/team": "ops"}},
        f"""{BEGIN} {shlex.quote(DEFAULT)} {END} --context-entries '{{"ContextKeyName": "aws:PrincipalTag/team", "ContextKeyValues": ["ops"], "ContextKeyType": "string"}}'""",
        id="the key of a variable with a default",
    ),
    pytest.param(
        {"policies": [BY_TWO_OPERATORS], "context": {"aws:EpochTime": "1767225600"}},
        f"""{BEGIN} '{BY_TWO_OPERATORS}' {END} --context-entries '{{"ContextKeyName": "aws:EpochTime", "ContextKeyValues": ["1767225600"], "ContextKeyType": "numeric"}}'""",
        id="a key that two operators read has the type of the first",
    ),
    pytest.param({"policies": []}, f"{BEGIN} '{NO_MATCH_POLICY}' {END}", id="no policy: one that matches nothing, as AWS wants at least one"),
    pytest.param(
        {"policies": [], "resource_policy": RESOURCE_POLICY},
        f"{BEGIN} '{NO_MATCH_POLICY}' {END} --resource-policy '{RESOURCE_POLICY}' --caller-arn {ARN}:user/ana",
        id="no policy but a resource's: it is asked about too",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("question", "line"), QUESTIONS)
def test_a_result_is_a_line_that_asks_aws_the_same(question: dict[str, Any], line: str) -> None:
    assert cli_line(**question) == line


def test_aws_is_not_asked_about_root() -> None:
    result = iamsim.evaluate(iamsim.Request(f"{ARN}:root", "s3:GetObject"), [READ])
    with pytest.raises(iamsim.InvalidInput) as error:
        iamsim.as_cli(result)
    assert str(error.value) == "AWS's simulator does not answer for the root user"
