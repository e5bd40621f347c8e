"""Condition operators: every one of the 27, with every prefix and suffix, as data.

Pages: reference_policies_elements_condition_operators, reference_policies_condition-single-vs-multi-valued-
context-keys, reference_policies_condition-logic-multiple-context-keys-or-values.
"""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.policy.conditions import OPERATORS, Condition, Operator
from iamsim.policy.patterns import Context, ContextValue


def condition(operator: str, values: tuple[str, ...], *, variables: bool = True) -> Condition:
    parsed = Operator.parse(operator)
    assert parsed is not None
    return Condition.parse(parsed, "k", values, variables=variables)


def is_true(operator: str, values: tuple[str, ...], value: ContextValue | None, **context: ContextValue) -> bool:
    context_with_k: Context = context if value is None else {**context, "k": value}
    return condition(operator, values).matches(context_with_k)


NOON, LATER = "2026-06-01T12:00:00Z", "2026-06-01T12:00:01Z"
TOPIC, OTHER = "arn:aws:sns:eu-west-1:111122223333:alerts", "arn:aws:sns:eu-west-1:999988887777:alerts"

# operator: (a value of the policy, a request's value for which it is true, one for which it is false)
SAMPLES = {
    "StringEquals": ("Ana", "Ana", "ana"),
    "StringNotEquals": ("Ana", "ana", "Ana"),
    "StringEqualsIgnoreCase": ("Ana", "aNA", "anna"),
    "StringNotEqualsIgnoreCase": ("Ana", "anna", "aNA"),
    "StringLike": ("a*/?", "a/b/c:d/e", "A/b"),
    "StringNotLike": ("a*/?", "A/b", "a/b/c:d/e"),
    "NumericEquals": ("5", "5.0", "5.01"),
    "NumericNotEquals": ("5", "5.01", "5.0"),
    "NumericLessThan": ("10", "9", "10"),
    "NumericLessThanEquals": ("10", "10", "10.5"),
    "NumericGreaterThan": ("-5", "10", "-5"),
    "NumericGreaterThanEquals": ("-5", "-5", "-10"),
    "DateEquals": (NOON, "2026-06-01T14:00:00+02:00", LATER),
    "DateNotEquals": (NOON, LATER, "1780315200"),
    "DateLessThan": (LATER, NOON, LATER),
    "DateLessThanEquals": (NOON, NOON, LATER),
    "DateGreaterThan": (NOON, LATER, NOON),
    "DateGreaterThanEquals": (LATER, LATER, NOON),
    "Bool": ("True", "true", "false"),
    "BinaryEquals": ("QmluYXJ5", "QmluYXJ5", "QmluYXJ6"),
    "IpAddress": ("203.0.113.9/24", "203.0.113.255", "203.0.114.0"),
    "NotIpAddress": ("203.0.113.9/24", "2001:db8::1", "203.0.113.0"),
    "ArnEquals": ("arn:aws:sns:*:111122223333:*", TOPIC, OTHER),
    "ArnNotEquals": ("arn:aws:sns:*:111122223333:*", OTHER, TOPIC),
    "ArnLike": ("arn:aws:sns:*:111122223333:*", TOPIC, OTHER),
    "ArnNotLike": ("arn:aws:sns:*:111122223333:*", OTHER, TOPIC),
}
NEGATED = {name for name in SAMPLES if "Not" in name}


def test_the_table_has_all_of_awss_operators() -> None:
    assert set(OPERATORS) == {*SAMPLES, "Null"}
    assert len(OPERATORS) == 27


@pytest.mark.parametrize("suffix", ["", "IfExists"])
@pytest.mark.parametrize("name", SAMPLES)
def test_one_value(name: str, suffix: str) -> None:
    expected_value, yes, no = SAMPLES[name]
    assert is_true(f"{name}{suffix}", (expected_value,), yes)
    assert not is_true(f"{name}{suffix}", (expected_value,), no)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_missing_key(name: str) -> None:
    expected_value = (SAMPLES[name][0],)
    assert is_true(name, expected_value, None) is (name in NEGATED)
    assert is_true(f"{name}IfExists", expected_value, None)
    assert is_true(f"ForAllValues:{name}", expected_value, None)
    assert is_true(f"ForAllValues:{name}IfExists", expected_value, None)
    assert not is_true(f"ForAnyValue:{name}", expected_value, None)
    assert not is_true(f"ForAnyValue:{name}IfExists", expected_value, None)


