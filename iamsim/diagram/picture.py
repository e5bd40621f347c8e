"""What a picture shows, before it is drawn: nodes, edges, and the same facts as an outline in text.

policies, users, groups → PictureBuilder → Picture → outline | diagram.Diagram
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from iamsim.account import Policy
from iamsim.decision.explain import short_statement_lines, statement_words
from iamsim.diagram.text_width import wrap
from iamsim.policy import Statement

LINE_WIDTH = 196.0  # points, of a text in a policy's node
INDENT = "   "
MOST_STATEMENTS = 3  # of one policy that are drawn; the outline has them all

Highlights = Mapping[str, str]
"""Names of users, groups or policies, each with the word to put beside it: `{"Web": "new"}`."""


@dataclass(frozen=True, slots=True)
class Node:
    """One thing in a picture. `kind` is a key of `style.NODES` and so chooses its shape.

    `lines` stand in the picture, no longer than LINE_WIDTH; `facts` are whole, for tooltip and outline.
    """

    key: str
    kind: str
    name: str
    type_name: str = ""  # what it is, in words: "group"
    lines: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    note: str = ""  # for the tooltip only: an ARN, or whose policy it is
    highlight: str = ""  # a word that makes it stand out: "new"

    def __str__(self) -> str:
        """Return its type, name and highlight: `group Web (new)`."""
        highlight = f" ({self.highlight})" if self.highlight else ""
        return f"{self.type_name} {self.name}".strip() + highlight


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation between two nodes. `kind` is a key of `style.EDGES` and so chooses its line."""

    tail: str
    head: str
    label: str = ""
    kind: str = "plain"
    tooltip: str = ""  # by default both nodes and the label
    hide_label: bool = False  # where many edges have one label, the caption says it once


@dataclass(frozen=True, slots=True)
class Picture:
    """All that a picture says. `caption` stands in it; `description` is for those who do not see it."""

    title: str
    description: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    caption: tuple[str, ...] = ()
    keep_order: bool = (
        False  # within a column or row keep the order of the nodes, even where lines then cross
    )
    rows: tuple[tuple[str, ...], ...] = ()  # keys of nodes from top to bottom, in place of columns by kind

    @property
    def names(self) -> set[str]:
        """The names of all nodes."""
        return {node.name for node in self.nodes}

    def node(self, key: str) -> Node:
        """Return the node with that key."""
        return next(node for node in self.nodes if node.key == key)

    def start_nodes(self) -> tuple[Node, ...]:
        """Return the nodes to which no edge leads, where the paths start."""
        heads = {edge.head for edge in self.edges}
        return tuple(node for node in self.nodes if node.key not in heads)

    def outline(self) -> str:
        """Return the same facts as indented text: the caption, then each path from its start."""
        return "\n".join((*(self.caption or (self.title,)), *self._path_lines()))

    def _path_lines(self) -> Iterator[str]:
        printed: set[str] = set()
        for node in self.start_nodes():
            yield from self._subtree(node, "", 0, printed)

    def _subtree(self, node: Node, label: str, depth: int, printed: set[str]) -> Iterator[str]:
        """Yield the lines of a node and of all nodes behind it; of a node in `printed` only its name."""
        indent = "  " * depth
        above = ", as above" if node.key in printed else ""
        yield f"{indent}{_label_and_node(label, node)}{above}"
        if above:
            return
        printed.add(node.key)
        yield from (f"{indent}  {fact}" for fact in node.facts)
        for edge in self.edges:
            if edge.tail == node.key:
                yield from self._subtree(self.node(edge.head), edge.label, depth + 1, printed)


def _label_and_node(label: str, node: Node) -> str:
    """Join an edge's label and its node: `member of group Web`; `own policy on-call` says policy once."""
    last_word = label.rpartition(" ")[2]
    if last_word and node.type_name.endswith(last_word):
        label = label.removesuffix(last_word).rstrip()
    return f"{label} {node}".strip()


