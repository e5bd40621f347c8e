"""What would change an answer: single edits of the account, each tried, as lines and as JSON.

Answer, Account → simulate → changes → Section
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from iamsim.account import Account
from iamsim.decision import EvaluationResult, simulate
from iamsim.decision.changes import Change, ChangedCell, changes, missing_values
from iamsim.decision.explain import decision_words, missing_values_words, no_changes, short_name
from iamsim.why.answer import Answer
from iamsim.why.question import Additions
from iamsim.why.report import Section

MAX_CHANGES = 6
"""At most so many edits are listed as text; JSON has them all."""
_MAX_CELLS = 3  # of the other cells that an edit changes


def change_section(account: Account, answer: Answer, additions: Additions) -> Section:
    """Return the edits that turn the decision, the fewest side effects first, or why there is none.

    Where the decision depends on what nobody gave, there is nothing yet that an edit could turn.
    """
    title = "What would change it"
    if answer.decision == "depends":
        return Section(title, [f"what would change it: {_depends_words(account, answer, additions)}"])
    result = _result(account, answer, additions)
    edits = changes(result)
    if not edits:
        return Section(title, [f"what would change it: {no_changes(result)}"])
    lines = ["what would change it, each edit tried, the fewest side effects first:"]
    for change in edits[:MAX_CHANGES]:
        lines += [f"  {change.what}", f"      {_also_words(change.also)}"]
    if len(edits) > MAX_CHANGES:
        lines.append(f"  ... and {len(edits) - MAX_CHANGES} more; --format json has them all")
    return Section(title, lines)


def changes_json(account: Account, answer: Answer, additions: Additions) -> dict[str, Any]:
    """Return all edits that turn the decision, and why there is none, as an object that `json` can write."""
    if answer.decision == "depends":
        return {"changes": [], "noChanges": _depends_words(account, answer, additions)}
    result = _result(account, answer, additions)
    edits = changes(result)
    why_none = "" if edits else no_changes(result)
    return {"changes": [_change_json(change) for change in edits], "noChanges": why_none}


def _depends_words(account: Account, answer: Answer, additions: Additions) -> str:
    keys = " and ".join(answer.keys) or "what was not given"
    values = missing_values_words(missing_values(_result(account, answer, additions)))
    return "; ".join(filter(None, [f"it depends on {keys}, so give that first", values]))


def _result(account: Account, answer: Answer, additions: Additions) -> EvaluationResult:
    """Simulate the request of an answer once more: only `simulate` keeps the account that is edited."""
    request = answer.request
    scps = [[policy.document for policy in level] for level in additions.scps]
    return simulate(
        account,
        request.principal,
        request.action,
        request.resource,
        dict(request.context),
        scps=scps,
        resource_policy=additions.resource_policy,
    )


def _also_words(also: Sequence[ChangedCell]) -> str:
    if not also:
        return "changes nothing else that the account's policies name"
    cells = []
    for user, action, resource, before, after in also[:_MAX_CELLS]:
        turn = f"{decision_words(before)} → {decision_words(after)}"
        cells.append(f"{short_name(user)} {action} on {short_name(resource)} {turn}")
    count_words = f"; and {len(also) - _MAX_CELLS:,} more" if len(also) > _MAX_CELLS else ""
    return f"also: {'; '.join(cells)}{count_words}"


def _change_json(change: Change) -> dict[str, Any]:
    return {
        "what": change.what,
        "also": [
            {"user": user, "action": action, "resource": resource, "before": str(before), "after": str(after)}
            for user, action, resource, before, after in change.also
        ],
    }
