"""A policy inside the answer of the AWS call that shows it."""

from __future__ import annotations

import json

import pytest

from iamsim.policy.cli_output import POLICY_PATHS, unwrap_policy
from iamsim.policy.document import allow

POLICY = allow("s3:GetObject")


@pytest.mark.parametrize("path", POLICY_PATHS, ids=".".join)
@pytest.mark.parametrize("content", [POLICY, json.loads(POLICY)], ids=["as text", "as an object"])
def test_an_answer_is_unwrapped(path: tuple[str, ...], content: object) -> None:
    for key in reversed(path):
        content = {key: content, "ResponseMetadata": {}}
    assert json.loads(unwrap_policy(json.dumps(content))) == json.loads(POLICY)


@pytest.mark.parametrize(
    "text",
    [
        POLICY,
        POLICY.replace("}", ', "Version": "2012-10-17"}'),
        "",
        "no JSON",
        "[" * 100_000,
        "[1]",
        "9" * 5_000,
        '{"Policy": {"PolicyName": "P", "Arn": "arn:aws:iam::123456789012:policy/P"}}',
    ],
    ids=["bare", "a key twice", "empty", "no JSON", "a depth bomb", "a list", "a long number", "get-policy: no document"],
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert unwrap_policy(text) == text
