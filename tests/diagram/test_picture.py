"""Texts in pictures: statements as lines, first items of many, long texts shortened, nouns counted."""

from __future__ import annotations

import pytest

from iamsim.diagram.picture import LINE_WIDTH, count_of, first_of, shorten, statement_lines
from iamsim.diagram.text_width import text_width
from iamsim.policy import PolicyDocument, allow


@pytest.mark.parametrize(
    ("items", "text"),
    [
        pytest.param(["a"], "a", id="one item"),
        pytest.param(list("abcdef"), "a, b, c, d and 2 more", id="many items are counted"),
        pytest.param(list("abcde"), "a, b, c, d, e", id="one more item is not counted but shown"),
        pytest.param([], "", id="no items"),
    ],
)
def test_of_many_items_the_first_are_named(items: list[str], text: str) -> None:
    assert first_of(items) == text


def test_two_long_actions_that_differ_in_the_middle_look_different() -> None:
    actions = [f"elasticloadbalancing:Describe{word}LoadBalancerAttributesOfTargetGroup" for word in ("One", "Two")]
    first, second = (
        statement_lines(PolicyDocument.parse(allow(action)).statements[0]) for action in actions
    )
    assert first != second
    assert "…" not in "".join(first)
    assert "".join(line.strip() for line in first) == f"Allow {actions[0]}on *"
    assert max(map(text_width, first)) <= LINE_WIDTH


def test_words_are_counted_and_shortened() -> None:
    assert [count_of(number, "policy") for number in (0, 1, 2)] == ["no policies", "1 policy", "2 policies"]
    assert shorten("arn:aws:s3:::acme-website", 10) == "arn:a…site"
