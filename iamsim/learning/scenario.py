"""A situation that questions are asked about, and how it changes: account → events → account at a moment.

09:00  sign_in                 tom
10:00  remove_user_from_group  tom  Web
10:05  tom asks: what decides is the account of 10:05, for IAM reads it at each request
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from types import MappingProxyType
from typing import Any, NamedTuple

from iamsim.account import Account
from iamsim.aws.errors import ClientError
from iamsim.clients import IAM, perform
from iamsim.learning.account_notation import Given, SketchError, document, listed, sketch

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


# The calls that a scenario can tell, with the order of their parameters. A sign-in changes no account.
CALLS: Mapping[str, tuple[str, ...]] = {
    "sign_in": ("UserName",),
    "create_user": ("UserName",),
    "delete_user": ("UserName",),
    "create_group": ("GroupName",),
    "create_access_key": ("UserName",),
    "delete_access_key": ("UserName", "AccessKeyId"),
    "create_login_profile": ("UserName",),
    "delete_login_profile": ("UserName",),
    "add_user_to_group": ("UserName", "GroupName"),
    "remove_user_from_group": ("UserName", "GroupName"),
    "put_group_policy": ("GroupName", "PolicyName", "PolicyDocument"),
    "delete_group_policy": ("GroupName", "PolicyName"),
    "attach_group_policy": ("GroupName", "PolicyArn"),
    "detach_group_policy": ("GroupName", "PolicyArn"),
    "put_user_policy": ("UserName", "PolicyName", "PolicyDocument"),
    "delete_user_policy": ("UserName", "PolicyName"),
    "attach_user_policy": ("UserName", "PolicyArn"),
    "detach_user_policy": ("UserName", "PolicyArn"),
}


def happen(account: Account, event: Event) -> Account:
    """The account after one event."""
    if event.call == "sign_in":
        return account
    given = dict(zip(CALLS[event.call], event.names, strict=True))
    if "PolicyDocument" in given:
        given["PolicyDocument"] = document(given["PolicyDocument"]).text
    return perform(IAM[event.call], account, given)[0]


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
    wanted = CALLS[call]
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
