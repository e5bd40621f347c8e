"""Patterns: wildcards, variables, ARN segments, as data."""

from __future__ import annotations

import pytest

from iamsim.policy.patterns import (
    Context,
    Pattern,
    Variable,
    Wildcard,
    any_pattern,
    complete_arn,
    matches_arn,
    matches_segments,
    required_keys,
    resolve_variables,
    split_arn,
    split_arn_pattern,
    split_at_wildcards,
    split_text_at_wildcards,
    tokenize,
    variable_keys,
)

STAR, QUESTION_MARK = Wildcard.STAR, Wildcard.QUESTION_MARK

WILDCARD_PATTERNS = [
    # reference_policies_elements_resource, "Specify a resource ARN using wildcards"
    pytest.param("arn:aws:s3:::b/*/test/*", "arn:aws:s3:::b/1/2/test/3/object.jpg", True, id="* crosses slashes"),
    pytest.param("arn:aws:s3:::b/*/test/*", "arn:aws:s3:::b//test/object.jpg", True, id="* stands for nothing too"),
    pytest.param("arn:aws:s3:::b/*/test/*", "arn:aws:s3:::b/1/test/", True, id="* at the end stands for nothing too"),
    pytest.param("arn:aws:s3:::b/*/test/*", "arn:aws:s3:::b/1-test/object.jpg", False, id="a slash is a character"),
    pytest.param("arn:aws:s3:::b/*/test/*", "arn:aws:s3:::b/test/object.jpg", False, id="two slashes are not one"),
    pytest.param("arn:aws:s3:::b/*/test/*", "arn:aws:s3:::b/1/2/test.jpg", False, id="the segment in the middle counts"),
    pytest.param("arn:aws:iam::1:user/Bob", "arn:aws:iam::1:user/bob", False, id="case counts"),
    pytest.param("arn:aws:sqs:*", "arn:aws:sqs:us-east-1:1:q", True, id="* at the end crosses colons"),
    pytest.param("arn:aws:sqs:us-*:1:q", "arn:aws:sqs:us-east-1:1:q", True, id="* inside a part"),
    pytest.param("arn:aws:sqs:us-*:1:q", "arn:aws:sqs:us-east-1:2:q", False, id="what follows the * counts"),
    pytest.param("photos-2?", "photos-21", True, id="? is one character"),
    pytest.param("photos-2?", "photos-210", False, id="? is not two characters"),
    pytest.param("photos-2?", "photos-2", False, id="? is not no character"),
    pytest.param("arn:aws:s3:::b", "arn:aws:s3:::b/k", False, id="a bucket is not its objects"),
    pytest.param("arn:aws:s3:::b/*", "arn:aws:s3:::b", False, id="objects are not their bucket"),
    pytest.param("arn:aws:s3:::b*", "arn:aws:s3:::b2/secret", True, id="* after a name takes longer names too"),
    # the corners of the same rule
    pytest.param("", "", True, id="nothing matches nothing"),
    pytest.param("", "a", False, id="nothing does not match something"),
    pytest.param("*", "", True, id="* matches nothing"),
    pytest.param("*", "a:b/c\nd", True, id="* matches everything, a new line included"),
    pytest.param("**", "", True, id="two stars match nothing"),
    pytest.param("a**b", "ab", True, id="two stars are one"),
    pytest.param("?", "", False, id="? does not match nothing"),
    pytest.param("?", "é", True, id="? matches one character of any kind"),
    pytest.param("?*", "", False, id="?* needs a character"),
    pytest.param("?*", "ab", True, id="?* takes more"),
    pytest.param("*?", "", False, id="*? needs a character"),
    pytest.param("*?", "ab", True, id="*? takes more"),
    pytest.param("a*b", "ab", True, id="beginning and end may touch"),
    pytest.param("ab*ba", "aba", False, id="beginning and end may not share a character"),
    pytest.param("ab*ba", "abba", True, id="beginning and end side by side"),
    pytest.param("a*b*c", "abc", True, id="three segments side by side"),
    pytest.param("a*b*c", "acb", False, id="segments keep their order"),
    pytest.param("a*bc*cd", "abcd", False, id="a middle segment may not share a character with the end"),
    pytest.param("a*bc*cd", "abccd", True, id="a middle segment stands before the end"),
    pytest.param("a*b*b*c", "axbxc", False, id="a segment that stands twice must be there twice"),
    pytest.param("a*b*b*c", "axbxbxc", True, id="a segment that stands twice is found twice"),
    pytest.param("*ab", "aab", True, id="the end is looked for at the end"),
    pytest.param("a?c*", "abcd", True, id="? at the beginning"),
    pytest.param("a?c*", "acb", False, id="? at the beginning wants its character"),
    pytest.param("*a?c", "xabc", True, id="? at the end"),
    pytest.param("*a?c", "xabd", False, id="what follows ? counts"),
    pytest.param("*x?yz*", "xyz-xayz", True, id="a middle segment with ? is looked for again"),
    pytest.param("*x?yz*", "xyz-xaaz", False, id="a middle segment with ? that stands nowhere"),
    pytest.param("*?bc*", "bc", False, id="a middle segment that begins with ? needs a character before"),
    pytest.param("*?bc*", "bcbc", True, id="a middle segment that begins with ? is found at its second place"),
    pytest.param("*bc?*", "bc", False, id="a middle segment that ends with ? needs a character after"),
    pytest.param("*bc?*d", "bcd", False, id="a middle segment may not take the end's character"),
    pytest.param("*b?d*d", "bcdd", True, id="a middle segment with ? just before the end"),
    pytest.param("*b?d*d", "bcd", False, id="a middle segment with ? does not end before the end"),
    pytest.param("*??*", "a", False, id="two ? need two characters"),
    pytest.param("*??*", "ab", True, id="two ? take two characters"),
    pytest.param("a*?*c", "ac", False, id="? between stars needs a character"),
    pytest.param("a*?*c", "abc", True, id="? between stars takes one"),
    pytest.param("*aab?*", "aaaabc", True, id="overlapping beginnings"),
    pytest.param("*long?s*", "s-longs-longes", True, id="the longest run is looked for first"),
    pytest.param("*s?long*", "along-s-long", True, id="the longest run stands behind"),
    pytest.param("*s?long*", "xlong-long", False, id="the longest run alone is not enough"),
    pytest.param("a.c", "abc", False, id="a dot is a dot"),
    pytest.param("[a]", "a", False, id="a bracket is a bracket"),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "text", "expected"), WILDCARD_PATTERNS)
