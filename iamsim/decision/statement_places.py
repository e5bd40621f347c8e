"""The words for where a statement stands: user → group → policy → statement.

way                `ria → group Freeze → inline policy no-publishing → NoPuts`
policy_way         its end: `inline policy no-publishing → NoPuts`
statement_place    in short: `press, Drafts (group Web)`; named_policy without the holder
place              of the policy alone: `press (group Web)`
statement_name     `Drafts`, else `Statement[1]`
"""

from __future__ import annotations

from collections.abc import Iterable

from iamsim.account import Policy
from iamsim.decision.request_words import short_name
from iamsim.decision.statement_result import StatementResult
from iamsim.decision.statement_words import cut_middle
from iamsim.policy import Statement

_MOST_PLACES = 3  # that a sentence names
_SID_LENGTH = 60  # characters


def way(result: StatementResult) -> str:
    """Return the way to a statement: `ria → group Freeze → inline policy no-publishing → NoPuts`.

    The last part is the statement's Sid, else its number: see `statement_name`.
    """
    principal, holder, policy = short_name(result.request.principal), result.source, result.policy.name
    kind = _policy_kind(result.policy)
    path = {
        "user": f"{principal} → {kind} {policy}",
        "role": f"{principal} → {kind} {policy}",
        "group": f"{principal} → group {holder.name} → {kind} {policy}",
        "boundary": f"{principal} → permissions boundary" + ("" if result.inline else f" {policy}"),
        "scp": f"organization, {holder.name} → {policy}",
        "resource": f"{principal} → policy of the resource",
        "trust": f"{principal} → trust policy of {holder.name}",
    }.get(holder.kind, policy)
    return f"{path} → {statement_name(result.statement)}"


def policy_way(policy: Policy, statement: Statement, kind: str = "") -> str:
    """Return the end of a way, without whose the policy is: `inline policy no-publishing → NoPuts`.

    `kind` is what the policy is where it is not simply attached, such as `permissions boundary`.
    """
    return f"{kind or _policy_kind(policy)} {policy.name} → {statement_name(statement)}"


def _policy_kind(policy: Policy) -> str:
    return "inline policy" if policy.arn is None else "managed policy"


def statement_name(statement: Statement) -> str:
    """Return a statement's Sid, else its position in its policy, from 0 as AWS counts: `Statement[1]`."""
    return cut_middle(statement.sid, _SID_LENGTH) or f"Statement[{statement.index}]"


def named_policy(policy: Policy, statement: Statement) -> str:
    """Return a policy's name, and the statement's if it has a Sid or siblings: `press, Drafts`."""
    if not statement.sid and len(policy.document.statements) == 1:
        return policy.name
    return f"{policy.name}, {statement_name(statement)}"


def statement_place(result: StatementResult) -> str:
    """Return where a statement stands, in short: `press, Drafts (group Web)`, `on-call (own policy)`."""
    return named_policy(result.policy, result.statement) + place(result).removeprefix(result.policy.name)


def place(result: StatementResult) -> str:
    """Return where a statement's policy stands, in short: `edit-site (group Web)`, `on-call (own policy)`."""
    holder = result.source
    words = {
        "user": "own policy",
        "role": "own policy",
        "policy": "",
        "boundary": "permissions boundary",
        "scp": f"SCP at {holder.name}",
        "resource": "policy of the resource",
        "trust": f"trust policy of {holder.name}",
    }.get(holder.kind, str(holder))
    return f"{result.policy.name} ({words})" if words else result.policy.name


def join_places(results: Iterable[StatementResult]) -> str:
    """Return the places of statements, each once: `on-call (own policy) and press, Drafts (group Web)`."""
    places = list(dict.fromkeys(map(statement_place, results)))
    if len(places) > _MOST_PLACES:
        hidden_count = len(places) - _MOST_PLACES + 1
        places[_MOST_PLACES - 1 :] = [f"{hidden_count:,} more statements"]
    return " and ".join(places)
