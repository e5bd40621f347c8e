"""Files that are no policy but hold some are called by their names."""

from __future__ import annotations

import json
from typing import Any

import pytest

from iamsim.check.report import REFUSED, check_policy
from iamsim.check.templates import describe_template

STATEMENT = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
POLICY = {"Version": "2012-10-17", "Statement": [STATEMENT]}
RESOURCES = {
    "P": {"Type": "AWS::IAM::Policy", "Properties": {"PolicyName": "p", "PolicyDocument": POLICY}},
    "R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}, "Policies": [{"PolicyDocument": POLICY}]}},
}
CLOUDFORMATION_YAML = """\
Resources:
  P:
    Type: AWS::IAM::Policy
    Properties:
      PolicyDocument: {}
"""
SERVERLESS_YAML = """\
service: shop
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
"""
TERRAFORM = """\
variable "name" {}

resource "aws_iam_policy" "read" {
  policy = jsonencode({ Version = "2012-10-17" })
}
"""
TEMPLATES = [
    pytest.param(
        {"AWSTemplateFormatVersion": "2010-09-09", "Resources": RESOURCES}, "a CloudFormation template",
        "PolicyDocument or AssumeRolePolicyDocument as a file of its own and check that (here Resources.P.Properties.PolicyDocument,"
        " Resources.R.Properties.AssumeRolePolicyDocument, Resources.R.Properties.Policies[0].PolicyDocument)", id="CloudFormation",
    ),
    pytest.param({"Resources": RESOURCES}, "a CloudFormation template", "Resources.P.Properties.PolicyDocument", id="CloudFormation without a version"),
    pytest.param(CLOUDFORMATION_YAML, "a CloudFormation template", "PolicyDocument", id="CloudFormation in YAML"),
    pytest.param({"Transform": "AWS::Serverless-2016-10-31", "Resources": {}}, "an AWS SAM template", "Policies", id="SAM"),
    pytest.param("AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\n", "an AWS SAM template", "Policies", id="SAM in YAML"),
    pytest.param(SERVERLESS_YAML, "a Serverless Framework configuration", "iam.role.statements", id="Serverless"),
    pytest.param({"service": "shop", "provider": {"name": "aws"}}, "a Serverless Framework configuration", '"Statement": [...]', id="Serverless in JSON"),
    pytest.param(TERRAFORM, "a Terraform configuration", "terraform show -json", id="Terraform"),
    pytest.param('data "aws_iam_policy_document" "read" {\n}\n', "a Terraform configuration", "terraform show -json", id="Terraform's own policy document"),
    pytest.param({"resource": {"aws_iam_policy": {}}}, "a Terraform configuration", "terraform show -json", id="Terraform in JSON"),
    pytest.param({"format_version": "1.2", "terraform_version": "1.9.0"}, "a Terraform plan or state", "assume_role_policy", id="Terraform's plan"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "name", "part"), TEMPLATES)
def test_a_template_is_named_with_the_part_that_is_a_policy(content: Any, name: str, part: str) -> None:
    text = content if isinstance(content, str) else json.dumps(content)
    report = check_policy(text.encode(), "managed")
    assert report.exit_status == REFUSED
    assert report.text.startswith(f"this is {name} and no policy; save the ")
    assert part in report.text
    assert "\n" not in report.text


OTHER_TEXTS = [
    pytest.param(json.dumps(POLICY), id="a policy"),
    pytest.param(json.dumps({**POLICY, "Resources": RESOURCES}), id="a policy with an element too many"),
    pytest.param('{"Resources": [{"Type": "AWS::IAM::Policy"}]}', id="a list of resources"),
    pytest.param('{"Version": "2012-10-17"}', id="a policy without statements"),
    pytest.param('{"Statement": [', id="broken JSON"),
    pytest.param("[1]", id="a list"),
    pytest.param("", id="nothing"),
    pytest.param("Version: 2012-10-17\nStatement: []\n", id="a policy in YAML"),
    pytest.param("{" * 100_000, id="very deep JSON"),
]


@pytest.mark.parametrize("text", OTHER_TEXTS)
def test_other_texts_are_left_to_the_grammar(text: str) -> None:
    assert describe_template(text) == ""
