"""Misconceptions as engines: IAM with one of its four stages replaced, each 2–8 lines.

    collect(every group's policies)   match(a bucket's ARN for its objects)   decide(any Allow wins)

The words that go with an engine are in misconceptions.toml, under the same id. An engine may depend on the
scenario and the time of the request: when the user signed in, in which order things were given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from iamsim.account import Account, Group, InlinePolicy, Policy, Role, Source, User, fold_name
from iamsim.decision import TRUTH as IAM
from iamsim.decision import Effect, Engine, EvaluationResult, Match, Verdict, collect, decide, match
from iamsim.learning.scenario import OWN, START, Scenario, ScenarioRequest, policy_in_words
from iamsim.policy import ConditionElement, Request, Statement

TRUTH = "TRUTH"
"""The id of the engine that is IAM, beside the misconceptions' ids."""
BUCKET_ARN = "arn:aws:s3:::"
ALLOW_ALL: Policy = InlinePolicy("everything", policy_in_words("Allow * on *"))

Principal: TypeAlias = User | Group | Role
EngineFactory: TypeAlias = Callable[[Scenario, str], Engine]
"""(scenario, time of the request) → the engine that answers it."""


class MatchedStatement(NamedTuple):
    """A statement that matches the request, its policy, and the user or group that has the policy."""

    source: Source
    policy: Policy
    statement: Statement


def simulate_as(engine: str, scenario: Scenario, request: ScenarioRequest) -> EvaluationResult:
    """Simulate a request as IAM (TRUTH) does it, or as the engine of a misconception does.

    Raises ClientError as `iamsim.simulate` does, KeyError for a misconception without an engine.
    """
    account = scenario.at(request.time)
    scps = [scenario.scps] if scenario.scps else ()
    chosen_engine = ENGINES[engine](scenario, request.time)
    return chosen_engine.simulate(
        account, request.user, request.action, request.resource, request.context, scps=scps
    )


def matched_statements(matches: Iterable[Match]) -> list[MatchedStatement]:
    """Return the statements that match, one by one."""
    return [
        MatchedStatement(source, policy, statement)
        for source, pairs in matches
        for policy, statement in pairs
    ]


def decide_from(statements: Iterable[MatchedStatement]) -> Verdict:
    """Decide as IAM does, from these statements alone."""
    return decide([Match(source, [(policy, statement)]) for source, policy, statement in statements])


# ----------------------------------------------------------------------- collect: whose policies are read


# IAM reads the policies of the user and of every group that it is in now (id_groups). `collect` gives the
# user's source first, also where it has no policies, so that the groups begin at index 1.


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


# ---------------------------------------------------------------------- match: which statements match


def match_if(matches: Callable[[Statement, Request], bool]) -> Engine:
    """Return an engine with its own test of whether a statement matches."""

    def match_statements(sources: Sequence[Source], request: Request) -> list[Match]:
        return [
            Match(
                source,
                [
                    (policy, statement)
                    for policy in source.policies
                    for statement in policy.document.statements
                    if matches(statement, request)
                ],
            )
            for source in sources
        ]

    return Engine(match=match_statements)


def match_bucket_for_object(statement: Statement, request: Request) -> bool:
    """BUCKET_FOR_OBJECT: what names the bucket matches the objects in it."""
    # A bucket and its objects are two resource types with two ARNs (list_amazons3); IAM compares only the
    # one that the request names.
    bucket = replace(request, resource=request.resource.partition("/")[0])
    is_s3 = request.resource.startswith(BUCKET_ARN)
    return statement.matches(request) or (is_s3 and statement.matches(bucket))


def match_prefix_as_name(statement: Statement, request: Request) -> bool:
    """PREFIX_IS_NAME: the text before a * is the bucket's whole name."""
    bucket = request.resource.partition("/")[0]
    patterns = [result.pattern or "" for result in statement.results(request) if result.name == "Resource"]
    prefixes = [
        pattern[:-1]
        for pattern in patterns
        if pattern.startswith(BUCKET_ARN) and pattern.endswith("*") and "/" not in pattern
    ]
    # A * stands for any characters (reference_policies_elements_resource), so that `site*` also matches the
    # bucket `site-logs`. The idea only takes matches away.
    return statement.matches(request) and all(prefix in {BUCKET_ARN, bucket} for prefix in prefixes)


