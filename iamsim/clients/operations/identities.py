"""Users, groups and roles: create, get, list, rename and move, delete; who is in which group.

Source: IAM API Reference; IAM User Guide, reference_iam-quotas ("Names") and id_users_rename.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from iamsim.account import Account, Group, Identity, Role, User, fold_name
from iamsim.account import api_json as shapes
from iamsim.aws.errors import DeleteConflict, EntityAlreadyExists, LimitExceeded
from iamsim.aws.quotas import QUOTAS
from iamsim.clients.operations.call import Call, Response
from iamsim.clients.operations.policies import bounded, released
from iamsim.clients.operations.trust import followed, trust


def table(account: Account, kind: str) -> Mapping[str, Identity]:
    """The account's users, groups or roles, by folded name."""
    found: Mapping[str, Identity] = getattr(account, f"{kind}s")
    return found


def create_user(call: Call) -> Account:
    """A new user, who may do nothing."""
    account, boundary = bounded(call.account, call.get("PermissionsBoundary"))
    born = call.stamp.date
    made = User(*_born(call), boundary=boundary, tags=call.tags, create_date=born)
    return _added(call.after(account), made)


def create_group(call: Call) -> Account:
    """A new group, with no members."""
    return _added(call, Group(*_born(call), create_date=call.stamp.date))


def create_role(call: Call) -> Account:
    """A new role, which those may assume whom its trust policy names."""
    account, boundary = bounded(call.account, call.get("PermissionsBoundary"))
    name, arn, role_id, path = _born(call)
    made = Role(
        name, arn, trust(call.account, call["AssumeRolePolicyDocument"]), role_id, path, boundary=boundary,
        tags=call.tags, description=call.get("Description", ""),
        max_session_duration=call.get("MaxSessionDuration", 3600), create_date=call.stamp.date,
    )  # fmt: skip
    return _added(call.after(account), made)


def _born(call: Call) -> tuple[str, str, str, str]:
    """Name, ARN, unique id and path of something new."""
    path = call.get("Path", "/")
    unique_id = call.stamp.unique_id(call.kind, call.name)
    return call.name, _arn(call.account, call.kind, path, call.name), unique_id, path


def _arn(account: Account, kind: str, path: str, name: str) -> str:
    return f"arn:aws:iam::{account.account_id}:{kind}{path}{name}"


def _added(call: Call, made: Identity) -> Account:
    kind, things = call.kind, table(call.account, call.kind)
    _free(call.account, kind, made.name)
    most = QUOTAS[f"{kind.capitalize()}sQuota"]
    if len(things) >= most:
        raise LimitExceeded(f"Cannot exceed quota for {kind.capitalize()}sPerAccount: {most}")
    return call.account.with_identity(made)


def _free(account: Account, kind: str, name: str) -> None:
    """Names are unique in an account whatever their letters' case or path."""
    there = table(account, kind).get(fold_name(name))
    if there is not None:
        hint = "" if there.name == name else f"there is a {kind} {there.name!r} already"
        raise EntityAlreadyExists(f"{kind.capitalize()} with name {name} already exists.", hint)


def get(call: Call) -> Response:
    """One user or role."""
    return {call.kind.capitalize(): shapes.whole(call.holder)}


def get_group(call: Call) -> Response:
    """One group and its members."""
    group = call.account.group(call.name)
    members = [shapes.listed(user) for user in call.account.members_of(group)]
    return {"Group": shapes.whole(group), "Users": members}


def made_group(call: Call) -> Response:
    """A group without its members, as `create_group` answers."""
    return {"Group": shapes.whole(call.holder)}


def list_all(call: Call) -> Response:
    """All users, groups or roles whose path begins with PathPrefix."""
    prefix = call.get("PathPrefix", "/")
    things = [thing for thing in table(call.account, call.kind).values() if thing.path.startswith(prefix)]
    return {f"{call.kind.capitalize()}s": [shapes.listed(thing) for thing in things]}


