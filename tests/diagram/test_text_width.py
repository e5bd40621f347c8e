"""How wide texts are, and how they are broken into lines."""

from __future__ import annotations

import pytest

from iamsim.diagram.text_width import text_width, wrap


def test_a_width_is_that_of_dejavu_sans() -> None:
    # Chromium measures 278 thousandths for "i" and 1103 for a bold "W".
    assert text_width("i") == pytest.approx(12 * 0.278)
    assert text_width("W", bold=True) == pytest.approx(12 * 1.103)
    assert text_width("日") > text_width("W")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("Allow s3:*", ("Allow s3:*",), id="a text that fits is one line"),
        pytest.param("Allow s3:PutObject, s3:Get*", ("Allow s3:PutObject,", "  s3:Get*"), id="broken at a space"),
        pytest.param(
            "cloudwatch:DescribeAlarmsForMetric",
            ("cloudwatch:Describe", "  AlarmsForMetric"),
            id="a long word is broken at its colon and capitals",
        ),
        pytest.param("x" * 30, ("x" * 18, f"  {'x' * 12}"), id="a word without a place to break is broken"),
        pytest.param("", ("",), id="no text"),
    ],
)
def test_a_text_is_broken_into_lines(text: str, lines: tuple[str, ...]) -> None:
    assert wrap(text, 136, indent="  ") == lines


def test_no_line_is_wider_than_asked_for() -> None:
    for text in ("W" * 70, "arn:aws:s3:::acme-website/a/very/long/way/index.html", "MMMM wwww " * 9, "日" * 40):
        for bold in (False, True):
            lines = wrap(text, 100, bold=bold, indent="  ", max_lines=99)
            assert max(text_width(line, bold=bold) for line in lines) <= 100
            assert "".join("".join(lines).split()) == "".join(text.split())


def test_of_many_lines_the_middle_is_left_out() -> None:
    lines = wrap("-".join(map(str, range(1000))), 100, max_lines=5)
    assert (len(lines), lines[2], lines[-1][-3:]) == (5, "…", "999")
