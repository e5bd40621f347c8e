"""Controls as data: their ipywidgets stay the same while they are shown, and only a user's changes are reported."""

from __future__ import annotations

from typing import Any

import pytest
from traitlets import TraitError

from iamsim.decision import Decision
from iamsim.decision.explain import short_decision_words
from iamsim.markup import element
from iamsim.widgets.controls import (
    Control,
    ControlView,
    button,
    column,
    decision_button,
    field,
    grid,
    key_guard,
    label,
    menu,
    row,
    tick_box,
)


@pytest.fixture
def view() -> ControlView:
    return ControlView()


def show(view: ControlView, *controls: Control) -> Any:
    """Show these controls in a column, and return their ipywidgets."""
    view.update([column(*controls)], element("p"))
    return view.box.children[1].children


def test_a_control_is_made_once_and_updated_after_that(view: ControlView) -> None:
    (first,) = show(view, menu("User", ["ana", "ben"], "ben", print))
    (second,) = show(view, menu("User", ["ana", "ben", "cal"], "cal", print))
    assert first is second
    assert (first.description, first.options, first.value) == ("User", ("ana", "ben", "cal"), "cal")


def test_a_button_stays_the_same_when_its_description_changes(view: ControlView) -> None:
    (first,) = show(view, button("why?", print, "tooltip"))
    (second,) = show(view, button("▸", print, "tooltip", primary=True, disabled=True))
    assert first is second
    assert (first.description, first.button_style, first.disabled, first.tooltip) == ("▸", "primary", True, "tooltip")


def test_a_control_that_is_no_longer_shown_is_closed(view: ControlView) -> None:
    (box,) = show(view, tick_box("ana", True, print))
    assert show(view) == ()
    assert box.comm is None


def test_a_users_change_reaches_the_callback_of_the_last_update(view: ControlView) -> None:
    reports: list[object] = []
    (box,) = show(view, tick_box("on-call (own policy)", True, lambda on: reports.append(("ana", on))))
    show(view, tick_box("on-call (own policy)", True, lambda on: reports.append(("ben", on))))
    box.value = False
    assert reports == [("ben", False)]


def test_an_update_is_not_reported(view: ControlView) -> None:
    reports: list[object] = []
    controls = [menu("User", ["ana", "ben"], "ana", reports.append), tick_box("on", True, reports.append)]
    show(view, *controls)
    show(view, menu("User", ["cal", "ben"], "ben", reports.append), tick_box("on", False, reports.append))
    assert reports == []


def test_an_error_in_an_update_does_not_silence_the_controls(view: ControlView) -> None:
    reports: list[object] = []
    (box,) = show(view, tick_box("on", True, reports.append))
    with pytest.raises(TraitError, match="Invalid selection"):
        show(view, tick_box("on", True, reports.append), menu("User", ["ana"], "ben", print))
    box.value = False
    assert reports == [False]


def test_a_press_reports_nothing_but_itself(view: ControlView) -> None:
    presses: list[object] = []
    (next_button,) = show(view, button("Next", lambda: presses.append("pressed"), ""))
    next_button.click()
    assert presses == ["pressed"]


def test_words_are_escaped_and_markup_is_not(view: ControlView) -> None:
    words, markup = show(view, label("<b>"), label(element("b", {}, "<b>"), "iamsim-heading"))
    assert (words.value, markup.value, markup._dom_classes) == ("&lt;b&gt;", "<b>&lt;b&gt;</b>", ("iamsim-heading",))


def test_controls_stand_in_rows_columns_and_grids() -> None:
    kinds = [box.kind for box in (row(), column(), grid("1fr", []))]
    assert kinds == ["HBox", "VBox", "GridBox"]
    assert "is-beside" in ControlView(side_by_side=True).box._dom_classes


def test_a_field_reports_what_is_typed_and_offers_completions(view: ControlView) -> None:
    reports: list[object] = []
    (first,) = show(view, field("Another action", ["s3:GetObject"], "", reports.append))
    first.value = "s3:Ge"
    assert reports == ["s3:Ge"]
    (second,) = show(view, field("Another action", [], "s3:Ge", reports.append))
    assert first is second
    assert (second.options, second.value, second.continuous_update) == ((), "s3:Ge", True)


@pytest.mark.parametrize("decision", Decision)
def test_the_cell_of_a_decision_can_be_pressed_and_its_class_follows_the_decision(view: ControlView, decision: Decision) -> None:
    (first,) = show(view, decision_button(Decision.ALLOWED, print, "ria: why?", chosen=True))
    assert first._dom_classes == ("iamsim-cell", "is-allowed", "is-chosen")
    (second,) = show(view, decision_button(decision, print, "ria: why?"))
    assert first is second
    assert (second.description, second.tooltip) == (short_decision_words(decision), "ria: why?")
    assert second._dom_classes == ("iamsim-cell", f"is-{decision.value}")


def test_the_style_sheet_is_sent_once_and_not_with_the_content(view: ControlView) -> None:
    show(view)
    style = view.box.children[0].value
    assert ".iamsim-sheet{" in style
    assert ".iamsim-controls" in style
    assert "<style>" not in view.area.value


def test_controls_bring_the_script_that_keeps_jupyterlabs_keys_away() -> None:
    script = str(key_guard())
    assert "data-lm-suppress-shortcuts" in script
    assert "/*" not in script
    assert "\n" not in script  # it stands in an attribute
