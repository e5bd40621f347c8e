"""The controls of a widget as data, and the ipywidgets that are made from them.

    Menu, TickBox, Button and Label, in rows, columns and grids → ControlView → ipywidgets

A widget says what its controls show now, again after each change; ControlView makes the ipywidgets and keeps
them so. The only module that imports ipywidgets.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from iamsim.markup import Content, Markup, fragment

Layout: TypeAlias = Mapping[str, str]
"""CSS properties, spelt as ipywidgets spells them."""

_Key: TypeAlias = tuple[tuple[int, ...], type["Control | Box"], str]


class Control(ABC):
    """One control as it is now; `callback` is called when a user changes or presses it."""

    @property
    def name(self) -> str:
        """What tells it from other controls in the same place; a change of anything else is an update."""
        return ""

    @abstractmethod
    def create(self, ipywidgets: Any) -> Any:
        """Make the ipywidget."""

    @abstractmethod
    def update(self, ipywidget: Any) -> None:
        """Set what may have changed since the ipywidget was made."""


@dataclass(frozen=True)
class Menu(Control):
    """A menu; an option is a text, or a pair of what it says and its value."""

    label: str
    options: Sequence[str | tuple[str, str]]
    value: str
    callback: Callable[[str], object]

    @property
    def name(self) -> str:
        """Its label."""
        return self.label

    def create(self, ipywidgets: Any) -> Any:
        """Make an empty menu."""
        style, layout = {"description_width": "initial"}, {"width": "auto", "margin": "2px 2em 2px 0"}
        return ipywidgets.Dropdown(description=self.label, style=style, layout=layout)

    def update(self, ipywidget: Any) -> None:
        """Offer the options and choose the value."""
        options = tuple(self.options)
        if ipywidget.options != options:  # setting them chooses the first one
            ipywidget.options = options
        ipywidget.value = self.value


@dataclass(frozen=True)
class TickBox(Control):
    """A box to tick; `callback` gets True or False."""

    label: str
    ticked: bool
    callback: Callable[[bool], object]
    tooltip: str = ""

    @property
    def name(self) -> str:
        """Its label."""
        return self.label

    def create(self, ipywidgets: Any) -> Any:
        """Make a box that is not ticked."""
        layout = {"width": "auto", "margin": "2px 1.4em 2px 0"}
        return ipywidgets.Checkbox(description=self.label, value=False, indent=False, layout=layout)

    def update(self, ipywidget: Any) -> None:
        """Tick the box or not."""
        ipywidget.value = self.ticked
        ipywidget.tooltip = self.tooltip or None


@dataclass(frozen=True)
class Button(Control):
    """A button; its text may change."""

    text: str
    callback: Callable[[], object]
    tooltip: str
    disabled: bool = False
    primary: bool = False
    layout: Layout = field(default_factory=dict)

    def create(self, ipywidgets: Any) -> Any:
        """Make a button without a text."""
        return ipywidgets.Button(tooltip=self.tooltip, layout=dict(self.layout))

    def update(self, ipywidget: Any) -> None:
        """Set its text, colour, and whether it can be pressed."""
        ipywidget.description = self.text
        ipywidget.disabled = self.disabled
        ipywidget.button_style = "primary" if self.primary else ""


@dataclass(frozen=True)
class Label(Control):
    """Words beside controls."""

    content: Content
    layout: Layout = field(default_factory=dict)

    def create(self, ipywidgets: Any) -> Any:
        """Make an empty place for the words."""
        return ipywidgets.HTML(layout=dict(self.layout))

    def update(self, ipywidget: Any) -> None:
        """Set the words."""
        ipywidget.value = str(fragment(self.content))


@dataclass(frozen=True)
class Box:
    """Controls beside or below each other; `kind` is the class in ipywidgets."""

    kind: str
    children: Sequence[Control | Box]
    layout: Layout = field(default_factory=dict)

    def create(self, ipywidgets: Any) -> Any:
        """Make an empty box."""
        return getattr(ipywidgets, self.kind)(layout=dict(self.layout))


def row(*children: Control | Box) -> Box:
    """Put controls in a row, which is broken where the page is narrow."""
    return Box("HBox", children, {"flex_flow": "row wrap", "align_items": "center"})


def column(*children: Control | Box) -> Box:
    """Put controls below each other."""
    return Box("VBox", children)


def grid(columns: str, children: Sequence[Control | Box], **layout: str) -> Box:
    """Put controls in a grid; `columns` are the widths of its columns, as CSS has them."""
    return Box("GridBox", children, {"grid_template_columns": columns, **layout})


class ControlView:
    """The ipywidgets of a widget's controls, and the area that shows its content."""

    def __init__(self, *, side_by_side: bool = False) -> None:
        import ipywidgets  # noqa: PLC0415 - optional: without it a widget shows its text and HTML versions

        self._ipywidgets = ipywidgets
        self._made: dict[_Key, Any] = {}
        self._controls: dict[_Key, Control | Box] = {}
        self._updating = False
        self.area = ipywidgets.HTML()
        wrapped = {"flex_flow": "row wrap", "align_items": "flex-start"}
        self.box = ipywidgets.HBox(layout=wrapped) if side_by_side else ipywidgets.VBox()

    def update(self, controls: Sequence[Control | Box], content: Markup) -> None:
        """Show these controls and this content; a control that was shown before stays the same ipywidget."""
        # Setting a value makes ipywidgets report a change; only a user's changes may reach the callbacks.
        self._updating = True
        try:
            self._controls = {}
            shown = [self._ipywidget(control, (index,)) for index, control in enumerate(controls)]
            self.area.value = str(content)
            self.box.children = (*shown, self.area)
            for key in self._made.keys() - self._controls.keys():
                self._made.pop(key).close()
        finally:
            self._updating = False

    def _ipywidget(self, control: Control | Box, path: tuple[int, ...]) -> Any:
        """Return the ipywidget at this place in the boxes, made if there is none of that kind and name."""
        key = (path, type(control), "" if isinstance(control, Box) else control.name)
        self._controls[key] = control
        if key not in self._made:
            self._made[key] = control.create(self._ipywidgets)
            self._listen(key)
        ipywidget = self._made[key]
        if isinstance(control, Box):
            ipywidget.children = tuple(
                self._ipywidget(child, (*path, index)) for index, child in enumerate(control.children)
            )
        else:
            control.update(ipywidget)
        return ipywidget

    def _listen(self, key: _Key) -> None:
        if key[1] is Button:
            self._made[key].on_click(lambda _: self._report(key))
        elif key[1] in {Menu, TickBox}:
            self._made[key].observe(lambda change: self._report(key, change["new"]), "value")

    def _report(self, key: _Key, *value: Any) -> None:
        # The control of the last update: an earlier one may have been about another user.
        control = self._controls[key]
        if not self._updating and isinstance(control, Menu | TickBox | Button):
            control.callback(*value)
