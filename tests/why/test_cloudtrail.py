"""An event of CloudTrail → who, what, and the context that it states."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from iamsim.why.cloudtrail import NoQuestion, action_of_call, is_event, is_refused, question_of_event
from iamsim.why.denial import Denial
from tests.why.test_pasted import KEY, NO_ALLOW, RIA, SENTENCE, SESSION, event

# Service Authorization Reference; eventNames as CloudTrail's guides for the services have them
ACTIONS = [
    ("s3.amazonaws.com", "HeadObject", "s3:GetObject"),
    ("s3.amazonaws.com", "ListObjectsV2", "s3:ListBucket"),
    ("s3.amazonaws.com", "ListObjects", "s3:ListBucket"),
    ("s3.amazonaws.com", "ListBuckets", "s3:ListAllMyBuckets"),
    ("s3.amazonaws.com", "CompleteMultipartUpload", "s3:PutObject"),
    ("s3.amazonaws.com", "GetBucketLifecycle", "s3:GetLifecycleConfiguration"),
    ("s3.amazonaws.com", "PutObject", "s3:PutObject"),
    ("lambda.amazonaws.com", "Invoke", "lambda:InvokeFunction"),
    ("lambda.amazonaws.com", "GetFunction20150331v2", "lambda:GetFunction"),
    ("cloudfront.amazonaws.com", "GetDistribution2020_05_31", "cloudfront:GetDistribution"),
    ("monitoring.amazonaws.com", "PutMetricData", "cloudwatch:PutMetricData"),
    ("tagging.amazonaws.com", "GetResources", "tag:GetResources"),
    ("sts.amazonaws.com", "AssumeRole", "sts:AssumeRole"),
    ("apigateway.amazonaws.com", "CreateRestApi", "apigateway:POST"),
    ("ec2.amazonaws.com.cn", "RunInstances", "ec2:RunInstances"),
]


@pytest.mark.parametrize(("source", "name", "action"), ACTIONS)
def test_the_action_that_a_call_needs(source: str, name: str, action: str) -> None:
    assert action_of_call(source, name) == action


def test_one_version_of_an_object_needs_another_action() -> None:
    versioned = event(eventName="GetObject", requestParameters={"bucketName": "b", "key": "k", "versionId": "v"})
    assert question_of_event(versioned).action == "s3:GetObjectVersion"


ROLE = "arn:aws:iam::123456789012:role/Deploy"
TABLE = "arn:aws:dynamodb:eu-west-1:123456789012:table/T"
OBJECT = {"type": "AWS::S3::Object", "ARN": KEY}
PREFIX = {"type": "AWS::S3::Object", "ARNPrefix": "arn:aws:s3:::reports/"}
BUCKET = {"accountId": "", "type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::reports"}
RESOURCES = [
    pytest.param({}, KEY, id="an object, by the parameters"),
    pytest.param({"resources": [OBJECT, BUCKET], "requestParameters": None}, KEY, id="an object, by the resources alone"),
    pytest.param({"resources": [BUCKET, OBJECT]}, KEY, id="an object beside its bucket"),
    pytest.param({"eventName": "ListObjects", "resources": [PREFIX, BUCKET], "requestParameters": {"bucketName": "reports"}}, "arn:aws:s3:::reports", id="a bucket beside a prefix"),
    pytest.param({"eventName": "ListBuckets", "requestParameters": None}, "*", id="no resource"),
    pytest.param({"eventSource": "sts.amazonaws.com", "eventName": "AssumeRole", "requestParameters": {"roleArn": ROLE, "roleSessionName": "x"}}, ROLE, id="a role to assume"),
    pytest.param({"eventSource": "dynamodb.amazonaws.com", "eventName": "GetItem", "requestParameters": {"tableName": "T"}}, TABLE, id="a table by its name"),
    pytest.param({"eventSource": "dynamodb.amazonaws.com", "eventName": "GetItem", "resources": [{"type": "AWS::DynamoDB::Table", "ARN": TABLE}]}, TABLE, id="a table by its ARN"),
    pytest.param({"eventSource": "iam.amazonaws.com", "eventName": "AttachUserPolicy", "requestParameters": {"userName": "bob", "policyArn": "arn:aws:iam::aws:policy/X"}}, "user bob", id="the user that a policy is attached to"),
    pytest.param({"eventSource": "ec2.amazonaws.com", "eventName": "StopInstances", "requestParameters": {"instancesSet": {"items": [{"instanceId": "i-0a"}]}}}, "arn:aws:ec2:eu-west-1:123456789012:instance/i-0a", id="an instance in a list of one"),
    pytest.param({"eventSource": "ec2.amazonaws.com", "eventName": "StopInstances", "requestParameters": {"instancesSet": {"items": [{"instanceId": "i-0a"}, {"instanceId": "i-0b"}]}}}, "*", id="several instances"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "resource"), RESOURCES)
def test_what_an_event_is_about(fields: dict[str, Any], resource: str) -> None:
    assert question_of_event(event(**fields)).resource == resource


DENIAL = Denial(RIA, "s3:GetObject", KEY)
DENIALS = [
    pytest.param({}, DENIAL, id="Access Denied says neither why nor by what"),
    pytest.param({"errorMessage": SENTENCE}, replace(DENIAL, policy_type="identity-based policy", implicit=True), id="AWS's sentence says why"),
    pytest.param({"errorMessage": SENTENCE.replace("s3:GetObject", "kms:Decrypt").replace(KEY, "arn:aws:kms:eu-west-1:123456789012:key/1")}, Denial(RIA, "kms:Decrypt", "arn:aws:kms:eu-west-1:123456789012:key/1", "identity-based policy", implicit=True), id="the sentence is about another action than the call"),
    pytest.param({"errorMessage": f"User: {RIA} is not authorized to perform: s3:GetObject {NO_ALLOW}"}, replace(DENIAL, resource="", policy_type="identity-based policy", implicit=True), id="a sentence without its resource"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "denial"), DENIALS)
def test_what_aws_said(fields: dict[str, Any], denial: Denial) -> None:
    question = question_of_event(event(**fields))
    assert question.denial == denial
    assert question.action == denial.action
    assert question.resource == (denial.resource or KEY)


def test_an_unsigned_request_has_a_sentence_that_names_nobody() -> None:
    unsigned = event(errorMessage=SENTENCE.replace(RIA, "anonymous"), userIdentity={"type": "AWSAccount", "accountId": "anonymous"})
    with pytest.raises(NoQuestion):
        question_of_event(unsigned)


@pytest.mark.parametrize("code", ["AccessDenied", "AccessDeniedException", "Client.UnauthorizedOperation", "UnauthorizedOperation", "AuthorizationError", "KMS.AccessDenied"])
def test_codes_of_refusals(code: str) -> None:
    assert is_refused(event(errorCode=code, errorMessage=None))


@pytest.mark.parametrize("code", ["NoSuchKey", "ThrottlingException", "ValidationException", None])
def test_codes_of_other_errors(code: str | None) -> None:
    assert not is_refused(event(errorCode=code, errorMessage=None))


PRINCIPALS = [
    pytest.param({"type": "AssumedRole", "arn": SESSION}, SESSION, id="a role's session"),
    pytest.param({"type": "Root", "arn": "arn:aws:iam::123456789012:root"}, "arn:aws:iam::123456789012:root", id="root"),
    pytest.param({"type": "IAMUser", "userName": "ria"}, "user/ria", id="a user without its ARN"),
]  # fmt: skip


@pytest.mark.parametrize(("user_identity", "principal"), PRINCIPALS)
def test_who_called(user_identity: dict[str, Any], principal: str) -> None:
    assert question_of_event(event(userIdentity=user_identity)).principal == principal


NOBODY = [
    ("AWSService", "of AWS's own services"),
    ("AWSAccount", "of another account, of whose callers CloudTrail does not show the ARN"),
    ("WebIdentityUser", "of a web identity, which is no user: the role's trust policy decides"),
    ("SAMLUser", "of a SAML identity, which is no user: the role's trust policy decides"),
    ("NewKind", "whose userIdentity has no ARN"),
]


@pytest.mark.parametrize(("kind", "words"), NOBODY)
def test_callers_who_are_no_principal(kind: str, words: str) -> None:
    with pytest.raises(NoQuestion) as caught:
        question_of_event(event(userIdentity={"type": kind}))
    assert str(caught.value) == words


def test_an_encoded_message_is_named() -> None:
    message = "You are not authorized to perform this operation. Encoded authorization failure message: 4GIO"
    notes = question_of_event(event(eventSource="ec2.amazonaws.com", eventName="RunInstances", errorMessage=message)).notes
    assert notes[1] == "the event's errorMessage is encoded; aws sts decode-authorization-message --encoded-message TEXT opens it, and says more than the event"


@pytest.mark.parametrize("value", [{}, {"eventName": "x"}, {"eventSource": "s3", "userIdentity": {}}, {"EventName": "x", "EventId": "1"}])
def test_other_objects_are_no_events(value: dict[str, Any]) -> None:
    assert not is_event(value)
