"""A page in the browser, without one: what is sent to it, and what may come back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from iamsim.markup import element
from iamsim.widgets import live_page
from iamsim.widgets.live_page import LivePage, PageForm, PageState


class _Steps(list[tuple[str, Mapping[str, Any]]]):
    def record(self, step: str, values: Mapping[str, Any]) -> None:
        self.append((step, values))


def _page(steps: _Steps) -> LivePage:
    form = PageForm("example", ("top", "bottom"), {"a": ["is-allowed", "✓", "allowed", "allowed"]}, "")
    return LivePage(form, steps.record)


def test_each_area_is_a_trait_of_its_own_and_only_a_changed_one_is_sent() -> None:
    page, state = _page(_Steps()), PageState(cells="a", chosen_cell=0)
    page.show({"top": element("b", {}, "<ana>"), "bottom": element("i", {}, "x")}, state)
    changed: list[str] = []
    page.ipywidget.observe(lambda change: changed.append(change["name"]))
    page.show({"top": element("b", {}, "<ana>"), "bottom": element("i", {}, "y")}, state)
    assert page.ipywidget.top == "<b>&lt;ana&gt;</b>"
    assert set(changed) == {"bottom", "answer_number"}


def test_what_a_field_suggests_is_sent_with_the_fields_name() -> None:
    page = _page(_Steps())
    page.suggest("action", ("s3:GetObject",))
    assert page.ipywidget.suggestions == {"field": "action", "options": ["s3:GetObject"]}


def test_a_step_of_the_page_is_handed_on() -> None:
    steps = _Steps()
    _page(steps).ipywidget._handle_custom_msg({"step": "join", "values": {"user": "ana"}}, [])
    assert steps == [("join", {"user": "ana"})]


@pytest.mark.parametrize(
    "message", [None, [], {}, {"step": 1, "values": {}}, {"step": "join"}, {"step": "join", "values": "ana"}]
)
def test_a_message_of_another_shape_is_dropped(message: object) -> None:
    steps = _Steps()
    _page(steps).ipywidget._handle_custom_msg(message, [])
    assert steps == []


def test_in_the_browser_anywidgets_front_end_is_named_without_its_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.platform", "emscripten")
    page = LivePage(PageForm("example", ("only",), {}, "p {}"), _Steps().record)
    assert page.ipywidget._model_module == "anywidget"
    assert page.ipywidget._css == "p {}"
    assert not any(base.__module__.startswith("anywidget") for base in type(page.ipywidget).__mro__)


@pytest.mark.parametrize("platform", ["linux", "emscripten"])
def test_pages_with_other_style_sheets_do_not_replace_each_others(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr("sys.platform", platform)
    styles = ["a {}", "b {}", "a {}"]
    ids = [LivePage(PageForm("example", ("only",), {}, style), _Steps().record).ipywidget._anywidget_id for style in styles]
    assert ids[0] == ids[2] != ids[1]


def test_no_style_sheet_is_about_the_class_that_every_page_has() -> None:
    package = Path(live_page.__file__).parents[1]
    script = (package / "widgets" / "page.js").read_text(encoding="utf-8")
    of_every_page = re.search(r'make\("div", `([\w-]+) \$\{model\.get\("css_class"\)\}`\)', script)
    assert of_every_page is not None
    rules = {file.name: file.read_text(encoding="utf-8") for file in package.rglob("*.css")}
    assert {"page.css", "practice.css", "live_card.css"} <= rules.keys()
    assert [name for name, text in rules.items() if re.search(rf"\.{of_every_page[1]}\b(?!-)", text)] == []
