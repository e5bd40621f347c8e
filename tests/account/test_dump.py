"""Writing AWS's file of an account: its keys, what AWS leaves out, and its counts."""

from __future__ import annotations

import json
from typing import Any

import iamsim
from iamsim.account.entities import AccessKey, Group, LoginProfile, Role, User, build_account
from iamsim.account.policies import InlinePolicy, ManagedPolicy, PolicyVersion
from iamsim.policy import PolicyDocument, allow

ARN = "arn:aws:iam::123456789012"
DATE = "2026-01-05T09:00:00+00:00"
GET = json.loads(allow("s3:GetObject"))
DOCUMENT = PolicyDocument.parse(GET)
READ = ManagedPolicy(
    "Read", f"{ARN}:policy/x/Read", (PolicyVersion("v3", DOCUMENT), PolicyVersion("v1", DOCUMENT)),
    path="/x/", policy_id="ANPAREAD", description="reads", tags=(("a", "b"),), newest_version=3,
)  # fmt: skip
ACCOUNT = build_account(
    "123456789012",
    [
        User("ana", f"{ARN}:user/w/ana", "AIDAANA", "/w/", ("Web",), (InlinePolicy("own", DOCUMENT),), (READ.arn,), READ.arn, (("k", "v"),)),
        User("bob", f"{ARN}:user/bob", login_profile=LoginProfile(), access_keys=(AccessKey("AKIA"),)),
    ],
    [Group("Web", f"{ARN}:group/Web", "AGPAWEB", attached=(READ.arn,), inline=(InlinePolicy("own", DOCUMENT),))],
    [Role("Dev", f"{ARN}:role/Dev", DOCUMENT, "AROADEV", boundary=READ.arn, tags=(("k", "v"),))],
    [READ, ManagedPolicy("Bare", f"{ARN}:policy/Bare", (PolicyVersion("v1", DOCUMENT),))],
)  # fmt: skip
INLINE = [{"PolicyName": "own", "PolicyDocument": GET}]
ATTACHED = [{"PolicyName": "Read", "PolicyArn": READ.arn}]
BOUNDARY = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": READ.arn}
TAGS = [{"Key": "k", "Value": "v"}]


def version(name: str, *, default: bool) -> dict[str, Any]:
    return {"Document": GET, "VersionId": name, "IsDefaultVersion": default, "CreateDate": DATE}


def test_a_file_has_awss_keys_and_leaves_out_what_aws_leaves_out() -> None:
    # GetAccountAuthorizationDetails
    assert iamsim.dump_account(ACCOUNT) == {
        "UserDetailList": [
            {
                "Path": "/w/", "UserName": "ana", "UserId": "AIDAANA", "Arn": f"{ARN}:user/w/ana", "CreateDate": DATE,
                "UserPolicyList": INLINE, "GroupList": ["Web"], "AttachedManagedPolicies": ATTACHED,
                "PermissionsBoundary": BOUNDARY, "Tags": TAGS,
            },
            {  # no UserPolicyList where there is no policy, and never a password or a key
                "Path": "/", "UserName": "bob", "UserId": "", "Arn": f"{ARN}:user/bob", "CreateDate": DATE,
                "GroupList": [], "AttachedManagedPolicies": [], "Tags": [],
            },
        ],
        "GroupDetailList": [
            {
                "Path": "/", "GroupName": "Web", "GroupId": "AGPAWEB", "Arn": f"{ARN}:group/Web", "CreateDate": DATE,
                "GroupPolicyList": INLINE, "AttachedManagedPolicies": ATTACHED,
            }
        ],
        "RoleDetailList": [
            {
                "Path": "/", "RoleName": "Dev", "RoleId": "AROADEV", "Arn": f"{ARN}:role/Dev", "CreateDate": DATE,
                "AssumeRolePolicyDocument": GET, "InstanceProfileList": [], "RolePolicyList": [],
                "AttachedManagedPolicies": [], "PermissionsBoundary": BOUNDARY, "Tags": TAGS, "RoleLastUsed": {},
            }
        ],
        "Policies": [
            {
                "PolicyName": "Read", "PolicyId": "ANPAREAD", "Arn": READ.arn, "Path": "/x/", "DefaultVersionId": "v1",
                "AttachmentCount": 2, "PermissionsBoundaryUsageCount": 2, "IsAttachable": True, "Description": "reads",
                "CreateDate": DATE, "UpdateDate": DATE,
                "PolicyVersionList": [version("v3", default=False), version("v1", default=True)],
                "Tags": [{"Key": "a", "Value": "b"}],
            },
            {  # no Description where there is none
                "PolicyName": "Bare", "PolicyId": "", "Arn": f"{ARN}:policy/Bare", "Path": "/", "DefaultVersionId": "v1",
                "AttachmentCount": 0, "PermissionsBoundaryUsageCount": 0, "IsAttachable": True,
                "CreateDate": DATE, "UpdateDate": DATE, "PolicyVersionList": [version("v1", default=True)], "Tags": [],
            },
        ],
        "IsTruncated": False,
    }  # fmt: skip


def test_a_file_is_json() -> None:
    text = json.dumps(iamsim.dump_account(ACCOUNT))
    assert iamsim.parse_account(text) == iamsim.parse_account(iamsim.dump_account(ACCOUNT))


def test_a_file_has_no_credentials() -> None:
    assert "AKIA" not in json.dumps(iamsim.dump_account(ACCOUNT))
    bob = iamsim.parse_account(iamsim.dump_account(ACCOUNT)).user("bob")
    assert (bob.login_profile, bob.access_keys) == (None, ())


def test_a_policy_that_is_unseen_is_unseen_again() -> None:
    file = {
        "UserDetailList": [
            {
                "UserName": "ana",
                "Arn": f"{ARN}:user/ana",
                "AttachedManagedPolicies": [{"PolicyName": "Lost", "PolicyArn": f"{ARN}:policy/Lost"}],
            }
        ]
    }
    account = iamsim.parse_account(file)
    (policy,) = account.policies.values()
    assert policy.is_unseen
    assert iamsim.parse_account(iamsim.dump_account(account)) == account
