"""`aws iam get-account-authorization-details` in: the file a practitioner has → Account.

What AWS leaves out, doubles or percent-encodes is put right here, so that nothing behind this room meets it
(IAM API Reference, GetAccountAuthorizationDetails).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

from iamsim.account.entities import Account, Group, Role, User, build_account, fold_name
from iamsim.account.json_fields import read_arn, read_date, read_field, read_items
from iamsim.account.policies import DEFAULT_DATE, InlinePolicy, ManagedPolicy, PolicyVersion, Tags
from iamsim.aws.errors import MalformedAccount, MalformedPolicyDocument
from iamsim.aws.managed_policies import AWS_MANAGED_POLICIES
from iamsim.policy import PolicyDocument, split_arn
from iamsim.policy.json_text import json_type

_LISTS = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
_SHAPE = "expected the output of `aws iam get-account-authorization-details`"
_VERSION_ID = re.compile(r"v[1-9][0-9]{0,9}(\.[A-Za-z0-9-]*)?")


def load_account(path: str | Path) -> Account:
    """Read the file that `aws iam get-account-authorization-details > FILE` writes, in UTF-8 or UTF-16.

    Raises MalformedAccount with the place and what was expected there.
    """
    file = Path(path)
    try:
        text = decode(file.read_bytes())
    except OSError as error:
        reason = "is a directory" if file.is_dir() else (error.strerror or "cannot be read").lower()
        raise MalformedAccount(f"{file}: {reason}; {_SHAPE}, saved to a file") from None
    except UnicodeDecodeError:
        raise MalformedAccount(f"{file}: not text; {_SHAPE}") from None
    try:
        return parse_account(text)
    except MalformedAccount as error:
        raise MalformedAccount(f"{file}: {error}") from None


def decode(data: bytes) -> str:
    """Bytes of a text file → text: UTF-16 with its mark, as Windows PowerShell writes it, or UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    return data.decode("utf-8-sig")


def parse_account(source: str | Mapping[str, Any]) -> Account:
    """Read the JSON text or object of `get-account-authorization-details`. Raises MalformedAccount."""
    return _Reader(_json(source)).account()


