"""What a laid-out picture consists of: rectangles with texts, and lines through points. Units are points.

x grows to the right, y downwards; both begin at the picture's upper left corner.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle: left, top, right, bottom."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def x(self) -> float:
        """The middle from left to right."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """The middle from top to bottom."""
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class Shape:
    """A node, or a frame that is drawn behind nodes; `kind` is a key of style.SHAPES or style.FRAMES.

    `key` is that of the part which it shows; a policy's title and a check's question have one of their own.
    """

    key: str
    kind: str
    rect: Rect
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line between the nodes with these keys, through its points; `kind` is a key of style.LINES."""

    key: str
    kind: str
    tail: str
    head: str
    points: tuple[Point, ...]
    curved: bool = False
    arrow: bool = False


@dataclass(slots=True)
class Layout:
    """Shapes and lines of a picture of decisions, in the order in which they are drawn and read."""

    frames: list[Shape] = field(default_factory=list)
    nodes: list[Shape] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    width: float = 0
    height: float = 0

    def node(self, key: str) -> Shape:
        """Return the node with that key."""
        return next(shape for shape in self.nodes if shape.key == key)
