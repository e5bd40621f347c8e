"""A card as a form of ipywidgets: a control for each open question, one button, the result.

A form is shown where something can be answered; everything else is the card's own HTML, which stays readable
when the kernel is gone. Nothing is preselected; each control has a description, which screen readers read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import ipywidgets as widgets

from iamsim.learning.notebook import calls, card_html
from iamsim.learning.notebook.asked_questions import CONFIDENCE_LABELS, AskedQuestion
from iamsim.learning.notebook.cards import Note, QuestionCard, without_marks
from iamsim.learning.questions import ChoiceInput, MenusInput, Question, TextInput
from iamsim.markup import Content, Markup, code_name, element, fragment, inline, paragraphs, trusted

CHOOSE = "choose …"
BUILD_IN_CODE = 'Build it in code, then run `check("{}", iam.account)`.'
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def predict(id: str, answer: Any = None, confidence: str = "") -> Form | Note:  # noqa: A002
    """Ask for a prediction, or commit one. No verdict: that is for `observe`, after the experiment."""
    return _as_form(calls.predict(id, answer, confidence))


def observe(id: str, answer: Any = None) -> Form | Note:  # noqa: A002
    """After the experiment: ask what happened, then show the prediction beside what IAM answers."""
    return _as_form(calls.observe(id, answer))


def check(id: str, answer: Any = None) -> Form | Note:  # noqa: A002
    """Check an exercise's answer and say why; without an answer, show the last one or ask."""
    # Who answers in code tries again in code: a form below the answer would ask for it twice.
    return _as_form(calls.check(id, answer), form=answer is None)


def quiz(id: str, answers: Any = None) -> Form | Note:  # noqa: A002
    """Ask a lesson's closing questions ("08"), its warm-up ("08-warmup"), or one question ("08-q1")."""
    return _as_form(calls.quiz(id, answers))


def _as_form(result: QuestionCard | Note, *, form: bool = True) -> Form | Note:
    return Form(result, form=form) if isinstance(result, QuestionCard) else result


class Form:
    """A card that displays itself: as a form where something is open, and as text and HTML everywhere."""

    __slots__ = ("_card", "_widgets")

    def __init__(self, card: QuestionCard, *, form: bool = True) -> None:
        self._card = card
        self._widgets = FormWidgets(card) if form and card.form_items else None

    @property
    def card(self) -> QuestionCard:
        """The card as it stands now."""
        return self._widgets.card if self._widgets else self._card

    def __repr__(self) -> str:
        return repr(self.card)

    def _repr_mimebundle_(self, **_: object) -> Mapping[str, Any]:
        """Return the text and the HTML; and the widget where one can still answer."""
        bundle = {"text/plain": repr(self.card), "text/html": self.card._repr_html_()}
        if self._widgets is None or not self.card.form_items:
            return bundle
        return {**bundle, WIDGET_VIEW: self._widgets.box._repr_mimebundle_()[WIDGET_VIEW]}


