"""Controls as data: their ipywidgets stay the same while they are shown, and only a user's changes are reported."""

from __future__ import annotations

from typing import Any

import pytest
from traitlets import TraitError

from iamsim.markup import element
from iamsim.widgets.controls import Control, ControlView, button, column, grid, label, menu, row, tick_box


@pytest.fixture
def view() -> ControlView:
    return ControlView()


def show(view: ControlView, *controls: Control) -> Any:
    """Show these controls in a column, and return their ipywidgets."""
    view.update([column(*controls)], element("p"))
    return view.box.children[0].children


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
    words, markup = show(view, label("<b>"), label(element("b", {}, "<b>"), margin="0"))
    assert (words.value, markup.value, markup.layout.margin) == ("&lt;b&gt;", "<b>&lt;b&gt;</b>", "0")


def test_controls_stand_in_rows_columns_and_grids() -> None:
    kinds = [box.kind for box in (row(), column(), grid("1fr", []))]
    assert kinds == ["HBox", "VBox", "GridBox"]
    assert type(ControlView(side_by_side=True).box).__name__ == "HBox"
