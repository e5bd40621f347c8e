"""Rules about Action and NotAction, whole; and silence."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.aws.actions import list_date
from tests.check.rules.statements import BUCKET, OBJECTS, advice, assert_advice, on, when

CASES = [
    pytest.param(on("s3:GetObjct", OBJECTS), "no-such-action", f"Action: s3:GetObjct is not in our list of s3's actions, of {list_date()}; if it is misspelled, it allows nothing", "s3:GetObject", id="a misspelled action"),
    pytest.param(on("s3:GetObject ", OBJECTS), "no-such-action", f"Action: s3:GetObject  is not in our list of s3's actions, of {list_date()}; if it is misspelled, it allows nothing", "s3:GetObject", id="a space behind an action"),
    pytest.param(on("IAM:Lst*", "*", "Deny"), "no-such-action", f"Action: IAM:Lst* is not in our list of IAM's actions, of {list_date()}; if it is misspelled, it denies nothing", "an action that the Service Authorization Reference has of IAM", id="a pattern that no action fits"),
    pytest.param({"Effect": "Deny", "Action": ..., "NotAction": "sqs:SendMesage", "Resource": "*"}, "no-such-action", f"NotAction: sqs:SendMesage is not in our list of sqs's actions, of {list_date()}; if it is misspelled, it excepts nothing", "sqs:SendMessage", id="a misspelled NotAction"),
    pytest.param(on("s3:ListObjectsV2", BUCKET), "call-not-action", "Action: s3:ListObjectsV2 is the name of a call and no action, so it allows nothing", "s3:ListBucket", id="a call's name"),
    pytest.param(on("Lambda:invoke", "*"), "call-not-action", "Action: Lambda:invoke is the name of a call and no action, so it allows nothing", "lambda:InvokeFunction", id="a call's name in another case"),
    pytest.param({"Action": ..., "NotAction": "iam:*"}, "allow-not-action", "NotAction: it allows all other actions of all services, also those that are still to come", "Action with the list of what is needed", id="Allow with NotAction"),
    pytest.param(on("*", "*"), "everything", "Action: * on * is everything in the account, so whoever has it is an administrator", "right if that is meant; else the actions and resources that are needed", id="everything"),
    pytest.param(on(["s3:GetObject", "IAM:*"], ["*", OBJECTS]), "all-of-iam", "Action: IAM:* on * lets its holder give themselves every other permission, and pass every role", "the actions that are needed, on the users, groups and roles that are meant", id="all of IAM"),
    pytest.param(on("iam:passrole", "*"), "pass-any-role", "Action: iam:passrole on * passes every role to every service, also an administrator's", "the ARNs of the roles that are meant, or a condition on iam:PassedToService", id="every role is passed"),
    pytest.param(on("iam:P*", "*") | when("StringEquals", "aws:username", "ana"), "pass-any-role", "Action: iam:P* on * passes every role to every service, also an administrator's", "the ARNs of the roles that are meant, or a condition on iam:PassedToService", id="every role is passed, by a pattern"),
    pytest.param(on("dyanmodb:PutItem", "*"), "no-such-service", f"Action: dyanmodb is not in our list of services, of {list_date()}; if it is misspelled, dyanmodb:PutItem allows nothing", "dynamodb:PutItem", id="a misspelled service"),
    pytest.param(on("qqqqqq:Get*", "*", "Deny"), "no-such-service", f"Action: qqqqqq is not in our list of services, of {list_date()}; if it is misspelled, qqqqqq:Get* denies nothing", "a service as the Service Authorization Reference spells it", id="a service that is like no other"),
    pytest.param(on("iam:PassRole", "arn:aws:iam::*:role/*"), "pass-any-role", "Action: iam:PassRole on arn:aws:iam::*:role/* passes every role to every service, also an administrator's", "the ARNs of the roles that are meant, or a condition on iam:PassedToService", id="every role is passed, by its ARN"),
    pytest.param(on("iam:PassRole", ["arn:aws:iam::123456789012:user/a", "arn:aws:iam"]), "pass-any-role", "Action: iam:PassRole on arn:aws:iam:*:*:* passes every role to every service, also an administrator's", "the ARNs of the roles that are meant, or a condition on iam:PassedToService", id="every role is passed, by a short ARN"),
]  # fmt: skip


@pytest.mark.parametrize(("elements", "code", "problem", "replacement"), CASES)
def test_advice_in_full(elements: dict[str, Any], code: str, problem: str, replacement: str) -> None:
    assert_advice(elements, code, problem, replacement)


SILENCE = [
    pytest.param(on("*", "*") | when("Bool", "aws:MultiFactorAuthPresent", "true"), id="everything, under a condition"),
    pytest.param(on("*", "*", "Deny"), id="a Deny of everything"),
    pytest.param(on("*", OBJECTS), id="every action on one bucket's objects"),
    pytest.param(on("iam:*", "arn:aws:iam::123456789012:user/${aws:username}"), id="all of IAM on oneself"),
    pytest.param(on(["iam:Get*", "iam:List*"], "*"), id="reading IAM"),
    pytest.param(on("iam:PassRole", "arn:aws:iam::123456789012:role/web"), id="one role is passed"),
    pytest.param(on("iam:PassRole", "*") | when("StringEquals", "iam:PassedToService", "ec2.amazonaws.com"), id="every role is passed, to one service"),
    pytest.param(on("S3:GETOBJECT", OBJECTS), id="an action in another case"),
    pytest.param({"Effect": "Deny", "Action": ..., "NotAction": "iam:*", "Resource": "*"}, id="Deny with NotAction"),
    pytest.param(on(["lambda:InvokeFunctionUrl", "logs:Unmask", "rds:DownloadCompleteDBLogFile"], "*"), id="actions that no API call is named after"),
    pytest.param(on(["cloudwatch:BatchGet*", "bedrock:InvokeModel", "execute-api:Invoke"], "*"), id="actions of all services"),
    pytest.param(on(["deeplens:DoAnything", "deepracer:*"], "*"), id="services of which we do not know all actions"),
    pytest.param(on("*:Get*", "*"), id="a star for the service"),
    pytest.param(on("iam:PassRole", "arn:aws:iam::123456789012:role/app/*"), id="the roles of a path are passed"),
]  # fmt: skip


@pytest.mark.parametrize("elements", SILENCE)
def test_silence(elements: dict[str, Any]) -> None:
    assert advice(**elements) == ()
