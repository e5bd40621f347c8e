"""Rules on what a learner built, each with the misconception that a breach shows, if it shows one.

rule(account, limit) → "" or one sentence that names what breaks it
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

from iamsim.account import Account, Group, User, fold_name
from iamsim.learning.account_notation import CREDENTIALS
from iamsim.learning.documents import credentials_of
from iamsim.policy import ActionElement, Element, ResourceElement, Statement

A = {"password": "a", "access key": "an"}


class Rule(NamedTuple):
    """What a built account must keep to; `find` says what breaks it, in one sentence, or nothing."""

    asks: str  # completes "Asked for: …"; {limit} is the file's
    find: Callable[[Account, Any], str]
    misconception: str = ""
    takes: type = bool  # what the limit is
    first: bool = False  # about who there is at all: looked at before any request
    short: str = ""  # what it is called where all is listed, if that is not what it asks
    shows: Callable[[Account, Any], bool] = lambda *_: True  # whether a breach shows the misconception

    def words(self, limit: Any) -> str:
        """What is asked for: `policies on users, at most 1`."""
        return self.asks.format(limit=_in_words(limit))

    def label(self, limit: Any) -> str:
        """What it is called."""
        return self.short or self.words(limit)

    def broken(self, account: Account, limit: Any) -> tuple[str, str]:
        """What was asked for and what breaks it; of what is asked of several users, the first; or nothing."""
        parts = [{name: words} for name, words in limit.items()] if isinstance(limit, Mapping) else [limit]
        told = ((part, self.find(account, part)) for part in parts)
        return next(((self.words(part), said) for part, said in told if said), ("", ""))


def _in_words(limit: Any) -> Any:
    if isinstance(limit, Mapping):
        return "; ".join(f"{_with(words)} for {name}" for name, words in limit.items())
    return _listed(limit) if isinstance(limit, list) else limit


def _with(words: list[str]) -> str:
    return _listed(f"{A[word]} {word}" for word in words) if words else "no credentials"


# ------------------------------------------------------------------------------------------ who there is


def credentials(account: Account, wanted: Mapping[str, list[str]]) -> str:
    """These users there are, each with exactly these credentials: "password", "access key"."""
    for name, words in wanted.items():
        user = account.users.get(fold_name(name))
        if user is None:
            return f"There is no user {name}"
        for word in CREDENTIALS:
            there = word in credentials_of(user)
            if there is not (word in words):
                return f"User {user.name} has {A[word] if there else 'no'} {word}"
    return ""


def one_user_each(account: Account, names: list[str]) -> str:
    """No user bears a group's name, and none stands for several of those who are named."""
    known = {fold_name(name): name for name in names}
    missing = [name for key, name in known.items() if key not in account.users]
    teams = [user.name for key, user in account.users.items() if key in account.groups]
    others = [user.name for key, user in account.users.items() if key not in known] if missing else []
    if teams:
        return f"User {_some(teams)} bears the name of a group"
    there = "is user" if len(others) == 1 else "are users"
    return f"There {there} {_some(others)}, and no user for {_listed(missing)}" if others else ""


def a_team_signs_in(account: Account, names: list[str]) -> bool:
    """A user bears a group's name and can sign in; or one that nobody named has a password and a key."""
    known = set(map(fold_name, names))
    teams = [credentials_of(user) for key, user in account.users.items() if key in account.groups]
    others = [credentials_of(user) for key, user in account.users.items() if key not in known]
    return any(teams) or [*CREDENTIALS] in others


def flat(account: Account, _: Any) -> str:
    """No group is made a member of another, by a user of its name."""
    nested = [
        f"{user.name} of {user.groups[0]}"
        for key, user in account.users.items()
        if key in account.groups and user.groups
    ]
    return f"A group is made a member of a group: {_some(nested)}" if nested else ""


def programs(account: Account, names: list[str]) -> str:
    """No user for these programs."""
    found = [user.name for key, user in account.users.items() if key in set(map(fold_name, names))]
    return f"There is user {_some(found)}, and that is a program" if found else ""


def job_names(account: Account, _: Any) -> str:
    """Groups bear the names of jobs, not of people."""
    people = [group.name for key, group in account.groups.items() if key in account.users]
    return f"Group {_some(people)} is named after a person" if people else ""


