"""What there is to regret in a whole account: its users, its groups, and statements that change nothing.

    Account, credential report → the function of each row of FINDING_TYPES → AccountFinding

Each finding has a code. Only identity-based policies and boundaries are read: an account's file has no SCPs
and no policies of resources.
Source: IAM User Guide, the pages named in FINDING_TYPES.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeAlias

from iamsim.account import Account, Policy, Role, Source, User, find_caller
from iamsim.check.coverage import Scope, certain_scope, leaves_nothing, meets, widest_scope
from iamsim.check.credential_report import Credentials
from iamsim.decision.explain import policy_way
from iamsim.markup import join_names
from iamsim.policy import Context, Statement, principal_context


@dataclass(frozen=True, slots=True)
class AccountFinding:
    """One thing in an account that its owner may regret."""

    code: str  # of its type: `own-policy`
    place: str  # `user ria`, or the way to a statement: `group Web → inline policy edit-site → Publish`
    problem: str
    replacement: str  # what to do instead
    page: str  # of the IAM User Guide

    @property
    def url(self) -> str:
        """The address of the page of the IAM User Guide that explains it."""
        return f"https://docs.aws.amazon.com/IAM/latest/UserGuide/{self.page}.html"

    def __str__(self) -> str:
        """Return it in one line: `user ria: is in no group`."""
        return f"{self.place}: {self.problem}"


Occasion: TypeAlias = tuple[str, str]
"""The place of a finding, and the problem there."""


class FindingType(NamedTuple):
    """A kind of finding: its code, what to do instead, AWS's page, the function that finds the occasions."""

    code: str
    replacement: str
    page: str
    find: Callable[[_CheckedAccount], Iterator[Occasion]]


def check_account(
    account: Account, credentials: Mapping[str, Credentials] | None = None, *, ignore: Collection[str] = ()
) -> tuple[AccountFinding, ...]:
    """Return what there is to regret in an account, by code in the order of FINDING_TYPES.

    `credentials` has each user's from AWS's credential report, by name: an account's file has none. Without
    it those are read that the account itself has. Findings whose code is in `ignore` are left out.

    >>> import iamsim
    >>> iam = iamsim.client("iam")
    >>> _ = iam.create_user(UserName="zoe")
    >>> print(*check_account(iam.account))
    user zoe: is in no group, so what everybody of the same job gets must be given to zoe separately
    """
    checked = _CheckedAccount(account, credentials)
    return tuple(
        AccountFinding(code, place, problem, replacement, page)
        for code, replacement, page, find in FINDING_TYPES
        if code not in ignore
        for place, problem in find(checked)
    )


class _Holding(NamedTuple):
    """A statement of a policy, and the users and roles that it reaches."""

    source: Source  # the first that holds the policy
    policy: Policy
    statement: Statement
    callers: list[_ReachedIdentity]

    @property
    def place(self) -> str:
        # A managed policy may be attached to many; an inline one is its holder's.
        holder = "" if self.policy.arn else f"{self.source} → "
        return f"{holder}{policy_way(self.policy, self.statement)}"

    @property
    def caller_names(self) -> str:
        """Whom it reaches, at most three by name."""
        names = [caller.name for caller in self.callers]
        return join_names(names if len(names) <= 3 else [*names[:2], f"{len(names) - 2} others"])


class _ReachedIdentity:
    """A user or role with all statements that reach it, and with the Allows and Denies of its boundary."""

    def __init__(self, account: Account, identity: User | Role) -> None:
        self.name = identity.name
        caller = find_caller(account, identity.arn)
        self.context: Context = {**principal_context(caller.arn), **caller.context}
        # Not `collect`: it refuses who holds a policy without a document, and its other statements are known.
        self.sources = account.sources_of(identity)
        unseen = {policy.arn for policy in account.unseen_policies_of(identity)}
        self._is_unseen = bool(unseen)
        boundary = None if identity.boundary in unseen else account.boundary_of(identity)
        self.boundary = None if boundary is None else [s for _, s in _statements(boundary)]

    @cached_property
    def allows(self) -> list[Scope]:
        """All that an Allow may match."""
        statements = (statement for source in self.sources for _, statement in _statements(source))
        return [self._widest(statement) for statement in statements if not statement.denies]

    @cached_property
    def denies(self) -> list[tuple[str, Scope]]:
        """What a Deny always matches, and the name of its policy."""
        pairs = [
            (f"{policy.name} ({source})", statement)
            for source in self.sources
            for policy, statement in _statements(source)
        ]
        pairs += [("the boundary", statement) for statement in self.boundary or ()]
        scopes = ((name, certain_scope(s, self.context)) for name, s in pairs if s.denies)
        return [(name, scope) for name, scope in scopes if scope is not None]

    @cached_property
    def limits(self) -> list[Scope] | None:
        """All that the boundary may allow; None without a boundary."""
        if self.boundary is None:
            return None
        return [self._widest(statement) for statement in self.boundary if not statement.denies]

    def _widest(self, statement: Statement) -> Scope:
        return widest_scope(statement, self.context)

    def is_met(self, deny: Statement) -> bool:
        """Tell whether a Deny can match what an Allow matches; true if a policy is not known."""
        if self._is_unseen:
            return True
        scope = self._widest(deny)
        return any(meets(scope, allow) for allow in self.allows)

    def closing(self, allow: Statement) -> str:
        """Return what leaves nothing of an Allow, in words; "" if anything of it is left."""
        scope = self._widest(allow)
        if not leaves_nothing(scope, [deny for _, deny in self.denies], self.limits):
            return ""
        for name, deny in self.denies:
            if leaves_nothing(scope, [deny]):
                return f"a Deny in {name} matches all that it matches"
        if leaves_nothing(scope, (), self.limits):
            return "the boundary allows nothing of it"
        limit = "" if self.limits is None else " and the boundary"
        return f"several Denies{limit} together leave nothing of it"


