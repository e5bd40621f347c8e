"""The file of `aws iam get-account-authorization-details` → Account.

What AWS leaves out, repeats or percent-encodes is put right here, and no other module has to deal with it.
A file that is not as expected raises MalformedAccount, which says where:
`UserDetailList[3].UserName: expected text, got a number`.
Source: IAM API Reference, GetAccountAuthorizationDetails.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from iamsim.account.entities import Account, Group, Identity, Role, User, build_account, fold_name
from iamsim.account.file_object import FileObject
from iamsim.account.policies import InlinePolicy, ManagedPolicy, PolicyVersion
from iamsim.aws.errors import MalformedAccount
from iamsim.aws.managed_policies import AWS_MANAGED_POLICIES
from iamsim.policy import PolicyDocument, split_arn
from iamsim.policy.json_text import json_type

_LISTS = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
_MAX_QUOTED = 80  # characters of a text that a message quotes
_EXPECTED = "expected the output of `aws iam get-account-authorization-details`"


def load_account(path: str | Path) -> Account:
    """Read the file that `aws iam get-account-authorization-details > FILE` writes, in UTF-8 or UTF-16.

    Raises MalformedAccount with the place and what was expected there.
    """
    file = Path(path)
    try:
        return parse_account(decode_text(file.read_bytes()))
    except OSError as error:
        # Windows says "permission denied" of a directory.
        reason = "is a directory" if file.is_dir() else (error.strerror or "cannot be read").lower()
        raise MalformedAccount(f"{file}: {reason}; {_EXPECTED}, saved to a file") from None
    except UnicodeDecodeError:
        raise MalformedAccount(f"{file}: not text; {_EXPECTED}") from None
    except MalformedAccount as error:
        raise MalformedAccount(f"{file}: {error}") from None


def decode_text(content: bytes) -> str:
    """Return the text of a file in UTF-8, or in UTF-16 with a byte order mark. Raises UnicodeDecodeError."""
    # `aws … > FILE` in Windows PowerShell 5 writes UTF-16.
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    return content.decode("utf-8-sig")


def parse_account(source: str | Mapping[str, Any]) -> Account:
    """Read the JSON text or object of `get-account-authorization-details`. Raises MalformedAccount.

    >>> group = {"GroupName": "Web", "Arn": "arn:aws:iam::111122223333:group/Web"}
    >>> account = parse_account({"GroupDetailList": [group]})
    >>> account.account_id, account.group("web").name
    ('111122223333', 'Web')
    """
    fields = _parse_json(source) if isinstance(source, str) else source
    if not any(key in fields for key in _LISTS):
        keys = ", ".join(list(fields)[:5]) or "nothing"
        raise MalformedAccount(f"has {keys}; {_EXPECTED} (UserDetailList, GroupDetailList, ...)")
    _check_all_pages(fields)
    account = _AccountReader(FileObject(fields)).read()
    _check_names(account)
    _check_account_ids(account)
    return account


# `IsTruncated` and `Marker` are the API's and boto3's, `NextToken` is the CLI's after --max-items.
_PAGE_FIELDS = ("NextToken", "Marker")


def _check_all_pages(fields: Mapping[str, Any]) -> None:
    """Raise MalformedAccount for one page of several: the group with the Deny may be on the next."""
    sign = "IsTruncated is true" if fields.get("IsTruncated") else ""
    sign = next((f"has {key}" for key in _PAGE_FIELDS if fields.get(key)), sign)
    if sign:
        raise MalformedAccount(
            f"{sign}: only one page of the account; let the CLI fetch all pages, without --max-items"
            " and --no-paginate"
        )


# IAM API Reference, CreateUser, CreateGroup, CreateRole, CreatePolicy: the pattern of a name.
_NAME = re.compile(r"[\w+=,.@-]+", re.ASCII)
_NAME_CHARACTERS = "letters, digits and + = , . @ _ -"


def _check_names(account: Account) -> None:
    """Raise MalformedAccount for a name that AWS does not allow, and so did not write into the file."""
    policies = [(f"Policies[{index}]", policy.name) for index, policy in enumerate(account.policies.values())]
    for path, name in [*((path, identity.name) for path, identity in _paths(account)), *policies]:
        if not _NAME.fullmatch(name):
            problem = f"AWS allows no such name: {_shorten(name)!r}; expected {_NAME_CHARACTERS}"
            raise MalformedAccount(f"{path}: {problem}")


def _check_account_ids(account: Account) -> None:
    """Raise MalformedAccount if users, groups and roles are of several accounts."""
    for path, identity in _paths(account):
        account_id = identity.arn.split(":")[4]
        if account_id != account.account_id:
            raise MalformedAccount(
                f"{path} ({identity.name}): is of account {_shorten(account_id)}, and others are of account"
                f" {account.account_id}; expected the file of one account"
            )


def _paths(account: Account) -> Iterator[tuple[str, Identity]]:
    """Yield the users, groups and roles, each with its place in the file."""
    for kind in ("user", "group", "role"):
        for index, identity in enumerate(account.identities_of(kind).values()):
            yield f"{kind.capitalize()}DetailList[{index}]", identity


def _shorten(text: str) -> str:
    """Return the beginning of a text from the file, for a message."""
    return text if len(text) <= _MAX_QUOTED else f"{text[:_MAX_QUOTED]}..."


def _parse_json(text: str) -> dict[str, Any]:
    if not text.strip():
        raise MalformedAccount(f"empty; {_EXPECTED}")
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        if error.msg == "Extra data" and '"UserDetailList"' in text[error.pos :]:
            problem = "a second JSON object, so these are several pages; let the CLI fetch them into one"
            raise MalformedAccount(f"{place}: {problem}, without --no-paginate") from None
        raise MalformedAccount(f"{place}: not JSON ({error.msg}); {_EXPECTED}") from None
    except RecursionError:
        raise MalformedAccount(f"nested too deep; {_EXPECTED}") from None
    except ValueError:  # `int` refuses more than 4,300 digits
        raise MalformedAccount(f"has a number of thousands of digits; {_EXPECTED}") from None
    if not isinstance(value, dict):
        raise MalformedAccount(f"the top is {json_type(value)}, not an object; {_EXPECTED}")
    return value


_Identity = TypeVar("_Identity", User, Group, Role)


class _AccountReader:
    """Reads the lists of a file; knows its managed policies, which users, groups and roles refer to."""

    def __init__(self, file: FileObject) -> None:
        self.file = file
        # Before the identities, each of which may name them.
        policies = map(_read_policy, file.named_objects("Policies", "PolicyName"))
        self.policies = {policy.arn: policy for policy in policies}

    def read(self) -> Account:
        groups = self._identities(Group, self._group)
        users = self._identities(User, self._user)
        roles = self._identities(Role, self._role)
        group_names = {group.name for group in groups}
        # A file that lacks a group is refused: its members would get too few permissions, or miss its Deny.
        for index, user in enumerate(users):
            for name in user.groups:
                if name not in group_names:
                    raise MalformedAccount(
                        f"UserDetailList[{index}] ({user.name}): member of group {name!r},"
                        " which GroupDetailList does not have; half a page? let the CLI fetch all pages"
                    )
        return build_account(self._account_id(), users, groups, roles, self.policies.values())

    def _account_id(self) -> str:
        """Return the account's number from the first ARN that has one."""
        for key in _LISTS:
            for item in self.file.objects(key):
                parts = split_arn(str(item.fields.get("Arn", "")))
                if parts and parts[4] not in {"", "aws"}:  # AWS's own policies have "aws" there
                    return parts[4]
        return Account().account_id

    def _identities(
        self, identity_class: type[_Identity], read: Callable[[FileObject], _Identity]
    ) -> list[_Identity]:
        title = identity_class.kind.capitalize()
        key = f"{title}DetailList"
        identities = [read(item) for item in self.file.named_objects(key, f"{title}Name")]
        # Two pages that somebody joined can have an identity twice.
        indices: dict[str, int] = {}
        for index, identity in enumerate(identities):
            first = indices.setdefault(fold_name(identity.name), index)
            if first != index:
                raise MalformedAccount(f"{key}[{index}] ({identity.name}): stands in {key}[{first}] already")
        return identities

    def _user(self, item: FileObject) -> User:
        groups = item.value("GroupList", list, [])
        for group in groups:
            if not isinstance(group, str):
                problem = f"expected names of groups, got {json_type(group)}"
                raise MalformedAccount(f"{item.path}.GroupList: {problem}")
        return User(
            **self._fields(User, item),
            groups=tuple(groups),
            boundary=self._boundary(item),
            tags=item.tags(),
        )

    def _group(self, item: FileObject) -> Group:
        return Group(**self._fields(Group, item))

    def _role(self, item: FileObject) -> Role:
        return Role(
            **self._fields(Role, item),
            trust=item.document("AssumeRolePolicyDocument"),
            boundary=self._boundary(item),
            tags=item.tags(),
            # AWS's file has neither of these two, but GetRole has, from which a file may be put together.
            description=item.text("Description", ""),
            max_session_duration=item.value("MaxSessionDuration", int, 3600),
        )

    def _fields(self, identity_class: type[Identity], item: FileObject) -> dict[str, Any]:
        """Return the fields that users, groups and roles have in common."""
        title = identity_class.kind.capitalize()
        inline = [
            InlinePolicy(policy.text("PolicyName"), policy.document("PolicyDocument"))
            for policy in item.objects(f"{title}PolicyList")
        ]
        return {
            "name": item.text(f"{title}Name"),
            "arn": item.arn(),
            f"{identity_class.kind}_id": item.text(f"{title}Id", ""),
            "path": item.text("Path", "/"),
            "inline": tuple(inline),
            "attached": self._attached(item),
            "create_date": item.date("CreateDate"),
        }

    def _attached(self, item: FileObject) -> tuple[str, ...]:
        policies = item.objects("AttachedManagedPolicies", numbered=False)
        return tuple([self._policy_arn(policy, "PolicyArn") for policy in policies])

    def _boundary(self, item: FileObject) -> str | None:
        key = "PermissionsBoundary"
        if item.fields.get(key) is None:
            return None
        boundary = FileObject(item.value(key, dict), f"{item.path}.{key}")
        return self._policy_arn(boundary, "PermissionsBoundaryArn")

    def _policy_arn(self, item: FileObject, key: str) -> str:
        """Return the ARN of a managed policy.

        The policy gets into the account if it is not there: as one of AWS's that are packaged, or unseen.
        """
        arn = item.text(key)
        if split_arn(arn) is None:
            problem = f"expected six parts divided by ':', got {_shorten(arn)!r}"
            raise MalformedAccount(f"{item.path}.{key}: {problem}")
        if arn not in self.policies:
            # A dump with --filter leaves policies out: those of AWS, or all of them.
            document = AWS_MANAGED_POLICIES.get(arn)
            versions = () if document is None else (PolicyVersion("v1", PolicyDocument.parse(document)),)
            self.policies[arn] = ManagedPolicy(arn.rpartition("/")[2], arn, versions)
        return arn


