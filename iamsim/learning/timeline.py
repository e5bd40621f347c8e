"""A situation that questions are asked about, and how it changes: account → events → account at a moment.

09:00  sign_in                 tom
10:00  remove_user_from_group  tom  Web
10:05  tom asks: what decides is the account of 10:05, for IAM reads it at each request
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from types import MappingProxyType
from typing import Any, NamedTuple

from iamsim.account import AccessKey, Account, Group, InlinePolicy, LoginProfile, User, fold
from iamsim.errors import ClientError
from iamsim.learning.sketch import Given, SketchError, arn, document, key_id, listed, sketch

START = "00:00"
"""The moment before everything that a scenario tells."""


@dataclass(frozen=True, slots=True)
class Row:
    """One request of a question: who asks for what, and when if that matters."""

    user: str
    action: str
    resource: str = "*"
    time: str = ""
    label: str = ""


class Event(NamedTuple):
    """One call of IAM's, or a sign-in, at a moment: `HH:MM`, so that text order is the order of time."""

    time: str
    call: str
    names: tuple[str, ...]  # the call's parameters, in the order of CALLS


@dataclass(frozen=True, slots=True)
class Scenario:
    """An account, and what an account document does not hold."""

    account: Account
    given: Given = field(default_factory=lambda: MappingProxyType({}))
    events: tuple[Event, ...] = ()
    scps: tuple[str, ...] = ()  # documents of one level
    owner: str = ""  # the IAM user of the person who owns the account
    creators: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # resource → its maker
    before: Account | None = None  # of a build: the account that it has grown from

    def until(self, time: str) -> tuple[Event, ...]:
        """The events that have happened at a moment; all of them where no moment is told."""
        return tuple(event for event in self.events if not time or event.time <= time)

    def at(self, time: str) -> Account:
        """The account at a moment."""
        return reduce(happen, self.until(time), self.account)

    def signed_in(self, user: str, time: str) -> str:
        """When a user last signed in; before everything, if no event says so."""
        times = [event.time for event in self.until(time) if event[1:] == ("sign_in", (user,))]
        return times[-1] if times else START


class Call(NamedTuple):
    """A call that a scenario can tell: boto3's names of its parameters, and what it does."""

    parameters: tuple[str, ...]
    change: Callable[..., Account]


def happen(account: Account, event: Event) -> Account:
    """The account after one event."""
    return CALLS[event.call].change(account, *event.names)


def _join(account: Account, user: str, group: str) -> Account:
    name = account.group(group).name
    joined = tuple(known for known in account.user(user).groups if known != name)
    return account.with_identity(replace(account.user(user), groups=(*joined, name)))


def _leave(account: Account, user: str, group: str) -> Account:
    left = account.group(group).name
    kept = tuple(name for name in account.user(user).groups if name != left)
    return account.with_identity(replace(account.user(user), groups=kept))


def _put(account: Account, holder: User | Group, policy: str, words: str) -> Account:
    kept = tuple(known for known in holder.inline if known.name != policy)
    return account.with_identity(replace(holder, inline=(*kept, InlinePolicy(policy, document(words)))))


def _delete(account: Account, holder: User | Group, policy: str) -> Account:
    kept = tuple(known for known in holder.inline if known.name != policy)
    return account.with_identity(replace(holder, inline=kept))


def _attach(account: Account, holder: User | Group, arn: str) -> Account:
    kept = tuple(known for known in holder.attached if known != account.policy(arn).arn)
    return account.with_identity(replace(holder, attached=(*kept, arn)))


def _detach(account: Account, holder: User | Group, arn: str) -> Account:
    kept = tuple(known for known in holder.attached if known != account.policy(arn).arn)
    return account.with_identity(replace(holder, attached=kept))


def _password(account: Account, user: str, profile: LoginProfile | None) -> Account:
    return account.with_identity(replace(account.user(user), login_profile=profile))


def _key(account: Account, user: str) -> Account:
    keys = (*account.user(user).access_keys, AccessKey(key_id(user)))
    return account.with_identity(replace(account.user(user), access_keys=keys))


