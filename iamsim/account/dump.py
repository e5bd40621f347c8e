"""Account → the shape of `aws iam get-account-authorization-details`, with AWS's own omissions."""

from __future__ import annotations

from typing import Any

from iamsim.account import api_json as shapes
from iamsim.account.api_json import Shape
from iamsim.account.entities import Account, Group, Identity, Role, User
from iamsim.account.policies import ManagedPolicy


def dump_account(account: Account) -> dict[str, Any]:
    """An account in the shape of `get-account-authorization-details`, with AWS's own omissions."""
    return {
        "UserDetailList": [_user(account, user) for user in account.users.values()],
        "GroupDetailList": [_group(account, group) for group in account.groups.values()],
        "RoleDetailList": [_role(account, role) for role in account.roles.values()],
        "Policies": [_policy(account, policy) for policy in account.policies.values()],
        "IsTruncated": False,
    }


def _inline(holder: Identity) -> list[Shape]:
    return [{"PolicyName": policy.name, "PolicyDocument": policy.document.raw} for policy in holder.inline]


def _user(account: Account, user: User) -> Shape:
    return {
        **shapes.named(user),
        **({"UserPolicyList": _inline(user)} if user.inline else {}),
        "GroupList": list(user.groups),
        "AttachedManagedPolicies": shapes.attached(account, user),
        **shapes.bounded(user),
        "Tags": shapes.tags(user.tags),
    }


def _group(account: Account, group: Group) -> Shape:
    return {
        **shapes.named(group),
        "GroupPolicyList": _inline(group),
        "AttachedManagedPolicies": shapes.attached(account, group),
    }


def _role(account: Account, role: Role) -> Shape:
    return {
        **shapes.named(role),
        "AssumeRolePolicyDocument": role.trust.raw,
        "InstanceProfileList": [],
        "RolePolicyList": _inline(role),
        "AttachedManagedPolicies": shapes.attached(account, role),
        **shapes.bounded(role),
        "Tags": shapes.tags(role.tags),
        "RoleLastUsed": {},
    }


def _policy(account: Account, policy: ManagedPolicy) -> Shape:
    return {
        **shapes.policy(account, policy),
        **shapes.described(policy.description),
        "PolicyVersionList": [shapes.version(policy, version) for version in policy.versions],
        "Tags": shapes.tags(policy.tags),
    }
