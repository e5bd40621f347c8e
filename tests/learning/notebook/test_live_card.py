"""A card to fill in: what it sends, shows and says, as a page and where nothing can be pressed."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from iamsim.learning.notebook.live_card import LiveCard, text_field, tick_box
from iamsim.markup import Markup, element, fragment

VIEW = "application/vnd.jupyter.widget-view+json"


class Greeting(LiveCard):
    title = "Greeting"
    summary = "Greet <all>"
    code_hint = "From code: `greet()`."
    button = "Greet"

    def __init__(self) -> None:
        super().__init__()
        self.greeted = ""

    def fields(self) -> Markup:
        return fragment(text_field("Whom?", "whom", self.greeted), tick_box("loud", "loud", is_ticked=True))

    def send(self, values: Mapping[str, str]) -> None:
        self.greeted = values.get("whom", "")
        self.problem = "" if self.greeted else "expected a name"

    def result(self) -> Markup:
        return element("p", {}, f"Hello {self.greeted}") if self.greeted else Markup()


def page_of(card: LiveCard) -> str:
    area: str = card.live_page().ipywidget.card
    return area


def send(card: LiveCard, **values: object) -> None:
    """Send what the page sends when its button is pressed."""
    card.live_page()._receive({"step": "send", "values": values})


def test_what_is_sent_comes_back_as_a_result_that_takes_the_focus() -> None:
    card = Greeting()
    assert "data-focus" not in page_of(card)
    send(card, whom="<b>Ana")
    assert '<div tabindex="-1" data-focus="result 1"><p>Hello &lt;b&gt;Ana</p></div>' in page_of(card)
    assert 'value="&lt;b&gt;Ana"' in page_of(card)
    send(card, whom="Ben")
    assert 'data-focus="result 2"' in page_of(card), "the focus goes there again"


def test_a_problem_is_read_out_and_goes_with_the_next_press() -> None:
    card = Greeting()
    send(card)
    assert '<p class="iamsim-problem" role="alert">expected a name</p>' in page_of(card)
    assert card.live_page().ipywidget.failed is True
    send(card, whom="Ana")
    assert "iamsim-problem" not in page_of(card)
    assert card.live_page().ipywidget.failed is False


def test_another_message_of_the_page_is_answered_and_does_nothing() -> None:
    card = Greeting()
    before = card.live_page().ipywidget.answer_number
    card.live_page()._receive({"step": "steal", "values": {"whom": "Ana"}})
    assert card.greeted == ""
    assert card.live_page().ipywidget.answer_number == before + 1


def test_a_notebook_gets_the_page_and_both_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(Greeting()._repr_mimebundle_()) == {VIEW, "text/plain", "text/html"}
    monkeypatch.setenv("IAMSIM_ANSWERS", "blank")
    assert Greeting()._repr_mimebundle_() == {
        "text/plain": "Greeting\nGreet <all>\nFrom code: greet().",
        "text/html": "<details><summary>Greet &lt;all&gt;</summary><p>From code: <code>greet()</code>.</p></details>",
    }


def test_without_anywidget_there_are_the_other_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    card = Greeting()

    def no_page() -> None:
        raise ImportError("anywidget")

    monkeypatch.setattr(card, "live_page", no_page)
    assert set(card._repr_mimebundle_()) == {"text/plain", "text/html"}
