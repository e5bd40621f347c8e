"""Rectangles and shapes of a laid-out picture."""

from __future__ import annotations

import pytest

from iamsim.diagram.layout_shapes import Layout, Rect, Shape


def test_the_middle_of_a_rectangle() -> None:
    assert (Rect(10, 20, 30, 60).x, Rect(10, 20, 30, 60).y) == (20, 40)


def test_a_node_is_found_by_its_key_and_a_frame_is_none() -> None:
    place = Rect(0, 0, 1, 1)
    layout = Layout(frames=[Shape("frame", "frame", place)], nodes=[Shape("a", "user", place), Shape("b", "group", place)])
    assert layout.node("b").kind == "group"
    with pytest.raises(StopIteration):
        layout.node("frame")
