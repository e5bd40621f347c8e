"""Values → the objects of AWS's answers, each with what AWS leaves out left out; dates as text.

Source: IAM API Reference, "Data Types". Lists of users and roles come without tags and boundary, documents
come decoded.
"""

from __future__ import annotations

from typing import Any

from iamsim.account.entities import Account, Identity, Role, User
from iamsim.account.policies import ManagedPolicy, PolicyVersion, Tags

Shape = dict[str, Any]


def named(identity: Identity) -> Shape:
    """What every user, group or role has."""
    kind = identity.kind.capitalize()
    return {
        "Path": identity.path,
        f"{kind}Name": identity.name,
        f"{kind}Id": getattr(identity, f"{identity.kind}_id"),
        "Arn": identity.arn,
        "CreateDate": identity.create_date,
    }


def listed(identity: Identity) -> Shape:
    """A user, group or role, as lists show it."""
    shape = named(identity)
    if isinstance(identity, Role):
        shape["AssumeRolePolicyDocument"] = identity.trust.raw
        shape |= described(identity.description)
        shape["MaxSessionDuration"] = identity.max_session_duration
    return shape


def whole(identity: Identity) -> Shape:
    """A user, group or role with its boundary and tags, as far as it can have them and has them."""
    shape = listed(identity)
    if isinstance(identity, User | Role):
        shape |= bounded(identity)
        if identity.tags:
            shape["Tags"] = tags(identity.tags)
    if isinstance(identity, Role):
        shape["RoleLastUsed"] = {}
    return shape


def bounded(holder: User | Role) -> Shape:
    """A permissions boundary, where there is one."""
    if holder.boundary is None:
        return {}
    return {
        "PermissionsBoundary": {
            "PermissionsBoundaryType": "Policy",
            "PermissionsBoundaryArn": holder.boundary,
        }
    }


def described(text: str) -> Shape:
    """A description, where there is one."""
    return {"Description": text} if text else {}


def tags(pairs: Tags) -> list[Shape]:
    """Tags as AWS lists them."""
    return [{"Key": key, "Value": value} for key, value in pairs]


def policy(account: Account, managed: ManagedPolicy) -> Shape:
    """A managed policy without its documents, as lists show it."""
    bounded_by: list[User | Role] = [*account.users.values(), *account.roles.values()]
    return {
        "PolicyName": managed.name,
        "PolicyId": managed.policy_id,
        "Arn": managed.arn,
        "Path": managed.path,
        "DefaultVersionId": managed.default_version_id,
        "AttachmentCount": len(account.holders_of(managed.arn)),
        "PermissionsBoundaryUsageCount": sum(holder.boundary == managed.arn for holder in bounded_by),
        "IsAttachable": True,
        "CreateDate": managed.create_date,
        "UpdateDate": managed.update_date,
    }


def version(managed: ManagedPolicy, one: PolicyVersion, *, document: bool = True) -> Shape:
    """One version of a managed policy; lists come without the document."""
    return {
        **({"Document": one.document.raw} if document else {}),
        "VersionId": one.version_id,
        "IsDefaultVersion": one.version_id == managed.default_version_id,
        "CreateDate": one.create_date,
    }


def attached(account: Account, holder: Identity, prefix: str = "/") -> list[Shape]:
    """Names and ARNs of the managed policies that a user, group or role holds, of paths that begin so."""
    policies = [account.policy(arn) for arn in holder.attached]
    return [{"PolicyName": one.name, "PolicyArn": one.arn} for one in policies if one.path.startswith(prefix)]