def match_missing_key_as_false(statement: Statement, request: Request) -> bool:
    """MISSING_KEY_IS_FALSE: a key that the request lacks has the value false, or an empty text."""
    # A condition about a missing key is not true, but for negated operators and for IfExists
    # (reference_policies_elements_condition_operators). Null asks for nothing else than a missing key.
    lines = [element.condition for element in statement.elements if isinstance(element, ConditionElement)]
    missing = {
        line.key: "false" if line.operator.name == "Bool" else ""
        for line in lines
        if line.key not in request.context and line.operator.name != "Null"
    }
    return statement.matches(replace(request, context={**missing, **request.context}))


def match_if_exists_as_required(statement: Statement, request: Request) -> bool:
    """IF_EXISTS_IS_REQUIRED: a condition with IfExists is true only of a request that has the key."""
    lines = [element.condition for element in statement.elements if isinstance(element, ConditionElement)]
    # The idea only takes matches away; AWS counts such a condition as true where the key is missing.
    return statement.matches(request) and all(
        line.key in request.context for line in lines if line.operator.if_exists
    )


def match_failed_allow_as_deny(sources: Sequence[Source], request: Request) -> list[Match]:
    """CONDITION_ON_ALLOW_IS_A_DENY: an Allow that only its condition keeps from matching is a Deny."""
    # An Allow whose condition is not true does not match, and says nothing (reference_policies_evaluation-
    # logic_policy-eval-denyallow): another Allow may still allow the request.
    matches = match(sources, request)
    for source, statements in matches:
        statements += [
            (policy, replace(statement, effect="Deny"))
            for policy in source.policies
            for statement in policy.document.statements
            if not statement.denies and only_a_condition_fails(statement, request)
        ]
    return matches


def only_a_condition_fails(statement: Statement, request: Request) -> bool:
    """Tell whether a statement fails on its conditions, and on nothing else."""
    failed = [element for element in statement.elements if not element.accepts(request)]
    return bool(failed) and all(isinstance(element, ConditionElement) for element in failed)


def creator_may_all(scenario: Scenario, _time: str) -> Engine:
    """CREATOR_OWNS: for the user who made the resource, one more Allow."""

    def match_creator(sources: Sequence[Source], request: Request) -> list[Match]:
        matches = match(sources, request)
        creator = scenario.creators.get(request.resource)
        # The last part of a user's ARN is its name, also where the ARN has a path.
        if creator and request.principal.rpartition("/")[2] == creator:
            allow_all = [(ALLOW_ALL, statement) for statement in ALLOW_ALL.document.statements]
            matches = [*matches, Match(Source("user", creator, (ALLOW_ALL,)), allow_all)]
        return matches

    return Engine(match=match_creator)


# --------------------------------------------------------------------- decide: what the statements say


# IAM's rule, from which each function here departs in one way: a Deny that matches decides, else an Allow,
# else nobody allowed it (reference_policies_evaluation-logic_policy-eval-denyallow).


def decide_own_first(matches: Sequence[Match]) -> Verdict:
    """USER_OVERRIDES: the user's own statements if one matches, else all."""
    own = decide([match for match in matches if match.source.kind == "user"])
    return decide(matches) if own.effect is Effect.IMPLICIT_DENY else own


def decide_any_allow(matches: Sequence[Match]) -> Verdict:
    """ALLOW_WINS: an Allow if one matches."""
    allows = [matched for matched in matched_statements(matches) if not matched.statement.denies]
    return decide_from(allows) if allows else decide(matches)


def decide_majority(matches: Sequence[Match]) -> Verdict:
    """MAJORITY_WINS: more Allows than Denies."""
    statements = matched_statements(matches)
    allows = [matched for matched in statements if not matched.statement.denies]
    # A tie goes to IAM's rule, where the Deny decides.
    return decide_from(allows) if 2 * len(allows) > len(statements) else decide(matches)


def decide_last_in_text(matches: Sequence[Match]) -> Verdict:
    """LAST_IN_TEXT: of each policy, the last statement that matches."""
    # A dict keeps the last value of a key. The key has the source too, as policies of two groups may have
    # one name.
    last = {
        (matched.source.kind, matched.source.name, matched.policy.name): matched
        for matched in matched_statements(matches)
    }
    return decide_from(last.values())


