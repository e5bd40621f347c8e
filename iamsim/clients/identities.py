"""Users, groups and roles: create, get, list, rename and move, delete; members, tags; the account's summary.

Sources: IAM API Reference; IAM User Guide, reference_iam-quotas ("Names"), id_users_rename and id_tags.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

from iamsim.account import (
    Account,
    Group,
    Identity,
    ManagedPolicy,
    Role,
    User,
    api_json,
    dump_account,
    fold_name,
)
from iamsim.aws.errors import DeleteConflict, EntityAlreadyExists, LimitExceeded
from iamsim.aws.quotas import LIMITS, QUOTAS
from iamsim.clients.call import Call, Response, check_quota
from iamsim.clients.managed_policies import (
    customer_managed_policy,
    with_boundary_policy,
    without_unused_aws_policy,
)
from iamsim.clients.trust import parse_trust_policy, replace_principal

# The order of the checks (boundary, trust policy, tags, name, quota) decides which error comes back when a
# call breaks several rules at once.


def create_user(call: Call) -> Account:
    """Create a user, who may do nothing yet."""
    account, boundary = with_boundary_policy(call.account, call.get("PermissionsBoundary"))
    return _with_new(call.on(account), User(**_new_fields(call), boundary=boundary, tags=call.tags))


def create_group(call: Call) -> Account:
    """Create a group without members."""
    return _with_new(call, Group(**_new_fields(call)))


def create_role(call: Call) -> Account:
    """Create a role, which the principals of its trust policy may assume."""
    account, boundary = with_boundary_policy(call.account, call.get("PermissionsBoundary"))
    role = Role(
        **_new_fields(call),
        trust=parse_trust_policy(call.account, call["AssumeRolePolicyDocument"]),
        boundary=boundary,
        tags=call.tags,
        description=call.get("Description", ""),
        max_session_duration=call.get("MaxSessionDuration", 3600),
    )
    return _with_new(call.on(account), role)


def _new_fields(call: Call) -> dict[str, Any]:
    """Return the fields that every new user, group or role has."""
    path = call.get("Path", "/")
    return {
        "name": call.name,
        "arn": call.arn(path, call.name),
        f"{call.kind}_id": call.ids.unique_id(call.kind, call.name),
        "path": path,
        "create_date": call.ids.create_date,
    }


def _with_new(call: Call, identity: Identity) -> Account:
    _check_name_is_free(call, identity.name)
    title = call.kind_title
    check_quota(len(call.account.identities_of(call.kind)), f"{title}sQuota", f"{title}sPerAccount")
    return call.account.with_identity(identity)


def _check_name_is_free(call: Call, name: str) -> None:
    """Raise EntityAlreadyExists: a name is unique among the account's users, whatever its case or path."""
    namesake = call.account.identities_of(call.kind).get(fold_name(name))
    if namesake is not None:
        hint = "" if namesake.name == name else f"there is a {call.kind} {namesake.name!r} already"
        error = EntityAlreadyExists(f"{call.kind_title} with name {name} already exists.", hint)
        names = [identity.name for identity in call.account.identities_of(call.kind).values()]
        raise error.with_names(name, names)


def get_identity(call: Call) -> Response:
    """Return one user or role; of a new group, the group without the list of its members."""
    return {call.kind_title: api_json.identity_detail(call.identity)}


def get_group(call: Call) -> Response:
    """Return one group and its members."""
    group = call.account.group(call.name)
    # Members come as in lists: without tags and boundary (API Reference, GetGroup).
    members = [api_json.identity_summary(user) for user in call.account.members_of(group)]
    return {"Group": api_json.identity_detail(group), "Users": members}


def list_identities(call: Call) -> Response:
    """List the users, groups or roles whose path begins with PathPrefix."""
    identities = call.with_path_prefix(call.account.identities_of(call.kind).values())
    return {f"{call.kind_title}s": [api_json.identity_summary(identity) for identity in identities]}


