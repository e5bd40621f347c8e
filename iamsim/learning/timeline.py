"""A situation that questions are asked about, and how it changes: account → events → account at a moment.

    09:00  sign_in               UserName=tom
    10:00  remove_user_from_group  UserName=tom  GroupName=Web
    10:05  (a row asks)

What decides at 10:05 is the account of 10:05: IAM reads it at each request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce

from iamsim.account import Account, Group, InlinePolicy, LoginProfile, User
from iamsim.learning.sketch import Given, document


@dataclass(frozen=True, slots=True)
class Row:
    """One request of a question: who asks for what, and when if that matters."""

    user: str
    action: str
    resource: str = "*"
    time: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One call of IAM's, or a sign-in, at a moment: `HH:MM`, so that text order is the order of time."""

    time: str
    call: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Scenario:
    """An account, and what an account document does not hold."""

    account: Account
    given: Given = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    scps: tuple[tuple[str, ...], ...] = ()
    owner: str = ""  # the IAM user of the person who owns the account
    creators: Mapping[str, str] = field(default_factory=dict)  # a resource → the user who made it

    def until(self, time: str) -> tuple[Event, ...]:
        """The events that have happened at a moment; none before the first, all where no time is told."""
        return tuple(event for event in self.events if not time or event.time <= time)

    def at(self, time: str) -> Account:
        """The account at a moment."""
        return reduce(happen, self.until(time), self.account)

    def signed_in(self, user: str, time: str) -> str:
        """When a user last signed in; before everything, if no event says so."""
        times = [
            e.time for e in self.until(time) if (e.call, e.parameters.get("UserName")) == ("sign_in", user)
        ]
        return times[-1] if times else START


START = "00:00"


def happen(account: Account, event: Event) -> Account:
    """The account after one event."""
    return CALLS[event.call](account, event.parameters)


def _join(account: Account, given: Mapping[str, str]) -> Account:
    user, group = account.user(given["UserName"]), account.group(given["GroupName"])
    return account.with_identity(replace(user, groups=(*user.groups, group.name)))


def _leave(account: Account, given: Mapping[str, str]) -> Account:
    user, group = account.user(given["UserName"]), account.group(given["GroupName"])
    return account.with_identity(replace(user, groups=tuple(n for n in user.groups if n != group.name)))


def _put_on_group(account: Account, given: Mapping[str, str]) -> Account:
    return account.with_identity(_with(account.group(given["GroupName"]), given))


def _put_on_user(account: Account, given: Mapping[str, str]) -> Account:
    return account.with_identity(_with(account.user(given["UserName"]), given))


def _delete_from_group(account: Account, given: Mapping[str, str]) -> Account:
    return account.with_identity(_without(account.group(given["GroupName"]), given))


def _delete_from_user(account: Account, given: Mapping[str, str]) -> Account:
    return account.with_identity(_without(account.user(given["UserName"]), given))


def _with(holder: User | Group, given: Mapping[str, str]) -> User | Group:
    policy = InlinePolicy(given["PolicyName"], document(given["PolicyDocument"]))
    return replace(_without(holder, given), inline=(*_without(holder, given).inline, policy))


def _without(holder: User | Group, given: Mapping[str, str]) -> User | Group:
    return replace(holder, inline=tuple(p for p in holder.inline if p.name != given["PolicyName"]))


def _password(account: Account, given: Mapping[str, str]) -> Account:
    return account.with_identity(replace(account.user(given["UserName"]), login_profile=LoginProfile()))


def _no_password(account: Account, given: Mapping[str, str]) -> Account:
    return account.with_identity(replace(account.user(given["UserName"]), login_profile=None))


CALLS: Mapping[str, Callable[[Account, Mapping[str, str]], Account]] = {
    "sign_in": lambda account, _: account,
    "add_user_to_group": _join,
    "remove_user_from_group": _leave,
    "put_group_policy": _put_on_group,
    "delete_group_policy": _delete_from_group,
    "put_user_policy": _put_on_user,
    "delete_user_policy": _delete_from_user,
    "create_login_profile": _password,
    "delete_login_profile": _no_password,
}
