"""A card as a form of ipywidgets: a control for each open question, one button, the result.

A form is shown where something can be answered; everything else is the card's own HTML, which stays readable
when the kernel is gone. Nothing is preselected; each control has a description, which screen readers read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from iamsim.learning.notebook import calls, card_html
from iamsim.learning.notebook.asked_questions import CONFIDENCE_LABELS, AskedQuestion
from iamsim.learning.notebook.cards import Note, QuestionCard, without_marks
from iamsim.learning.notebook.practice import Practice, one_more
from iamsim.learning.questions import ChoiceInput, MenusInput, Question, TextInput
from iamsim.markup import (
    Content,
    Markup,
    card_style,
    element,
    fragment,
    inline,
    packed_rules,
    paragraphs,
    trusted,
)
from iamsim.widgets import form_controls
from iamsim.widgets.controls import control_style, event_script
from iamsim.widgets.form_controls import AnswerControl, Ipywidget, html_area

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
        self._widgets = FormWidgets(card) if form and _is_live(card) else None

    @property
    def card(self) -> QuestionCard:
        """The card as it stands now."""
        return self._widgets.card if self._widgets else self._card

    def __repr__(self) -> str:
        return repr(self.card)

    def _repr_mimebundle_(self, **_: object) -> Mapping[str, Any]:
        """Return the text and the HTML; and the widget where one can still answer."""
        bundle = {"text/plain": repr(self.card), "text/html": self.card._repr_html_()}
        if self._widgets is None or not _is_live(self.card):
            return bundle
        return {**bundle, WIDGET_VIEW: self._widgets.box._repr_mimebundle_()[WIDGET_VIEW]}


def _is_live(card: QuestionCard) -> bool:
    """Tell whether something can be answered in a card, or one question more stands below it."""
    return bool(card.form_items) or card.one_more is not None


class FormWidgets:
    """The widgets of a card, and what they do."""

    def __init__(self, card: QuestionCard) -> None:
        self.card = card
        self.controls: dict[str, AnswerControl] = {}
        # Widgets that stay: a screen reader announces a change only in an element that was there before.
        self.results = {item.question.id: html_area("", "iamsim-result") for item in card.items}
        self.head = html_area(fragment(_page_script(card.label), card_html.head(card.style.title, card.id)))
        self.confidence = form_controls.radio_button_row(
            [(label, confidence) for confidence, label in CONFIDENCE_LABELS.items()],
            "How sure are you?",
            "iamsim-confidence",
        )
        self.button = form_controls.button(card.style.button, "iamsim-commit", disabled=True)
        self.missing = html_area("", "iamsim-missing")
        self.messages = html_area("", "iamsim-result")
        self.box = form_controls.column([], "iamsim-sheet", "iamsim-controls", "iamsim-form")
        self.button.on_click(self.commit)
        self.confidence.observe(self.update_button, "value")
        self.make_controls(card.form_items)
        self.show()
        self.update_button()

    def make_controls(self, items: Iterable[AskedQuestion]) -> None:
        """Make the control of each question, in place of an older one."""
        for item in items:
            control = self.controls[item.question.id] = control_of(item.question)
            for part in control.parts:
                part.observe(self.update_button, "value")

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
        variants = {item.question.id: item.question.variant for item in self.card.items}
        self.card = calls.commit(self.card, answers, self.confidence.value or "")
        # Who has joined a class since is asked in other words.
        self.make_controls(
            item
            for item in self.card.form_items
            if variants.get(item.question.id, item.question.variant) != item.question.variant
        )
        self.show()
        self.update_button()

    def show(self) -> None:
        """Put together what is open and what is said (form.js gives it the focus when the button goes)."""
        children: list[Ipywidget] = [self.head]
        if self.card.intro:
            children.append(html_area(paragraphs(self.card.intro, "iamsim-intro")))
        for number, item in self.card.numbered_items():
            children += self.question_widgets(item, number)
        if self.card.form_items:
            foot = form_controls.row([self.button, self.missing], "iamsim-foot")
            children += [self.confidence, foot] if self.card.asks_confidence else [foot]
        self.messages.value = str(card_html.messages(self.card.messages))
        self.box.children = (*children, self.messages, *self.one_more_widgets())

    def one_more_widgets(self) -> list[Ipywidget]:
        """Return the one question more that follows a table: the page of a practice, or how to ask for it."""
        if self.card.one_more is None:
            return []
        asked = one_more(self.card.id)
        try:
            return [asked.live_box()] if isinstance(asked, Practice) else []
        except ImportError:  # ipywidgets without anywidget
            return [html_area(card_html.messages(self.card.footer[-1:]))]

    def question_widgets(self, item: AskedQuestion, number: int) -> list[Ipywidget]:
        """Return a question's text and control, or the answer that stands; and what is said of it."""
        question = item.question
        # An observation that was answered is followed by the prediction, which had no result before.
        result = self.results.setdefault(question.id, html_area("", "iamsim-result"))
        feedback = card_html.feedback_box(question, item.feedback) if item.feedback else Markup()
        text = card_html.question_text(item, number)
        if question.id in self.open_controls:
            result.value = str(feedback)
            return [html_area(text), self.controls[question.id].widget, result]
        instructions = (BUILD_IN_CODE.format(question.id),) if self.card.is_open(item) else ()
        answer = card_html.standing_answer(item)
        result.value = str(fragment(text, answer, feedback, card_html.messages(instructions)))
        return [result]


def _missing_text(missing: int, *, unsure: bool) -> str:
    """Say what is left to do before the button is enabled: in words, not only by its colour."""
    choose = [f"{missing} still to choose" if missing > 1 else "choose an answer"] if missing else []
    return " · ".join([*choose, *(["say how sure you are"] if unsure else [])])


# ------------------------------------------------------------------------------------------------ controls


def control_of(question: Question) -> AnswerControl:
    """Make the control that a question is asked with. Raises TypeError for one that is built in code."""
    match question.input:
        case ChoiceInput() as choice:
            labels = [without_marks(label) for label in choice.labels]
            options = list(zip(labels, choice.values, strict=True))
            if choice.several:
                return form_controls.tick_boxes(options)
            return form_controls.radio_buttons(options, without_marks(question.text))
        case MenusInput() as menus_input:
            return _menus(menus_input)
        case TextInput() as text_input:
            return form_controls.text_area(text_input.start, without_marks(question.text))
        case _:
            raise TypeError(f"{question.id}: nothing to ask with")


def _menus(menus_input: MenusInput) -> AnswerControl:
    options = [(without_marks(words), value) for words, value in menus_input.options]
    descriptions = [without_marks(label) for label in menus_input.labels]
    # Steps stand below each other, in the order of the answer; a table's menus stand beside its rows.
    if menus_input.in_order:
        return form_controls.menu_column(descriptions, options)
    rows = menus_input.rows or [inline(label) for label in menus_input.labels]
    grid = form_controls.menu_grid(descriptions, options, rows, menus_input.columns)

    def read() -> dict[str, Any] | None:
        values = grid.read()
        return None if values is None else dict(zip(menus_input.labels, values, strict=True))

    return replace(grid, read=read)


# ----------------------------------------------------------------------------------------------- the page


def _page_script(label: str) -> Markup:
    """Make the style element of a form; its script adds the keys and names that ipywidgets does not give."""
    # A page does not run a <script> in a widget's HTML; the `onload` of a style element it does run.
    attributes: dict[str, Content] = {"data-label": label, "onload": event_script(__package__, "form.js")}
    rules = trusted(f"{card_style()}{control_style()}{packed_rules(__package__, 'form.css')}")
    return element("style", attributes, rules)
