"""How long a policy may be, and of which characters."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from iamsim.aws.errors import LimitExceeded, ValidationError
from iamsim.aws.quotas import QUOTAS
from iamsim.policy.document_size import (
    check_document_text,
    check_inline_size,
    check_resource_policy_size,
    check_scp_size,
    check_size,
    document_size,
)

FAILED = "1 validation error detected: Value at 'policyDocument' failed to satisfy constraint: Member must"
PARAMETERS = [
    pytest.param("", f"{FAILED} have length greater than or equal to 1", "the policy: expected JSON text, got nothing", id="nothing"),
    pytest.param(
        " " * 131_073, f"{FAILED} have length less than or equal to 131072",
        "the policy: expected at most 131,072 characters, white space included, got 131,073", id="one too many",
    ),
    pytest.param(
        "{\n  \u30ec", f"{FAILED} satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
        "line 2, column 3: expected characters up to U+00FF, got U+30EC", id="a character beyond Latin",
    ),
    pytest.param(
        "\x00", f"{FAILED} satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
        "line 1, column 1: expected characters up to U+00FF, got U+0000", id="a control character",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message", "ours"), PARAMETERS)
def test_a_text_that_a_call_does_not_take(text: str, message: str, ours: str) -> None:
    with pytest.raises(ValidationError) as raised:
        check_document_text(text)
    assert (raised.value.code, raised.value.message, str(raised.value)) == ("ValidationError", message, ours)


def test_a_text_that_a_call_takes() -> None:
    check_document_text("\t\n\r ~\xe9\xff" + " " * 131_065)
    with pytest.raises(ValidationError) as raised:
        check_document_text("", "assumeRolePolicyDocument")
    assert "'assumeRolePolicyDocument'" in raised.value.message


def test_white_space_is_not_counted() -> None:
    assert document_size('{ "a":\t"b c",\r\n}') == document_size('{"a":"bc",}') == 11


KINDS: list[Any] = [
    ("managed", "PolicySizeQuota", "PolicySize"),
    ("trust", "AssumeRolePolicySizeQuota", "ACLSizePerRole"),
]


@pytest.mark.parametrize(("kind", "quota", "name"), KINDS)
def test_the_quota_of_one_document(kind: Literal["managed", "trust"], quota: str, name: str) -> None:
    quota_size = QUOTAS[quota]
    check_size("x" * quota_size + " \n" * 50, kind)
    with pytest.raises(LimitExceeded) as raised:
        check_size("x" * (quota_size + 1), kind)
    assert raised.value.message == f"Cannot exceed quota for {name}: {quota_size}"
    assert str(raised.value) == (
        f"the policy: expected at most {quota_size:,} characters, white space not counted, got {quota_size + 1:,}"
    )


@pytest.mark.parametrize(("holder", "quota_size"), [("user", 2048), ("group", 5120), ("role", 10_240)])
def test_the_quota_of_all_inline_policies_together(holder: str, quota_size: int) -> None:
    check_inline_size(["x" * 1000, "x" * (quota_size - 1000), " "], holder, "ana")
    with pytest.raises(LimitExceeded) as raised:
        check_inline_size(["x" * 1000, "x" * (quota_size - 999)], holder, "ana")
    assert raised.value.message == f"Maximum policy size of {quota_size} bytes exceeded for {holder} ana"
    assert str(raised.value) == (
        f"{holder} ana: expected at most {quota_size:,} characters in all inline policies together,"
        f" white space not counted, got {quota_size + 1:,}"
    )


def test_the_quota_of_a_service_control_policy_counts_white_space() -> None:
    check_scp_size("x" * 10_000 + " " * 240)
    with pytest.raises(LimitExceeded) as raised:
        check_scp_size("x" * 10_000 + " " * 241)
    assert raised.value.message == "You have exceeded the maximum policy size."
    assert str(raised.value) == "the policy: expected at most 10,240 characters, white space counted, got 10,241"


SIZES = [
    pytest.param("s3", 20_480, id="a bucket"),
    pytest.param("sqs", 8192, id="a queue"),
    pytest.param("sns", 30_720, id="a topic"),
    pytest.param("kms", 32_768, id="a key"),
    pytest.param("lambda", 20_480, id="a function"),
]


@pytest.mark.parametrize(("service", "quota"), SIZES)
def test_the_quota_of_a_resources_policy(service: str, quota: int) -> None:
    check_resource_policy_size("x" * quota + "\n ", service)
    with pytest.raises(LimitExceeded) as raised:
        check_resource_policy_size("é" + "x" * (quota - 1), service)
    assert str(raised.value) == (
        f"the policy: expected at most {quota:,} bytes in a policy of {service}, white space not counted, got {quota + 1:,}"
    )


def test_a_quota_that_is_not_known_is_not_checked() -> None:
    check_resource_policy_size("x" * 100_000, "")
    check_resource_policy_size("x" * 100_000, "codebuild")
