"""The controls of the playground's page: buttons, menus and fields that ask for a step.

Each carries the step (`data-step`) and its values; see `widgets/page.js`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from iamsim.markup import Content, Markup, element

LONG_NAME = 24
"""Letters of a name that certainly fit the table."""


def button(
    text: Content,
    step: str,
    *,
    title: str = "",
    css_class: str = "",
    **values: object,
) -> Markup:
    """Make a button that asks for a step."""
    attributes = {"type": "button", "data-step": step, "data-values": json.dumps(values)}
    attributes |= {"data-key": f"{step} {json.dumps(values)}", "class": css_class or "iamsim-button"}
    attributes |= {"title": title, "aria-label": title} if title else {}
    return element("button", attributes, text)


def named_button(text: str, step: str, css_class: str, **values: object) -> Markup:
    """Make a button with a name, cut where it is long; pointing at it shows it whole."""
    title = text if len(text) > LONG_NAME else ""
    return button(text, step, title=title, css_class=css_class, **values)


def name_form(
    label: str, step: str, field: str, word: str = "Add", suggest: str = "", **values: object
) -> Markup:
    """Make a field with a button, which asks for a step with the text that is typed.

    The field is emptied when the step has worked; `suggest` is the kind of text that is suggested in it.
    """
    attributes = {
        "data-step": step,
        "data-values": json.dumps(values),
        "class": "iamsim-name",
        "data-clear": "",
    }
    attributes |= {"data-key": f"form {step} {json.dumps(values)}"}
    field_attributes = {"name": field, "placeholder": label, "aria-label": label, "autocomplete": "off"}
    field_attributes |= {"data-key": f"{step} {label}"} | ({"data-suggest": suggest} if suggest else {})
    return element(
        "form",
        attributes,
        element("input", {**field_attributes, "required": ""}),
        element("button", {"class": "iamsim-button"}, word),
    )


def menu(
    label: str, options: Iterable[tuple[str, str]], chosen: str, step: str, value: str, **values: object
) -> Markup:
    """Make a menu that asks for a step with what is chosen as the value named `value`."""
    attributes = {"data-step": step, "data-value": value, "data-values": json.dumps(values)}
    attributes |= {"aria-label": label, "data-key": f"{step} {label}"}
    made = (
        element("option", {"value": key, **({"selected": ""} if key == chosen else {})}, text)
        for key, text in options
    )
    return element("select", attributes, *made)


def text_field(field: str, value: str, label: str, suggest: str = "") -> Markup:
    """Make a field of the policy's form; `suggest` is the kind of text that is suggested in it."""
    attributes = {
        "value": value,
        "aria-label": label,
        "placeholder": label,
        "data-step": "set_field",
        "data-value": "value",
        "data-values": json.dumps({"field": field}),
        "data-key": f"field {field}",
        **({"data-suggest": suggest} if suggest else {}),
    }
    return element("input", attributes)


def undo_buttons(*, can_undo: bool, can_redo: bool) -> list[Markup]:
    """Make the buttons to undo and to redo."""
    return [
        element(
            "button",
            {"type": "button", "data-step": step, "data-key": step, **({} if enabled else {"disabled": ""})},
            words,
        )
        for words, step, enabled in (("↶ Undo", "undo", can_undo), ("↷ Redo", "redo", can_redo))
    ]
