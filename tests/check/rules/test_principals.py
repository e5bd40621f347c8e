"""Rules about Principal and NotPrincipal, whole; and silence."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.aws.actions import list_date
from iamsim.check import advise
from iamsim.policy import PolicyDocument
from tests.check.rules.statements import advice, assert_advice, when

GITHUB = "token.actions.githubusercontent.com"
PUBLIC = "the ARN of whoever needs it, or * with a Condition such as aws:PrincipalOrgID; * alone only for what is meant to be public"
ANYBODYS = "no condition says which repository, so a workflow of anybody on GitHub can assume the role"
SUB = f'"StringLike": {{"{GITHUB}:sub": "repo:ORGANIZATION/REPOSITORY:*"}}, or narrower'


def github(claim: str, value: str) -> dict[str, Any]:
    return {
        "Principal": {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{GITHUB}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Resource": ...,
        "Condition": {"StringLike": {f"{GITHUB}:{claim}": value}},
    }


def service(name: str) -> dict[str, Any]:
    return {"Principal": {"Service": name}, "Action": "sts:AssumeRole", "Resource": ...}


CASES = [
    pytest.param({"NotPrincipal": "*"}, "not-principal", "NotPrincipal: it allows everybody else, strangers too", 'Principal, or "Principal": "*" with a condition on aws:PrincipalArn', id="Allow with NotPrincipal"),
    pytest.param({"Effect": "Deny", "NotPrincipal": {"AWS": ["111122223333", "arn:aws:iam::111122223333:user/ana"]}}, "not-principal", "NotPrincipal: it denies everybody who has a permissions boundary, also whom it names", '"Principal": "*" with ArnNotEquals on aws:PrincipalArn', id="Deny with NotPrincipal"),
    pytest.param({"Effect": "Deny", "NotPrincipal": {"AWS": "arn:aws:sts::111122223333:assumed-role/Dev/ria"}}, "not-principal", "NotPrincipal: it denies everybody who has a permissions boundary, also whom it names; arn:aws:sts::111122223333:assumed-role/Dev/ria may be denied too, unless it names arn:aws:iam::111122223333:root and arn:aws:iam::111122223333:role/Dev", '"Principal": "*" with ArnNotEquals on aws:PrincipalArn', id="Deny with NotPrincipal, the account left out"),
    pytest.param({"Effect": "Deny", "NotPrincipal": {"Service": "ec2.amazonaws.com"}}, "not-principal", "NotPrincipal: it denies everybody who has a permissions boundary, also whom it names", '"Principal": "*" with ArnNotEquals on aws:PrincipalArn', id="Deny of all but a service"),
    pytest.param({"Principal": "*"}, "public", "Principal: * is everybody, also strangers without an AWS account", PUBLIC, id="a bucket for everybody"),
    pytest.param({"Principal": {"AWS": ["1", "*"]}}, "public", "Principal: * is everybody, also strangers without an AWS account", PUBLIC, id="everybody beside an account"),
    pytest.param({"Principal": {"AWS": "*"}, "Action": "sts:AssumeRole", "Resource": ...}, "trusts-everybody", "Principal: * is everybody in every account of AWS, and each of them may assume the role", "the ARN of whoever needs it, or * with a Condition such as aws:PrincipalOrgID", id="a role for everybody"),
    pytest.param(github("aud", "sts.amazonaws.com"), "any-repository", f"Condition: {ANYBODYS}", SUB, id="GitHub without sub"),
    pytest.param(github("aud", "sts.amazonaws.com") | {"Condition": {}}, "any-repository", f"Principal: {ANYBODYS}", SUB, id="GitHub without conditions"),
    pytest.param(github("sub", "repo:*"), "any-repository", f"Condition.StringLike.{GITHUB}:sub: repo:* matches a stranger's repository too, whose workflow can then assume the role", SUB, id="GitHub with any sub"),
    pytest.param(github("sub", "*/web:ref:refs/heads/main"), "any-repository", f"Condition.StringLike.{GITHUB}:sub: */web:ref:refs/heads/main matches a stranger's repository too, whose workflow can then assume the role", SUB, id="GitHub with any organization"),
    pytest.param({"Principal": {"AWS": "arn:aws:iam::111122223333:user/*"}}, "star-in-principal", "Principal: arn:aws:iam::111122223333:user/* matches nobody, because in a principal's ARN a * is no wildcard", '"Principal": "*" with "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:user/*"}}', id="a star in a principal"),
    pytest.param(service("ec2.amazonaw.com"), "no-such-service-principal", "Principal: ec2.amazonaw.com does not end with .amazonaws.com, so AWS refuses it", "ec2.amazonaws.com", id="a service with a slip of the pen"),
    pytest.param(service("ec2"), "no-such-service-principal", "Principal: ec2 does not end with .amazonaws.com, so AWS refuses it", "ec2.amazonaws.com", id="a service's bare prefix"),
    pytest.param(service("lamda.amazonaws.com"), "no-such-service-principal", f"Principal: lamda.amazonaws.com is not in our list of services, of {list_date()}; AWS refuses an unknown one", "lambda.amazonaws.com, if that is meant", id="a service spelled almost like another"),
    pytest.param({"Effect": "Deny", "Principal": {}}, "nobody", "Principal: it names nobody, so the statement denies nothing", 'such as {"AWS": "arn:aws:iam::123456789012:user/alice"}', id="an empty Principal"),
    pytest.param({"Principal": {"AWS": []}}, "nobody", "Principal: it names nobody, so the statement allows nothing", 'such as {"AWS": "arn:aws:iam::123456789012:user/alice"}', id="an empty list of principals"),
]  # fmt: skip


@pytest.mark.parametrize(("elements", "code", "problem", "replacement"), CASES)
def test_advice_in_full(elements: dict[str, Any], code: str, problem: str, replacement: str) -> None:
    assert_advice(elements, code, problem, replacement)


SILENCE = [
    pytest.param({"Principal": "*", **when("StringEquals", "aws:PrincipalOrgID", "o-1")}, id="everybody in an organization"),
    pytest.param({"Principal": "*", "Effect": "Deny"}, id="nobody at all"),
    pytest.param({"Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:*", "Resource": "*"}, id="a key's policy for its account"),
    pytest.param({"Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole", "Resource": ...}, id="a role for a service"),
    *[
        pytest.param(service(name), id=name)
        for name in (
            "ecs-tasks.amazonaws.com", "edgelambda.amazonaws.com", "delivery.logs.amazonaws.com", "ec2.amazonaws.com.cn",
            "codedeploy.eu-west-1.amazonaws.com", "alexa-appkit.amazon.com", "quite-new.amazonaws.com", "*",
        )
    ],
    pytest.param(github("sub", "repo:acme/web:*"), id="GitHub with sub"),
    pytest.param(github("sub", "repo:acme/*"), id="GitHub with an organization"),
    pytest.param(github("repository_owner", "acme"), id="GitHub with the owner's claim"),
    pytest.param(github("sub", "*") | {"Condition": {"StringLike": {f"{GITHUB}:sub": "*", f"{GITHUB}:repository": "acme/web"}}}, id="GitHub with any sub and a repository"),
]  # fmt: skip


@pytest.mark.parametrize("elements", SILENCE)
def test_silence(elements: dict[str, Any]) -> None:
    assert advice(**elements) == ()


def test_a_role_for_every_session_of_another_role() -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:sts::111122223333:assumed-role/Dev/*"},
        "Action": "sts:AssumeRole",
    }
    (entry,) = advise(PolicyDocument.parse({"Version": "2012-10-17", "Statement": statement}, "trust"), "trust")
    assert entry.code == "star-in-principal"
    condition = '{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/Dev"}}'
    assert entry.replacement == f'"Principal": {{"AWS": "*"}} with "Condition": {condition}'
