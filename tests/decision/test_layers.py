"""Limits and grants: SCPs, boundaries, policies of resources and trust policies beside the identity's own policies."""

from __future__ import annotations

from typing import Any

import pytest

import iamsim
from iamsim.account import InlinePolicy, Source
from iamsim.decision.engine import TRUTH
from iamsim.decision.layers import Grant, Layers
from iamsim.decision.result import Decision, EvaluationResult
from iamsim.policy import PolicyDocument, Request, allow, deny

ARN, STS = "arn:aws:iam::123456789012", "arn:aws:sts::123456789012"
ANA, SESSION, ROOT = f"{ARN}:user/ana", f"{STS}:assumed-role/Dev/ria", f"{ARN}:root"
KEY = "arn:aws:s3:::b/k"
GET, PUT = allow("s3:GetObject"), allow("s3:PutObject")
NO_GET = deny("s3:GetObject")

A, X, I = Decision.ALLOWED, Decision.EXPLICIT_DENY, Decision.IMPLICIT_DENY  # noqa: E741 - as in AWS's tables


def bucket(principal: Any, effect: str = "Allow", element: str = "Principal", **more: Any) -> dict[str, Any]:
    named = principal if principal == "*" else {"AWS": principal}
    statement = {"Effect": effect, element: named, "Action": "s3:GetObject", "Resource": "*", **more}
    return {"Version": "2012-10-17", "Statement": [statement]}


