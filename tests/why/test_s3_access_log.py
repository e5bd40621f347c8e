"""Lines of Amazon S3's server access log."""

from __future__ import annotations

import pytest

from iamsim.why.denial import Denial
from iamsim.why.s3_access_log import questions_of_log
from tests.why.test_pasted import RIA, SESSION

LINE = (
    "79a59df900b949e5 reports [28/Nov/2026:12:04:11 +0200] {address} {requester} 3E57427F3EXAMPLE {operation} {key}"
    ' "GET /reports/x HTTP/1.1" {status} 243 - 7 - "-" "aws-cli/2.32" - HOSTID SigV4 TLS_AES_128_GCM_SHA256 AuthHeader - TLSv1.3 -'
)


def line(operation: str = "REST.GET.OBJECT", key: str = "q1.csv", requester: str = RIA, status: str = "403 AccessDenied", address: str = "8.8.4.4") -> str:
    return LINE.format(operation=operation, key=key, requester=requester, status=status, address=address)


OPERATIONS = [
    ("REST.GET.OBJECT", "q1.csv", "s3:GetObject", "arn:aws:s3:::reports/q1.csv"),
    ("REST.HEAD.OBJECT", "a%2520b/c", "s3:GetObject", "arn:aws:s3:::reports/a b/c"),
    ("REST.PUT.PART", "q1.csv", "s3:PutObject", "arn:aws:s3:::reports/q1.csv"),
    ("REST.DELETE.OBJECT", "q1.csv", "s3:DeleteObject", "arn:aws:s3:::reports/q1.csv"),
    ("REST.GET.BUCKET", "-", "s3:ListBucket", "arn:aws:s3:::reports"),
    ("REST.PUT.BUCKETPOLICY", "-", "s3:PutBucketPolicy", "arn:aws:s3:::reports"),
]


@pytest.mark.parametrize(("operation", "key", "action", "resource"), OPERATIONS)
def test_an_operation_is_an_action(operation: str, key: str, action: str, resource: str) -> None:
    (question,) = questions_of_log(line(operation, key))
    assert (question.action, question.resource, question.denial) == (action, resource, Denial(RIA, action, resource))


def test_the_context_of_a_line() -> None:
    (question,) = questions_of_log(line())
    assert question.context == {"aws:CurrentTime": "2026-11-28T10:04:11Z", "aws:SourceIp": "8.8.4.4"}
    (private,) = questions_of_log(line(address="10.0.0.1"))
    assert "aws:SourceIp" not in private.context


def test_only_refused_requests_of_known_callers_are_asked() -> None:
    lines = [line(), line(status="200 -"), line(status="404 NoSuchKey"), line(requester="-"), line("REST.GET.TORRENT"), line(requester=SESSION)]
    assert [question.principal for question in questions_of_log("\n".join(lines))] == [RIA, SESSION]