@dataclass(slots=True)
class PictureBuilder:
    """Collects nodes and edges for a Picture; each is kept once, however often it is added."""

    highlights: Highlights = field(default_factory=dict)
    hide_labels: bool = False  # for edges whose label the caption says once
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[tuple[str, str], Edge] = field(default_factory=dict)

    def add_node(self, node: Node) -> str:
        """Add a node; return its key."""
        # It may be there already: a group has several users, a managed policy several holders.
        self.nodes.setdefault(node.key, node)
        return node.key

    def add_edge(self, tail: str, head: str, label: str = "", kind: str = "plain", tooltip: str = "") -> None:
        """Add an edge between the nodes with these keys."""
        # A limit's label is never hidden: no caption says "at most".
        hide_label = self.hide_labels and kind != "limit"
        self.edges.setdefault((tail, head), Edge(tail, head, label, kind, tooltip, hide_label))

    def add_identity(self, kind: str, name: str, *facts: str, note: str = "") -> str:
        """Add a user, group, role or root user; return its key."""
        highlight = self.highlights.get(name, "")
        return self.add_node(Node(f"{kind} {name}", kind, name, kind, facts, facts, note, highlight))

    def add_policy(self, policy: Policy, holder: str) -> str:
        """Add a policy and return its key; a managed policy is one node for all its holders.

        `holder` is the key of the node that has it.
        """
        type_name = "AWS managed policy" if policy.arn and ":iam::aws:" in policy.arn else "policy"
        key = f"policy {policy.arn}" if policy.arn else f"policy {policy.name} of {holder}"
        note = policy.arn or f"part of {holder}"
        return self._add_document(Node(key, policy_kind(policy), policy.name, type_name, note=note), policy)

    def add_limit(self, key: str, type_name: str, policy: Policy) -> str:
        """Add a policy that only limits, such as a permissions boundary; return its key."""
        node = Node(key, "limit", policy.name, type_name, note=policy.arn or "")
        return self._add_document(node, policy)

    def _add_document(self, node: Node, policy: Policy) -> str:
        """Add a policy's node with the text of its first statements."""
        statements = policy.document.statements
        lines = [line for statement in statements[:MOST_STATEMENTS] for line in statement_lines(statement)]
        facts = tuple(map(statement_words, statements))
        if policy.is_unseen:
            facts = ("what it says is not in the account's file",)
            lines = [*wrap(facts[0], LINE_WIDTH)]
        if len(statements) > MOST_STATEMENTS:
            lines.append(f"and {count_of(len(statements) - MOST_STATEMENTS, 'more statement')}")
        highlight = self.highlights.get(policy.name, "")
        return self.add_node(replace(node, lines=tuple(lines), facts=facts, highlight=highlight))

    def add_remaining(self, holder: str, names: Sequence[str], thing: str = "policy") -> str:
        """Add one node that stands for all these policies, or groups, of one holder; return its key."""
        kind = "more policies" if thing == "policy" else "more groups"
        name = count_of(len(names), f"more {thing}")
        lines = wrap(first_of(names, 3), LINE_WIDTH)
        return self.add_node(Node(f"more {thing} of {holder}", kind, name, "", lines, (", ".join(names),)))

    def build(self, title: str, description: str, caption: Sequence[str] = ()) -> Picture:
        """Return the finished picture."""
        return Picture(title, description, (*self.nodes.values(),), (*self.edges.values(),), (*caption,))


def policy_kind(policy: Policy) -> str:
    """Return the kind of node for a policy: `deny` if any of its statements denies."""
    if policy.is_unseen:
        return "more policies"
    return "deny" if any(statement.denies for statement in policy.document.statements) else "allow"


def no_policy_text(kind: str) -> str:
    """Return what a node without policies says; a user could also have some from its groups."""
    return "no policy, no group" if kind == "user" else "no policy"


def statement_lines(statement: Statement) -> tuple[str, ...]:
    """Return a statement as lines for a node: each element on a line of its own, or on several.

    >>> from iamsim.policy import PolicyDocument, allow
    >>> statement_lines(PolicyDocument.parse(allow("s3:GetObject", "arn:aws:s3:::site/*")).statements[0])
    ('Allow s3:GetObject', 'on site/*')
    """
    phrases = short_statement_lines(statement)
    return tuple(line for phrase in phrases for line in wrap(phrase, LINE_WIDTH, indent=INDENT))


def first_of(items: Sequence[str], limit: int = 4) -> str:
    """Return items with commas between them; of many the first ones, and how many more there are.

    >>> first_of(["ana", "ben", "cal", "dora"], limit=2), first_of(["ana", "ben", "cal"], limit=2)
    ('ana, ben and 2 more', 'ana, ben, cal')
    """
    hidden_count = len(items) - limit  # "and 1 more" would be as long as the one item
    return ", ".join(items) if hidden_count < 2 else f"{', '.join(items[:limit])} and {hidden_count} more"


def shorten(text: str, width: int) -> str:
    """Return a text of at most `width` characters, with `…` in place of its middle."""
    if len(text) <= width:
        return text
    # The middle goes and not the end: ARNs and names differ mostly at their ends.
    end = (width - 1) // 2
    return f"{text[: width - 1 - end]}…{text[-end:]}"


def count_of(number: int, thing: str) -> str:
    """Return a number and its noun.

    >>> count_of(1, "group"), count_of(2, "policy"), count_of(2, "access key"), count_of(0, "user")
    ('1 group', '2 policies', '2 access keys', 'no users')
    """
    plural = f"{thing[:-1]}ies" if thing.endswith("y") and not thing.endswith("ey") else f"{thing}s"
    return f"{number or 'no'} {thing if number == 1 else plural}"
