"""Where a permission comes from: the policies that a request might rest on, and those that it does."""

from __future__ import annotations

from collections.abc import Iterable

from iamsim.account import Account, Identity
from iamsim.decision import StatementResult
from iamsim.learning.misconceptions.engines import ENGINES, ask
from iamsim.learning.questions.model import TRUTH, Option
from iamsim.learning.questions.wording import misses, statement, where
from iamsim.learning.scenario import Row, Scenario


def id_of(one: StatementResult) -> str:
    """A source's id: `group Web/edit-site`."""
    return f"{one.source}/{one.policy.name}"


def named(told: Scenario, row: Row, asks: str, model: str = TRUTH) -> frozenset[str]:
    """The sources that decide a request, or that match it, as IAM or another engine sees them."""
    result = ask(model, told, row)
    found = result.matched_statements if asks == "decides" else (one for one in result.trace if one.matched)
    return frozenset(map(id_of, found))


def listed(account: Account, user: str, asks: str) -> Iterable[str]:
    """All that might be named: the user's own policies, then those of every group of the account.

    What "matches" is asked of what is read: there, of the groups only the user's own.
    """
    who = account.user(user)
    groups = [group for group in account.groups.values() if asks == "decides" or group.name in who.groups]
    holders: list[Identity] = [who, *groups]
    for holder in holders:
        yield from (f"{holder.kind} {holder.name}/{policy.name}" for policy in account.policies_of(holder))


def options_of(told: Scenario, row: Row, asks: str, claims: Iterable[str]) -> tuple[Option, ...]:
    """Every policy that might be named, whose answer each is, and why it is or is not."""
    key = named(told, row, asks)
    believed = {model: named(told, row, asks, model) for model in claims if model in ENGINES}
    said = _telling(ask("ALL_GROUPS", told, row).trace)
    return tuple(
        Option(
            where(said[name]),
            TRUTH if name in key else next((m for m, names in believed.items() if name in names), ""),
            _why(said[name], row, told, key),
            name,
        )
        for name in listed(told.at(row.time), row.user, asks)
    )


def _telling(trace: Iterable[StatementResult]) -> dict[str, StatementResult]:
    """Of each policy the statement that says most about a request: one that matches, else the first."""
    said: dict[str, StatementResult] = {}
    for one in trace:
        if id_of(one) not in said or (one.matched and not said[id_of(one)].matched):
            said[id_of(one)] = one
    return said


def _why(one: StatementResult, row: Row, told: Scenario, key: frozenset[str]) -> str:
    user = told.at(row.time).user(row.user)
    if one.source.kind == "group" and one.source.name not in user.groups:
        return f"{user.name} is not in {one.source}, so {one.policy.name} is not read"
    if one.matched and id_of(one) not in key:
        return f"{where(one)} matches, and so does a Deny, which decides"
    return f"{where(one)} {misses(one) or f'says {statement(one)}'}"
