"""Account → the shape of `aws iam get-account-authorization-details`, with AWS's own omissions."""

from __future__ import annotations

from typing import Any

from iamsim.account import Account, Group, Role, User
from iamsim.source import InlinePolicy, ManagedPolicy, Tags


def dump_account(account: Account) -> dict[str, Any]:
    """An account in the shape of `get-account-authorization-details`, with AWS's own omissions."""
    return {
        "UserDetailList": [_user_out(account, user) for user in account.users.values()],
        "GroupDetailList": [_group_out(account, group) for group in account.groups.values()],
        "RoleDetailList": [_role_out(account, role) for role in account.roles.values()],
        "Policies": [_policy_out(account, policy) for policy in account.policies.values()],
        "IsTruncated": False,
    }


def _inline_out(inline: tuple[InlinePolicy, ...]) -> list[dict[str, Any]]:
    return [{"PolicyName": policy.name, "PolicyDocument": policy.document.raw} for policy in inline]


def _attached_out(account: Account, arns: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"PolicyName": account.policy(arn).name, "PolicyArn": arn} for arn in arns]


def _boundary_out(arn: str | None) -> dict[str, Any]:
    return (
        {"PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn}}
        if arn
        else {}
    )


def _tags_out(tags: Tags) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags]


def _user_out(account: Account, user: User) -> dict[str, Any]:
    return {
        "Path": user.path,
        "UserName": user.name,
        "UserId": user.user_id,
        "Arn": user.arn,
        "CreateDate": user.create_date,
        **({"UserPolicyList": _inline_out(user.inline)} if user.inline else {}),
        "GroupList": list(user.groups),
        "AttachedManagedPolicies": _attached_out(account, user.attached),
        **_boundary_out(user.boundary),
        "Tags": _tags_out(user.tags),
    }


def _group_out(account: Account, group: Group) -> dict[str, Any]:
    return {
        "Path": group.path,
        "GroupName": group.name,
        "GroupId": group.group_id,
        "Arn": group.arn,
        "CreateDate": group.create_date,
        "GroupPolicyList": _inline_out(group.inline),
        "AttachedManagedPolicies": _attached_out(account, group.attached),
    }


def _role_out(account: Account, role: Role) -> dict[str, Any]:
    return {
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.role_id,
        "Arn": role.arn,
        "CreateDate": role.create_date,
        "AssumeRolePolicyDocument": role.trust.raw,
        "InstanceProfileList": [],
        "RolePolicyList": _inline_out(role.inline),
        "AttachedManagedPolicies": _attached_out(account, role.attached),
        **_boundary_out(role.boundary),
        "Tags": _tags_out(role.tags),
        "RoleLastUsed": {},
    }


def _policy_out(account: Account, policy: ManagedPolicy) -> dict[str, Any]:
    bounded: list[User | Role] = [*account.users.values(), *account.roles.values()]
    return {
        "PolicyName": policy.name,
        "PolicyId": policy.policy_id,
        "Arn": policy.arn,
        "Path": policy.path,
        "DefaultVersionId": policy.default_version_id,
        "AttachmentCount": len(account.holders_of(policy.arn)),
        "PermissionsBoundaryUsageCount": sum(holder.boundary == policy.arn for holder in bounded),
        "IsAttachable": True,
        **({"Description": policy.description} if policy.description else {}),
        "CreateDate": policy.create_date,
        "UpdateDate": policy.update_date,
        "PolicyVersionList": [
            {
                "Document": version.document.raw,
                "VersionId": version.version_id,
                "IsDefaultVersion": version.version_id == policy.default_version_id,
                "CreateDate": version.create_date,
            }
            for version in policy.versions
        ],
        "Tags": _tags_out(policy.tags),
    }
