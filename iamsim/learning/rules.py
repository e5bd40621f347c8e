"""Rules on what a learner built, each with the misconception that a breach shows.

rule(account, limit) → "" or one sentence that names what breaks it
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any, NamedTuple

from iamsim.account import Account, Group, User, fold
from iamsim.elements import ActionElement, Element, ResourceElement
from iamsim.policy import Statement


class Rule(NamedTuple):
    """What a built account must keep to; `find` says what breaks it, in one sentence, or nothing."""

    misconception: str
    find: Callable[[Account, Any], str]


def direct_policies(account: Account, limit: int) -> str:
    """At most so many policies hang on users."""
    direct = [
        f"{user.name} ({policy.name})"
        for user in account.users.values()
        for policy in account.policies_of(user)
    ]
    return _more("own policies of users", direct, limit)


def attachments(account: Account, limit: int) -> str:
    """At most so many policies hang on anything."""
    holders: Iterable[User | Group] = chain(account.users.values(), account.groups.values())
    held = [f"{holder.name} ({policy.name})" for holder in holders for policy in account.policies_of(holder)]
    return _more("policies, wherever they hang", held, limit)


def _more(what: str, found: list[str], limit: int) -> str:
    if len(found) <= limit:
        return ""
    return f"expected at most {limit} {what}, got {len(found)}: {_some(found)}"


def one_user_each(account: Account, limit: Any) -> str:
    """No user is a team's: bears the name of a group, or one of the names that are given."""
    teams = {*account.groups, *map(fold, limit if isinstance(limit, list) else ())}
    shared = [user.name for key, user in account.users.items() if key in teams]
    return f"{_some(shared)} is a user, and the name of a team" if shared else ""


def flat(account: Account, _: Any) -> str:
    """No group is made a member of another, by a user of its name."""
    nested = [
        f"{user.name} in {user.groups[0]}"
        for key, user in account.users.items()
        if key in account.groups and user.groups
    ]
    return f"a group is made a member of a group: {_some(nested)}" if nested else ""


def groups_hold(account: Account, _: Any) -> str:
    """Where users have policies, the groups have some too."""
    direct = [user.name for user in account.users.values() if account.policies_of(user)]
    empty = [group.name for group in account.groups.values() if not account.policies_of(group)]
    if direct and len(empty) == len(account.groups):
        return f"{_some(direct)} have policies of their own, and no group has any"
    return ""


def job_names(account: Account, _: Any) -> str:
    """Groups bear the names of jobs, not of people."""
    people = [group.name for key, group in account.groups.items() if key in account.users]
    return f"group {_some(people)} is named after a person; name the job" if people else ""


def no_stars(account: Account, _: Any) -> str:
    """No Allow of every action, or of every action of a service, on everything."""
    return _found(account, lambda one: not one.denies and _wide(one))


def no_wide_denies(account: Account, _: Any) -> str:
    """No Deny of every action, or of every action of a service, on everything."""
    return _found(account, lambda one: one.denies and _wide(one))


def _found(account: Account, is_so: Callable[[Statement], bool]) -> str:
    holders: Iterable[User | Group] = chain(account.users.values(), account.groups.values())
    found = [
        f"{holder.name} ({policy.name}) says {statement}"
        for holder in holders
        for policy in account.policies_of(holder)
        for statement in policy.document.statements
        if is_so(statement)
    ]
    return _some(found)


def _wide(statement: Statement) -> bool:
    return all(map(_any, statement.elements))


def _any(element: Element) -> bool:
    if isinstance(element, ActionElement):
        return any(text == "*" or text.endswith(":*") for text in element.expected)
    return isinstance(element, ResourceElement) and "*" in element.expected


def programs(account: Account, names: list[str]) -> str:
    """No user for these programs."""
    users = [user.name for key, user in account.users.items() if key in set(map(fold, names))]
    return f"{_some(users)} is a program and has a user" if users else ""


def senders(account: Account, _: Any) -> str:
    """No policy names a group as its Principal."""
    named = [role.name for role in account.roles.values() if ":group/" in role.trust.text]
    return f"the trust policy of role {_some(named)} names a group" if named else ""


def _some(names: list[str], most: int = 4) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


RULES: Mapping[str, Rule] = {
    "max_direct_policies": Rule("DIRECT_SIMPLER", direct_policies),
    "max_attachments": Rule("DIRECT_SIMPLER", attachments),
    "job_names": Rule("DIRECT_SIMPLER", job_names),
    "one_user_each": Rule("GROUP_LOGIN", one_user_each),
    "groups_are_flat": Rule("NESTED", flat),
    "principals_send_requests": Rule("GROUP_AS_PRINCIPAL", senders),
    "groups_hold_policies": Rule("STORED_ON_USER", groups_hold),
    "no_stars": Rule("OVERGRANT", no_stars),
    "no_wide_denies": Rule("DENY_TOO_WIDE", no_wide_denies),
    "programs_use_roles": Rule("USER_FOR_MACHINE", programs),
}
