"""Values → the objects of boto3's responses, each with what AWS leaves out left out.

Source: IAM API Reference, "Data Types". Lists of users and roles come without tags and boundary, documents
come decoded, dates as `datetime`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from iamsim.account import Account, Identity, Role, User
from iamsim.source import ManagedPolicy, PolicyVersion, Tags

Shape = dict[str, Any]


def date(text: str) -> datetime:
    """A date as boto3 gives it."""
    return datetime.fromisoformat(text)


def listed(identity: Identity) -> Shape:
    """A user, group or role, as lists show it."""
    kind = identity.kind.capitalize()
    shape = {
        "Path": identity.path,
        f"{kind}Name": identity.name,
        f"{kind}Id": getattr(identity, f"{identity.kind}_id"),
        "Arn": identity.arn,
        "CreateDate": date(identity.create_date),
    }
    if isinstance(identity, Role):
        shape["AssumeRolePolicyDocument"] = identity.trust.raw
        shape |= {"Description": identity.description} if identity.description else {}
        shape["MaxSessionDuration"] = identity.max_session_duration
    return shape


def whole(identity: Identity) -> Shape:
    """A user, group or role with its boundary and tags, as far as it can have them and has them."""
    shape = listed(identity)
    if isinstance(identity, User | Role):
        if identity.boundary:
            shape["PermissionsBoundary"] = {
                "PermissionsBoundaryType": "Policy",
                "PermissionsBoundaryArn": identity.boundary,
            }
        if identity.tags:
            shape["Tags"] = tags(identity.tags)
    if isinstance(identity, Role):
        shape["RoleLastUsed"] = {}
    return shape


def tags(pairs: Tags) -> list[Shape]:
    """Tags as AWS lists them."""
    return [{"Key": key, "Value": value} for key, value in pairs]


def policy(account: Account, managed: ManagedPolicy) -> Shape:
    """A managed policy without its documents, as lists show it."""
    bounded: list[User | Role] = [*account.users.values(), *account.roles.values()]
    return {
        "PolicyName": managed.name,
        "PolicyId": managed.policy_id,
        "Arn": managed.arn,
        "Path": managed.path,
        "DefaultVersionId": managed.default_version_id,
        "AttachmentCount": len(account.holders_of(managed.arn)),
        "PermissionsBoundaryUsageCount": sum(holder.boundary == managed.arn for holder in bounded),
        "IsAttachable": True,
        "CreateDate": date(managed.create_date),
        "UpdateDate": date(managed.update_date),
    }


def version(managed: ManagedPolicy, one: PolicyVersion, *, document: bool = True) -> Shape:
    """One version of a managed policy; lists come without the document."""
    return {
        **({"Document": one.document.raw} if document else {}),
        "VersionId": one.version_id,
        "IsDefaultVersion": one.version_id == managed.default_version_id,
        "CreateDate": date(one.create_date),
    }
