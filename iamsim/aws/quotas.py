"""AWS's numbers and names: quotas, limits, a few AWS managed policies, calls that are no action.

Quotas are named as in `aws iam get-account-summary`, limits as the shapes in the IAM API Reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

# reference_iam-quotas (the defaults; some can be raised) and the IAM API Reference, GetAccountSummary.
QUOTAS: Mapping[str, int] = MappingProxyType(
    {
        "UsersQuota": 5000,
        "GroupsQuota": 300,
        "RolesQuota": 1000,
        "PoliciesQuota": 1500,
        "GroupsPerUserQuota": 10,
        "AccessKeysPerUserQuota": 2,
        "SigningCertificatesPerUserQuota": 2,
        "AttachedPoliciesPerUserQuota": 10,
        "AttachedPoliciesPerGroupQuota": 10,
        "AttachedPoliciesPerRoleQuota": 10,
        "VersionsPerPolicyQuota": 5,
        "PolicyVersionsInUseQuota": 10_000,
        "PolicySizeQuota": 6144,  # characters of a managed policy's version, white space not counted
        "UserPolicySizeQuota": 2048,  # all inline policies of a user together, white space not counted
        "GroupPolicySizeQuota": 5120,
        "RolePolicySizeQuota": 10_240,
        "AssumeRolePolicySizeQuota": 2048,
        "InstanceProfilesQuota": 1000,
        "ServerCertificatesQuota": 20,
    }
)

# IAM API Reference, "Data Types": the longest value of each shape; of lists, the most members.
LIMITS: Mapping[str, int] = MappingProxyType(
    {
        "userNameType": 64,
        "existingUserNameType": 128,  # a name that is looked up, not given
        "groupNameType": 128,
        "roleNameType": 64,
        "policyNameType": 128,
        "pathType": 512,
        "arnType": 2048,
        "policyDocumentType": 131_072,  # white space counts here
        "policyDescriptionType": 1000,
        "passwordType": 128,
        "tagListType": 50,
        "tagKeyType": 128,
        "tagValueType": 256,
        "maxItemsType": 1000,
    }
)


def _allow(*actions: str, resource: str | list[str] = "*") -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource}


def _document(*statements: Mapping[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


# AWS Managed Policy Reference Guide, one page for each name. Only short ones that AWS seldom changes: a
# longer one would be out of date before it is read.
AWS_MANAGED_POLICIES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        f"arn:aws:iam::aws:policy/{name}": document
        for name, document in {
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
                _allow(
                    "s3:Get*",
                    "s3:List*",
                    "s3:Describe*",
                    "s3-object-lambda:Get*",
                    "s3-object-lambda:List*",
                )
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
        }.items()
    }
)

# A call that is no action → the action it needs (Service Authorization Reference, a page for each service;
# Amazon S3 User Guide, "Required permissions for Amazon S3 API operations").
API_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "s3:ListBuckets": "s3:ListAllMyBuckets",
        "s3:ListObjects": "s3:ListBucket",
        "s3:ListObjectsV2": "s3:ListBucket",
        "s3:HeadBucket": "s3:ListBucket",
        "s3:HeadObject": "s3:GetObject",
        "s3:SelectObjectContent": "s3:GetObject",
        "s3:CopyObject": "s3:PutObject",
        "s3:PostObject": "s3:PutObject",
        "s3:UploadPart": "s3:PutObject",
        "s3:UploadPartCopy": "s3:PutObject",
        "s3:CreateMultipartUpload": "s3:PutObject",
        "s3:CompleteMultipartUpload": "s3:PutObject",
        "s3:DeleteObjects": "s3:DeleteObject",
        "s3:ListMultipartUploads": "s3:ListBucketMultipartUploads",
        "s3:ListParts": "s3:ListMultipartUploadParts",
        "s3:ListObjectVersions": "s3:ListBucketVersions",
        "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
        "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
        "s3:DeleteBucketEncryption": "s3:PutEncryptionConfiguration",
        "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
        "s3:PutBucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
        "s3:DeleteBucketLifecycle": "s3:PutLifecycleConfiguration",
        "s3:GetBucketReplication": "s3:GetReplicationConfiguration",
        "s3:PutBucketReplication": "s3:PutReplicationConfiguration",
        "s3:DeleteBucketCors": "s3:PutBucketCORS",
        "s3:DeleteBucketTagging": "s3:PutBucketTagging",
        "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
        "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
        "s3:DeletePublicAccessBlock": "s3:PutBucketPublicAccessBlock",
        "lambda:Invoke": "lambda:InvokeFunction",
        "lambda:InvokeWithResponseStream": "lambda:InvokeFunction",
        "sqs:SendMessageBatch": "sqs:SendMessage",
        "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
        "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
        "sns:PublishBatch": "sns:Publish",
        "dynamodb:TransactGetItems": "dynamodb:GetItem",
        "kms:ReEncrypt": "kms:ReEncryptFrom",
    }
)
