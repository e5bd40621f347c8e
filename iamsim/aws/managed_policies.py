"""The AWS managed policies that an account has here, each with the document of its default version.

Source: AWS Managed Policy Reference Guide, one page for each name.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any


# Short forms, so that what differs between the policies is what one reads below.
def _allow(*actions: str, resource: str | list[str] = "*") -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource}


def _document(*statements: Mapping[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


# Only short ones that AWS seldom changes: a longer one would be out of date before it is read.
_DOCUMENTS: Mapping[str, Mapping[str, Any]] = {
    "AdministratorAccess": _document({"Effect": "Allow", "Action": "*", "Resource": "*"}),
    "PowerUserAccess": _document(
        {"Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"], "Resource": "*"},
        _allow(
            "account:GetAccountInformation",
            "account:GetGovCloudAccountInformation",
            "account:GetPrimaryEmail",
            "account:ListRegions",
            "iam:CreateServiceLinkedRole",
            "iam:DeleteServiceLinkedRole",
            "iam:ListRoles",
            "organizations:DescribeEffectivePolicy",
            "organizations:DescribeOrganization",
        ),
    ),
    "AWSDenyAll": _document({"Sid": "DenyAll", "Effect": "Deny", "Action": ["*"], "Resource": "*"}),
    "IAMFullAccess": _document(
        _allow(
            "iam:*",
            "organizations:DescribeAccount",
            "organizations:DescribeOrganization",
            "organizations:DescribeOrganizationalUnit",
            "organizations:DescribePolicy",
            "organizations:ListChildren",
            "organizations:ListParents",
            "organizations:ListPoliciesForTarget",
            "organizations:ListRoots",
            "organizations:ListPolicies",
            "organizations:ListTargetsForPolicy",
        )
    ),
    "IAMReadOnlyAccess": _document(
        _allow(
            "iam:GenerateCredentialReport",
            "iam:GenerateServiceLastAccessedDetails",
            "iam:Get*",
            "iam:List*",
            "iam:SimulateCustomPolicy",
            "iam:SimulatePrincipalPolicy",
        )
    ),
    "IAMUserChangePassword": _document(
        _allow(
            "iam:ChangePassword",
            resource=["arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::*:user/*/${aws:username}"],
        ),
        _allow("iam:GetAccountPasswordPolicy"),
    ),
    "AmazonS3FullAccess": _document(_allow("s3:*", "s3-object-lambda:*")),
    "AmazonS3ReadOnlyAccess": _document(
        _allow("s3:Get*", "s3:List*", "s3:Describe*", "s3-object-lambda:Get*", "s3-object-lambda:List*")
    ),
    "AmazonEC2ReadOnlyAccess": _document(
        _allow("ec2:Describe*", "ec2:GetSecurityGroupsForVpc"),
        {"Effect": "Allow", "Action": "elasticloadbalancing:Describe*", "Resource": "*"},
        _allow("cloudwatch:ListMetrics", "cloudwatch:GetMetricStatistics", "cloudwatch:Describe*"),
        {"Effect": "Allow", "Action": "autoscaling:Describe*", "Resource": "*"},
    ),
    "AmazonSQSFullAccess": _document(_allow("sqs:*")),
    "AmazonSQSReadOnlyAccess": _document(
        {
            "Sid": "AmazonSQSReadOnlyAccess",
            **_allow(
                "sqs:GetQueueAttributes",
                "sqs:GetQueueUrl",
                "sqs:ListDeadLetterSourceQueues",
                "sqs:ListQueues",
                "sqs:ListMessageMoveTasks",
                "sqs:ListQueueTags",
            ),
        }
    ),
    "AWSSupportAccess": _document(_allow("support:*", "support-console:*")),
}

AWS_MANAGED_POLICIES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {f"arn:aws:iam::aws:policy/{name}": document for name, document in _DOCUMENTS.items()}
)
"""ARN: document. `aws` stands where other ARNs have an account, so these are the same in each account."""
