"""Pictures of accounts, users and decisions, each with the same facts as text.

In: an Account, or an EvaluationResult. Out: a Diagram, which a notebook shows, with `.svg`, `.source` (DOT)
and `str()` (an outline). Needs no program: Graphviz comes as WebAssembly and runs in the browser, too.

    diagram            `draw` and its siblings; Picture → DOT text → SVG
    account_picture    an account, one user, the engine → Picture
    decision_picture   a result → Picture
    picture            Picture with its nodes and edges, its outline, and the builder of it
    style              shapes, lines and colours
    rendering          DOT text → SVG, by Graphviz in WebAssembly
"""

from __future__ import annotations

from iamsim.diagram.diagram import Diagram, draw, draw_credentials, draw_engine, draw_user
from iamsim.diagram.picture import Edge, Node, Picture, PictureBuilder, count_of
from iamsim.diagram.rendering import NotDrawn

__all__ = [
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
]
