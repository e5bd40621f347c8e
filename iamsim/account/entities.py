"""An AWS account as values: users, groups, roles, policies. A change makes another account.

    Account ─ users ─ User ─ inline policies, ARNs of attached policies, names of groups
            ├ groups ─ Group ─ inline policies, ARNs of attached policies
            ├ roles ─ Role
            └ policies ─ ManagedPolicy ─ versions

Names are unique ignoring case and shown as they were created (IAM User Guide, reference_iam-quotas).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import ClassVar, TypeAlias, TypeVar

from iamsim.account.policies import DEFAULT_DATE, InlinePolicy, ManagedPolicy, Policy, Source, Tags
from iamsim.aws.errors import NoSuchEntity, suggest_names
from iamsim.policy import PolicyDocument


def fold_name(name: str) -> str:
    """The form of a name under which it is unique."""
    return name.casefold()


@dataclass(frozen=True, slots=True)
class LoginProfile:
    """That a user has a password; the password itself is never kept."""

    create_date: str = DEFAULT_DATE
    password_reset_required: bool = False


@dataclass(frozen=True, slots=True)
class AccessKey:
    """That a user has an access key; its secret is never kept."""

    access_key_id: str
    status: str = "Active"
    create_date: str = DEFAULT_DATE


@dataclass(frozen=True, slots=True)
class User:
    """One identity, a person or a program, of one account."""

    kind: ClassVar[str] = "user"

    name: str
    arn: str
    user_id: str = ""
    path: str = "/"
    groups: tuple[str, ...] = ()
    inline: tuple[InlinePolicy, ...] = ()
    attached: tuple[str, ...] = ()
    boundary: str | None = None
    tags: Tags = ()
    login_profile: LoginProfile | None = None
    access_keys: tuple[AccessKey, ...] = ()
    create_date: str = DEFAULT_DATE


@dataclass(frozen=True, slots=True)
class Group:
    """A collection of users; no credentials, no tags, no boundary, no group inside (id_groups)."""

    kind: ClassVar[str] = "group"

    name: str
    arn: str
    group_id: str = ""
    path: str = "/"
    inline: tuple[InlinePolicy, ...] = ()
    attached: tuple[str, ...] = ()
    create_date: str = DEFAULT_DATE


@dataclass(frozen=True, slots=True)
class Role:
    """An identity that others assume for a while, if its trust policy lets them (id_roles)."""

    kind: ClassVar[str] = "role"

    name: str
    arn: str
    trust: PolicyDocument
    role_id: str = ""
    path: str = "/"
    inline: tuple[InlinePolicy, ...] = ()
    attached: tuple[str, ...] = ()
    boundary: str | None = None
    tags: Tags = ()
    description: str = ""
    max_session_duration: int = 3600
    create_date: str = DEFAULT_DATE

    @property
    def trust_source(self) -> Source:
        """The trust policy as a source, for a request to assume the role."""
        return Source("trust", self.name, (InlinePolicy("trust policy", self.trust),))


Identity: TypeAlias = "User | Group | Role"
_Thing = TypeVar("_Thing", User, Group, Role)


@dataclass(frozen=True, slots=True)
class Account:
    """One AWS account. Read-only mappings: users, groups and roles by folded name, policies by ARN."""

    account_id: str = "123456789012"
    users: Mapping[str, User] = field(default_factory=lambda: MappingProxyType({}))
    groups: Mapping[str, Group] = field(default_factory=lambda: MappingProxyType({}))
    roles: Mapping[str, Role] = field(default_factory=lambda: MappingProxyType({}))
    policies: Mapping[str, ManagedPolicy] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def root_arn(self) -> str:
        """The root user: the account's owner, who is no IAM user."""
        return f"arn:aws:iam::{self.account_id}:root"

    def user(self, name: str) -> User:
        """Return the user of that name in any case; NoSuchEntity if there is none."""
        return _named(self.users, "user", name)

    def group(self, name: str) -> Group:
        """Return the group of that name in any case; NoSuchEntity if there is none."""
        return _named(self.groups, "group", name)

    def role(self, name: str) -> Role:
        """Return the role of that name in any case; NoSuchEntity if there is none."""
        return _named(self.roles, "role", name)

    def policy(self, arn: str) -> ManagedPolicy:
        """Return the managed policy of that ARN; NoSuchEntity if there is none."""
        found = self.policies.get(arn)
        if found is None:
            name = arn.rpartition("/")[2]
            others = suggest_names(name, (policy.name for policy in self.policies.values()))
            message = f"Policy {arn} does not exist or is not attachable."
            raise NoSuchEntity(message, f"no managed policy {arn!r} ({others})")
        return found

    def policies_of(self, holder: Identity) -> tuple[Policy, ...]:
        """The policies of one user, group or role: inline ones, then attached ones."""
        if not holder.attached:
            return holder.inline
        policies = self.policies
        return (*holder.inline, *[policies[arn] for arn in holder.attached])

    def boundary_of(self, identity: Identity | None) -> Source | None:
        """The permissions boundary of a user or role, if it has one; groups have none."""
        arn = None if identity is None or isinstance(identity, Group) else identity.boundary
        return Source("boundary", "", (self.policy(arn),)) if arn else None

    def groups_of(self, user: User) -> tuple[Group, ...]:
        """The groups a user is in, in the order of joining."""
        groups = self.groups
        return tuple([groups[name.casefold()] for name in user.groups])

    def members_of(self, group: Group) -> tuple[User, ...]:
        """The users in a group."""
        return tuple(user for user in self.users.values() if group.name in user.groups)

    def holders_of(self, arn: str) -> tuple[Identity, ...]:
        """The users, groups and roles that a managed policy is attached to."""
        identities: tuple[Identity, ...] = (*self.users.values(), *self.groups.values(), *self.roles.values())
        return tuple(holder for holder in identities if arn in holder.attached)

    def with_identity(self, identity: Identity) -> Account:
        """Another account, with this user, group or role put in under its name."""
        key = fold_name(identity.name)
        if isinstance(identity, User):
            return replace(self, users=_with(self.users, key, identity))
        if isinstance(identity, Group):
            return replace(self, groups=_with(self.groups, key, identity))
        return replace(self, roles=_with(self.roles, key, identity))

    def without_identity(self, identity: Identity) -> Account:
        """Another account, with this user, group or role taken out."""
        key = fold_name(identity.name)
        if isinstance(identity, User):
            return replace(self, users=_without(self.users, key))
        if isinstance(identity, Group):
            return replace(self, groups=_without(self.groups, key))
        return replace(self, roles=_without(self.roles, key))

    def with_policy(self, policy: ManagedPolicy) -> Account:
        """Another account, with this managed policy put in under its ARN."""
        return replace(self, policies=_with(self.policies, policy.arn, policy))

    def without_policy(self, policy: ManagedPolicy) -> Account:
        """Another account, with this managed policy taken out."""
        return replace(self, policies=_without(self.policies, policy.arn))