def rename(call: Call) -> Account:
    """A user or group under another name or path: its ARN changes, its unique id and all it holds do not."""
    old, kind = call.holder, call.kind
    path, name = call.get("NewPath", old.path), call.get(f"New{kind.capitalize()}Name", old.name)
    if name != old.name:
        _free(call.account, kind, name)
    new = replace(old, name=name, path=path, arn=_arn(call.account, kind, path, name))
    if new == old:
        return call.account
    account = call.account.without_identity(old) if name != old.name else call.account
    account = account.with_identity(new)
    return _regrouped(account, old.name, name) if kind == "group" else followed(account, old.arn, new.arn)


def _regrouped(account: Account, old: str, new: str) -> Account:
    """Members follow their group to its new name."""
    users = {
        key: replace(user, groups=tuple([new if name == old else name for name in user.groups]))
        if old in user.groups
        else user
        for key, user in account.users.items()
    }
    return replace(account, users=MappingProxyType(users))


def update_role(call: Call) -> Account:
    """A role's description and how long its sessions may last."""
    role = call.account.role(call.name)
    return call.account.with_identity(
        replace(
            role,
            description=call.get("Description", role.description),
            max_session_duration=call.get("MaxSessionDuration", role.max_session_duration),
        )
    )


def update_trust(call: Call) -> Account:
    """Another trust policy for a role."""
    role = call.account.role(call.name)
    return call.account.with_identity(replace(role, trust=trust(call.account, call["PolicyDocument"])))


# What must be gone first: the message's end, and where it would be found (API Reference, DeleteUser).
_MUST = {
    "attached": "must detach all policies first",
    "inline": "must delete policies first",
    "groups": "must remove users from group first",
    "login_profile": "must delete login profile first",
    "access_keys": "must delete access keys first",
}
_HELD = {
    "attached": "attached policies",
    "inline": "inline policies",
    "groups": "group memberships",
    "login_profile": "a password",
    "access_keys": "access keys",
}


def delete(call: Call) -> Account:
    """A user, group or role gone, if nothing is left that belongs to it."""
    holder = call.holder
    held = [name for name in _MUST if getattr(holder, name, None)]
    members = call.account.members_of(holder) if isinstance(holder, Group) else ()
    if members:
        names = ", ".join(user.name for user in members[:8])
        hint = f"{holder.name} has members: {names}"
        raise DeleteConflict(f"Cannot delete entity, {_MUST['groups']}.", hint)
    if held:
        hint = f"{holder.name} still has {', '.join(_HELD[name] for name in held)}"
        raise DeleteConflict(f"Cannot delete entity, {_MUST[held[0]]}.", hint)
    account = call.account.without_identity(holder)
    if isinstance(holder, Group):
        return account
    left = holder.user_id if isinstance(holder, User) else holder.role_id
    account = followed(account, holder.arn, left or holder.arn)
    return released(account, holder.boundary) if holder.boundary else account


def join(call: Call) -> Account:
    """A user in one more group; joining twice is joining once."""
    user, group = call.account.user(call["UserName"]), call.account.group(call["GroupName"])
    if group.name in user.groups:
        return call.account
    most = QUOTAS["GroupsPerUserQuota"]
    if len(user.groups) >= most:
        hint = f"{user.name} is in {', '.join(user.groups)}"
        raise LimitExceeded(f"Cannot exceed quota for GroupsPerUser: {most}", hint)
    return call.account.with_identity(replace(user, groups=(*user.groups, group.name)))


def leave(call: Call) -> Account:
    """A user in one group less; leaving a group that one is not in is no error."""
    user, group = call.account.user(call["UserName"]), call.account.group(call["GroupName"])
    if group.name not in user.groups:
        return call.account
    kept = tuple([name for name in user.groups if name != group.name])
    return call.account.with_identity(replace(user, groups=kept))


def groups_of(call: Call) -> Response:
    """The groups a user is in."""
    groups = call.account.groups_of(call.account.user(call["UserName"]))
    return {"Groups": [shapes.listed(group) for group in groups]}
