"""What is true of every decision, in every account, of every caller."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings, target
from hypothesis import strategies as st

import iamsim
from iamsim.account import Account, InlinePolicy, ManagedPolicy, PolicyVersion, User
from iamsim.decision import CheckType, Decision, Effect, EvaluationResult
from iamsim.policy import PolicyDocument
from tests.laws.accounts import (
    ALLOW_ALL,
    GROUPS,
    ROOT,
    USERS,
    Simulation,
    accounts,
    contexts,
    document,
    documents,
    sampled_from,
    simulations,
    statements,
)

users = simulations(sampled_from(USERS))


@pytest.mark.parametrize("decision", Decision)
def test_every_decision_is_among_what_is_generated(decision: Decision) -> None:
    search = settings(max_examples=500, phases=[Phase.generate], database=None)
    answers = users.map(lambda simulation: simulation.run().decision)
    assert find(answers, lambda answer: answer is decision, settings=search) is decision


def with_statement(document: Any, statement: dict[str, Any]) -> dict[str, Any]:
    """The document with one statement more."""
    listed = document["Statement"] if isinstance(document["Statement"], list) else [document["Statement"]]
    return {**document, "Statement": [*listed, statement]}


def with_own(account: Account, who: str, statement: dict[str, Any]) -> Account:
    """The account with one statement more in the user's own policies."""
    user = account.user(who)
    more = InlinePolicy("new", PolicyDocument.parse({"Version": "2012-10-17", "Statement": statement}))
    return account.with_identity(replace(user, inline=(*user.inline, more)))


limits = st.just(ALLOW_ALL) | documents()


def limited(account: Account, user: User, limit: dict[str, Any]) -> Account:
    """The account with this user bounded by a policy."""
    arn = f"arn:aws:iam::{account.account_id}:policy/Limit"
    policy = ManagedPolicy("Limit", arn, (PolicyVersion("v1", PolicyDocument.parse(limit)),))
    return account.with_policy(policy).with_identity(replace(user, boundary=arn))


@given(simulations())
def test_deny_trumps_allow(simulation: Simulation) -> None:
    result = simulation.run()
    denied = any(one.matched and one.statement.denies for one in result.trace)
    assert denied is (result.decision is Decision.EXPLICIT_DENY)


@given(simulations(), limits)
def test_default_deny(simulation: Simulation, limit: dict[str, Any]) -> None:
    eve = User("eve", f"arn:aws:iam::{simulation.account.account_id}:user/eve")
    lone = simulation.account.with_identity(eve)
    assert simulation.run(account=lone, principal="eve", scps=(), resource_policy=None).decision is Decision.IMPLICIT_DENY
    capped = limited(lone, eve, limit)
    for scps in (simulation.scps, ((limit,),)):
        assert not simulation.run(account=capped, principal="eve", scps=scps, resource_policy=None).allowed


@given(simulations())
def test_allowed_only_if_explicitly_allowed(simulation: Simulation) -> None:
    result = simulation.run()
    giving = [one for one in result.trace if one.check in {CheckType.PRINCIPAL, CheckType.RESOURCE}]
    granted = any(one.matched and not one.statement.denies for one in giving)
    assert granted or not result.allowed or simulation.principal == ROOT
    assert bool(result.matched_statements) or not result.allowed or simulation.principal == ROOT


@given(users, st.randoms(use_true_random=False))
def test_order_and_duplicates_do_not_matter(simulation: Simulation, rng: Any) -> None:
    def shuffled(things: Any) -> list[Any]:
        twice = [*things, *rng.sample(list(things), rng.randint(0, len(things)))]
        rng.shuffle(twice)
        return twice

    def mixed(document: PolicyDocument) -> PolicyDocument:
        raw = document.raw
        listed = raw["Statement"] if isinstance(raw["Statement"], list) else [raw["Statement"]]
        return PolicyDocument.parse(raw | {"Statement": shuffled(listed)})

    user = simulation.account.user(simulation.principal)
    policies = tuple(replace(one, document=mixed(one.document)) for one in shuffled(user.inline))
    other = replace(
        user, inline=policies, attached=tuple(shuffled(user.attached)), groups=tuple(shuffled(user.groups))
    )
    scps = tuple(tuple(shuffled(level)) for level in shuffled(simulation.scps))
    after = simulation.run(account=simulation.account.with_identity(other), scps=scps)
    assert after.decision is simulation.run().decision


more = {
    effect: st.tuples(statements(effect), statements(effect, with_principal=True), st.integers(0, 2))
    for effect in ("Allow", "Deny")
}


def with_more(simulation: Simulation, made: tuple[dict[str, Any], dict[str, Any], int]) -> EvaluationResult:
    """The answer once a statement is added: to the user's own policies, to every SCP, or to the resource's."""
    statement, named, where = made
    if where == 0:
        return simulation.run(account=with_own(simulation.account, simulation.principal, statement))
    if where == 1:
        scps = tuple(tuple(with_statement(one, statement) for one in level) for level in simulation.scps)
        return simulation.run(scps=scps)
    policy = simulation.resource_policy
    return simulation.run(resource_policy=with_statement(policy, named) if policy else document(named))


@given(users, more["Allow"])
def test_adding_an_allow_never_turns_allowed_into_denied(simulation: Simulation, made: Any) -> None:
    assert with_more(simulation, made).allowed or not simulation.run().allowed


@given(users, more["Deny"])
def test_adding_a_deny_never_turns_denied_into_allowed(simulation: Simulation, made: Any) -> None:
    assert simulation.run().allowed or not with_more(simulation, made).allowed


