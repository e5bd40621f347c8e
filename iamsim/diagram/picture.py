"""What a picture shows, before it is drawn: nodes, edges, and the same facts as an outline in text.

policies, users, groups → PictureBuilder → Picture → outline | diagram.Diagram
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from iamsim.account import Policy
from iamsim.decision.explain import short_name
from iamsim.policy import Statement

DECISION_KINDS = frozenset(("allowed", "explicitDeny", "implicitDeny"))
"""The kinds of node at which a path may end; an outline says them first."""

LINE_WIDTH = 32  # of a text in a node, in characters
INDENT = "   "
MOST_STATEMENTS = 3  # of one policy that are drawn; the outline has them all

Highlights = Mapping[str, str]
"""Names of users, groups or policies, each with the word to put beside it: `{"Web": "new"}`."""


@dataclass(frozen=True, slots=True)
class Node:
    """One thing in a picture. `kind` is a key of `style.NODES` and so chooses its shape.

    `lines` stand in the picture, cut to LINE_WIDTH; `facts` are the same uncut, for tooltip and outline.
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

    def node(self, key: str) -> Node:
        """Return the node with that key."""
        return next(node for node in self.nodes if node.key == key)

    def start_nodes(self) -> tuple[Node, ...]:
        """Return the nodes to which no edge leads, where the paths start."""
        heads = {edge.head for edge in self.edges}
        return tuple(n for n in self.nodes if n.key not in heads and n.kind not in DECISION_KINDS)

    def outline(self) -> str:
        """Return the same facts as indented text: caption, decision, then each path from its start."""
        return "\n".join((*(self.caption or (self.title,)), *self._decision_lines(), *self._path_lines()))

    def _decision_lines(self) -> Iterator[str]:
        for node in self.nodes:
            if node.kind in DECISION_KINDS:
                yield f"{node.name} ({node.type_name})" if node.type_name else node.name

    def _path_lines(self) -> Iterator[str]:
        printed: set[str] = set()
        for node in self.start_nodes():
            yield from self._subtree(node, "", 0, printed)

    def _subtree(self, node: Node, label: str, depth: int, printed: set[str]) -> Iterator[str]:
        """Yield the lines of a node and of all nodes behind it; of a node in `printed` only its name."""
        indent = "  " * depth
        above = ", as above" if node.key in printed else ""
        yield f"{indent}{_label_and_node(label, node)}{self._decision_labels(node)}{above}"
        if above:
            return
        printed.add(node.key)
        yield from (f"{indent}  {fact}" for fact in node.facts)
        for edge in self.edges:
            head = self.node(edge.head)
            if edge.tail == node.key and head.kind not in DECISION_KINDS:
                yield from self._subtree(head, edge.label, depth + 1, printed)

    def _decision_labels(self, node: Node) -> str:
        """Return the labels of the node's edges to a decision: ` → decides`."""
        edges = [edge for edge in self.edges if edge.tail == node.key]
        labels = [edge.label for edge in edges if self.node(edge.head).kind in DECISION_KINDS]
        return f" → {', '.join(labels)}" if labels else ""


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

    def add_policy(self, policy: Policy, holder: str, roles: Sequence[str] = ()) -> str:
        """Add a policy and return its key; a managed policy is one node for all its holders.

        `holder` is the key of the node that has it; `roles` are what each statement does in a decision.
        """
        type_name = "AWS managed policy" if policy.arn and ":iam::aws:" in policy.arn else "policy"
        key = f"policy {policy.arn}" if policy.arn else f"policy {policy.name} of {holder}"
        note = policy.arn or f"part of {holder}"
        node = Node(key, policy_kind(policy), policy.name, type_name, note=note)
        return self._add_document(node, policy, roles)

    def add_limit(self, key: str, type_name: str, policy: Policy, roles: Sequence[str] = ()) -> str:
        """Add a policy that only limits, a permissions boundary or an SCP; return its key."""
        node = Node(key, "limit", policy.name, type_name, note=policy.arn or "")
        return self._add_document(node, policy, roles)

    def _add_document(self, node: Node, policy: Policy, roles: Sequence[str]) -> str:
        """Add a policy's node with the text of its statements, those that weigh most first."""
        statements = policy.document.statements
        several = len(statements) > 1
        # Of a policy with one statement, the line that leads from its node already says the role.
        pairs = list(zip(statements, roles if several and roles else [""] * len(statements), strict=True))
        drawn = sorted(pairs, key=lambda pair: -role_weight(pair[1]))[:MOST_STATEMENTS]
        indent = INDENT if several else ""
        lines = [line for statement, role in drawn for line in statement_lines(statement, role, indent)]
        if len(pairs) > MOST_STATEMENTS:
            lines.append(f"and {count_of(len(pairs) - MOST_STATEMENTS, 'more statement')}")
        if policy.is_unseen:
            lines.append("its document is not in the account's file")
        facts = tuple(f"{role}: {statement}" if role else str(statement) for statement, role in pairs)
        highlight = self.highlights.get(policy.name, "")
        return self.add_node(replace(node, lines=tuple(lines), facts=facts, highlight=highlight))

    def add_remaining(self, holder: str, names: Sequence[str], thing: str = "policy") -> str:
        """Add one node that stands for all these policies, or groups, of one holder; return its key."""
        kind = "more policies" if thing == "policy" else "more groups"
        name = count_of(len(names), f"more {thing}")
        lines = wrap_items(names, limit=3)
        return self.add_node(Node(f"more {thing} of {holder}", kind, name, "", lines, (", ".join(names),)))

    def build(self, title: str, description: str, caption: Sequence[str] = ()) -> Picture:
        """Return the finished picture."""
        return Picture(title, description, (*self.nodes.values(),), (*self.edges.values(),), (*caption,))


