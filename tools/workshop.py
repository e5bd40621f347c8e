"""What a workshop needs on paper and on the wall, from the exercise files: tables, cards, votes.

    docs/workshop.md (### Vote on `08-publish`) → questions → vote_table: what each card shows
                                                           → cards.html: a sheet of cards for each learner
                                                           → votes.html: one question a screen, no answer
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from iamsim.learning.misconceptions import MISCONCEPTIONS, TRUTH
from iamsim.learning.questions import Question, exercises

PLAN = Path(__file__).resolve().parent.parent / "docs" / "workshop.md"
STYLE = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
LETTERS = "ABCDEFGH"


def votes() -> tuple[Question, ...]:
    """Return the questions that the plan votes on, in its order. Raises ExerciseError."""
    headings = re.findall(r"(?m)^### .*`(\d\d-[\w-]+)`$", PLAN.read_text(encoding="utf-8"))
    return tuple(map(exercises.question, headings))


def vote_table(question: Question) -> str:
    """Return the rows of a vote's table in Markdown: card, option, what it shows, what to think instead."""
    lines = []
    for letter, option in zip(LETTERS, question.options, strict=False):
        if option.gives == TRUTH:
            shows, helps = "**right**", option.why
        else:
            idea = MISCONCEPTIONS[option.gives]
            shows, helps = idea.belief, idea.instead
        lines.append(f"| {letter} | {option.text} | {shows} | {helps} |")
    return "\n".join(lines)


def cards() -> str:
    """Return the body of a sheet of cards: as many letters as the vote with the most options has."""
    count = max(len(question.options) for question in votes())
    sheet = (f'<div class="letter letter-{letter.lower()}">{letter}</div>' for letter in LETTERS[:count])
    body = "\n".join(sheet)
    how = "One sheet for each learner. Cut along the lines. Hold a card up, all at the same moment."
    return f'<h1>Cards for votes</h1>\n<p class="how">{how}</p>\n<div class="letters">\n{body}\n</div>'


def vote_slides() -> str:
    """Return the body of a page with one question a screen, each with its letters and without its answer."""
    return "<h1>Votes</h1>\n" + "\n".join("\n".join(_slide(question)) for question in votes())


def _slide(question: Question) -> Iterator[str]:
    yield f'<section class="vote" id="{question.id}"><p class="which">{question.id}</p>'
    if question.story:
        yield f"<p>{escape(question.story, quote=False)}</p>"
    yield f'<p class="asked">{escape(question.text, quote=False)}</p>\n<table>'
    for letter, option in zip(LETTERS, question.options, strict=False):
        yield f"<tr><th>{letter}</th><td>{escape(option.text, quote=False)}</td></tr>"
    yield "</table></section>"