@given(simulations(), limits)
def test_an_scp_never_adds(simulation: Simulation, limit: dict[str, Any]) -> None:
    assert simulation.run().allowed or not simulation.run(scps=(*simulation.scps, [limit])).allowed


@given(users, limits)
def test_a_boundary_never_adds(simulation: Simulation, limit: dict[str, Any]) -> None:
    user = simulation.account.user(simulation.principal)
    bounded = limited(simulation.account, user, limit)
    free = simulation.account.with_identity(replace(user, boundary=None))
    assert simulation.run(account=free).allowed or not simulation.run(account=bounded).allowed


@given(users, sampled_from(GROUPS))
def test_leaving_a_group_takes_away_what_it_gave_and_nothing_else(simulation: Simulation, name: str) -> None:
    user, group = simulation.account.user(simulation.principal), simulation.account.group(name)
    left = simulation.account.with_identity(replace(user, groups=tuple(one for one in user.groups if one != name)))
    silent = simulation.account.with_identity(replace(group, inline=(), attached=()))
    before, after = simulation.run(), simulation.run(account=left)
    assert after.decision is simulation.run(account=silent).decision, "access does not survive the leaving"
    assert all(one.source.name != name or one.source.kind != "group" for one in after.trace)
    through = {(one.source.kind, one.source.name) for one in before.matched_statements}
    if before.allowed and through == {("group", name)}:
        assert not after.allowed
    if after.allowed and not before.allowed:
        assert before.decision is Decision.IMPLICIT_DENY or ("group", name) in through, (
            "only a Deny gone can add"
        )
        assert before.decision is Decision.EXPLICIT_DENY


@given(accounts())
def test_parse_after_dump_is_the_identity(account: Account) -> None:
    dumped = iamsim.dump_account(account)
    assert iamsim.parse_account(dumped) == account
    assert iamsim.parse_account(json.dumps(dumped)) == account
    assert iamsim.dump_account(iamsim.parse_account(dumped)) == dumped


def recomputed(result: iamsim.EvaluationResult) -> dict[CheckType, list[Effect]]:
    """What each check's statements say, from the trace alone, one for each source of a limiting check."""
    said: dict[CheckType, list[Effect]] = {}
    for check in result.checks:
        places = [
            one
            for one in result.trace
            if one.check is check.type and one.source in check.sources and one.matched
        ]
        denies = any(one.statement.denies for one in places)
        said.setdefault(check.type, []).append(
            Effect.EXPLICIT_DENY if denies else Effect.ALLOW if places else Effect.IMPLICIT_DENY
        )
    return said


@given(simulations())
def test_the_trace_agrees_with_the_decision(simulation: Simulation) -> None:
    result = simulation.run()
    trace = result.trace
    for one in trace:
        accepted = [element.accepted for element in one.elements]
        assert one.matched is all(accepted)
        assert all(element.pattern is None or element.pattern in element.expected for element in one.elements)
    assert all(one in trace and one.matched for one in result.matched_statements)
    effects = {one.statement.effect for one in result.matched_statements}
    wanted: dict[Decision, set[str]] = {
        Decision.EXPLICIT_DENY: {"Deny"},
        Decision.IMPLICIT_DENY: set(),
        Decision.ALLOWED: {"Allow"},
    }
    assert effects == wanted[result.decision] or (simulation.principal == ROOT and not effects)

    said = recomputed(result)
    for check in result.checks:
        assert check.effect in said[check.type] or check.effect is Effect.NO_IMPACT or simulation.principal == ROOT
    refusing = [check.effect for check in result.checks]
    if result.allowed:
        assert Effect.IMPLICIT_DENY not in refusing
        assert Effect.EXPLICIT_DENY not in refusing
    else:
        assert (Effect.EXPLICIT_DENY in refusing) is (result.decision is Decision.EXPLICIT_DENY)
        assert Effect.EXPLICIT_DENY in refusing or Effect.IMPLICIT_DENY in refusing


@given(simulations())
def test_words_agree_with_the_decision(simulation: Simulation) -> None:
    result = simulation.run()
    lines = iamsim.explain(result).splitlines()
    assert lines[0].startswith(f"{result.decision}: ")
    assert sum(line.startswith("  decides ") for line in lines) == min(len(result.matched_statements), 5)
    message = iamsim.access_denied_message(result)
    assert (message is None) is result.allowed
    assert message is None or ("with an explicit deny" in message) is (
        result.decision is Decision.EXPLICIT_DENY
    )
    outcomes = [row["outcome"] for row in result.rows()]
    assert len(outcomes) == len(result.trace)
    assert outcomes.count("decides") >= (len(result.matched_statements) > 0)


texts = st.text(max_size=12)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts, st.lists, max_leaves=4
)


# SERVICE:NAME of any letters but wildcards, which `simulate` refuses.
actions = st.tuples(texts, texts).map(lambda words: ":".join(words).translate({ord("*"): None, ord("?"): None}))


@given(simulations(), actions, texts, st.dictionaries(texts, anything, max_size=3) | contexts)
def test_evaluation_never_raises(
    simulation: Simulation, action: str, resource: str, context: dict[str, Any]
) -> None:
    result = simulation.run(action=action, resource=resource, context=context)
    target(float(len(result.missing_context_values)))
    assert result.rows() is not None
    assert iamsim.explain(result)
    iamsim.access_denied_message(result)


@given(texts, documents(), documents(with_principal=True))
def test_nor_for_a_principal_that_is_any_text(
    principal: str, own: dict[str, Any], resource: dict[str, Any]
) -> None:
    result = iamsim.evaluate(iamsim.Request(principal, "s3:GetObject"), [own], resource_policy=resource)
    assert iamsim.explain(result)