def test_a_text_fits_a_pattern(pattern: str, text: str, expected: bool) -> None:
    assert Pattern.parse(pattern).matches(text, {}) is expected
    assert matches_segments(split_at_wildcards(tokenize(pattern)), text) is expected
    assert any_pattern([Pattern.parse(pattern)])(text) is expected


def test_a_pattern_made_to_be_slow_is_not() -> None:
    assert not Pattern.parse("*a" * 20_000 + "b").matches("a" * 40_000, {})
    assert not Pattern.parse("*a?" * 500 + "b").matches("a" * 2_000, {})
    assert not Pattern.parse("*" + "a?" * 8_000 + "b*").matches("a" * 32_000, {})
    assert tokenize("${a" + " " * 100_000) == ("${a" + " " * 100_000,)
    assert tokenize("${a, " * 20_000) == ("${a, " * 20_000,)


VARIABLES = [
    # reference_policies_variables
    pytest.param("home/${aws:username}/*", {"aws:username": "ana"}, "home/ana/x", True, id="the variable's value"),
    pytest.param("home/${aws:username}/*", {"aws:username": "ana"}, "home/bob/x", False, id="another's value"),
    pytest.param("home/${aws:username}/*", {}, "home//x", False, id="a variable without a value matches nothing"),
    pytest.param("${AWS:UserName}", {"aws:username": "ana"}, "ana", True, id="the names of keys ignore case"),
    pytest.param("${aws:TagKeys}", {"aws:tagkeys": ("a",)}, "a", False, id="a multivalued key is no variable"),
    pytest.param("${k, 'all'}-x", {}, "all-x", True, id="a default in the place of no value"),
    pytest.param("${k, 'all'}-x", {"k": "web"}, "web-x", True, id="a value wins over the default"),
    pytest.param("${k, 'all'}-x", {"k": "web"}, "all-x", False, id="the default is not taken beside a value"),
    pytest.param("${k,'all'}", {}, "all", True, id="a default without the space"),
    pytest.param("${k, ''}", {}, "", True, id="an empty default"),
    pytest.param("${k, 'a b,{c}'}", {}, "a b,{c}", True, id="a default with spaces, commas and braces"),
    pytest.param("${k}", {"k": ""}, "", True, id="an empty value is a value"),
    pytest.param("${k}", {"k": "*"}, "anything", False, id="a star in a value is a character"),
    pytest.param("${k}", {"k": "*"}, "*", True, id="a star in a value matches itself"),
    pytest.param("${k}", {"k": "${j}", "j": "x"}, "${j}", True, id="a value is not read again"),
    pytest.param("${a}${b}", {"a": "x", "b": "y"}, "xy", True, id="two variables"),
    pytest.param("${a}${b}", {"a": "x"}, "x", False, id="two variables, one without a value"),
    pytest.param("b/a${*}b", {}, "b/a*b", True, id="${*} is a star"),
    pytest.param("b/a${*}b", {}, "b/axb", False, id="${*} is no wildcard"),
    pytest.param("a${?}b", {}, "a?b", True, id="${?} is a question mark"),
    pytest.param("a${?}b", {}, "axb", False, id="${?} is no wildcard"),
    pytest.param("${$}{k}", {"k": "x"}, "${k}", True, id="${$} is a dollar"),
    pytest.param("${*}*", {}, "*abc", True, id="an escaped star before a star"),
    pytest.param("${k}?*", {"k": "a"}, "abc", True, id="wildcards beside a variable"),
    pytest.param("${k}?*", {"k": "a"}, "a", False, id="wildcards beside a variable want their characters"),
    # access-analyzer-reference-policy-checks: what is no variable is text
    pytest.param("${}", {"": "x"}, "${}", True, id="no name is no variable"),
    pytest.param("${k", {"k": "x"}, "${k", True, id="no closing brace is no variable"),
    pytest.param("${a b}", {"a b": "x"}, "${a b}", True, id="a space in the name is no variable"),
    pytest.param("${ k}", {"k": "x"}, "${ k}", True, id="a space before the name is no variable"),
    pytest.param("${k, all}", {}, "${k, all}", True, id="a default without quotes is no variable"),
    pytest.param("$k", {"k": "x"}, "$k", True, id="no braces is no variable"),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "context", "text", "expected"), VARIABLES)