_ROLES = ("no match", "matches", "decides")


def role_weight(role: str) -> int:
    """Return how much a statement's role in a decision weighs: `decides` most, no role least."""
    return _ROLES.index(role) if role in _ROLES else 0


def policy_kind(policy: Policy) -> str:
    """Return the kind of node for a policy: `deny` if any of its statements denies."""
    return "deny" if any(statement.denies for statement in policy.document.statements) else "allow"


def no_policy_text(kind: str) -> str:
    """Return what a node without policies says; a user could also have some from its groups."""
    return "no policy, no group" if kind == "user" else "no policy"


# element: the words before its values; "" is the statement's effect
_ELEMENT_WORDS = {
    "Action": "",
    "NotAction": "all but",
    "Resource": "on",
    "NotResource": "on all but",
    "Principal": "for",
    "NotPrincipal": "for all but",
}


def statement_lines(statement: Statement, role: str = "", indent: str = "") -> tuple[str, ...]:
    """Return a statement as short lines for a node; all but the first begin with `indent`.

    >>> from iamsim.policy import PolicyDocument, allow
    >>> statement_lines(PolicyDocument.parse(allow("s3:GetObject", "arn:aws:s3:::site/*")).statements[0])
    ('Allow s3:GetObject', 'on site/*')
    """
    lines: list[str] = []
    for element in statement.elements:
        prefix, limit = _ELEMENT_WORDS.get(element.name), 2
        if prefix is None:
            operator, key = element.name.removeprefix("Condition ").rsplit(" ", 1)
            prefix = f"if {operator} {shorten(key)}"
        elif element.name in {"Action", "NotAction"}:
            prefix, limit = f"{statement.effect} {prefix}".rstrip(), 4
        values = map(short_name, element.expected) if "Resource" in element.name else element.expected
        lines += wrap_items(values, (indent if lines else "") + prefix, limit)
    return (f"{role}: {lines[0]}", *lines[1:]) if role else tuple(lines)


def wrap_items(items: Iterable[str], prefix: str = "", limit: int = 4) -> tuple[str, ...]:
    """Return items with commas between them, wrapped into lines of about LINE_WIDTH characters.

    Of more than `limit` items the first ones stand there, then how many more there are.
    """
    # After a long prefix too little of a name would be left, so the names begin on a line of their own.
    width = LINE_WIDTH - len(prefix) - 2
    words = [shorten(item, width if width > 16 else LINE_WIDTH - 6) for item in items]
    if len(words) > limit + 1:  # "and 1 more" would be as long as the one item
        words = [*words[:limit], f"and {len(words) - limit} more"]
    lines = [prefix]
    for word in [*(f"{word}," for word in words[:-1]), *words[-1:]]:
        if len(lines[-1]) + len(word) < LINE_WIDTH or not lines[-1].strip():
            lines[-1] += f" {word}" if lines[-1].strip() else word
        else:
            lines.append(f"{INDENT}{INDENT if prefix.startswith(INDENT) else ''}{word}")
    return tuple(lines)


def shorten(text: str, width: int = LINE_WIDTH) -> str:
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
