"""What would be if: an account with one membership changed, a request with some statements switched off.

    WhatIf(account, user, action, resource) → .switch(…), .shuffled() → WhatIf → .changed_account, .result

The account that was given is never changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import TypeVar

from iamsim.account import Account, Group, InlinePolicy, ManagedPolicy, Policy, Role, Source, User
from iamsim.decision import TRUTH, EvaluationResult, collect
from iamsim.decision.explain import named_policy, statement_place
from iamsim.policy import PolicyDocument, PolicySource, Statement

_Policy = TypeVar("_Policy", bound=InlinePolicy | ManagedPolicy)
_MOST_ORDERS = 30  # tried until one differs; with two statements every second one does


def with_membership(account: Account, user_name: str, group_name: str, *, member: bool) -> Account:
    """Return the account with a user in a group, or not in it. Raises NoSuchEntity for an unknown name."""
    user, group = account.user(user_name), account.group(group_name)
    other_groups = tuple(name for name in user.groups if name != group.name)
    return account.with_identity(
        replace(user, groups=(*other_groups, group.name) if member else other_groups)
    )


@dataclass(frozen=True, slots=True)
class AttachedStatement:
    """A statement, the policy in which it stands, and the user and groups who have that policy."""

    policy_key: str  # the policy's ARN; `edit-site of group Web` for an inline policy
    index: int  # of the statement in its policy, from 0
    policy_name: str = field(compare=False)
    holders: tuple[str, ...] = field(compare=False)
    statement: Statement = field(compare=False, repr=False)
    name: str = field(compare=False)  # the policy's, with the statement's where it has one or has siblings

    def __str__(self) -> str:
        """Return its effect and place: `Allow edit-site (group Web)`."""
        return f"{self.statement.effect} {self.place}"

    @property
    def place(self) -> str:
        """Where it stands: `edit-site (group Web)`."""
        return f"{self.name} ({', '.join(self.holders)})"


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One user's request in an account, without the statements in `off` and in an order of its own."""

    account: Account
    user: str
    action: str
    resource: str = "*"
    off: frozenset[AttachedStatement] = frozenset()
    order: int = 0  # the seed of the order in which policies are read; 0 is the account's own order
    scps: Sequence[Sequence[PolicySource]] = ()  # levels of an organization, as `simulate` takes them

    @property
    def statements(self) -> tuple[AttachedStatement, ...]:
        """The statements of the user's policies, its own first; those of a managed policy once."""
        located: dict[tuple[str, int], AttachedStatement] = {}
        for source in collect(self.account, self.account.user(self.user)):
            holder = "own policy" if source.kind == "user" else str(source)
            for policy in source.policies:
                for statement in policy.document.statements:
                    key = (_policy_key(policy, str(source)), statement.index)
                    holders = (*located[key].holders, holder) if key in located else (holder,)
                    name = named_policy(policy, statement)
                    located[key] = AttachedStatement(*key, policy.name, holders, statement, name)
        return tuple(located.values())

    @property
    def unchanged(self) -> WhatIf:
        """The same request with all statements on, in the account's own order."""
        return replace(self, off=frozenset(), order=0)

    def switch(self, statement: AttachedStatement, *, on: bool) -> WhatIf:
        """Return the same request with a statement switched on or off."""
        return replace(self, off=self.off - {statement} if on else self.off | {statement})

    def shuffled(self) -> WhatIf:
        """Return the same request with its statements read in another order, if there is another."""
        order = _trace_order(self.result)
        later = range(self.order + 1, self.order + _MOST_ORDERS)
        shuffles = (replace(self, order=seed) for seed in later)
        return next((shuffle for shuffle in shuffles if _trace_order(shuffle.result) != order), self)

    @property
    def changed_account(self) -> Account:
        """The account without the statements that are off."""
        account, user = self.account, self.account.user(self.user)
        holders: list[User | Group] = [user, *account.groups_of(user)]
        # A managed policy is one for all who have it, so a statement that is off is off for all of them.
        for arn in dict.fromkeys(arn for holder in holders for arn in holder.attached):
            policy = account.policy(arn)
            # Of a policy without statements no document is valid: it stays whole, and is detached below.
            account = account.with_policy(self._without_off(policy, arn) or policy)
        for holder in holders:
            account = account.with_identity(self._holder_without_off(holder))
        return account

    @property
    def result(self) -> EvaluationResult:
        """The decision in the changed account, its statements read in this order."""
        # The account's own order is the plain simulator; only a shuffle replaces one stage of it.
        engine = replace(TRUTH, collect=self._collect_shuffled) if self.order else TRUTH
        return engine.simulate(self.changed_account, self.user, self.action, self.resource, scps=self.scps)

    def _holder_without_off(self, holder: User | Group) -> User | Group:
        owner = f"{holder.kind} {holder.name}"
        inline = (self._without_off(policy, _policy_key(policy, owner)) for policy in holder.inline)
        attached = (arn for arn in holder.attached if self._without_off(self.account.policy(arn), arn))
        return replace(holder, inline=tuple(policy for policy in inline if policy), attached=tuple(attached))

    def _without_off(self, policy: _Policy, policy_key: str) -> _Policy | None:
        """Return a policy without the statements that are off; None if it has no other."""
        off = {statement.index for statement in self.off if statement.policy_key == policy_key}
        if not off:
            return policy
        raw = policy.document.raw
        statements = raw["Statement"] if isinstance(raw["Statement"], list) else [raw["Statement"]]
        # The JSON itself is edited, so that what the changed account dumps is what decided.
        remaining = [statement for index, statement in enumerate(statements) if index not in off]
        if not remaining:
            return None
        return _with_document(policy, PolicyDocument.parse(raw | {"Statement": remaining}))

    def _collect_shuffled(self, account: Account, identity: User | Group | Role) -> tuple[Source, ...]:
        """Stand in for the engine's `collect`: the same sources, policies and statements in another order."""
        random = Random(self.order)  # noqa: S311 - an order, not a secret

        def shuffled_policy(policy: Policy) -> Policy:
            document = policy.document
            # Nothing to shuffle, and most policies are so: no new document is made for them.
            if len(document.statements) == 1:
                return policy
            statements = tuple(random.sample(document.statements, len(document.statements)))
            return _with_document(policy, document.reordered(statements))

        sources = []
        for source in collect(account, identity):
            policies = random.sample(source.policies, len(source.policies))
            sources.append(Source(source.kind, source.name, tuple(map(shuffled_policy, policies))))
        return tuple(random.sample(sources, len(sources)))


def _with_document(policy: _Policy, document: PolicyDocument) -> _Policy:
    # An inline policy has no versions; of a managed one only the default version is in force.
    if isinstance(policy, InlinePolicy):
        return replace(policy, document=document)
    versions = (
        replace(version, document=document) if version.version_id == policy.default_version_id else version
        for version in policy.versions
    )
    return replace(policy, versions=tuple(versions))


def _trace_order(result: EvaluationResult) -> list[tuple[str, int]]:
    return [(statement_place(statement), statement.statement.index) for statement in result.trace]


def _policy_key(policy: Policy, holder: str) -> str:
    # Two holders may have inline policies of the same name; an ARN is unique.
    return policy.arn or f"{policy.name} of {holder}"