@pytest.mark.parametrize("suffix", ["", "IfExists"])
@pytest.mark.parametrize("name", SAMPLES)
def test_several_values_of_the_request(name: str, suffix: str) -> None:
    expected_value, yes, no = SAMPLES[name]
    for all_match, any_matches, values in [(True, True, (yes, yes)), (False, True, (yes, no)), (False, False, (no,))]:
        assert is_true(f"ForAllValues:{name}{suffix}", (expected_value,), values) is all_match
        assert is_true(f"ForAnyValue:{name}{suffix}", (expected_value,), values) is any_matches
    assert is_true(f"ForAllValues:{name}{suffix}", (expected_value,), yes), "a single value is a set of one"
    assert not is_true(f"ForAllValues:{name}{suffix}", (expected_value,), no)


@pytest.mark.parametrize("name", SAMPLES)
def test_several_values_of_the_policy_are_any_or_for_a_negated_operator_none(name: str) -> None:
    expected_value, yes, no = SAMPLES[name]
    never = "?" if "Not" in name or name.startswith(("String", "Bool", "Binary")) else "nonsense"
    assert is_true(name, (never, expected_value), yes)
    assert not is_true(name, (never, expected_value), no)


@pytest.mark.parametrize("name", SAMPLES)
def test_an_empty_list_of_values_equals_nothing(name: str) -> None:
    # access-analyzer-reference-policy-checks, "Empty array condition": only a missing key can make it true
    yes = SAMPLES[name][1]
    for prefix in ("", "ForAllValues:", "ForAnyValue:"):
        for suffix in ("", "IfExists"):
            assert not is_true(f"{prefix}{name}{suffix}", (), yes)


@pytest.mark.parametrize("name", SAMPLES)
def test_several_values_without_a_set_operator_match_nothing(name: str) -> None:
    # "Multivalued context keys require a condition set operator"
    expected_value, yes, no = SAMPLES[name]
    assert not is_true(name, (expected_value,), (yes,))
    assert not is_true(name, (expected_value,), (no,))
    assert not is_true(f"{name}IfExists", (expected_value,), (yes, no))


@pytest.mark.parametrize(
    "name", [n for n in SAMPLES if n.startswith(("Numeric", "Date", "Bool", "Ip", "NotIp", "Binary"))]
)
def test_a_badly_typed_value_equals_nothing(name: str) -> None:
    expected_value, yes, _ = SAMPLES[name]
    assert is_true(name, (expected_value,), "no such thing") is (name in NEGATED)
    assert is_true(name, ("no such thing",), yes) is (name in NEGATED)


