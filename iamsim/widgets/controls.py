"""The controls of a widget as data, and the ipywidgets that are made from them.

    menu, field, tick_box, button and label, in rows, columns and grids → Control → ControlView → ipywidgets

A widget says what its controls show now, again after each change; ControlView makes the ipywidgets and keeps
them so. Only this module and `form_controls` import ipywidgets. How they look is in controls.css, by CSS
classes and no style of ipywidgets, so that they are the same in forms and in both of JupyterLab's themes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

from iamsim.decision import Decision
from iamsim.decision.explain import short_decision_words
from iamsim.markup import Content, Markup, card_style, decision_cell, element, fragment, packed_rules, trusted

_Key: TypeAlias = tuple[tuple[int, ...], str, str]  # path of indices, kind, description


@dataclass(frozen=True, slots=True)
class Control:
    """An ipywidget as it is now: `kind` is its class, `fixed` what it is made with, `state` what may change.

    `callback` gets the new value when a user changes the control; that of a button gets nothing.
    """

    kind: str
    fixed: Mapping[str, Any]
    state: Mapping[str, Any] = dataclass_field(default_factory=dict)
    callback: Callable[..., object] | None = None
    children: Sequence[Control] | None = None  # of a box
    css_classes: Sequence[str] = ()  # which may change


def menu(
    description: str, options: Iterable[str | tuple[str, str]], value: str, callback: Callable[[str], object]
) -> Control:
    """Make a menu; an option is a text, or a pair of what it says and its value."""
    # The options come first: to set them chooses the first one.
    state = {"options": tuple(options), "value": value}
    return Control("Dropdown", {"description": description}, state, callback, css_classes=("iamsim-field",))


def field(
    description: str,
    completions: Iterable[str],
    value: str,
    callback: Callable[[str], object],
    *css_classes: str,
) -> Control:
    """Make a field for a text, with texts to choose from; each letter that is typed is reported."""
    state = {"options": tuple(completions), "value": value}
    return Control(
        "Combobox", {"description": description}, state, callback, css_classes=("iamsim-field", *css_classes)
    )


def tick_box(
    description: str,
    ticked: bool,
    callback: Callable[[bool], object],
    tooltip: str | None = None,
    *,
    bare: bool = False,
) -> Control:
    """Make a box to tick; a `bare` one stands in a grid, and its description is only heard."""
    fixed = {"description": description, "indent": False}
    classes = ("is-bare",) if bare else ()
    return Control("Checkbox", fixed, {"value": ticked, "tooltip": tooltip}, callback, css_classes=classes)


def button(  # noqa: PLR0913 - as menu, and what may change
    description: str,
    callback: Callable[[], object],
    tooltip: str,
    *,
    disabled: bool = False,
    primary: bool = False,
    css_classes: Sequence[str] = (),
) -> Control:
    """Make a button; its description and its classes may change."""
    state = {"description": description, "disabled": disabled, "button_style": "primary" if primary else ""}
    return Control("Button", {"tooltip": tooltip}, state, callback, css_classes=css_classes)


def decision_button(
    decision: Decision, callback: Callable[[], object], tooltip: str, *, chosen: bool = False
) -> Control:
    """Make the cell of a decision that can be pressed: its sign, one word, its colour."""
    classes = ("iamsim-cell", decision_cell(decision).css_class, *(["is-chosen"] if chosen else []))
    return button(short_decision_words(decision), callback, tooltip, css_classes=classes)


def label(content: Content, *css_classes: str) -> Control:
    """Make words that stand beside controls."""
    return Control("HTML", {}, {"value": str(fragment(content))}, css_classes=css_classes)


def row(*children: Control, tight: bool = False) -> Control:
    """Put controls in a row, which is broken where the page is narrow."""
    classes = ("iamsim-row", "is-tight") if tight else ("iamsim-row",)
    return Control("HBox", {}, children=children, css_classes=classes)


def column(*children: Control) -> Control:
    """Put controls below each other."""
    return Control("VBox", {}, children=children)


def grid(columns: str, children: Sequence[Control]) -> Control:
    """Put controls in a grid; `columns` are the widths of its columns, as CSS has them."""
    layout = {"layout": {"grid_template_columns": columns}}
    return Control("GridBox", layout, children=children, css_classes=("iamsim-grid",))


@cache
def control_style() -> Markup:
    """Return the rules of all controls that stand in a card."""
    return trusted(packed_rules(__package__, "controls.css"))


@cache
def key_guard() -> Markup:
    """Return the script that keeps JupyterLab's keys of command mode away from focused controls."""
    return trusted(packed_script(__package__, "keys.js"))


def event_script(package: str, name: str) -> Markup:
    """Return a script of a package for an element's event, with the guard of the keys.

    The site's Content-Security-Policy allows the script of forms and the guard alone, by their hashes.
    """
    return trusted(f"{packed_script(package, name)}; {key_guard()}")


@cache
def packed_script(package: str, name: str) -> str:
    """Return a script of a package without its `/* */` comments, on one line."""
    script = files(package).joinpath(name).read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", script, flags=re.DOTALL)).strip()


class ControlView:
    """The ipywidgets of a widget's controls, and the area that shows its content."""

    def __init__(self, *, side_by_side: bool = False) -> None:
        import ipywidgets  # noqa: PLC0415 - optional: without it a widget shows its text and HTML versions

        self._ipywidgets = ipywidgets
        self._made: dict[_Key, Any] = {}
        self._controls: dict[_Key, Control] = {}
        self._classes: dict[_Key, Sequence[str]] = {}
        self._updating = False
        self.area = ipywidgets.HTML()
        # In an area of its own: it is sent once, and not with each change of the content.
        # A page does not run a <script> in a widget's HTML; the `onload` of a style element it does run.
        style = element("style", {"onload": key_guard()}, trusted(f"{card_style()}{control_style()}"))
        self._style = ipywidgets.HTML(str(style))
        self._style.add_class("iamsim-style")
        self.box = ipywidgets.VBox()
        beside_class = ("is-beside",) if side_by_side else ()
        for css_class in ("iamsim-sheet", "iamsim-controls", "iamsim-plaything", *beside_class):
            self.box.add_class(css_class)

    def update(self, controls: Sequence[Control], content: Markup) -> None:
        """Show these controls and this content; a control that was shown before stays the same ipywidget."""
        # To set a value makes ipywidgets report a change; only a user's changes may reach the callbacks.
        self._updating = True
        try:
            # Begun anew, so that what is not shown any more can be told from what is.
            self._controls = {}
            self.box.children = (self._style, *self._ipywidgets_of(controls, ()), self.area)
            self.area.value = str(content)
            for key in self._made.keys() - self._controls.keys():
                self._made.pop(key).close()  # else its model stays in the browser
                self._classes.pop(key)
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
        self._set_classes(key, ipywidget, control.css_classes)
        if control.children is not None:  # a box may have become empty
            ipywidget.children = self._ipywidgets_of(control.children, path)
        return ipywidget

    def _set_classes(self, key: _Key, ipywidget: Any, css_classes: Sequence[str]) -> None:
        before = self._classes.get(key, ())
        for css_class in before:
            if css_class not in css_classes:
                ipywidget.remove_class(css_class)
        for css_class in css_classes:
            if css_class not in before:
                ipywidget.add_class(css_class)
        self._classes[key] = css_classes

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