def build_account(
    account_id: str,
    users: Iterable[User] = (),
    groups: Iterable[Group] = (),
    roles: Iterable[Role] = (),
    policies: Iterable[ManagedPolicy] = (),
) -> Account:
    """Build an account from its parts."""
    return Account(
        account_id,
        MappingProxyType({fold_name(user.name): user for user in users}),
        MappingProxyType({fold_name(group.name): group for group in groups}),
        MappingProxyType({fold_name(role.name): role for role in roles}),
        MappingProxyType({policy.arn: policy for policy in policies}),
    )


_Value = TypeVar("_Value")


def _with(table: Mapping[str, _Value], key: str, value: _Value) -> Mapping[str, _Value]:
    return MappingProxyType(MappingProxyType(table) | {key: value})


def _without(table: Mapping[str, _Value], key: str) -> Mapping[str, _Value]:
    return MappingProxyType({other: value for other, value in table.items() if other != key})


def _named(table: Mapping[str, _Thing], kind: str, name: str) -> _Thing:
    found = table.get(fold_name(name))
    if found is None:
        others = suggest_names(name, (thing.name for thing in table.values()))
        raise NoSuchEntity(
            f"The {kind} with name {name} cannot be found.", f"no {kind} named {name!r} ({others})"
        )
    return found
