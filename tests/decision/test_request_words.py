"""Requests in words: who asks for what, and what the request carries besides."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.decision.request_words import context_words, question, request_words, short_name
from iamsim.policy import Request

ARN, STS = "arn:aws:iam::123456789012", "arn:aws:sts::123456789012"
ANA = f"{ARN}:user/ana"
KEY = "arn:aws:s3:::b/k"


@pytest.mark.parametrize(
    ("resource", "words", "asked"),
    [
        pytest.param(KEY, "ana, s3:GetObject, b/k", "May ana do s3:GetObject on b/k?", id="on an object"),
        pytest.param("*", "ana, s3:GetObject, *", "May ana do s3:GetObject?", id="on no resource"),
    ],
)
def test_a_request_in_short_and_as_a_question(resource: str, words: str, asked: str) -> None:
    request = Request(ANA, "s3:GetObject", resource)
    assert request_words(request) == words
    assert question(request) == asked


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        (ANA, "ana"),
        (f"{ARN}:user/web/ana", "ana"),
        (f"{STS}:assumed-role/Dev/ria", "Dev/ria"),
        (f"{ARN}:root", "root"),
        (KEY, "b/k"),
        ("arn:aws:lambda:eu-west-1:1:function:f", "function:f"),
        ("*", "*"),
        ("ana", "ana"),
    ],
)
def test_short_names(arn: str, name: str) -> None:
    assert short_name(arn) == name


@pytest.mark.parametrize(
    ("context", "words"),
    [
        pytest.param({}, "", id="nothing"),
        pytest.param({"aws:MultiFactorAuthPresent": "true"}, "with MFA", id="MFA"),
        pytest.param({"AWS:multifactorauthpresent": False}, "without MFA", id="a boolean, and a key in another case"),
        pytest.param({"aws:MultiFactorAuthPresent": []}, "no aws:MultiFactorAuthPresent", id="no such key"),
        pytest.param({"aws:MultiFactorAuthPresent": None}, "no aws:MultiFactorAuthPresent", id="null is no value"),
        pytest.param({"aws:MultiFactorAuthPresent": "maybe"}, "aws:MultiFactorAuthPresent=maybe", id="no boolean"),
        pytest.param({"aws:SourceIp": "203.0.113.7"}, "from 203.0.113.7", id="an address"),
        pytest.param({"aws:PrincipalTag/Team": "web"}, "user's tag Team=web", id="a tag of the user"),
        pytest.param({"aws:RequestTag/cost": "web"}, "new tag cost=web", id="a tag of the request"),
        pytest.param({"aws:ResourceTag/stage": "live"}, "resource's tag stage=live", id="a tag of the resource"),
        pytest.param({"aws:TagKeys": ["a", "b"], "aws:SourceIp": "::1"}, "aws:TagKeys=a, b, from ::1", id="several values, several keys"),
    ],
)
def test_what_a_request_carries_in_plain_words(context: dict[str, Any], words: str) -> None:
    assert context_words(context) == words
