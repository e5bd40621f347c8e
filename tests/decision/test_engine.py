"""Decisions: each layer of policies, each kind of principal, as rows with the manual's page."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

import iamsim
from iamsim.account import (
    Account,
    Group,
    InlinePolicy,
    ManagedPolicy,
    PolicyVersion,
    Role,
    Source,
    User,
    build_account,
)
from iamsim.decision.engine import Engine, Match, collect, combine, decide, match
from iamsim.decision.result import Decision, Effect, EvaluationResult, Verdict
from iamsim.decision.statement_result import CheckType
from iamsim.policy import PolicyDocument, Request, allow, deny

ARN, STS = "arn:aws:iam::123456789012", "arn:aws:sts::123456789012"
ANA, SESSION, ROOT = f"{ARN}:user/ana", f"{STS}:assumed-role/Dev/ria", f"{ARN}:root"
KEY = "arn:aws:s3:::b/k"
GET, PUT = allow("s3:GetObject"), allow("s3:PutObject")
NO_GET, NO_PUT = deny("s3:GetObject"), deny("s3:PutObject")

A, X, I = Decision.ALLOWED, Decision.EXPLICIT_DENY, Decision.IMPLICIT_DENY  # noqa: E741 - as in AWS's tables


def checks_of(result: EvaluationResult) -> str:
    """The checks in short: `PRINCIPAL ALLOW, PERMISSIONS_BOUNDARY IMPLICIT_DENY`."""
    return ", ".join(f"{check.type} {check.effect}" for check in result.checks)


def bucket(principal: Any, effect: str = "Allow", element: str = "Principal", **more: Any) -> dict[str, Any]:
    named = principal if principal == "*" else {"AWS": principal}
    statement = {"Effect": effect, element: named, "Action": "s3:GetObject", "Resource": "*", **more}
    return {"Version": "2012-10-17", "Statement": [statement]}


IDENTITY = [
    # reference_policies_evaluation-logic_policy-eval-denyallow
    pytest.param([], I, "IMPLICIT_DENY", id="by default everything is denied"),
    pytest.param([PUT], I, "IMPLICIT_DENY", id="an Allow of another action allows nothing"),
    pytest.param([GET], A, "ALLOW", id="an Allow allows"),
    pytest.param([NO_GET], X, "EXPLICIT_DENY", id="a Deny alone denies explicitly"),
    pytest.param([NO_PUT], I, "IMPLICIT_DENY", id="a Deny of another action is no explicit deny"),
    pytest.param([GET, NO_PUT], A, "ALLOW", id="a Deny of another action takes nothing away"),
    pytest.param([GET, NO_GET], X, "EXPLICIT_DENY", id="a Deny wins over an earlier Allow"),
    pytest.param([NO_GET, GET], X, "EXPLICIT_DENY", id="a Deny wins over a later Allow"),
    pytest.param([GET, GET, GET, NO_GET], X, "EXPLICIT_DENY", id="three Allows do not outvote a Deny"),
    pytest.param([allow("s3:GetObject", KEY), deny("s3:*")], X, "EXPLICIT_DENY", id="a broad Deny wins over a precise Allow"),
    pytest.param([allow("*"), deny("s3:GetObject", KEY)], X, "EXPLICIT_DENY", id="a precise Deny wins over a broad Allow"),
    pytest.param([allow("*"), deny("s3:GetObject", KEY + "2")], A, "ALLOW", id="a Deny of another resource takes nothing away"),
]  # fmt: skip


@pytest.mark.parametrize(("policies", "decision", "effect"), IDENTITY)
def test_identity_policies(policies: list[str], decision: Decision, effect: str) -> None:
    result = iamsim.evaluate(Request(ANA, "s3:GetObject", KEY), policies)
    assert (result.decision, checks_of(result)) == (decision, f"PRINCIPAL {effect}")
    assert result.allowed is (decision is A)


# ------------------------------------------------------------------------------------------------ accounts


def inline(name: str, text: str) -> InlinePolicy:
    return InlinePolicy(name, PolicyDocument.parse(text))


def managed(name: str, *texts: str, default: str = "v1") -> ManagedPolicy:
    versions = [PolicyVersion(f"v{n}", PolicyDocument.parse(text)) for n, text in enumerate(texts, 1)]
    return ManagedPolicy(name, f"{ARN}:policy/{name}", tuple(versions), default)


def user(name: str, *groups: str, **more: Any) -> User:
    return User(name, f"{ARN}:user/{name}", groups=groups, **more)


def group(name: str, *policies: InlinePolicy, attached: tuple[str, ...] = ()) -> Group:
    return Group(name, f"{ARN}:group/{name}", inline=policies, attached=attached)


BOUND = managed("OnlyPut", PUT)
TURN = managed("Turn", PUT, GET)
DEV = Role(
    "Dev", f"{ARN}:role/Dev", PolicyDocument.parse(allow("sts:AssumeRole")), inline=(inline("own", GET),)
)
READERS, WRITERS = group("Readers", inline("read", GET)), group("Writers", inline("write", PUT))
FREEZE, EMPTY = group("Freeze", inline("freeze", NO_GET)), group("Empty")
ACCOUNT = build_account(
    "123456789012",
    [
        user("nobody"),
        user("reader", "Readers"),
        user("both", "Readers", "Writers"),
        user("frozen", "Readers", "Freeze"),
        user("own", inline=(inline("own", GET),)),
        user("own-frozen", "Freeze", inline=(inline("own", GET),)),
        user("kept-out", "Readers", inline=(inline("own", NO_GET),)),
        user("alone", "Empty"),
        user("bound", "Readers", boundary=BOUND.arn),
        user("turned", attached=(TURN.arn,)),
        user("named", inline=(inline("own", allow("s3:GetObject", "arn:aws:s3:::b/${aws:username}")),)),
    ],
    [READERS, WRITERS, FREEZE, EMPTY],
    [DEV, replace(DEV, name="Bound", arn=f"{ARN}:role/Bound", boundary=BOUND.arn)],
    [BOUND, TURN],
)

OPS = f"{ARN}:role/Ops"
LETS_IN = [
    pytest.param([ANA], [], {}, A, "RESOURCE ALLOW, PRINCIPAL NO_IMPACT", id="the role trusts the user"),
    pytest.param([ROOT], [], {}, I, "RESOURCE ALLOW, PRINCIPAL IMPLICIT_DENY", id="the role trusts the account, the user is silent"),
    pytest.param([ROOT], [allow("*")], {}, A, "RESOURCE ALLOW, PRINCIPAL ALLOW", id="the role trusts the account, the user may"),
    pytest.param([f"{ARN}:user/bob"], [allow("*")], {}, I, "RESOURCE IMPLICIT_DENY, PRINCIPAL ALLOW", id="the role trusts another"),
    pytest.param([f"{ARN}:user/bob"], [allow("*")], {"resource": f"{ARN}:role/Gone"}, A, "PRINCIPAL ALLOW", id="a role that is not there"),
    pytest.param([f"{ARN}:user/bob"], [allow("*")], {"action": "iam:GetRole"}, A, "PRINCIPAL ALLOW", id="another action on the role"),
]  # fmt: skip


@pytest.mark.parametrize(("trusted", "own", "more", "decision", "checks"), LETS_IN)
def test_a_role_of_the_account_is_asked_whom_it_trusts(
    trusted: list[str], own: list[str], more: dict[str, Any], decision: Decision, checks: str
) -> None:
    trust = {"Effect": "Allow", "Principal": {"AWS": trusted}, "Action": "sts:AssumeRole"}
    role = Role("Ops", OPS, PolicyDocument.parse({"Version": "2012-10-17", "Statement": trust}, "trust"))
    account = build_account("123456789012", [user("ana", inline=tuple(inline("own", text) for text in own))], [], [role])
    result = iamsim.simulate(account, "ana", **{"action": "sts:AssumeRole", "resource": OPS, **more})
    assert (result.decision, checks_of(result)) == (decision, checks)


# STS API Reference and id_credentials_temp_request; `iamsim.aws.service_rules` has each with its page.
BY_THE_SERVICE = [
    pytest.param(ANA, "sts:GetCallerIdentity", "*", A, id="under a Deny of everything, who am I"),
    pytest.param(SESSION, "STS:getcalleridentity", "*", A, id="a session, in other letters"),
    pytest.param(ANA, "sts:GetSessionToken", "*", A, id="a user's session token under a Deny"),
    pytest.param(SESSION, "sts:GetSessionToken", "*", I, id="a session's session token"),
    pytest.param(ROOT, "sts:AssumeRole", OPS, I, id="root and a role that trusts the account"),
    pytest.param(ROOT, "sts:AssumeRole", f"{ARN}:role/Gone", I, id="root and a role that is not there"),
]


@pytest.mark.parametrize(("who", "action", "resource", "decision"), BY_THE_SERVICE)
@pytest.mark.parametrize("engine", [Engine(), Engine(decide=lambda _: Verdict(Effect.EXPLICIT_DENY, []))])
def test_what_a_service_decides_no_policy_changes(
    engine: Engine, who: str, action: str, resource: str, decision: Decision
) -> None:
    trust = {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}
    role = Role("Ops", OPS, PolicyDocument.parse({"Version": "2012-10-17", "Statement": trust}, "trust"))
    stopped = user("ana", inline=(inline("stop", deny("*")),))
    account = build_account("123456789012", [stopped], [], [DEV, role])
    result = engine.simulate(account, who, action, resource, scps=[[deny("*")]])
    assert (result.decision, result.matched_statements) == (decision, ())
    assert result.service_rule is not None
    assert [check.type for check in result.checks][:1] == [CheckType.SERVICE_CONTROL_POLICY]


def test_no_statement_decides_what_a_service_decides() -> None:
    result = iamsim.evaluate(Request(ANA, "sts:GetCallerIdentity"), [allow("*")])
    assert (result.decision, result.matched_statements) == (A, ())
    assert [row["outcome"] for row in result.rows()] == ["matches"]


def test_policies_decide_all_other_calls() -> None:
    assert iamsim.evaluate(Request(ANA, "s3:GetObject", KEY), [GET]).service_rule is None
    assert iamsim.evaluate(Request(ROOT, "sts:GetFederationToken"), [], scps=[[deny("*")]]).decision is X


@pytest.mark.parametrize(
    ("path", "decision", "checks"),
    [
        pytest.param("aws-service-role/sns.amazonaws.com/", A, "PRINCIPAL ALLOW", id="a service's own role"),
        pytest.param("service-role/", I, "SERVICE_CONTROL_POLICY IMPLICIT_DENY, PRINCIPAL ALLOW", id="a role made for a service"),
    ],
)
def test_service_control_policies_do_not_bind_service_linked_roles(
    path: str, decision: Decision, checks: str
) -> None:
    role = replace(DEV, arn=f"{ARN}:role/{path}Dev")
    result = iamsim.simulate(build_account("123456789012", [], [], [role]), role.arn, "s3:GetObject", KEY, scps=[[PUT]])
    assert (result.decision, checks_of(result)) == (decision, checks)


CALLS = [
    # id_groups; reference_policies_evaluation-logic_policy-eval-denyallow, "Interplay"
    pytest.param("nobody", "s3:GetObject", I, id="no policy, no group"),
    pytest.param("reader", "s3:GetObject", A, id="the group's Allow"),
    pytest.param("reader", "s3:PutObject", I, id="another group's Allow"),
    pytest.param("both", "s3:GetObject", A, id="the first group's Allow"),
    pytest.param("both", "s3:PutObject", A, id="the second group's Allow"),
    pytest.param("frozen", "s3:GetObject", X, id="one group allows, one denies"),
    pytest.param("own", "s3:GetObject", A, id="the user's own Allow"),
    pytest.param("own-frozen", "s3:GetObject", X, id="the user allows, the group denies"),
    pytest.param("kept-out", "s3:GetObject", X, id="the group allows, the user denies"),
    pytest.param("alone", "s3:GetObject", I, id="a group without policies"),
    pytest.param("READER", "s3:getobject", A, id="names of users and actions ignore case"),
    # access_policies_boundaries
    pytest.param("bound", "s3:GetObject", I, id="a boundary caps what a group grants"),
    pytest.param("bound", "s3:PutObject", I, id="a boundary grants nothing"),
    # access_policies_managed-versioning
    pytest.param("turned", "s3:PutObject", A, id="the default version"),
    pytest.param("turned", "s3:GetObject", I, id="a version that is not the default"),
    # id_roles; access_policies_boundaries
    pytest.param(f"{STS}:assumed-role/Dev/ria", "s3:GetObject", A, id="a session has its role's policies"),
    pytest.param(f"{STS}:assumed-role/Dev/ria", "s3:PutObject", I, id="a session has no group's policies"),
    pytest.param(f"{ARN}:role/Bound", "s3:GetObject", I, id="a boundary caps a role"),
    pytest.param(ROOT, "s3:GetObject", A, id="root"),
]


@pytest.mark.parametrize(("who", "action", "decision"), CALLS)
def test_callers_of_an_account(who: str, action: str, decision: Decision) -> None:
    assert iamsim.simulate(ACCOUNT, who, action, KEY).decision is decision


def changed(identity: Any) -> Account:
    return ACCOUNT.with_identity(identity)


AFTERWARDS = [
    pytest.param(ACCOUNT, changed(user("reader")), "reader", A, I, id="leaving a group"),
    pytest.param(ACCOUNT, changed(user("frozen", "Readers")), "frozen", X, A, id="leaving the group that denies"),
    pytest.param(ACCOUNT, changed(replace(READERS, inline=())), "reader", A, I, id="the group's inline policy deleted"),
    pytest.param(ACCOUNT, ACCOUNT.with_policy(replace(TURN, default_version_id="v2")), "turned", I, A, id="another default version"),
    pytest.param(ACCOUNT, changed(user("bound", "Readers")), "bound", I, A, id="the boundary taken away"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "who", "was", "is_"), AFTERWARDS)
def test_decisions_follow_the_account(
    before: Account, after: Account, who: str, was: Decision, is_: Decision
) -> None:
    assert iamsim.simulate(before, who, "s3:GetObject", KEY).decision is was
    assert iamsim.simulate(after, who, "s3:GetObject", KEY).decision is is_


def test_simulate_takes_context_scps_and_a_resources_policy() -> None:
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    given: dict[str, Any] = {"resource_policy": bucket(f"{ARN}:user/nobody", Condition=mfa), "scps": [[GET]]}
    with_mfa = iamsim.simulate(
        ACCOUNT, "nobody", "s3:GetObject", KEY, {"AWS:MultiFactorAuthPresent": True}, **given
    )
    assert checks_of(with_mfa) == "SERVICE_CONTROL_POLICY ALLOW, RESOURCE ALLOW, PRINCIPAL NO_IMPACT"
    assert iamsim.simulate(ACCOUNT, "nobody", "s3:GetObject", KEY, **given).decision is I
    assert iamsim.simulate(ACCOUNT, "named", "s3:GetObject", "arn:aws:s3:::b/named").decision is A
    renamed = iamsim.simulate(ACCOUNT, "named", "s3:GetObject", "arn:aws:s3:::b/x", {"aws:username": "x"})
    assert renamed.decision is A, "a key that is given wins over the one filled in"
    assert renamed.request.principal == f"{ARN}:user/named"


def test_simulate_knows_a_users_tags_and_id() -> None:
    eve = user(
        "eve",
        user_id="AIDAEVE",
        tags=(("Team", "Web"),),
        inline=(inline("own", allow("s3:*", "b/${aws:PrincipalTag/team}/${aws:userid}")),),
    )
    assert iamsim.simulate(changed(eve), "eve", "s3:GetObject", "b/Web/AIDAEVE").decision is A


def test_the_resource_is_everything_by_default() -> None:
    assert iamsim.simulate(ACCOUNT, "own", "s3:GetObject").request.resource == "*"


# ------------------------------------------------------------------------------------- the stages themselves


def test_collect_gathers_the_user_then_each_group_those_without_policies_too() -> None:
    who = user("eve", "Empty", "Readers", inline=(inline("own", PUT),), attached=(TURN.arn,))
    assert collect(changed(who), who) == (
        Source("user", "eve", (*who.inline, TURN)),
        Source("group", "Empty", ()),
        Source("group", "Readers", READERS.inline),
    )
    assert collect(ACCOUNT, DEV) == (Source("role", "Dev", DEV.inline),)
    assert collect(ACCOUNT, READERS) == (Source("group", "Readers", READERS.inline),)


def test_match_keeps_for_each_source_the_statements_that_apply() -> None:
    policy = inline("mixed", GET.replace("]}", ", " + NO_PUT.partition("[")[2]))
    full, empty = Source("user", "eve", (policy, inline("get", GET))), Source("group", "Empty", ())
    allowing = policy.document.statements[0]
    assert len(policy.document.statements) == 2
    assert match([full, empty], Request(ANA, "s3:GetObject")) == [
        Match(full, [(policy, allowing), (full.policies[1], full.policies[1].document.statements[0])]),
        Match(empty, []),
    ]


def test_decide_keeps_the_statements_that_decided() -> None:
    source = Source("user", "eve", ())
    allowing, denying = inline("a", GET), inline("d", NO_GET)
    yes = (allowing, allowing.document.statements[0])
    no = (denying, denying.document.statements[0])
    assert decide([]) == Verdict(Effect.IMPLICIT_DENY, [])
    assert decide([Match(source, [])]) == Verdict(Effect.IMPLICIT_DENY, [])
    assert decide([Match(source, [yes])]) == Verdict(Effect.ALLOW, [(source, *yes)])
    assert decide([Match(source, [yes]), Match(source, [no])]) == Verdict(
        Effect.EXPLICIT_DENY, [(source, *no)]
    )


@pytest.mark.parametrize("bits", list(product((0, 1), repeat=5)))
def test_combine_is_awss_formula(bits: tuple[int, int, int, int, int]) -> None:
    scp, resource, principal, boundary, deny_ = bits
    assert combine(*bits) & 1 == int(not deny_ and scp and (resource or (principal and boundary)))


def test_combine_answers_for_many_requests_at_once() -> None:
    assert combine(0b11110, 0b00010, 0b01111, 0b00101, 0b01000) == 0b00110


def test_an_engine_with_a_stage_replaced() -> None:
    def everybody(account: Account, _: object) -> tuple[Source, ...]:
        return tuple(Source("group", one.name, account.policies_of(one)) for one in account.groups.values())

    assert Engine(collect=everybody).simulate(ACCOUNT, "nobody", "s3:PutObject").decision is A
    assert (
        Engine(match=lambda sources, _: [Match(source, []) for source in sources])
        .simulate(ACCOUNT, "own", "s3:GetObject")
        .decision
        is I
    )
    assert Engine(decide=lambda _: Verdict(Effect.IMPLICIT_DENY, [])).simulate(ACCOUNT, "own", "s3:GetObject").decision is I
    assert Engine(combine=lambda *_: 1).simulate(ACCOUNT, "nobody", "s3:GetObject").decision is A
    assert Engine(combine=lambda *_: 1).simulate(ACCOUNT, "frozen", "s3:GetObject").decision is A
    assert Engine(combine=lambda *_: 2).simulate(ACCOUNT, "own", "s3:GetObject").decision is I


def test_a_boundary_of_an_account_is_its_managed_policy() -> None:
    check = iamsim.simulate(ACCOUNT, "bound", "s3:PutObject").checks[-1]
    assert (check.type, check.sources) == (
        CheckType.PERMISSIONS_BOUNDARY,
        (Source("boundary", "", (BOUND,)),),
    )
