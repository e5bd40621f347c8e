"""The 12 questions on paper: a sheet for each form, without answers, and one key to both."""

from __future__ import annotations

from collections.abc import Iterator

from iamsim.learning.classroom.inventory import FORMS, UNKNOWN, form_questions, wrong_ideas
from iamsim.learning.misconceptions import TRUTH
from iamsim.learning.questions import Question
from iamsim.learning.questions.choice import LETTERS
from iamsim.markup import Content, element, fragment, html_table, paragraphs
from tools.answer_keys import belief, key_card
from tools.worksheets import boxes


def bodies() -> Iterator[tuple[str, str]]:
    """Yield name and body of the sheet of each form, and of the key to both."""
    for form in FORMS:
        yield f"questions_{form.lower()}", _sheet(form)
    yield "questions_key", _key()


def _sheet(form: str) -> str:
    line = element("span", {"class": "line"})
    cards = (
        element(
            "article",
            {"class": "card"},
            element("h3", {}, str(at)),
            paragraphs(question.text),
            boxes((*(option.text for option in question.options), UNKNOWN)),
        )
        for at, question in enumerate(form_questions(form), 1)
    )
    how = f"Tick one box for each question. “{UNKNOWN}” is a good answer too: it says what to teach."
    return str(
        fragment(
            element("h1", {}, f"12 questions, form {form}"),
            element("p", {"class": "who"}, "Name ", line, " Date ", line),
            element("p", {"class": "small"}, how),
            *cards,
        )
    )


def _key() -> str:
    contents: list[Content] = [element("h1", {}, "12 questions: key to both forms"), _overview()]
    for form in FORMS:
        contents.append(element("h2", {}, f"Form {form}"))
        contents += [key_card(at, question) for at, question in enumerate(form_questions(form), 1)]
    return str(fragment(*contents))


def _overview() -> Content:
    """Return a table of what is right, and of the wrong ideas that each question can show, in both forms."""
    pairs = zip(form_questions("A"), form_questions("B"), strict=True)
    rows = []
    for at, (first, second) in enumerate(pairs, 1):
        beliefs = sorted({belief(name) for name in wrong_ideas(first)})
        rows.append((str(at), _right(first), _right(second), " ".join(beliefs)))
    return html_table(rows, ["", "A", "B", "what other answers show"], css_class="key")


def _right(question: Question) -> str:
    return next(LETTERS[at] for at, option in enumerate(question.options) if option.gives == TRUTH)
