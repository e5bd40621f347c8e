"""AWS's own sentence about a denial (troubleshoot_access-denied); `test_explain` has it for each kind of policy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import iamsim
from iamsim.decision.aws_message import access_denied_message
from iamsim.policy import Request, allow, deny

ANA = "arn:aws:iam::123456789012:user/ana"
QUEUE = "arn:aws:sqs:eu-west-1:123456789012:jobs"
START = f"User: {ANA} is not authorized to perform:"


@pytest.mark.parametrize(
    ("request_", "layers", "sentence"),
    [
        pytest.param(Request(ANA, "sqs:SendMessage", QUEUE), {}, f"{START} sqs:SendMessage on resource: {QUEUE} because no identity-based policy allows the sqs:SendMessage action", id="a resource without quotes"),
        pytest.param(Request(ANA, "s3:GetObject", "arn:aws:s3:::b/k"), {}, f'{START} s3:GetObject on resource: "arn:aws:s3:::b/k" because no identity-based policy allows the s3:GetObject action', id="Amazon S3 quotes it"),
        pytest.param(Request(ANA, "iam:ListUsers"), {}, f"{START} iam:ListUsers because no identity-based policy allows the iam:ListUsers action", id="no resource"),
        pytest.param(Request(ANA, "iam:ListUsers"), {"scps": [[allow("s3:*")]], "boundary": deny("iam:*")}, f"{START} iam:ListUsers with an explicit deny in a permissions boundary", id="an explicit deny is named before what does not allow"),
        pytest.param(Request(ANA, "iam:ListUsers"), {"scps": [[allow("s3:*")]], "boundary": allow("s3:*")}, f"{START} iam:ListUsers because no service control policy allows the iam:ListUsers action", id="of several that do not allow the first"),
    ],
)  # fmt: skip
def test_what_aws_says(request_: Request, layers: dict[str, Any], sentence: str) -> None:
    assert access_denied_message(iamsim.evaluate(request_, [], **layers)) == sentence


def test_of_an_allowed_request_aws_says_nothing() -> None:
    result = iamsim.evaluate(Request(ANA, "iam:ListUsers"), [allow("iam:*")])
    assert access_denied_message(result) is None
    # Also where a layer refuses, in an engine that decides otherwise than IAM: a learner's misconception.
    refused = iamsim.evaluate(Request(ANA, "iam:ListUsers"), [])
    assert access_denied_message(replace(refused, decision=iamsim.Decision.ALLOWED)) is None