ROWS = [
    # "String condition operators"
    pytest.param("StringEquals", ("a*",), "abc", False, id="StringEquals takes a star as it is"),
    pytest.param("StringEquals", ("a*",), "a*", True, id="StringEquals finds a star"),
    pytest.param("StringEquals", ("",), "", True, id="an empty text equals an empty text"),
    pytest.param("StringLike", ("*",), "", True, id="* matches an empty text"),
    pytest.param("StringLike", ("*",), None, False, id="* does not match a missing key"),
    pytest.param("StringLike", ("arn:aws:s3*",), "arn:aws:s3:::b", True, id="* crosses colons in StringLike"),
    pytest.param("StringLike", ("a?c",), "abbc", False, id="? is one character in StringLike"),
    pytest.param("StringEqualsIgnoreCase", ("a*",), "ABC", False, id="there is no StringLikeIgnoreCase"),
    pytest.param("StringEqualsIgnoreCase", ("straße",), "STRASSE", False, id="ignoring case goes letter by letter"),
    # variables, in String and Arn operators only (reference_policies_variables)
    pytest.param("StringEquals", ("${aws:username}",), "ana", True, id="a variable in StringEquals"),
    pytest.param("StringEquals", ("${aws:username}",), "bob", False, id="another's value in StringEquals"),
    pytest.param("StringEquals", ("x-${aws:username}-${*}",), "x-ana-*", True, id="text, a variable, an escape"),
    pytest.param("StringEquals", ("${aws:username}-*",), "ana-*", True, id="a star beside a variable is a star to StringEquals"),
    pytest.param("StringEqualsIgnoreCase", ("${aws:username}",), "ANA", True, id="a variable, ignoring case"),
    pytest.param("StringLike", ("home/${aws:username}/*",), "home/ana/x", True, id="a variable in StringLike"),
    pytest.param("StringLike", ("a${*}",), "abc", False, id="an escaped star in StringLike"),
    pytest.param("StringLike", ("a${*}",), "a*", True, id="an escaped star matches a star"),
    pytest.param("ArnLike", ("arn:aws:iam::*:user/${aws:username}",), "arn:aws:iam::1:user/ana", True, id="a variable in ArnLike"),
    pytest.param("ArnEquals", ("arn:aws:iam::*:user/${aws:username}",), "arn:aws:iam::1:user/bob", False, id="another's value in ArnEquals"),
    pytest.param("StringEquals", ("${none}",), "ana", False, id="a variable without a value equals nothing"),
    pytest.param("StringNotEquals", ("${none}",), "ana", True, id="a variable without a value differs from everything"),
    pytest.param("StringNotEquals", ("${none}",), None, True, id="a missing key differs from a variable without a value"),
    pytest.param("StringEquals", ("${none}", "ana"), "ana", True, id="a variable without a value beside a text"),
    pytest.param("StringNotEquals", ("${none}", "ana"), "ana", False, id="a text beside a variable without a value"),
    pytest.param("StringEquals", ("${none, 'all'}",), "all", True, id="a default in StringEquals"),
    pytest.param("ArnLike", ("${none}",), "arn:aws:s3:::b", False, id="a variable without a value in ArnLike"),
    pytest.param("ArnLike", ("${aws:username}",), "arn:aws:s3:::b", False, id="a variable that makes no ARN"),
    pytest.param("Bool", ("${aws:truth}",), "true", False, id="no variable in Bool"),
    pytest.param("NumericEquals", ("${aws:five}",), "5", False, id="no variable in a number"),
    # ARNs
    pytest.param("ArnLike", ("arn:aws:s3*",), "arn:aws:s3:::b", False, id="a short pattern matches no ARN"),
    pytest.param("ArnNotLike", ("arn:aws:s3*",), "arn:aws:s3:::b", True, id="a short pattern, negated"),
    pytest.param("ArnLike", ("arn:aws:s3:::*",), "not an ARN", False, id="a value that is no ARN"),
    pytest.param("ArnNotEquals", ("arn:aws:s3:::*",), "not an ARN", True, id="a value that is no ARN, negated"),
    # addresses
    pytest.param("IpAddress", ("2001:DB8:1234:5678::/64",), "2001:db8:1234:5678::9", True, id="IPv6"),
    pytest.param("IpAddress", ("0.0.0.0/0",), "::ffff:203.0.113.1", False, id="IPv6 is never in a range of IPv4"),
    pytest.param("NotIpAddress", ("0.0.0.0/0",), "2001:db8::1", True, id="IPv6 is always outside a range of IPv4"),
    pytest.param("IpAddress", ("203.0.113.5",), "203.0.113.5", True, id="a bare address is itself"),
    pytest.param("IpAddress", ("203.0.113.5",), "203.0.113.6", False, id="a bare address is no other"),
    pytest.param("IpAddress", ("203.0.113.5",), "203.0.113.0/24", False, id="a range is not within an address"),
    # numbers and dates
    pytest.param("NumericLessThan", ("10",), "9", True, id="numbers are compared as numbers"),
    pytest.param("NumericEquals", ("0.1",), "0.10", True, id="decimals are exact"),
    pytest.param("DateGreaterThan", ("1735689600",), "2025-01-01T00:00:01Z", True, id="epoch seconds in the policy"),
    pytest.param("DateEquals", ("2025-01-01",), "1735689600", True, id="epoch seconds in the request"),
    pytest.param("DateLessThan", ("2026-06-01T12:00:00+02:00",), "2026-06-01T10:30:00Z", False, id="an offset counts"),
    # set operators and empty texts: "a null data set, such as an empty string"
    pytest.param("ForAllValues:StringEquals", ("a",), "", True, id="an empty text is no value to ForAllValues"),
    pytest.param("ForAnyValue:StringEquals", ("",), "", False, id="an empty text is no value to ForAnyValue"),
    pytest.param("ForAnyValue:StringNotEquals", ("a",), ("",), False, id="nor to a negated ForAnyValue"),
    pytest.param("ForAllValues:StringEquals", ("a",), ("", "a"), True, id="an empty text beside a value"),
    pytest.param("ForAllValues:StringNotLike", ("a*",), ("b", "ab"), False, id="ForAllValues of a negated operator wants none"),
    pytest.param("ForAnyValue:StringNotLike", ("a*",), ("b", "ab"), True, id="ForAnyValue of a negated operator wants one"),
    # "Condition operator to check existence of condition keys"
    pytest.param("Null", ("true",), None, True, id="Null true: missing"),
    pytest.param("Null", ("true",), "x", False, id="Null true: there"),
    pytest.param("Null", ("false",), None, False, id="Null false: missing"),
    pytest.param("Null", ("false",), "x", True, id="Null false: there"),
    pytest.param("Null", ("FALSE",), "", True, id="Null false: an empty text is there"),
    pytest.param("Null", ("false",), ("a", "b"), True, id="Null false: several values are there"),
    pytest.param("Null", ("true", "false"), "x", True, id="Null with both is always true"),
    pytest.param("Null", ("maybe",), "x", False, id="Null of neither, there"),
    pytest.param("Null", ("maybe",), None, False, id="Null of neither, missing"),
    pytest.param("Null", (), None, False, id="Null of nothing"),
    # access-analyzer-reference-policy-checks, "Null with qualifier"
    pytest.param("ForAllValues:Null", ("false",), None, True, id="ForAllValues:Null is always true"),
    pytest.param("ForAnyValue:Null", ("true",), None, False, id="ForAnyValue:Null is always false"),
]  # fmt: skip


