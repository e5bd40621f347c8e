"""A call as it is made elsewhere: its `aws` line for a shell, its way through the console.

    iam.create_user(UserName="ana")  →  aws iam create-user --user-name ana   # IAM > Users > Create user

Passwords are in none of it. Source: AWS CLI User Guide, cli-usage-parameters; IAM User Guide, the "(console)"
part of each task.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

SECRET = {"Password"}
HIDDEN = "********"


class Recorded(NamedTuple):
    """One call: service, boto3's name, parameters without secrets, and the error's code if it failed."""

    service: str
    operation: str
    given: Mapping[str, Any]
    error: str = ""

    @property
    def command(self) -> str:
        """The line for a shell."""
        words = ["aws", self.service, self.operation.replace("_", "-"), *options(self.given)]
        return " ".join(words)

    @property
    def console(self) -> str:
        """The way through the console; empty if the console has none."""
        template = CONSOLE.get(self.operation, "")
        shown = {name: value for name, value in self.given.items() if isinstance(value, str)}
        return _fill(template, shown)

    def __repr__(self) -> str:
        """The line, with the console's way behind it as a shell's comment."""
        beside = f"{self.error}: changed nothing" if self.error else self.console
        return f"{self.command}    # {beside}" if beside else self.command


class History(tuple[Recorded, ...]):
    """The calls of a client, the oldest first; prints as lines that a shell runs."""

    __slots__ = ()

    def __repr__(self) -> str:
        """One line for each call."""
        return "\n".join(map(repr, self)) or "(no calls yet)"


def without_secrets(given: Mapping[str, Any]) -> dict[str, Any]:
    """A call's parameters as they may be kept."""
    return {name: HIDDEN if name in SECRET else value for name, value in given.items()}


def options(given: Mapping[str, Any]) -> Iterator[str]:
    """Parameters as the command line takes them: `--user-name ana`."""
    for name, value in given.items():
        option = "--" + _kebab(name)
        if isinstance(value, bool):
            yield option if value else f"--no-{option[2:]}"
        else:
            yield " ".join((option, *_words(value)))


def _kebab(name: str) -> str:
    """PolicySourceArn → policy-source-arn."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


def _words(value: Any) -> Iterable[str]:
    """A value as shell words: texts quoted where they must be, objects as JSON."""
    items = value if isinstance(value, list | tuple) else [value]
    for item in items:
        yield shlex.quote(item if isinstance(item, str) else json.dumps(item))


def _fill(template: str, given: Mapping[str, str]) -> str:
    """Put names in, and the end of an ARN for a policy."""

    def name(match: re.Match[str]) -> str:
        value = given.get(match[1], "…")
        return value.rpartition("/")[2] if match[1].endswith("Arn") else value

    return re.sub(r"\{(\w+)\}", name, template)


_USERS, _GROUPS, _ROLES, _POLICIES = "IAM > Users", "IAM > User groups", "IAM > Roles", "IAM > Policies"
_PLACES = {
    "user": f"{_USERS} > {{UserName}}",
    "group": f"{_GROUPS} > {{GroupName}}",
    "role": f"{_ROLES} > {{RoleName}}",
}
_BY_KIND = {
    "get_{kind}": "{place}",
    "delete_{kind}": "{place} > Delete",
    "update_{kind}": "{place} > Edit",
    "put_{kind}_policy": "{place} > Permissions > Add permissions > Create inline policy",
    "get_{kind}_policy": "{place} > Permissions > {{PolicyName}}",
    "delete_{kind}_policy": "{place} > Permissions > {{PolicyName}} > Remove",
    "list_{kind}_policies": "{place} > Permissions",
    "attach_{kind}_policy": "{place} > Permissions > Add permissions > Attach policies > {{PolicyArn}}",
    "detach_{kind}_policy": "{place} > Permissions > {{PolicyArn}} > Remove",
    "list_attached_{kind}_policies": "{place} > Permissions",
    "put_{kind}_permissions_boundary": "{place} > Permissions > Permissions boundary > Set",
    "delete_{kind}_permissions_boundary": "{place} > Permissions > Permissions boundary > Remove",
    "tag_{kind}": "{place} > Tags > Manage tags",
    "untag_{kind}": "{place} > Tags > Manage tags",
    "list_{kind}_tags": "{place} > Tags",
}
_SIGN_IN, _KEYS = "{UserName} > Security credentials > ", "Access keys"
_POLICY = f"{_POLICIES} > {{PolicyArn}}"
CONSOLE: Mapping[str, str] = {
    **{
        name.format(kind=kind): template.format(place=place)
        for kind, place in _PLACES.items()
        for name, template in _BY_KIND.items()
    },
    "create_user": f"{_USERS} > Create user",
    "list_users": _USERS,
    "create_group": f"{_GROUPS} > Create group",
    "list_groups": _GROUPS,
    "add_user_to_group": f"{_GROUPS} > {{GroupName}} > Users > Add users > {{UserName}}",
    "remove_user_from_group": f"{_GROUPS} > {{GroupName}} > Users > {{UserName}} > Remove",
    "list_groups_for_user": f"{_USERS} > {{UserName}} > Groups",
    "create_role": f"{_ROLES} > Create role",
    "list_roles": _ROLES,
    "update_assume_role_policy": f"{_ROLES} > {{RoleName}} > Trust relationships > Edit trust policy",
    "create_policy": f"{_POLICIES} > Create policy",
    "list_policies": _POLICIES,
    "get_policy": _POLICY,
    "delete_policy": f"{_POLICY} > Delete",
    "create_policy_version": f"{_POLICY} > Permissions > Edit",
    "get_policy_version": f"{_POLICY} > Policy versions > {{VersionId}}",
    "list_policy_versions": f"{_POLICY} > Policy versions",
    "delete_policy_version": f"{_POLICY} > Policy versions > {{VersionId}} > Delete",
    "set_default_policy_version": f"{_POLICY} > Policy versions > {{VersionId}} > Set as default",
    "list_entities_for_policy": f"{_POLICY} > Entities attached",
    "tag_policy": f"{_POLICY} > Tags > Manage tags",
    "untag_policy": f"{_POLICY} > Tags > Manage tags",
    "list_policy_tags": f"{_POLICY} > Tags",
    "create_login_profile": f"{_USERS} > {_SIGN_IN}Enable console access",
    "get_login_profile": f"{_USERS} > {_SIGN_IN}Console sign-in",
    "update_login_profile": f"{_USERS} > {_SIGN_IN}Manage console access",
    "delete_login_profile": f"{_USERS} > {_SIGN_IN}Manage console access > Disable",
    "create_access_key": f"{_USERS} > {_SIGN_IN}{_KEYS} > Create access key",
    "list_access_keys": f"{_USERS} > {_SIGN_IN}{_KEYS}",
    "update_access_key": f"{_USERS} > {_SIGN_IN}{_KEYS} > Actions > {{Status}}",
    "delete_access_key": f"{_USERS} > {_SIGN_IN}{_KEYS} > Actions > Delete",
    "get_account_summary": "IAM > Dashboard",
    "simulate_principal_policy": "policysim.aws.amazon.com > Existing policies",
    "simulate_custom_policy": "policysim.aws.amazon.com > New policy",
    "assume_role": "the name at the top right > Switch role",
    "get_caller_identity": "the name at the top right",
}
