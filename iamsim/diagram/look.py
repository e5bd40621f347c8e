"""The visual language of all pictures and widgets: a shape for each kind of thing, a line for each relation.

Shapes and words carry the meaning, colours only help: a user is a rounded box, a group a tab, a policy that
allows a note, one with a Deny an octagon, one that only limits has a double border. A picture is a white card
with dark ink, so that it can be read on a light page and on a dark one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Look: TypeAlias = Mapping[str, str]

INK, MUTED, LINE, PAPER, RIM = "#1f2328", "#4d5661", "#5b6570", "#ffffff", "#d0d7de"
BLUE, SAND, GREEN, RED, VIOLET = "#2f5597", "#7a5c00", "#1b6e3c", "#a32020", "#5f3d9e"
PALE = {BLUE: "#edf3fc", SAND: "#fbf4e2", GREEN: "#ecf6ef", RED: "#fdefed", VIOLET: "#f4effb"}
FONTS = "'Segoe UI', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
MEASURE = "DejaVu Sans"  # the widest of them, so that a text fits its shape in each


def _tinted(colour: str, shape: str, **more: str) -> Look:
    return {"shape": shape, "color": colour, "fillcolor": PALE[colour], **more}


def _full(colour: str, shape: str, **more: str) -> Look:
    return {"shape": shape, "color": colour, "fillcolor": colour, "fontcolor": PAPER, **more}


GRAPH: Look = {
    "rankdir": "LR",
    "nodesep": "0.22",
    "ranksep": "0.55",
    "pad": "0.22",
    "bgcolor": "transparent",
    "fontname": MEASURE,
    "fontsize": "13",
    "fontcolor": INK,
    "labelloc": "t",
    "labeljust": "l",
}
NODE: Look = {
    "fontname": MEASURE,
    "fontsize": "12",
    "fontcolor": INK,
    "style": "filled",
    "fillcolor": PAPER,
    "color": LINE,
    "margin": "0.15,0.09",
    "penwidth": "1.25",
}
EDGE: Look = {
    "fontname": MEASURE,
    "fontsize": "11",
    "fontcolor": MUTED,
    "color": LINE,
    "penwidth": "1.25",
    "arrowsize": "0.7",
}

_POLICY = {"width": "3.05"}  # inches: policies stand in a column with straight edges
_END = {"width": "1.5", "height": "0.65"}
NODES: Mapping[str, Look] = {
    "user": _tinted(BLUE, "box", style="filled,rounded"),
    "users": _tinted(BLUE, "box", style="filled,rounded", peripheries="2", width="2.3"),
    "role": _tinted(BLUE, "box", style="filled,rounded,dashed"),
    "root user": _tinted(BLUE, "box", style="filled,rounded", penwidth="2.5"),
    "group": _tinted(SAND, "tab", width="0.95"),
    "allow": _tinted(GREEN, "note", **_POLICY),
    "deny": _tinted(RED, "octagon", penwidth="2", **_POLICY),
    "limit": _tinted(VIOLET, "box", peripheries="2", **_POLICY),
    "more groups": {"shape": "box", "style": "filled,dashed"},
    "more policies": {"shape": "box", "style": "filled,dashed", **_POLICY},
    "store": _tinted(SAND, "cylinder", width="2.3", height="0.9"),
    "engine": _tinted(BLUE, "component", width="2.6", height="1.2"),
    "request": {"shape": "box"},
    "allowed": _full(GREEN, "box", **_END),
    "explicitDeny": _full(RED, "octagon", **_END),
    "implicitDeny": {"shape": "box", "style": "filled,dashed", "color": INK, "penwidth": "1.5", **_END},
}
CENTRED = frozenset(
    ("user", "role", "root user", "group", "request", "allowed", "explicitDeny", "implicitDeny")
)
COLUMNS = (
    ("user", "users"),
    ("group", "more groups"),
    ("allow", "deny", "limit", "more policies"),
    ("store",),
)  # they stand below each other

_BOLD = {"penwidth": "3", "color": INK, "fontcolor": INK}
EDGES: Mapping[str, Look] = {
    "plain": {},
    "own": {"color": f"{LINE}:{PAPER}:{LINE}"},
    "limit": {"style": "dashed"},
    "path": _BOLD,
    "own path": {"penwidth": "2.2", "color": f"{INK}:{PAPER}:{INK}", "fontcolor": INK},
    "decides": _BOLD,
    "matches": {},
    "no match": {"style": "dashed", "arrowhead": "none"},
}

SCALE = 1.12  # Graphviz's 12 points become the 13 to 14 pixels of a notebook's text
OCTAGON = 9  # how much of its corners an octagon lacks; Graphviz's own would need twice the room
CARD = f'rx="8" fill="{PAPER}" stroke="{RIM}"'
STYLE = (
    f".iamsim text{{font-family:{FONTS}}}"
    ".iamsim .graph>text:first-of-type,.iamsim .node text:first-of-type,.iamsim .decides text"
    "{font-weight:600}"
    f".iamsim .says text:nth-of-type(2){{fill:{MUTED}}}"
    f".iamsim .explicitDeny text:nth-of-type(n){{fill:{PAPER}}}"
    f".iamsim .edge text{{paint-order:stroke;stroke:{PAPER};stroke-width:4px;transform:translateY(-3px)}}"
    ".iamsim polygon,.iamsim polyline{stroke-linejoin:round}"
)
