"""`aws iam get-account-authorization-details` in: the file a practitioner has → Account.

What AWS leaves out, doubles or percent-encodes is put right here, so that nothing behind this room meets it
(IAM API Reference, GetAccountAuthorizationDetails).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

from iamsim.account import (
    NEVER,
    Account,
    Group,
    InlinePolicy,
    ManagedPolicy,
    PolicyVersion,
    Role,
    Tags,
    User,
    account_of,
    fold,
)
from iamsim.catalog import AWS_MANAGED_POLICIES
from iamsim.errors import MalformedAccount, MalformedPolicyDocument
from iamsim.matching import segments
from iamsim.policy import PolicyDocument

_LISTS = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
_SHAPE = "expected the output of `aws iam get-account-authorization-details`"
_VERSION_ID = re.compile(r"v[1-9][0-9]{0,9}(\.[A-Za-z0-9-]*)?")
_TYPES = {str: "text", list: "a list", dict: "an object", bool: "true or false", int: "a number"}


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
        raise MalformedAccount(f"the top is {_kind(raw)}, not an object; {_SHAPE}")
    return raw


def _kind(value: Any) -> str:
    return "null" if value is None else _TYPES.get(type(value), type(value).__name__)


_Kind = TypeVar("_Kind")


def _get(raw: Mapping[str, Any], key: str, where: str, kind: type[_Kind], default: Any = ...) -> _Kind:
    """A value of the right kind, or a MalformedAccount that says where."""
    value = raw.get(key, default)
    if value is ...:
        raise MalformedAccount(f"{where}: expected {key}, found only {', '.join(raw) or 'nothing'}")
    if not isinstance(value, kind):
        raise MalformedAccount(f"{where}.{key}: expected {_TYPES[kind]}, got {_kind(value)}")
    return value


def _items(raw: Mapping[str, Any], key: str, where: str) -> list[dict[str, Any]]:
    """A list of objects; one object alone counts as a list of one, as AWS's own example prints it."""
    value = raw.get(key) or []
    listed = [value] if isinstance(value, dict) else value
    if not isinstance(listed, list):
        raise MalformedAccount(f"{where}{key}: expected a list of objects, got {_kind(value)}")
    for index, item in enumerate(listed):
        if not isinstance(item, dict):
            raise MalformedAccount(f"{where}{key}[{index}]: expected an object, got {_kind(item)}")
    return listed


def _arn(raw: Mapping[str, Any], where: str) -> str:
    arn = _get(raw, "Arn", where, str)
    if segments(arn) is None:
        raise MalformedAccount(f"{where}.Arn: expected six parts divided by ':', got {arn!r}")
    return arn


