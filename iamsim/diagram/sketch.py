"""A picture in the making: policies, users and groups become nodes; long texts become short ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from iamsim.account import Policy
from iamsim.decision.explain import short_name
from iamsim.diagram.picture import Edge, Node, Picture
from iamsim.policy import Statement

WIDTH = 32  # of a line in a node, in characters
INDENT = "   "
MOST_STATEMENTS = 3  # of a policy that are drawn
RANKS = ("no match", "matches", "decides")  # the parts a statement can play, weakest first

_MORE = {"policy": "more policies", "group": "more groups"}

Marks = Mapping[str, str]
"""Names of users, groups or policies, each with the word that it shall bear: `{"Web": "new"}`."""


@dataclass(slots=True)
class Sketch:
    """A picture in the making; nodes and edges are put in once, however often they are named."""

    marks: Marks = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[tuple[str, str], Edge] = field(default_factory=dict)
    quiet: bool = False  # whether the caption tells what the lines mean

    def add(self, node: Node) -> str:
        """Put a node in; return its key."""
        self.nodes.setdefault(node.key, node)
        return node.key

    def join(self, edge: Edge) -> None:
        """Put an edge in."""
        self.edges.setdefault((edge.tail, edge.head), edge)

    def holder(self, kind: str, name: str, *facts: str, note: str = "") -> str:
        """Put in a user, group or role."""
        return self.add(
            Node(f"{kind} {name}", kind, name, kind, facts, facts, note, self.marks.get(name, ""))
        )

    def policy(self, policy: Policy, holder: str, parts: Sequence[str] = ()) -> str:
        """Put a policy in, a managed one once for all its holders; `parts` say what each statement does."""
        kind = "deny" if any(statement.denies for statement in policy.document.statements) else "allow"
        says = "AWS managed policy" if policy.arn and ":iam::aws:" in policy.arn else "policy"
        key = f"policy {policy.arn}" if policy.arn else f"policy {policy.name} of {holder}"
        note = policy.arn or f"part of {holder}"
        return self._document(Node(key, kind, policy.name, says, note=note), policy, parts)

    def limit(self, key: str, says: str, policy: Policy, parts: Sequence[str] = ()) -> str:
        """Put in a policy that only limits: a permissions boundary or an SCP."""
        return self._document(Node(key, "limit", policy.name, says, note=policy.arn or ""), policy, parts)

    def _document(self, node: Node, policy: Policy, parts: Sequence[str]) -> str:
        """Put in a policy's node with what its statements say, the weightiest first."""
        statements = policy.document.statements
        several = len(statements) > 1
        pairs = list(zip(statements, parts if several and parts else [""] * len(statements), strict=True))
        weighty = sorted(pairs, key=lambda pair: -rank(pair[1]))[:MOST_STATEMENTS]
        lines = [line for one, part in weighty for line in said(one, part, INDENT if several else "")]
        if len(pairs) > MOST_STATEMENTS:
            lines.append(f"and {counted(len(pairs) - MOST_STATEMENTS, 'more statement')}")
        facts = tuple(f"{part}: {one}" if part else str(one) for one, part in pairs)
        mark = self.marks.get(policy.name, "")
        return self.add(replace(node, lines=tuple(lines), facts=facts, mark=mark))

    def more(self, holder: str, names: Sequence[str], thing: str = "policy") -> str:
        """Put in one node for many things of one holder."""
        name = counted(len(names), f"more {thing}")
        key = f"more {thing} of {holder}"
        kind = _MORE[thing]
        return self.add(Node(key, kind, name, "", wrapped(names, most=3), (", ".join(names),)))

    def picture(self, title: str, description: str, caption: Sequence[str] = ()) -> Picture:
        """The finished picture."""
        edges = tuple(self.edges.values())
        return Picture(title, description, tuple(self.nodes.values()), edges, tuple(caption))


def rank(part: str) -> int:
    """How much a part weighs: one that decides most."""
    return RANKS.index(part) if part in RANKS else 0


def nothing(kind: str) -> str:
    """What a place without policies says of itself; a user's groups count as something."""
    return "no policy, no group" if kind == "user" else "no policy"


def said(statement: Statement, part: str = "", indent: str = "") -> tuple[str, ...]:
    """A statement as the short lines of a node; `indent` sets its later lines off."""
    lines: list[str] = []
    for element in statement.elements:
        before, most = _BEFORE.get(element.name, ("", 2))
        if not before:
            operator, key = element.name.removeprefix("Condition ").rsplit(" ", 1)
            before = f"if {operator} {shortened(key)}"
        values = map(short_name, element.expected) if "Resource" in element.name else element.expected
        lines += wrapped(values, (indent if lines else "") + before.format(statement.effect), most)
    return (f"{part}: {lines[0]}", *lines[1:]) if part else tuple(lines)


_BEFORE = {
    "Action": ("{}", 4),
    "NotAction": ("{} all but", 4),
    "Resource": ("on", 2),
    "NotResource": ("on all but", 2),
    "Principal": ("for", 2),
    "NotPrincipal": ("for all but", 2),
}


def wrapped(items: Iterable[str], before: str = "", most: int = 4) -> tuple[str, ...]:
    """Words with commas, as lines; of many words the first few, and how many more there are."""
    room = WIDTH - len(before) - 2
    every = [shortened(item, room if room > 16 else WIDTH - 6) for item in items]
    shown = every if len(every) <= most + 1 else [*every[:most], f"and {len(every) - most} more"]
    lines = [before]
    for word in [*(f"{word}," for word in shown[:-1]), *shown[-1:]]:
        if len(lines[-1]) + len(word) < WIDTH or not lines[-1].strip():
            lines[-1] += f" {word}" if lines[-1].strip() else word
        else:
            lines.append(f"{INDENT}{INDENT if before.startswith(INDENT) else ''}{word}")
    return tuple(lines)


def shortened(text: str, width: int = WIDTH) -> str:
    """A text with its middle left out, if it is long."""
    if len(text) <= width:
        return text
    end = (width - 1) // 2
    return f"{text[: width - 1 - end]}…{text[-end:]}"


def counted(number: int, thing: str) -> str:
    """Count in words.

    >>> counted(1, "group"), counted(2, "policy"), counted(2, "access key"), counted(0, "user")
    ('1 group', '2 policies', '2 access keys', 'no users')
    """
    plural = f"{thing[:-1]}ies" if thing.endswith("y") and not thing.endswith("ey") else f"{thing}s"
    return f"{number or 'no'} {thing if number == 1 else plural}"
