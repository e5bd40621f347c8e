"""What meets in a question: facts that may tempt somebody to a wrong answer, whatever the idea behind it.

    account, request → "owner", "match: Deny of groups, Allow of own", "own Allow: other Action"

An idea that nobody has made an engine of goes wrong where some fact meets some answer. Who has answered
rightly there, for each fact and each answer that it can meet, hardly holds one (`next_question.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from iamsim.account import Source, User
from iamsim.decision import collect, decide, match, simulate
from iamsim.learning.misconceptions.engine_verdicts import MatchedStatement, given_at, matched_statements
from iamsim.learning.scenario import Scenario, ScenarioRequest, parse_scenario
from iamsim.policy import Request

ANYBODY = parse_scenario({"users": {"anybody": ["Allow * on *"]}}).account
"""An account whose one user may do everything that an SCP lets pass."""
OWN, GROUPS = "own", "groups"


def facts(scenario: Scenario, request: ScenarioRequest) -> frozenset[str]:
    """Return what meets in a request to an account, each fact in a few words."""
    account = scenario.at(request.time)
    user = account.user(request.user)
    aws_request = Request(user.arn, request.action, request.resource, request.context)
    sources = collect(account, user)
    matches = match(sources, aws_request)
    matched = matched_statements(matches)
    other_groups = [
        Source("group", group.name, account.policies_of(group))
        for group in account.groups.values()
        if group.name not in user.groups
    ]
    return frozenset(
        [
            _who_matches(matched),
            *_near_misses(sources, aws_request),
            *_order(matched, scenario.given.get(user.name, ())),
            *_wording(matched),
            *(
                f"{_effect(other)} of another group"
                for other in matched_statements(match(other_groups, aws_request))
            ),
            *_circumstances(scenario, request, user),
            *_scps(scenario, request, str(decide(matches).effect)),
        ]
    )


def _effect(matched: MatchedStatement) -> str:
    return matched.statement.effect


def _holder(source: Source) -> str:
    return OWN if source.kind == "user" else GROUPS


def _who_matches(matched: Sequence[MatchedStatement]) -> str:
    """Return whose statements match: `match: Deny of groups, Allow of groups and own`."""
    holders: dict[str, set[str]] = {"Deny": set(), "Allow": set()}
    for statement in matched:
        holders[_effect(statement)].add(_holder(statement.source))
    parts = [f"{effect} of {' and '.join(sorted(names))}" for effect, names in holders.items() if names]
    return f"match: {', '.join(parts) or 'nothing'}"


def _near_misses(sources: Sequence[Source], aws_request: Request) -> Iterator[str]:
    """Yield what keeps a statement from matching, where that is one element: `own Allow: other Action`."""
    for source in sources:
        for policy in source.policies:
            for statement in policy.document.statements:
                failed = [element.name for element in statement.elements if not element.accepts(aws_request)]
                if len(failed) == 1:
                    yield f"{_holder(source)} {statement.effect}: other {failed[0].partition(' ')[0]}"


def _order(matched: Sequence[MatchedStatement], giving_order: Sequence[str]) -> Iterator[str]:
    """Yield, where both match, which of Allow and Deny was given first and last, and of which are more."""
    ordered = sorted(matched, key=lambda statement: given_at(statement, giving_order))
    effects = [_effect(statement) for statement in ordered]
    if len(set(effects)) > 1:
        yield f"{effects[0]} given first, {effects[-1]} last"
        surplus = effects.count("Allow") - effects.count("Deny")
        yield "more Allows" if surplus > 0 else "more Denies" if surplus else "as many Allows as Denies"


def _wording(matched: Sequence[MatchedStatement]) -> Iterator[str]:
    """Yield how the matching statements are written: `Deny of several actions`, `Allow on everything`."""
    for statement in matched:
        for element in statement.statement.elements:
            if element.name == "Action":
                yield f"{_effect(statement)} of {_actions(element.expected)}"
            elif element.name == "Resource":
                yield f"{_effect(statement)} on {_resources(element.expected)}"


def _actions(texts: Sequence[str]) -> str:
    if "*" in "".join(texts):
        return "any action"
    return "one action" if len(texts) == 1 else "several actions"


def _resources(texts: Sequence[str]) -> str:
    if "*" in texts:
        return "everything"
    return "a pattern" if "*" in "".join(texts) else "one resource"


def _circumstances(scenario: Scenario, request: ScenarioRequest, user: User) -> Iterator[str]:
    """Yield what stands beside the policies: owner, maker, key, what happened, how the request is made."""
    if scenario.owner == user.name:
        yield "owner"
    if scenario.creators.get(request.resource) == user.name:
        yield "maker"
    if user.login_profile is None:
        yield "key"
    if scenario.events:
        yield ", ".join(event.call for event in scenario.events)
    yield from (f"{key} {value}" for key, value in request.context.items())


def _scps(scenario: Scenario, request: ScenarioRequest, effect: str) -> Iterator[str]:
    """Yield what an SCP says, and what the account's policies say."""
    if scenario.scps:
        scp = simulate(ANYBODY, "anybody", request.action, request.resource, scps=[scenario.scps])
        yield f"SCP: {scp.decision}, policies: {effect}"
