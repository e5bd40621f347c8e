"""Wrong mental models as engines: IAM with one of its four stages replaced, each 2–8 lines.

    collect(every group's policies)   match(a bucket's ARN for its objects)   decide(any Allow wins)

`misconceptions` has the words that go with them, `timeline` the situations that they are asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from iamsim.account import Account, Source, User
from iamsim.decision import TRUTH, Effect, Engine, EvaluationResult, Match, Verdict, collect, decide
from iamsim.learning.misconceptions.moments import (
    Moment,
    Who,
    applying,
    at_joining,
    at_sign_in,
    last_given,
    last_group,
    maker_may_all,
    no_scp_counts,
    owner_may_all,
    scp_alone,
    scp_gives,
    verdict,
)
from iamsim.learning.scenario import Row, Scenario
from iamsim.policy import Request, Statement

# ----------------------------------------------------------------------- collect: whose policies are read


def every_group(account: Account, who: Who) -> tuple[Source, ...]:
    """ALL_GROUPS: the user's own policies, then those of each group of the account."""
    groups = (Source("group", group.name, account.policies_of(group)) for group in account.groups.values())
    return (*only_own(account, who), *groups)


def first_group(account: Account, who: Who) -> tuple[Source, ...]:
    """FIRST_GROUP_ONLY: the user's own policies and those of the group joined first."""
    return collect(account, who)[:2]


def only_own(account: Account, who: Who) -> tuple[Source, ...]:
    """NO_INHERIT: the user's own policies."""
    return collect(account, who)[:1]


def only_groups(account: Account, who: Who) -> tuple[Source, ...]:
    """NO_DIRECT: the groups' policies; the user's own where there is no group."""
    sources = collect(account, who)
    return sources[1:] or sources


def own_instead(account: Account, who: Who) -> tuple[Source, ...]:
    """USER_REPLACES: the user's own policies where there are any, else the groups'."""
    sources = collect(account, who)
    return sources[:1] if sources[0].policies else sources


def if_password(account: Account, who: Who) -> tuple[Source, ...]:
    """PASSWORD_OFF_IS_LOCKED_OUT: nothing for a user without a password."""
    if isinstance(who, User) and who.login_profile is None:
        return (Source(who.kind, who.name, ()),)
    return collect(account, who)


# ---------------------------------------------------------------------- match: which statements apply


def matching(applies: Callable[[Statement, Request], bool]) -> Engine:
    """An engine with its own idea of when a statement applies."""

    def hold(sources: Sequence[Source], request: Request) -> list[Match]:
        return [
            Match(
                source,
                [(p, s) for p in source.policies for s in p.document.statements if applies(s, request)],
            )
            for source in sources
        ]

    return Engine(match=hold)


def bucket_or_object(statement: Statement, request: Request) -> bool:
    """BUCKET_FOR_OBJECT: what names the bucket applies to the objects in it."""
    bucket = replace(request, resource=request.resource.partition("/")[0])
    return statement.matches(request) or (request.resource.startswith(BUCKETS) and statement.matches(bucket))


def whole_names(statement: Statement, request: Request) -> bool:
    """PREFIX_IS_NAME: the text before a * is the bucket's whole name."""
    bucket = request.resource.partition("/")[0]
    fitting = [result.pattern or "" for result in statement.results(request) if result.name == "Resource"]
    cut = [
        text[:-1] for text in fitting if text.startswith(BUCKETS) and text.endswith("*") and "/" not in text
    ]
    return statement.matches(request) and all(name in {BUCKETS, bucket} for name in cut)


BUCKETS = "arn:aws:s3:::"


# --------------------------------------------------------------------- decide: what the statements say


def held(matches: Iterable[Match]) -> list[Statement]:
    """All statements of all places, whether they apply or not."""
    return [s for source, _ in matches for policy in source.policies for s in policy.document.statements]


def own_first(matches: Sequence[Match]) -> Verdict:
    """USER_OVERRIDES: the user's own statements if one applies, else all."""
    own = decide([one for one in matches if one.source.kind == "user"])
    return decide(matches) if own.effect is Effect.IMPLICIT_DENY else own


def any_allow(matches: Sequence[Match]) -> Verdict:
    """ALLOW_WINS: an Allow if one applies."""
    allows = [one for one in applying(matches) if not one[2].denies]
    return verdict(allows) if allows else decide(matches)


def majority(matches: Sequence[Match]) -> Verdict:
    """MAJORITY_WINS: more Allows than Denies."""
    found = applying(matches)
    allows = [one for one in found if not one[2].denies]
    return verdict(allows) if 2 * len(allows) > len(found) else decide(matches)


def last_in_text(matches: Sequence[Match]) -> Verdict:
    """LAST_IN_TEXT: of each policy, the last statement that applies."""
    last = {
        (source.kind, source.name, policy.name): (source, policy, s)
        for source, policy, s in applying(matches)
    }
    return verdict(list(last.values()))