# --------------------------------------------------------------------------------- where the policies hang


def direct_policies(account: Account, limit: int) -> str:
    """At most so many policies hang on users."""
    return _more([*_held(account, account.users.values())], limit)


def attachments(account: Account, limit: int) -> str:
    """At most so many policies hang on anything."""
    return _more([*_held(account, _holders(account))], limit)


def _holders(account: Account) -> Iterable[User | Group]:
    return chain(account.users.values(), account.groups.values())


def _held(account: Account, holders: Iterable[User | Group]) -> Iterator[str]:
    for holder in holders:
        yield from (f"{holder.name} ({policy.name})" for policy in account.policies_of(holder))


def _more(found: list[str], limit: int) -> str:
    there = "There is 1" if len(found) == 1 else f"There are {len(found)}"
    return f"{there}: {_some(found)}" if len(found) > limit else ""


def groups_hold(account: Account, _: Any) -> str:
    """Where users have policies, the groups have some too."""
    direct = [user.name for user in account.users.values() if account.policies_of(user)]
    held = any(account.policies_of(group) for group in account.groups.values())
    if direct and account.groups and not held:
        return f"No group has a policy, and these users have their own: {_some(direct)}"
    return ""


# --------------------------------------------------------------------------------------- what they say


def no_stars(account: Account, _: Any) -> str:
    """No Allow of every action, or of every action of a service, on everything."""
    return _found(account, lambda one: not one.denies and _wide(one))


def no_wide_denies(account: Account, _: Any) -> str:
    """No Deny of every action, or of every action of a service, on everything."""
    return _found(account, lambda one: one.denies and _wide(one))


def _found(account: Account, is_so: Callable[[Statement], bool]) -> str:
    found = [
        f"{policy.name} ({holder.name}) says {statement}"
        for holder in _holders(account)
        for policy in account.policies_of(holder)
        for statement in policy.document.statements
        if is_so(statement)
    ]
    return f"Policy {_some(found)}" if found else ""


def _wide(statement: Statement) -> bool:
    return all(map(_any, statement.elements))


def _any(element: Element) -> bool:
    if isinstance(element, ActionElement):
        return any(text == "*" or text.endswith(":*") for text in element.expected)
    return isinstance(element, ResourceElement) and "*" in element.expected


def senders(account: Account, _: Any) -> str:
    """No policy names a group as its Principal."""
    named = [role.name for role in account.roles.values() if ":group/" in role.trust.text]
    return f"The trust policy of role {_some(named)} names a group" if named else ""


def _listed(names: Iterable[str]) -> str:
    *most, last = [*names] or ["nothing"]
    return f"{', '.join(most)} and {last}" if most else last


def _some(names: list[str], most: int = 4) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


RULES: Mapping[str, Rule] = {
    "one_user_each": Rule(
        "a user for each who is named",
        one_user_each,
        "GROUP_LOGIN",
        list,
        first=True,
        shows=a_team_signs_in,
    ),
    "groups_are_flat": Rule("groups that hold users only", flat, "NESTED", first=True),
    "programs_use_roles": Rule("no user for {limit}", programs, "USER_FOR_MACHINE", list, first=True),
    "credentials": Rule(
        "{limit}", credentials, "", dict, first=True, short="who has a password, who an access key"
    ),
    "max_direct_policies": Rule("policies on users, at most {limit}", direct_policies, "DIRECT_SIMPLER", int),
    "max_attachments": Rule("policies anywhere, at most {limit}", attachments, "DIRECT_SIMPLER", int),
    "job_names": Rule("groups named after jobs", job_names, "DIRECT_SIMPLER"),
    "principals_send_requests": Rule("no group as a Principal", senders, "GROUP_AS_PRINCIPAL"),
    "groups_hold_policies": Rule("groups that hold the permissions", groups_hold, "STORED_ON_USER"),
    "no_stars": Rule("no Allow of everything on everything", no_stars, "OVERGRANT"),
    "no_wide_denies": Rule("no Deny of everything on everything", no_wide_denies, "DENY_TOO_WIDE"),
}
