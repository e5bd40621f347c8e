"""Results in words: explanations, rows and AWS's own sentence, each compared whole."""

from __future__ import annotations

from typing import Any

import pytest

import iamsim
from iamsim.account import (
    Group,
    InlinePolicy,
    ManagedPolicy,
    PolicyVersion,
    Role,
    Source,
    User,
    build_account,
)
from iamsim.decision.engine import TRUTH
from iamsim.decision.explain import (
    DENY_QUESTION,
    brief_reason,
    check_question,
    decision_words,
    dependence_words,
    effect_words,
    no_changes,
    not_principal_note,
    sentence,
    short_decision_words,
)
from iamsim.decision.layers import Layers
from iamsim.decision.result import Decision, Effect, EvaluationResult
from iamsim.policy import PolicyDocument, Request, allow, deny

ARN, STS = "arn:aws:iam::123456789012", "arn:aws:sts::123456789012"
ANA = f"{ARN}:user/ana"
KEY = "arn:aws:s3:::b/k"
GET, PUT = allow("s3:GetObject"), allow("s3:PutObject")
NO_GET = deny("s3:GetObject", "arn:aws:s3:::b/*")
SAID = f'User: {ANA} is not authorized to perform: s3:GetObject on resource: "{KEY}"'


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def named(effect: str, principal: Any) -> dict[str, Any]:
    return document({"Effect": effect, "Principal": principal, "Action": "s3:*", "Resource": "*"})


def evaluate(*own: Any, resource: str = KEY, who: str = ANA, **more: Any) -> EvaluationResult:
    return iamsim.evaluate(Request(who, "s3:GetObject", resource, {"aws:TagKeys": ["a", "b"]}), own, **more)


def call(action: str, *own: Any, who: str = ANA) -> EvaluationResult:
    return iamsim.evaluate(Request(who, action), own)


def excepting(*names: str) -> dict[str, Any]:
    return document({"Effect": "Deny", "NotPrincipal": {"AWS": list(names)}, "Action": "s3:*", "Resource": "*"})


def inline(name: str, *texts: str) -> InlinePolicy:
    return InlinePolicy(name, PolicyDocument.parse(texts[0]))


def managed(name: str, text: str) -> ManagedPolicy:
    return ManagedPolicy(name, f"{ARN}:policy/{name}", (PolicyVersion("v1", PolicyDocument.parse(text)),))


FREEZE, READ, SMALL = managed("Freeze", NO_GET), managed("Read", GET), managed("Small", PUT)
DEV = Role("Dev", f"{ARN}:role/Dev", PolicyDocument.parse(GET), inline=(inline("own", GET),))
ACCOUNT = build_account(
    "123456789012",
    [
        User("ana", ANA, groups=("Web", "Freeze"), inline=(inline("own", PUT),), attached=(READ.arn,)),
        User("bob", f"{ARN}:user/bob", groups=("Empty", "Bare")),
        User("eve", f"{ARN}:user/eve"),
        User("kim", f"{ARN}:user/kim", attached=(READ.arn,), boundary=SMALL.arn),
    ],
    [
        Group("Web", f"{ARN}:group/Web", inline=(inline("read", GET),)),
        Group("Freeze", f"{ARN}:group/Freeze", attached=(FREEZE.arn,)),
        Group("Empty", f"{ARN}:group/Empty"),
        Group("Bare", f"{ARN}:group/Bare"),
    ],
    [DEV, Role("Ops", f"{ARN}:role/Ops", PolicyDocument.parse(GET))],
    [FREEZE, READ, SMALL],
)


def simulate(who: str) -> EvaluationResult:
    return iamsim.simulate(ACCOUNT, who, "s3:GetObject", KEY)


def assume(own: str, trust: dict[str, Any]) -> EvaluationResult:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", **trust}
    policy = InlinePolicy("trust", PolicyDocument.parse(document(statement), "trust"))
    layers = Layers(
        (Source("user", "ana", (inline("own", own),)),),
        resource=Source("trust", "role Ops", (policy,)),
        resource_must_allow=True,
    )
    return TRUTH.evaluate(Request(ANA, "sts:AssumeRole", f"{ARN}:role/Ops"), layers)