def test_variables(pattern: str, context: Context, text: str, expected: bool) -> None:
    assert Pattern.parse(pattern).matches(text, context) is expected


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        pytest.param("home/${aws:username}", "home/${aws:username}", True, id="a variable is plain text"),
        pytest.param("home/${aws:username}", "home/ana", False, id="a variable has no value"),
        pytest.param("a${*}", "a${xyz}", True, id="an escaped star is a star between braces"),
        pytest.param("a*", "abc", True, id="a star is a star"),
    ],
)
def test_patterns_under_version_2008(pattern: str, text: str, expected: bool) -> None:
    assert Pattern.parse(pattern, variables=False).matches(text, {"aws:username": "ana"}) is expected


def test_tokens() -> None:
    text = "a*${k}?${*}${j, 'd'}"
    assert tokenize(text) == ("a", STAR, Variable("k"), QUESTION_MARK, "*", Variable("j", "d"))
    assert tokenize(text, wildcards=False) == ("a*", Variable("k"), "?", "*", Variable("j", "d"))
    assert tokenize(text, variables=False) == ("a", STAR, "${k}", QUESTION_MARK, "${", STAR, "}${j, 'd'}")
    assert tokenize(text, variables=False, wildcards=False) == (text,)
    assert tokenize("") == ()


def test_the_variables_that_must_have_a_value() -> None:
    text = "${aws:PrincipalTag/Team}*${b, 'x'}${c}${*}"
    assert required_keys(tokenize(text)) == ("aws:PrincipalTag/Team", "c")
    assert variable_keys(text) == ("aws:PrincipalTag/Team", "b", "c")
    assert resolve_variables(tokenize("${A}*${b, 'x'}"), {"a": "1"}) == ("1", STAR, "x")
    assert resolve_variables(tokenize("${A}*${b, 'x'}"), {}) is None


@pytest.mark.parametrize(
    ("pattern", "varies"),
    [("a*", False), ("${*}", False), ("${k}", True), ("${k, 'd'}", True)],
    ids=["wildcards do not", "escapes do not", "variables do", "variables with a default do"],
)
def test_which_patterns_mean_something_else_for_each_request(pattern: str, varies: bool) -> None:
    assert Pattern.parse(pattern).has_variables is varies


def test_a_plain_pattern_is_cut_as_its_tokens_are() -> None:
    for pattern in ("", "a", "a*b?c", "**??", "?*"):
        assert split_text_at_wildcards(pattern) == split_at_wildcards(tokenize(pattern))


