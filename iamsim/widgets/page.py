"""A result as HTML: the sentence that answers, and the table of all statements; both legible in any theme."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TypeAlias

from iamsim.decision import EvaluationResult
from iamsim.decision.explain import mismatch, place, sentence

Row: TypeAlias = tuple[str, str, str, str]
"""The part a statement plays, what it says, where it stands, why it does not match."""


def rows(result: EvaluationResult) -> list[Row]:
    """One row for each statement that was looked at, in that order."""
    return [(result.role(one), str(one.statement), place(one), mismatch(one)) for one in result.trace]


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