# result, explanation, AWS's sentence (troubleshoot_access-denied) without its beginning
CASES = [
    pytest.param(
        evaluate(GET),
        """\
allowed: ana, s3:GetObject, b/k: an Allow matches, in policy-1, and no Deny does
  decides   policy-1 → Statement[0]
            Allow s3:GetObject on *""",
        None,
        id="an Allow",
    ),
    pytest.param(
        simulate("ana"),
        """\
explicitDeny: ana, s3:GetObject, b/k: a Deny matches, in Freeze (group Freeze), and a matching Deny decides
  decides   ana → group Freeze → managed policy Freeze → Statement[0]
            Deny s3:GetObject on arn:aws:s3:::b/*
  matches   ana → managed policy Read → Statement[0]
            Allow s3:GetObject on *
  matches   ana → group Web → inline policy read → Statement[0]
            Allow s3:GetObject on *""",
        f" with an explicit deny in an identity-based policy: {FREEZE.arn}",
        id="a Deny of a managed policy, which has an ARN",
    ),
    pytest.param(
        evaluate(PUT, NO_GET),
        """\
explicitDeny: ana, s3:GetObject, b/k: a Deny matches, in policy-2, and a matching Deny decides
  decides   policy-2 → Statement[0]
            Deny s3:GetObject on arn:aws:s3:::b/*""",
        " with an explicit deny in an identity-based policy",
        id="a Deny of an inline policy, which has none",
    ),
    pytest.param(
        evaluate(),
        "implicitDeny: ana, s3:GetObject, b/k: {nobody}: no policy was given",
        " because no identity-based policy allows the s3:GetObject action",
        id="no policy was given",
    ),
    pytest.param(
        simulate("eve"),
        "implicitDeny: eve, s3:GetObject, b/k: {nobody}: user eve has no policy and is in no group",
        f'User: {ARN}:user/eve is not authorized to perform: s3:GetObject on resource: "{KEY}"'
        " because no identity-based policy allows the s3:GetObject action",
        id="no policy and no group",
    ),
    pytest.param(
        simulate("bob"),
        "implicitDeny: bob, s3:GetObject, b/k: {nobody}: neither user bob nor group Empty nor group Bare has a policy",
        f'User: {ARN}:user/bob is not authorized to perform: s3:GetObject on resource: "{KEY}"'
        " because no identity-based policy allows the s3:GetObject action",
        id="groups without policies",
    ),
    pytest.param(
        simulate(f"{STS}:assumed-role/Ops/ria"),
        "implicitDeny: Ops/ria, s3:GetObject, b/k: {nobody}: role Ops has no policy",
        f'User: {STS}:assumed-role/Ops/ria is not authorized to perform: s3:GetObject on resource: "{KEY}"'
        " because no identity-based policy allows the s3:GetObject action",
        id="a role without policies",
    ),
    pytest.param(
        simulate(f"{STS}:assumed-role/Dev/ria"),
        """\
allowed: Dev/ria, s3:GetObject, b/k: an Allow matches, in own (own policy), and no Deny does
  decides   Dev/ria → inline policy own → Statement[0]
            Allow s3:GetObject on *""",
        None,
        id="a session",
    ),
    pytest.param(
        evaluate(
            allow("s3:GetObject", "arn:aws:s3:::c/*"),
            PUT,
            allow("ec2:*", "arn:aws:ec2:*"),
            document({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"ForAnyValue:StringEquals": {"aws:TagKeys": "c"}}}),
            document({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"Bool": {"aws:ViaAWSService": "true"}}}),
        ),
        """\
implicitDeny: ana, s3:GetObject, b/k: {nobody}: none of the 5 statements of ana's policies matches
  near miss policy-4 → Statement[0]
            Condition ForAnyValue:StringEquals aws:TagKeys is c; the request has a, b
  near miss policy-5 → Statement[0]
            Condition Bool aws:ViaAWSService is true; the request has nothing
  near miss policy-1 → Statement[0]
            Resource is arn:aws:s3:::c/*; the request has arn:aws:s3:::b/k
  and 2 more statements do not match""",
        " because no identity-based policy allows the s3:GetObject action",
        id="the three nearest misses, each by one element, those about the same action and resource first",
    ),
    pytest.param(
        evaluate(document({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"Bool": {"aws:ViaAWSService": "true"}}})),
        """\
implicitDeny: ana, s3:GetObject, b/k: {nobody}: the one statement of ana's policies does not match
  near miss policy-1 → Statement[0]
            Condition Bool aws:ViaAWSService is true; the request has nothing""",
        " because no identity-based policy allows the s3:GetObject action",
        id="a missing key",
    ),
    pytest.param(
        evaluate(allow("*"), scps=[[allow("*")], [allow("s3:ListBucket"), deny("ec2:*")]]),
        """\
implicitDeny: ana, s3:GetObject, b/k: an Allow matches, in policy-1, but the SCP at level 1 does not allow it
  matches   organization, root → scp-1 → Statement[0]
            Allow * on *
  matches   policy-1 → Statement[0]
            Allow * on *
  near miss organization, level 1 → scp-1 → Statement[0]
            Action is s3:ListBucket; the request has s3:GetObject
  and 1 more statement does not match""",
        " because no service control policy allows the s3:GetObject action",
        id="a silent SCP",
    ),
    pytest.param(
        evaluate(allow("*"), scps=[[allow("*"), NO_GET]]),
        """\
explicitDeny: ana, s3:GetObject, b/k: a Deny matches, in scp-2 (SCP at root), and a matching Deny decides
  decides   organization, root → scp-2 → Statement[0]
            Deny s3:GetObject on arn:aws:s3:::b/*
  matches   organization, root → scp-1 → Statement[0]
            Allow * on *
  matches   policy-1 → Statement[0]
            Allow * on *""",
        " with an explicit deny in a service control policy",
        id="an SCP that denies",
    ),
    pytest.param(
        simulate("kim"),
        """\
implicitDeny: kim, s3:GetObject, b/k: an Allow matches, in Read (own policy), but the boundary does not allow it
  matches   kim → managed policy Read → Statement[0]
            Allow s3:GetObject on *
  near miss kim → permissions boundary Small → Statement[0]
            Action is s3:PutObject; the request has s3:GetObject""",
        f'User: {ARN}:user/kim is not authorized to perform: s3:GetObject on resource: "{KEY}"'
        " because no permissions boundary allows the s3:GetObject action",
        id="a silent boundary",
    ),
    pytest.param(
        evaluate(allow("*"), boundary=NO_GET),
        """\
explicitDeny: ana, s3:GetObject, b/k: a Deny matches, in boundary (permissions boundary), and a matching Deny decides
  decides   ana → permissions boundary → Statement[0]
            Deny s3:GetObject on arn:aws:s3:::b/*
  matches   policy-1 → Statement[0]
            Allow * on *""",
        " with an explicit deny in a permissions boundary",
        id="a boundary that denies",
    ),
    pytest.param(
        evaluate(PUT, resource_policy=named("Allow", "*")),
        """\
allowed: ana, s3:GetObject, b/k: an Allow matches, in resource-policy (policy of the resource), and no Deny does
  decides   ana → policy of the resource → Statement[0]
            Allow s3:* on * for *""",
        None,
        id="a resource's policy that allows",
    ),
    pytest.param(
        evaluate(PUT, resource_policy=named("Allow", {"AWS": f"{ARN}:user/bob"})),
        """\
implicitDeny: ana, s3:GetObject, b/k: {nobody}: the one statement of ana's policies does not match
  near miss ana → policy of the resource → Statement[0]
            Principal is arn:aws:iam::123456789012:user/bob; the request has arn:aws:iam::123456789012:user/ana
  near miss policy-1 → Statement[0]
            Action is s3:PutObject; the request has s3:GetObject""",
        " because no identity-based policy allows the s3:GetObject action",
        id="a resource's policy that names another",
    ),
    pytest.param(
        evaluate(allow("*"), resource_policy=named("Deny", "*")),
        """\
explicitDeny: ana, s3:GetObject, b/k: a Deny matches, in resource-policy (policy of the resource), and a matching Deny decides
  decides   ana → policy of the resource → Statement[0]
            Deny s3:* on * for *
  matches   policy-1 → Statement[0]
            Allow * on *""",
        " with an explicit deny in a resource-based policy",
        id="a resource's policy that denies",
    ),
    pytest.param(
        evaluate(allow("*"), resource_policy=excepting(ANA, f"{ARN}:root"), boundary=allow("*")),
        """\
explicitDeny: ana, s3:GetObject, b/k: a Deny matches, in resource-policy (policy of the resource), and a matching Deny decides
  decides   ana → policy of the resource → Statement[0]
            Deny s3:* on * for all but arn:aws:iam::123456789012:user/ana, arn:aws:iam::123456789012:root
            NotPrincipal excepts nobody who has a permissions boundary
  matches   policy-1 → Statement[0]
            Allow * on *
  matches   ana → permissions boundary → Statement[0]
            Allow * on *""",
        " with an explicit deny in a resource-based policy",
        id="NotPrincipal and a boundary",
    ),
    pytest.param(
        evaluate(resource_policy=excepting(ANA)),
        f"""\
explicitDeny: ana, s3:GetObject, b/k: a Deny matches, in resource-policy (policy of the resource), and a matching Deny decides
  decides   ana → policy of the resource → Statement[0]
            Deny s3:* on * for all but arn:aws:iam::123456789012:user/ana
            NotPrincipal excepts ana for certain only beside {ARN}:root""",
        " with an explicit deny in a resource-based policy",
        id="NotPrincipal without the account",
    ),
    pytest.param(
        evaluate(resource_policy=excepting(f"{ARN}:user/bob")),
        """\
explicitDeny: ana, s3:GetObject, b/k: a Deny matches, in resource-policy (policy of the resource), and a matching Deny decides
  decides   ana → policy of the resource → Statement[0]
            Deny s3:* on * for all but arn:aws:iam::123456789012:user/bob""",
        " with an explicit deny in a resource-based policy",
        id="NotPrincipal that names another",
    ),
    pytest.param(
        call("sts:GetCallerIdentity", deny("sts:*")),
        """\
allowed: ana, sts:GetCallerIdentity, *: it needs no permission: no Deny stops sts:GetCallerIdentity, because a denial would name the caller too
  matches   policy-1 → Statement[0]
            Deny sts:* on *""",
        None,
        id="a call that needs no permission",
    ),
    pytest.param(
        call("sts:GetSessionToken", allow("*"), who=f"{STS}:assumed-role/Dev/ria"),
        """\
implicitDeny: Dev/ria, sts:GetSessionToken, *: the service does not allow it: AWS STS gives session tokens to users and to the root user, not to a session
  matches   policy-1 → Statement[0]
            Allow * on *""",
        "Cannot call GetSessionToken with session credentials",
        id="a call that the service refuses",
    ),
    pytest.param(
        call("sts:AssumeRoot", who=f"{ARN}:root"),
        "implicitDeny: root, sts:AssumeRoot, *: the service does not allow it: AWS STS takes no root user's credentials for sts:AssumeRoot",
        None,
        id="a call that the service refuses in words that nobody recorded",
    ),
    pytest.param(
        evaluate(resource="*"),
        "implicitDeny: ana, s3:GetObject, *: {nobody}: no policy was given",
        f"User: {ANA} is not authorized to perform: s3:GetObject"
        " because no identity-based policy allows the s3:GetObject action",
        id="an action without a resource",
    ),
    pytest.param(
        evaluate(who=f"{ARN}:root"),
        "allowed: root, s3:GetObject, b/k: it is the root user, whom no identity-based policy limits",
        None,
        id="root",
    ),
    pytest.param(
        assume(allow("*"), {"Principal": {"AWS": f"{ARN}:user/bob"}}),
        """\
implicitDeny: ana, sts:AssumeRole, Ops: an Allow matches, in own (own policy), but the trust policy does not allow it
  matches   ana → inline policy own → Statement[0]
            Allow * on *
  near miss ana → trust policy of role Ops → Statement[0]
            Principal is arn:aws:iam::123456789012:user/bob; the request has arn:aws:iam::123456789012:user/ana""",
        f"User: {ANA} is not authorized to perform: sts:AssumeRole on resource: {ARN}:role/Ops"
        " because no role trust policy allows the sts:AssumeRole action",
        id="a trust policy that names another",
    ),
    pytest.param(
        assume(allow("*"), {"Effect": "Deny", "Principal": {"AWS": "*"}}),
        """\
explicitDeny: ana, sts:AssumeRole, Ops: a Deny matches, in trust (trust policy of role Ops), and a matching Deny decides
  decides   ana → trust policy of role Ops → Statement[0]
            Deny sts:AssumeRole for *
  matches   ana → inline policy own → Statement[0]
            Allow * on *""",
        f"User: {ANA} is not authorized to perform: sts:AssumeRole on resource: {ARN}:role/Ops"
        " with an explicit deny in the role trust policy",
        id="a trust policy that denies",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("result", "explanation", "aws_sentence"), CASES)
