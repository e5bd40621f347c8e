"""Rules on an account that a learner built, each with the misconception that a breach shows, if it shows one.

find(account, limit) → "" or one sentence that names what breaks the rule. The exercise file has the limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

from iamsim.account import Account, Group, Policy, User, fold_name
from iamsim.learning.scenario import CREDENTIALS, credentials_of
from iamsim.policy import ActionElement, Element, PrincipalElement, ResourceElement, Statement

ARTICLES = {"password": "a", "access key": "an"}
LISTED_NAMES = 4  # a sentence lists so many names and counts the others


class Rule(NamedTuple):
    """What a built account must keep to; `find` says what breaks it, in one sentence, or nothing."""

    requirement: str  # completes "Asked for: …"; {limit} is the file's
    find: Callable[[Account, Any], str]
    misconception: str = ""
    limit_type: type = bool
    # A rule about who there is at all: it is checked before any request, which would only say "no such user".
    first: bool = False
    short: str = ""  # its label where the requirement is too long to stand in a table
    shows: Callable[[Account, Any], bool] = lambda *_: True  # whether a breach shows the misconception

    def words(self, limit: Any) -> str:
        """Return what is asked for: `policies on users, at most 1`."""
        return self.requirement.format(limit=_limit_words(limit))

    def label(self, limit: Any) -> str:
        """Return how the rule is called in a table."""
        return self.short or self.words(limit)

    def breach(self, account: Account, limit: Any) -> tuple[str, str]:
        """Return what was asked for and what breaks it, both "" if nothing does.

        Of a limit with a part for each of several users, the first part that is broken.
        """
        parts = [{name: words} for name, words in limit.items()] if isinstance(limit, Mapping) else [limit]
        for part in parts:
            complaint = self.find(account, part)
            if complaint:
                return self.words(part), complaint
        return "", ""


def _limit_words(limit: Any) -> Any:
    if isinstance(limit, Mapping):
        if all(isinstance(words, str) for words in limit.values()):
            return _joined(f"{name} by {words}" for name, words in limit.items())
        # A key too many breaks the rule as well as one too few.
        exclusion = {True: ", and nothing else", False: ""}
        return "; ".join(
            f"{_credentials_words(words)} for {name}{exclusion[bool(words)]}" for name, words in limit.items()
        )
    return _joined(limit) if isinstance(limit, list) else limit


def _credentials_words(words: list[str]) -> str:
    return _joined(f"{ARTICLES[word]} {word}" for word in words) if words else "no credentials"


# ------------------------------------------------------------------------------------------ who there is


def credentials(account: Account, expected: Mapping[str, list[str]]) -> str:
    """These users exist, each with exactly these credentials: "password", "access key"."""
    for name, words in expected.items():
        user = account.users.get(fold_name(name))
        if user is None:
            return f"There is no user {name}"
        for word in CREDENTIALS:
            present = word in credentials_of(user)
            if present is not (word in words):
                return f"User {user.name} has {ARTICLES[word] if present else 'no'} {word}"
    return ""


def one_user_each(account: Account, names: list[str]) -> str:
    """No user has a group's name, and none stands for several of those who are named."""
    expected = {fold_name(name): name for name in names}
    missing = [name for key, name in expected.items() if key not in account.users]
    teams = [user.name for key, user in account.users.items() if key in account.groups]
    unexpected = [user.name for key, user in account.users.items() if key not in expected]
    if teams:
        return f"User {_first_few(teams)} bears the name of a group"
    # Only both together look like a shared user; a user who is merely missing fails the other checks.
    if not missing or not unexpected:
        return ""
    verb = "is user" if len(unexpected) == 1 else "are users"
    return f"There {verb} {_first_few(unexpected)}, and no user for {_joined(missing)}"


def a_team_signs_in(account: Account, names: list[str]) -> bool:
    """Tell whether a team shares a user.

    A user has a group's name and can sign in; or one that nobody named has a password and a key.
    """
    expected = set(map(fold_name, names))
    teams = [credentials_of(user) for key, user in account.users.items() if key in account.groups]
    unexpected = [credentials_of(user) for key, user in account.users.items() if key not in expected]
    return any(teams) or [*CREDENTIALS] in unexpected


def groups_are_flat(account: Account, _: Any) -> str:
    """No group is made a member of another, by a user of its name."""
    # IAM has no groups in groups (id_groups), so that a build can only imitate one, by a user of its name.
    nested = [
        f"{user.name} of {user.groups[0]}"
        for key, user in account.users.items()
        if key in account.groups and user.groups
    ]
    return f"A group is made a member of a group: {_first_few(nested)}" if nested else ""


def programs_use_roles(account: Account, names: list[str]) -> str:
    """No user for these programs."""
    # AWS wants workloads to use roles with temporary credentials (best-practices).
    programs = set(map(fold_name, names))
    users = [user.name for key, user in account.users.items() if key in programs]
    return f"There is user {_first_few(users)}, and that is a program" if users else ""


def roles_trust(account: Account, services: Mapping[str, str]) -> str:
    """These roles exist, and each may be assumed by exactly one service of AWS."""
    for name, service in services.items():
        role = account.roles.get(fold_name(name))
        if role is None:
            return f"There is no role {name}"
        principals = [
            text
            for statement in role.trust.statements
            for element in statement.elements
            if isinstance(element, PrincipalElement)
            for text in element.expected
        ]
        if principals != [f"Service:{service}"]:
            names = _first_few([text.removeprefix("Service:") for text in principals])
            return f"The trust policy of role {role.name} lets {names} assume it, and not {service} alone"
    return ""


def job_names(account: Account, _: Any) -> str:
    """Groups have the names of jobs, not of people."""
    people = [group.name for key, group in account.groups.items() if key in account.users]
    return f"Group {_first_few(people)} is named after a person" if people else ""


