"""Pictures of accounts, users and decisions, each with the same facts as text.

In: an Account, or an EvaluationResult. Out: a Diagram, which a notebook shows, with `.svg`, `.source` (DOT)
and `str()` (an outline). Needs no program: Graphviz comes as WebAssembly and runs in the browser, too.

    diagram            `draw` and its siblings: Picture or DecisionPicture → Diagram
    account_picture    an account, one user, the engine → Picture, which Graphviz lays out
    picture            Picture with its nodes and edges, its outline, and the builder of it
    decision_picture   a result → DecisionPicture: a layout, and the state of each of its parts
    decision_parts     what it consists of: holders, policies with their statements, links, checks
    decision_layout    where each part stands, for one principal or for an account
    layout_shapes      rectangles with texts and lines through points, of which a layout consists
    decision_outline   the same as text
    account_layout     one layout for all questions of an account, of which a question changes classes only
    text_width         how wide a text is, and where it is broken into lines
    dot                pictures as DOT text
    rendering          DOT text → SVG, by Graphviz in WebAssembly
    svg                the SVG with fonts, colours for light and dark, descriptions
    style              shapes, lines and colours
"""

from __future__ import annotations

from iamsim.diagram.account_layout import AccountLayout
from iamsim.diagram.diagram import Diagram, draw, draw_credentials, draw_engine, draw_user
from iamsim.diagram.picture import Edge, Node, Picture, PictureBuilder, count_of
from iamsim.diagram.rendering import NotDrawn
from iamsim.diagram.svg import scrolled

__all__ = [
    "AccountLayout",
    "Diagram",
    "Edge",
    "Node",
    "NotDrawn",
    "Picture",
    "PictureBuilder",
    "count_of",
    "draw",
    "draw_credentials",
    "draw_engine",
    "draw_user",
    "scrolled",
]