def both(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """One policy with the statements of two."""
    return one | {"Statement": one["Statement"] + other["Statement"]}


def checks_of(result: EvaluationResult) -> str:
    """The checks in short: `PRINCIPAL ALLOW, PERMISSIONS_BOUNDARY IMPLICIT_DENY`."""
    return ", ".join(f"{check.type} {check.effect}" for check in result.checks)


LAYERED = [
    # access_policies_boundaries
    pytest.param({"own": [GET], "boundary": GET}, A, "PRINCIPAL ALLOW, PERMISSIONS_BOUNDARY ALLOW", id="boundary: both allow"),
    pytest.param({"own": [GET], "boundary": PUT}, I, "PRINCIPAL ALLOW, PERMISSIONS_BOUNDARY IMPLICIT_DENY", id="boundary: it is silent"),
    pytest.param({"own": [], "boundary": GET}, I, "PRINCIPAL IMPLICIT_DENY, PERMISSIONS_BOUNDARY ALLOW", id="boundary: it grants nothing"),
    pytest.param({"own": [GET], "boundary": NO_GET}, X, "PRINCIPAL ALLOW, PERMISSIONS_BOUNDARY EXPLICIT_DENY", id="boundary: it denies"),
    pytest.param({"own": [NO_GET], "boundary": GET}, X, "PRINCIPAL EXPLICIT_DENY, PERMISSIONS_BOUNDARY ALLOW", id="boundary: the identity's Deny stays"),
    # organizations: orgs_manage_policies_scps_evaluation
    pytest.param({"own": [GET], "scps": [[GET]]}, A, "SERVICE_CONTROL_POLICY ALLOW, PRINCIPAL ALLOW", id="SCP: both allow"),
    pytest.param({"own": [GET], "scps": [[PUT]]}, I, "SERVICE_CONTROL_POLICY IMPLICIT_DENY, PRINCIPAL ALLOW", id="SCP: it is silent"),
    pytest.param({"own": [GET], "scps": [[PUT, GET]]}, A, "SERVICE_CONTROL_POLICY ALLOW, PRINCIPAL ALLOW", id="SCP: one of a level's documents allows"),
    pytest.param({"own": [], "scps": [[GET]]}, I, "SERVICE_CONTROL_POLICY ALLOW, PRINCIPAL IMPLICIT_DENY", id="SCP: it grants nothing"),
    pytest.param({"own": [GET], "scps": [[GET], [PUT]]}, I, "SERVICE_CONTROL_POLICY ALLOW, SERVICE_CONTROL_POLICY IMPLICIT_DENY, PRINCIPAL ALLOW", id="SCP: every level must allow"),
    pytest.param({"own": [GET], "scps": [[GET], [GET], [GET]]}, A, "SERVICE_CONTROL_POLICY ALLOW, SERVICE_CONTROL_POLICY ALLOW, SERVICE_CONTROL_POLICY ALLOW, PRINCIPAL ALLOW", id="SCP: every level allows"),
    pytest.param({"own": [GET], "scps": [[]]}, I, "SERVICE_CONTROL_POLICY IMPLICIT_DENY, PRINCIPAL ALLOW", id="SCP: a level without documents allows nothing"),
    pytest.param({"own": [allow("*")], "scps": [[GET, NO_GET]]}, X, "SERVICE_CONTROL_POLICY EXPLICIT_DENY, PRINCIPAL ALLOW", id="SCP: a Deny binds the administrator"),
    pytest.param({"own": [], "scps": [[NO_GET]]}, X, "SERVICE_CONTROL_POLICY EXPLICIT_DENY, PRINCIPAL IMPLICIT_DENY", id="SCP: a Deny is explicit where nothing is allowed"),
    # reference_policies_evaluation-logic_policy-eval-denyallow and reference_policies_elements_principal
    pytest.param({"own": [], "resource": bucket(ANA)}, A, "RESOURCE ALLOW, PRINCIPAL NO_IMPACT", id="resource: it names the user"),
    pytest.param({"own": [GET], "resource": bucket(ANA)}, A, "RESOURCE ALLOW, PRINCIPAL ALLOW", id="resource: it names the user, and the identity allows"),
    pytest.param({"own": [], "resource": bucket("*")}, A, "RESOURCE ALLOW, PRINCIPAL NO_IMPACT", id="resource: everybody"),
    pytest.param({"own": [], "resource": bucket(f"{ARN}:user/bob")}, I, "RESOURCE NO_IMPACT, PRINCIPAL IMPLICIT_DENY", id="resource: it names another user"),
    pytest.param({"own": [GET], "resource": bucket(f"{ARN}:user/bob")}, A, "RESOURCE NO_IMPACT, PRINCIPAL ALLOW", id="resource: silent is no matter where the identity allows"),
    pytest.param({"own": [], "resource": bucket(f"{ARN}:group/Web")}, I, "RESOURCE NO_IMPACT, PRINCIPAL IMPLICIT_DENY", id="resource: a group is no principal"),
    pytest.param({"own": [], "resource": bucket(ROOT)}, I, "RESOURCE NO_IMPACT, PRINCIPAL IMPLICIT_DENY", id="resource: the account leaves it to the account"),
    pytest.param({"own": [GET], "resource": bucket("123456789012")}, A, "RESOURCE NO_IMPACT, PRINCIPAL ALLOW", id="resource: the account's number, and the identity allows"),
    pytest.param({"own": [], "resource": bucket([ROOT, ANA])}, A, "RESOURCE ALLOW, PRINCIPAL NO_IMPACT", id="resource: the user beside its account"),
    pytest.param({"own": [GET], "resource": bucket(ANA, "Deny")}, X, "RESOURCE EXPLICIT_DENY, PRINCIPAL ALLOW", id="resource: it denies the user"),
    pytest.param({"own": [GET], "resource": bucket(ROOT, "Deny")}, X, "RESOURCE EXPLICIT_DENY, PRINCIPAL ALLOW", id="resource: it denies everybody of the account"),
    pytest.param({"own": [NO_GET], "resource": bucket(ANA)}, X, "RESOURCE ALLOW, PRINCIPAL EXPLICIT_DENY", id="resource: the identity's Deny stays"),
    pytest.param({"own": [], "resource": bucket(ANA), "boundary": PUT}, A, "RESOURCE ALLOW, PRINCIPAL NO_IMPACT, PERMISSIONS_BOUNDARY NO_IMPACT", id="resource: a silent boundary does not bind a user it names"),
    pytest.param({"own": [], "resource": bucket(ANA), "boundary": NO_GET}, X, "RESOURCE ALLOW, PRINCIPAL NO_IMPACT, PERMISSIONS_BOUNDARY EXPLICIT_DENY", id="resource: a boundary's Deny binds"),
    pytest.param({"own": [GET], "resource": bucket(ROOT), "boundary": PUT}, I, "RESOURCE NO_IMPACT, PRINCIPAL ALLOW, PERMISSIONS_BOUNDARY IMPLICIT_DENY", id="resource: a silent boundary binds where only the account is named"),
    pytest.param({"own": [], "resource": bucket(ANA), "scps": [[PUT]]}, I, "SERVICE_CONTROL_POLICY IMPLICIT_DENY, RESOURCE ALLOW, PRINCIPAL NO_IMPACT", id="resource: SCPs bind"),
    pytest.param({"own": [], "resource": bucket("*", Condition={"ArnEquals": {"aws:PrincipalArn": ANA}}), "boundary": PUT}, A, "RESOURCE ALLOW, PRINCIPAL NO_IMPACT, PERMISSIONS_BOUNDARY NO_IMPACT", id="resource: everybody with a condition on the ARN"),
    # reference_policies_elements_notprincipal
    pytest.param({"own": [GET], "resource": bucket([ANA, ROOT], "Deny", "NotPrincipal")}, A, "RESOURCE NO_IMPACT, PRINCIPAL ALLOW", id="NotPrincipal: the user is excepted"),
    pytest.param({"own": [GET], "resource": bucket([f"{ARN}:user/bob", ROOT], "Deny", "NotPrincipal")}, X, "RESOURCE EXPLICIT_DENY, PRINCIPAL ALLOW", id="NotPrincipal: another user is excepted"),
    pytest.param({"own": [GET], "resource": bucket([ANA], "Deny", "NotPrincipal")}, X, "RESOURCE EXPLICIT_DENY, PRINCIPAL ALLOW", id="NotPrincipal: the user without its account is denied"),
    pytest.param({"own": [GET], "resource": bucket([ANA, ROOT], "Deny", "NotPrincipal"), "boundary": GET}, X, "RESOURCE EXPLICIT_DENY, PRINCIPAL ALLOW, PERMISSIONS_BOUNDARY ALLOW", id="NotPrincipal: who has a boundary is denied, though named"),
    pytest.param({"own": [allow("*")], "resource": bucket([ANA, ROOT], "Deny", "NotPrincipal"), "boundary": PUT}, X, "RESOURCE EXPLICIT_DENY, PRINCIPAL ALLOW, PERMISSIONS_BOUNDARY IMPLICIT_DENY", id="NotPrincipal: a boundary, silent as it is, denies explicitly"),
    pytest.param({"own": [GET], "resource": bucket(ANA, "Deny", "NotPrincipal", Action="s3:PutObject"), "boundary": GET}, A, "RESOURCE NO_IMPACT, PRINCIPAL ALLOW, PERMISSIONS_BOUNDARY ALLOW", id="NotPrincipal: a boundary, and a Deny of another action"),
    pytest.param({"who": SESSION, "own": [GET], "resource": bucket([f"{ARN}:role/Dev", ROOT], "Deny", "NotPrincipal")}, X, "RESOURCE EXPLICIT_DENY, PRINCIPAL ALLOW", id="NotPrincipal: a session is denied where only its role and account are named"),
    pytest.param({"who": SESSION, "own": [GET], "resource": bucket([SESSION, f"{ARN}:role/Dev", ROOT], "Deny", "NotPrincipal")}, A, "RESOURCE NO_IMPACT, PRINCIPAL ALLOW", id="NotPrincipal: a session with its role and account is excepted"),
    pytest.param({"own": [], "resource": both(bucket(ANA), bucket(ROOT))}, A, "RESOURCE ALLOW, PRINCIPAL NO_IMPACT", id="resource: the statement that names the user counts, not the one of her account"),
    pytest.param({"own": [], "resource": GET}, I, "RESOURCE NO_IMPACT, PRINCIPAL IMPLICIT_DENY", id="resource: a statement that names nobody leaves it to the account"),
    pytest.param({"own": [], "resource": bucket(f"{ARN}:user/bob", "Allow", "NotPrincipal")}, A, "RESOURCE ALLOW, PRINCIPAL NO_IMPACT", id="NotPrincipal with Allow grants to everybody else"),
    pytest.param({"own": [], "resource": bucket(ANA, "Allow", "NotPrincipal")}, I, "RESOURCE NO_IMPACT, PRINCIPAL IMPLICIT_DENY", id="NotPrincipal with Allow grants nothing to whom it names, also without the account"),
    # reference_policies_evaluation-logic_policy-eval-denyallow: role sessions
    pytest.param({"who": SESSION, "own": [], "resource": bucket(SESSION), "boundary": PUT}, A, "RESOURCE ALLOW, PRINCIPAL NO_IMPACT, PERMISSIONS_BOUNDARY NO_IMPACT", id="session: named itself, nothing silent binds"),
    pytest.param({"who": SESSION, "own": [], "resource": bucket(f"{ARN}:role/Dev")}, A, "RESOURCE ALLOW, PRINCIPAL NO_IMPACT", id="session: its role is named"),
    pytest.param({"who": SESSION, "own": [], "resource": bucket(f"{ARN}:role/Dev"), "boundary": PUT}, I, "RESOURCE ALLOW, PRINCIPAL NO_IMPACT, PERMISSIONS_BOUNDARY IMPLICIT_DENY", id="session: its role is named, a silent boundary binds"),
    pytest.param({"who": SESSION, "own": [], "resource": bucket(f"{ARN}:role/Dev"), "boundary": GET}, A, "RESOURCE ALLOW, PRINCIPAL NO_IMPACT, PERMISSIONS_BOUNDARY ALLOW", id="session: its role is named, and the boundary allows"),
    pytest.param({"who": SESSION, "own": [], "resource": bucket([f"{ARN}:role/Dev", SESSION]), "boundary": PUT}, A, "RESOURCE ALLOW, PRINCIPAL NO_IMPACT, PERMISSIONS_BOUNDARY NO_IMPACT", id="session: the nearest name counts"),
    pytest.param({"who": SESSION, "own": [], "resource": bucket(ROOT)}, I, "RESOURCE NO_IMPACT, PRINCIPAL IMPLICIT_DENY", id="session: the account leaves it to the account"),
    # id_root-user; orgs_manage_policies_scps: SCPs bind the root user of a member account
    pytest.param({"who": ROOT, "own": []}, A, "PRINCIPAL ALLOW", id="root needs no policy"),
    pytest.param({"who": ROOT, "own": [], "scps": [[allow("*")]]}, A, "SERVICE_CONTROL_POLICY ALLOW, PRINCIPAL ALLOW", id="root under an SCP that allows"),
    pytest.param({"who": ROOT, "own": [], "scps": [[PUT]]}, I, "SERVICE_CONTROL_POLICY IMPLICIT_DENY, PRINCIPAL ALLOW", id="root under a silent SCP"),
    pytest.param({"who": ROOT, "own": [], "scps": [[GET, NO_GET]]}, X, "SERVICE_CONTROL_POLICY EXPLICIT_DENY, PRINCIPAL ALLOW", id="root under an SCP that denies"),
    pytest.param({"who": ROOT, "own": [], "resource": bucket("*", "Deny")}, X, "RESOURCE EXPLICIT_DENY, PRINCIPAL ALLOW", id="root before a bucket that denies everybody"),
    pytest.param({"who": ROOT, "own": [], "resource": bucket(ANA)}, A, "RESOURCE NO_IMPACT, PRINCIPAL ALLOW", id="root before a bucket that names another"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "decision", "checks"), LAYERED)
def test_layers(given: dict[str, Any], decision: Decision, checks: str) -> None:
    request = Request(given.get("who", ANA), "s3:GetObject", KEY)
    more = {
        "boundary": given.get("boundary"),
        "scps": given.get("scps", ()),
        "resource_policy": given.get("resource"),
    }
    result = iamsim.evaluate(request, given["own"], **more)
    assert (result.decision, checks_of(result)) == (decision, checks)


TRUST = [
    # reference_policies_evaluation-logic_policy-eval-denyallow: a role trust policy "must itself allow"
    pytest.param(ANA, [], ANA, A, "RESOURCE ALLOW, PRINCIPAL NO_IMPACT", id="it names the user: enough"),
    pytest.param(ANA, [allow("sts:*")], ANA, A, "RESOURCE ALLOW, PRINCIPAL ALLOW", id="both"),
    pytest.param(ANA, [allow("*")], f"{ARN}:user/bob", I, "RESOURCE IMPLICIT_DENY, PRINCIPAL ALLOW", id="it names another: not enough for an administrator"),
    pytest.param(ANA, [allow("sts:*")], ROOT, A, "RESOURCE ALLOW, PRINCIPAL ALLOW", id="it trusts the account, and the identity allows"),
    pytest.param(ANA, [], ROOT, I, "RESOURCE ALLOW, PRINCIPAL IMPLICIT_DENY", id="it trusts the account, and the identity is silent"),
    pytest.param(SESSION, [], f"{ARN}:role/Dev", A, "RESOURCE ALLOW, PRINCIPAL NO_IMPACT", id="it names the session's role"),
    pytest.param(ANA, [deny("sts:*")], ANA, X, "RESOURCE ALLOW, PRINCIPAL EXPLICIT_DENY", id="the identity denies"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "own", "trusted", "decision", "checks"), TRUST)
def test_a_roles_trust_policy_must_allow(
    who: str, own: list[str], trusted: str, decision: Decision, checks: str
) -> None:
    trust = {"Effect": "Allow", "Principal": {"AWS": trusted}, "Action": "sts:AssumeRole"}
    policies = [InlinePolicy("own", PolicyDocument.parse(text)) for text in own]
    document = PolicyDocument.parse({"Version": "2012-10-17", "Statement": trust}, "trust")
    layers = Layers(
        (Source("user", "ana", tuple(policies)),),
        resource=Source("trust", "Ops", (InlinePolicy("trust policy", document),)),
        resource_must_allow=True,
    )
    result = TRUTH.evaluate(Request(who, "sts:AssumeRole", f"{ARN}:role/Ops"), layers)
    assert (result.decision, checks_of(result)) == (decision, checks)


def test_without_any_trust_policy_nobody_assumes_a_role() -> None:
    layers = Layers(
        (Source("policy", "", (InlinePolicy("own", PolicyDocument.parse(allow("*"))),)),),
        resource_must_allow=True,
    )
    assert TRUTH.evaluate(Request(ANA, "sts:AssumeRole"), layers).decision is I


def test_the_strength_of_a_grant() -> None:
    assert sorted(Grant) == [Grant.NOTHING, Grant.ACCOUNT, Grant.ROLE, Grant.DIRECT]


def test_what_is_given_is_named() -> None:
    result = iamsim.evaluate(
        Request(ANA, "s3:GetObject"),
        [GET, PUT],
        boundary=GET,
        scps=[[GET], [GET, PUT]],
        resource_policy=bucket("*"),
    )
    named = [
        (str(check.type), str(one), [policy.name for policy in one.policies], check.target)
        for check in result.checks
        for one in check.sources
    ]
    assert named == [
        ("SERVICE_CONTROL_POLICY", "scp root", ["scp-1"], "root"),
        ("SERVICE_CONTROL_POLICY", "scp level 1", ["scp-1", "scp-2"], "level 1"),
        ("RESOURCE", "resource", ["resource-policy"], ""),
        ("PRINCIPAL", "policy", ["policy-1", "policy-2"], ""),
        ("PERMISSIONS_BOUNDARY", "boundary", ["boundary"], ""),
    ]
    assert [type(check.sources) for check in result.checks] == [tuple] * 5
