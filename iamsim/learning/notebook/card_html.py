"""The HTML of a card: questions, the answer that stands, feedback; the style sheet is that of `markup.card`.

Words carry the meaning, colour only helps. `code` and **strong** are the only marks in a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from iamsim.learning.notebook.asked_questions import (
    ROW_LABELS,
    STATUS_LABELS,
    AskedQuestion,
    feedback_rows,
    feedback_text,
    reasons,
)
from iamsim.learning.questions import Cell, Feedback, FeedbackRow, MenusInput, OptionList, Question
from iamsim.learning.questions.question import DENIED
from iamsim.markup import (
    Content,
    Markup,
    card_style,
    card_table,
    code_name,
    element,
    fragment,
    inline,
    paragraphs,
)


def card(content: Markup, label: str) -> Markup:
    """Make a card that can be shown by itself; a screen reader says its label."""
    attributes = {"class": "iamsim-sheet", "role": "group", "aria-label": label}
    return fragment(element("style", {}, card_style()), element("div", attributes, content))


def head(title: str, name: str = "") -> Markup:
    """Make the small line at a card's head."""
    code = element("code", {}, name) if name else ""
    return element("p", {"class": "iamsim-head"}, element("span", {}, title), code)


def question_text(item: AskedQuestion, number: int = 0) -> Markup:
    """Make a question's text, and the notes on why it is asked here."""
    text = f"{number}. {item.question.text}" if number else item.question.text
    notes = (paragraphs(note, "iamsim-note") for note in item.notes)
    return fragment(paragraphs(text, "iamsim-ask"), *notes)


def standing_answer(item: AskedQuestion) -> Markup:
    """Make the options or rows of a question, with the answer that stands."""
    answer_display = item.display
    confidence = paragraphs(item.confidence_line, "iamsim-sure")
    if answer_display is None:
        return confidence
    if isinstance(answer_display, OptionList):
        return fragment(_options(answer_display), confidence)
    cells = [decision_chip(item.question, words) for words in answer_display.answers]
    choices = "" if item.answered else f"each one of: {' / '.join(answer_display.choices)}"
    table = question_table(item.question, answer_display.labels, cells)
    return fragment(table, paragraphs(choices, "iamsim-note"), confidence)


def _options(option_list: OptionList) -> Markup:
    items = []
    for index, (text, is_answer) in enumerate(option_list.options):
        sign, words = option_list.mark(index)
        css_class = {"✓": "tag is-right", "✗": "tag is-wrong"}.get(sign, "tag")
        # In words, as bold type and colours are not heard; the sign would be read as "check mark".
        mark = element("span", {"class": css_class}, _hidden_sign(sign), words) if words else ""
        items.append(element("li", {"class": "is-yours"} if is_answer else {}, inline(text), " ", mark))
    return element("ol", {"type": "1" if option_list.numbered else "a", "class": "iamsim-options"}, *items)


def _hidden_sign(sign: str) -> Markup:
    return fragment(element("span", {"aria-hidden": "true"}, sign), " ") if sign else Markup()


def feedback_box(question: Question, feedback: Feedback) -> Markup:
    """Make what is said of an answer: its status as sign and word, the reason, the rows."""
    sign, word = STATUS_LABELS[feedback.status]
    # The sign is hidden from screen readers, which would say "check mark" before the word.
    badge = element(
        "span", {"class": "iamsim-badge"}, element("span", {"aria-hidden": "true"}, sign), f" {word}"
    )
    text = paragraphs(feedback_text(question, feedback))
    css_class = f"iamsim-said is-{feedback.status.replace(' ', '-')}"
    return element("div", {"class": css_class}, badge, text, _feedback_rows(question, feedback))


def _feedback_rows(question: Question, feedback: Feedback) -> Markup:
    """Make an answer's rows beside IAM's, those that are not right first; the reasons follow."""
    caption = question.caption(feedback.rows) if feedback.rows else ""
    if not caption:
        return Markup()
    shown_rows = feedback_rows(feedback)
    cells = [(_row_name(row), _feedback_cell(question, question.cell(row))) for row in shown_rows]
    classes = ["is-wrong" if row.differs else "is-right" for row in shown_rows]
    table = card_table(cells, caption=caption, row_classes=classes, stacked=("",))
    rows, hidden_rows = reasons(feedback)
    lines = [fragment(element("strong", {}, row.label), ": ", inline(row.because)) for row in rows]
    lines += [fragment(hidden_rows)] if hidden_rows else []
    items = [element("li", {}, line) for line in lines]
    return fragment(table, element("ul", {"class": "iamsim-because"}, *items) if items else "")


def _row_name(row: FeedbackRow) -> Markup:
    sign, words = ROW_LABELS[row.differs]
    mark = element("span", {"class": "iamsim-mark"}, _hidden_sign(sign), words)
    return fragment(mark, " ", inline(row.label))


def _feedback_cell(question: Question, cell: Cell) -> Markup:
    # Without the decision's own sign and colour: in a graded row these say right or wrong.
    chip = decision_chip(question, cell.text, css_class="is-plain")
    if not cell.word:
        return chip
    difference = (element("strong", {}, cell.word), " ", inline(cell.rest))
    return fragment(chip, " ", element("span", {"class": "iamsim-differs"}, *difference))


def decision_chip(question: Question, words: str, css_class: str = "") -> Markup:
    """Make a small box of a decision whose border says it too, as in the pictures; other words stay words."""
    # An empty cell would say nothing to a screen reader.
    if not words:
        return element("span", {"class": "iamsim-none"}, "not chosen")
    decision = question.decision_named(words)
    if not decision:
        return inline(words)
    # "denied" means either denial: it has no rim of one of the two.
    rim = "" if decision == DENIED else f"is-{decision}"
    classes = " ".join(filter(None, ["iamsim-cell", rim, css_class]))
    return element("span", {"class": classes}, inline(words))


def question_table(
    question: Question, labels: Sequence[str], cells: Sequence[Markup], caption: str = ""
) -> Markup:
    """Make a grid of users × actions where the question is one, else a table of a row for each label."""
    grid = question.input
    # A feedback leaves out rows that are hidden, and then the rest is no grid.
    if isinstance(grid, MenusInput) and grid.columns and len(cells) == len(grid.rows) * len(grid.columns):
        width = len(grid.columns)
        rows = [(inline(row), *cells[at * width : (at + 1) * width]) for at, row in enumerate(grid.rows)]
        headings: list[Content] = ["", *map(code_name, grid.columns)]
        return card_table(rows, headings, caption=caption, stacked=grid.columns)
    return card_table(
        [(inline(label), cell) for label, cell in zip(labels, cells, strict=True)], caption=caption
    )


def messages(lines: Iterable[str]) -> Markup:
    """Make the lines below: what comes next, what could not be saved."""
    return fragment(*(paragraphs(line, "iamsim-next") for line in lines))
