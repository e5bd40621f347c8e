"""A card to fill in: a line that opens, a few fields, one button, and what came of it.

LiveCard ─ fields(), send(values), result() → a page in a notebook; text and HTML where nothing can be pressed
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from iamsim.learning.classroom.submissions import MAX_NAME
from iamsim.learning.notebook.answer_mode import answer_mode
from iamsim.learning.notebook.cards import without_marks
from iamsim.markup import Content, Markup, card_style, element, inline, packed_rules
from iamsim.widgets.live_page import LivePage, PageForm, PageState

CSS_CLASS = "iamsim-sheet iamsim-live-card"
AREA = "card"


class LiveCard(ABC):
    """A card with a form; `send` does from code what its button does."""

    title: str
    summary: str  # what stands on the closed card
    code_hint: str  # how to do the same from code, with the mark of `code`
    button: str
    is_open: bool = False  # where it would be in the way of who learns alone it is closed
    problem: str = ""  # why what was sent could not be done

    def __init__(self) -> None:
        self._page: LivePage | None = None
        self._successes = 0

    @abstractmethod
    def fields(self) -> Markup:
        """Return the fields of the form, and what a learner should know before pressing the button."""

    @abstractmethod
    def result(self) -> Markup:
        """Return what came of the last press; nothing before."""

    @abstractmethod
    def send(self, values: Mapping[str, str]) -> None:
        """Do what the form is for; set `problem` if that cannot be done.

        `values` are by the names of the fields; a box that is not ticked is not among them.
        """

    def content(self) -> Markup:
        """Return the card as it is now."""
        problem = element("p", {"class": "iamsim-problem", "role": "alert"}, self.problem)
        button = element("p", {}, element("button", {"class": "iamsim-send"}, self.button))
        form = element("form", {"data-step": "send"}, self.fields(), problem if self.problem else "", button)
        # It gets the focus after a press, so that a screen reader says what came of it.
        focus: dict[str, Content] = {"tabindex": "-1", "data-focus": f"result {self._successes}"}
        result = self.result()
        return element(
            "details",
            {"open": ""} if self.is_open else {},
            element("summary", {}, self.summary),
            form,
            element("div", focus, result) if str(result) else "",
        )

    def __repr__(self) -> str:
        return f"{self.title}\n{self.summary}\n{without_marks(self.code_hint)}"

    def _repr_html_(self) -> str:
        """Return what stands where nothing can be pressed: without a style sheet, as each lesson has one."""
        summary = element("summary", {}, self.summary)
        return str(element("details", {}, summary, element("p", {}, inline(self.code_hint))))

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        """Return the page where anywidget is installed, and the text and HTML versions."""
        versions = {"text/plain": repr(self), "text/html": self._repr_html_()}
        if answer_mode().name:  # a lesson is tried out or printed: nobody clicks
            return versions
        try:
            page = self.live_page()
        except ImportError:
            return versions
        data = page.ipywidget._repr_mimebundle_(**options)
        return {**(data[0] if isinstance(data, tuple) else data), **versions}

    def live_page(self) -> LivePage:
        """Return the page, the same each time. Raises ImportError without anywidget."""
        if self._page is None:
            style = f"{card_style()}{packed_rules(__package__, 'live_card.css')}"
            self._page = LivePage(PageForm(CSS_CLASS, (AREA,), {}, style), self._on_step)
            self._page.show({AREA: self.content()})
        return self._page

    def _on_step(self, step: str, values: Mapping[str, Any]) -> None:
        if step == "send":
            self.problem = ""
            self.send({name: str(value) for name, value in values.items()})
            self._successes += not self.problem
        # After any other step, too, as the page waits for an answer.
        self.live_page().show({AREA: self.content()}, PageState(failed=bool(self.problem)))


def text_field(label: str, name: str, value: str) -> Markup:
    """Make a field for one line of text, below its label."""
    attributes = {"name": name, "value": value, "maxlength": str(MAX_NAME), "autocomplete": "off"}
    children = (element("span", {}, label), element("input", attributes))
    return element("label", {"class": "iamsim-line"}, *children)


def tick_box(label: str, name: str, *, is_ticked: bool) -> Markup:
    """Make a box to tick, before its label."""
    box = element("input", {"type": "checkbox", "name": name, **({"checked": ""} if is_ticked else {})})
    return element("label", {"class": "iamsim-tick"}, box, element("span", {}, label))
