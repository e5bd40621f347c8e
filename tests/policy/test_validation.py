"""What AWS saves: one Action, one Resource, one date; how long a policy may be and of which characters."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from iamsim.aws.errors import LimitExceeded, ValidationError
from iamsim.aws.quotas import QUOTAS
from iamsim.policy.validation import (
    PARTITIONS,
    action_problem,
    check_document_text,
    check_inline_size,
    check_resource_policy_size,
    check_scp_size,
    check_size,
    document_size,
    legacy_resource_problem,
    resource_problem,
)
from iamsim.policy.values import is_saved_as_date

# reference_policies_elements_action: neither service nor action need exist
ACTIONS = ["*", "s3:*", "s3:GetObject", "S3:GETOBJECT", "s3-s:x", "s3.s:x", "no-such-service:Do", "s3:Get Object ", "iam: a", "s3:"]  # fmt: skip


@pytest.mark.parametrize("text", ACTIONS)
def test_an_action_is_saved(text: str) -> None:
    assert action_problem(text) is None


REFUSED_ACTIONS = [
    pytest.param("", "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.", id="nothing"),
    pytest.param("**", "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.", id="two stars"),
    pytest.param("a:b:c:d", "Actions/Condition can contain only one colon.", id="three colons"),
    pytest.param("*:Get", "Vendor * is not valid", id="any service"),
    pytest.param(":Get", "Vendor  is not valid", id="no service"),
    pytest.param("s_3:Get", "Vendor s_3 is not valid", id="an underscore"),
    pytest.param("é:Get", "Vendor é is not valid", id="a letter beyond ASCII"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), REFUSED_ACTIONS)
def test_an_action_is_refused(text: str, message: str) -> None:
    problem = action_problem(text)
    assert problem is not None
    assert problem.message == message


RESOURCES = [
    pytest.param("*", id="a star"),
    pytest.param("arn:aws:fdsasf", id="an ARN that stops at the service"),
    pytest.param("arn:aws:s3", id="S3 alone"),
    pytest.param("arn:aws:sqs:eu-west-1:123456789012", id="an ARN that stops at the account"),
    pytest.param("arn:aws:s33:::b", id="a service that does not exist"),
    pytest.param("arn:aws-cn:s3:::b", id="China"),
    pytest.param("arn:*:s3:::b", id="any partition"),
    pytest.param("arn:aws*:s3:::b", id="some partitions"),
    pytest.param("arn:*:iam::*:role/ci", id="any partition of IAM"),
    pytest.param("arn:aws:s3:::b/${aws:username}/*", id="a variable after the fifth colon"),
    pytest.param("arn:aws:s3:eu-west-1:123456789012:accesspoint/front/object/*", id="an access point has a region"),
    pytest.param("arn:aws:s3:*:*:job/*", id="any region for S3"),
    pytest.param("arn:aws:iam::123456789012:root", id="the root user"),
    pytest.param("arn:aws:iam::123456789012:*", id="all of an account's IAM"),
    pytest.param("arn:aws:iam::*:user/eng/*", id="a user's path"),
    pytest.param("arn:aws:iam::aws:policy/AdministratorAccess", id="AWS's own policy"),
    pytest.param("arn:aws:ec2:us-east-1::image/*", id="a region elsewhere"),
    pytest.param("x:aws:s3:::b", id="the first part is not looked at"),
]  # fmt: skip


@pytest.mark.parametrize("text", RESOURCES)
def test_a_resource_is_saved(text: str) -> None:
    assert resource_problem(text) is None
    assert legacy_resource_problem(text) is None


@pytest.mark.parametrize("partition", sorted(PARTITIONS))
def test_each_partition_is_saved(partition: str) -> None:
    assert resource_problem(f"arn:{partition}:s3:::b") is None


REFUSED_RESOURCES = [
    # recorded: an ARN is shown filled up, and begins with arn whatever it began with
    pytest.param("a:b:c", 'Partition "b" is not valid for resource "arn:b:c:*:*:*".', id="filled up"),
    pytest.param("a:b:c:d:e:f:g:h", 'Partition "b" is not valid for resource "arn:b:c:d:e:f:g:h".', id="colons in the last part"),
    pytest.param("aws:s3:::b", 'Partition "s3" is not valid for resource "arn:s3:::b:*".', id="arn is missing"),
    pytest.param("arn:b*:s3:::b", 'Partition "b*" is not valid for resource "arn:b*:s3:::b".', id="wildcards that match no partition"),
    pytest.param("arn:${P}:${S}:::b", 'Partition "${P}" is not valid for resource "arn:${P}:${S}:::b".', id="a placeholder for the partition comes first"),
    pytest.param("arn:aws:s?:::b", "Resource vendor must be fully qualified and cannot contain regexes.", id="a question mark"),
    pytest.param("arn:aws:iam:us-east-1::user/a", "IAM resource arn:aws:iam:us-east-1::user/a cannot contain region information.", id="IAM has no region"),
    pytest.param("arn:aws:s3:eu-west-1::b", "Resource arn:aws:s3:eu-west-1::b can not contain region information.", id="a bucket has no region"),
    pytest.param("arn:aws:iam::1:user", f"IAM resource path must either be \"*\", root, or start with {'user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.'}", id="a kind without a slash"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), REFUSED_RESOURCES)
def test_a_resource_is_refused(text: str, message: str) -> None:
    problem = resource_problem(text)
    assert problem is not None
    assert problem.message == message


LEGACY_RESOURCES = [
    pytest.param("arn:aws:s3::b", True, id="two colons after s3"),
    pytest.param("arn:aws:s3:b", True, id="one colon after s3"),
    pytest.param("arn:aws::b", True, id="no service"),
    pytest.param("arn:aws:", True, id="an empty service"),
    pytest.param("arn:aws:iam::${aws:PrincipalAccount}:user/a", True, id="a variable for the account"),
    pytest.param("arn:aws:${s}:::b", True, id="a variable for the service"),
    pytest.param("arn:*:s3::b", True, id="two colons after s3, in any partition"),
    pytest.param("arn:${P}:s3:::b", False, id="a placeholder for the partition has an error of its own"),
    pytest.param("arn:b::c", False, id="a partition that is none has an error of its own"),
    pytest.param("${aws:username}", True, id="a variable alone"),
    pytest.param("arn:aws:sns::b", False, id="another service may stop early"),
]


@pytest.mark.parametrize(("text", "refused"), LEGACY_RESOURCES)
def test_awss_older_parser_refuses_a_resource(text: str, refused: bool) -> None:
    problem = legacy_resource_problem(text)
    assert (problem is not None) is refused
    assert problem is None or problem.message == "The policy failed legacy parsing"


# Recorded: "01T" and the odd time zones are saved; nine digits of a second are, ten are not; 2^63 is too much.
DATES = [
    "2019-07-01T13:20:15Z", "2016-12-13T21:20:37.593194+00:00", "2016-12-13t2:00:00.593194+23", "01T", "2026", "2026-01",
    "2026-01-31", "2026-01-31T12:00Z", "2026-01-31T12:00:00+0200", "-292275054", "0", "1735689600", "1735689600.5",
    "9223372036854775807",
]  # fmt: skip
REFUSED_DATES = [
    "", "sdfdsf", "234-13", "2016-12-13t2:00:00.593194+1", "2016-12-13t2:00:00.1999999999+10:59", "9223372036854775808",
    "-9223372036854775808", "2026-01-32", "2026-01-31T25:00Z", "2026-01-31T12:60Z", "2026-01-31T12:00:61Z", "True", "1" * 5000,
    "２０２６-01-01", "${aws:CurrentTime}",
]  # fmt: skip


@pytest.mark.parametrize("text", DATES)
def test_a_date_is_saved(text: str) -> None:
    assert is_saved_as_date(text)


@pytest.mark.parametrize("text", REFUSED_DATES)
def test_a_date_is_refused(text: str) -> None:
    assert not is_saved_as_date(text)


# ------------------------------------------------------------------------------------------------- sizes

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
