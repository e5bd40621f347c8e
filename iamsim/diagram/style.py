"""Shapes and lines of all pictures, in the palette's colours, as Graphviz attributes and CSS.

Shapes and words carry the meaning, colours only help (WCAG 2.2, use of colour): a user is a rounded box, a
group a tab, a policy with only Allows a note, one with a Deny an octagon, a policy that only limits has a
double border. Graphviz writes the colours of a light page; the style sheet replaces them in a dark one.
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
    "fontsize": "12",
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
    "users": _pale(palette.BLUE, "box", style="filled,rounded", peripheries="2", width="2.8"),
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
    "asks": _BOLD,
    "made from": {**_BOLD, "dir": "back", "weight": "9"},  # up, in a straight column
}

# Of pictures of decisions, whose positions are all given (decision_layout).
LAYOUT_GRAPH: Attributes = {
    "layout": "nop2",  # so that any Graphviz takes the positions as they are
    "outputorder": "edgesfirst",  # frames, then lines, then nodes, so that no line crosses a text
    "pad": "0",
    "bgcolor": "transparent",
    "splines": "true",
}
LAYOUT_NODE: Attributes = {**NODE, "margin": "0.08,0.03", "fixedsize": "true"}
LAYOUT_EDGE: Attributes = {"color": LINE, "penwidth": "1.25", "arrowsize": "0.6", "arrowhead": "none"}
_TEXT: Attributes = {"shape": "plaintext", "style": "", "fillcolor": "none"}
_FRAME: Attributes = {"style": "rounded,filled", "fillcolor": PAPER}
FRAMES: Mapping[str, Attributes] = {
    "policy": {**_FRAME, "color": LINE},
    "policy that limits": {**_FRAME, "color": palette.VIOLET},
    "check": {**_FRAME, "color": palette.BORDER, "fillcolor": palette.GREY},
}


def _fixed(kind: str) -> Attributes:
    """Return the attributes of a kind of node whose size and place are given."""
    return {
        name: value for name, value in NODES[kind].items() if name not in {"width", "height", "peripheries"}
    }


SHAPES: Mapping[str, Attributes] = {
    "caption": _TEXT,
    "title": {**_TEXT, "margin": "0.06,0"},
    "check question": _TEXT,
    **{kind: _fixed(kind) for kind in ("user", "role", "root user", "group")},
    "allow": {**_fixed("allow"), "shape": "box"},
    "deny": {**_fixed("deny"), "shape": "octagon"},
    "limit": _fixed("limit"),
    "text": {**_DASHED_BOX, "fontcolor": MUTED},
    "port": {
        "shape": "box",
        "style": "filled",
        "color": "transparent",
        "fillcolor": "transparent",
        "fontsize": "16",
    },
    **{kind: _fixed(kind) for kind in ("allowed", "explicitDeny", "implicitDeny")},
}
LEFT_SHAPES = frozenset(("caption", "title", "allow", "deny", "limit", "text"))
_ARROW: Attributes = {"arrowhead": "normal"}
LINES: Mapping[str, Attributes] = {
    "member of": _ARROW,
    "has": _ARROW,
    "own": _ARROW,
    "at most": {**_ARROW, "style": "dashed"},
    "allow": {"color": palette.GREEN, "penwidth": "1.6"},
    "deny": {"color": palette.RED, "penwidth": "1.6"},
    "flow": {**_ARROW, "color": palette.GREEN, "penwidth": "3"},
    "explicitDeny": {"color": palette.RED, "penwidth": "4"},
    "implicitDeny": {"color": INK, "penwidth": "1.5", "style": "dashed"},
}

SCALE = 1.12  # Graphviz's 12 points become the 13 to 14 pixels of a notebook's text
# Pixels that an octagon's corners take. Graphviz's own octagon puts the text into a rectangle inside it and
# so needs twice the area: we lay out a box and cut its corners afterwards.
CUT_CORNER = 9
OCTAGONS = ("deny", "explicitDeny")
CARD = {"rx": "8", "fill": PAPER, "stroke": palette.BORDER}


def _themed(colour: str) -> str:
    """Return a colour of the palette as CSS: itself in a light page, its counterpart in a dark one."""
    return f"light-dark({colour},{palette.DARK[colour]})"


_INK, _MUTED, _LINE, _PAPER, _BORDER, _GREY = map(
    _themed, (INK, MUTED, LINE, PAPER, palette.BORDER, palette.GREY)
)
_GREEN, _RED = _themed(palette.GREEN), _themed(palette.RED)
_GREEN_PALE, _RED_PALE = _themed(palette.PALE[palette.GREEN]), _themed(palette.PALE[palette.RED])
_SHAPE = ":is(path,polygon,polyline)"
_ALL_RULES: Mapping[str, str] = {
    "text": f"font-family:{FONTS}",
    ".graph>text:first-of-type,.node text:first-of-type,.asks text": "font-weight:600",
    ".says text:nth-of-type(2)": f"fill:{_MUTED}",
    ".edge text": f"paint-order:stroke;stroke:{_PAPER};stroke-width:4px;transform:translateY(-3px)",
    "polygon,polyline": "stroke-linejoin:round",
}
_ANSWER_NODE = ".node:is(.allowed,.explicitDeny,.implicitDeny)"
_STATEMENT_NODE = ":is(.allow,.deny,.limit,.text)"
_OWNER = ":is(.policy,.policy-that-limits,.group)"
_FADED = f"fill:{_PAPER};stroke:{_BORDER};stroke-width:1"
# The states are those of decision_picture.part_states; a part without one is as Graphviz drew it.
_DECISION_RULES: Mapping[str, str] = {
    # All texts that name something are bold, statements are not.
    ":is(.title,.check-question,.allowed,.explicitDeny,.implicitDeny) text": "font-weight:600",
    f":is(.caption,{_STATEMENT_NODE}) text": "font-weight:400",
    # A port shows a bar where a statement's line goes through a check or closes it, ✕ where it is stopped.
    ".port text": "visibility:hidden",
    f".port.passing {_SHAPE}": f"fill:{_GREEN};stroke:{_GREEN}",
    f".port.closing {_SHAPE}": f"fill:{_RED};stroke:{_RED}",
    ".port.stopped text": f"visibility:visible;fill:{_RED}",
    # Not there in this decision: lines behind the check where they end, an answer in a line's place.
    ":is(.flow,.edge.explicitDeny,.edge.implicitDeny,.beyond):not(.on),.covered": "visibility:hidden",
    f"{_ANSWER_NODE}:not(.on) {_SHAPE}": _FADED,
    f"{_ANSWER_NODE}:not(.on) text": f"fill:{_MUTED};font-weight:400",
    f".check.open {_SHAPE}": f"fill:{_GREEN_PALE};stroke:{_GREEN};stroke-dasharray:4 3",
    f".check.closed {_SHAPE}": f"fill:{_RED_PALE};stroke:{_RED};stroke-width:3",
    f".check.shut {_SHAPE}": f"fill:{_PAPER};stroke:{_INK};stroke-width:1.5;stroke-dasharray:5 4",
    ".check-question.closed text": f"fill:{_RED}",
    ".check-question.unreached text": f"fill:{_MUTED}",
    # What does not match is faded and dotted, what is another user's faded, what is off a ghost in its place.
    f"{_STATEMENT_NODE}.no-match {_SHAPE}": f"{_FADED};stroke:{_LINE};stroke-dasharray:1.5 3",
    f"{_OWNER}.no-match {_SHAPE},:is(.node,.cluster).other {_SHAPE}": _FADED,
    ":is(.no-match,.other,.off) text": f"fill:{_MUTED}",
    f":is(.node,.cluster).off {_SHAPE}": f"{_FADED};stroke-dasharray:5 4",
    ".off text": "text-decoration:line-through",
    f".node.decides {_SHAPE}": "stroke-width:2.5",
    # The way to what decides is bold; a statement's own line has its colour.
    ".edge.decides path": f"stroke:{_INK};stroke-width:2.6",
    ".edge:is(.decides,.stopped,.passes) polygon": f"stroke:{_INK};fill:{_INK}",
    ".edge.allow.decides path": f"stroke:{_GREEN};stroke-width:3.5",
    ".edge.deny.decides path": f"stroke:{_RED};stroke-width:5",
    ".edge:is(.no-match,.no-effect) path": f"stroke:{_LINE};stroke-width:1.25;stroke-dasharray:1.5 4",
    ".edge.no-match polygon": f"stroke:{_LINE};fill:{_PAPER}",
    ".edge:is(.other,.off) path": f"stroke:{_BORDER};stroke-width:1",
    ".edge:is(.other,.off) polygon": f"stroke:{_BORDER};fill:{_BORDER}",
    ".edge:is(.allow,.deny):is(.other,.off)": "visibility:hidden",
    ".edge.off path": "stroke-dasharray:5 4",
}
CSS = (
    ".iamsim{color-scheme:light dark}"
    # JupyterLab's theme counts more than the system's.
    "[data-jp-theme-light=true] .iamsim{color-scheme:light}"
    "[data-jp-theme-light=false] .iamsim{color-scheme:dark}"
    "@media print{.iamsim.iamsim{color-scheme:light}}"
    + "".join(
        f'.iamsim [{attribute}="{colour}"]{{{attribute}:{_themed(colour)}}}'
        for colour in palette.DARK
        for attribute in ("fill", "stroke")
    )
    + "".join(f".iamsim :is({selector}){{{rule}}}" for selector, rule in _ALL_RULES.items())
    + "".join(f".iamsim.decision :is({selector}){{{rule}}}" for selector, rule in _DECISION_RULES.items())
)
