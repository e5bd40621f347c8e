"""Engines that are wrong about whose policies are read: `collect` is replaced.

    account, user → the user's own policies, then those of each group that it is in

IAM reads the policies of the user and of every group that it is in now (id_groups). `collect` gives the
user's source first, also where it has no policies, so that the groups begin at index 1.
"""

from __future__ import annotations

from typing import TypeAlias

from iamsim.account import Account, Group, InlinePolicy, Policy, Role, Source, User, fold_name
from iamsim.decision import Engine, collect
from iamsim.learning.scenario import OWN, START, Scenario, policy_in_words

ALLOW_ALL: Policy = InlinePolicy("everything", policy_in_words("Allow * on *"))

Principal: TypeAlias = User | Group | Role


def collect_every_group(account: Account, principal: Principal) -> tuple[Source, ...]:
    """ALL_GROUPS: the user's own policies, then those of each group of the account."""
    # All groups, in the account's order: the same as `collect` would give a member of each.
    groups = (Source("group", group.name, account.policies_of(group)) for group in account.groups.values())
    return (*collect_own(account, principal), *groups)


def collect_first_group(account: Account, principal: Principal) -> tuple[Source, ...]:
    """FIRST_GROUP_ONLY: the user's own policies and those of the group joined first."""
    return collect(account, principal)[:2]


def collect_own(account: Account, principal: Principal) -> tuple[Source, ...]:
    """NO_INHERIT: the user's own policies."""
    return collect(account, principal)[:1]


def collect_groups(account: Account, principal: Principal) -> tuple[Source, ...]:
    """NO_DIRECT: the groups' policies; the user's own where there is no group."""
    sources = collect(account, principal)
    # Where there is no group, the idea says nothing and the engine answers as IAM does.
    return sources[1:] or sources


def collect_own_else_groups(account: Account, principal: Principal) -> tuple[Source, ...]:
    """USER_REPLACES: the user's own policies where there are any, else the groups'."""
    sources = collect(account, principal)
    return sources[:1] if sources[0].policies else sources


def collect_if_password(account: Account, principal: Principal) -> tuple[Source, ...]:
    """PASSWORD_OFF_IS_LOCKED_OUT: nothing for a user without a password."""
    # A password is for signing in to the console (id_credentials_passwords); a request with an access key
    # needs none, so that IAM reads the policies of both users alike.
    if isinstance(principal, User) and principal.login_profile is None:
        return (Source(principal.kind, principal.name, ()),)
    return collect(account, principal)


def owner_may_all(scenario: Scenario, _time: str) -> Engine:
    """ROOT_IS_USER: everything for the owner's user."""

    # The root user is no IAM user (id_root-user), and no account document says which person it is.
    def collect_all_for_owner(account: Account, principal: Principal) -> tuple[Source, ...]:
        if principal.name == scenario.owner:
            return (Source(principal.kind, principal.name, (ALLOW_ALL,)),)
        return collect(account, principal)

    return Engine(collect=collect_all_for_owner)


def at_sign_in(scenario: Scenario, time: str) -> Engine:
    """RELOGIN: what was true when the user signed in."""

    def collect_at_sign_in(_: Account, principal: Principal) -> tuple[Source, ...]:
        # The user is looked up again: its groups then may be other ones than now.
        account = scenario.at(scenario.signed_in(principal.name, time))
        return collect(account, account.user(principal.name))

    return Engine(collect=collect_at_sign_in)


def at_joining(scenario: Scenario, time: str) -> Engine:
    """COPIED: of each group ever joined, what it gave when the user joined."""

    def collect_at_joining(account: Account, principal: Principal) -> tuple[Source, ...]:
        # Membership at the start counts as joining at the start.
        at_start = scenario.at(START)
        account_when_joined = dict.fromkeys(_groups(at_start, principal.name), at_start)
        if scenario.before is not None:
            account_when_joined |= dict.fromkeys(_groups(scenario.before, principal.name), scenario.before)
        # Leaving a group is not looked at: in this idea the copy stays with the user.
        for event in scenario.until(time):
            if event.call == "add_user_to_group" and event.arguments[0] == principal.name:
                account_when_joined[event.arguments[1]] = scenario.at(event.time)
        groups = [
            Source("group", name, copied_from.policies_of(copied_from.group(name)))
            for name, copied_from in account_when_joined.items()
        ]
        return (collect(account, principal)[0], *groups)

    return Engine(collect=collect_at_joining)


def _groups(account: Account, user_name: str) -> tuple[str, ...]:
    user = account.users.get(fold_name(user_name))
    return user.groups if user else ()


def last_group(scenario: Scenario, _time: str) -> Engine:
    """LAST_GROUP_ONLY: the user's own policies and those of the group joined last."""

    def collect_last_group(account: Account, principal: Principal) -> tuple[Source, ...]:
        own, *groups = collect(account, principal)
        order = [name for name in scenario.given.get(principal.name, ()) if name != OWN]
        # A group that is not in the order of giving counts as joined before all that are.
        groups.sort(key=lambda group: order.index(group.name) if group.name in order else -1)
        return (own, *groups[-1:])

    return Engine(collect=collect_last_group)