PATTERN_LISTS = [
    pytest.param([], "a", False, id="no pattern matches nothing"),
    pytest.param(["a", "b"], "b", True, id="plain texts"),
    pytest.param(["a", "b"], "ab", False, id="plain texts match the whole text"),
    pytest.param(["a*"], "ab", True, id="a beginning"),
    pytest.param(["a*"], "ba", False, id="a beginning stands at the beginning"),
    pytest.param(["a*", "b*", "c"], "bc", True, id="the second beginning"),
    pytest.param(["a*", "b*", "c"], "c", True, id="beginnings beside a plain text"),
    pytest.param(["a*", "b*", "c"], "cc", False, id="beginnings beside a plain text that is too short"),
    pytest.param(["x", "*"], "anything", True, id="* beside others"),
    pytest.param(["x", "y*", "*z"], "az", True, id="an end beside others"),
    pytest.param(["*y", "*z"], "az", True, id="the second end"),
    pytest.param(["*y", "*z"], "ax", False, id="no end matches"),
    pytest.param(["x", "?"], "a", True, id="one character beside others"),
    pytest.param(["a?", "b"], "a?", True, id="one character may be a question mark"),
    pytest.param(["a?*"], "a", False, id="a beginning with ? is no plain beginning"),
    pytest.param(["a?*"], "abc", True, id="a beginning with ?"),
    pytest.param(["a**"], "abc", True, id="two stars at the end"),
    pytest.param(["a*b*"], "axb", True, id="a star inside and one at the end"),
    pytest.param(["a*b*"], "ax", False, id="a star inside is no plain beginning"),
]


@pytest.mark.parametrize(("patterns", "text", "expected"), PATTERN_LISTS)
def test_any_of_several_patterns_matches(patterns: list[str], text: str, expected: bool) -> None:
    assert any_pattern(map(Pattern.parse, patterns))(text) is expected


ARNS = [
    # reference_policies_elements_condition_operators, "Amazon Resource Name (ARN) condition operators"
    pytest.param("arn:aws:iam::*:user/*", "arn:aws:iam::123456789012:user/a/b", True, id="* in two parts"),
    pytest.param("arn:*:s3:::b", "arn:aws:s3:::b", True, id="* for a partition"),
    pytest.param("arn:aws:s3*", "arn:aws:s3:::b", False, id="a pattern of three parts matches no ARN"),
    pytest.param("arn:aws:*:b", "arn:aws:s3:::b", False, id="* does not cross a colon"),
    pytest.param("*", "arn:aws:s3:::b", False, id="* alone matches no ARN"),
    pytest.param("*:*:*:*:*:*", "arn:aws:s3:::b", True, id="six stars match an ARN"),
    pytest.param("arn:aws:s3:::*", "arn:aws:s3:::b:c/d", True, id="* runs through the last part, colons too"),
    pytest.param("arn:aws:s3:::b:?/d", "arn:aws:s3:::b:c/d", True, id="a colon in the last part is a character"),
    pytest.param("arn:aws:s3:::b?d", "arn:aws:s3:::b:d", True, id="? may be a colon in the last part"),
    pytest.param("arn:aws:s?:::b", "arn:aws:s3:::b", True, id="? in a part"),
    pytest.param("arn:aws:s?:::b", "arn:aws:sqs:::b", False, id="? in a part is one character"),
    pytest.param("arn:aws:s3:::b", "arn:aws:s3:::B", False, id="case counts"),
    pytest.param("arn:aws:s3:::b", "b", False, id="a text that is no ARN"),
    pytest.param("arn:aws:s3:::b", "arn:aws:s3:b", False, id="an ARN of too few parts"),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "arn", "expected"), ARNS)
def test_arns_match_part_by_part(pattern: str, arn: str, expected: bool) -> None:
    pattern_parts = split_arn_pattern(tokenize(pattern))
    assert (pattern_parts is not None and matches_arn(pattern_parts, arn)) is expected


def test_arns_are_split_at_five_colons() -> None:
    assert split_arn("arn:aws:s3:::b:c") == ["arn", "aws", "s3", "", "", "b:c"]
    assert split_arn("arn:aws:s3::b") is None
    assert split_arn_pattern(["arn:aws:sqs:", "eu", "-1:1:", STAR, "q:r"]) == (
        (("arn",),), (("aws",),), (("sqs",),), (("eu-1",),), (("1",),), (("",), ("q:r",)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("short", "complete"),
    [
        # reference_policies_grammar; reference-arns
        pytest.param("arn:aws:sqs", "arn:aws:sqs:*:*:*", id="three parts"),
        pytest.param("arn:aws:sqs:*", "arn:aws:sqs:*:*:*", id="four parts"),
        pytest.param("arn:aws:s3::b", "arn:aws:s3::b:*", id="five parts"),
        pytest.param("arn:aws:s3:::b", "arn:aws:s3:::b", id="six parts are whole"),
        pytest.param(
            "arn:aws:lambda:eu-west-1:1:function:f", "arn:aws:lambda:eu-west-1:1:function:f", id="seven too"
        ),
        pytest.param("*", "*", id="a star is no ARN"),
        pytest.param("aws:s3", "aws:s3", id="what does not begin with arn: is none"),
    ],
)
def test_short_arns_are_completed(short: str, complete: str) -> None:
    assert complete_arn(short) == complete