def decide_intersection(matches: Sequence[Match]) -> Verdict:
    """INTERSECTION: an Allow from every user and group that has a policy."""
    # IAM's own verdict then, which names the statements that decided.
    effects = _effect_of_each_source(matches)
    if effects == {Effect.ALLOW} or Effect.EXPLICIT_DENY in effects:
        return decide(matches)
    return Verdict(Effect.IMPLICIT_DENY, [])


def decide_silence_denies(matches: Sequence[Match]) -> Verdict:
    """SILENCE_IS_DENY_FOREVER: a Deny from every user and group that has policies and does not allow."""
    if Effect.IMPLICIT_DENY in _effect_of_each_source(matches):
        return _explicit_deny(matches)
    return decide(matches)


def _effect_of_each_source(matches: Sequence[Match]) -> set[Effect]:
    # A source without policies is left out: a user with none of its own is the usual case, and would turn
    # every request into a denial.
    return {decide([match]).effect for match in matches if match.source.policies}


def decide_implicit_is_explicit(matches: Sequence[Match]) -> Verdict:
    """IMPLICIT_IS_EXPLICIT: a Deny wherever there is no Allow."""
    verdict = decide(matches)
    return Verdict(Effect.EXPLICIT_DENY, []) if verdict.effect is Effect.IMPLICIT_DENY else verdict


def decide_deny_kills_user(matches: Sequence[Match]) -> Verdict:
    """DENY_KILLS_USER: denied if the user has a Deny, whatever it is about."""
    # The whole policies and not the statements that matched: in this idea a Deny need not match.
    for source, _ in matches:
        for policy in source.policies:
            if any(statement.denies for statement in policy.document.statements):
                return _explicit_deny(matches)
    return decide(matches)


def _explicit_deny(matches: Sequence[Match]) -> Verdict:
    return Verdict(
        Effect.EXPLICIT_DENY,
        [matched for matched in matched_statements(matches) if matched.statement.denies],
    )


def decide_default_allow(matches: Sequence[Match]) -> Verdict:
    """DEFAULT_ALLOW: allowed unless a Deny matches."""
    verdict = decide(matches)
    if verdict.effect is Effect.EXPLICIT_DENY:
        return verdict
    return Verdict(Effect.ALLOW, verdict.places)


def decide_most_specific(matches: Sequence[Match]) -> Verdict:
    """MOST_SPECIFIC: the statements that spell out most."""
    statements = matched_statements(matches)
    longest = max((spelled_out(matched.statement) for matched in statements), default=0)
    # Several may be equally long; among them IAM's rule decides.
    return decide_from(matched for matched in statements if spelled_out(matched.statement) == longest)


def spelled_out(statement: Statement) -> int:
    """Return how many letters of actions and resources are spelled out; of several, the widest counts."""
    # "s3:*" and "s3:Get*" in one statement: it matches by the widest, so that is how specific it is.
    parts = [element.expected for element in statement.elements if element.name in {"Action", "Resource"}]
    return sum(min(len(text.replace("*", "")) for text in texts) for texts in parts)


def decide_first_source(matches: Sequence[Match]) -> Verdict:
    """UNIX_FIRST_MATCH: the first of user and groups that has a policy, alone."""
    # Also if it does not match: in Unix the first class of owner, group and others decides, even by
    # refusing.
    return decide([match for match in matches if match.source.policies][:1])


def last_given(scenario: Scenario, _time: str) -> Engine:
    """LAST_WINS: the statement that was given last."""

    def decide_last(matches: Sequence[Match]) -> Verdict:
        user = next((match.source.name for match in matches if match.source.kind == "user"), "")
        order = scenario.given.get(user, ())
        # The sort is stable: what is not in the order stays first, as IAM reads it.
        statements = sorted(matched_statements(matches), key=lambda matched: given_at(matched, order))
        return decide_from(statements[-1:])

    return Engine(decide=decide_last)


