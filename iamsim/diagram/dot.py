"""A picture as DOT text, as SVG and as an outline in words: Picture → Diagram.

The package graphviz has its only room here.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from iamsim.diagram.look import (
    CARD,
    CENTRED,
    COLUMNS,
    EDGE,
    EDGES,
    FONTS,
    GRAPH,
    NODE,
    NODES,
    OCTAGON,
    SCALE,
    STYLE,
)
from iamsim.diagram.picture import DECISIONS, Edge, Node, Picture
from iamsim.diagram.rendering import MEND, NotDrawn, svg
from iamsim.diagram.sketch import shortened


@dataclass(frozen=True, slots=True)
class Diagram:
    """A picture as DOT, as SVG and as text; a notebook shows the picture where it can be drawn."""

    picture: Picture

    @property
    def source(self) -> str:
        """The DOT text, for any Graphviz. Raises NotDrawn without the package that writes it."""
        return dot(self.picture)

    @property
    def svg(self) -> str:
        """The picture as one `<svg>` element. Raises NotDrawn if nothing here can draw."""
        return dressed(svg(dot(self.picture, drawing=True)), self.picture)

    def __str__(self) -> str:
        """The same facts as an outline."""
        return self.picture.outline()

    def html(self) -> str:
        """The picture as an image with a description, and its text twin to unfold."""
        drawn = base64.b64encode(self.svg.encode()).decode()
        alt = escape(self.picture.description)
        return (
            f'<img src="data:image/svg+xml;base64,{drawn}" alt="{alt}" style="max-width:100%">\n'
            f"<details><summary>The same in words</summary><pre>{escape(str(self))}</pre></details>"
        )

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        """What Jupyter shows: the picture; where nothing can draw, its text and what to install.

        The image goes before the bare SVG, which JupyterLab shows without a description, and not at all
        in a notebook that it does not trust.
        """
        try:
            return {"text/html": self.html(), "image/svg+xml": self.svg, "text/plain": str(self)}
        except NotDrawn as error:
            return {"text/plain": f"{self}\n({error})"}


def dot(picture: Picture, *, drawing: bool = False) -> str:
    """Write a picture's DOT text; `drawing` is for `dressed`, which cuts boxes and makes names bold."""
    try:
        import graphviz  # noqa: PLC0415 - a guest; without it there is the text
    except ImportError:
        raise NotDrawn(MEND) from None
    graph = graphviz.Digraph(graph_attr=GRAPH, node_attr=NODE, edge_attr=EDGE)
    if picture.caption:
        first, *others = (shortened(line, 84) for line in picture.caption)
        graph.attr(label=_text([_roomy(first) if drawing else first, *others, " "], left=True))
    if len(picture.beginnings()) == 1:
        graph.attr(ordering="out")  # the order of the text
    names = {node.key: f"n{index}" for index, node in enumerate(picture.nodes, 1)}
    for node in picture.nodes:
        graph.node(names[node.key], **_node(node, drawing=drawing))
    for kinds in COLUMNS:
        column = [names[node.key] for node in picture.nodes if node.kind in kinds]
        if len(column) > 1:
            inside = f"{' -> '.join(column)} [style=invis]" if picture.ordered else "; ".join(column)
            graph.body.append(f"\t{{ rank=same; {inside} }}\n")
    for edge in picture.edges:
        graph.edge(names[edge.tail], names[edge.head], **_edge(picture, edge))
    return str(graph.source)


def _node(node: Node, *, drawing: bool) -> dict[str, str]:
    says = " · ".join(word for word in (node.says, node.mark) if word)
    name = shortened(node.name, 30)
    look = {**NODES[node.kind], **({"penwidth": "3"} if node.mark else {})}
    if drawing:
        name = _roomy(name)
        look["shape"] = look["shape"].replace("octagon", "box")
    return {
        "label": _text([name, says, *node.lines], left=node.kind not in CENTRED),
        "tooltip": _text([f"{node.says} {node.name}".strip(), node.note, *node.facts]),
        "class": f"{node.kind} says" if says else node.kind,
        **look,
    }


def _roomy(text: str) -> str:
    """A text that will be bold, and so wider than Graphviz knows."""
    return text + " " * (len(text) // 3)


def _edge(picture: Picture, edge: Edge) -> dict[str, str]:
    tail, head = picture.node(edge.tail), picture.node(edge.head)
    told = {"label": _text([edge.word])} if edge.word and not edge.quiet else {}
    why = edge.why or f"{tail} → {edge.word or 'has'} → {head}"
    ports = {"tailport": "e"} if head.kind in DECISIONS else {}
    return {"class": edge.kind, "tooltip": _text([why]), **told, **ports, **EDGES[edge.kind]}


def _text(lines: Iterable[str], *, left: bool = False) -> str:
    """Lines as a DOT string: nothing in them means anything to Graphviz."""
    end = "\\l" if left else "\\n"
    return end.join(_harmless(line) for line in lines if line) + (end if left else "")


def _harmless(text: str) -> str:
    """A text without control characters, entities, tags and escapes."""
    visible = "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
    return visible.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\\", "\\\\")


def dressed(drawn: str, picture: Picture) -> str:
    """Graphviz's SVG with title, description, our fonts, and a size that shrinks with the page."""
    head, _, body = drawn.partition(">")
    body = re.sub(r"<!--.*?-->\n?", "", body, flags=re.DOTALL)
    body = re.sub(r' id="[^"]*"', "", body)  # several pictures may stand in one page
    body = re.sub(r"(?: |&#160;)+</text>", "</text>", body)
    body = re.sub(r' font-family="[^"]*"', f' font-family="{FONTS}"', body)
    for kind in (kind for kind, look in NODES.items() if look["shape"] == "octagon"):
        body = re.sub(rf'(class="node {kind}\b.*?points=")([^"]*)', _cut, body, flags=re.DOTALL)
    wide, high = (float(size) for size in re.findall(r'(?:width|height)="([\d.]+)pt"', head))
    title, description = escape(picture.title), escape(picture.description)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" class="iamsim"'
        f' role="img" aria-label="{description}" width="{wide * SCALE:.0f}" height="{high * SCALE:.0f}"'
        f' viewBox="0 0 {wide:g} {high:g}" style="max-width:100%;height:auto">'
        f"<title>{title}</title><desc>{description}</desc><style>{STYLE}</style>"
        f'<rect x=".5" y=".5" width="{wide - 1:g}" height="{high - 1:g}" {CARD}/>{body}'
    )


def _cut(found: re.Match[str]) -> str:
    """A box's points as those of a box without corners."""
    points = [tuple(map(float, point.split(","))) for point in found[2].split()]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    c = OCTAGON
    corners = (
        *((left + c, top), (right - c, top), (right, top + c), (right, bottom - c)),
        *((right - c, bottom), (left + c, bottom), (left, bottom - c), (left, top + c)),
    )
    return found[1] + " ".join(f"{x:g},{y:g}" for x, y in corners)