def _json(source: str | Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(source, str):
        return dict(source)
    if not source.strip():
        raise MalformedAccount(f"empty; {_SHAPE}")
    try:
        raw = json.loads(source)
    except json.JSONDecodeError as error:
        raise MalformedAccount(
            f"line {error.lineno}, column {error.colno}: not JSON ({error.msg}); {_SHAPE}"
        ) from None
    except RecursionError:
        raise MalformedAccount(f"nested too deep; {_SHAPE}") from None
    except ValueError:
        raise MalformedAccount(f"has a number of thousands of digits; {_SHAPE}") from None
    if not isinstance(raw, dict):
        raise MalformedAccount(f"the top is {json_type(raw)}, not an object; {_SHAPE}")
    return raw


_Read = TypeVar("_Read")


class _Reader:
    """Walks the JSON once; knows which ARNs and group names the file defines."""

    def __init__(self, raw: dict[str, Any]) -> None:
        if not any(key in raw for key in _LISTS):
            raise MalformedAccount(
                f"has {', '.join(list(raw)[:5]) or 'nothing'};"
                f" {_SHAPE} (UserDetailList, GroupDetailList, ...)"
            )
        if raw.get("IsTruncated"):
            raise MalformedAccount(
                "IsTruncated is true: only one page of the account; let the CLI fetch all pages"
            )
        self.raw = raw
        self.policies = {policy.arn: policy for policy in self._each("Policies", self._policy)}

    def account(self) -> Account:
        groups = _distinct("GroupDetailList", self._each("GroupDetailList", self._group))
        users = _distinct("UserDetailList", self._each("UserDetailList", self._user))
        roles = _distinct("RoleDetailList", self._each("RoleDetailList", self._role))
        names = {group.name for group in groups}
        for index, user in enumerate(users):
            for name in user.groups:
                if name not in names:
                    raise MalformedAccount(
                        f"UserDetailList[{index}] ({user.name}): member of group {name!r},"
                        " which GroupDetailList does not have; half a page? let the CLI fetch all pages"
                    )
        return build_account(self._account_id(), users, groups, roles, self.policies.values())

    def _account_id(self) -> str:
        """The account's number, from the first ARN that has one."""
        for key in _LISTS:
            for item in read_items(self.raw, key):
                parts = split_arn(str(item.get("Arn", "")))
                if parts and parts[4] not in {"", "aws"}:
                    return parts[4]
        return "123456789012"

    def _each(self, key: str, read: Callable[[dict[str, Any], str], _Read]) -> list[_Read]:
        return [read(item, f"{key}[{index}]") for index, item in enumerate(read_items(self.raw, key))]

    def _user(self, raw: dict[str, Any], where: str) -> User:
        name = read_field(raw, "UserName", where, str)
        where = f"{where} ({name})"
        groups = read_field(raw, "GroupList", where, list, [])
        for group in groups:
            if not isinstance(group, str):
                raise MalformedAccount(f"{where}.GroupList: expected names of groups, got {json_type(group)}")
        return User(
            name,
            read_arn(raw, where),
            read_field(raw, "UserId", where, str, ""),
            read_field(raw, "Path", where, str, "/"),
            tuple(groups),
            self._inline(raw, "UserPolicyList", where),
            self._attached(raw, where),
            self._boundary(raw, where),
            _tags(raw, where),
            create_date=read_date(raw, "CreateDate", DEFAULT_DATE),
        )

    def _group(self, raw: dict[str, Any], where: str) -> Group:
        name = read_field(raw, "GroupName", where, str)
        where = f"{where} ({name})"
        return Group(
            name,
            read_arn(raw, where),
            read_field(raw, "GroupId", where, str, ""),
            read_field(raw, "Path", where, str, "/"),
            self._inline(raw, "GroupPolicyList", where),
            self._attached(raw, where),
            read_date(raw, "CreateDate", DEFAULT_DATE),
        )

    def _role(self, raw: dict[str, Any], where: str) -> Role:
        name = read_field(raw, "RoleName", where, str)
        where = f"{where} ({name})"
        return Role(
            name,
            read_arn(raw, where),
            _document(raw, "AssumeRolePolicyDocument", where),
            read_field(raw, "RoleId", where, str, ""),
            read_field(raw, "Path", where, str, "/"),
            self._inline(raw, "RolePolicyList", where),
            self._attached(raw, where),
            self._boundary(raw, where),
            _tags(raw, where),
            read_field(raw, "Description", where, str, ""),
            read_field(raw, "MaxSessionDuration", where, int, 3600),
            read_date(raw, "CreateDate", DEFAULT_DATE),
        )

    def _policy(self, raw: dict[str, Any], where: str) -> ManagedPolicy:
        name = read_field(raw, "PolicyName", where, str)
        where = f"{where} ({name})"
        versions = tuple(
            PolicyVersion(
                read_field(version, "VersionId", f"{where}.PolicyVersionList[{index}]", str),
                _document(version, "Document", f"{where}.PolicyVersionList[{index}]"),
                read_date(version, "CreateDate", DEFAULT_DATE),
            )
            for index, version in enumerate(read_items(raw, "PolicyVersionList", where))
        )
        default = read_field(raw, "DefaultVersionId", where, str)
        if default not in [version.version_id for version in versions]:
            there = ", ".join(version.version_id for version in versions) or "nothing"
            raise MalformedAccount(
                f"{where}: its default version {default} is not in PolicyVersionList, which has {there}"
            )
        return ManagedPolicy(
            name,
            read_arn(raw, where),
            versions,
            default,
            read_field(raw, "Path", where, str, "/"),
            read_field(raw, "PolicyId", where, str, ""),
            read_field(raw, "Description", where, str, ""),
            _tags(raw, where),
            read_date(raw, "CreateDate", DEFAULT_DATE),
            read_date(raw, "UpdateDate", DEFAULT_DATE),
            max(_number(version.version_id, where) for version in versions),
        )

    def _inline(self, raw: dict[str, Any], key: str, where: str) -> tuple[InlinePolicy, ...]:
        return tuple(
            InlinePolicy(
                read_field(item, "PolicyName", f"{where}.{key}[{index}]", str),
                _document(item, "PolicyDocument", f"{where}.{key}[{index}]"),
            )
            for index, item in enumerate(read_items(raw, key, where))
        )

    def _attached(self, raw: dict[str, Any], where: str) -> tuple[str, ...]:
        place = f"{where}.AttachedManagedPolicies"
        items = read_items(raw, "AttachedManagedPolicies", where)
        return tuple([self._known(read_field(item, "PolicyArn", place, str), place) for item in items])

    def _boundary(self, raw: dict[str, Any], where: str) -> str | None:
        boundary = raw.get("PermissionsBoundary")
        if boundary is None:
            return None
        arn = read_field(
            read_field(raw, "PermissionsBoundary", where, dict),
            "PermissionsBoundaryArn",
            f"{where}.PermissionsBoundary",
            str,
        )
        return self._known(arn, f"{where}.PermissionsBoundary")

    def _known(self, arn: str, where: str) -> str:
        """An ARN that the file, or else our own table of AWS managed policies, has a document for."""
        if arn not in self.policies:
            document = AWS_MANAGED_POLICIES.get(arn)
            if document is None:
                raise MalformedAccount(
                    f"{where}: policy {arn} has no document in Policies; dump without --filter"
                )
            version = PolicyVersion("v1", PolicyDocument.parse(document, "stored"))
            self.policies[arn] = ManagedPolicy(arn.rpartition("/")[2], arn, (version,))
        return arn


def _document(raw: Mapping[str, Any], key: str, where: str) -> PolicyDocument:
    """A document as an object, as JSON text, or percent-encoded as the API gives it (RFC 3986)."""
    value = raw.get(key)
    if isinstance(value, str) and value.lstrip()[:1] == "%":
        value = unquote(value)
    if not isinstance(value, str | dict):
        raise MalformedAccount(f"{where}.{key}: expected a policy, got {json_type(value)}")
    try:
        return PolicyDocument.parse(value, "stored")
    except MalformedPolicyDocument as error:
        raise MalformedAccount(f"{where}.{key}: {error}") from None


def _tags(raw: Mapping[str, Any], where: str) -> Tags:
    return tuple(
        (read_field(tag, "Key", f"{where}.Tags", str), read_field(tag, "Value", f"{where}.Tags", str))
        for tag in read_items(raw, "Tags", where)
    )


def _number(version_id: str, where: str) -> int:
    """The number in `v3`."""
    if not _VERSION_ID.fullmatch(version_id):
        raise MalformedAccount(f"{where}.PolicyVersionList: expected version ids like v1, got {version_id!r}")
    return int(version_id.partition(".")[0][1:])


_Thing = TypeVar("_Thing", User, Group, Role)


def _distinct(key: str, things: list[_Thing]) -> list[_Thing]:
    """The same list, if each name stands in it once: two pages put together can hold one twice."""
    seen: dict[str, int] = {}
    for index, thing in enumerate(things):
        first = seen.setdefault(fold_name(thing.name), index)
        if first != index:
            raise MalformedAccount(f"{key}[{index}] ({thing.name}): stands in {key}[{first}] already")
    return things
