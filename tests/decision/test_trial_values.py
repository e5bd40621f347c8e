"""The values of an unknown key that are tried: one for each way in which the conditions about it can go."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from iamsim.decision.trial_values import OTHER, TrialValues, values_to_try
from iamsim.policy import PolicyDocument, Request, parse_date, parse_ip_range, parse_number

ANA, KEY = "arn:aws:iam::123456789012:user/ana", "arn:aws:s3:::b/ana/k"


def tried(*conditions: dict[str, Any], key: str = "k", resource: str = "*") -> TrialValues:
    """The values for statements with these conditions."""
    statements = [
        {"Effect": "Allow", "Action": "*", "Resource": resource, "Condition": condition} for condition in conditions
    ]
    document = PolicyDocument.parse({"Version": "2012-10-17", "Statement": statements})
    return values_to_try(key, document.statements, Request(ANA, "s3:GetObject", KEY), {"k", "m"})


@pytest.mark.parametrize(
    ("conditions", "values", "complete"),
    [
        pytest.param([{"StringEquals": {"k": ["a", "b"]}}], {None, "a", "b", OTHER}, True, id="texts"),
        pytest.param([{"StringNotEquals": {"k": "a"}}], {None, "a", OTHER}, True, id="negated"),
        pytest.param(
            [{"StringLike": {"k": "a*"}}, {"StringEquals": {"k": "ab"}}],
            {None, "a", "a" + OTHER, "ab", OTHER}, True, id="a beginning and a text",
        ),
        pytest.param([{"StringLike": {"k": "*a?"}}], {None, "", "ax", OTHER + "ax", OTHER}, True, id="wildcards"),
        pytest.param(
            [{"StringLike": {"k": ["*a", "a*b"]}}],
            {None, "", "a", OTHER + "a", "ab", f"a{OTHER}b", OTHER}, False, id="patterns that may overlap",
        ),
        pytest.param([{"Null": {"k": "true"}}], {None, OTHER}, True, id="missing or not"),
        pytest.param([{"Bool": {"k": "true"}}], {None, "true", "false", OTHER}, True, id="true or false"),
        pytest.param([{"BinaryEquals": {"k": "YQ=="}}], {None, "YQ==", OTHER}, True, id="bytes"),
        pytest.param(
            [{"ForAnyValue:StringEquals": {"k": ["a"]}}], {None, "a", OTHER, ("a", OTHER)}, True, id="several values"
        ),
        pytest.param(
            [{"ArnLike": {"k": "arn:aws:s3:::b*"}}],
            {None, "", f"arn:aws:s3:::b{OTHER}", OTHER}, True, id="an ARN with wildcards",
        ),
        pytest.param([{"StringEquals": {"k": "${m}"}}], {None, OTHER}, False, id="an unknown variable"),
        pytest.param([{"StringEquals": {"k": "${aws:username}"}}], {None, "ana", OTHER}, True, id="a known variable"),
        pytest.param([{"StringEquals": {"m": "${k}"}}], {None, OTHER}, False, id="compared with another unknown key"),
        pytest.param(
            [{"StringEquals": {"aws:username": "${k}"}}], {None, "ana", OTHER}, False, id="compared with a known key"
        ),
        pytest.param(
            [{"StringEquals": {"k": "5"}, "NumericEquals": {"k": "5"}}],
            {None, "5", "-1", "11", OTHER}, False, id="two types",
        ),
        pytest.param(
            [{"StringEqualsIgnoreCase": {"k": "a"}}], {None, "a", "A", OTHER}, False, id="letters of either case"
        ),
    ],
)  # fmt: skip
def test_values_of_conditions(conditions: list[dict[str, Any]], values: set[Any], complete: bool) -> None:
    result = tried(*conditions)
    assert (set(result.values), result.complete) == (values, complete)
    assert len(result.values) == len(values)


@pytest.mark.parametrize("key", ["aws:MultiFactorAuthPresent", "aws:SecureTransport"])
def test_a_key_that_is_true_or_false_has_no_other_value(key: str) -> None:
    low = key.lower()
    assert tried({"Bool": {key: "true"}}, key=low) == ((None, "true", "false"), True)


def test_numbers_between_below_and_above() -> None:
    values, complete = tried({"NumericLessThan": {"k": ["10", "2"]}})
    numbers = sorted(number for value in values if (number := parse_number(str(value))) is not None)
    assert complete
    assert [number for number in numbers if number in {2, 10}] == [2, 10]
    assert numbers[0] < 2 < numbers[2] < 10 < numbers[-1]


def test_numbers_too_long_to_lie_between_are_not_complete() -> None:
    assert not tried({"NumericLessThan": {"k": "1e300"}}).complete


def test_dates_between_below_and_above() -> None:
    values, complete = tried({"DateLessThan": {"aws:CurrentTime": "2026-01-01"}}, key="aws:currenttime")
    seconds = sorted(second for value in values if value and (second := parse_date(str(value))) is not None)
    assert complete
    assert OTHER not in values
    assert len(seconds) == 3
    assert seconds[1] == parse_date("2026-01-01")
    assert all(before < after for before, after in pairwise(seconds))


def test_addresses_at_the_ends_of_a_range() -> None:
    values, complete = tried({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, key="aws:sourceip")
    assert complete
    assert set(values) == {
        None, "203.0.112.255", "203.0.113.0", "203.0.113.1", "203.0.113.254", "203.0.113.255", "203.0.114.0",
    }  # fmt: skip
    assert all(value is None or parse_ip_range(str(value)) for value in values)


@pytest.mark.parametrize("network", ["0.0.0.0/0", "::/0"])
def test_no_address_lies_outside_of_all_addresses(network: str) -> None:
    values, _ = tried({"IpAddress": {"aws:SourceIp": network}}, key="aws:sourceip")
    assert len(values) == 5
    assert all(value is None or parse_ip_range(str(value)) for value in values)


def test_many_values_of_a_multivalued_key_are_not_tried_in_all_sets() -> None:
    values, complete = tried({"ForAllValues:StringEquals": {"k": ["a", "b", "c", "d", "e"]}})
    assert not complete
    assert ("a", "b") in values
    assert len(values) < 2**6


@pytest.mark.parametrize(
    ("resource", "values", "complete"),
    [
        pytest.param("arn:aws:s3:::b/${k}/k", {None, "ana", OTHER}, True, id="the text in its place"),
        pytest.param("arn:aws:s3:::b/${k}/${k}", {None, OTHER}, True, id="no text in both places"),
        pytest.param("arn:aws:s3:::b/${k}/*", {None, "ana", OTHER}, False, id="with a wildcard"),
        pytest.param("arn:aws:s3:::b/${k}/*?*?*", {None, OTHER}, False, id="with many wildcards"),
        pytest.param("arn:aws:s3:::b/${aws:username}/${k}", {None, "k", OTHER}, True, id="beside a known variable"),
        pytest.param("arn:aws:s3:::b/${k}/${m}", {None, "ana", OTHER}, True, id="beside an unknown variable"),
    ],
)
def test_values_of_variables_in_resources(resource: str, values: set[Any], complete: bool) -> None:
    result = tried({}, resource=resource)
    assert (set(result.values), result.complete) == (values, complete)
