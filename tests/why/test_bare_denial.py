"""Messages that name nobody, and the next step for each."""

from __future__ import annotations

import pytest

from iamsim.why.bare_denial import explain_bare_denial

WHO = "aws sts get-caller-identity"
MESSAGES = [
    # what the message is, words that the answer must have
    pytest.param("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>", [WHO, "CloudTrail", "s3:GetObject"], id="S3's XML"),
    pytest.param("<Error><Code>AccessDenied</Code><BucketName>reports</BucketName></Error>", [WHO, "arn:aws:s3:::reports"], id="S3's XML with a bucket"),
    pytest.param("An error occurred (403) when calling the HeadObject operation: Forbidden", ["HeadObject needs s3:GetObject", "s3:ListBucket", WHO], id="HeadObject"),
    pytest.param("fatal error: An error occurred (AccessDenied) when calling the ListObjectsV2 operation: Access Denied", ["ListObjectsV2 needs s3:ListBucket", "arn:aws:s3:::BUCKET"], id="ListObjectsV2"),
    pytest.param("An error occurred (AccessDenied) when calling the PutObject operation: Access Denied", ["PutObject needs s3:PutObject", "arn:aws:s3:::BUCKET/KEY"], id="PutObject"),
    pytest.param("operation error S3: HeadBucket, https response error StatusCode: 403, RequestID: X, api error Forbidden: Forbidden", ["HeadBucket needs s3:ListBucket"], id="Go and Terraform"),
    pytest.param("operation error Lambda: Invoke, https response error StatusCode: 403, api error AccessDeniedException", ["Invoke needs lambda:InvokeFunction"], id="Go, another service"),
    pytest.param("AccessDenied: Access Denied\n    at de_GetObjectCommandError (x.js:1)", ["GetObject needs s3:GetObject"], id="JavaScript"),
    pytest.param("S3Exception: Access Denied (Service: S3, Status Code: 403, Request ID: X)", [WHO, "s3:GetObject"], id="Java"),
    pytest.param("An error occurred (UnauthorizedOperation) when calling the StopInstances operation: You are not authorized to perform this operation.", ["StopInstances needs ec2:StopInstances"], id="EC2"),
    pytest.param("An error occurred (AccessDenied) when calling the Frobnicate operation: no", ["AWS refused the call Frobnicate", WHO, "CloudTrail"], id="a call that we do not know"),
    pytest.param("An error occurred (AccessDeniedException) when calling the ListTagsForResource operation: no", ["AWS refused the call ListTagsForResource"], id="a call of many services"),
    pytest.param("Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity", ["sts:AssumeRoleWithWebIdentity", "trust policy", "aws iam get-role"], id="GitHub's OIDC"),
    pytest.param("An error occurred (AccessDenied) when calling the AssumeRoleWithSAML operation: Access denied", ["AssumeRoleWithSAML", "trust policy"], id="SAML"),
    pytest.param("WebIdentityErr: failed to retrieve credentials\ncaused by: AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity\n\tstatus code: 403", ["trust policy"], id="a role of a Kubernetes service account"),
    pytest.param('Error from server (Forbidden): pods is forbidden: User "jane" cannot list resource "pods" in API group ""', ["Kubernetes", "kubectl auth can-i"], id="Kubernetes"),
    pytest.param("You are not authorized to perform this operation. Encoded authorization failure message: 4GIO", ["decode-authorization-message"], id="encoded"),
    pytest.param("Insufficient Lake Formation permission(s) on orders", ["lakeformation list-permissions"], id="Lake Formation"),
    pytest.param("Access to the resource https://sqs.eu-west-1.amazonaws.com/111122223333/jobs is denied.", ["sqs:SendMessage", WHO], id="SQS"),
    pytest.param("An error occurred (AccessDeniedException) when calling the DescribeCluster operation: User: arn:aws:iam::111122223333:user/ria is not authorized to access this resource", ["arn:aws:iam::111122223333:user/ria", "DescribeCluster"], id="a principal and no action"),
    pytest.param("Access Denied", [WHO, "CloudTrail", "PRINCIPAL ACTION RESOURCE"], id="two words"),
    pytest.param("HTTP 403 Forbidden", [WHO], id="a status"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), MESSAGES)
def test_the_next_step(text: str, words: list[str]) -> None:
    explanation = explain_bare_denial(text)
    assert [word for word in words if word not in explanation] == []
    assert "\n" not in explanation
    assert len(explanation) < 600


@pytest.mark.parametrize("text", ["", "hello", "arn:aws:s3:::b/1403.txt", "NoSuchBucket: The specified bucket does not exist"])
def test_other_texts(text: str) -> None:
    assert explain_bare_denial(text) == ""
