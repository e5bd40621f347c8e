"""A Picture as DOT text and as SVG, and the functions that draw an account, a user, a decision, the engine.

    Picture → DOT text → Graphviz (rendering) → SVG with our fonts, size and description

The only module that imports the package graphviz.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from iamsim.account import Account
from iamsim.decision import EvaluationResult
from iamsim.diagram import style
from iamsim.diagram.account_picture import (
    account_picture,
    credentials_picture,
    engine_picture,
    user_picture,
)
from iamsim.diagram.decision_picture import decision_picture
from iamsim.diagram.picture import DECISION_KINDS, Edge, Node, Picture, shorten
from iamsim.diagram.rendering import INSTALL_HINT, NotDrawn, render_svg
from iamsim.markup import element, fragment, trusted


@dataclass(frozen=True, slots=True)
class Diagram:
    """A picture as DOT, as SVG and as text; a notebook shows the picture where it can be drawn."""

    picture: Picture

    @property
    def source(self) -> str:
        """The DOT text, for any Graphviz. Raises NotDrawn without the package graphviz."""
        return dot_source(self.picture)

    @property
    def svg(self) -> str:
        """The picture as one `<svg>` element. Raises NotDrawn if nothing here can draw."""
        return _finish_svg(render_svg(dot_source(self.picture, for_our_svg=True)), self.picture)

    def __str__(self) -> str:
        """Return the same facts as an outline."""
        return self.picture.outline()

    def html(self) -> str:
        """Return an image with a description, and the outline to unfold. Raises NotDrawn."""
        source = f"data:image/svg+xml;base64,{base64.b64encode(self.svg.encode()).decode()}"
        description = _printable(self.picture.description)
        image = element("img", {"src": source, "alt": description, "style": "max-width:100%"})
        summary = element("summary", {}, "The same in words")
        outline = element("pre", {}, _printable(str(self), keep="\n"))
        return str(fragment(image, "\n", element("details", {}, summary, outline)))

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        """Return what Jupyter shows: the picture; where nothing can draw, its text and what to install."""
        try:
            # JupyterLab takes the first that it can show. It shows bare SVG without a description, and not
            # at all in a notebook that it does not trust, so HTML with an image comes first.
            return {"text/html": self.html(), "image/svg+xml": self.svg, "text/plain": str(self)}
        except NotDrawn as error:
            return {"text/plain": f"{self}\n({error})"}


def draw(
    subject: Account | EvaluationResult,
    user: str | None = None,
    *,
    highlight: Mapping[str, str] | Iterable[str] | str = (),
) -> Diagram:
    """Draw an account, what one `user` of it has, or the way to a decision.

    `highlight` names users, groups or policies to make stand out, each with a word: `{"Web": "new"}`; without
    a word it is "here". Raises ValueError for a name that is not in the picture, NoSuchEntity for a user.
    """
    names = [highlight] if isinstance(highlight, str) else highlight
    highlights = names if isinstance(names, Mapping) else dict.fromkeys(names, "here")
    if isinstance(subject, Account):
        picture = account_picture(subject, user, highlights)
    else:
        picture = decision_picture(subject, highlights)
    drawn = {node.name for node in picture.nodes}
    for name in highlights:
        if name not in drawn:
            raise ValueError(
                f"highlight: nothing is named {name!r} here (there are: {', '.join(sorted(drawn))})"
            )
    return Diagram(picture)


def draw_user(account: Account, name: str) -> Diagram:
    """Draw a user with its password and access keys, its policies and groups. Raises NoSuchEntity."""
    return Diagram(user_picture(account, account.user(name)))


def draw_credentials(account: Account, name: str) -> Diagram:
    """Draw a user with its password and its access keys only. Raises NoSuchEntity."""
    return Diagram(credentials_picture(account.user(name)))


def draw_engine(account: Account | None = None) -> Diagram:
    """Draw the three stores and the engine that reads them at each request."""
    return Diagram(engine_picture(account))


def dot_source(picture: Picture, *, for_our_svg: bool = False) -> str:
    """Return a picture's DOT text. Raises NotDrawn without the package graphviz.

    `for_our_svg` leaves space for what `_finish_svg` changes: bold names and octagons cut from boxes.
    """
    try:
        # Imported here, because `draw` gives the outline where graphviz is not installed.
        import graphviz  # noqa: PLC0415
    except ImportError:
        raise NotDrawn(INSTALL_HINT) from None
    graph = graphviz.Digraph(graph_attr=style.GRAPH, node_attr=style.NODE, edge_attr=style.EDGE)
    if picture.caption:
        title, *lines = (shorten(line, 84) for line in picture.caption)
        title = _widen(title) if for_our_svg else title
        graph.attr(label=_label([title, *lines, " "], left_aligned=True))
    if len(picture.start_nodes()) == 1:
        graph.attr(ordering="out")  # the order of the outline; with several starts it would cross lines
    # Numbers, because Graphviz reads a colon in a node's name as a port, and ARNs are full of colons.
    names = {node.key: f"n{index}" for index, node in enumerate(picture.nodes, 1)}
    for node in picture.nodes:
        graph.node(names[node.key], **_node_attributes(node, for_our_svg=for_our_svg))
    if picture.rows:
        graph.attr(rankdir="TB", ranksep="0.28")
    # Without these, a user's own policy would stand one column left of its groups' policies.
    columns = [[node.key for node in picture.nodes if node.kind in kinds] for kinds in style.COLUMNS]
    for keys in picture.rows or columns:
        group = [names[key] for key in keys]
        if len(group) > 1:
            chain = f"{' -> '.join(group)} [style=invis]" if picture.keep_order else "; ".join(group)
            graph.body.append(f"\t{{ rank=same; {chain} }}\n")
    for edge in picture.edges:
        graph.edge(names[edge.tail], names[edge.head], **_edge_attributes(picture, edge))
    return str(graph.source)


def _node_attributes(node: Node, *, for_our_svg: bool) -> dict[str, str]:
    subtitle = " · ".join(word for word in (node.type_name, node.highlight) if word)
    # A decision's words are our own and short; without their middle they would say something else.
    name = node.name if node.kind in DECISION_KINDS else shorten(node.name, 30)
    attributes = {**style.NODES[node.kind], **({"penwidth": "3"} if node.highlight else {})}
    if for_our_svg:
        name = _widen(name)
        attributes["shape"] = attributes["shape"].replace("octagon", "box")
    return {
        "label": _label([name, subtitle, *node.lines], left_aligned=node.kind not in style.CENTRED_NODES),
        "tooltip": _tooltip([f"{node.type_name} {node.name}".strip(), node.note, *node.facts]),
        "class": f"{node.kind} says" if subtitle else node.kind,
        **attributes,
    }


def _widen(text: str) -> str:
    """Return a text with spaces behind it: it will be bold, and so wider than Graphviz knows."""
    return text + " " * (len(text) // 3)


def _edge_attributes(picture: Picture, edge: Edge) -> dict[str, str]:
    tail, head = picture.node(edge.tail), picture.node(edge.head)
    label = {"label": _label([edge.label])} if edge.label and not edge.hide_label else {}
    tooltip = edge.tooltip or f"{tail} → {edge.label or 'has'} → {head}"
    # Lines to the decision leave their policy on its right, else some would run through its text.
    port = {"tailport": "e"} if head.kind in DECISION_KINDS else {}
    return {"class": edge.kind, "tooltip": _tooltip([tooltip]), **label, **port, **style.EDGES[edge.kind]}


def _label(lines: Iterable[str], *, left_aligned: bool = False) -> str:
    """Return lines as the value of a label. In DOT, the mark at the end of each line also aligns it."""
    line_end = "\\l" if left_aligned else "\\n"
    return line_end.join(_escape_dot(line) for line in lines if line) + (line_end if left_aligned else "")


def _tooltip(lines: Iterable[str]) -> str:
    """Return lines as the value of a tooltip."""
    # Graphviz replaces escapes in a tooltip twice: with two backslashes, `\N` would become the node's name.
    return "\\n".join(_escape_dot(line).replace("\\\\", "\\\\\\\\") for line in lines if line)


def _escape_dot(text: str) -> str:
    """Return a text in which nothing means anything to Graphviz: all names and texts of an account pass here.

    In labels and tooltips Graphviz reads HTML entities and backslash escapes
    (graphviz.org/docs/attr-types/escString); quotes are escaped by the package graphviz.
    """
    escaped = _printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("\\", "\\\\")


def _printable(text: str, keep: str = "") -> str:
    """Return a text with U+FFFD for control characters and lone surrogates, which XML must not contain."""
    return "".join(letter if letter.isprintable() or letter in keep else "\ufffd" for letter in text)


def _finish_svg(rendered: str, picture: Picture) -> str:
    """Return Graphviz's SVG with title, description, our fonts, and a size that shrinks with the page."""
    start_tag, _, body = rendered.partition(">")
    body = re.sub(r"<!--.*?-->\n?", "", body, flags=re.DOTALL)
    body = re.sub(r' id="[^"]*"', "", body)  # several pictures may stand in one page
    body = re.sub(r"(?: |&#160;)+</text>", "</text>", body)  # the spaces of `_widen`
    body = re.sub(r' font-family="[^"]*"', f' font-family="{style.FONTS}"', body)
    for kind in (kind for kind, attributes in style.NODES.items() if attributes["shape"] == "octagon"):
        body = re.sub(rf'(class="node {kind}\b.*?points=")([^"]*)', _cut_corners, body, flags=re.DOTALL)
    width, height = (float(size) for size in re.findall(r'(?:width|height)="([\d.]+)pt"', start_tag))
    title, description = _printable(picture.title), _printable(picture.description)
    attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "xmlns:xlink": "http://www.w3.org/1999/xlink",
        "class": "iamsim",
        "role": "img",
        "aria-label": description,
        "width": f"{width * style.SCALE:.0f}",
        "height": f"{height * style.SCALE:.0f}",
        "viewBox": f"0 0 {width:g} {height:g}",
        "style": "max-width:100%;height:auto",
    }
    card = {"x": ".5", "y": ".5", "width": f"{width - 1:g}", "height": f"{height - 1:g}", **style.CARD}
    children = (
        element("title", {}, title),
        element("desc", {}, description),
        element("style", {}, trusted(style.CSS)),
        trusted(str(element("rect", card)).replace("></rect>", "/>")),  # as Graphviz writes its shapes
        # Graphviz wrote this from our DOT, in which `_escape_dot` made all names and texts harmless.
        trusted(body.removesuffix("</svg>")),
    )
    return str(element("svg", attributes, *children))


def _cut_corners(match: re.Match[str]) -> str:
    """Replace the four points of a box by the eight of the octagon inside it."""
    points = [tuple(map(float, point.split(","))) for point in match[2].split()]
    (left, *_, right), (top, *_, bottom) = map(sorted, zip(*points, strict=True))
    cut = style.CUT_CORNER
    corners = (
        *((left + cut, top), (right - cut, top), (right, top + cut), (right, bottom - cut)),
        *((right - cut, bottom), (left + cut, bottom), (left, bottom - cut), (left, top + cut)),
    )
    return match[1] + " ".join(f"{x:g},{y:g}" for x, y in corners)