def rename(call: Call) -> Account:
    """Give a user or group another name or path: the ARN changes; the id, policies and members stay."""
    old, account = call.identity, call.account
    path, name = call.get("NewPath", old.path), call.get(f"New{call.kind_title}Name", old.name)
    if name != old.name:
        # "ana" cannot become "Ana": names ignore case, so the user's own name counts as taken.
        _check_name_is_free(call, name)
    new = replace(old, name=name, path=path, arn=call.arn(path, name))
    if new == old:
        return account
    if name != old.name:
        account = account.without_identity(old)
    account = account.with_identity(new)
    if isinstance(old, Group):
        # A group is no principal, so no trust policy can name it (id_groups); but users hold its name.
        return _rename_in_memberships(account, old.name, name)
    return replace_principal(account, old.arn, new.arn)


def _rename_in_memberships(account: Account, old_name: str, new_name: str) -> Account:
    """Return the account with a group's new name in the users that are its members."""
    users = dict(account.users)
    for key, user in users.items():
        if old_name in user.groups:
            groups = tuple([new_name if name == old_name else name for name in user.groups])
            users[key] = replace(user, groups=groups)
    return replace(account, users=MappingProxyType(users))


def update_role(call: Call) -> Account:
    """Change a role's description and the longest duration of its sessions."""
    role = call.account.role(call.name)
    description = call.get("Description", role.description)
    max_session_duration = call.get("MaxSessionDuration", role.max_session_duration)
    return call.account_with(role, description=description, max_session_duration=max_session_duration)


def update_trust_policy(call: Call) -> Account:
    """Give a role another trust policy."""
    role = call.account.role(call.name)
    return call.account_with(role, trust=parse_trust_policy(call.account, call["PolicyDocument"]))


# What must be removed before a user, group or role can be deleted (API Reference, DeleteUser): the field, how
# AWS's message ends, and what our hint calls it. The message names only the first, the hint all of them.
_DELETE_FIRST = (
    ("attached", "must detach all policies first", "attached policies"),
    ("inline", "must delete policies first", "inline policies"),
    ("groups", "must remove users from group first", "group memberships"),
    ("login_profile", "must delete login profile first", "a password"),
    ("access_keys", "must delete access keys first", "access keys"),
)


def delete(call: Call) -> Account:
    """Delete a user, group or role that has no policies, memberships and credentials left."""
    identity = call.identity
    members = call.account.members_of(identity) if isinstance(identity, Group) else ()
    if members:
        names = ", ".join(user.name for user in members[:8])
        message = "Cannot delete entity, must remove users from group first."
        raise DeleteConflict(message, f"{identity.name} has members: {names}")
    remaining = [row for row in _DELETE_FIRST if getattr(identity, row[0], None)]
    if remaining:
        hint = f"{identity.name} still has {', '.join(description for _, _, description in remaining)}"
        raise DeleteConflict(f"Cannot delete entity, {remaining[0][1]}.", hint)
    account = call.account.without_identity(identity)
    if isinstance(identity, Group):
        return account
    # IAM keeps the id of a deleted user or role in the trust policies that named it.
    unique_id = identity.user_id if isinstance(identity, User) else identity.role_id
    # Accounts built in Python may have no ids; then the ARN stays in trust policies.
    account = replace_principal(account, identity.arn, unique_id or identity.arn)
    return without_unused_aws_policy(account, identity.boundary)


def add_user_to_group(call: Call) -> Account:
    """Add a user to a group; adding twice is no error."""
    user, group = call.user, call.account.group(call["GroupName"])
    if group.name in user.groups:
        return call.account
    hint = f"{user.name} is in {', '.join(user.groups)}"
    check_quota(len(user.groups), "GroupsPerUserQuota", "GroupsPerUser", hint)
    return call.account_with(user, groups=(*user.groups, group.name))


