"""Rules about Condition, whole; and silence."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.aws.actions import list_date
from tests.check.rules.statements import BUCKET, OBJECTS, advice, assert_advice, codes, when

CASES = [
    pytest.param(when("ForAllValues:StringEquals", "aws:TagKeys", "team"), "for-all-values", "Condition.ForAllValues:StringEquals.aws:TagKeys: ForAllValues:StringEquals is also true of a request without aws:TagKeys, so it allows that too", 'this condition, and beside it "Null": {"aws:TagKeys": "false"}', id="ForAllValues alone"),
    pytest.param(when("StringLike", "aws:TagKeys", "te*"), "wants-set-operator", "Condition.StringLike.aws:TagKeys: aws:TagKeys holds several values, and StringLike compares one", "ForAnyValue:StringLike or ForAllValues:StringLike", id="a key of several values"),
    pytest.param(when("ForAnyValue:StringEqualsIfExists", "aws:username", "a", "b*"), "star-is-text", "Condition.ForAnyValue:StringEqualsIfExists.aws:username: in ForAnyValue:StringEqualsIfExists a * is a star and no wildcard", "ForAnyValue:StringLikeIfExists", id="a star in StringEquals"),
    pytest.param(when("StringNotEquals", "aws:username", "*"), "star-is-text", "Condition.StringNotEquals.aws:username: in StringNotEquals a * is a star and no wildcard", "StringNotLike", id="a star in StringNotEquals"),
    pytest.param(when("BoolIfExists", "aws:MultiFactorAuthPresent", "true"), "missing-key", "Condition.BoolIfExists.aws:MultiFactorAuthPresent: a request with an access key has no aws:MultiFactorAuthPresent at all, so it is allowed without MFA", "Bool", id="an Allow with MFA that forgets access keys"),
    pytest.param(when("Bool", "aws:MultiFactorAuthPresent", "False", effect="Deny"), "missing-key", "Condition.Bool.aws:MultiFactorAuthPresent: a request with an access key has no aws:MultiFactorAuthPresent at all, so it is not denied", "BoolIfExists", id="a Deny without MFA that forgets access keys"),
    pytest.param(when("StringEquals", "aws:username"), "no-values", "Condition.StringEquals.aws:username: aws:username is compared with nothing, so no value of it makes the condition true", "at least one value", id="no values"),
    pytest.param({"Action": "s3:ListBucket", "Resource": BUCKET} | when("StringEquals", "s3:prefixx", "x"), "no-such-key", f"Condition.StringEquals.s3:prefixx: s3:prefixx is not in our list of condition keys, of {list_date()}; if it is misspelled, no request has it", "s3:prefix", id="a misspelled key of a service"),
    pytest.param(when("StringEquals", "aws:UserNme", "x"), "no-such-key", f"Condition.StringEquals.aws:UserNme: aws:UserNme is not in our list of condition keys, of {list_date()}; if it is misspelled, no request has it", "aws:username", id="a misspelled key of all services"),
    pytest.param(when("StringEquals", "dynamdb:LeadingKeys", "x"), "no-such-key", f"Condition.StringEquals.dynamdb:LeadingKeys: dynamdb:LeadingKeys is not in our list of condition keys, of {list_date()}; if it is misspelled, no request has it", "a key that the Service Authorization Reference or the IAM User Guide lists", id="a misspelled service"),
    pytest.param(when("StringEquals", "aws:PrincipalTag", "x"), "no-such-key", f"Condition.StringEquals.aws:PrincipalTag: aws:PrincipalTag is not in our list of condition keys, of {list_date()}; if it is misspelled, no request has it", "aws:PrincipalTag/KEY", id="the tag is missing"),
    pytest.param(when("StringEquals", "username", "x"), "no-such-key", "Condition.StringEquals.username: username has no prefix, and each condition key has one, so no request has it", "aws:username", id="a key without prefix"),
    pytest.param(when("StringLike", "s3:prefix", "home/*"), "key-of-other-action", "Condition.StringLike.s3:prefix: no request for s3:GetObject has s3:prefix, so the condition is never true", "a statement of its own, for s3:ListBucket or s3:ListBucketVersions", id="a key of another action"),
    pytest.param(when("IpAddress", "aws:SourceIp", "10.0.0.0/8"), "private-address", "Condition.IpAddress.aws:SourceIp: 10.0.0.0/8 is a private range, and aws:SourceIp holds public addresses only", "aws:VpcSourceIp, for requests through a VPC endpoint; or the public addresses", id="a private range"),
    pytest.param(when("NotIpAddressIfExists", "AWS:sourceip", "203.0.113.0/24", "fd00::1", effect="Deny"), "private-address", "Condition.NotIpAddressIfExists.AWS:sourceip: fd00::1 is a private range, and AWS:sourceip holds public addresses only", "aws:VpcSourceIp, for requests through a VPC endpoint; or the public addresses", id="a private address of IPv6"),
    pytest.param(when("StringNotEquals", "aws:SourceIp", "203.0.113.0/24"), "cidr-is-text", "Condition.StringNotEquals.aws:SourceIp: StringNotEquals compares 203.0.113.0/24 as text, and aws:SourceIp is a single address, so they are never equal", "NotIpAddress", id="a range as text"),
    pytest.param(when("ForAnyValue:StringLikeIfExists", "aws:VpcSourceIp", "10.0.0.0/8"), "cidr-is-text", "Condition.ForAnyValue:StringLikeIfExists.aws:VpcSourceIp: ForAnyValue:StringLikeIfExists compares 10.0.0.0/8 as text, and aws:VpcSourceIp is a single address, so they are never equal", "ForAnyValue:IpAddressIfExists", id="a range as text, with prefix and IfExists"),
    pytest.param(when("Bool", "aws:SecureTransport", "yes"), "wrong-value", "Condition.Bool.aws:SecureTransport: Bool compares with true or false, and 'yes' is not that, so nothing is equal to it", "true or false", id="yes"),
    pytest.param(when("NumericLessThan", "aws:MultiFactorAuthAge", "ten"), "wrong-value", "Condition.NumericLessThan.aws:MultiFactorAuthAge: NumericLessThan compares with a number, and 'ten' is not that, so nothing is equal to it", "a number", id="ten"),
    pytest.param(when("IpAddress", "aws:SourceIp", "hello"), "wrong-value", "Condition.IpAddress.aws:SourceIp: IpAddress compares with an address or a range of addresses, such as 203.0.113.0/24, and 'hello' is not that, so nothing is equal to it", "an address or a range of addresses, such as 203.0.113.0/24", id="hello"),
    pytest.param(when("DateLessThan", "aws:CurrentTime", "2026-02-30"), "wrong-value", "Condition.DateLessThan.aws:CurrentTime: DateLessThan compares with a date such as 2026-01-31T12:00:00Z, or seconds since 1970, and '2026-02-30' is not that, so nothing is equal to it", "a date such as 2026-01-31T12:00:00Z, or seconds since 1970", id="30 February"),
    pytest.param(when("Null", "aws:username", "no"), "wrong-value", "Condition.Null.aws:username: Null compares with true or false, and 'no' is not that, so nothing is equal to it", "true or false", id="Null no"),
    pytest.param({"Resource": f"{BUCKET}/${{aws:username/*"}, "broken-variable", f"Resource: {BUCKET}/${{aws:username/* has ${{ without }}, so it stands for these very characters", f"{BUCKET}/${{aws:username}}/*", id="a variable without end"),
    pytest.param({"Effect": "Deny", "Resource": ..., "NotResource": f"{BUCKET}/${{aws:PrincipalTag/team"}, "broken-variable", f"NotResource: {BUCKET}/${{aws:PrincipalTag/team has ${{ without }}, so it stands for these very characters", f"{BUCKET}/${{aws:PrincipalTag/team}}", id="a tag's variable without end"),
]  # fmt: skip


@pytest.mark.parametrize(("elements", "code", "problem", "replacement"), CASES)
def test_advice_in_full(elements: dict[str, Any], code: str, problem: str, replacement: str) -> None:
    assert_advice(elements, code, problem, replacement)


SILENCE = [
    pytest.param({"Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": "a"}, "Null": {"AWS:tagkeys": "False"}}}, id="ForAllValues with Null"),
    pytest.param(when("ForAllValues:StringEquals", "aws:TagKeys", "a", effect="Deny"), id="ForAllValues in a Deny"),
    pytest.param(when("Null", "aws:TagKeys", "true"), id="Null of a key of several values"),
    pytest.param(when("ForAnyValue:StringEquals", "aws:TagKeys", "a"), id="a set operator"),
    pytest.param(when("StringEquals", "aws:username", "a${*}"), id="an escaped star"),
    pytest.param(when("StringLike", "aws:username", "a*"), id="a star in StringLike"),
    pytest.param(when("BoolIfExists", "aws:MultiFactorAuthPresent", "false", effect="Deny"), id="a Deny without MFA, with IfExists"),
    pytest.param(when("Bool", "aws:MultiFactorAuthPresent", "true"), id="an Allow with MFA"),
    pytest.param(when("Bool", "aws:MultiFactorAuthPresent", "true", effect="Deny"), id="a Deny with MFA"),
    pytest.param(when("StringEquals", "aws:PrincipalTag/Team", "x"), id="a tag"),
    pytest.param(when("StringEquals", "oidc.eks.eu-west-1.amazonaws.com/id/1:sub", "x"), id="a key of a web identity"),
    pytest.param(when("StringEquals", "deepracer:MultiUser", "x"), id="a service of which we do not know all keys"),
    pytest.param(when("StringEquals", "acme-internal:thing", "x"), id="a prefix that is like no service"),
    pytest.param({"Action": ["s3:GetObject", "s3:ListBucket"], "Resource": [BUCKET, OBJECTS]} | when("StringLike", "s3:prefix", "a/*"), id="a key that one of the actions has"),
    pytest.param(when("StringLikeIfExists", "s3:prefix", "a/*"), id="a key of another action, if it exists"),
    pytest.param(when("StringNotLike", "s3:prefix", "a/*", effect="Deny"), id="a key of another action in a Deny"),
    pytest.param(when("StringEquals", "s3:ExistingObjectTag/team", "web"), id="a key of the object's tags"),
    pytest.param({"Action": "sqs:SendMessage", "Resource": "*"} | when("StringEquals", "s3:prefix", "a"), id="a key of another service"),
    pytest.param(when("IpAddress", "aws:SourceIp", "198.51.100.0/24", "2001:db8::/32", "0.0.0.0/0"), id="public ranges"),
    pytest.param(when("IpAddress", "aws:VpcSourceIp", "10.0.0.0/8"), id="a private range of a VPC"),
    pytest.param(when("StringEquals", "aws:SourceIp", "198.51.100.7"), id="an address as text"),
    pytest.param(when("StringEquals", "aws:UserAgent", "198.51.100.0/24"), id="a range where no address is meant"),
    pytest.param(when("Bool", "aws:SecureTransport", "TRUE", "false"), id="booleans"),
    pytest.param(when("NumericLessThan", "aws:MultiFactorAuthAge", "3.5", "-1"), id="numbers"),
    pytest.param(when("DateLessThan", "aws:CurrentTime", "2026-01-31T12:00:00Z", "1767225600"), id="dates"),
    pytest.param(when("Bool", "aws:SecureTransport", "${aws:ViaAWSService}"), id="a variable where none is resolved"),
    pytest.param(when("StringEquals", "aws:username", "${aws:PrincipalTag/team, 'none'}", "$", "{}"), id="variables with end"),
    pytest.param({"Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": "a"}, "StringLike": {"aws:RequestTag/a": "*"}}}, id="ForAllValues with a tag that is required"),
    pytest.param({"Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": "a"}, "ForAnyValue:StringEquals": {"aws:tagkeys": "a"}}}, id="ForAllValues with ForAnyValue"),
]  # fmt: skip


@pytest.mark.parametrize("elements", SILENCE)
def test_silence(elements: dict[str, Any]) -> None:
    assert advice(**elements) == ()


@pytest.mark.parametrize("version", ["2008-10-17", "2012-10-17"])
def test_variables_under_an_old_version(version: str) -> None:
    # reference_policies_variables
    elements = {"Resource": [OBJECTS, f"{BUCKET}/${{aws:username}}/*"], **when("StringLike", "aws:userid", "${aws:username}")}
    advices = [(entry.code, f"{entry.place}: {entry.problem}", entry.replacement) for entry in advice(version, **elements)]
    text = "under Version 2008-10-17, or none, {} stands for these very characters"
    assert advices == ([] if version == "2012-10-17" else [
        ("variable-is-text", f"Statement.Resource: {text.format(f'{BUCKET}/${{aws:username}}/*')}", '"Version": "2012-10-17"'),
        ("variable-is-text", f"Statement.Condition.StringLike.aws:userid: {text.format('${aws:username}')}", '"Version": "2012-10-17"'),
    ])  # fmt: skip


FOR_ALL = [
    pytest.param({"Null": {"aws:TagKeys": "true"}}, id="Null true"),
    pytest.param({"Null": {"aws:userid": "false"}}, id="Null of another key"),
    pytest.param({"Null": {"aws:TagKeys": ["true", "false"]}}, id="Null of both"),
    pytest.param({"StringLikeIfExists": {"aws:RequestTag/a": "*"}}, id="a tag, if it exists"),
    pytest.param({"StringNotEquals": {"aws:RequestTag/a": "b"}}, id="a negated tag"),
    pytest.param({"StringEquals": {"aws:ResourceTag/a": "b"}}, id="a tag of the resource"),
]


@pytest.mark.parametrize("conditions", FOR_ALL)
def test_a_condition_that_does_not_help(conditions: dict[str, Any]) -> None:
    all_conditions = {"ForAllValues:StringEquals": {"aws:TagKeys": "a"}, **conditions}
    assert codes({"Condition": all_conditions}) == ["for-all-values"]


@pytest.mark.parametrize("address", ["10.255.255.255", "172.16.0.0/12", "172.31.0.1", "192.168.7.0/24", "100.64.0.1", "127.0.0.1", "169.254.169.254", "fc00::/8", "fe80::1"])
def test_ranges_that_are_private(address: str) -> None:
    assert codes(when("IpAddress", "aws:SourceIp", address)) == ["private-address"]


@pytest.mark.parametrize("address", ["11.0.0.0/8", "172.32.0.1", "172.0.0.0/8", "192.169.0.1", "100.128.0.1", "169.253.0.1", "2001:db8::1", "::/0"])
def test_ranges_that_are_public_or_more_than_private(address: str) -> None:
    assert codes(when("IpAddress", "aws:SourceIp", address)) == []