def first_given(scenario: Scenario, _time: str) -> Engine:
    """FIRST_WINS: the statement that was given first."""

    def decide_first(matches: Sequence[Match]) -> Verdict:
        user = next((match.source.name for match in matches if match.source.kind == "user"), "")
        order = scenario.given.get(user, ())
        statements = sorted(matched_statements(matches), key=lambda matched: given_at(matched, order))
        return decide_from(statements[:1])

    return Engine(decide=decide_first)


def given_at(matched: MatchedStatement, order: Sequence[str]) -> int:
    """Return the place of the group, the policy or "own" in the order of giving; -1 if none is there."""
    source, policy, _ = matched
    names = (source.name,) if source.kind == "group" else (policy.name, OWN)
    return next((order.index(name) for name in names if name in order), -1)


# ------------------------------------------------------------------- combine: SCPs and the account's policies


def scp_grants(scenario: Scenario, _time: str) -> Engine:
    """SCP_GRANTS: an SCP's Allow is enough; without an SCP, IAM as it is."""
    if not scenario.scps:
        return IAM
    return Engine(
        combine=lambda scp, resource, own, boundary, deny: (scp | resource | own & boundary) & ~deny
    )


def scp_alone(scenario: Scenario, _time: str) -> Engine:
    """SCP_ALONE: what an SCP allows is allowed, and nothing else; without an SCP, IAM as it is."""
    if not scenario.scps:
        return IAM
    return Engine(combine=lambda scp, _resource, _own, _boundary, deny: scp & ~deny)


def _always(engine: Engine) -> EngineFactory:
    """Return a factory for an engine that depends on neither scenario nor time."""
    return lambda _scenario, _time: engine


ENGINES: Mapping[str, EngineFactory] = {
    TRUTH: _always(IAM),
    "ALL_GROUPS": _always(Engine(collect=collect_every_group)),
    "FIRST_GROUP_ONLY": _always(Engine(collect=collect_first_group)),
    "LAST_GROUP_ONLY": last_group,
    "NO_INHERIT": _always(Engine(collect=collect_own)),
    "NO_DIRECT": _always(Engine(collect=collect_groups)),
    "USER_REPLACES": _always(Engine(collect=collect_own_else_groups)),
    "PASSWORD_OFF_IS_LOCKED_OUT": _always(Engine(collect=collect_if_password)),
    "ROOT_IS_USER": owner_may_all,
    "RELOGIN": at_sign_in,
    "COPIED": at_joining,
    "BUCKET_FOR_OBJECT": _always(match_if(match_bucket_for_object)),
    "PREFIX_IS_NAME": _always(match_if(match_prefix_as_name)),
    "MISSING_KEY_IS_FALSE": _always(match_if(match_missing_key_as_false)),
    "IF_EXISTS_IS_REQUIRED": _always(match_if(match_if_exists_as_required)),
    "CONDITION_ON_ALLOW_IS_A_DENY": _always(Engine(match=match_failed_allow_as_deny)),
    "CREATOR_OWNS": creator_may_all,
    "USER_OVERRIDES": _always(Engine(decide=decide_own_first)),
    "ALLOW_WINS": _always(Engine(decide=decide_any_allow)),
    "MAJORITY_WINS": _always(Engine(decide=decide_majority)),
    "LAST_IN_TEXT": _always(Engine(decide=decide_last_in_text)),
    "LAST_WINS": last_given,
    "FIRST_WINS": first_given,
    "INTERSECTION": _always(Engine(decide=decide_intersection)),
    "SILENCE_IS_DENY_FOREVER": _always(Engine(decide=decide_silence_denies)),
    "IMPLICIT_IS_EXPLICIT": _always(Engine(decide=decide_implicit_is_explicit)),
    "DENY_KILLS_USER": _always(Engine(decide=decide_deny_kills_user)),
    "DEFAULT_ALLOW": _always(Engine(decide=decide_default_allow)),
    "MOST_SPECIFIC": _always(Engine(decide=decide_most_specific)),
    "UNIX_FIRST_MATCH": _always(Engine(decide=decide_first_source)),
    "SCP_GRANTS": scp_grants,
    "SCP_ALONE": scp_alone,
    # What the account's policies allow is allowed, whatever an SCP leaves out.
    "POLICY_BEATS_SCP": _always(
        Engine(combine=lambda _scp, resource, own, boundary, deny: (resource | own & boundary) & ~deny)
    ),
}
