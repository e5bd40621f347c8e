"""Which checks AWS makes of a policy of each kind, and in which order: the first that fails names the error."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.aws.errors import MalformedPolicyDocument
from iamsim.policy import PolicyDocument, PolicyKind

STATEMENT = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
ANA = {"AWS": "arn:aws:iam::123456789012:user/ana"}
TRUST = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": ANA}


def refusal(kind: PolicyKind, statement: dict[str, Any], **parts: Any) -> str:
    """AWS's message for a policy of one statement; "" if it is saved."""
    policy = {"Version": "2012-10-17", "Statement": [statement], **parts}
    try:
        PolicyDocument.parse(policy, kind, partition="aws")
    except MalformedPolicyDocument as error:
        return error.message
    return ""


@pytest.mark.parametrize(
    ("kind", "statement", "message"),
    [
        pytest.param("inline", STATEMENT, "", id="a policy of an identity"),
        pytest.param("trust", TRUST, "", id="a trust policy"),
        pytest.param("resource", {**STATEMENT, "Principal": ANA}, "", id="a policy of a resource"),
        pytest.param("inline", {**STATEMENT, "Principal": ANA}, "Policy document should not specify a principal.", id="an identity's policy names nobody"),
        pytest.param("trust", {**TRUST, "Resource": "*"}, "Has prohibited field Resource", id="a trust policy has no resource"),
        pytest.param("trust", STATEMENT, "Missing required field Principal", id="a trust policy says who"),
        pytest.param("inline", {**STATEMENT, "Sid": "a b"}, "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*", id="IAM's Sids are letters and digits"),
        pytest.param("resource", {**STATEMENT, "Principal": ANA, "Sid": "a b"}, "", id="a resource's Sids are anything"),
        pytest.param("stored", {**STATEMENT, "Action": "GetObject"}, "", id="what AWS has stored is not checked again"),
    ],
)  # fmt: skip
def test_each_kind_has_checks_of_its_own(kind: PolicyKind, statement: dict[str, Any], message: str) -> None:
    assert refusal(kind, statement) == message


def test_the_first_check_that_fails_names_the_error() -> None:
    # A Sid is looked at before the format of an action, and an effect before both.
    wrong = {**STATEMENT, "Action": "GetObject", "Sid": "a b"}
    assert refusal("inline", wrong).startswith("Statement IDs (SID)")
    assert refusal("inline", {**wrong, "Effect": "allow"}) == "The policy failed legacy parsing"


def test_only_inline_policies_do_without_a_version() -> None:
    assert refusal("inline", STATEMENT, Version="2008-10-17") == ""
    assert refusal("managed", STATEMENT, Version="2008-10-17") == "Policy document must be version 2012-10-17 or greater."


def test_a_resource_of_another_partition_is_not_saved() -> None:
    china = {**STATEMENT, "Resource": "arn:aws-cn:s3:::reports/*"}
    assert refusal("inline", china) == 'Partition "aws-cn" is not valid for resource "arn:aws-cn:s3:::reports/*".'
