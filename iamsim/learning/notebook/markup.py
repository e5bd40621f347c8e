"""The HTML of what a learner reads: one calm card. Words carry the meaning, colour only helps.

Everything is escaped; `code` and **strong** are the only marks in a text. The rules are in sheet.css.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from importlib.resources import files

from iamsim.diagram import style as picture_style
from iamsim.learning.questions.grading import Feedback, Marked
from iamsim.learning.questions.item import (
    ROWS,
    STATUSES,
    SURE,
    Beside,
    Item,
    arranged,
    beside,
    caption,
    decision_of,
    in_words,
    is_chosen,
    is_grid,
    reasons,
    row_answers,
    text_of,
)
from iamsim.learning.questions.model import Question

YOURS = ' class="is-yours"'
COLOURS = {
    "blue": picture_style.BLUE,
    "green": picture_style.GREEN,
    "red": picture_style.RED,
    "sand": picture_style.SAND,
    "ink": picture_style.INK,
    "pale-blue": picture_style.PALE[picture_style.BLUE],
    "pale-green": picture_style.PALE[picture_style.GREEN],
    "pale-red": picture_style.PALE[picture_style.RED],
    "pale-sand": picture_style.PALE[picture_style.SAND],
    "paper": picture_style.PAPER,
    "line": picture_style.LINE,
}


@cache
def style() -> str:
    """The rules of all sheets, in the colours of the pictures."""
    rules = files(__package__).joinpath("sheet.css").read_text(encoding="utf-8")
    colours = "".join(f"--i-{name}:{value};" for name, value in COLOURS.items())
    bare = re.sub(r"/\*.*?\*/", "", rules, flags=re.DOTALL)
    return f".iamsim-sheet{{{colours}}}" + re.sub(r"\s*([{};:,>])\s*", r"\1", bare).strip()


def card(inside: str, label: str) -> str:
    """A card that stands for itself."""
    opened = f'<div class="iamsim-sheet" role="group" aria-label="{escape(label)}">'
    return f"<style>{style()}</style>\n{opened}\n{inside}\n</div>"


def head(title: str, name: str = "") -> str:
    """The small line at a card's head."""
    code = f"<code>{escape(name)}</code>" if name else ""
    return f'<p class="iamsim-head"><span>{escape(title)}</span>{code}</p>'


def prose(text: str, kind: str = "") -> str:
    """Text with blank lines as paragraphs."""
    opened = f'<p class="{kind}">' if kind else "<p>"
    return "".join(f"{opened}{inline(one.strip())}</p>" for one in re.split(r"\n\s*\n", text.strip()) if one)


def inline(text: str) -> str:
    """Text with `code` and **strong**, on one or more lines."""
    shown = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", escape(text, quote=False))
    return re.sub(r"\*\*([^*\n]+)\*\*", r"<strong>\1</strong>", shown).replace("\n", "<br>")


def asked(item: Item, number: int = 0) -> str:
    """A question's text, and why it is asked."""
    text = f"{number}. {item.question.text}" if number else item.question.text
    return prose(text, "iamsim-ask") + "".join(prose(note, "iamsim-note") for note in item.notes)


def stands(item: Item) -> str:
    """The options or rows of a question, with the answer that stands."""
    question = item.question
    shown = ""
    if question.options:
        shown = _options(item)
    elif question.kind == "table" and not (item.feedback and item.feedback.rows):
        chosen = [chip(question, one) for one in row_answers(question, item.answer)]
        shown = table(question, [row.label for row in question.rows], chosen)
        if not item.answered:
            shown += prose(f"each one of: {' / '.join(question.answers.values())}", "iamsim-note")
    return shown + (prose(f"{SURE[item.confidence]}.", "iamsim-sure") if item.tells_confidence else "")


def _options(item: Item) -> str:
    lines = []
    for at in arranged(item.question, item.answer):
        yours = is_chosen(item.question, item.answer, at)
        mark = ' <span class="iamsim-yours">your answer</span>' if yours else ""
        text = inline(item.question.options[at].text)
        lines.append(f"<li{YOURS if yours else ''}>{text}{mark}</li>")
    listed = "1" if item.question.kind == "order" and item.answered else "a"
    return f'<ol type="{listed}" class="iamsim-options">{"".join(lines)}</ol>'


def feedback(question: Question, said: Feedback) -> str:
    """What is said of an answer: its status as symbol and word, the reason, the rows."""
    symbol, word = STATUSES[said.status]
    kind = said.status.replace(" ", "-")
    badge = f'<span class="iamsim-badge"><span aria-hidden="true">{symbol}</span> {word}</span>'
    rows = marked(question, said.rows) if said.rows and question.kind in ROWS else ""
    text = prose(text_of(question, said))
    return f'<div class="iamsim-said is-{kind}">{badge}{text}{rows}</div>'


def marked(question: Question, rows: Sequence[Marked]) -> str:
    """An answer beside IAM's, row by row; where they differ, the word says so and the reason follows."""
    cells = [_cell(question, beside(question, row)) for row in rows]
    shown, more = reasons(rows)
    listed = [f"<li><strong>{escape(row.label)}</strong>: {inline(row.because)}</li>" for row in shown]
    listed += [f"<li>{more}</li>"] if more else []
    why = f'<ul class="iamsim-because">{"".join(listed)}</ul>' if listed else ""
    return table(question, [row.label for row in rows], cells, caption(question, rows)) + why


def _cell(question: Question, row: Beside) -> str:
    more = f'<span class="iamsim-differs"><strong>{row.word}</strong> {inline(row.rest)}</span>'
    return chip(question, row.shown) + (more if row.word else "")


def chip(question: Question, value: object) -> str:
    """A decision as a small box whose border says it too, as in the pictures."""
    text = in_words(question, value)
    if not text:
        return '<span class="iamsim-none">not chosen</span>'
    decision = decision_of(question, text)
    return f'<span class="iamsim-chip is-{decision}">{inline(text)}</span>' if decision else inline(text)


def table(question: Question, labels: Sequence[str], cells: Sequence[str], above: str = "") -> str:
    """Cells as a grid of users × actions where the question is one, else one row for each label."""
    if is_grid(question, len(cells)):
        width = len(question.actions)
        top = "".join(f'<th scope="col">{code(action)}</th>' for action in question.actions)
        rows = [cells[at : at + width] for at in range(0, len(cells), width)]
        return _table(f"<td></td>{top}", zip(question.users, rows, strict=True), above)
    return _table("", ((label, [cell]) for label, cell in zip(labels, cells, strict=True)), above)


def rows(header: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table whose first column names the row."""
    top = "".join(f'<th scope="col">{inline(word)}</th>' for word in header)
    return _table(top, ((line[0], [inline(cell) for cell in line[1:]]) for line in lines))


def _table(top: str, rows: Iterable[tuple[str, Sequence[str]]], above: str = "") -> str:
    body = "".join(_row(label, cells) for label, cells in rows)
    title = f"<caption>{escape(above)}</caption>" if above else ""
    header = f"<thead><tr>{top}</tr></thead>" if top else ""
    opened = f'<div class="iamsim-wide"><table class="iamsim-table">{title}'
    return f"{opened}{header}<tbody>{body}</tbody></table></div>"


def _row(label: str, cells: Sequence[str]) -> str:
    return f'<tr><th scope="row">{inline(label)}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def code(text: str) -> str:
    """A name in code font that may break after its colon."""
    return f"<code>{escape(text).replace(':', ':<wbr>')}</code>"


def says(lines: Iterable[str]) -> str:
    """The lines below: what comes next, what could not be saved."""
    return "".join(prose(line, "iamsim-next") for line in lines)
