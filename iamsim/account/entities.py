"""An AWS account as frozen values: users, groups, roles, policies. A change makes another account.

    Account ─ users ─ User ─ inline policies, ARNs of attached policies, names of groups
            ├ groups ─ Group ─ inline policies, ARNs of attached policies
            ├ roles ─ Role
            └ policies ─ ManagedPolicy ─ versions

Names are unique ignoring case and shown as they were created (IAM User Guide, reference_iam-quotas).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from types import MappingProxyType
from typing import Any, ClassVar, TypeAlias, TypeVar

from iamsim.account.policies import DEFAULT_DATE, InlinePolicy, ManagedPolicy, Policy, Source, Tags
from iamsim.aws.errors import NoSuchEntity, suggest_names
from iamsim.policy import PolicyDocument, split_arn


def fold_name(name: str) -> str:
    """Return the form of a name under which it is unique among an account's users, groups or roles."""
    return name.casefold()


# Dates are texts in ISO 8601, as in AWS's file: no decision reads them, so nothing needs them as datetimes.


@dataclass(frozen=True, slots=True)
class LoginProfile:
    """That a user has a password; the password itself is not stored."""

    create_date: str = DEFAULT_DATE
    password_reset_required: bool = False


@dataclass(frozen=True, slots=True)
class AccessKey:
    """That a user has an access key; its secret is not stored."""

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
    groups: tuple[str, ...] = ()  # names, spelled as the groups are
    inline: tuple[InlinePolicy, ...] = ()
    attached: tuple[str, ...] = ()  # ARNs of managed policies
    boundary: str | None = None  # ARN of a managed policy
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
    trust: PolicyDocument  # AWS's AssumeRolePolicyDocument
    role_id: str = ""
    path: str = "/"
    inline: tuple[InlinePolicy, ...] = ()
    attached: tuple[str, ...] = ()
    boundary: str | None = None
    tags: Tags = ()
    description: str = ""
    max_session_duration: int = 3600  # seconds
    create_date: str = DEFAULT_DATE

    @property
    def trust_source(self) -> Source:
        """The trust policy as a source, for a request to assume the role."""
        # AWS gives trust policies no name, and a source's policies need one.
        return Source("trust", self.name, (InlinePolicy("trust policy", self.trust),))


Identity: TypeAlias = "User | Group | Role"
_Identity = TypeVar("_Identity", bound="User | Group | Role")


