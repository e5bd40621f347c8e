"""Texts in pictures: lists wrapped into lines, long texts shortened, nouns counted."""

from __future__ import annotations

import pytest

from iamsim.diagram.picture import count_of, shorten, wrap_items


@pytest.mark.parametrize(
    ("items", "prefix", "lines"),
    [
        pytest.param(["s3:GetObject"], "Allow", ("Allow s3:GetObject",), id="one item fits the line"),
        pytest.param(
            ["s3:GetObject", "s3:DeleteObject"],
            "Allow",
            ("Allow s3:GetObject,", "   s3:DeleteObject"),
            id="two items take two lines",
        ),
        pytest.param(
            ["a", "b", "c", "d", "e", "f"], "Allow", ("Allow a, b, c, d, and 2 more",), id="many items are counted"
        ),
        pytest.param(
            ["a", "b", "c", "d", "e"], "Allow", ("Allow a, b, c, d, e",), id="one more item is not counted but shown"
        ),
        pytest.param(
            ["x" * 40], "   on", (f"   on {'x' * 12}…{'x' * 12}",), id="a long item loses its middle"
        ),
        pytest.param([], "Allow", ("Allow",), id="no items"),
    ],
)
def test_items_are_wrapped_into_lines(items: list[str], prefix: str, lines: tuple[str, ...]) -> None:
    assert wrap_items(items, prefix) == lines


def test_words_are_counted_and_shorten() -> None:
    assert [count_of(number, "policy") for number in (0, 1, 2)] == ["no policies", "1 policy", "2 policies"]
    assert shorten("arn:aws:s3:::acme-website", 10) == "arn:a…site"