def everyone(matches: Sequence[Match]) -> Verdict:
    """INTERSECTION: an Allow from every place that has a policy."""
    said = [decide([one]).effect for one in matches if one.source.policies]
    if set(said) == {Effect.ALLOW} or Effect.EXPLICIT_DENY in said:
        return decide(matches)
    return Verdict(Effect.IMPLICIT_DENY, [])


def silence_denies(matches: Sequence[Match]) -> Verdict:
    """SILENCE_IS_DENY_FOREVER: a Deny from every place that has policies and does not allow."""
    said = [decide([one]).effect for one in matches if one.source.policies]
    if Effect.IMPLICIT_DENY in said:
        return Verdict(Effect.EXPLICIT_DENY, [one for one in applying(matches) if one[2].denies])
    return decide(matches)


def one_kind_of_no(matches: Sequence[Match]) -> Verdict:
    """IMPLICIT_IS_EXPLICIT: a Deny wherever there is no Allow."""
    said = decide(matches)
    return Verdict(Effect.EXPLICIT_DENY, []) if said.effect is Effect.IMPLICIT_DENY else said


def any_deny_at_all(matches: Sequence[Match]) -> Verdict:
    """DENY_KILLS_USER: denied if the user has a Deny, whatever it is about."""
    if any(statement.denies for statement in held(matches)):
        return Verdict(Effect.EXPLICIT_DENY, [one for one in applying(matches) if one[2].denies])
    return decide(matches)


def no_deny_is_enough(matches: Sequence[Match]) -> Verdict:
    """DEFAULT_ALLOW: allowed if no Deny applies."""
    said = decide(matches)
    return said if said.effect is Effect.EXPLICIT_DENY else Verdict(Effect.ALLOW, said.determining)


def narrowest(matches: Sequence[Match]) -> Verdict:
    """MOST_SPECIFIC: the statements that spell out most."""
    found = applying(matches)
    most = max((spelled_out(one[2]) for one in found), default=0)
    return verdict([one for one in found if spelled_out(one[2]) == most])


def spelled_out(statement: Statement) -> int:
    """How many letters of actions and resources a statement spells out; of several, the widest counts."""
    parts = [element.expected for element in statement.elements if element.name in {"Action", "Resource"}]
    return sum(min(len(text.replace("*", "")) for text in texts) for texts in parts)


def first_place(matches: Sequence[Match]) -> Verdict:
    """UNIX_FIRST_MATCH: the first place that has a policy, alone."""
    return decide([one for one in matches if one.source.policies][:1])


ENGINES: Mapping[str, Callable[[Moment], Engine]] = {
    "TRUTH": lambda _: TRUTH,
    "ALL_GROUPS": lambda _: Engine(collect=every_group),
    "FIRST_GROUP_ONLY": lambda _: Engine(collect=first_group),
    "LAST_GROUP_ONLY": last_group,
    "NO_INHERIT": lambda _: Engine(collect=only_own),
    "NO_DIRECT": lambda _: Engine(collect=only_groups),
    "USER_REPLACES": lambda _: Engine(collect=own_instead),
    "PASSWORD_OFF_IS_LOCKED_OUT": lambda _: Engine(collect=if_password),
    "ROOT_IS_USER": owner_may_all,
    "RELOGIN": at_sign_in,
    "COPIED": at_joining,
    "BUCKET_FOR_OBJECT": lambda _: matching(bucket_or_object),
    "PREFIX_IS_NAME": lambda _: matching(whole_names),
    "CREATOR_OWNS": maker_may_all,
    "USER_OVERRIDES": lambda _: Engine(decide=own_first),
    "ALLOW_WINS": lambda _: Engine(decide=any_allow),
    "MAJORITY_WINS": lambda _: Engine(decide=majority),
    "LAST_IN_TEXT": lambda _: Engine(decide=last_in_text),
    "LAST_WINS": last_given,
    "INTERSECTION": lambda _: Engine(decide=everyone),
    "SILENCE_IS_DENY_FOREVER": lambda _: Engine(decide=silence_denies),
    "IMPLICIT_IS_EXPLICIT": lambda _: Engine(decide=one_kind_of_no),
    "DENY_KILLS_USER": lambda _: Engine(decide=any_deny_at_all),
    "DEFAULT_ALLOW": lambda _: Engine(decide=no_deny_is_enough),
    "MOST_SPECIFIC": lambda _: Engine(decide=narrowest),
    "UNIX_FIRST_MATCH": lambda _: Engine(decide=first_place),
    "SCP_GRANTS": scp_gives,
    "SCP_ALONE": scp_alone,
    "POLICY_BEATS_SCP": no_scp_counts,
}


def ask(model: str, told: Scenario, row: Row) -> EvaluationResult:
    """Put a row to IAM ("TRUTH") or to a misconception's engine."""
    engine = ENGINES[model](Moment(told, row.time))
    scps = [told.scps] if told.scps else ()
    return engine.simulate(told.at(row.time), row.user, row.action, row.resource, scps=scps)
