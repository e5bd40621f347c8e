"""The context keys that an event of CloudTrail states."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.why.cloudtrail import question_of_event
from tests.why.test_pasted import EVENT, RIA, event

ROLE = "arn:aws:iam::123456789012:role/Deploy"


def identity(**fields: Any) -> dict[str, Any]:
    return {"type": "IAMUser", "arn": RIA, "accountId": "123456789012", "userName": "ria", **fields}


def session(mfa: str, **fields: Any) -> dict[str, Any]:
    return {"sessionContext": {"attributes": {"creationDate": "2026-11-28T10:00:00Z", "mfaAuthenticated": mfa}, **fields}}


# reference_policies_condition-keys
CONTEXT = [
    pytest.param({}, {
        "aws:CurrentTime": "2026-11-28T10:04:11Z", "aws:EpochTime": "1795860251", "aws:RequestedRegion": "eu-west-1",
        "aws:SourceIp": "203.0.113.9", "aws:ViaAWSService": "false", "aws:CalledVia": [], "aws:SourceVpce": [],
        "aws:SourceVpc": [], "aws:VpcSourceIp": [], "aws:MultiFactorAuthPresent": "false", "aws:MultiFactorAuthAge": [],
        "aws:TokenIssueTime": "2026-11-28T10:00:00Z",
    }, id="an event of the internet"),
    pytest.param({"sourceIPAddress": "cloudformation.amazonaws.com", "userAgent": "cloudformation.amazonaws.com"}, {
        "aws:ViaAWSService": "true", "aws:CalledVia": ["cloudformation.amazonaws.com"], "aws:CalledViaLast": "cloudformation.amazonaws.com",
        "aws:SourceIp": None, "aws:UserAgent": None,
    }, id="a call of a service for the user"),
    pytest.param({"userIdentity": identity(invokedBy="athena.amazonaws.com")}, {
        "aws:ViaAWSService": "true", "aws:CalledVia": ["athena.amazonaws.com"],
    }, id="invokedBy"),
    pytest.param({"sourceIPAddress": "AWS Internal"}, {"aws:ViaAWSService": None, "aws:SourceIp": None, "aws:CalledVia": None}, id="AWS Internal may be both"),
    pytest.param({"sourceIPAddress": "10.1.2.3", "vpcEndpointId": "vpce-1", "vpcEndpointAccountId": "111122223333"}, {
        "aws:SourceVpce": "vpce-1", "aws:VpcSourceIp": "10.1.2.3", "aws:SourceIp": [], "aws:VpceAccount": "111122223333",
    }, id="through a VPC endpoint"),
    pytest.param({"userIdentity": identity(**session("true"))}, {
        "aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "251",
    }, id="with MFA, 251 seconds ago"),
    pytest.param({"userIdentity": identity(accessKeyId="AKIAEXAMPLE")}, {
        "aws:MultiFactorAuthPresent": [], "aws:TokenIssueTime": [],
    }, id="long-term access keys carry no such key"),
    pytest.param({"userIdentity": identity()}, {"aws:MultiFactorAuthPresent": None}, id="unknown credentials"),
    pytest.param({"userIdentity": identity(**session("false", sourceIdentity="jane", webIdFederationData={"federatedProvider": "arn:aws:iam::123456789012:oidc-provider/x", "attributes": {}}))}, {
        "aws:SourceIdentity": "jane", "aws:FederatedProvider": "arn:aws:iam::123456789012:oidc-provider/x",
    }, id="who the session comes from"),
    pytest.param({"tlsDetails": {"tlsVersion": "TLSv1.3"}, "userAgent": "[aws-cli/2.32]"}, {"aws:SecureTransport": "true", "aws:UserAgent": "aws-cli/2.32"}, id="TLS and the program"),
    pytest.param({"tlsDetails": {"clientProvidedHostHeader": "b.s3.amazonaws.com"}}, {"aws:SecureTransport": None}, id="no TLS is said"),
    pytest.param({"eventName": "ListObjects", "requestParameters": {"bucketName": "b", "prefix": "home/", "max-keys": "5"}}, {"s3:prefix": "home/", "s3:max-keys": "5"}, id="what a list of objects asks for"),
    pytest.param({"eventName": "PutObject", "requestParameters": {"bucketName": "b", "key": "k", "x-amz-acl": ["public-read"]}}, {"s3:x-amz-acl": "public-read"}, id="a header of S3"),
    pytest.param({"eventSource": "sts.amazonaws.com", "eventName": "AssumeRole", "requestParameters": {"roleArn": ROLE, "externalId": "7"}}, {"sts:ExternalId": "7"}, id="an external id"),
    pytest.param({"eventSource": "kms.amazonaws.com", "eventName": "Decrypt", "requestParameters": {"encryptionContext": {"a": "b"}}}, {"kms:EncryptionContext:a": "b", "kms:EncryptionContextKeys": ["a"]}, id="an encryption context"),
    pytest.param({"eventTime": "yesterday", "awsRegion": None}, {"aws:CurrentTime": None, "aws:RequestedRegion": None}, id="no time and no region"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "expected"), CONTEXT)
def test_the_context_that_an_event_states(fields: dict[str, Any], expected: dict[str, Any]) -> None:
    context = question_of_event(event(**fields)).context
    assert {key: context.get(key) for key in expected} == expected


def test_a_note_says_what_the_event_states() -> None:
    (note,) = question_of_event(EVENT).notes
    assert note == (
        "from CloudTrail's event HeadObject: aws:CurrentTime=2026-11-28T10:04:11Z; aws:RequestedRegion=eu-west-1;"
        " aws:ViaAWSService=false; aws:SourceIp=203.0.113.9; aws:MultiFactorAuthPresent=false"
    )