# ---------------------------------------------------------------------------------- who has the policies


def max_direct_policies(account: Account, limit: int) -> str:
    """Users have at most so many policies of their own."""
    return _too_many(account, account.users.values(), limit)


def direct_policies_have_tags(account: Account, keys: list[str]) -> str:
    """Who has policies of their own has these tags, which say why and until when."""
    for user in account.users.values():
        policies = account.policies_of(user)
        missing = [key for key in keys if not dict(user.tags).get(key, "").strip()]
        if policies and missing:
            verb = "has the own policy" if len(policies) == 1 else "has the own policies"
            names = _first_few([policy.name for policy in policies])
            return f"User {user.name} {verb} {names}, and no tag {_joined(missing)} that says why it is there"
    return ""


def max_attachments(account: Account, limit: int) -> str:
    """Users and groups have at most so many policies."""
    return _too_many(account, _holders(account), limit)


def _too_many(account: Account, holders: Iterable[User | Group], limit: int) -> str:
    names = [f"{holder.name} ({policy.name})" for holder, policy in _policies(account, holders)]
    count = "There is 1" if len(names) == 1 else f"There are {len(names)}"
    return f"{count}: {_first_few(names)}" if len(names) > limit else ""


def groups_hold_policies(account: Account, _: Any) -> str:
    """Where users have policies, the groups have some too."""
    direct = [user.name for user in account.users.values() if account.policies_of(user)]
    groups_have_some = any(account.policies_of(group) for group in account.groups.values())
    if direct and account.groups and not groups_have_some:
        return f"No group has a policy, and these users have their own: {_first_few(direct)}"
    return ""


def _holders(account: Account) -> Iterable[User | Group]:
    return chain(account.users.values(), account.groups.values())


def _policies(account: Account, holders: Iterable[User | Group]) -> Iterator[tuple[User | Group, Policy]]:
    for holder in holders:
        yield from ((holder, policy) for policy in account.policies_of(holder))


# --------------------------------------------------------------------------------------- what they say


def no_stars(account: Account, _: Any) -> str:
    """No Allow of every action, or of every action of a service, on everything."""
    return _wide_statement(account, denies=False)


def no_wide_denies(account: Account, _: Any) -> str:
    """No Deny of every action, or of every action of a service, on everything."""
    return _wide_statement(account, denies=True)


def _wide_statement(account: Account, *, denies: bool) -> str:
    wide = [
        f"{policy.name} ({holder.name}) says {statement}"
        for holder, policy in _policies(account, _holders(account))
        for statement in policy.document.statements
        if statement.denies is denies and _is_wide(statement)
    ]
    return f"Policy {_first_few(wide)}" if wide else ""


def _is_wide(statement: Statement) -> bool:
    # Every element must be a star: a Condition is none, and it narrows what the statement matches.
    return all(map(_is_star, statement.elements))


def _is_star(element: Element) -> bool:
    if isinstance(element, ActionElement):
        return any(text == "*" or text.endswith(":*") for text in element.expected)
    return isinstance(element, ResourceElement) and "*" in element.expected


def principals_send_requests(account: Account, _: Any) -> str:
    """No role's trust policy names a group as its Principal."""
    # In the text, as a group's ARN is no Principal that IAM knows (reference_policies_elements_principal).
    roles = [role.name for role in account.roles.values() if ":group/" in role.trust.text]
    return f"The trust policy of role {_first_few(roles)} names a group" if roles else ""


def _joined(names: Iterable[str]) -> str:
    *other_names, last = [*names] or ["nothing"]
    return f"{', '.join(other_names)} and {last}" if other_names else last


def _first_few(names: list[str]) -> str:
    uncounted = len(names) - LISTED_NAMES
    return ", ".join(names[:LISTED_NAMES]) + (f" and {uncounted} more" if uncounted > 0 else "")


# The order matters: feedback names the first rule that is broken.
RULES: Mapping[str, Rule] = {
    "one_user_each": Rule(
        "no user that several share",
        one_user_each,
        "GROUP_LOGIN",
        list,
        first=True,
        shows=a_team_signs_in,
    ),
    "groups_are_flat": Rule("groups that hold users only", groups_are_flat, "NESTED", first=True),
    "programs_use_roles": Rule(
        "no user for {limit}", programs_use_roles, "USER_FOR_MACHINE", list, first=True
    ),
    "credentials": Rule(
        "{limit}", credentials, "", dict, first=True, short="who has a password, who an access key"
    ),
    "max_direct_policies": Rule(
        "policies on users, at most {limit}", max_direct_policies, "DIRECT_SIMPLER", int
    ),
    "direct_policies_have_tags": Rule(
        "tags {limit} on whoever has a policy of their own", direct_policies_have_tags, "", list
    ),
    "max_attachments": Rule("policies anywhere, at most {limit}", max_attachments, "DIRECT_SIMPLER", int),
    "job_names": Rule("groups named after jobs", job_names, "DIRECT_SIMPLER"),
    "roles_trust": Rule(
        "a role that one service may assume: {limit}",
        roles_trust,
        "",
        dict,
        short="a role for each program, and who may assume it",
    ),
    "principals_send_requests": Rule(
        "no group as a Principal", principals_send_requests, "GROUP_AS_PRINCIPAL"
    ),
    "groups_hold_policies": Rule("groups that hold the permissions", groups_hold_policies, "STORED_ON_USER"),
    "no_stars": Rule("no Allow of everything on everything", no_stars, "OVERGRANT"),
    "no_wide_denies": Rule("no Deny of everything on everything", no_wide_denies, "DENY_TOO_WIDE"),
}
