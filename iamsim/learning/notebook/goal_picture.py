"""What a challenge wants, as a picture: each request leads from its user to the wanted answer.

goal_picture(challenge, account) → Diagram; a line is dashed until the answer is as wanted
"""

from __future__ import annotations

from collections.abc import Mapping

from iamsim.account import Account
from iamsim.decision.explain import context_words, short_name
from iamsim.diagram import Diagram, Edge, Node, Picture
from iamsim.widgets.account_builder import WANTED_WORDS, Challenge, Wanted

# Where either denial will do, the box is that of the weaker one.
_KINDS: Mapping[Wanted, str] = {
    Wanted.ALLOWED: "allowed",
    Wanted.REFUSED: "implicitDeny",
    Wanted.DENIED: "explicitDeny",
    Wanted.NOBODY: "implicitDeny",
    Wanted.NEVER: "explicitDeny",
}


def goal_picture(challenge: Challenge, account: Account) -> Diagram:
    """Draw what a challenge wants, and how much of it is so in an account."""
    nodes: dict[str, Node] = {}
    edges = []
    progress = challenge.progress(account)
    for number, (goal, reached) in enumerate(zip(challenge.goals, progress.reached, strict=True)):
        user, answer, request = f"user {goal.user}", f"answer {goal.wanted}", f"request {number}"
        nodes.setdefault(user, Node(user, "user", goal.user, "user"))
        lines = (f"on {short_name(goal.resource)}", *filter(None, [context_words(goal.context)]))
        nodes[request] = Node(request, "request", goal.action, "", lines, lines)
        nodes.setdefault(answer, Node(answer, _KINDS[goal.wanted], WANTED_WORDS[goal.wanted]))
        kind = "asks" if reached else "limit"
        edges += [Edge(user, request, "", kind), Edge(request, answer, "", kind)]
    # Users before requests before answers, so that each column keeps the order of the table.
    order = ("user", "request", "answer")
    ordered = sorted(nodes.values(), key=lambda node: order.index(node.key.partition(" ")[0]))
    caption = ("What is wanted", "A dashed line: not yet so.")
    picture = Picture("What is wanted", f"{progress}.", tuple(ordered), tuple(edges), caption)
    return Diagram(picture)
