"""Engines that know more than the account: when it is, in which order things came, whose they are.

Moment (situation, time) → Engine, again with one stage replaced
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from iamsim.account import Account, Group, InlinePolicy, Policy, Role, Source, User, fold_name
from iamsim.decision import TRUTH, Engine, Match, Verdict, collect, decide, match
from iamsim.learning.account_notation import OWN, document
from iamsim.learning.scenario import START, Scenario
from iamsim.policy import Request, Statement

Who: TypeAlias = User | Group | Role
Place: TypeAlias = tuple[Source, Policy, Statement]
EVERYTHING: Policy = InlinePolicy("everything", document("Allow * on *"))


class Moment(NamedTuple):
    """What a model may know besides the account: the situation, and when the request comes."""

    scenario: Scenario
    time: str


def applying(matches: Iterable[Match]) -> list[Place]:
    """The statements that apply, each with its place."""
    return [(source, policy, statement) for source, found in matches for policy, statement in found]


def verdict(places: Sequence[Place]) -> Verdict:
    """What IAM would decide from these statements alone."""
    return decide([Match(source, [(policy, statement)]) for source, policy, statement in places])


def owner_may_all(moment: Moment) -> Engine:
    """ROOT_IS_USER: everything for the owner's user."""

    def gather(account: Account, who: Who) -> tuple[Source, ...]:
        if who.name == moment.scenario.owner:
            return (Source(who.kind, who.name, (EVERYTHING,)),)
        return collect(account, who)

    return Engine(collect=gather)


def at_sign_in(moment: Moment) -> Engine:
    """RELOGIN: what was true when the user signed in."""

    def gather(_: Account, who: Who) -> tuple[Source, ...]:
        then = moment.scenario.at(moment.scenario.signed_in(who.name, moment.time))
        return collect(then, then.user(who.name))

    return Engine(collect=gather)


def at_joining(moment: Moment) -> Engine:
    """COPIED: of each group ever joined, what it gave when the user joined."""

    def gather(account: Account, who: Who) -> tuple[Source, ...]:
        told = moment.scenario
        joined = {name: told.at(START) for name in _groups(told.at(START), who.name)}
        if told.before is not None:
            joined |= dict.fromkeys(_groups(told.before, who.name), told.before)
        for event in told.until(moment.time):
            if event.call == "add_user_to_group" and event.names[0] == who.name:
                joined[event.names[1]] = told.at(event.time)
        return (
            collect(account, who)[0],
            *[Source("group", name, then.policies_of(then.group(name))) for name, then in joined.items()],
        )

    return Engine(collect=gather)


def _groups(account: Account, name: str) -> tuple[str, ...]:
    user = account.users.get(fold_name(name))
    return user.groups if user else ()


def last_group(moment: Moment) -> Engine:
    """LAST_GROUP_ONLY: the user's own policies and those of the group joined last."""

    def gather(account: Account, who: Who) -> tuple[Source, ...]:
        own, *groups = collect(account, who)
        order = [name for name in moment.scenario.given.get(who.name, ()) if name != OWN]
        return (own, *sorted(groups, key=lambda one: order.index(one.name) if one.name in order else -1)[-1:])

    return Engine(collect=gather)


def maker_may_all(moment: Moment) -> Engine:
    """CREATOR_OWNS: for the user who made the resource, one more Allow."""

    def hold(sources: Sequence[Source], request: Request) -> list[Match]:
        maker = moment.scenario.creators.get(request.resource)
        made = request.principal.rpartition("/")[2] == maker
        everything = [(EVERYTHING, one) for one in EVERYTHING.document.statements]
        own = [Match(Source("user", maker, (EVERYTHING,)), everything)] if made and maker else []
        return [*match(sources, request), *own]

    return Engine(match=hold)


def last_given(moment: Moment) -> Engine:
    """LAST_WINS: the statement that was given last."""

    def choose(matches: Sequence[Match]) -> Verdict:
        orders = [
            moment.scenario.given.get(one.source.name, ()) for one in matches if one.source.kind == "user"
        ]
        order = orders[0] if orders else ()
        found = sorted(applying(matches), key=lambda one: when(one, order))
        return verdict(found[-1:])

    return Engine(decide=choose)


def when(place: Place, order: Sequence[str]) -> int:
    """When a statement came: the place of its group, its policy or "own" in the order of giving."""
    source, policy, _ = place
    names = (source.name,) if source.kind == "group" else (policy.name, OWN)
    return next((order.index(name) for name in names if name in order), -1)


def scp_gives(moment: Moment) -> Engine:
    """SCP_GRANTS: an SCP's Allow is enough; without an SCP, IAM as it is."""
    if not moment.scenario.scps:
        return TRUTH
    return Engine(
        combine=lambda scp, resource, own, boundary, deny: (scp | resource | own & boundary) & ~deny
    )


def scp_alone(moment: Moment) -> Engine:
    """SCP_ALONE: what an SCP allows is allowed, and nothing else; without an SCP, IAM as it is."""
    if not moment.scenario.scps:
        return TRUTH
    return Engine(combine=lambda scp, _resource, _own, _boundary, deny: scp & ~deny)


def no_scp_counts(_: Moment) -> Engine:
    """POLICY_BEATS_SCP: what the account's policies allow is allowed, whatever an SCP leaves out."""
    return Engine(combine=lambda _, resource, own, boundary, deny: (resource | own & boundary) & ~deny)
