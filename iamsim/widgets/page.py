"""A result as HTML: the sentence that answers, and the table of all statements; both legible in any theme."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TypeAlias

from iamsim.decision import CheckType, Decision, EvaluationResult, StatementResult, mismatch
from iamsim.decision.explain import decision_words, headline, short_name

Row: TypeAlias = tuple[str, str, str, str]
"""The part a statement plays, what it says, where it stands, why it does not match."""


def rows(result: EvaluationResult) -> list[Row]:
    """One row for each statement that was looked at, in that order."""
    return [(result.role(one), str(one.statement), where(one), mismatch(one)) for one in result.trace]


def sentence(result: EvaluationResult) -> str:
    """The decision and what made it, in a sentence or two."""
    value, words = result.decision.value, headline(result)
    code = "" if words == value else f" ({value})"
    return f"{words[:1].upper()}{words[1:]}{code}: {_because(result)}."


def where(one: StatementResult) -> str:
    """Where a statement stands: `edit-site (group Web)`, `on-call (own policy)`."""
    return f"{one.policy.name} ({'own policy' if one.source.kind in {'user', 'role'} else one.source})"


def _because(result: EvaluationResult) -> str:
    places = " and ".join(dict.fromkeys(where(one) for one in result.matched_statements))
    if result.decision is Decision.EXPLICIT_DENY:
        return f"a Deny matches, in {places}, and a matching Deny ends it"
    if result.decision is Decision.ALLOWED:
        return f"an Allow matches, in {places}, and no Deny does"
    own = [one for one in result.trace if one.check is CheckType.PRINCIPAL]
    who = short_name(result.request.principal)
    matching = " and ".join(dict.fromkeys(where(one) for one in own if one.matched))
    if headline(result) != decision_words(result.decision):
        alone = f"an Allow matches, in {matching}, and that alone is not enough"
        return alone if matching else f"nor does a statement that applies to {who}"
    if len(own) > 1:
        return f"none of the {len(own)} statements that apply to {who} matches"
    return (
        f"the one statement that applies to {who} does not match" if own else f"no statement applies to {who}"
    )


def answer(result: EvaluationResult) -> str:
    """The sentence as a paragraph; a screen reader says it when it changes."""
    headline, _, reason = sentence(result).partition(": ")
    said = f"<strong>{escape(headline)}</strong>: {escape(reason)}"
    return f'<p class="iamsim-answer {result.decision.value}" role="status">{said}</p>'


def table(rows: Sequence[Row]) -> str:
    """The statements as a table that a screen reader can walk through."""
    if not rows:
        return ""
    heads = "".join(
        f'<th scope="col">{head}</th>' for head in ("Part", "Statement", "Where it stands", "Why not")
    )
    body = "".join(
        f'<tr class="{part.replace(" ", "-")}"><th scope="row">{part}</th>'
        + "".join(f"<td>{escape(text)}</td>" for text in others)
        + "</tr>"
        for part, *others in rows
    )
    caption = "<caption>Every statement that was looked at, in this order</caption>"
    return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


STYLE = (
    ".iamsim-page{color:var(--jp-ui-font-color1,inherit);line-height:1.45}"
    ".iamsim-page table{border-collapse:collapse;margin:.8em 0;font-size:inherit}"
    ".iamsim-page caption{text-align:left;padding:.2em 0;color:var(--jp-ui-font-color1,inherit)}"
    ".iamsim-page th,.iamsim-page td{text-align:left;vertical-align:top;padding:.3em .9em .3em 0;"
    "border-bottom:1px solid var(--jp-border-color2,#bdbdbd);overflow-wrap:anywhere}"
    ".iamsim-page tbody th{font-weight:normal;white-space:nowrap}"
    ".iamsim-page .decides td,.iamsim-page .decides th{font-weight:bold}"
)
