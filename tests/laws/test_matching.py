"""What is true of every pattern: it agrees with a matcher so simple that it must be right."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from iamsim.policy import Context, Pattern, split_arn
from iamsim.policy.patterns import (
    Token,
    Variable,
    Wildcard,
    any_pattern,
    matches_arn,
    split_arn_pattern,
    tokenize,
)

patterns = st.text("ab*?", max_size=9)
texts = st.text("ab", max_size=9)
arn_patterns = st.lists(st.text("a*?/", max_size=3), min_size=1, max_size=8).map(":".join)
arns = st.lists(st.text("ab/", max_size=3), min_size=5, max_size=8).map(":".join)


def simple_match(pattern: str, text: str) -> bool:
    """One character after the other, trying everything."""

    @lru_cache(None)
    def rest(pattern_index: int, text_index: int) -> bool:
        if pattern_index == len(pattern):
            return text_index == len(text)
        if pattern[pattern_index] == "*":
            return rest(pattern_index + 1, text_index) or (text_index < len(text) and rest(pattern_index, text_index + 1))
        return text_index < len(text) and pattern[pattern_index] in {"?", text[text_index]} and rest(pattern_index + 1, text_index + 1)

    return rest(0, 0)


def words(letters: str, longest: int) -> list[str]:
    """All words of these letters, up to a length."""
    return ["".join(word) for length in range(longest + 1) for word in product(letters, repeat=length)]


def test_every_short_pattern_matches_as_a_simple_matcher_does() -> None:
    short = words("ab", 5)
    for pattern in words("ab*?", 4):
        parsed = Pattern.parse(pattern)
        assert [parsed.matches(text, {}) for text in short] == [simple_match(pattern, text) for text in short], pattern


@given(patterns, texts)
def test_a_pattern_matches_as_a_simple_matcher_does(pattern: str, text: str) -> None:
    assert Pattern.parse(pattern).matches(text, {}) is simple_match(pattern, text)


@given(st.lists(patterns, max_size=4), texts)
def test_any_pattern_is_any_of_the_patterns(texts_of_patterns: list[str], text: str) -> None:
    parsed = [Pattern.parse(pattern) for pattern in texts_of_patterns]
    assert any_pattern(parsed)(text) is any(pattern.matches(text, {}) for pattern in parsed)


@given(arn_patterns, arns)
def test_an_arn_matches_if_each_part_does(pattern: str, arn: str) -> None:
    pattern_parts, expected, actual = split_arn_pattern(tokenize(pattern)), split_arn(pattern), split_arn(arn)
    simple = expected is not None and actual is not None and all(map(simple_match, expected, actual))
    assert (pattern_parts is not None and matches_arn(pattern_parts, arn)) is simple


@given(st.text("ab*?", max_size=6), st.text("ab", max_size=3), st.text("ab*?$", max_size=3), texts)
def test_a_variables_value_is_plain_text(before: str, after: str, value: str, text: str) -> None:
    context: Context = {"k": value}
    escaped = re.sub(r"[*?$]", r"${\g<0>}", value)
    with_value = Pattern.parse(before + "${k}" + after).matches(text, context)
    assert with_value is Pattern.parse(before + escaped + after).matches(text, {})


def spelled(token: Token) -> str:
    """A token as a policy spells it."""
    return token.value if isinstance(token, Wildcard) else str(token)


@given(st.text("ab*?${}', ", max_size=20))
def test_any_text_is_a_pattern(text: str) -> None:
    assert "".join(spelled(token) for token in tokenize(text, variables=False)) == text
    literal = Pattern.parse(text, variables=False)
    assert literal.matches(text, {}), "it matches itself"
    tokens = tokenize(text)
    variables = [token for token in tokens if isinstance(token, Variable)]
    assert all(variable.name and variable.name in text for variable in variables)
    assert Pattern.parse(text).has_variables is bool(variables)
    Pattern.parse(text).matches(text, {})
