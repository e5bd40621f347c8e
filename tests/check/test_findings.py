"""Each kind of advice where it belongs, whole; and silence where there is nothing to regret."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.aws.actions import list_date
from iamsim.check import Advice, advise
from iamsim.check.advice import ADVICE_TYPES
from iamsim.policy import PolicyDocument

B, K = "arn:aws:s3:::reports", "arn:aws:s3:::reports/*"


def advice(version: str = "2012-10-17", **elements: Any) -> tuple[Advice, ...]:
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": K, **elements}
    elements = {name: value for name, value in statement.items() if value is not ...}
    return advise(PolicyDocument.parse({"Version": version, "Statement": elements}))


def on(action: Any, resource: Any, effect: str = "Allow") -> dict[str, Any]:
    return {"Effect": effect, "Action": action, "Resource": resource}


def when(operator: str, key: str, *values: str, effect: str = "Allow") -> dict[str, Any]:
    return {"Effect": effect, "Condition": {operator: {key: [*values]}}}


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


CASES = [
    # reference_policies_elements_action
    pytest.param(on("s3:GetObjct", K), "no-such-action", f"Action: s3:GetObjct is not in our list of s3's actions, of {list_date()}; if it is misspelled, it allows nothing", "s3:GetObject", id="a misspelled action"),
    pytest.param(on("s3:GetObject ", K), "no-such-action", f"Action: s3:GetObject  is not in our list of s3's actions, of {list_date()}; if it is misspelled, it allows nothing", "s3:GetObject", id="a space behind an action"),
    pytest.param(on("IAM:Lst*", "*", "Deny"), "no-such-action", f"Action: IAM:Lst* is not in our list of IAM's actions, of {list_date()}; if it is misspelled, it denies nothing", "an action that the Service Authorization Reference has of IAM", id="a pattern that no action fits"),
    pytest.param({"Effect": "Deny", "Action": ..., "NotAction": "sqs:SendMesage", "Resource": "*"}, "no-such-action", f"NotAction: sqs:SendMesage is not in our list of sqs's actions, of {list_date()}; if it is misspelled, it excepts nothing", "sqs:SendMessage", id="a misspelled NotAction"),
    pytest.param(on("s3:ListObjectsV2", B), "call-not-action", "Action: s3:ListObjectsV2 is the name of a call and no action, so it allows nothing", "s3:ListBucket", id="a call's name"),
    pytest.param(on("Lambda:invoke", "*"), "call-not-action", "Action: Lambda:invoke is the name of a call and no action, so it allows nothing", "lambda:InvokeFunction", id="a call's name in another case"),
    # reference_policies_elements_notaction
    pytest.param({"Action": ..., "NotAction": "iam:*"}, "allow-not-action", "NotAction: it allows all other actions of all services, also those that are still to come", "Action with the list of what is needed", id="Allow with NotAction"),
    # reference_policies_elements_resource
    pytest.param(on("s3:GetObject", B), "bucket-for-object", f"Resource: s3:GetObject is done to objects, and {B} is no object's ARN, so there it allows nothing", K, id="a bucket for an object"),
    pytest.param(on("s3:PutObject*", [B, "arn:aws:s3:::b"], "Deny"), "bucket-for-object", f"Resource: s3:PutObject* is done to objects, and {B} (and 1 more) is no object's ARN, so there it denies nothing", "arn:aws:s3:::BUCKET/*", id="two buckets for objects"),
    pytest.param(on("s3:*", B), "bucket-for-object", f"Resource: s3:* is also done to objects, and {B} is no object's ARN, so there it allows nothing", f"{B} and {K}", id="a bucket for everything"),
    pytest.param(on("s3:ListBucket", K), "object-for-bucket", f"Resource: s3:ListBucket is done to buckets, and {K} is no bucket's ARN, so there it allows nothing", B, id="an object for a bucket"),
    pytest.param(on("ec2:DescribeInstances", "arn:aws:ec2:*:*:instance/*"), "wants-star", "Resource: ec2:DescribeInstances is not done to one resource, so on arn:aws:ec2:*:*:instance/* it allows nothing", 'a statement of its own with "Resource": "*"', id="a resource for an action without"),
    pytest.param(on("s3:ListAccessPoints", B), "wants-star", f"Resource: s3:ListAccessPoints is not done to one resource, so on {B} it allows nothing", 'a statement of its own with "Resource": "*"', id="a bucket for an action on the account"),
    pytest.param(on("s3:GetObject", "arn:aws:s3:::reports*"), "star-after-bucket", "Resource: arn:aws:s3:::reports* also matches every other bucket whose name begins so, such as reports-secret", f"{B} and {K}", id="a star after a bucket"),
    pytest.param(on("s3:*", "arn:aws:s3:::*log*", "Deny"), "wide-deny", "Resource: arn:aws:s3:::*log* also matches objects, * crosses /: so it denies every key with log in it, such as blog.txt in any bucket", "the buckets by name: arn:aws:s3:::NAME-log and arn:aws:s3:::NAME-log/*", id="a Deny of logs"),
    pytest.param(on("s3:*", "arn:aws:s3:::*secret*", "Deny"), "wide-deny", "Resource: arn:aws:s3:::*secret* also matches objects, * crosses /: so it denies every key with secret in it, such as my-secret.txt in any bucket", "the buckets by name: arn:aws:s3:::NAME-secret and arn:aws:s3:::NAME-secret/*", id="a Deny of secrets"),
    # reference_policies_elements_notresource, reference_policies_elements_notprincipal
    pytest.param({"Resource": ..., "NotResource": K}, "allow-not-resource", "NotResource: it allows all other resources, also those still to come and those of other accounts", "Resource with the list of what is meant, or a Deny with NotResource", id="Allow with NotResource"),
    pytest.param({"NotPrincipal": "*"}, "not-principal", "NotPrincipal: it allows everybody else, strangers too", 'Principal, or "Principal": "*" with a condition on aws:PrincipalArn', id="Allow with NotPrincipal"),
    pytest.param({"Effect": "Deny", "NotPrincipal": {"AWS": ["111122223333", "arn:aws:iam::111122223333:user/ana"]}}, "not-principal", "NotPrincipal: it denies everybody who has a permissions boundary, also whom it names", '"Principal": "*" with ArnNotEquals on aws:PrincipalArn', id="Deny with NotPrincipal"),
    pytest.param({"Effect": "Deny", "NotPrincipal": {"AWS": "arn:aws:sts::111122223333:assumed-role/Dev/ria"}}, "not-principal", "NotPrincipal: it denies everybody who has a permissions boundary, also whom it names; arn:aws:sts::111122223333:assumed-role/Dev/ria may be denied too, unless it names arn:aws:iam::111122223333:root and arn:aws:iam::111122223333:role/Dev", '"Principal": "*" with ArnNotEquals on aws:PrincipalArn', id="Deny with NotPrincipal, the account left out"),
    pytest.param({"Effect": "Deny", "NotPrincipal": {"Service": "ec2.amazonaws.com"}}, "not-principal", "NotPrincipal: it denies everybody who has a permissions boundary, also whom it names", '"Principal": "*" with ArnNotEquals on aws:PrincipalArn', id="Deny of all but a service"),
    # reference_policies_condition-single-vs-multi-valued-context-keys
    pytest.param(when("ForAllValues:StringEquals", "aws:TagKeys", "team"), "for-all-values", "Condition.ForAllValues:StringEquals.aws:TagKeys: ForAllValues:StringEquals is also true of a request without aws:TagKeys, so it allows that too", 'this condition, and beside it "Null": {"aws:TagKeys": "false"}', id="ForAllValues alone"),
    pytest.param(when("StringLike", "aws:TagKeys", "te*"), "wants-set-operator", "Condition.StringLike.aws:TagKeys: aws:TagKeys holds several values, and StringLike compares one", "ForAnyValue:StringLike or ForAllValues:StringLike", id="a key of several values"),
    # reference_policies_elements_condition_operators
    pytest.param(when("ForAnyValue:StringEqualsIfExists", "k", "a", "b*"), "star-is-text", "Condition.ForAnyValue:StringEqualsIfExists.k: in ForAnyValue:StringEqualsIfExists a * is a star and no wildcard", "ForAnyValue:StringLikeIfExists", id="a star in StringEquals"),
    pytest.param(when("StringNotEquals", "k", "*"), "star-is-text", "Condition.StringNotEquals.k: in StringNotEquals a * is a star and no wildcard", "StringNotLike", id="a star in StringNotEquals"),
    # reference_policies_condition-keys
    pytest.param(when("Bool", "aws:MultiFactorAuthPresent", "False", effect="Deny"), "missing-key", "Condition.Bool.aws:MultiFactorAuthPresent: a request with an access key has no aws:MultiFactorAuthPresent at all, so it is not denied", "BoolIfExists", id="a Deny without MFA that forgets access keys"),
    # access-analyzer-reference-policy-checks
    pytest.param(when("StringEquals", "k"), "no-values", "Condition.StringEquals.k: k is compared with nothing, so no value of it makes the condition true", "at least one value", id="no values"),
    # best-practices, and access-analyzer-reference-policy-checks
    pytest.param(on("*", "*"), "everything", "Action: * on * is everything in the account, so whoever has it is an administrator", "right if that is meant; else the actions and resources that are needed", id="everything"),
    pytest.param(on(["s3:GetObject", "IAM:*"], ["*", K]), "all-of-iam", "Action: IAM:* on * lets its holder give themselves every other permission, and pass every role", "the actions that are needed, on the users, groups and roles that are meant", id="all of IAM"),
    pytest.param(on("iam:passrole", "*"), "pass-any-role", "Action: iam:passrole on * passes every role to every service, also an administrator's", "the ARNs of the roles that are meant, or a condition on iam:PassedToService", id="every role is passed"),
    pytest.param(on("iam:P*", "*") | when("StringEquals", "aws:username", "ana"), "pass-any-role", "Action: iam:P* on * passes every role to every service, also an administrator's", "the ARNs of the roles that are meant, or a condition on iam:PassedToService", id="every role is passed, by a pattern"),
    # reference_policies_elements_principal
    pytest.param({"Principal": "*"}, "public", "Principal: * is everybody, also strangers without an AWS account", PUBLIC, id="a bucket for everybody"),
    pytest.param({"Principal": {"AWS": ["1", "*"]}}, "public", "Principal: * is everybody, also strangers without an AWS account", PUBLIC, id="everybody beside an account"),
    pytest.param({"Principal": {"AWS": "*"}, "Action": "sts:AssumeRole", "Resource": ...}, "trusts-everybody", "Principal: * is everybody in every account of AWS, and each of them may assume the role", "the ARN of whoever needs it, or * with a Condition such as aws:PrincipalOrgID", id="a role for everybody"),
    # id_roles_create_for-idp_oidc
    pytest.param(github("aud", "sts.amazonaws.com"), "any-repository", f"Condition: {ANYBODYS}", SUB, id="GitHub without sub"),
    pytest.param(github("aud", "sts.amazonaws.com") | {"Condition": {}}, "any-repository", f"Principal: {ANYBODYS}", SUB, id="GitHub without conditions"),
]  # fmt: skip


@pytest.mark.parametrize(("elements", "name", "problem", "replacement"), CASES)
def test_advice_in_full(elements: dict[str, Any], name: str, problem: str, replacement: str) -> None:
    (entry,) = advice(**elements)
    assert (entry.name, f"{entry.place}: {entry.problem}", entry.replacement) == (
        name,
        f"Statement.{problem}",
        replacement,
    )
    assert str(entry) == f"Statement.{problem}\n    instead: {replacement}\n    {name}, {entry.url}"
    assert entry.url == f"https://docs.aws.amazon.com/IAM/latest/UserGuide/{entry.page}.html"


@pytest.mark.parametrize("version", ["2008-10-17", "2012-10-17"])
def test_variables_under_an_old_version(version: str) -> None:
    # reference_policies_variables
    elements = {"Resource": [K, f"{B}/${{aws:username}}/*"], **when("StringLike", "k", "${aws:username}")}
    advices = [(entry.name, f"{entry.place}: {entry.problem}", entry.replacement) for entry in advice(version, **elements)]
    text = "under Version 2008-10-17, or none, {} stands for these very characters"
    assert advices == ([] if version == "2012-10-17" else [
        ("variable-is-text", f"Statement.Resource: {text.format(f'{B}/${{aws:username}}/*')}", '"Version": "2012-10-17"'),
        ("variable-is-text", f"Statement.Condition.StringLike.k: {text.format('${aws:username}')}", '"Version": "2012-10-17"'),
    ])  # fmt: skip


SILENCE = [
    pytest.param({}, id="an object's ARN for an object"),
    pytest.param(on("no-service:GetTabel", "*"), id="a service that we do not know"),
    pytest.param(on("*", "*") | when("Bool", "aws:MultiFactorAuthPresent", "true"), id="everything, under a condition"),
    pytest.param(on("*", "*", "Deny"), id="a Deny of everything"),
    pytest.param(on("*", K), id="every action on one bucket's objects"),
    pytest.param(on("iam:*", "arn:aws:iam::123456789012:user/${aws:username}"), id="all of IAM on oneself"),
    pytest.param(on(["iam:Get*", "iam:List*"], "*"), id="reading IAM"),
    pytest.param(on("iam:PassRole", "arn:aws:iam::123456789012:role/web"), id="one role is passed"),
    pytest.param(on("iam:PassRole", "*") | when("StringEquals", "iam:PassedToService", "ec2.amazonaws.com"), id="every role is passed, to one service"),
    pytest.param({"Principal": "*", **when("StringEquals", "aws:PrincipalOrgID", "o-1")}, id="everybody in an organization"),
    pytest.param({"Principal": "*", "Effect": "Deny"}, id="nobody at all"),
    pytest.param({"Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:*", "Resource": "*"}, id="a key's policy for its account"),
    pytest.param({"Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole", "Resource": ...}, id="a role for a service"),
    pytest.param(github("sub", "repo:acme/web:*"), id="GitHub with sub"),
    pytest.param(on("S3:GETOBJECT", K), id="an action in another case"),
    pytest.param(on(["s3:GetObject", "s3:ListBucket"], [B, K]), id="a bucket and its objects"),
    pytest.param(on("s3:Get*", K), id="a pattern of which most are done to objects"),
    pytest.param(on("s3:ListBucket", "arn:aws:s3:::*"), id="any bucket"),
    pytest.param(on("s3:GetObject", "arn:aws:s3:::${aws:username}"), id="a bucket with a variable"),
    pytest.param(on("s3:GetObject", "arn:aws:s3:eu-west-1:1:accesspoint/a/object/*"), id="an access point"),
    pytest.param(on("s3:ListBucket", "arn:aws:s3:eu-west-1:1:accesspoint/a"), id="the list of an access point"),
    pytest.param(on("s3:GetObject", "arn:aws:sqs:*:*:q"), id="a resource of another service"),
    pytest.param(on("s3:GetObject", "arn:aws:s3"), id="all of S3"),
    pytest.param(on("s3:ListAllMyBuckets", "arn:aws:s3:::*"), id="all buckets for the list of all buckets"),
    pytest.param(on("ec2:DescribeInstances", ["*", B]), id="a star beside a resource"),
    pytest.param(on("ec2:Describe*", "arn:aws:ec2:*:*:instance/*", "Deny"), id="a Deny of an action without resources"),
    pytest.param(on("s3:*", "arn:aws:s3:::*log*/*", "Deny"), id="a Deny that names the bucket's part"),
    pytest.param(on("s3:*", "arn:aws:s3:::logs*", "Deny"), id="a Deny with a star after a bucket"),
    pytest.param({"Effect": "Deny", "Action": ..., "NotAction": "iam:*", "Resource": "*"}, id="Deny with NotAction"),
    pytest.param({"Effect": "Deny", "Resource": ..., "NotResource": K}, id="Deny with NotResource"),
    pytest.param({"Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": "a"}, "Null": {"AWS:tagkeys": "False"}}}, id="ForAllValues with Null"),
    pytest.param(when("ForAllValues:StringEquals", "aws:TagKeys", "a", effect="Deny"), id="ForAllValues in a Deny"),
    pytest.param(when("Null", "aws:TagKeys", "true"), id="Null of a key of several values"),
    pytest.param(when("ForAnyValue:StringEquals", "aws:TagKeys", "a"), id="a set operator"),
    pytest.param(when("StringEquals", "k", "a${*}"), id="an escaped star"),
    pytest.param(when("StringLike", "k", "a*"), id="a star in StringLike"),
    pytest.param(when("BoolIfExists", "aws:MultiFactorAuthPresent", "false", effect="Deny"), id="a Deny without MFA, with IfExists"),
    pytest.param(when("Bool", "aws:MultiFactorAuthPresent", "true"), id="an Allow with MFA"),
    pytest.param(when("Bool", "aws:MultiFactorAuthPresent", "true", effect="Deny"), id="a Deny with MFA"),
]  # fmt: skip


@pytest.mark.parametrize("elements", SILENCE)
def test_silence(elements: dict[str, Any]) -> None:
    assert advice(**elements) == ()


FOR_ALL = [
    pytest.param({"Null": {"aws:TagKeys": "true"}}, id="Null true"),
    pytest.param({"Null": {"aws:other": "false"}}, id="Null of another key"),
    pytest.param({"Null": {"aws:TagKeys": ["true", "false"]}}, id="Null of both"),
]


@pytest.mark.parametrize("conditions", FOR_ALL)
def test_a_null_that_does_not_help(conditions: dict[str, Any]) -> None:
    all_conditions = {"ForAllValues:StringEquals": {"aws:TagKeys": "a"}, **conditions}
    assert [entry.name for entry in advice(Condition=all_conditions)] == ["for-all-values"]


def test_every_kind_of_advice_is_tested() -> None:
    tested = {str(case.values[1]) for case in CASES} | {"variable-is-text"}
    assert tested == {advice_type.name for advice_type in ADVICE_TYPES}
    assert len(tested) == len(ADVICE_TYPES) == 22