def test_a_result_in_words(result: EvaluationResult, explanation: str, aws_sentence: str | None) -> None:
    assert iamsim.explain(result) == explanation.replace("{nobody}", decision_words(Decision.IMPLICIT_DENY))
    whole = SAID + aws_sentence if aws_sentence and aws_sentence.startswith(" ") else aws_sentence
    assert iamsim.access_denied_message(result) == whole


@pytest.mark.parametrize(
    ("result", "words"),
    [
        pytest.param(evaluate(GET), "Allowed: an Allow matches, in policy-1, and no Deny does.", id="one Allow"),
        pytest.param(
            call("sts:GetSessionToken"),
            "It needs no permission (allowed): no policy controls sts:GetSessionToken, because it is part of authentication.",
            id="a call that needs no permission",
        ),
        pytest.param(
            call("sts:AssumeRole", allow("*"), who=f"{ARN}:root"),
            "The service does not allow it (implicitDeny): the root user can assume no role, also where the trust policy names the account.",
            id="a call that the service refuses",
        ),
        pytest.param(
            evaluate(GET, GET), "Allowed: an Allow matches, in policy-1 and policy-2, and no Deny does.", id="two sources are both named"
        ),
        pytest.param(
            simulate("ana"),
            "{Denied} (explicitDeny): a Deny matches, in Freeze (group Freeze), and a matching Deny decides.",
            id="a Deny decides",
        ),
        pytest.param(
            evaluate(PUT), "{Nobody} (implicitDeny): the one statement of ana's policies does not match.", id="one statement, and it does not match"
        ),
        pytest.param(
            evaluate(PUT, PUT), "{Nobody} (implicitDeny): none of the 2 statements of ana's policies matches.", id="several, and none matches"
        ),
        pytest.param(
            simulate("eve"), "{Nobody} (implicitDeny): user eve has no policy and is in no group.", id="no policy at all"
        ),
        pytest.param(
            evaluate(GET, scps=[[allow("ec2:*")]]),
            "The SCP at root does not allow it (implicitDeny): an Allow matches, in policy-1, and alone it is not enough.",
            id="a limit refuses",
        ),
        pytest.param(
            evaluate(PUT, scps=[[allow("ec2:*")]]),
            "The SCP at root does not allow it (implicitDeny): none of ana's policies allows it either.",
            id="a limit refuses, and so does everything else",
        ),
        pytest.param(
            evaluate(PUT, PUT, scps=[[allow("*")]]),
            "{Nobody} (implicitDeny): none of the 2 statements of ana's policies matches.",
            id="a limit gives nothing, and is no statement of hers",
        ),
        pytest.param(
            evaluate(scps=[[allow("*")]]),
            "{Nobody} (implicitDeny): no policy was given.",
            id="without a policy a limit gives nothing",
        ),
    ],
)
def test_a_result_in_one_sentence(result: EvaluationResult, words: str) -> None:
    denied, nobody = decision_words(Decision.EXPLICIT_DENY), decision_words(Decision.IMPLICIT_DENY)
    expected = words.replace("{Denied}", denied[0].upper() + denied[1:]).replace("{Nobody}", nobody[0].upper() + nobody[1:])
    assert sentence(result) == expected