@pytest.mark.parametrize(("operator", "policy_values", "value", "expected"), ROWS)
def test_a_condition(operator: str, policy_values: tuple[str, ...], value: ContextValue | None, expected: bool) -> None:
    context = {"aws:username": "ana", "aws:truth": "true", "aws:five": "5"}
    assert is_true(operator, policy_values, value, **context) is expected


def test_under_version_2008_a_variable_is_text() -> None:
    old = condition("StringEquals", ("${aws:username}",), variables=False)
    assert not old.matches({"k": "ana", "aws:username": "ana"})
    assert old.matches({"k": "${aws:username}", "aws:username": "ana"})


def test_the_names_of_keys_ignore_case() -> None:
    operator = Operator.parse("StringEquals")
    assert operator is not None
    assert Condition.parse(operator, "AWS:SourceIp", ("x",)).matches({"aws:sourceip": "x"})


MATCHING_VALUES = [
    pytest.param("StringEquals", ("a", "b"), "b", "b", id="the second value"),
    pytest.param("StringLike", ("a*", "ab*"), "abc", "a*", id="the first of two that match"),
    pytest.param("StringEquals", ("a",), "b", None, id="none"),
    pytest.param("StringEquals", ("a",), None, None, id="a missing key"),
    pytest.param("StringNotEquals", ("a",), "a", "a", id="the one that a negated operator stumbled on"),
    pytest.param("NumericEquals", ("5.0",), "five", None, id="a badly typed value"),
    pytest.param("ForAnyValue:StringEquals", ("a", "b"), ("x", "b"), "b", id="the second of several"),
    pytest.param("Null", ("false", "true"), None, "true", id="Null, missing"),
    pytest.param("Null", ("false", "true"), "true", "false", id="Null, there"),
]


@pytest.mark.parametrize(("operator", "policy_values", "value", "matching"), MATCHING_VALUES)
def test_the_first_equal_value_is_returned(
    operator: str, policy_values: tuple[str, ...], value: ContextValue | None, matching: str | None
) -> None:
    context: Any = {} if value is None else {"k": value}
    assert condition(operator, policy_values).matching_value(context) == matching


def test_the_variables_that_a_condition_reads() -> None:
    expected_value = ("${aws:PrincipalTag/Team}", "${a, 'x'}", "b")
    assert condition("StringLike", expected_value).required_keys == ("aws:PrincipalTag/Team",)
    assert condition("Bool", expected_value).required_keys == ()


SPELLINGS = [
    pytest.param("StringEquals", ("StringEquals", "", False), id="a name alone"),
    pytest.param(
        "ForAnyValue:StringLikeIfExists", ("StringLike", "ForAnyValue", True), id="prefix and suffix"
    ),
    pytest.param("ForAllValues:ArnNotLike", ("ArnNotLike", "ForAllValues", False), id="a prefix"),
    pytest.param("BoolIfExists", ("Bool", "", True), id="a suffix"),
    pytest.param("ForAllValues:Null", ("Null", "ForAllValues", False), id="Null with a prefix"),
    pytest.param("NullIfExists", None, id="Null takes no suffix"),
    pytest.param("stringEquals", None, id="names keep their case"),
    pytest.param("StringEqualsifexists", None, id="the suffix keeps its case"),
    pytest.param("StringEqualsIfExistsIfExists", None, id="one suffix is enough"),
    pytest.param("ForSomeValues:StringEquals", None, id="an unknown prefix"),
    pytest.param("ForAnyValue::StringEquals", None, id="two colons"),
    pytest.param("StringLikeIgnoreCase", None, id="a name that is none"),
    pytest.param("IfExists", None, id="a suffix alone"),
    pytest.param("", None, id="nothing"),
]


@pytest.mark.parametrize(("text", "parts"), SPELLINGS)
def test_an_operator_has_a_prefix_a_name_and_a_suffix(text: str, parts: tuple[str, str, bool] | None) -> None:
    assert Operator.parse(text) == (None if parts is None else Operator(text, *parts))
