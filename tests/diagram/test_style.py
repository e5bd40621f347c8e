"""Colours of pictures: texts and lines have the contrast that WCAG 2.2 asks for (1.4.3 and 1.4.11)."""

from __future__ import annotations

import pytest

from iamsim.diagram import style
from iamsim.markup import palette
from tests.markup.contrast import contrast


@pytest.mark.parametrize("kind", style.NODES)
def test_text_stands_out_from_its_node(kind: str) -> None:
    attributes = {**style.NODE, **style.NODES[kind]}
    solid = attributes["fontcolor"] == palette.PAPER
    for ink in [palette.PAPER] if solid else [palette.INK, palette.MUTED]:
        assert contrast(ink, attributes["fillcolor"]) >= 4.5
    assert contrast(attributes["color"], palette.PAPER) >= 3
    assert solid or contrast(attributes["color"], attributes["fillcolor"]) >= 3


@pytest.mark.parametrize("kind", style.EDGES)
def test_lines_and_their_words_stand_out_from_the_card(kind: str) -> None:
    attributes = {**style.EDGE, **style.EDGES[kind]}
    assert contrast(attributes["fontcolor"], palette.PAPER) >= 4.5
    assert contrast(attributes["color"].partition(":")[0], palette.PAPER) >= 3
