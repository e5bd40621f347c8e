"""The key to a worksheet: what is right, why, and which wrong idea each other answer fits.

    Question → the simulator's own answer → its feedback's rows and reasons

Nothing is stored: what is right is computed, and a build is the first right answer of the file, graded.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from iamsim.learning.misconceptions import MISCONCEPTIONS, TRUTH
from iamsim.learning.questions import ChoiceInput, FeedbackRow, Question, exercises
from iamsim.learning.questions.blanks import BlanksQuestion
from iamsim.learning.questions.choice import LETTERS
from iamsim.learning.questions.grading import grade, reference_answer
from iamsim.markup import Content, Markup, element, fragment, html_table, inline, paragraphs

MAX_ROWS = 16  # of a build's requests
MAX_CALLS = 12
ALL_RIGHT = "correct"


def key_card(at: int, question: Question) -> Markup:
    """Return what is right in a question, and why. Raises ValueError if the key is not graded correct."""
    answer = reference_answer(question)
    feedback = grade(question, answer)
    if feedback.status != ALL_RIGHT:
        raise ValueError(f"{question.id}: the key is graded {feedback.status}: {feedback.text}")
    if isinstance(question.input, ChoiceInput):
        body = _options(question)
    elif isinstance(question, BlanksQuestion) or question.kind in ("table", "order"):
        body = _rows(question, answer, feedback.rows)
    else:
        body = _build(question, answer, feedback.rows)
    hints = [
        element("p", {"class": "small"}, f"Hint {number}: ", inline(text))
        for number, text in enumerate(question.hints, 1)
    ]
    source: Content = ""
    if question.source:
        source = element("p", {"class": "small"}, element("a", {"href": question.source}, "AWS's page"))
    heading = element("h3", {}, f"{at}", element("span", {"class": "small"}, f" {question.id}"))
    return element("article", {"class": "card"}, heading, body, *hints, source)


def belief(name: str) -> str:
    """Return what somebody believes who gives an answer; "" if no wrong idea is behind it."""
    return MISCONCEPTIONS[name].belief if name in MISCONCEPTIONS else ""


def _options(question: Question) -> Markup:
    """Return the right options with their reasons, then the others with the idea and the reply to it."""
    right, wrong = [], []
    for at, option in enumerate(question.options):
        name = element("strong", {}, f"{LETTERS[at]}) ", inline(option.text))
        why = inline(option.why if option.why.endswith((".", "!", "?")) else f"{option.why}.")
        if option.gives == TRUTH:
            right.append(element("p", {"class": "right"}, "✓ ", name, " ", why))
        else:
            idea = belief(option.gives)
            said = fragment(element("em", {}, f"“{idea}”"), " ") if idea else fragment()
            wrong.append(element("li", {}, f"{LETTERS[at]}) ", said, why))
    return fragment(*right, element("ul", {"class": "others"}, *wrong))


def _rows(question: Question, answer: Any, rows: Iterable[FeedbackRow]) -> Markup:
    """Return each row with what is right and why; steps in their order."""
    if question.kind == "order":
        steps = {step.id: step for step in question.options}
        ordered = [steps[name] for name in answer]
        return element(
            "ol", {}, *(element("li", {}, inline(step.text), " ", inline(step.why)) for step in ordered)
        )
    return html_table(_reasons(question, rows), ["", "right", "because"], css_class="key")


def _reasons(question: Question, rows: Iterable[FeedbackRow]) -> list[tuple[Markup, Markup, Markup]]:
    return [(inline(row.label), inline(str(question.cell(row))), inline(row.because)) for row in rows]


def _build(question: Question, answer: Any, rows: Iterable[FeedbackRow]) -> Markup:
    """Return one build that is right, and what it has to do."""
    held = _reasons(question, rows)[:MAX_ROWS]
    calls = list(_calls(question))
    if calls:
        more = f"and {len(calls) - MAX_CALLS} more calls" if len(calls) > MAX_CALLS else ""
        shown = "\n".join(filter(None, [*calls[:MAX_CALLS], more]))
    else:
        data = json.loads(answer) if isinstance(answer, str) else answer
        shown = json.dumps(data, indent=1)
    return fragment(
        element("p", {"class": "right"}, "✓ One that is right (others may be, if they do the same):"),
        element("pre", {}, element("code", {}, shown)),
        html_table(held, ["", "with it", "because"], css_class="key") if held else "",
        paragraphs(question.success),
    )


def _calls(question: Question) -> Iterator[str]:
    """Yield the calls of the file's first right answer, if it is made by calls."""
    for call in _right_answers(question.id.partition("-")[0]).get(question.id, ()):
        yield " ".join(map(str, call))


@cache
def _right_answers(number: str) -> Mapping[str, list[list[str]]]:
    # From the file: a question that was read holds the account that the calls make, no more the calls.
    file = next(exercises.folder().glob(f"{number}_*.toml"))
    exercise = tomllib.loads(file.read_text(encoding="utf-8")).get("exercise", {})
    tables = [exercise, *exercise.get("part", ())]
    return {table["id"]: table["right"][0].get("do", []) for table in tables if table.get("right")}
