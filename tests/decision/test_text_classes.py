"""Patterns → a text for each set of them that some text matches and the others do not."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamsim.decision.text_classes import MAX_STATES, arn_steps, distinguishing_texts, text_steps
from iamsim.policy.patterns import (
    matches_arn,
    matches_segments,
    split_arn_pattern,
    split_text_at_wildcards,
    tokenize,
)


def classes(patterns: list[str], texts: list[str]) -> set[tuple[bool, ...]]:
    """What the patterns say of each text."""
    segments = [split_text_at_wildcards(pattern) for pattern in patterns]
    return {tuple(matches_segments(each, text) for each in segments) for text in texts}


def found(patterns: list[str], literals: tuple[str, ...] = ()) -> list[str]:
    texts = distinguishing_texts([text_steps(split_text_at_wildcards(p)) for p in patterns], literals)
    assert texts is not None
    return texts


@pytest.mark.parametrize(
    ("patterns", "count"),
    [
        pytest.param(["prod/*"], 2, id="it matches, or not"),
        pytest.param(["*"], 1, id="it always matches"),
        pytest.param(["prod/*", "*-eu"], 4, id="two that are independent"),
        pytest.param(["home/*", "home/ana/*"], 3, id="one within the other"),
        pytest.param(["a*", "b*"], 3, id="two that exclude each other"),
        pytest.param(["?", "??", "*x*"], 6, id="lengths and a letter"),
    ],
)
def test_one_text_for_each_class(patterns: list[str], count: int) -> None:
    assert len(classes(patterns, found(patterns))) == count


@given(st.lists(st.text("ab*?", max_size=5), min_size=1, max_size=3))
def test_no_class_is_left_out(patterns: list[str]) -> None:
    short_texts = ["".join(letters) for length in range(6) for letters in itertools.product("abc", repeat=length)]
    assert classes(patterns, short_texts) <= classes(patterns, found(patterns))


def test_a_text_is_none_of_the_literals_where_another_one_will_do() -> None:
    texts = found(["team-*"], ("team-", "team-x"))
    assert [text for text in texts if text.startswith("team-") and text not in {"team-", "team-x"}]


def test_no_wildcard_of_the_first_five_parts_of_an_arn_takes_a_colon() -> None:
    pattern = split_arn_pattern(tokenize("arn:aws:s3:*::b*"))
    assert pattern is not None
    texts = distinguishing_texts([arn_steps(pattern), text_steps(split_text_at_wildcards("arn:*"))], ())
    assert texts is not None
    assert {(matches_arn(pattern, text), text.startswith("arn:")) for text in texts} == {(True, True), (False, True), (False, False)}


def test_too_many_states_are_said() -> None:
    patterns = [text_steps(split_text_at_wildcards(f"*{letter}*{letter}*{letter}*")) for letter in "abcdefghij"]
    assert distinguishing_texts(patterns, ()) is None
    assert 4 ** len(patterns) > MAX_STATES
