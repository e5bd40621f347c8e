"""The history of an account: the calls on it, and the accounts before and after them, for undo and redo.

    iam.create_user(UserName="ana")  →  aws iam create-user --user-name ana    # IAM > Users > Create user

Each call prints as its line for a shell, with its path through AWS's console. No line has a password in it.
Source: IAM User Guide, the "(console)" part of each task.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from typing import Any, NamedTuple

from iamsim.account import Account
from iamsim.clients.aws_cli import cli_command
from iamsim.clients.call import IdGenerator

_SECRET_PARAMETERS = {"Password"}
_HIDDEN = "********"


class RecordedCall(NamedTuple):
    """One call: service, boto3's name, arguments without secrets, and the error's code if it failed."""

    service: str
    operation: str
    arguments: Mapping[str, Any]
    error_code: str = ""

    @property
    def command(self) -> str:
        """The `aws` line of the call."""
        return cli_command(self.service, self.operation, self.arguments)

    @property
    def console(self) -> str:
        """The path through AWS's console to the same effect; empty if the console has none."""

        def value(placeholder: re.Match[str]) -> str:
            name = placeholder[1]
            text = self.arguments.get(name)
            if not isinstance(text, str):
                return "…"
            return (
                text.rpartition("/")[2] if name.endswith("Arn") else text
            )  # the console shows a policy's name

        return re.sub(r"\{(\w+)\}", value, CONSOLE_PATHS.get(self.operation, ""))

    def __repr__(self) -> str:
        """Return the line, with the path through the console behind it as a shell's comment."""
        comment = f"{self.error_code}: changed nothing" if self.error_code else self.console
        return f"{self.command}    # {comment}" if comment else self.command


def without_secrets(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return a call's arguments as they may be recorded."""
    return {name: _HIDDEN if name in _SECRET_PARAMETERS else value for name, value in arguments.items()}


class History(tuple[RecordedCall, ...]):
    """The calls of a client, the oldest first; prints as lines that a shell runs."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return one line for each call."""
        return "\n".join(map(repr, self)) or "(no calls yet)"


MAX_UNDO = 100
"""How many changes can be undone: an account of thousands of users stands in memory for each of them."""


class AccountHistory:
    """An account as it is now, the calls that led to it, and the accounts to which undo and redo lead."""

    def __init__(self, account: Account, seed: int = 0) -> None:
        self.account = account
        self.calls: list[RecordedCall] = []
        self._seed = seed
        self._change_number = 0  # counts all changes, of which `_undoable` keeps only the last
        # An account before a change, and how many calls there were by then.
        self._undoable: deque[tuple[Account, int]] = deque(maxlen=MAX_UNDO)
        # An account after a change that was undone, and the calls that led to it.
        self._redoable: list[tuple[Account, list[RecordedCall]]] = []

    @property
    def ids(self) -> IdGenerator:
        """The ids for what the next change creates. An undone change gives its ids back."""
        return IdGenerator(self._seed, self._change_number)

    def record(self, account: Account, call: RecordedCall) -> None:
        """Record a call, and the account after it; the same account if it only read, or failed."""
        if account is not self.account:
            self._undoable.append((self.account, len(self.calls)))
            self._redoable.clear()
            self._change_number += 1
            self.account = account
        self.calls.append(call)

    def undo(self) -> None:
        """Go back to before the last change. The calls since then leave the history, reading ones too.

        Raises ValueError if there is no change to undo.
        """
        if not self._undoable:
            raise ValueError("nothing to undo: no call has changed this account")
        account, call_count = self._undoable.pop()
        self._redoable.append((self.account, self.calls[call_count:]))
        del self.calls[call_count:]
        self._change_number -= 1
        self.account = account

    def redo(self) -> None:
        """Make the change again that was undone last. Raises ValueError if none was undone."""
        if not self._redoable:
            raise ValueError("nothing to redo: no change was undone")
        account, calls = self._redoable.pop()
        self._undoable.append((self.account, len(self.calls)))
        self.calls.extend(calls)
        self._change_number += 1
        self.account = account


# The table of paths through the console. A name in braces is a parameter of the call. AWS renames buttons now
# and then; the paths are those of the User Guide.

_USERS, _GROUPS, _ROLES, _POLICIES = "IAM > Users", "IAM > User groups", "IAM > Roles", "IAM > Policies"
_ENTITY_PATHS = {
    "user": f"{_USERS} > {{UserName}}",
    "group": f"{_GROUPS} > {{GroupName}}",
    "role": f"{_ROLES} > {{RoleName}}",
}
# What there is for users, groups and roles alike: {kind} and {entity} are filled in here, arguments later.
_PATHS_BY_KIND = {
    "get_{kind}": "{entity}",
    "delete_{kind}": "{entity} > Delete",
    "update_{kind}": "{entity} > Edit",
    "put_{kind}_policy": "{entity} > Permissions > Add permissions > Create inline policy",
    "get_{kind}_policy": "{entity} > Permissions > {{PolicyName}}",
    "delete_{kind}_policy": "{entity} > Permissions > {{PolicyName}} > Remove",
    "list_{kind}_policies": "{entity} > Permissions",
    "attach_{kind}_policy": "{entity} > Permissions > Add permissions > Attach policies > {{PolicyArn}}",
    "detach_{kind}_policy": "{entity} > Permissions > {{PolicyArn}} > Remove",
    "list_attached_{kind}_policies": "{entity} > Permissions",
    "put_{kind}_permissions_boundary": "{entity} > Permissions > Permissions boundary > Set",
    "delete_{kind}_permissions_boundary": "{entity} > Permissions > Permissions boundary > Remove",
    "tag_{kind}": "{entity} > Tags > Manage tags",
    "untag_{kind}": "{entity} > Tags > Manage tags",
    "list_{kind}_tags": "{entity} > Tags",
}
_SIGN_IN, _KEYS = "{UserName} > Security credentials > ", "Access keys"
_POLICY = f"{_POLICIES} > {{PolicyArn}}"
CONSOLE_PATHS: Mapping[str, str] = {
    **{
        name.format(kind=kind): template.format(entity=entity)
        for kind, entity in _ENTITY_PATHS.items()
        for name, template in _PATHS_BY_KIND.items()
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
