"""A request to play with: statements switched off, everything in another order; the account itself stays.

Situation(account, user, action, resource) → .with_place(), .shuffled() → Situation → .changed → .result
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import TypeVar

from iamsim.account import Account, Group, InlinePolicy, ManagedPolicy, Policy, Role, Source, User
from iamsim.decision import TRUTH, EvaluationResult, collect
from iamsim.decision.explain import place
from iamsim.policy import PolicyDocument, PolicySource, Statement

_Policy = TypeVar("_Policy", bound=InlinePolicy | ManagedPolicy)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement stands: in which policy, and who has that policy; a managed one may have many."""

    policy: str  # its ARN, or `edit-site of group Web`
    index: int
    name: str = field(compare=False)
    holders: tuple[str, ...] = field(compare=False)
    statement: Statement = field(compare=False, repr=False)
    alone: bool = field(compare=False, default=True)

    def __str__(self) -> str:
        """Say it: `Allow edit-site (group Web)`."""
        return f"{self.statement.effect} {self.where}"

    @property
    def where(self) -> str:
        """Say where it stands: `edit-site (group Web)`."""
        nth = "" if self.alone else f", statement {self.statement.sid or self.index + 1}"
        return f"{self.name}{nth} ({', '.join(self.holders)})"


@dataclass(frozen=True, slots=True)
class Situation:
    """One user's request in an account, less the statements in `off`, looked at in an order of its own."""

    account: Account
    user: str
    action: str
    resource: str = "*"
    off: frozenset[Place] = frozenset()
    order: int = 0  # 0 is the account's own
    scps: Sequence[Sequence[PolicySource]] = ()  # levels of an organization, as `simulate` takes them

    @property
    def places(self) -> tuple[Place, ...]:
        """Each statement that applies to the user, its own first, each policy once."""
        found: dict[tuple[str, int], Place] = {}
        for source in collect(self.account, self.account.user(self.user)):
            for policy in source.policies:
                statements = policy.document.statements
                for one in statements:
                    key = (_key(policy, str(source)), one.index)
                    before = found[key].holders if key in found else ()
                    holders = (*before, "own policy" if source.kind == "user" else str(source))
                    found[key] = Place(*key, policy.name, holders, one, len(statements) == 1)
        return tuple(found.values())

    def with_place(self, place: Place, *, on: bool) -> Situation:
        """The same with a statement switched on or off."""
        return replace(self, off=self.off - {place} if on else self.off | {place})

    def shuffled(self) -> Situation:
        """The same in another order, if there is another."""
        now = _sequence(self.result)
        others = (replace(self, order=order) for order in range(self.order + 1, self.order + 30))
        return next((other for other in others if _sequence(other.result) != now), self)

    @property
    def changed(self) -> Account:
        """The account that is asked: without what is off."""
        user = self.account.user(self.user)
        account = self.account
        holders: list[User | Group] = [user, *account.groups_of(user)]
        for arn in dict.fromkeys(arn for holder in holders for arn in holder.attached):
            policy = account.policy(arn)
            account = account.with_policy(self._less(policy, arn) or policy)
        for holder in holders:
            account = account.with_identity(self._holder(holder))
        return account

    @property
    def result(self) -> EvaluationResult:
        """The decision in the changed account, its policies taken in this order."""
        engine = replace(TRUTH, collect=self._collect) if self.order else TRUTH
        return engine.simulate(self.changed, self.user, self.action, self.resource, scps=self.scps)

    def _holder(self, holder: User | Group) -> User | Group:
        where = f"{holder.kind} {holder.name}"
        inline = (self._less(policy, _key(policy, where)) for policy in holder.inline)
        attached = (arn for arn in holder.attached if self._less(self.account.policy(arn), arn))
        return replace(holder, inline=tuple(one for one in inline if one), attached=tuple(attached))

    def _less(self, policy: _Policy, key: str) -> _Policy | None:
        """A policy without the statements that are off; None if none is left."""
        off = {place.index for place in self.off if place.policy == key}
        if not off:
            return policy
        raw = policy.document.raw
        written = raw["Statement"] if isinstance(raw["Statement"], list) else [raw["Statement"]]
        kept = [one for index, one in enumerate(written) if index not in off]
        return _with(policy, PolicyDocument.parse(raw | {"Statement": kept})) if kept else None

    def _collect(self, account: Account, identity: User | Group | Role) -> tuple[Source, ...]:
        """The engine's first stage, in another order: holders, policies and statements."""
        random = Random(self.order)  # noqa: S311 - an order, not a secret

        def policy(one: Policy) -> Policy:
            document = one.document
            statements = tuple(random.sample(document.statements, len(document.statements)))
            return _with(one, document.in_order(statements)) if len(statements) > 1 else one

        sources = [
            replace(source, policies=tuple(map(policy, random.sample(source.policies, len(source.policies)))))
            for source in collect(account, identity)
        ]
        return tuple(random.sample(sources, len(sources)))


def _with(policy: _Policy, document: PolicyDocument) -> _Policy:
    """A policy with another document."""
    if isinstance(policy, InlinePolicy):
        return replace(policy, document=document)
    versions = (
        replace(one, document=document) if one.version_id == policy.default_version_id else one
        for one in policy.versions
    )
    return replace(policy, versions=tuple(versions))


def _sequence(result: EvaluationResult) -> list[tuple[str, int]]:
    return [(place(one), one.statement.index) for one in result.trace]


def _key(policy: Policy, holder: str) -> str:
    return policy.arn or f"{policy.name} of {holder}"
