"""A challenge: an account, and what shall be true of it; any account of which it is true solves it.

    challenge.progress(account) → Progress: which wanted answers are right, which rules are kept

Only the simulator judges: no solution is compared with another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from iamsim.account import Account, Group, InlinePolicy, User
from iamsim.decision import Decision
from iamsim.decision.account_matrix import MatrixCell, cell
from iamsim.decision.explain import context_words, decision_words, short_name
from iamsim.decision.matrix import Matrix
from iamsim.policy import PolicyDocument, allow


class Wanted(StrEnum):
    """What a challenge wants of a request."""

    ALLOWED = "allowed"
    REFUSED = "refused"  # by a Deny or because nobody allowed it
    DENIED = "explicitDeny"
    NOBODY = "implicitDeny"
    NEVER = "never"  # refused, also if somebody attaches AdministratorAccess to the user and the groups


WANTED_WORDS: Mapping[Wanted, str] = MappingProxyType(
    {
        Wanted.ALLOWED: decision_words(Decision.ALLOWED),
        Wanted.REFUSED: "not allowed",
        Wanted.DENIED: decision_words(Decision.EXPLICIT_DENY),
        Wanted.NOBODY: decision_words(Decision.IMPLICIT_DENY),
        Wanted.NEVER: "never, whatever is attached later",
    }
)


@dataclass(frozen=True, slots=True)
class Goal:
    """One request and what is wanted of it."""

    user: str
    action: str
    resource: str
    wanted: Wanted
    context: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """Context keys that the request carries, as `simulate` takes them; [] for one that it does not carry."""

    @property
    def request_words(self) -> str:
        """The request in words: `kim, s3:PutObject on acme-website/index.html, with MFA`."""
        words = f"{self.user}, {self.action} on {short_name(self.resource)}"
        return ", ".join(filter(None, (words, context_words(self.context))))

    def reached(self, account: Account) -> bool:
        """Tell whether the account gives the wanted answer, whatever else the request carries.

        Not if the user is gone.
        """
        if self.user.casefold() not in account.users:
            return False
        if self.wanted is Wanted.NEVER:
            account = with_administrator_access(account, self.user)
        decision, depends_on = self.answer(account)
        # A Deny without MFA is no Deny with it, and a table that says "depends" is not yet as wanted.
        if depends_on:
            return False
        if self.wanted in {Wanted.REFUSED, Wanted.NEVER}:
            return decision is not Decision.ALLOWED
        return str(decision) == self.wanted

    def answer(self, account: Account) -> MatrixCell:
        """Return what AWS decides of the request, and the keys that would change it.

        Raises NoSuchEntity if the user is gone.
        """
        matrix = Matrix(account, [self.action], [self.resource], users=[self.user], context=self.context)
        return cell(matrix, account.user(self.user).name, self.action, self.resource)


def with_administrator_access(account: Account, user_name: str) -> Account:
    """Return the account with an Allow of everything added to a user and to every group."""
    administrator = InlinePolicy("AdministratorAccess", PolicyDocument.parse(allow("*")))
    # Inline, so that no quota of attached policies stands in the way.
    identities: list[User | Group] = [account.user(user_name), *account.groups.values()]
    for identity in identities:
        account = account.with_identity(replace(identity, inline=(*identity.inline, administrator)))
    return account


def _own_policies(account: Account, _: Account) -> Iterator[str]:
    for user in account.users.values():
        if user.inline or user.attached:
            yield f"{user.name} has a policy of their own"


def _changed_groups(account: Account, start: Account) -> Iterator[str]:
    for name, group in start.groups.items():
        if account.groups.get(name) != group:
            yield f"group {group.name} has changed"


def _changed_memberships(account: Account, start: Account) -> Iterator[str]:
    for name, user in start.users.items():
        if name in account.users and set(account.users[name].groups) != set(user.groups):
            yield f"the groups of {user.name} have changed"


def _missing_people(account: Account, start: Account) -> Iterator[str]:
    for name, user in start.users.items():
        if name not in account.users:
            yield f"{user.name} is gone"


def _denies(account: Account, _: Account) -> Iterator[str]:
    identities: list[User | Group] = [*account.users.values(), *account.groups.values()]
    for identity in identities:
        for policy in account.policies_of(identity):
            if any(statement.denies for statement in policy.document.statements):
                yield f"{identity.kind} {identity.name} has a Deny"


RULES: Mapping[str, tuple[str, Callable[[Account, Account], Iterator[str]]]] = MappingProxyType(
    {
        "no own policies": ("Nobody has a policy of their own.", _own_policies),
        "groups stay": ("The groups that are there stay as they are.", _changed_groups),
        "memberships stay": ("Nobody joins or leaves a group.", _changed_memberships),
        "people stay": ("Nobody is deleted.", _missing_people),
        "no deny": ("There is no Deny.", _denies),
    }
)
"""Each rule by its name: its sentence, and what yields the breaches of (account, first account)."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an account solves a challenge."""

    reached: tuple[bool, ...]  # in the order of the goals
    broken_rules: tuple[str, ...]

    @property
    def solved(self) -> bool:
        """True if every goal is reached and every rule kept."""
        return all(self.reached) and not self.broken_rules

    def __str__(self) -> str:
        """Return how many answers are right, and the first broken rule."""
        words = f"{sum(self.reached)} of {len(self.reached)} answers are as wanted"
        return f"{words}; {self.broken_rules[0]}" if self.broken_rules else words


@dataclass(frozen=True, slots=True)
class Challenge:
    """A situation, an account to begin with, and what shall be true in the end."""

    id: str
    title: str
    story: str
    account: Account
    goals: tuple[Goal, ...]
    rules: tuple[str, ...] = ()
    best: int = 0  # calls of IAM in the shortest solution that we know; 0 if none is known

    @property
    def resource(self) -> str:
        """The resource of the first goal, which the table shows."""
        return self.goals[0].resource

    @property
    def actions(self) -> tuple[str, ...]:
        """The actions of the goals, each once."""
        return tuple(dict.fromkeys(goal.action for goal in self.goals))

    def wanted(self, user: str, action: str, resource: str) -> Wanted | None:
        """Return what is wanted of a request that says nothing of context keys; None if nothing is."""
        request = (user, action, resource)
        for goal in self.goals:
            if (goal.user, goal.action, goal.resource) == request and not goal.context:
                return goal.wanted
        return None

    def progress(self, account: Account) -> Progress:
        """Judge an account."""
        broken = tuple(problem for rule in self.rules for problem in RULES[rule][1](account, self.account))
        return Progress(tuple(goal.reached(account) for goal in self.goals), broken)