@dataclass(frozen=True, slots=True)
class Account:
    """One AWS account. Read-only mappings: users, groups and roles by folded name, policies by ARN."""

    # The account of the examples in AWS's manuals, and the owner where nobody says which.
    account_id: str = "123456789012"
    # Mapping proxies, because Python has no frozen dict; what an operation changes is a copy.
    users: Mapping[str, User] = field(default_factory=lambda: MappingProxyType({}))
    groups: Mapping[str, Group] = field(default_factory=lambda: MappingProxyType({}))
    roles: Mapping[str, Role] = field(default_factory=lambda: MappingProxyType({}))
    policies: Mapping[str, ManagedPolicy] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def partition(self) -> str:
        """The partition of its ARNs (reference-arns): `aws`, or such as `aws-cn` for China."""
        # An account has one partition, so any of its ARNs tells; a new account has none and is of `aws`.
        entities: Iterable[Identity | ManagedPolicy] = chain(
            self.users.values(), self.groups.values(), self.roles.values(), self.policies.values()
        )
        first = next(iter(entities), None)
        parts = split_arn(first.arn) if first else None
        return parts[1] if parts else "aws"

    @property
    def root_arn(self) -> str:
        """The root user: the account's owner, who is no IAM user."""
        return f"arn:{self.partition}:iam::{self.account_id}:root"

    @property
    def identities(self) -> tuple[Identity, ...]:
        """All users, then all groups, then all roles."""
        return (*self.users.values(), *self.groups.values(), *self.roles.values())

    def identities_of(self, kind: str) -> Mapping[str, Identity]:
        """Return the users, groups or roles by folded name; `kind` is "user", "group" or "role"."""
        identities: Mapping[str, Identity] = getattr(self, f"{kind}s")
        return identities

    def identity(self, kind: str, name: str) -> Identity:
        """Return the user, group or role of that name in any case; NoSuchEntity if there is none."""
        return _find_by_name(self, self.identities_of(kind), kind, name)

    def user(self, name: str) -> User:
        """Return the user of that name in any case; NoSuchEntity if there is none."""
        role = self.roles.get(fold_name(name.removeprefix("role/")))
        # Who has the file of an account in which people work through roles often writes a role's name.
        if role is not None and fold_name(name) not in self.users:
            message = f"The user with name {name} cannot be found."
            hint = f"no user named {name!r}; {role.name} is a role: iamsim.simulate takes its ARN, {role.arn}"
            raise NoSuchEntity(message, hint)
        return _find_by_name(self, self.users, "user", name)

    def group(self, name: str) -> Group:
        """Return the group of that name in any case; NoSuchEntity if there is none."""
        return _find_by_name(self, self.groups, "group", name)

    def role(self, name: str) -> Role:
        """Return the role of that name in any case; NoSuchEntity if there is none."""
        return _find_by_name(self, self.roles, "role", name)

    def policy(self, arn: str) -> ManagedPolicy:
        """Return the managed policy of that ARN; NoSuchEntity if there is none."""
        # Unlike names, ARNs are compared with their case and path (reference_identifiers).
        policy = self.policies.get(arn)
        if policy is None:
            name = arn.rpartition("/")[2]
            suggestion = suggest_names(name, (policy.name for policy in self.policies.values()))
            message = f"Policy {arn} does not exist or is not attachable."
            error = NoSuchEntity(message, f"no managed policy {arn!r} ({suggestion})")
            raise error.with_names(name, [policy.name for policy in self.policies.values()])
        return policy

    def policies_of(self, identity: Identity) -> tuple[Policy, ...]:
        """Return the policies of one user, group or role: inline ones, then attached ones."""
        return (*identity.inline, *[self.policies[arn] for arn in identity.attached])

    def boundary_of(self, identity: Identity | None) -> Source | None:
        """Return the permissions boundary of a user or role, if it has one; groups and root have none."""
        arn = None if identity is None or isinstance(identity, Group) else identity.boundary
        return Source("boundary", "", (self.policy(arn),)) if arn else None

    def unseen_policies_of(self, identity: Identity) -> tuple[ManagedPolicy, ...]:
        """Return the policies without a document that may decide an identity's requests.

        They are attached to it or to a group of it, or one is its permissions boundary.
        """
        boundary = () if isinstance(identity, Group) or identity.boundary is None else (identity.boundary,)
        holders = (identity, *self.groups_of(identity))
        arns = [*(arn for holder in holders for arn in holder.attached), *boundary]
        policies = (self.policies[arn] for arn in dict.fromkeys(arns))
        return tuple([policy for policy in policies if policy.is_unseen])

    def groups_of(self, identity: Identity) -> tuple[Group, ...]:
        """Return the groups that a user is in, in the order of joining; groups and roles are in none."""
        names = identity.groups if isinstance(identity, User) else ()
        return tuple([self.groups[fold_name(name)] for name in names])

    def sources_of(self, identity: Identity) -> tuple[Source, ...]:
        """Return where an identity's permissions come from: itself, then each of its groups.

        A policy without a document has no statements here; `iamsim.decision.collect` raises an error for one.
        """
        holders = (identity, *self.groups_of(identity))
        return tuple([Source(holder.kind, holder.name, self.policies_of(holder)) for holder in holders])

    def members_of(self, group: Group) -> tuple[User, ...]:
        """Return the users in a group, in the account's order."""
        # As in AWS's file, users have the names of their groups and groups no list of members, so that a
        # membership stands in one place only.
        return tuple([user for user in self.users.values() if group.name in user.groups])

    def holders_of(self, arn: str) -> tuple[Identity, ...]:
        """Return the users, groups and roles that a managed policy is attached to."""
        return tuple([identity for identity in self.identities if arn in identity.attached])

    def bounded_by(self, arn: str) -> tuple[User | Role, ...]:
        """Return the users and roles whose permissions boundary is this managed policy."""
        identities: tuple[User | Role, ...] = (*self.users.values(), *self.roles.values())
        return tuple([identity for identity in identities if identity.boundary == arn])

    def with_identity(self, identity: Identity) -> Account:
        """Return another account, with this user, group or role in it under its name."""
        identities = {**self.identities_of(identity.kind), fold_name(identity.name): identity}
        return self._with_identities(identity.kind, identities)

    def without_identity(self, identity: Identity) -> Account:
        """Return another account, without this user, group or role."""
        identities = dict(self.identities_of(identity.kind))
        identities.pop(fold_name(identity.name), None)
        return self._with_identities(identity.kind, identities)

    def _with_identities(self, kind: str, identities: dict[str, Identity]) -> Account:
        changes: dict[str, Any] = {f"{kind}s": MappingProxyType(identities)}
        return replace(self, **changes)

    def with_policy(self, policy: ManagedPolicy) -> Account:
        """Return another account, with this managed policy in it under its ARN."""
        return replace(self, policies=MappingProxyType({**self.policies, policy.arn: policy}))

    def without_policy(self, policy: ManagedPolicy) -> Account:
        """Return another account, without this managed policy."""
        policies = dict(self.policies)
        policies.pop(policy.arn, None)
        return replace(self, policies=MappingProxyType(policies))


def _find_by_name(account: Account, identities: Mapping[str, _Identity], kind: str, name: str) -> _Identity:
    identity = identities.get(fold_name(name))
    if identity is None:
        names = [identity.name for identity in identities.values()]
        # A group's name where a user's is asked for is a mix-up that many make.
        kinds = [
            other for other in ("user", "group", "role") if fold_name(name) in account.identities_of(other)
        ]
        other_kind = f"; {name} is a {kinds[0]}" if kinds else ""
        message = f"The {kind} with name {name} cannot be found."
        hint = f"no {kind} named {name!r}{other_kind} ({suggest_names(name, names)})"
        raise NoSuchEntity(message, hint).with_names(name, names)
    return identity


def build_account(
    account_id: str,
    users: Iterable[User] = (),
    groups: Iterable[Group] = (),
    roles: Iterable[Role] = (),
    policies: Iterable[ManagedPolicy] = (),
) -> Account:
    """Build an account from its parts."""

    def by_name(identities: Iterable[_Identity]) -> Mapping[str, _Identity]:
        return MappingProxyType({fold_name(identity.name): identity for identity in identities})

    by_arn = MappingProxyType({policy.arn: policy for policy in policies})
    return Account(account_id, by_name(users), by_name(groups), by_name(roles), by_arn)
