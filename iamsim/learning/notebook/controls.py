"""What each kind of question is answered with: Question → Control. ipywidgets' room beside forms.py.

Nothing is preselected; each part has a description, which the page keeps for those who listen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import ipywidgets as widgets

from iamsim.learning.notebook import markup
from iamsim.learning.questions.item import unmarked, value_of
from iamsim.learning.questions.model import Question

CHOOSE = "choose …"


@dataclass(frozen=True, slots=True)
class Control:
    """What one question is answered with; `read` gives the answer, or None while it is incomplete."""

    widget: widgets.Widget
    parts: tuple[widgets.Widget, ...]  # those that have a value
    read: Callable[[], Any]

    @property
    def missing(self) -> int:
        """How many parts are still to be chosen."""
        if self.read() is not None:
            return 0
        return sum(part.value is None for part in self.parts) or 1


def _choice(question: Question) -> Control:
    if question.several:
        return _several(question)
    options = [(unmarked(option.text), at) for at, option in enumerate(question.options)]
    radio = widgets.RadioButtons(options=options, value=None, description=unmarked(question.text))
    return Control(radio, (radio,), lambda: None if radio.value is None else value_of(question, radio.value))


def _several(question: Question) -> Control:
    texts = [unmarked(option.text) for option in question.options]
    boxes = [widgets.Checkbox(value=False, description=text, indent=False) for text in texts]

    def read() -> Any:
        return [value_of(question, at) for at, box in enumerate(boxes) if box.value] or None

    return Control(_column(*boxes), tuple(boxes), read)


def _table(question: Question) -> Control:
    options = [(CHOOSE, None), *((words, code) for code, words in question.answers.items())]
    menus = [
        widgets.Dropdown(options=options, index=0, description=unmarked(row.label)) for row in question.rows
    ]
    grid = _grid(question, menus)

    def read() -> Any:
        chosen = {row.label: menu.value for row, menu in zip(question.rows, menus, strict=True)}
        return None if None in chosen.values() else chosen

    return Control(grid, tuple(menus), read)


def _grid(question: Question, menus: list[widgets.Dropdown]) -> widgets.Widget:
    """Menus under the actions and beside the users; of other tables, each beside its label."""
    if question.users and question.actions:
        width = len(question.actions)
        top = [html("&nbsp;"), *(html(markup.code(action), "iamsim-cell") for action in question.actions)]
        sides = [html(escape(user), "iamsim-cell") for user in question.users]
        rows = [[sides[at], *menus[at * width : (at + 1) * width]] for at in range(len(sides))]
        columns = f"max-content repeat({width}, minmax(8.5rem, 12rem))"
    else:
        top = []
        labels = [html(markup.inline(row.label), "iamsim-cell") for row in question.rows]
        rows = [[label, menu] for label, menu in zip(labels, menus, strict=True)]
        columns = "minmax(10rem, max-content) minmax(8.5rem, 14rem)"
    cells = [*top, *(cell for row in rows for cell in row)]
    box = widgets.GridBox(cells, layout=widgets.Layout(grid_template_columns=columns))
    box.add_class("iamsim-grid")
    return box


def _order(question: Question) -> Control:
    steps = [(unmarked(option.text), value_of(question, at)) for at, option in enumerate(question.options)]
    options = [(CHOOSE, None), *steps]
    places = [f"step {place} of {len(steps)}" for place in range(1, len(steps) + 1)]
    menus = [widgets.Dropdown(options=options, index=0, description=place) for place in places]
    for menu in menus:
        menu.add_class("iamsim-step")

    def read() -> Any:
        chosen = [menu.value for menu in menus]
        return None if None in chosen else chosen

    return Control(_column(*menus), tuple(menus), read)


def _written(question: Question) -> Control:
    start = question.start if isinstance(question.start, str) else json.dumps(question.start, indent=2)
    rows = min(20, start.count("\n") + 5)
    text = widgets.Textarea(value=start, description=unmarked(question.text), rows=rows)
    text.add_class("iamsim-written")
    return Control(text, (text,), lambda: text.value.strip() or None)


CONTROLS: Mapping[str, Callable[[Question], Control]] = {
    "choice": _choice,
    "source": _choice,
    "table": _table,
    "order": _order,
    "policy": _written,
}


def _column(*children: widgets.Widget) -> widgets.VBox:
    box = widgets.VBox(children)
    box.add_class("iamsim-column")
    return box


def html(text: str, kind: str = "") -> widgets.HTML:
    """Text that is shown as it is."""
    made = widgets.HTML(text)
    if kind:
        made.add_class(kind)
    return made
