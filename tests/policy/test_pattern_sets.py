"""Whether sets of texts have one in common: by a table, and against trying all short texts."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamsim.policy import pattern_sets
from iamsim.policy.pattern_sets import PatternSet, have_common_text
from iamsim.policy.patterns import split_text_at_wildcards


def texts_of(words: str) -> PatternSet:
    """`s3:Get* s3:Put*`, or with `not ` before them all other texts."""
    patterns = words.removeprefix("not ").split()
    return PatternSet(tuple(map(split_text_at_wildcards, patterns)), words.startswith("not "))


PAIRS = [
    pytest.param(["s3:get*", "s3:getobject"], True, id="a prefix and a literal"),
    pytest.param(["s3:get*", "s3:put*"], False, id="two prefixes"),
    pytest.param(["s3:get*", "*acl"], True, id="a beginning and an end"),
    pytest.param(["a*b", "b*a"], False, id="ends that differ"),
    pytest.param(["*a*", "*b*"], True, id="two letters in either order"),
    pytest.param(["a?", "a"], False, id="a question mark is one character"),
    pytest.param(["a?c", "ab*"], True, id="a question mark and a star"),
    pytest.param(["?a", "b?", "??"], True, id="three sets"),
    pytest.param(["ab*", "*bc", "????*"], True, id="abbc is the shortest"),
    pytest.param(["ab*", "*bc", "???", "not abc"], False, id="the only common text is excepted"),
    pytest.param(["s3:get*", "not s3:get*"], False, id="a set and the rest"),
    pytest.param(["s3:*", "not s3:get*"], True, id="more than what is excepted"),
    pytest.param(["s3:get* s3:put*", "not s3:get* s3:p*"], False, id="covered by two patterns together"),
    pytest.param(["*", "not ?* x"], True, id="only the empty text is left"),
    pytest.param(["not a*", "not b*"], True, id="two negations"),
    pytest.param(["not *", "not b"], False, id="nothing is left"),
    pytest.param(["arn:aws:s3:::b/*", "arn:aws:s3:::?/k arn:aws:s3:::c/k"], True, id="ARNs"),
    pytest.param(["*", "not ab*"], True, id="everything but one beginning"),
    pytest.param(["*", "not ab* ac*"], True, id="everything but two that begin alike"),
    pytest.param(["not ab* ac*"], True, id="what is left of everything"),
    pytest.param(["* a", "not *"], False, id="everything is excepted"),
    pytest.param([""], False, id="no pattern matches nothing"),
]


@pytest.mark.parametrize(("sets", "expected"), PAIRS)
def test_sets_have_a_common_text(sets: list[str], expected: bool) -> None:
    assert have_common_text(*map(texts_of, sets)) is expected
    assert have_common_text(*map(texts_of, reversed(sets))) is expected


SHORT_TEXTS = ["".join(letters) for length in range(7) for letters in product("abc", repeat=length)]
patterns = (st.text("ab*?", max_size=3) | st.just("*")).map(split_text_at_wildcards)
sets_of_two_letters = st.builds(PatternSet, st.lists(patterns, max_size=2).map(tuple), st.booleans())


# Patterns so short have a common text of at most six letters, if they have one; "c" stands for all other letters.
@given(st.lists(sets_of_two_letters, min_size=1, max_size=3))
def test_it_agrees_with_trying_all_short_texts(sets: list[PatternSet]) -> None:
    tried = any(all(text in pattern_set for pattern_set in sets) for text in SHORT_TEXTS)
    assert have_common_text(*sets) is tried


def test_a_comparison_that_would_take_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    # Each of 18 places may or may not hold an "a": half a million states, and no text in common.
    sets = texts_of("*a" + "?" * 17), texts_of("*b" + "?" * 17)
    monkeypatch.setattr(pattern_sets, "MAX_STATES", 100)
    assert have_common_text(*sets) is True
