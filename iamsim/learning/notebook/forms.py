"""The sheets' widgets: Sheet → controls, one Commit button, the result.

A form is shown where something can be answered; everything else is the sheet's own HTML, which stays readable
when the kernel is gone. Each form keeps the sheet's text and HTML as twins.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

import ipywidgets as widgets

from iamsim.learning.notebook import lesson, markup
from iamsim.learning.notebook.controls import CONTROLS, Control, html
from iamsim.learning.notebook.sheet import Note, Sheet
from iamsim.learning.questions.item import SURE, Item

IN_CODE = 'Build it in code, then run `check("{}", iam.account)`.'
VIEW = "application/vnd.jupyter.widget-view+json"


def predict(id: str, answer: Any = None, confidence: str = "") -> Form | Note:  # noqa: A002
    """Ask for a prediction, or commit one. No verdict: that is for `observe`, after the experiment."""
    return _shown(lesson.predict(id, answer, confidence))


def observe(id: str, answer: Any = None) -> Form | Note:  # noqa: A002
    """After the experiment: ask what happened, then show the prediction beside what IAM answers."""
    return _shown(lesson.observe(id, answer))


def check(id: str, answer: Any = None) -> Form | Note:  # noqa: A002
    """Check an exercise's answer and say why; without an answer, show the last one or ask."""
    return _shown(lesson.check(id, answer), form=answer is None)


def quiz(id: str, answers: Any = None) -> Form | Note:  # noqa: A002
    """Ask a lesson's closing questions ("08"), its warm-up ("08-warmup"), or one question ("08-q1")."""
    return _shown(lesson.quiz(id, answers))


def _shown(sheet: Sheet | Note, *, form: bool = True) -> Form | Note:
    return Form(sheet, form=form) if isinstance(sheet, Sheet) else sheet


class Form:
    """A sheet that displays itself: as a form where something is open, and as text and HTML everywhere."""

    __slots__ = ("_asked", "_live")

    def __init__(self, sheet: Sheet, *, form: bool = True) -> None:
        self._asked = sheet
        self._live = Live(sheet) if form and sheet.fields else None

    @property
    def sheet(self) -> Sheet:
        """The sheet as it stands now."""
        return self._live.sheet if self._live else self._asked

    def __repr__(self) -> str:
        return repr(self.sheet)

    def _repr_mimebundle_(self, **_: object) -> Mapping[str, Any]:
        """The twins; and the widget where one can still answer."""
        twins = {"text/plain": repr(self.sheet), "text/html": self.sheet._repr_html_()}
        if self._live is None or not self.sheet.fields:
            return twins
        return {**twins, VIEW: self._live.box._repr_mimebundle_()[VIEW]}


class Live:
    """The widgets of a sheet, and what they do."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.controls: dict[str, Control] = {
            item.question.id: CONTROLS[item.question.kind](item.question) for item in sheet.fields
        }
        self.results = {item.question.id: html("", "iamsim-result") for item in sheet.items}
        self.head = html(f"{_script(sheet.label)}{markup.head(sheet.look.title, sheet.id)}")
        self.sure = _confidence()
        self.button = widgets.Button(description=sheet.look.button, disabled=True)
        self.button.add_class("iamsim-commit")
        self.missing = html("", "iamsim-missing")
        self.below = html("", "iamsim-result")
        self.box = widgets.VBox()
        self.box.add_class("iamsim-sheet")
        self.box.add_class("iamsim-form")
        self.button.on_click(self.commit)
        for part in (self.sure, *(part for control in self.controls.values() for part in control.parts)):
            part.observe(self.changed, "value")
        self.show()
        self.changed()

    @property
    def open(self) -> dict[str, Control]:
        """The controls of what can still be answered, by question id."""
        ids = {item.question.id for item in self.sheet.fields}
        return {name: control for name, control in self.controls.items() if name in ids}

    def changed(self, _: object = None) -> None:
        """Open the button once all is chosen; until then say what is not."""
        missing = sum(control.missing for control in self.open.values())
        unsure = self.sheet.asks_confidence and self.sure.value is None
        self.button.disabled = bool(missing or unsure)
        self.missing.value = _still(missing, unsure=unsure)

    def commit(self, _: object = None) -> None:
        """Commit what is chosen, and show what is said of it."""
        if self.button.disabled:
            return
        answers = {name: control.read() for name, control in self.open.items()}
        self.sheet = lesson.commit(self.sheet, answers, self.sure.value or "")
        self.show()

    def show(self) -> None:
        """Put together what is open and what is said (form.js gives it the focus when the button goes)."""
        children: list[widgets.Widget] = [self.head]
        if self.sheet.intro:
            children.append(html(markup.prose(self.sheet.intro, "iamsim-intro")))
        for number, item in self.sheet.numbered():
            children += self.item(item, number)
        if self.sheet.fields:
            foot = widgets.HBox([self.button, self.missing])
            foot.add_class("iamsim-foot")
            children += [self.sure, foot] if self.sheet.asks_confidence else [foot]
        self.below.value = markup.says(self.sheet.says)
        self.box.children = (*children, self.below)

    def item(self, item: Item, number: int) -> list[widgets.Widget]:
        """One question: its text and control, or the answer that stands; and what is said of it."""
        question = item.question
        result = self.results.setdefault(question.id, html("", "iamsim-result"))
        said = markup.feedback(question, item.feedback) if item.feedback else ""
        asked = markup.asked(item, number)
        if question.id in self.open:
            result.value = said
            return [html(asked), self.open[question.id].widget, result]
        how = (IN_CODE.format(question.id),) if self.sheet.open(item) else ()
        result.value = f"{asked}{markup.stands(item)}{said}{markup.says(how)}"
        return [result]


def _confidence() -> widgets.RadioButtons:
    options = [(words, code) for code, words in SURE.items()]
    sure = widgets.RadioButtons(options=options, value=None, description="How sure are you?")
    sure.orientation = "horizontal"
    sure.add_class("iamsim-confidence")
    return sure


def _still(missing: int, *, unsure: bool) -> str:
    """What is left to do before the button opens: in words, not only by its colour."""
    left = [f"{missing} still to choose" if missing > 1 else "choose an answer"] if missing else []
    return " · ".join([*left, *(["say how sure you are"] if unsure else [])])


def _script(label: str) -> str:
    """The rules of the card, and the keys and names that ipywidgets does not give."""
    rules = f"{markup.style()}{_file('form.css')}"
    return f'<style data-label="{escape(label)}" onload="{escape(_file("form.js"))}">{rules}</style>'


@cache
def _file(name: str) -> str:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)).strip()
