"""Colours of pictures: texts and lines have the contrast that WCAG 2.2 asks for (1.4.3 and 1.4.11), also in the dark."""

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


@pytest.mark.parametrize("kind", style.SHAPES)
@pytest.mark.parametrize("dark", [False, True])
def test_text_stands_out_from_its_shape_in_the_light_and_in_the_dark(kind: str, dark: bool) -> None:
    attributes = {**style.LAYOUT_NODE, **style.SHAPES[kind]}
    ink, ground = attributes["fontcolor"], attributes["fillcolor"]
    grounds = [palette.PAPER, palette.GREY] if ground in {"none", "transparent"} else [ground]
    for background in grounds:
        colours = (palette.DARK[ink], palette.DARK[background]) if dark else (ink, background)
        assert contrast(*colours) >= 4.5


@pytest.mark.parametrize("dark", [False, True])
def test_the_colours_of_states_stand_out(dark: bool) -> None:
    pairs = [
        (palette.MUTED, palette.PAPER),  # what does not match, or is off
        (palette.MUTED, palette.GREY),  # a check that is not reached
        (palette.RED, palette.PALE[palette.RED]),  # the words and ✕ in a check that is closed
        (palette.INK, palette.PALE[palette.GREEN]),  # the words of an open check
    ]
    for ink, ground in pairs:
        colours = (palette.DARK[ink], palette.DARK[ground]) if dark else (ink, ground)
        assert contrast(*colours) >= 4.5
    for line in (palette.LINE, palette.GREEN, palette.RED, palette.INK):
        colours = (palette.DARK[line], palette.DARK[palette.PAPER]) if dark else (line, palette.PAPER)
        assert contrast(*colours) >= 3
