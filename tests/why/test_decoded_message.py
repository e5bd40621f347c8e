"""What `aws sts decode-authorization-message` prints → a question."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.aws.errors import InvalidInput
from iamsim.why.decoded_message import is_decoded_message, question_of_message
from iamsim.why.denial import Denial
from tests.why.test_pasted import DECODED, KEY, RIA


def message(**context: Any) -> dict[str, Any]:
    return {**DECODED, "context": {**DECODED["context"], **context}}


def conditions(**values: list[Any]) -> dict[str, Any]:
    return {"items": [{"key": key.replace("_", ":"), "values": {"items": [{"value": value} for value in each]}} for key, each in values.items()]}


def test_a_refusal_by_no_deny() -> None:
    question = question_of_message(DECODED)
    assert question.denial == Denial(RIA, "s3:GetObject", KEY, implicit=True)
    assert question.notes == ("from the decoded message: ec2:InstanceType=m5.large",)


def test_a_deny_and_the_statements_that_matched() -> None:
    statements = {"items": [{"statementId": "KeepProd", "effect": "DENY"}, {"statementId": "", "effect": "DENY"}]}
    question = question_of_message({**DECODED, "explicitDeny": True, "matchedStatements": statements})
    assert question.denial == Denial(RIA, "s3:GetObject", KEY, explicit=True, statement_ids=("KeepProd",))


def test_a_request_that_was_allowed() -> None:
    question = question_of_message({**DECODED, "allowed": True})
    assert question.denial is None
    assert question.notes[1] == "the decoded message says that the request was allowed"


CONDITIONS = [
    pytest.param(conditions(ec2_InstanceType=["m5.large"]), {"ec2:InstanceType": "m5.large"}, id="one value"),
    pytest.param(conditions(aws_TagKeys=["a", "b"]), {"aws:TagKeys": ["a", "b"]}, id="several values"),
    pytest.param(conditions(aws_Region=["eu-west-1"], aws_Account=["123456789012"]), {"aws:RequestedRegion": "eu-west-1", "aws:ResourceAccount": "123456789012"}, id="keys that policies know under another name"),
    pytest.param(conditions(aws_Service=["ec2"], aws_Resource=["instance/*"], aws_Type=["instance"], aws_ID=["*"], aws_ARN=["x"]), {}, id="parts of the resource's ARN"),
    pytest.param(conditions(ec2_EbsOptimized=[False], ec2_VolumeSize=[8]), {"ec2:EbsOptimized": "false", "ec2:VolumeSize": "8"}, id="truths and numbers"),
    pytest.param(conditions(ec2_X=[]), {}, id="no value"),
    pytest.param({"items": [5, {"key": 5}, {"key": "a:b", "values": 5}]}, {}, id="what is no condition"),
    pytest.param(None, {}, id="no conditions"),
]  # fmt: skip


@pytest.mark.parametrize(("items", "context"), CONDITIONS)
def test_the_context(items: Any, context: dict[str, Any]) -> None:
    assert question_of_message(message(conditions=items)).context == context


@pytest.mark.parametrize("broken", [{"principal": {}}, {"principal": "x"}, {"action": 5}])
def test_who_or_what_is_missing(broken: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        question_of_message(message(**broken))


@pytest.mark.parametrize("value", [{}, {"context": {"action": "x"}}, {"explicitDeny": True, "context": 5}, {"DecodedMessage": "{}"}])
def test_other_objects_are_no_decoded_message(value: dict[str, Any]) -> None:
    assert not is_decoded_message(value)