def one_statement(**elements: Any) -> dict[str, Any]:
    return document({"Effect": "Allow", "Action": "s3:*", "Resource": "*", **elements})


OTHER_NETWORKS = {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
IF_MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
BRIEFLY = [
    pytest.param(call("sts:GetCallerIdentity"), "it needs no permission: no Deny stops sts:GetCallerIdentity, because a denial would name the caller too", id="the service decides"),
    pytest.param(evaluate(PUT, GET, GET), "policy-2 says Allow s3:GetObject on *", id="the first Allow"),
    pytest.param(simulate("ana"), "Freeze (group Freeze) says Deny s3:GetObject on b/*", id="a Deny"),
    pytest.param(
        evaluate(one_statement(Effect="Deny", Condition=OTHER_NETWORKS)),
        "policy-1 says Deny s3:* on * if NotIpAddress aws:SourceIp 203.0.113.0/24 (without aws:SourceIp, NotIpAddress is true)",
        id="a Deny that is true without its key",
    ),
    pytest.param(evaluate(who=f"{ARN}:root"), "it is the root user, whom no identity-based policy limits", id="root needs no statement"),
    pytest.param(simulate("kim"), "the boundary does not allow it: it is about s3:PutObject, not s3:GetObject", id="a boundary, and its near miss"),
    pytest.param(evaluate(GET, scps=[[deny("ec2:*")]]), "the SCP at root does not allow it", id="an SCP without an Allow"),
    pytest.param(evaluate(PUT, deny("ec2:*")), "no Allow matches; a near miss, policy-1, is about s3:PutObject, not s3:GetObject", id="a near miss"),
    pytest.param(
        evaluate(resource_policy=named("Allow", {"AWS": f"{ARN}:user/bob"})),
        f"no Allow matches; a near miss, resource-policy (policy of the resource), does not match: its Principal is {ARN}:user/bob; the request has {ANA}",
        id="a near miss in the resource's policy",
    ),
    pytest.param(
        evaluate(one_statement(Resource="arn:aws:s3:::c/*", Condition=IF_MFA)),
        "no Allow matches; policy-1, is about c/*, not b/k, the first of 2 elements that do not match",
        id="two elements fail, and the action is the request's",
    ),
    pytest.param(evaluate(allow("ec2:*", "arn:aws:ec2:*"), deny("x:y")), "no Allow that reaches ana is about s3:GetObject", id="two elements fail, and it is about something else"),
    pytest.param(evaluate(deny("ec2:*"), boundary=allow("*")), "ana has no Allow, and is in no group that has one", id="no Allow but a boundary's"),
]  # fmt: skip


@pytest.mark.parametrize(("result", "words"), BRIEFLY)
def test_the_reason_in_short(result: EvaluationResult, words: str) -> None:
    assert brief_reason(result) == words


# What a policy of AWS's holds: 1,600 actions of 20 services in one statement.
READ_ONLY_ACTIONS = [
    f"{service}:{verb}{noun}"
    for service in ("s3", "dynamodb", *(f"service{number}" for number in range(18)))
    for verb in ("Get", "List", "Describe", "BatchGet", "Search")
    for noun in ("Table*", "Item", *(f"Thing{number}" for number in range(14)))
]
READ_ONLY = document({"Sid": "ReadAll", "Effect": "Allow", "Action": READ_ONLY_ACTIONS, "Resource": "*"})
MANY_STATEMENTS = document(*[
    {
        "Sid": f"Part{number}", "Effect": "Allow", "Action": READ_ONLY_ACTIONS[number * 8 : number * 8 + 8],
        "Resource": [f"arn:aws:s3:::bucket-{number}-{part}/*" for part in range(40)],
        "Condition": {"StringEquals": {"aws:ResourceAccount": [str(number)] * 30}},
    }
    for number in range(200)
])  # fmt: skip


def ask(action: str, *policies: Any, resource: str = KEY, **context: Any) -> EvaluationResult:
    return iamsim.evaluate(Request(ANA, action, resource, {"aws:PrincipalTag/teams": ["a", "b"], **context}), policies)


@pytest.mark.parametrize(
    ("result", "lines"),
    [
        pytest.param(
            ask("dynamodb:GetTables", READ_ONLY),
            ["decides   policy-1 → ReadAll", "Allow dynamodb:GetTable* and 1,599 more on *"],
            id="the action that matches, of many",
        ),
        pytest.param(
            ask("dynamodb:GetItems", READ_ONLY),
            ["near miss policy-1 → ReadAll", "Action is dynamodb:GetItem (closest) and 1,599 more; the request has dynamodb:GetItems"],
            id="the action that comes closest, of many",
        ),
        pytest.param(
            ask("sqs:SendMessage", READ_ONLY),
            ["near miss policy-1 → ReadAll", "Action is s3:GetTable* and 1,599 more, none of them of sqs; the request has sqs:SendMessage"],
            id="no action of the service, of many",
        ),
        pytest.param(
            ask("s3:GetObject", allow("s3:*", [f"arn:aws:s3:::{bucket}/*" for bucket in ("x", "b2", "y", "z", "zz")])),
            ["near miss policy-1 → Statement[0]", f"Resource is arn:aws:s3:::b2/* (closest) and 4 more; the request has {KEY}"],
            id="the resource that comes closest, of many",
        ),
        pytest.param(
            ask("s3:GetObject", allow("s3:*", ["arn:aws:s3:::x/*", "arn:aws:s3:::b2/*"])),
            ["near miss policy-1 → Statement[0]", f"Resource is arn:aws:s3:::x/*, arn:aws:s3:::b2/* (closest); the request has {KEY}"],
            id="the resource that comes closest, of a few",
        ),
        pytest.param(
            ask("s3:GetObject", document({"Effect": "Allow", "NotAction": ["iam:*", "s3:Get*"], "Resource": "*"})),
            ["near miss policy-1 → Statement[0]", "NotAction is iam:*, s3:Get* (matches); the request has s3:GetObject"],
            id="the value of NotAction that matches",
        ),
        pytest.param(
            ask("s3:GetObject", allow("s3:*", "arn:aws:s3:::home/${aws:username}/*")),
            [
                "near miss policy-1 → Statement[0]",
                f"Resource is arn:aws:s3:::home/${{aws:username}}/* (read as arn:aws:s3:::home/ana/*); the request has {KEY}",
            ],
            id="a variable with a value",
        ),
        pytest.param(
            ask("s3:GetObject", allow("s3:*", "arn:aws:s3:::${aws:PrincipalTag/team}/${aws:PrincipalTag/teams}")),
            [
                "near miss policy-1 → Statement[0]",
                (
                    "Resource is arn:aws:s3:::${aws:PrincipalTag/team}/${aws:PrincipalTag/teams} (aws:PrincipalTag/team has no value, "
                    f"aws:PrincipalTag/teams has several values); the request has {KEY}"
                ),
            ],
            id="variables without a value, or with several",
        ),
        pytest.param(
            ask("s3:GetObject", allow("s3:*", "arn:aws:s3:::${aws:username, 'all'}/*"), resource="arn:aws:s3:::ana/k"),
            ["decides   policy-1 → Statement[0]", "Allow s3:* on arn:aws:s3:::${aws:username, 'all'}/* (read as arn:aws:s3:::ana/*)"],
            id="a variable in a statement that matches",
        ),
        pytest.param(
            ask("s3:GetObject", document({"Sid": "Own", "Effect": "Allow", "Action": "s3:Put*", "Resource": "arn:aws:s3:::c/*"})),
            ["no match  policy-1 → Own", f"fails on 2 elements: Action is s3:Put*; the request has s3:GetObject. Resource is arn:aws:s3:::c/*; the request has {KEY}"],
            id="two elements that fail are both said",
        ),
    ],
)  # fmt: skip
def test_long_lists_and_variables_in_few_words(result: EvaluationResult, lines: list[str]) -> None:
    assert [line.strip() for line in iamsim.explain(result).splitlines()[1:3]] == lines


@pytest.mark.parametrize("action", ["dynamodb:GetItem", "dynamodb:PutItem", "sqs:SendMessage"])
@pytest.mark.parametrize("policies", [[READ_ONLY], [MANY_STATEMENTS], [READ_ONLY, MANY_STATEMENTS] * 5, [deny("*")] * 12])
def test_no_policy_takes_more_than_a_screen(action: str, policies: list[Any]) -> None:
    words = iamsim.explain(ask(action, *policies))
    assert len(words) <= 4000
    assert max(map(len, words.splitlines())) <= 600


@pytest.mark.parametrize(
    ("resource", "scps"),
    [
        pytest.param("arn:aws:s3:::r", (), id="statements that decide"),
        pytest.param("arn:aws:s3:::r", [[PUT]], id="statements that match"),
        pytest.param("arn:aws:s3:::" + "a" * 1000, (), id="near misses"),
    ],
)
def test_the_longest_names_and_values_still_fit(resource: str, scps: Any) -> None:
    long_values = [f"arn:aws:s3:::{letter * 1000}" for letter in "abcd"]
    condition = {"StringNotLike": {f"aws:PrincipalTag/{'k' * 128}": long_values}}
    statements = [
        {"Sid": letter * 500, "Effect": "Allow", "Action": "s3:*", "NotResource": long_values, "Condition": condition}
        for letter in "ABCDEF"
    ]
    # reference_iam-quotas: names of policies have up to 128 characters, those of users 64
    policies = tuple(InlinePolicy(f"{number}{'n' * 127}", PolicyDocument.parse(document(*statements))) for number in range(9))
    user = User("u" * 64, f"{ARN}:user/{'u' * 64}", inline=policies)
    result = iamsim.simulate(build_account("123456789012", [user]), user.name, "s3:GetObject", resource, scps=scps)
    words = iamsim.explain(result)
    assert " more statements" in words
    assert len(words) <= 4000
    assert max(len(line) for line in words.splitlines() if line.startswith(" " * 12)) <= 500


def test_statements_that_are_not_shown_are_counted() -> None:
    many = [allow("s3:GetObject", "arn:aws:s3:::c/*")] * 3 + [allow("ec2:*")] * 4
    assert iamsim.explain(evaluate(*many)).splitlines()[-1] == "  and 4 more statements do not match"
    assert iamsim.explain(evaluate(*many[:4])).splitlines()[-1] == "  and 1 more statement does not match"
    assert "more statement" not in iamsim.explain(evaluate(*many[:3]))
    lines = iamsim.explain(evaluate(*[GET] * 7)).splitlines()
    assert lines[0].endswith("an Allow matches, in policy-1 and policy-2 and 5 more statements, and no Deny does")
    assert lines[-1] == "  and 2 more statements decide"
    assert iamsim.explain(evaluate(*[GET] * 4, NO_GET)).splitlines()[-1] == "  and 1 more statement matches"
    assert iamsim.explain(evaluate(*[GET] * 5, NO_GET)).splitlines()[-1] == "  and 2 more statements match"


def test_each_decision_and_effect_has_words_of_its_own() -> None:
    for words in (decision_words, short_decision_words):
        assert len({words(decision) for decision in Decision} - {""}) == len(Decision)
    assert all(" " not in short_decision_words(decision) for decision in Decision)
    assert len({effect_words(effect) for effect in Effect} - {""}) == len(Effect)
    assert (dependence_words(), dependence_words(["a", "b"])) == ("depends", "depends on a and b")
    assert check_question("the boundary") == "does the boundary allow it?"
    assert {check_question(), DENY_QUESTION} == {"any Allow?", "any Deny?"}


def test_a_session_that_not_principal_names_alone_lacks_its_account_and_its_role() -> None:
    session = f"{STS}:assumed-role/Dev/ria"
    (entry,) = evaluate(who=session, resource_policy=excepting(session)).trace
    assert not_principal_note(entry) == f"NotPrincipal excepts Dev/ria for certain only beside {ARN}:root and {ARN}:role/Dev"


def test_denies_alone_are_no_near_miss() -> None:
    both = "implicitDeny: ana, s3:GetObject, b/k: {nobody}: all 2 statements of ana's policies are Denies"
    nobody = decision_words(Decision.IMPLICIT_DENY)
    assert iamsim.explain(evaluate(deny("ec2:*"), deny("s3:Put*"))) == both.replace("{nobody}", nobody)
    assert iamsim.explain(evaluate(deny("ec2:*"))).endswith("the one statement of ana's policies is a Deny")


def account_of_ana(own: str = "", group: str = "") -> iamsim.Account:
    """An account of ana, who has perhaps an inline policy and is perhaps in a group with one."""
    iam = iamsim.client("iam")
    iam.create_user(UserName="ana")
    if own:
        iam.put_user_policy(UserName="ana", PolicyName="own", PolicyDocument=own)
    if group:
        iam.create_group(GroupName="Web")
        iam.put_group_policy(GroupName="Web", PolicyName="site", PolicyDocument=group)
        iam.add_user_to_group(GroupName="Web", UserName="ana")
    account: iamsim.Account = iam.account
    return account


_GET, _NO_GET = iamsim.allow("s3:GetObject"), iamsim.deny("s3:GetObject")
_FOR_ANA = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:user/ana"},
        "Action": "s3:GetObject",
        "Resource": "*",
    },
}