def _statements(source: Source) -> Iterator[tuple[Policy, Statement]]:
    for policy in source.policies:
        for statement in policy.document.statements:
            yield policy, statement


@dataclass(slots=True, weakref_slot=True)
class _CheckedAccount:
    """An account as the functions below read it."""

    account: Account
    credentials: Mapping[str, Credentials] | None = None
    holdings: list[_Holding] = field(init=False)

    def __post_init__(self) -> None:
        identities: tuple[User | Role, ...] = (*self.account.users.values(), *self.account.roles.values())
        by_place: dict[tuple[object, ...], _Holding] = {}
        for identity in identities:
            caller = _ReachedIdentity(self.account, identity)
            for source in caller.sources:
                for policy, statement in _statements(source):
                    # A managed policy is one place, however many hold it.
                    holder = (policy.arn,) if policy.arn else (source.kind, source.name, policy.name)
                    holding = by_place.setdefault(
                        (*holder, statement.index), _Holding(source, policy, statement, [])
                    )
                    # A policy may reach a user by several groups.
                    if caller not in holding.callers[-1:]:
                        holding.callers.append(caller)
        self.holdings = list(by_place.values())


def _password_and_key(checked: _CheckedAccount) -> Iterator[Occasion]:
    credentials = checked.credentials
    for user in checked.account.users.values():
        if credentials is None:
            has = Credentials(
                user.login_profile is not None, any(k.status == "Active" for k in user.access_keys)
            )
        else:
            has = credentials.get(user.name, Credentials())
        if has.password and has.active_key:
            yield f"user {user.name}", "has a password and an active access key: a person's and a program's"


def _closed_allow(checked: _CheckedAccount) -> Iterator[Occasion]:
    for holding in checked.holdings:
        if holding.statement.denies:
            continue
        closing = []
        for caller in holding.callers:
            closing.append(caller.closing(holding.statement))
            if not closing[-1]:
                break
        if all(closing):
            reasons = closing[0] if len(set(closing)) == 1 else "a Deny or a boundary leaves nothing of it"
            yield holding.place, f"allows nothing to {holding.caller_names}: {reasons}"


def _deny_without_allow(checked: _CheckedAccount) -> Iterator[Occasion]:
    for holding in checked.holdings:
        deny = holding.statement
        if deny.denies and not any(caller.is_met(deny) for caller in holding.callers):
            yield holding.place, f"denies nothing that a policy of {holding.caller_names} allows"


def _own_policy(checked: _CheckedAccount) -> Iterator[Occasion]:
    for user in checked.account.users.values():
        names = [policy.name for policy in checked.account.policies_of(user)]
        if names:
            policies = f"the policy {names[0]}" if len(names) == 1 else f"the policies {join_names(names)}"
            yield f"user {user.name}", f"has {policies} of its own"


def _user_in_no_group(checked: _CheckedAccount) -> Iterator[Occasion]:
    for user in checked.account.users.values():
        if not user.groups:
            problem = "is in no group, so what everybody of the same job gets must be given to"
            yield f"user {user.name}", f"{problem} {user.name} separately"


def _empty_group(checked: _CheckedAccount) -> Iterator[Occasion]:
    for group in checked.account.groups.values():
        if not checked.account.members_of(group):
            has_policy = bool(checked.account.policies_of(group))
            reason = ", so its policies allow and deny nothing" if has_policy else ", and it has no policy"
            yield f"group {group.name}", f"nobody is in it{reason}"


def _group_without_policy(checked: _CheckedAccount) -> Iterator[Occasion]:
    for group in checked.account.groups.values():
        # One without members too is `empty-group`: to delete it mends both.
        if checked.account.members_of(group) and not checked.account.policies_of(group):
            yield f"group {group.name}", "it has no policy, so to be in it allows and denies nothing"


_EVALUATION = "reference_policies_evaluation-logic_policy-eval-denyallow"

# First what may let somebody in, then what does not work as written, then order.
FINDING_TYPES = (
    FindingType(
        "password-and-key",
        "two identities: a user or role of its own for the program, the password for the person",
        "id_credentials_access-keys",
        _password_and_key,
    ),
    FindingType(
        "closed-allow",
        "remove the Allow, or narrow the Deny or widen the boundary if it was meant to work",
        _EVALUATION,
        _closed_allow,
    ),
    FindingType(
        "deny-without-allow",
        "right against an Allow still to come, or one in a resource's policy; else mend its elements",
        _EVALUATION,
        _deny_without_allow,
    ),
    FindingType(
        "own-policy",
        "a group for the job that has the policy",
        "access_policies_managed-vs-inline",
        _own_policy,
    ),
    FindingType(
        "user-in-no-group", "a group for the job; for a program, a role", "id_groups", _user_in_no_group
    ),
    FindingType("empty-group", "members, or delete the group", "id_groups_manage", _empty_group),
    FindingType(
        "group-without-policy", "a policy, or delete the group", "id_groups_manage", _group_without_policy
    ),
)
CODES = tuple(finding_type.code for finding_type in FINDING_TYPES)
"""The codes of all kinds of findings, in the order in which they are reported."""