class FormWidgets:
    """The widgets of a card, and what they do."""

    def __init__(self, card: QuestionCard) -> None:
        self.card = card
        self.controls = {item.question.id: control_of(item.question) for item in card.form_items}
        # Widgets that stay: a screen reader announces a change only in an element that was there before.
        self.results = {item.question.id: _html("", "iamsim-result") for item in card.items}
        self.head = _html(fragment(_page_script(card.label), card_html.head(card.style.title, card.id)))
        self.confidence = _confidence()
        self.button = widgets.Button(description=card.style.button, disabled=True)
        self.button.add_class("iamsim-commit")
        self.missing = _html("", "iamsim-missing")
        self.messages = _html("", "iamsim-result")
        self.box = _with_classes(widgets.VBox(), "iamsim-sheet", "iamsim-form")
        self.button.on_click(self.commit)
        parts = [part for control in self.controls.values() for part in control.parts]
        for part in (self.confidence, *parts):
            part.observe(self.update_button, "value")
        self.show()
        self.update_button()

    @property
    def open_controls(self) -> dict[str, AnswerControl]:
        """The controls of what can still be answered, by question id."""
        return {item.question.id: self.controls[item.question.id] for item in self.card.form_items}

    def update_button(self, _: object = None) -> None:
        """Enable the button once all is chosen; until then say what is not."""
        missing = sum(control.missing for control in self.open_controls.values())
        unsure = self.card.asks_confidence and self.confidence.value is None
        self.button.disabled = bool(missing or unsure)
        self.missing.value = _missing_text(missing, unsure=unsure)

    def commit(self, _: object = None) -> None:
        """Commit what is chosen, and show what is said of it."""
        if self.button.disabled:  # a click that was on its way when the button was disabled
            return
        answers = {question_id: control.read() for question_id, control in self.open_controls.items()}
        self.card = calls.commit(self.card, answers, self.confidence.value or "")
        self.show()

    def show(self) -> None:
        """Put together what is open and what is said (form.js gives it the focus when the button goes)."""
        children: list[widgets.Widget] = [self.head]
        if self.card.intro:
            children.append(_html(paragraphs(self.card.intro, "iamsim-intro")))
        for number, item in self.card.numbered_items():
            children += self.question_widgets(item, number)
        if self.card.form_items:
            foot = _with_classes(widgets.HBox([self.button, self.missing]), "iamsim-foot")
            children += [self.confidence, foot] if self.card.asks_confidence else [foot]
        self.messages.value = str(card_html.messages(self.card.messages))
        self.box.children = (*children, self.messages)

    def question_widgets(self, item: AskedQuestion, number: int) -> list[widgets.Widget]:
        """Return a question's text and control, or the answer that stands; and what is said of it."""
        question = item.question
        # An observation that was answered is followed by the prediction, which had no result before.
        result = self.results.setdefault(question.id, _html("", "iamsim-result"))
        feedback = card_html.feedback_box(question, item.feedback) if item.feedback else Markup()
        text = card_html.question_text(item, number)
        if question.id in self.open_controls:
            result.value = str(feedback)
            return [_html(text), self.controls[question.id].widget, result]
        instructions = (BUILD_IN_CODE.format(question.id),) if self.card.is_open(item) else ()
        answer = card_html.standing_answer(item)
        result.value = str(fragment(text, answer, feedback, card_html.messages(instructions)))
        return [result]


def _confidence() -> widgets.RadioButtons:
    options = [(label, confidence) for confidence, label in CONFIDENCE_LABELS.items()]
    buttons = widgets.RadioButtons(options=options, value=None, description="How sure are you?")
    buttons.orientation = "horizontal"
    return _with_classes(buttons, "iamsim-confidence")


def _missing_text(missing: int, *, unsure: bool) -> str:
    """Say what is left to do before the button is enabled: in words, not only by its colour."""
    choose = [f"{missing} still to choose" if missing > 1 else "choose an answer"] if missing else []
    return " · ".join([*choose, *(["say how sure you are"] if unsure else [])])


# ------------------------------------------------------------------------------------------------ controls


@dataclass(frozen=True, slots=True)
class AnswerControl:
    """What one question is answered with; `read` gives the answer, or None while it is incomplete."""

    widget: widgets.Widget
    parts: tuple[widgets.Widget, ...]  # those that have a value
    read: Callable[[], Any]

    @property
    def missing(self) -> int:
        """How many parts are still to be chosen."""
        if self.read() is not None:
            return 0
        # Tick boxes have a value each (False), and an empty field has one: still one answer is missing.
        return sum(part.value is None for part in self.parts) or 1


def control_of(question: Question) -> AnswerControl:
    """Make the control that a question is asked with. Raises TypeError for one that is built in code."""
    match question.input:
        case ChoiceInput(several=True) as choice:
            return _tick_boxes(choice)
        case ChoiceInput() as choice:
            return _radio_buttons(choice, question.text)
        case MenusInput() as menus_input:
            return _menus(menus_input)
        case TextInput() as text_input:
            return _text_area(text_input, question.text)
        case _:
            raise TypeError(f"{question.id}: nothing to ask with")


