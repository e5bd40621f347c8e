"""What all widgets have in common: their versions, what they show when nothing can draw, names from an account."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import pytest

import iamsim
from iamsim.diagram import draw
from iamsim.learning.scenario import account_in_words
from iamsim.markup import Markup, element, fragment
from iamsim.widgets.base import (
    PictureMaker,
    Widget,
    expected_texts,
    first_user,
    group_names,
    status,
    user_names,
)
from iamsim.widgets.controls import Control, button
from tests.widgets.view import area, control

ACCOUNT = account_in_words({"kim": ["Web"], "ana": []}, {"Web": ["edit: Allow s3:PutObject, s3:GetObject on *"], "Data": []}).account


class Counter(Widget):
    """Counts presses."""

    def __init__(self) -> None:
        self.presses = 0

    def text(self) -> str:
        return f"{self.presses} presses"

    def content(self, picture: PictureMaker) -> Markup:
        return fragment(status(f"<{self.presses}>"), picture(draw(ACCOUNT)))

    def controls(self) -> Sequence[Control]:
        return [button("Press", self.press, "")]

    def static_content(self, picture: PictureMaker) -> Markup:
        return fragment("static ", self.content(picture))

    def press(self) -> Counter:
        self.presses += 1
        return self.refresh()


def test_a_press_updates_the_content_below_the_controls() -> None:
    counter = Counter()
    assert '<p role="status">&lt;0&gt;</p><div style="overflow-x:auto" tabindex="0"><svg' in area(counter)
    control(counter, "Press").click()
    assert '<p role="status">&lt;1&gt;</p><div style="overflow-x:auto" tabindex="0"><svg' in area(counter)
    assert str(counter) == "1 presses"


def test_without_being_shown_it_works_from_code() -> None:
    assert Counter().press().press().text() == "2 presses"


def test_the_html_version_has_the_static_content_with_an_image() -> None:
    html = Counter().html()
    assert html.startswith("<style>.iamsim-sheet{")
    assert '</style><div class="iamsim-sheet iamsim-page">static <p role="status">&lt;0&gt;</p><div style="overflow-x:auto" tabindex="0"><img src="data:image/svg+xml;base64,' in html


def test_without_a_renderer_both_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "graphviz", None)
    counter = Counter()
    for html in (counter.html(), area(counter)):
        assert html.endswith('pip install "iamsim[lab]")</p></div>')


def test_a_status_without_content_is_nothing() -> None:
    assert str(status("")) == str(status()) == ""
    assert str(status(element("b"))) == '<p role="status"><b></b></p>'


def test_names_come_in_the_accounts_order() -> None:
    assert user_names(ACCOUNT) == ("kim", "ana")
    assert group_names(ACCOUNT) == ("Web", "Data")
    assert (first_user(ACCOUNT), first_user(iamsim.Account())) == ("kim", "")


def test_an_elements_texts_are_listed_once() -> None:
    policies = [policy for group in ACCOUNT.groups.values() for policy in ACCOUNT.policies_of(group)]
    assert expected_texts(policies * 2, "Action") == ["s3:PutObject", "s3:GetObject"]
    assert expected_texts(policies, "Resource") == ["*"]
