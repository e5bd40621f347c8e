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
from iamsim.decision.explain import decision_words, near_misses, refusing_check, sentence, short_name
from iamsim.decision.layers import Layers
from iamsim.decision.result import CheckType, Decision, EvaluationResult
from iamsim.policy import PolicyDocument, Request, allow, deny

ARN, STS = "arn:aws:iam::123456789012", "arn:aws:sts::123456789012"
ANA = f"{ARN}:user/ana"
KEY = "arn:aws:s3:::b/k"
GET, PUT = allow("s3:GetObject"), allow("s3:PutObject")
NO_GET = deny("s3:GetObject", "arn:aws:s3:::b/*")
SAID = f"User: {ANA} is not authorized to perform: s3:GetObject on resource: {KEY}"


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
  decides   policy-1 → statement 1
            Allow s3:GetObject on *""",
        None,
        id="an Allow",
    ),
    pytest.param(
        simulate("ana"),
        """\
explicitDeny: ana, s3:GetObject, b/k: a Deny matches, in Freeze (group Freeze), and a matching Deny decides
  decides   ana → group Freeze → managed policy Freeze → statement 1
            Deny s3:GetObject on arn:aws:s3:::b/*
  matches   ana → managed policy Read → statement 1
            Allow s3:GetObject on *
  matches   ana → group Web → inline policy read → statement 1
            Allow s3:GetObject on *""",
        f" with an explicit deny in an identity-based policy: {FREEZE.arn}",
        id="a Deny of a managed policy, which has an ARN",
    ),
    pytest.param(
        evaluate(PUT, NO_GET),
        """\
explicitDeny: ana, s3:GetObject, b/k: a Deny matches, in policy-2, and a matching Deny decides
  decides   policy-2 → statement 1
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
        f"User: {ARN}:user/eve is not authorized to perform: s3:GetObject on resource: {KEY}"
        " because no identity-based policy allows the s3:GetObject action",
        id="no policy and no group",
    ),
    pytest.param(
        simulate("bob"),
        "implicitDeny: bob, s3:GetObject, b/k: {nobody}: neither user bob nor group Empty, group Bare has a policy",
        f"User: {ARN}:user/bob is not authorized to perform: s3:GetObject on resource: {KEY}"
        " because no identity-based policy allows the s3:GetObject action",
        id="groups without policies",
    ),
    pytest.param(
        simulate(f"{STS}:assumed-role/Ops/ria"),
        "implicitDeny: Ops/ria, s3:GetObject, b/k: {nobody}: role Ops has no policy",
        f"User: {STS}:assumed-role/Ops/ria is not authorized to perform: s3:GetObject on resource: {KEY}"
        " because no identity-based policy allows the s3:GetObject action",
        id="a role without policies",
    ),
    pytest.param(
        simulate(f"{STS}:assumed-role/Dev/ria"),
        """\
allowed: Dev/ria, s3:GetObject, b/k: an Allow matches, in own (own policy), and no Deny does
  decides   Dev/ria → inline policy own → statement 1
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
  near miss policy-1 → statement 1
            Resource is arn:aws:s3:::c/*; the request has arn:aws:s3:::b/k
  near miss policy-4 → statement 1
            Condition ForAnyValue:StringEquals aws:TagKeys is c; the request has a, b
  near miss policy-5 → statement 1
            Condition Bool aws:ViaAWSService is true; the request has nothing""",
        " because no identity-based policy allows the s3:GetObject action",
        id="the three nearest misses, each by one element, those about the same action first",
    ),
    pytest.param(
        evaluate(document({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"Bool": {"aws:ViaAWSService": "true"}}})),
        """\
implicitDeny: ana, s3:GetObject, b/k: {nobody}: the one statement of ana's policies does not match
  near miss policy-1 → statement 1
            Condition Bool aws:ViaAWSService is true; the request has nothing""",
        " because no identity-based policy allows the s3:GetObject action",
        id="a missing key",
    ),
    pytest.param(
        evaluate(allow("*"), scps=[[allow("*")], [allow("s3:ListBucket"), deny("ec2:*")]]),
        """\
implicitDeny: ana, s3:GetObject, b/k: an Allow matches, in policy-1, but the SCP at level 1 does not allow it
  matches   organization, root → scp-1 → statement 1
            Allow * on *
  matches   policy-1 → statement 1
            Allow * on *
  near miss organization, level 1 → scp-1 → statement 1
            Action is s3:ListBucket; the request has s3:GetObject""",
        " because no service control policy allows the s3:GetObject action",
        id="a silent SCP",
    ),
    pytest.param(
        evaluate(allow("*"), scps=[[allow("*"), NO_GET]]),
        """\
explicitDeny: ana, s3:GetObject, b/k: a Deny matches, in scp-2 (SCP at root), and a matching Deny decides
  decides   organization, root → scp-2 → statement 1
            Deny s3:GetObject on arn:aws:s3:::b/*
  matches   organization, root → scp-1 → statement 1
            Allow * on *
  matches   policy-1 → statement 1
            Allow * on *""",
        " with an explicit deny in a service control policy",
        id="an SCP that denies",
    ),
    pytest.param(
        simulate("kim"),
        """\
implicitDeny: kim, s3:GetObject, b/k: an Allow matches, in Read (own policy), but the boundary does not allow it
  matches   kim → managed policy Read → statement 1
            Allow s3:GetObject on *
  near miss kim → permissions boundary Small → statement 1
            Action is s3:PutObject; the request has s3:GetObject""",
        f"User: {ARN}:user/kim is not authorized to perform: s3:GetObject on resource: {KEY}"
        " because no permissions boundary allows the s3:GetObject action",
        id="a silent boundary",
    ),
    pytest.param(
        evaluate(allow("*"), boundary=NO_GET),
        """\
explicitDeny: ana, s3:GetObject, b/k: a Deny matches, in boundary (permissions boundary), and a matching Deny decides
  decides   ana → permissions boundary → statement 1
            Deny s3:GetObject on arn:aws:s3:::b/*
  matches   policy-1 → statement 1
            Allow * on *""",
        " with an explicit deny in a permissions boundary",
        id="a boundary that denies",
    ),
    pytest.param(
        evaluate(PUT, resource_policy=named("Allow", "*")),
        """\
allowed: ana, s3:GetObject, b/k: an Allow matches, in resource-policy (policy of the resource), and no Deny does
  decides   ana → policy of the resource → statement 1
            Allow s3:* on *""",
        None,
        id="a resource's policy that allows",
    ),
    pytest.param(
        evaluate(PUT, resource_policy=named("Allow", {"AWS": f"{ARN}:user/bob"})),
        """\
implicitDeny: ana, s3:GetObject, b/k: {nobody}: the one statement of ana's policies does not match
  near miss ana → policy of the resource → statement 1
            Principal is arn:aws:iam::123456789012:user/bob; the request has arn:aws:iam::123456789012:user/ana
  near miss policy-1 → statement 1
            Action is s3:PutObject; the request has s3:GetObject""",
        " because no identity-based policy allows the s3:GetObject action",
        id="a resource's policy that names another",
    ),
    pytest.param(
        evaluate(allow("*"), resource_policy=named("Deny", "*")),
        """\
explicitDeny: ana, s3:GetObject, b/k: a Deny matches, in resource-policy (policy of the resource), and a matching Deny decides
  decides   ana → policy of the resource → statement 1
            Deny s3:* on *
  matches   policy-1 → statement 1
            Allow * on *""",
        " with an explicit deny in a resource-based policy",
        id="a resource's policy that denies",
    ),
    pytest.param(
        evaluate(allow("*"), resource_policy=excepting(ANA, f"{ARN}:root"), boundary=allow("*")),
        """\
explicitDeny: ana, s3:GetObject, b/k: a Deny matches, in resource-policy (policy of the resource), and a matching Deny decides
  decides   ana → policy of the resource → statement 1
            Deny s3:* on *
            NotPrincipal excepts nobody who has a permissions boundary
  matches   policy-1 → statement 1
            Allow * on *
  matches   ana → permissions boundary → statement 1
            Allow * on *""",
        " with an explicit deny in a resource-based policy",
        id="NotPrincipal and a boundary",
    ),
    pytest.param(
        evaluate(resource_policy=excepting(ANA)),
        f"""\
explicitDeny: ana, s3:GetObject, b/k: a Deny matches, in resource-policy (policy of the resource), and a matching Deny decides
  decides   ana → policy of the resource → statement 1
            Deny s3:* on *
            NotPrincipal excepts ana for certain only beside {ARN}:root""",
        " with an explicit deny in a resource-based policy",
        id="NotPrincipal without the account",
    ),
    pytest.param(
        evaluate(resource_policy=excepting(f"{ARN}:user/bob")),
        """\
explicitDeny: ana, s3:GetObject, b/k: a Deny matches, in resource-policy (policy of the resource), and a matching Deny decides
  decides   ana → policy of the resource → statement 1
            Deny s3:* on *""",
        " with an explicit deny in a resource-based policy",
        id="NotPrincipal that names another",
    ),
    pytest.param(
        call("sts:GetCallerIdentity", deny("sts:*")),
        """\
allowed: ana, sts:GetCallerIdentity, *: it needs no permission: no Deny stops sts:GetCallerIdentity, because a denial would name the caller too
  matches   policy-1 → statement 1
            Deny sts:* on *""",
        None,
        id="a call that needs no permission",
    ),
    pytest.param(
        call("sts:GetSessionToken", allow("*"), who=f"{STS}:assumed-role/Dev/ria"),
        """\
implicitDeny: Dev/ria, sts:GetSessionToken, *: the service does not allow it: AWS STS gives session tokens to users and to the root user, not to a session
  matches   policy-1 → statement 1
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
  matches   ana → inline policy own → statement 1
            Allow * on *
  near miss ana → trust policy of role Ops → statement 1
            Principal is arn:aws:iam::123456789012:user/bob; the request has arn:aws:iam::123456789012:user/ana""",
        f"User: {ANA} is not authorized to perform: sts:AssumeRole on resource: {ARN}:role/Ops"
        " because no role trust policy allows the sts:AssumeRole action",
        id="a trust policy that names another",
    ),
    pytest.param(
        assume(allow("*"), {"Effect": "Deny", "Principal": "*"}),
        """\
explicitDeny: ana, sts:AssumeRole, Ops: a Deny matches, in trust (trust policy of role Ops), and a matching Deny decides
  decides   ana → trust policy of role Ops → statement 1
            Deny sts:AssumeRole
  matches   ana → inline policy own → statement 1
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


def test_explicit_denies_are_blamed_before_implicit_ones() -> None:
    # troubleshoot_access-denied: "AWS includes only one of those policy types in the error message"
    result = evaluate(scps=[[PUT]], boundary=NO_GET)
    check = refusing_check(result)
    assert check is not None
    assert check.type is CheckType.PERMISSIONS_BOUNDARY
    both = refusing_check(evaluate(PUT, scps=[[GET], [PUT]], boundary=PUT))
    assert both is not None
    assert (both.type, both.target) == (CheckType.SERVICE_CONTROL_POLICY, "level 1")
    assert refusing_check(evaluate(GET)) is None


def test_nearest_misses_are_as_many_as_asked_for() -> None:
    result = evaluate(PUT, PUT, deny("s3:PutObject"), PUT, PUT)
    assert [one.policy.name for one in near_misses(result)] == ["policy-1", "policy-2", "policy-4"]
    assert len(near_misses(result, 1)) == 1
    assert near_misses(evaluate(GET, PUT)) == ()


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        (ANA, "ana"),
        (f"{ARN}:user/web/ana", "ana"),
        (f"{STS}:assumed-role/Dev/ria", "Dev/ria"),
        (f"{ARN}:root", "root"),
        (KEY, "b/k"),
        ("arn:aws:lambda:eu-west-1:1:function:f", "function:f"),
        ("*", "*"),
        ("ana", "ana"),
    ],
)
def test_short_names(arn: str, name: str) -> None:
    assert short_name(arn) == name
