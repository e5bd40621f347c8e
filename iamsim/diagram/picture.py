"""What a picture shows, before it is drawn: nodes, edges, and the same facts as an outline in text.

Picture ─ nodes (a user, a group, a policy, a decision) and edges between them → outline | diagram.draw
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

DECISIONS = frozenset(("allowed", "explicitDeny", "implicitDeny"))
"""The kinds of node at which a path may end; an outline says them first."""


@dataclass(frozen=True, slots=True)
class Node:
    """One thing: `kind` is its shape; `lines` stand in the picture, `facts` in tooltip and outline."""

    key: str
    kind: str
    name: str
    says: str = ""  # what it is, in words: "group"
    lines: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    note: str = ""  # for the tooltip: the whole ARN
    mark: str = ""  # a word that makes it stand out: "new"

    def __str__(self) -> str:
        """Say it in a few words: `group Web (new)`."""
        mark = f" ({self.mark})" if self.mark else ""
        return f"{self.says} {self.name}".strip() + mark


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation of two nodes; `word` stands on it, `kind` is how the line looks, `why` is its tooltip."""

    tail: str
    head: str
    word: str = ""
    kind: str = "plain"
    why: str = ""
    quiet: bool = False  # the word is not drawn: there are many of the same, and the caption tells it


@dataclass(frozen=True, slots=True)
class Picture:
    """All that a picture says; `caption` stands in it, `description` is for those who do not see it."""

    title: str
    description: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    caption: tuple[str, ...] = ()
    ordered: bool = False  # each column in the order of the nodes, though lines may cross

    def outline(self) -> str:
        """The same facts as indented text, in the order of the picture."""
        return "\n".join((*(self.caption or (self.title,)), *self._decision(), *self._paths()))

    def _decision(self) -> Iterator[str]:
        for node in self.nodes:
            if node.kind in DECISIONS:
                yield f"{node.name} ({node.says})" if node.says else node.name

    def beginnings(self) -> tuple[Node, ...]:
        """The nodes to which no edge leads: where the paths begin."""
        reached = {edge.head for edge in self.edges}
        return tuple(n for n in self.nodes if n.key not in reached and n.kind not in DECISIONS)

    def _paths(self) -> Iterator[str]:
        told: set[str] = set()
        for node in self.beginnings():
            yield from self._path(node, "", 0, told)

    def _path(self, node: Node, word: str, depth: int, told: set[str]) -> Iterator[str]:
        """A node, what it says, and all that lies behind it; what was told before is only named."""
        indent = "  " * depth
        again = ", as above" if node.key in told else ""
        yield f"{indent}{_joined(word, node)}{self._part(node)}{again}"
        if again:
            return
        told.add(node.key)
        yield from (f"{indent}  {fact}" for fact in node.facts)
        for edge in self.edges:
            head = self.node(edge.head)
            if edge.tail == node.key and head.kind not in DECISIONS:
                yield from self._path(head, edge.word, depth + 1, told)

    def _part(self, node: Node) -> str:
        """The part a node plays in the decision: ` → decides`."""
        ends = [e.word for e in self.edges if e.tail == node.key and self.node(e.head).kind in DECISIONS]
        return f" → {', '.join(ends)}" if ends else ""

    def node(self, key: str) -> Node:
        """The node of that key."""
        return next(node for node in self.nodes if node.key == key)


def _joined(word: str, node: Node) -> str:
    """`member of group Web`; `own policy on-call`, where both word and node say `policy`."""
    last = word.rpartition(" ")[2]
    if last and node.says.endswith(last):
        word = word.removesuffix(last).rstrip()
    return f"{word} {node}".strip()
