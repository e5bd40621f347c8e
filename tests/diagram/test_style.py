"""Colours of pictures: texts and lines have the contrast that WCAG 2.2 asks for (1.4.3 and 1.4.11)."""

from __future__ import annotations

import pytest

from iamsim.diagram import style


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour: str, background: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(colour), luminance(background)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("kind", style.NODES)
def test_text_stands_out_from_its_node(kind: str) -> None:
    attributes = {**style.NODE, **style.NODES[kind]}
    solid = attributes["fontcolor"] == style.PAPER
    for ink in [style.PAPER] if solid else [style.INK, style.MUTED]:
        assert contrast(ink, attributes["fillcolor"]) >= 4.5
    assert contrast(attributes["color"], style.PAPER) >= 3
    assert solid or contrast(attributes["color"], attributes["fillcolor"]) >= 3


@pytest.mark.parametrize("kind", style.EDGES)
def test_lines_and_their_words_stand_out_from_the_card(kind: str) -> None:
    attributes = {**style.EDGE, **style.EDGES[kind]}
    assert contrast(attributes["fontcolor"], style.PAPER) >= 4.5
    assert contrast(attributes["color"].partition(":")[0], style.PAPER) >= 3
