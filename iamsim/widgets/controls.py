"""The controls of a widget as data, and the ipywidgets that are made from them.

    menu, tick_box, button and label, in rows, columns and grids → Control → ControlView → ipywidgets

A widget says what its controls show now, again after each change; ControlView makes the ipywidgets and keeps
them so. Only this module and `form_controls` import ipywidgets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from iamsim.markup import Content, Markup, fragment

_Key: TypeAlias = tuple[tuple[int, ...], str, str]  # path of indices, kind, description


@dataclass(frozen=True, slots=True)
class Control:
    """An ipywidget as it is now: `kind` is its class, `fixed` what it is made with, `state` what may change.

    `callback` gets the new value when a user changes the control; that of a button gets nothing.
    """

    kind: str
    fixed: Mapping[str, Any]
    state: Mapping[str, Any] = field(default_factory=dict)
    callback: Callable[..., object] | None = None
    children: Sequence[Control] | None = None  # of a box


def menu(
    description: str, options: Iterable[str | tuple[str, str]], value: str, callback: Callable[[str], object]
) -> Control:
    """Make a menu; an option is a text, or a pair of what it says and its value."""
    # ipywidgets' own widths (80 px for a description, 300 px for a menu) cut names off.
    layout = {"width": "auto", "margin": "2px 2em 2px 0"}
    fixed = {"description": description, "style": {"description_width": "initial"}, "layout": layout}
    # The options come first: to set them chooses the first one.
    return Control("Dropdown", fixed, {"options": tuple(options), "value": value}, callback)


def tick_box(
    description: str, ticked: bool, callback: Callable[[bool], object], tooltip: str | None = None
) -> Control:
    """Make a box to tick."""
    layout = {"width": "auto", "margin": "2px 1.4em 2px 0"}
    fixed = {"description": description, "indent": False, "layout": layout}
    return Control("Checkbox", fixed, {"value": ticked, "tooltip": tooltip}, callback)


def button(
    description: str,
    callback: Callable[[], object],
    tooltip: str,
    *,
    disabled: bool = False,
    primary: bool = False,
    **layout: str,
) -> Control:
    """Make a button; its description may change."""
    state = {"description": description, "disabled": disabled, "button_style": "primary" if primary else ""}
    return Control("Button", {"tooltip": tooltip, "layout": layout}, state, callback)


def label(content: Content, **layout: str) -> Control:
    """Make words that stand beside controls."""
    return Control("HTML", {"layout": layout}, {"value": str(fragment(content))})


def row(*children: Control) -> Control:
    """Put controls in a row, which is broken where the page is narrow."""
    return Control("HBox", {"layout": {"flex_flow": "row wrap", "align_items": "center"}}, children=children)


def column(*children: Control) -> Control:
    """Put controls below each other."""
    return Control("VBox", {}, children=children)


def grid(columns: str, children: Sequence[Control], **layout: str) -> Control:
    """Put controls in a grid; `columns` are the widths of its columns, as CSS has them."""
    return Control("GridBox", {"layout": {"grid_template_columns": columns, **layout}}, children=children)


class ControlView:
    """The ipywidgets of a widget's controls, and the area that shows its content."""

    def __init__(self, *, side_by_side: bool = False) -> None:
        import ipywidgets  # noqa: PLC0415 - optional: without it a widget shows its text and HTML versions

        self._ipywidgets = ipywidgets
        self._made: dict[_Key, Any] = {}
        self._controls: dict[_Key, Control] = {}
        self._updating = False
        self.area = ipywidgets.HTML()
        wrapped = {"flex_flow": "row wrap", "align_items": "flex-start"}
        self.box = ipywidgets.HBox(layout=wrapped) if side_by_side else ipywidgets.VBox()

    def update(self, controls: Sequence[Control], content: Markup) -> None:
        """Show these controls and this content; a control that was shown before stays the same ipywidget."""
        # To set a value makes ipywidgets report a change; only a user's changes may reach the callbacks.
        self._updating = True
        try:
            # Begun anew, so that what is not shown any more can be told from what is.
            self._controls = {}
            self.box.children = (*self._ipywidgets_of(controls, ()), self.area)
            self.area.value = str(content)
            for key in self._made.keys() - self._controls.keys():
                self._made.pop(key).close()  # else its model stays in the browser
        finally:
            self._updating = False

    def _ipywidgets_of(self, controls: Sequence[Control], path: tuple[int, ...]) -> tuple[Any, ...]:
        return tuple(self._ipywidget(control, (*path, index)) for index, control in enumerate(controls))

    def _ipywidget(self, control: Control, path: tuple[int, ...]) -> Any:
        """Return the ipywidget at this place in the boxes; make it if the one there was another."""
        key = (path, control.kind, control.fixed.get("description", ""))
        self._controls[key] = control
        if key not in self._made:
            self._made[key] = self._make(control, key)
        ipywidget = self._made[key]
        for trait, value in control.state.items():
            # Equal options must not be set again: ipywidgets would choose the first one.
            if getattr(ipywidget, trait) != value:
                setattr(ipywidget, trait, value)
        if control.children is not None:  # a box may have become empty
            ipywidget.children = self._ipywidgets_of(control.children, path)
        return ipywidget

    def _make(self, control: Control, key: _Key) -> Any:
        ipywidget = getattr(self._ipywidgets, control.kind)(**control.fixed)
        if control.kind == "Button":
            ipywidget.on_click(lambda _: self._report(key))
        elif control.callback is not None:
            ipywidget.observe(lambda change: self._report(key, change["new"]), "value")
        return ipywidget

    def _report(self, key: _Key, *value: object) -> None:
        # The callback of the last update: an earlier one may have been about another user.
        callback = self._controls[key].callback
        if callback is not None and not self._updating:
            callback(*value)
