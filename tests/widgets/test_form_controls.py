"""Controls of a form: nothing preselected, each part described, and the answer is None while it is incomplete."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import ipywidgets
import pytest

from iamsim.markup import element
from iamsim.widgets import form_controls
from iamsim.widgets.form_controls import AnswerControl

OPTIONS = [("allowed", "yes"), ("denied", "no")]


def choose(control: AnswerControl, *values: Any) -> None:
    """Give each part of a control its value, as a user does."""
    for part, value in zip(control.parts, values, strict=True):
        part.value = value


CONTROLS = {
    "radio buttons": (form_controls.radio_buttons(OPTIONS, "AWS answers:"), ["AWS answers:"], 1),
    "tick boxes": (form_controls.tick_boxes(OPTIONS), ["allowed", "denied"], 1),
    "menu column": (form_controls.menu_column(["step 1", "step 2"], OPTIONS), ["step 1", "step 2"], 2),
    "menu grid": (form_controls.menu_grid(["kim", "ria"], OPTIONS, ["kim", "ria"]), ["kim", "ria"], 2),
    "text area": (form_controls.text_area("", "Write a policy"), ["Write a policy"], 1),
}


@pytest.mark.parametrize("name", CONTROLS)
def test_each_part_is_described_and_nothing_is_preselected(name: str) -> None:
    control, descriptions, missing = CONTROLS[name]
    assert [part.description for part in control.parts] == descriptions
    assert {part.value for part in control.parts} <= {None, False, ""}
    assert (control.read(), control.missing) == (None, missing)


def test_equal_values_of_radio_buttons_stay_apart() -> None:
    control = form_controls.radio_buttons([("one", 1), ("true", True)], "Which?")
    choose(control, 1)
    assert control.read() is True
    assert control.missing == 0


def test_radio_buttons_in_a_row_have_no_value_until_one_is_chosen() -> None:
    buttons = form_controls.radio_button_row(OPTIONS, "How sure are you?", "a-class")
    assert (buttons.value, buttons.orientation, buttons.description) == (None, "horizontal", "How sure are you?")
    assert buttons._dom_classes == ("a-class",)
    buttons.index = 1
    assert buttons.value == "no"


def test_tick_boxes_answer_with_the_values_that_are_ticked() -> None:
    control = form_controls.tick_boxes(OPTIONS)
    choose(control, False, True)
    assert control.read() == ["no"]
    choose(control, True, True)
    assert control.read() == ["yes", "no"]


def test_menus_in_a_column_answer_with_a_list_once_all_are_chosen() -> None:
    control = form_controls.menu_column(["step 1", "step 2"], OPTIONS)
    choose(control, "no", None)
    assert (control.read(), control.missing) == (None, 1)
    choose(control, "no", "yes")
    assert (control.read(), control.missing) == (["no", "yes"], 0)
    assert [menu._dom_classes for menu in control.parts] == [("iamsim-step",)] * 2
    assert control.widget.children == control.parts


def html_of(control: AnswerControl) -> list[str]:
    return [child.value for child in control.widget.children if isinstance(child, ipywidgets.HTML)]


def test_a_grid_stands_under_its_columns_and_beside_its_rows() -> None:
    actions = ["s3:GetObject", "s3:PutObject"]
    descriptions = [f"{user} {action}" for user in ("kim", "ria") for action in actions]
    control = form_controls.menu_grid(descriptions, OPTIONS, ["kim", "ria"], actions)
    codes = ["<code>s3:<wbr>GetObject</code>", "<code>s3:<wbr>PutObject</code>"]
    assert html_of(control) == ["\N{NO-BREAK SPACE}", *codes, "kim", "ria"]
    assert control.widget.layout.grid_template_columns == "max-content repeat(2, minmax(8.5rem, 12rem))"
    first_row = control.widget.children[3:6]
    described = [re.sub("<.*?>", "", getattr(cell, "description", "")) for cell in first_row]
    assert described == ["", *descriptions[:2]]
    assert '<span class="iamsim-row-name">kim </span>' in first_row[1].description  # a phone has it above the row
    choose(control, "yes", "no", "no", "no")
    assert control.read() == ["yes", "no", "no", "no"]


def test_without_columns_each_menu_stands_beside_the_label_of_its_row() -> None:
    control = form_controls.menu_grid(["kim", "ria"], OPTIONS, [element("b", {}, "kim"), "r<a"])
    assert html_of(control) == ["<b>kim</b>", "r&lt;a"]
    assert [control.widget.children[index] for index in (1, 3)] == [*control.parts]


def test_a_text_area_is_as_high_as_its_text_but_no_higher_than_a_screen() -> None:
    heights = [form_controls.text_area("\n" * lines, "Write").parts[0].rows for lines in (0, 3, 100)]
    assert heights == [5, 8, 20]


def test_a_text_area_answers_with_its_text_without_blanks_around_it() -> None:
    control = form_controls.text_area("{}", "Write")
    assert (control.read(), control.missing) == ("{}", 0)
    choose(control, " \n")
    assert (control.read(), control.missing) == (None, 1)
    choose(control, " [] ")
    assert control.read() == "[]"


def test_text_in_an_html_area_is_escaped() -> None:
    area = form_controls.html_area("<b>", "a-class")
    assert (area.value, area._dom_classes) == ("&lt;b&gt;", ("a-class",))
    assert form_controls.html_area(element("b", {}, "x"))._dom_classes == ()


def test_a_row_and_a_column_hold_their_children_and_classes() -> None:
    button = form_controls.button("Commit", "iamsim-commit", disabled=True)
    assert (button.description, button.disabled, button._dom_classes) == ("Commit", True, ("iamsim-commit",))
    row = form_controls.row([button], "a", "b")
    column = form_controls.column([row])
    assert (row.children, row._dom_classes) == ((button,), ("a", "b"))
    assert (column.children, column._dom_classes) == ((row,), ())


def test_the_package_itself_imports_no_ipywidgets() -> None:
    source = "import sys, iamsim.widgets; sys.exit('ipywidgets' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", source], check=False).returncode == 0
