"""Shapes and lines of all pictures, in the palette's colours, as Graphviz attributes and CSS.

Shapes and words carry the meaning, colours only help (WCAG 2.2, use of colour): a user is a rounded box, a
group a tab, a policy with only Allows a note, one with a Deny an octagon, a policy that only limits has a
double border. A picture is a white card with dark ink, so it can be read on a light page and on a dark one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from iamsim.markup import palette
from iamsim.markup.palette import INK, LINE, MUTED, PAPER

Attributes: TypeAlias = Mapping[str, str]
"""Names and values of Graphviz attributes (graphviz.org/doc/info/attrs.html)."""

FONTS = "'Segoe UI', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
# Graphviz sizes each shape for this font. It is the widest of FONTS, so a text fits its shape in all of them.
LAYOUT_FONT = "DejaVu Sans"


def _pale(colour: str, shape: str, **attributes: str) -> Attributes:
    """Return the attributes of a shape with a coloured border and a pale filling."""
    return {"shape": shape, "color": colour, "fillcolor": palette.PALE[colour], **attributes}


GRAPH: Attributes = {
    "rankdir": "LR",
    "nodesep": "0.22",
    "ranksep": "0.55",
    "pad": "0.22",
    "bgcolor": "transparent",
    "fontname": LAYOUT_FONT,
    "fontsize": "13",
    "fontcolor": INK,
    "labelloc": "t",
    "labeljust": "l",
}
NODE: Attributes = {
    "fontname": LAYOUT_FONT,
    "fontsize": "12",
    "fontcolor": INK,
    "style": "filled",
    "fillcolor": PAPER,
    "color": LINE,
    "margin": "0.15,0.09",
    "penwidth": "1.25",
}
EDGE: Attributes = {
    "fontname": LAYOUT_FONT,
    "fontsize": "11",
    "fontcolor": MUTED,
    "color": LINE,
    "penwidth": "1.25",
    "arrowsize": "0.7",
}

# Inches. All policies have one width, so that their column has straight edges.
_POLICY = {"width": "3.05"}
_LAYER = {"width": "7.62", "height": "0.5"}  # as wide as four packages of a row and the space between them
_DECISION = {"width": "1.5", "height": "0.65"}
_DASHED_BOX = {"shape": "box", "style": "filled,dashed"}


def _solid(colour: str) -> Attributes:
    """Return the attributes of a decision that is filled with a colour."""
    return {"color": colour, "fillcolor": colour, "fontcolor": PAPER, **_DECISION}


NODES: Mapping[str, Attributes] = {
    "user": _pale(palette.BLUE, "box", style="filled,rounded"),
    "users": _pale(palette.BLUE, "box", style="filled,rounded", peripheries="2", width="2.3"),
    "role": _pale(palette.BLUE, "box", style="filled,rounded,dashed"),
    "root user": _pale(palette.BLUE, "box", style="filled,rounded", penwidth="2.5"),
    "group": _pale(palette.SAND, "tab", width="0.95"),
    "allow": _pale(palette.ALLOWED, "note", **_POLICY),
    "deny": _pale(palette.EXPLICIT_DENY, "octagon", penwidth="2", **_POLICY),
    "limit": _pale(palette.VIOLET, "box", peripheries="2", **_POLICY),
    "more groups": _DASHED_BOX,
    "more policies": {**_DASHED_BOX, **_POLICY},
    "store": _pale(palette.SAND, "cylinder", width="2.3", height="0.9"),
    "engine": _pale(palette.BLUE, "component", width="2.6", height="1.2"),
    "request": {"shape": "box"},
    "simulator": _pale(palette.GREEN, "box", **_LAYER),
    "package": _pale(palette.BLUE, "box", **_LAYER),
    "package of a row": _pale(palette.BLUE, "box", width="1.74", height="0.75"),
    "value": _pale(palette.SAND, "box", style="filled,rounded", width="1.95", height="0.5"),
    "allowed": {"shape": "box", **_solid(palette.ALLOWED)},
    "explicitDeny": {"shape": "octagon", **_solid(palette.EXPLICIT_DENY)},
    "implicitDeny": {**_DASHED_BOX, "color": palette.IMPLICIT_DENY, "penwidth": "1.5", **_DECISION},
}
CENTRED_NODES = frozenset(
    (
        *("user", "role", "root user", "group", "request", "allowed", "explicitDeny", "implicitDeny"),
        *("simulator", "package", "package of a row", "value"),
    )
)
# Kinds of node that share a column, from left to right.
COLUMNS = (
    ("user", "users"),
    ("group", "more groups"),
    ("allow", "deny", "limit", "more policies"),
    ("store",),
)

_BOLD = {"penwidth": "3", "color": INK, "fontcolor": INK}
EDGES: Mapping[str, Attributes] = {
    "plain": {},
    # Three colours are three parallel lines; the one in the background's colour leaves a double line.
    "own": {"color": f"{LINE}:{PAPER}:{LINE}"},
    "limit": {"style": "dashed"},
    "path": _BOLD,
    "own path": {"penwidth": "2.2", "color": f"{INK}:{PAPER}:{INK}", "fontcolor": INK},
    "decides": _BOLD,
    "matches": {},
    "made from": {**_BOLD, "dir": "back", "weight": "9"},  # up, in a straight column
    "no match": {"style": "dashed", "arrowhead": "none"},
}

SCALE = 1.12  # Graphviz's 12 points become the 13 to 14 pixels of a notebook's text
# Pixels that an octagon's corners take. Graphviz's own octagon puts the text into a rectangle inside it and
# so needs twice the area: we lay out a box and cut its corners afterwards.
CUT_CORNER = 9
CARD = {"rx": "8", "fill": PAPER, "stroke": palette.BORDER}
CSS = (
    f".iamsim text{{font-family:{FONTS}}}"
    ".iamsim .graph>text:first-of-type,.iamsim .node text:first-of-type,.iamsim .decides text"
    "{font-weight:600}"
    f".iamsim .says text:nth-of-type(2){{fill:{MUTED}}}"
    f".iamsim .explicitDeny text:nth-of-type(n){{fill:{PAPER}}}"
    f".iamsim .edge text{{paint-order:stroke;stroke:{PAPER};stroke-width:4px;transform:translateY(-3px)}}"
    ".iamsim polygon,.iamsim polyline{stroke-linejoin:round}"
)