class _Reader:
    """Walks the JSON once; knows which ARNs and group names the file defines."""

    def __init__(self, raw: dict[str, Any]) -> None:
        if not any(key in raw for key in _LISTS):
            raise MalformedAccount(
                f"has {', '.join(list(raw)[:5]) or 'nothing'};"
                f" {_SHAPE} (UserDetailList, GroupDetailList, ...)"
            )
        self.raw = raw
        self.policies = {policy.arn: policy for policy in self._each("Policies", self._policy)}

    def account(self) -> Account:
        if self.raw.get("IsTruncated"):
            raise MalformedAccount(
                "IsTruncated is true: only one page of the account; let the CLI fetch all pages"
            )
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
        return account_of(self._account_id(), users, groups, roles, self.policies.values())

    def _account_id(self) -> str:
        """The account's number, from the first ARN that has one."""
        for key in _LISTS:
            for item in _items(self.raw, key, ""):
                parts = segments(str(item.get("Arn", "")))
                if parts and parts[4] not in {"", "aws"}:
                    return parts[4]
        return "123456789012"

    def _each(self, key: str, read: Callable[[dict[str, Any], str], _Kind]) -> list[_Kind]:
        return [read(item, f"{key}[{index}]") for index, item in enumerate(_items(self.raw, key, ""))]

    def _user(self, raw: dict[str, Any], where: str) -> User:
        name = _get(raw, "UserName", where, str)
        where = f"{where} ({name})"
        groups = _get(raw, "GroupList", where, list, [])
        for group in groups:
            if not isinstance(group, str):
                raise MalformedAccount(f"{where}.GroupList: expected names of groups, got {_kind(group)}")
        return User(
            name,
            _arn(raw, where),
            _get(raw, "UserId", where, str, ""),
            _get(raw, "Path", where, str, "/"),
            tuple(groups),
            self._inline(raw, "UserPolicyList", where),
            self._attached(raw, where),
            self._boundary(raw, where),
            _tags(raw, where),
            create_date=_date(raw, "CreateDate"),
        )

    def _group(self, raw: dict[str, Any], where: str) -> Group:
        name = _get(raw, "GroupName", where, str)
        where = f"{where} ({name})"
        return Group(
            name,
            _arn(raw, where),
            _get(raw, "GroupId", where, str, ""),
            _get(raw, "Path", where, str, "/"),
            self._inline(raw, "GroupPolicyList", where),
            self._attached(raw, where),
            _date(raw, "CreateDate"),
        )

    def _role(self, raw: dict[str, Any], where: str) -> Role:
        name = _get(raw, "RoleName", where, str)
        where = f"{where} ({name})"
        return Role(
            name,
            _arn(raw, where),
            _document(raw, "AssumeRolePolicyDocument", where),
            _get(raw, "RoleId", where, str, ""),
            _get(raw, "Path", where, str, "/"),
            self._inline(raw, "RolePolicyList", where),
            self._attached(raw, where),
            self._boundary(raw, where),
            _tags(raw, where),
            _get(raw, "Description", where, str, ""),
            _get(raw, "MaxSessionDuration", where, int, 3600),
            _date(raw, "CreateDate"),
        )

    def _policy(self, raw: dict[str, Any], where: str) -> ManagedPolicy:
        name = _get(raw, "PolicyName", where, str)
        where = f"{where} ({name})"
        versions = tuple(
            PolicyVersion(
                _get(version, "VersionId", f"{where}.PolicyVersionList[{index}]", str),
                _document(version, "Document", f"{where}.PolicyVersionList[{index}]"),
                _date(version, "CreateDate"),
            )
            for index, version in enumerate(_items(raw, "PolicyVersionList", f"{where}."))
        )
        default = _get(raw, "DefaultVersionId", where, str)
        if default not in [version.version_id for version in versions]:
            there = ", ".join(version.version_id for version in versions) or "nothing"
            raise MalformedAccount(
                f"{where}: its default version {default} is not in PolicyVersionList, which has {there}"
            )
        return ManagedPolicy(
            name,
            _arn(raw, where),
            versions,
            default,
            _get(raw, "Path", where, str, "/"),
            _get(raw, "PolicyId", where, str, ""),
            _get(raw, "Description", where, str, ""),
            _tags(raw, where),
            _date(raw, "CreateDate"),
            _date(raw, "UpdateDate"),
            max(_number(version.version_id, where) for version in versions),
        )

    def _inline(self, raw: dict[str, Any], key: str, where: str) -> tuple[InlinePolicy, ...]:
        return tuple(
            InlinePolicy(
                _get(item, "PolicyName", f"{where}.{key}[{index}]", str),
                _document(item, "PolicyDocument", f"{where}.{key}[{index}]"),
            )
            for index, item in enumerate(_items(raw, key, f"{where}."))
        )

    def _attached(self, raw: dict[str, Any], where: str) -> tuple[str, ...]:
        place = f"{where}.AttachedManagedPolicies"
        items = _items(raw, "AttachedManagedPolicies", f"{where}.")
        return tuple([self._known(_get(item, "PolicyArn", place, str), place) for item in items])

    def _boundary(self, raw: dict[str, Any], where: str) -> str | None:
        boundary = raw.get("PermissionsBoundary")
        if boundary is None:
            return None
        arn = _get(
            _get(raw, "PermissionsBoundary", where, dict),
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
        raise MalformedAccount(f"{where}.{key}: expected a policy, got {_kind(value)}")
    try:
        return PolicyDocument.parse(value, "stored")
    except MalformedPolicyDocument as error:
        raise MalformedAccount(f"{where}.{key}: {error}") from None


def _tags(raw: Mapping[str, Any], where: str) -> Tags:
    return tuple(
        (_get(tag, "Key", f"{where}.Tags", str), _get(tag, "Value", f"{where}.Tags", str))
        for tag in _items(raw, "Tags", f"{where}.")
    )


def _date(raw: Mapping[str, Any], key: str) -> str:
    """A date as text; boto3 gives dates as values."""
    date = raw.get(key) or NEVER
    return date.isoformat() if isinstance(date, datetime) else str(date)


def _number(version_id: str, where: str) -> int:
    """The number in `v3`."""
    if not _VERSION_ID.fullmatch(version_id):
        raise MalformedAccount(f"{where}.PolicyVersionList: expected version ids like v1, got {version_id!r}")
    return int(version_id.partition(".")[0][1:])


_Named = TypeVar("_Named", User, Group, Role)


def _distinct(key: str, things: list[_Named]) -> list[_Named]:
    """The same list, if each name stands in it once: two pages put together can hold one twice."""
    seen: dict[str, int] = {}
    for index, thing in enumerate(things):
        first = seen.setdefault(fold(thing.name), index)
        if first != index:
            raise MalformedAccount(f"{key}[{index}] ({thing.name}): stands in {key}[{first}] already")
    return things
