"""How many users, groups and policies an account may have, and how long names and documents may be.

Quotas are named as in `aws iam get-account-summary`, limits as the shapes in the IAM API Reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# reference_iam-quotas (the defaults; some can be raised) and the IAM API Reference, GetAccountSummary.
QUOTAS: Mapping[str, int] = MappingProxyType(
    {
        "UsersQuota": 5000,  # not adjustable
        "GroupsQuota": 300,
        "RolesQuota": 1000,
        "PoliciesQuota": 1500,
        "GroupsPerUserQuota": 10,
        "AccessKeysPerUserQuota": 2,
        "SigningCertificatesPerUserQuota": 2,
        "AttachedPoliciesPerUserQuota": 10,
        "AttachedPoliciesPerGroupQuota": 10,
        "AttachedPoliciesPerRoleQuota": 10,
        "VersionsPerPolicyQuota": 5,  # one must be deleted before a sixth is created
        "PolicyVersionsInUseQuota": 10_000,
        "PolicySizeQuota": 6144,  # characters of a managed policy's version, white space not counted
        "UserPolicySizeQuota": 2048,  # all inline policies of a user together, white space not counted
        "GroupPolicySizeQuota": 5120,  # likewise of a group
        "RolePolicySizeQuota": 10_240,  # likewise of a role, without its trust policy
        "AssumeRolePolicySizeQuota": 2048,  # a role's trust policy
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
        "maxItemsType": 1000,  # of a page of a list
    }
)

# repost.aws/knowledge-center/organization-scp-size: characters, with spaces and line breaks. AWS doubled it
# on 15 May 2026 (its announcement, as three posts repeat it); older copies of the page still say 5,120.
SCP_SIZE = 10_240

# By service, in bytes. From the description of the call in the service's API Reference where it says so, as
# that of Secrets Manager's PutResourcePolicy does; else from the page named beside.
RESOURCE_POLICY_SIZES: Mapping[str, int] = MappingProxyType(
    {
        "s3": 20_480,  # Amazon S3 User Guide, using-iam-policies: 20 KB
        "sqs": 8192,  # Amazon SQS Developer Guide, quotas-policies
        "sns": 30_720,  # sns-access-policy-language-api-permissions-reference: 30 KB
        "kms": 32_768,  # AWS KMS Developer Guide, resource-limits: 32 KB
        "lambda": 20_480,  # AWS Lambda Developer Guide, gettingstarted-limits: 20 KB
        "dynamodb": 20_480,  # PutResourcePolicy: 20 KB
        "events": 10_240,  # PutPermission: 10 KB
        "glacier": 20_480,  # SetVaultAccessPolicy: 20 KB
        "secretsmanager": 20_480,
        "ecr": 10_240,
        "elasticfilesystem": 20_000,
        "codeartifact": 7168,
    }
)