def remove_user_from_group(call: Call) -> Account:
    """Remove a user from a group; it is no error if the user is not in it."""
    user, group = call.user, call.account.group(call["GroupName"])
    if group.name not in user.groups:
        return call.account
    return call.account_with(user, groups=tuple([name for name in user.groups if name != group.name]))


def list_groups_for_user(call: Call) -> Response:
    """List the groups that a user is in."""
    return {"Groups": [api_json.identity_summary(group) for group in call.account.groups_of(call.user)]}


# Users, roles and customer managed policies have tags; groups have none (id_tags).


def tag(call: Call) -> Account:
    """Add tags; a key that is there already gets the new value and keeps its place."""
    entity = _taggable(call)
    tags = {call.tag_key(key): (key, value) for key, value in entity.tags}
    for key, value in call.tags:
        tags[call.tag_key(key)] = (key, value)
    limit = LIMITS["tagListType"]
    if len(tags) > limit:
        raise LimitExceeded(f"The number of tags has reached the maximum limit of {limit}.")
    return call.account_with(entity, tags=tuple(tags.values()))


def untag(call: Call) -> Account:
    """Remove tags; it is no error if a key is not there."""
    entity, keys = _taggable(call), {call.tag_key(key) for key in call["TagKeys"]}
    tags = tuple([(key, value) for key, value in entity.tags if call.tag_key(key) not in keys])
    return call.account_with(entity, tags=tags)


def list_tags(call: Call) -> Response:
    """List the tags of a user, role or policy."""
    return {"Tags": api_json.tag_list(_taggable(call).tags)}


def _taggable(call: Call) -> User | Role | ManagedPolicy:
    if call.kind == "policy":
        return customer_managed_policy(call.account, call["PolicyArn"])
    return call.account.user(call.name) if call.kind == "user" else call.account.role(call.name)


_LIST_OF_FILTER = {"User": "UserDetailList", "Group": "GroupDetailList", "Role": "RoleDetailList"}
_ALL_FILTERS = (*_LIST_OF_FILTER, "LocalManagedPolicy", "AWSManagedPolicy")


def get_account_details(call: Call) -> Response:
    """Return all users, groups, roles and policies with their documents: what `iamsim why` reads."""
    details = dump_account(call.account)
    del details["IsTruncated"]  # the page of the response has its own
    filters = call.get("Filter") or _ALL_FILTERS
    for filter_name, list_name in _LIST_OF_FILTER.items():
        if filter_name not in filters:
            details[list_name] = []
    policies = details["Policies"]
    details["Policies"] = [policy for policy in policies if _policy_filter(policy["Arn"]) in filters]
    return details


def _policy_filter(arn: str) -> str:
    return "AWSManagedPolicy" if ":iam::aws:" in arn else "LocalManagedPolicy"


# The other entries of AWS's map (API Reference, GetAccountSummary); a simulated account has none of them.
_ALWAYS_ZERO = (
    "AccountAccessKeysPresent", "AccountMFAEnabled", "AccountPasswordPresent",
    "AccountSigningCertificatesPresent", "InstanceProfiles", "MFADevices", "MFADevicesInUse", "Providers",
    "ServerCertificates",
)  # fmt: skip


def get_account_summary(call: Call) -> Response:
    """Return how many users, groups, roles and policies there are, and the quotas."""
    account = call.account
    policies = account.policies.values()
    counts = {
        "Users": len(account.users),
        "Groups": len(account.groups),
        "Roles": len(account.roles),
        # Only the account's own count towards its quota.
        "Policies": sum(not policy.aws_managed for policy in policies),
        "PolicyVersionsInUse": sum(len(policy.versions) for policy in policies),
        "GlobalEndpointTokenVersion": 1,
    }
    zeros = dict.fromkeys(_ALWAYS_ZERO, 0)
    return {"SummaryMap": dict(sorted({**zeros, **QUOTAS, **counts}.items()))}
