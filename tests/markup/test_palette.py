"""Colours: each decision has its own, and each stands out as WCAG 2.2 asks (1.4.3 and 1.4.11)."""

from __future__ import annotations

import pytest

from iamsim.markup import palette
from tests.markup.contrast import contrast


def test_each_decision_has_a_colour_of_its_own() -> None:
    assert len({palette.ALLOWED, palette.EXPLICIT_DENY, palette.IMPLICIT_DENY}) == 3


@pytest.mark.parametrize("colour", [palette.INK, palette.MUTED, *palette.PALE])
def test_a_text_in_this_colour_can_be_read_on_paper(colour: str) -> None:
    assert contrast(colour, palette.PAPER) >= 4.5


@pytest.mark.parametrize(("colour", "filling"), palette.PALE.items())
def test_ink_and_the_colour_itself_can_be_read_on_its_pale_filling(colour: str, filling: str) -> None:
    assert contrast(palette.INK, filling) >= 4.5
    assert contrast(colour, filling) >= 4.5
