"""The ipywidgets of a form to fill in: what an answer is chosen or written with, and the areas around it.

In: labels, values, options and descriptions as plain data. Out: an AnswerControl, or the ipywidget itself.
Nothing is preselected; each part has a description, which screen readers read. This module needs ipywidgets,
so `iamsim.widgets` does not import it. Its CSS classes are those of controls.css, and of a form's form.css.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeAlias

import ipywidgets

from iamsim.markup import Content, code_name, element, fragment

CHOOSE = "choose …"

Ipywidget: TypeAlias = ipywidgets.Widget
Options: TypeAlias = Sequence[tuple[str, Any]]  # label and value, in the order shown


@dataclass(frozen=True, slots=True)
class AnswerControl:
    """What one question is answered with; `read` gives the answer, or None while it is incomplete."""

    widget: Ipywidget
    parts: tuple[Ipywidget, ...]  # those that have a value
    read: Callable[[], Any]

    @property
    def missing(self) -> int:
        """How many parts are still to be chosen."""
        if self.read() is not None:
            return 0
        # Tick boxes have a value each (False), and an empty field has one: still one answer is missing.
        return sum(part.value is None for part in self.parts) or 1


def radio_buttons(options: Options, description: str) -> AnswerControl:
    """Make radio buttons below each other; the answer is the chosen option's value."""
    # The values are indices: ipywidgets would take equal values (1 and True) for one.
    indices = [(label, index) for index, (label, _) in enumerate(options)]
    buttons = ipywidgets.RadioButtons(options=indices, value=None, description=description)
    return AnswerControl(
        buttons, (buttons,), lambda: None if buttons.value is None else options[buttons.value][1]
    )


def radio_button_row(options: Options, description: str, css_class: str) -> ipywidgets.RadioButtons:
    """Make radio buttons beside each other; the ipywidget's value is the chosen option's, or None."""
    buttons = ipywidgets.RadioButtons(options=options, value=None, description=description)
    buttons.orientation = "horizontal"
    return _with_classes(buttons, css_class)


def tick_boxes(options: Options) -> AnswerControl:
    """Make a tick box for each option; the answer is the list of the ticked ones' values."""
    boxes = [ipywidgets.Checkbox(value=False, description=label, indent=False) for label, _ in options]

    def read() -> list[Any] | None:
        return [value for (_, value), box in zip(options, boxes, strict=True) if box.value] or None

    return AnswerControl(column(boxes, "iamsim-column"), tuple(boxes), read)


def menu_column(descriptions: Iterable[str], options: Options) -> AnswerControl:
    """Make a menu for each description, below each other; the answer is the list of the values chosen."""
    menus = _menus(descriptions, options)
    for menu in menus:
        menu.add_class("iamsim-step")
    return AnswerControl(column(menus, "iamsim-column"), tuple(menus), lambda: _chosen(menus))


def menu_grid(
    descriptions: Iterable[str], options: Options, rows: Iterable[Content], columns: Sequence[str] = ()
) -> AnswerControl:
    """Make menus under their columns and beside their rows; without columns, each beside its row's label.

    `descriptions` and the answer, the list of the values chosen, go row by row; with columns, the names of
    row and column describe each menu.
    """
    # One grid and not a box for each row, so that the columns are as wide in all rows.
    menus, row_names = _menus(descriptions, options), tuple(rows)
    width = len(columns) or 1
    cells: list[Ipywidget] = []
    if columns:
        corner = html_area("\N{NO-BREAK SPACE}", "iamsim-heading")  # an empty one would collapse
        cells += [corner, *(html_area(code_name(name), "iamsim-heading") for name in columns)]
        for menu, (row_name, column) in zip(menus, product(row_names, columns), strict=True):
            # A phone shows each row as a card with the row's name above: there it hides this one.
            name = fragment(element("span", {"class": "iamsim-row-name"}, row_name, " "), code_name(column))
            menu.description, menu.description_allow_html = str(name), True
        template = f"max-content repeat({width}, minmax(8.5rem, 12rem))"
    else:
        template = "minmax(10rem, max-content) minmax(8.5rem, 14rem)"
    for index, label in enumerate(row_names):
        cells += [html_area(label, "iamsim-label"), *menus[index * width : (index + 1) * width]]
    grid = ipywidgets.GridBox(cells, layout=ipywidgets.Layout(grid_template_columns=template))
    classes = ("iamsim-grid", "has-columns") if columns else ("iamsim-grid",)
    return AnswerControl(_with_classes(grid, *classes), tuple(menus), lambda: _chosen(menus))


def _menus(descriptions: Iterable[str], options: Options) -> list[ipywidgets.Dropdown]:
    with_none = [(CHOOSE, None), *options]
    return [
        ipywidgets.Dropdown(options=with_none, index=0, description=description)
        for description in descriptions
    ]


def _chosen(menus: Iterable[ipywidgets.Dropdown]) -> list[Any] | None:
    """Return the values of menus, or None while one is not chosen."""
    values = [menu.value for menu in menus]
    return None if None in values else values


def text_area(start: str, description: str) -> AnswerControl:
    """Make a field that begins with a text; the answer is what is in it, or None for blanks only."""
    # As high as what it begins with, a few lines more to write in, and no higher than a screen.
    rows = min(20, start.count("\n") + 5)
    area = ipywidgets.Textarea(value=start, description=description, rows=rows)
    return AnswerControl(_with_classes(area, "iamsim-written"), (area,), lambda: area.value.strip() or None)


def button(description: str, css_class: str, *, disabled: bool = False) -> ipywidgets.Button:
    """Make a button."""
    return _with_classes(ipywidgets.Button(description=description, disabled=disabled), css_class)


def html_area(content: Content, css_class: str = "") -> ipywidgets.HTML:
    """Make an area that shows content; text in it is escaped, Markup is not."""
    return _with_classes(ipywidgets.HTML(str(fragment(content))), *filter(None, [css_class]))


def column(children: Iterable[Ipywidget], *css_classes: str) -> ipywidgets.VBox:
    """Put ipywidgets below each other."""
    return _with_classes(ipywidgets.VBox(tuple(children)), *css_classes)


def row(children: Iterable[Ipywidget], *css_classes: str) -> ipywidgets.HBox:
    """Put ipywidgets beside each other."""
    return _with_classes(ipywidgets.HBox(tuple(children)), *css_classes)


def _with_classes(ipywidget: Any, *css_classes: str) -> Any:
    # Classes and no style of ipywidgets: form.css has the look of both of JupyterLab's themes.
    for css_class in css_classes:
        ipywidget.add_class(css_class)
    return ipywidget