def _read_policy(item: FileObject) -> ManagedPolicy:
    versions = [
        PolicyVersion(version.text("VersionId"), version.document("Document"), version.date("CreateDate"))
        for version in item.objects("PolicyVersionList")
    ]
    version_ids = [version.version_id for version in versions]
    default = item.text("DefaultVersionId")
    # A policy without any version is unseen, as where Policies does not have it.
    if versions and default not in version_ids:
        problem = f"its default version {default} is not in PolicyVersionList, which has"
        raise MalformedAccount(f"{item.path}: {problem} {', '.join(version_ids)}")
    return ManagedPolicy(
        item.text("PolicyName"),
        item.arn(),
        tuple(versions),
        default,
        path=item.text("Path", "/"),
        policy_id=item.text("PolicyId", ""),
        description=item.text("Description", ""),
        tags=item.tags(),
        create_date=item.date("CreateDate"),
        update_date=item.date("UpdateDate"),
        # The file does not say how many versions there were; deleted ones count only if they were older.
        newest_version=max((_version_number(version_id, item.path) for version_id in version_ids), default=1),
    )


# The API's own pattern of a version's id, with a bound on the digits that `int` has to read.
_VERSION_ID = re.compile(r"v([1-9][0-9]{0,9})(\.[A-Za-z0-9-]*)?")


def _version_number(version_id: str, path: str) -> int:
    """Return 3 for `v3`."""
    match = _VERSION_ID.fullmatch(version_id)
    if match is None:
        raise MalformedAccount(f"{path}.PolicyVersionList: expected version ids like v1, got {version_id!r}")
    return int(match[1])
