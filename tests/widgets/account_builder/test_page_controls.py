"""The controls of the playground's page: each asks for a step with its values, and names stay text."""

from __future__ import annotations

import json
from html import unescape

import pytest

from iamsim.markup import Markup
from iamsim.widgets.account_builder.page_controls import (
    LONG_NAME,
    button,
    menu,
    name_form,
    named_button,
    text_field,
    undo_buttons,
)

NAME = "<img src=x onerror=alert(1)>\"'"


@pytest.mark.parametrize(
    ("control", "step", "values"),
    [
        pytest.param(button(NAME, "inspect", name=NAME), "inspect", {"name": NAME}, id="a button"),
        pytest.param(named_button(NAME, "inspect", "x", name=NAME), "inspect", {"name": NAME}, id="a long name"),
        pytest.param(name_form(NAME, "rename_user", "name", user=NAME), "rename_user", {"user": NAME}, id="a form"),
        pytest.param(menu(NAME, [(NAME, NAME)], NAME, "attach", "arn", holder=NAME), "attach", {"holder": NAME}, id="a menu"),
        pytest.param(text_field("key", NAME, NAME), "set_field", {"field": "key"}, id="a field"),
    ],
)
def test_a_control_asks_for_its_step_with_its_values(control: Markup, step: str, values: dict[str, str]) -> None:
    markup = str(control)
    assert "<img" not in markup
    assert f'data-step="{step}"' in markup
    _, _, rest = markup.partition('data-values="')
    assert json.loads(unescape(rest.partition('"')[0])) == values


def test_a_name_that_may_be_cut_is_whole_when_it_is_pointed_at() -> None:
    short, long = "n" * LONG_NAME, "n" * (LONG_NAME + 1)
    assert "title" not in str(named_button(short, "inspect", "x"))
    assert f'title="{long}"' in str(named_button(long, "inspect", "x"))


def test_what_cannot_be_undone_or_made_again_is_disabled() -> None:
    undo, redo = undo_buttons(can_undo=True, can_redo=False)
    assert "disabled" not in str(undo)
    assert "disabled" in str(redo)