def _radio_buttons(choice: ChoiceInput, text: str) -> AnswerControl:
    # The values are indices: ipywidgets would take equal values (1 and True) for one.
    options = [(without_marks(label), index) for index, label in enumerate(choice.labels)]
    buttons = widgets.RadioButtons(options=options, value=None, description=without_marks(text))
    return AnswerControl(
        buttons, (buttons,), lambda: None if buttons.value is None else choice.values[buttons.value]
    )


def _tick_boxes(choice: ChoiceInput) -> AnswerControl:
    boxes = [
        widgets.Checkbox(value=False, description=without_marks(label), indent=False)
        for label in choice.labels
    ]

    def read() -> Any:
        return [value for value, box in zip(choice.values, boxes, strict=True) if box.value] or None

    return AnswerControl(_column(boxes), tuple(boxes), read)


def _menus(menus_input: MenusInput) -> AnswerControl:
    options = [(CHOOSE, None), *((without_marks(words), value) for words, value in menus_input.options)]
    menus = [
        widgets.Dropdown(options=options, index=0, description=without_marks(label))
        for label in menus_input.labels
    ]

    def read() -> Any:
        values = [menu.value for menu in menus]
        if None in values:
            return None
        return values if menus_input.in_order else dict(zip(menus_input.labels, values, strict=True))

    # Steps stand below each other, in the order of the answer; a table's menus stand beside its rows.
    if menus_input.in_order:
        for menu in menus:
            menu.add_class("iamsim-step")
        return AnswerControl(_column(menus), tuple(menus), read)
    return AnswerControl(_menu_grid(menus_input, menus), tuple(menus), read)


def _menu_grid(menus_input: MenusInput, menus: list[widgets.Dropdown]) -> widgets.Widget:
    """Put menus under their columns and beside their rows; without columns, each beside its label."""
    width = len(menus_input.columns) or 1
    cells: list[widgets.Widget] = []
    if menus_input.columns:
        corner = _html("\N{NO-BREAK SPACE}")  # an empty one would collapse
        cells += [corner, *(_html(code_name(column), "iamsim-cell") for column in menus_input.columns)]
        columns = f"max-content repeat({width}, minmax(8.5rem, 12rem))"
    else:
        columns = "minmax(10rem, max-content) minmax(8.5rem, 14rem)"
    labels = [fragment(row) for row in menus_input.rows] or [inline(label) for label in menus_input.labels]
    for index, label in enumerate(labels):
        cells += [_html(label, "iamsim-cell"), *menus[index * width : (index + 1) * width]]
    grid = widgets.GridBox(cells, layout=widgets.Layout(grid_template_columns=columns))
    return _with_classes(grid, "iamsim-grid")


def _text_area(text_input: TextInput, text: str) -> AnswerControl:
    # As high as what it begins with, a few lines more to write in, and no higher than a screen.
    rows = min(20, text_input.start.count("\n") + 5)
    area = widgets.Textarea(value=text_input.start, description=without_marks(text), rows=rows)
    return AnswerControl(_with_classes(area, "iamsim-written"), (area,), lambda: area.value.strip() or None)


def _column(children: list[widgets.Widget]) -> widgets.VBox:
    return _with_classes(widgets.VBox(children), "iamsim-column")


def _html(content: Content, css_class: str = "") -> widgets.HTML:
    return _with_classes(widgets.HTML(str(fragment(content))), *filter(None, [css_class]))


def _with_classes(widget: Any, *css_classes: str) -> Any:
    for css_class in css_classes:
        widget.add_class(css_class)
    return widget


# ----------------------------------------------------------------------------------------------- the page


def _page_script(label: str) -> Markup:
    """Make the style element of a form; its script adds the keys and names that ipywidgets does not give."""
    # A page does not run a <script> in a widget's HTML; the `onload` of a style element it does run.
    attributes: dict[str, Content] = {"data-label": label, "onload": trusted(_packed_file("form.js"))}
    rules = trusted(f"{card_html.style_sheet()}{_packed_file('form.css')}")
    return element("style", attributes, rules)


@cache
def _packed_file(name: str) -> str:
    """Return a file of this package without comments, on one line."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)).strip()
