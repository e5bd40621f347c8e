"""Users, groups, roles and managed policies → the objects of AWS's responses, with dates as text.

What AWS leaves out is left out here too: lists of users and roles come without tags and boundaries. Documents
are decoded, as the CLI and boto3 give them.
Source: IAM API Reference, "Data Types".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from iamsim.account.entities import Account, Identity, Role, User
from iamsim.account.policies import ManagedPolicy, PolicyVersion, Tags

ApiObject = dict[str, Any]


def identity_fields(identity: Identity) -> ApiObject:
    """Return the fields that every user, group and role has."""
    title = identity.kind.capitalize()
    return {
        "Path": identity.path,
        f"{title}Name": identity.name,
        # user_id, group_id, role_id: named as in AWS's types, UserId, GroupId, RoleId.
        f"{title}Id": getattr(identity, f"{identity.kind}_id"),
        "Arn": identity.arn,
        "CreateDate": identity.create_date,
    }


def identity_summary(identity: Identity) -> ApiObject:
    """Return a user, group or role as lists such as ListRoles have it."""
    summary = identity_fields(identity)
    if isinstance(identity, Role):
        summary["AssumeRolePolicyDocument"] = identity.trust.raw
        summary |= description_field(identity.description)
        summary["MaxSessionDuration"] = identity.max_session_duration
    return summary


def identity_detail(identity: Identity) -> ApiObject:
    """Return a user, group or role as GetUser, GetGroup and GetRole have it: with boundary and tags."""
    detail = identity_summary(identity)
    if isinstance(identity, User | Role):
        detail |= boundary_field(identity)
        if identity.tags:
            detail["Tags"] = tag_list(identity.tags)
    if isinstance(identity, Role):
        detail["RoleLastUsed"] = {}  # nothing in the simulator uses a role
    return detail


def boundary_field(identity: User | Role) -> ApiObject:
    """Return the field of a permissions boundary; no field if there is none."""
    if identity.boundary is None:
        return {}
    # The API Reference says "PermissionsBoundaryPolicy"; AWS answers "Policy".
    boundary = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": identity.boundary}
    return {"PermissionsBoundary": boundary}


def description_field(description: str) -> ApiObject:
    """Return the field of a description; no field if it is empty."""
    return {"Description": description} if description else {}


def tag_list(tags: Tags) -> list[ApiObject]:
    """Return tags as a list of objects."""
    return [{"Key": key, "Value": value} for key, value in tags]


def policy_summary(account: Account, policy: ManagedPolicy) -> ApiObject:
    """Return a managed policy as ListPolicies has it: without documents, tags and description."""
    return {
        "PolicyName": policy.name,
        "PolicyId": policy.policy_id,
        "Arn": policy.arn,
        "Path": policy.path,
        "DefaultVersionId": policy.default_version_id,
        "AttachmentCount": len(account.holders_of(policy.arn)),
        "PermissionsBoundaryUsageCount": len(account.bounded_by(policy.arn)),
        "IsAttachable": True,  # but those of service-linked roles, which are not simulated
        "CreateDate": policy.create_date,
        "UpdateDate": policy.update_date,
    }


def version_summary(policy: ManagedPolicy, version: PolicyVersion) -> ApiObject:
    """Return a version of a managed policy as ListPolicyVersions has it: without its document."""
    return {
        "VersionId": version.version_id,
        "IsDefaultVersion": version.version_id == policy.default_version_id,
        "CreateDate": version.create_date,
    }


def version_detail(policy: ManagedPolicy, version: PolicyVersion) -> ApiObject:
    """Return a version of a managed policy as GetPolicyVersion has it: with its document."""
    return {"Document": version.document.raw, **version_summary(policy, version)}


def attached_policies(policies: Iterable[ManagedPolicy]) -> list[ApiObject]:
    """Return attached policies as all lists of them have them: by name and ARN."""
    return [{"PolicyName": policy.name, "PolicyArn": policy.arn} for policy in policies]
