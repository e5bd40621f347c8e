"""What a call may be given: a type for each name. Which name goes with which call stands in `table`.

Source: the IAM API Reference, "Request Parameters" and "Data Types"; boto3 and AWS read the same model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from iamsim.aws.quotas import LIMITS


class Text(NamedTuple):
    """A text; boto3 counts the least, AWS the most and looks at the characters."""

    least: int = 0
    most: int | None = None
    pattern: str = ""
    choices: tuple[str, ...] = ()
    secret: bool = False


class Number(NamedTuple):
    """A whole number."""

    least: int
    most: int


class Flag(NamedTuple):
    """True or False."""


class Listed(NamedTuple):
    """A list of things of one type."""

    item: Type
    most: int | None = None


class Structure(NamedTuple):
    """An object with members, some of them required."""

    members: Mapping[str, Type]
    required: tuple[str, ...] = ()


class NotSimulatedHere(NamedTuple):
    """What boto3 takes and we do not simulate."""


Type: TypeAlias = "Text | Number | Flag | Listed | Structure | NotSimulatedHere"

NAME = r"[A-Za-z0-9_+=,.@-]+"
_TAG = r"[\w\s.:/=+\-@]"
_user_name = Text(1, LIMITS["existingUserNameType"], NAME)
_new_user_name = Text(1, LIMITS["userNameType"], NAME)
_group_name = Text(1, LIMITS["groupNameType"], NAME)
_role_name = Text(1, LIMITS["roleNameType"], NAME)
_path = Text(1, LIMITS["pathType"], r"(/)|(/[!-~]+/)")
_arn = Text(20, LIMITS["arnType"])
_resource = Text(1, 2048)
_document = Text(1, LIMITS["policyDocumentType"], r"[\t\n\r\x20-\xff]+")
_tag_key = Text(1, LIMITS["tagKeyType"], f"{_TAG}+")
_tag = Structure(
    {"Key": _tag_key, "Value": Text(0, LIMITS["tagValueType"], f"{_TAG}*")}, required=("Key", "Value")
)
_context_types = (
    "string", "stringList", "numeric", "numericList", "boolean", "booleanList",
    "ip", "ipList", "binary", "binaryList", "date", "dateList",
)  # fmt: skip
_context_entry = Structure(
    {
        "ContextKeyName": Text(5, 256),
        "ContextKeyValues": Listed(Text()),
        "ContextKeyType": Text(choices=_context_types),
    }
)
_level = Structure({"ServiceControlPolicyInputList": Listed(_document)})
_entity = Text(choices=("User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"))

TYPES: Mapping[str, Type] = MappingProxyType(
    {
        "AccessKeyId": Text(16, 128, r"\w+"),
        "ActionNames": Listed(Text(3, 128)),
        "AssumeRolePolicyDocument": _document,
        "CallerArn": _resource,
        "ContextEntries": Listed(_context_entry),
        "Description": Text(0, LIMITS["policyDescriptionType"]),
        "DurationSeconds": Number(900, 43_200),
        "EntityFilter": _entity,
        "Filter": Listed(_entity),
        "GroupName": _group_name,
        "Marker": Text(1, 320, r"[\x20-\xff]+"),
        "MaxItems": Number(1, LIMITS["maxItemsType"]),
        "MaxSessionDuration": Number(3600, 43_200),
        "NewGroupName": _group_name,
        "NewPath": _path,
        "NewRoleName": _role_name,
        "NewUserName": _new_user_name,
        "OnlyAttached": Flag(),
        "OrderedOrganizationPolicyInputList": Listed(_level, 7),
        "Password": Text(1, LIMITS["passwordType"], r"[\t\n\r\x20-\xff]+", secret=True),
        "PasswordResetRequired": Flag(),
        "Path": _path,
        "PathPrefix": Text(1, LIMITS["pathType"], r"/[!-\x7f]*"),
        "PermissionsBoundary": _arn,
        "PermissionsBoundaryPolicyInputList": Listed(_document),
        "PolicyArn": _arn,
        "PolicyDocument": _document,
        "PolicyInputList": Listed(_document),
        "PolicyName": Text(1, LIMITS["policyNameType"], NAME),
        "PolicyPath": Text(1, LIMITS["pathType"], r"((/[A-Za-z0-9.,+@=_-]+)*)/"),
        "PolicySourceArn": _arn,
        "PolicyUsageFilter": Text(choices=("PermissionsPolicy", "PermissionsBoundary")),
        "ResourceArns": Listed(_resource),
        "ResourceOwner": _resource,
        "ResourcePolicy": _document,
        "RoleArn": Text(20, 2048, r"[\t\n\r\x20-\x7e\x85\xa0-\U0010ffff]+"),
        "RoleDescription": Text(0, 1000, r"[\t\n\r\x20-\x7e\xa1-\xff]*"),
        "RoleName": _role_name,
        "RoleSessionName": Text(2, 64, r"[\w+=,.@-]*"),
        "Scope": Text(choices=("All", "AWS", "Local")),
        "SetAsDefault": Flag(),
        "Status": Text(choices=("Active", "Inactive", "Expired")),
        "TagKeys": Listed(_tag_key, LIMITS["tagListType"]),
        "Tags": Listed(_tag, LIMITS["tagListType"]),
        "UserName": _user_name,
        "VersionId": Text(pattern=r"v[1-9][0-9]*(\.[A-Za-z0-9-]*)?"),
    }
)


class Parameter(NamedTuple):
    """One parameter of one call."""

    name: str
    required: bool
    type: Type


_WORD = re.compile(r"(?P<name>\w+)(?P<mark>[!?]?)(?::(?P<type>\w+))?")


def parameters(words: str) -> tuple[Parameter, ...]:
    """Read a call's parameters: `Path UserName!:NewUserName Tags`.

    `!` stands behind a required one, `?` behind one that is not simulated; after `:` the name of a type that
    is not the parameter's own.
    """
    found = (_WORD.fullmatch(word) for word in words.split())
    return tuple(
        Parameter(
            match["name"],
            match["mark"] == "!",
            NotSimulatedHere() if match["mark"] == "?" else TYPES[match["type"] or match["name"]],
        )
        for match in found
        if match
    )