def _new(account: Account, kind: type[User | Group], name: str) -> Account:
    there = account.users if kind is User else account.groups
    if fold(name) in there:
        raise SketchError(f"there is a {kind.__name__.lower()} {there[fold(name)].name!r} already")
    return account.with_identity(kind(name, arn(kind.__name__.lower(), name)))


def _on(kind: str, find: Callable[[Account, str], User | Group]) -> dict[str, Call]:
    """The calls that give a user or a group a policy, or take it away."""
    who = f"{kind.capitalize()}Name"
    return {
        f"put_{kind}_policy": Call(
            (who, "PolicyName", "PolicyDocument"),
            lambda account, name, policy, words: _put(account, find(account, name), policy, words),
        ),
        f"delete_{kind}_policy": Call(
            (who, "PolicyName"), lambda account, name, policy: _delete(account, find(account, name), policy)
        ),
        f"attach_{kind}_policy": Call(
            (who, "PolicyArn"), lambda account, name, arn: _attach(account, find(account, name), arn)
        ),
        f"detach_{kind}_policy": Call(
            (who, "PolicyArn"), lambda account, name, arn: _detach(account, find(account, name), arn)
        ),
    }


CALLS: Mapping[str, Call] = {
    "sign_in": Call(("UserName",), lambda account, _: account),
    "create_user": Call(("UserName",), lambda account, name: _new(account, User, name)),
    "create_group": Call(("GroupName",), lambda account, name: _new(account, Group, name)),
    "create_access_key": Call(("UserName",), _key),
    "create_login_profile": Call(("UserName",), lambda account, u: _password(account, u, LoginProfile())),
    "delete_login_profile": Call(("UserName",), lambda account, u: _password(account, u, None)),
    "add_user_to_group": Call(("UserName", "GroupName"), _join),
    "remove_user_from_group": Call(("UserName", "GroupName"), _leave),
    **_on("group", Account.group),
    **_on("user", Account.user),
}


def scenario(raw: Mapping[str, Any], account: Account | None = None) -> Scenario:
    """Read a situation: users and groups in words (or an account that is given), and what happens to it.

    Raises SketchError with the place and the problem.
    """
    drawn = sketch(raw.get("users", {}), raw.get("groups", {}))
    given = {name: tuple(listed(name, order)) for name, order in raw.get("given", {}).items()}
    scps = tuple(document(words).text for words in raw.get("scps", ()))
    made = Scenario(
        drawn.account if account is None else account,
        MappingProxyType({**drawn.given, **given}),
        tuple(event(index, one) for index, one in enumerate(raw.get("events", ()), 1)),
        scps,
        raw.get("owner", ""),
        MappingProxyType(dict(raw.get("creators", {}))),
    )
    _check(made)
    return made


def event(index: int, raw: Any) -> Event:
    """Read a time and a call with its parameters, in the order of CALLS. Raises SketchError."""
    if not isinstance(raw, list) or len(raw) < 2 or not all(isinstance(word, str) for word in raw):
        raise SketchError(f"events[{index}]: expected time, call and names, got {raw!r:.60}")
    time, call, *names = raw
    if call not in CALLS:
        raise SketchError(f"events[{index}]: unknown call {call!r}; expected one of {', '.join(CALLS)}")
    wanted = CALLS[call].parameters
    if len(names) != len(wanted):
        raise SketchError(
            f"events[{index}]: {call} takes {', '.join(wanted)}; got {', '.join(names) or 'none'}"
        )
    return Event(time, call, tuple(names))


def _check(made: Scenario) -> None:
    """Let every event happen once, and every name be one of the account's."""
    times = [event.time for event in made.events]
    if times != sorted(times) or not all(is_time(time) for time in times):
        raise SketchError(f"events: expected times HH:MM in order, got {', '.join(times)}")
    try:
        made.at("")
        for name in (*made.given, *([made.owner] if made.owner else ()), *made.creators.values()):
            made.account.user(name)
    except ClientError as error:
        raise SketchError(str(error)) from None


def is_time(text: str) -> bool:
    """Tell whether a text is a time of the day: 09:05."""
    hour, colon, minute = text.partition(":")
    digits = hour.isdecimal() and minute.isdecimal() and len(hour) == len(minute) == 2
    return bool(colon) and digits and hour < "24" and minute < "60"
