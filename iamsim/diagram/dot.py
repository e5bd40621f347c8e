"""Pictures as DOT text, the language of Graphviz: attributes from `style`, texts escaped.

    Picture → dot_source → Graphviz places and draws      Layout → layout_source → Graphviz only draws

The only module that imports the package graphviz. All names and texts of an account pass `escape_dot`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from iamsim.diagram import style
from iamsim.diagram.layout_shapes import Layout, Line, Point, Shape
from iamsim.diagram.picture import LINE_WIDTH, Edge, Node, Picture, shorten
from iamsim.diagram.rendering import INSTALL_HINT, NotDrawn
from iamsim.diagram.text_width import wrap


def dot_source(picture: Picture, *, for_our_svg: bool = False) -> str:
    """Return a picture's DOT text. Raises NotDrawn without the package graphviz.

    `for_our_svg` leaves space for what `svg.finish_picture` changes: bold names and octagons cut from boxes.
    """
    graph = _graphviz().Digraph(graph_attr=style.GRAPH, node_attr=style.NODE, edge_attr=style.EDGE)
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
    # A group without members would else stand in the users' column, and a policy of nobody in the groups'.
    heads = {edge.head for edge in picture.edges}
    for tails, column in pairwise(list(filter(None, columns)) if not picture.rows else []):
        if not heads & {*column}:
            graph.edge(names[tails[0]], names[column[0]], style="invis")
    for edge in picture.edges:
        graph.edge(names[edge.tail], names[edge.head], **_edge_attributes(picture, edge))
    return str(graph.source)


def _node_attributes(node: Node, *, for_our_svg: bool) -> dict[str, str]:
    subtitle = " · ".join(word for word in (node.type_name, node.highlight) if word)
    first, *rest = wrap(node.name, LINE_WIDTH, bold=True, max_lines=3)
    attributes = {**style.NODES[node.kind], **({"penwidth": "3"} if node.highlight else {})}
    if for_our_svg:
        first = _widen(first)
        attributes["shape"] = attributes["shape"].replace("octagon", "box")
    return {
        "label": _label(
            [first, *rest, subtitle, *node.lines], left_aligned=node.kind not in style.CENTRED_NODES
        ),
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
    return {"class": edge.kind, "tooltip": _tooltip([tooltip]), **label, **style.EDGES[edge.kind]}


def _label(lines: Iterable[str], *, left_aligned: bool = False) -> str:
    """Return lines as the value of a label. In DOT, the mark at the end of each line also aligns it."""
    line_end = "\\l" if left_aligned else "\\n"
    return line_end.join(escape_dot(line) for line in lines if line) + (line_end if left_aligned else "")


def _tooltip(lines: Iterable[str]) -> str:
    """Return lines as the value of a tooltip."""
    # Graphviz replaces escapes in a tooltip twice: with two backslashes, `\N` would become the node's name.
    return "\\n".join(escape_dot(line).replace("\\\\", "\\\\\\\\") for line in lines if line)


def escape_dot(text: str) -> str:
    """Return a text in which nothing means anything to Graphviz: all names and texts of an account pass here.

    In labels and tooltips Graphviz reads HTML entities and backslash escapes
    (graphviz.org/docs/attr-types/escString); quotes are escaped by the package graphviz.
    """
    escaped = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("\\", "\\\\")


def printable(text: str, keep: str = "") -> str:
    """Return a text with U+FFFD for control characters and lone surrogates, which XML must not contain."""
    return "".join(letter if letter.isprintable() or letter in keep else "\ufffd" for letter in text)


def layout_source(layout: Layout, states: Mapping[str, str]) -> str:
    """Return a layout's DOT text; the states of its parts are classes. Raises NotDrawn without graphviz.

    A part's `id` is its number among frames, nodes and lines, by which its key is found in the SVG.
    """
    parts: list[Shape | Line] = [*layout.frames, *layout.nodes, *layout.lines]
    number = {part.key: f"k{index}" for index, part in enumerate(parts)}

    def marks(key: str, kind: str) -> dict[str, str]:
        css_class = f"{kind.replace(' ', '-')} {states.get(key, '')}".rstrip()
        return {"id": number[key], "class": css_class}

    graph = _graphviz().Digraph(
        graph_attr=style.LAYOUT_GRAPH, node_attr=style.LAYOUT_NODE, edge_attr=style.LAYOUT_EDGE
    )
    # Two invisible corners, because Graphviz cuts the picture to what is in it.
    for name, corner in {"corner 1": (0, 0), "corner 2": (layout.width, layout.height)}.items():
        graph.node(name, pos=_point(layout, corner), style="invis", width="0", height="0", label="")
    names = {shape.key: f"n{index}" for index, shape in enumerate(layout.nodes, 1)}
    for index, frame in enumerate(layout.frames, 1):
        box = frame.rect
        corners = f"{_point(layout, (box.x0, box.y1))},{_point(layout, (box.x1, box.y0))}"
        with graph.subgraph(name=f"cluster_{index}") as cluster:
            cluster.attr(bb=corners, label="", **marks(frame.key, frame.kind), **style.FRAMES[frame.kind])
    for shape in layout.nodes:
        graph.node(names[shape.key], **_shape_attributes(layout, shape), **marks(shape.key, shape.kind))
    for line in layout.lines:
        attributes = {**style.LINES[line.kind], **marks(line.key, line.kind)}
        graph.edge(names[line.tail], names[line.head], pos=_spline(layout, line), **attributes)
    return str(graph.source)


def _shape_attributes(layout: Layout, shape: Shape) -> dict[str, str]:
    rect, attributes = shape.rect, style.SHAPES[shape.kind]
    return {
        "label": _label(shape.lines, left_aligned=shape.kind in style.LEFT_SHAPES),
        "pos": _point(layout, (rect.x, rect.y)),
        "width": f"{(rect.x1 - rect.x0) / 72:.4f}",
        "height": f"{(rect.y1 - rect.y0) / 72:.4f}",
        **attributes,
        # As in `dot_source`, an octagon is cut from a box.
        "shape": attributes["shape"].replace("octagon", "box"),
    }


def _spline(layout: Layout, line: Line) -> str:
    """Return a line as Graphviz writes it: with an arrow its end, then the points of Bézier curves."""
    points = [*line.points]
    tip = ""
    if line.arrow:
        x1, y1 = points[-1]
        x0, y0 = next(point for point in reversed(points) if point != points[-1])
        tip = f"e,{_point(layout, points[-1])} "
        # The head of an arrow is as long as Graphviz's own one of this size.
        length = 10 * float(style.LAYOUT_EDGE["arrowsize"])
        base = (x1 - length, y1) if x1 != x0 else (x1, y1 - length if y1 > y0 else y1 + length)
        points = [base if point == line.points[-1] else point for point in points]
    if not line.curved:  # a straight line is a curve whose control points are its ends
        points = [points[0], *(point for start, end in pairwise(points) for point in (start, end, end))]
    return tip + " ".join(_point(layout, point) for point in points)


def _point(layout: Layout, point: Point) -> str:
    x, y = point
    return f"{x:.2f},{layout.height - y:.2f}"  # for Graphviz, y grows upwards


def _graphviz() -> Any:
    try:
        # Imported here, because `draw` gives the outline where graphviz is not installed.
        import graphviz  # noqa: PLC0415
    except ImportError:
        raise NotDrawn(INSTALL_HINT) from None
    return graphviz