@pytest.mark.parametrize(
    ("account", "more", "words"),
    [
        pytest.param(
            account_of_ana(_GET), {"scps": [[iamsim.allow("sqs:*")]]},
            "the SCP at root does not allow it, and only the organization's management account can edit it", id="an SCP is silent",
        ),
        pytest.param(
            account_of_ana(_NO_GET), {"scps": [[iamsim.allow("*")], [_NO_GET]]},
            "the SCP at level 1 denies it, and only the organization's management account can edit it", id="an SCP denies",
        ),
        pytest.param(
            account_of_ana(_NO_GET), {"scps": [[iamsim.allow("sqs:*")], [_NO_GET]]},
            "the SCP at level 1 denies it, and only the organization's management account can edit it", id="a Deny is named before a silent SCP",
        ),
        pytest.param(
            account_of_ana(), {"resource_policy": _FOR_ANA},
            "the resource's policy allows it, and the account's file does not hold it", id="a resource's policy allows",
        ),
        pytest.param(
            account_of_ana(_NO_GET, _NO_GET), {},
            "no single edit is enough: a Deny matches, in own (own policy) and site (group Web), and a matching Deny decides",
            id="two Denies",
        ),
        pytest.param(
            account_of_ana(_GET, _GET), {},
            "it is allowed on several ways, in own (own policy) and site (group Web): any edit leaves one", id="two Allows",
        ),
    ],
)  # fmt: skip
def test_why_no_single_edit_turns_a_decision(account: iamsim.Account, more: dict[str, Any], words: str) -> None:
    assert no_changes(iamsim.simulate(account, "ana", "s3:GetObject", **more)) == words


def test_a_trust_policy_is_the_accounts_own_to_edit() -> None:
    trust = document({"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"})
    role = Role("Ops", f"{ARN}:role/Ops", PolicyDocument.parse(trust, "trust"))
    account = account_of_ana(allow("sts:*")).with_identity(role)
    assert no_changes(iamsim.simulate(account, "ana", "sts:AssumeRole", role.arn)) == (
        "no single edit is enough: a Deny matches, in trust policy (trust policy of Ops), and a matching Deny decides"
    )


def test_why_no_edit_turns_what_no_policy_decides() -> None:
    account = account_of_ana()
    result = iamsim.simulate(account, "ana", "sts:GetCallerIdentity")
    assert result.service_rule is not None
    assert no_changes(result) == f"no policy decides it: {result.service_rule.reason}"
    root = iamsim.simulate(account, account.root_arn, "s3:GetObject")
    assert no_changes(root) == "no policy of the account allows or limits the root user"
