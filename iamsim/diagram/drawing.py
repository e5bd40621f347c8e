"""What can be drawn: an account, all that applies to one of its users, the way to a decision, the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from iamsim.account import Account
from iamsim.decision import EvaluationResult
from iamsim.diagram.dot import Diagram
from iamsim.diagram.portrait import of_account, of_engine
from iamsim.diagram.route import of_result


def draw(
    subject: Account | EvaluationResult,
    user: str | None = None,
    *,
    highlight: Mapping[str, str] | Iterable[str] | str = (),
) -> Diagram:
    """Draw an account, all that applies to one `user` of it, or the way to a decision.

    `highlight` names users, groups or policies that shall stand out, each with a word: `{"Web": "new"}`.
    """
    names = [highlight] if isinstance(highlight, str) else highlight
    marks = names if isinstance(names, Mapping) else dict.fromkeys(names, "here")
    picture = of_account(subject, user, marks) if isinstance(subject, Account) else of_result(subject, marks)
    drawn = {node.name for node in picture.nodes}
    for name in marks:
        if name not in drawn:
            raise ValueError(
                f"highlight: nothing is named {name!r} here (there are: {', '.join(sorted(drawn))})"
            )
    return Diagram(picture)


def draw_engine(account: Account | None = None) -> Diagram:
    """Draw the three stores and the engine that reads them at each request."""
    return Diagram(of_engine(account))
