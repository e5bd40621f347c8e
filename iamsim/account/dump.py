"""Account → the file of `aws iam get-account-authorization-details`. Passwords and access keys are not in it.

Source: IAM API Reference, GetAccountAuthorizationDetails.
"""

from __future__ import annotations

from typing import Any

from iamsim.account import api_json
from iamsim.account.api_json import ApiObject
from iamsim.account.entities import Account, Group, Identity, Role, User
from iamsim.account.policies import ManagedPolicy


def dump_account(account: Account) -> dict[str, Any]:
    """Return an account as the object of `get-account-authorization-details`, ready for `json.dumps`."""
    return {
        "UserDetailList": [_user_detail(account, user) for user in account.users.values()],
        "GroupDetailList": [_group_detail(account, group) for group in account.groups.values()],
        "RoleDetailList": [_role_detail(account, role) for role in account.roles.values()],
        "Policies": [_policy_detail(account, policy) for policy in account.policies.values()],
        "IsTruncated": False,  # the CLI too puts all pages into one file
    }


def _inline_policies(identity: Identity) -> list[ApiObject]:
    return [{"PolicyName": policy.name, "PolicyDocument": policy.document.raw} for policy in identity.inline]


def _attached_policies(account: Account, identity: Identity) -> list[ApiObject]:
    return api_json.attached_policies(account.policy(arn) for arn in identity.attached)


def _user_detail(account: Account, user: User) -> ApiObject:
    return {
        **api_json.identity_fields(user),
        # The only list that AWS leaves out where it is empty.
        **({"UserPolicyList": _inline_policies(user)} if user.inline else {}),
        "GroupList": list(user.groups),
        "AttachedManagedPolicies": _attached_policies(account, user),
        **api_json.boundary_field(user),
        "Tags": api_json.tag_list(user.tags),
    }


def _group_detail(account: Account, group: Group) -> ApiObject:
    return {
        **api_json.identity_fields(group),
        "GroupPolicyList": _inline_policies(group),
        "AttachedManagedPolicies": _attached_policies(account, group),
    }


def _role_detail(account: Account, role: Role) -> ApiObject:
    return {
        **api_json.identity_fields(role),
        "AssumeRolePolicyDocument": role.trust.raw,
        "InstanceProfileList": [],  # they give roles to EC2 instances, which are not simulated
        "RolePolicyList": _inline_policies(role),
        "AttachedManagedPolicies": _attached_policies(account, role),
        **api_json.boundary_field(role),
        "Tags": api_json.tag_list(role.tags),
        "RoleLastUsed": {},
    }


def _policy_detail(account: Account, policy: ManagedPolicy) -> ApiObject:
    versions = [api_json.version_detail(policy, version) for version in policy.versions]
    return {
        **api_json.policy_summary(account, policy),
        **api_json.description_field(policy.description),
        "PolicyVersionList": versions,
        "Tags": api_json.tag_list(policy.tags),
    }
