"""The controls of a thing to play with: menus, tick boxes, buttons, and the area below that is written anew.

    Controls ─ build() → the box that is shown; write() → each control as the thing now is

What a control does, the thing's own methods do from code. ipywidgets has its room here; without it
(ImportError) the twins are shown.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Any, Generic, Protocol, TypeVar

from iamsim.diagram import Diagram


class Shown(Protocol):
    """What the area shows."""

    def page(self, picture: Callable[[Diagram], str]) -> str:
        """What stands below the controls, its picture made in this way."""


_Shown = TypeVar("_Shown", bound=Shown)


class Controls(ABC, Generic[_Shown]):
    """Controls, and the area that they rewrite."""

    def __init__(self, shown: _Shown) -> None:
        import ipywidgets as kit  # noqa: PLC0415 - a guest; without it the twins are shown

        self.kit = kit
        self.shown = shown
        self.area = kit.HTML()
        self.writing = False  # what we set ourselves is no answer
        self.box = self.build()
        self.refresh()

    @abstractmethod
    def build(self) -> Any:
        """Make the controls, and the box that holds them and the area."""

    @abstractmethod
    def write(self) -> None:
        """Set each control as the thing now is."""

    def refresh(self) -> None:
        """Write everything anew."""
        self.writing = True
        try:
            self.write()
            self.area.value = self.shown.page(lambda diagram: diagram.svg)
        finally:
            self.writing = False

    def tick(self, name: str, told: Callable[[bool], object]) -> Any:
        """A box to tick, which tells whether it is ticked."""
        look = {"width": "auto", "margin": "2px 1.4em 2px 0"}
        return self._heard(self.kit.Checkbox(description=name, value=False, indent=False, layout=look), told)

    def menu(self, name: str, told: Callable[[Any], object]) -> Any:
        """A menu, which tells what is chosen; empty until it is offered something."""
        style, look = {"description_width": "initial"}, {"width": "auto", "margin": "2px 2em 2px 0"}
        return self._heard(self.kit.Dropdown(description=name, style=style, layout=look), told)

    def button(self, words: str, hint: str, told: Callable[[], object]) -> Any:
        """A button, which tells that it was pressed; `hint` is shown beside the pointer."""
        button = self.kit.Button(description=words, tooltip=hint)
        button.on_click(lambda _: told())
        return button

    def words(self, html: str, **layout: str) -> Any:
        """Words beside controls."""
        return self.kit.HTML(html, layout=layout)

    def row(self, *controls: Any) -> Any:
        """Controls in a row, which breaks where the page is narrow."""
        return self.kit.HBox(controls, layout={"flex_flow": "row wrap", "align_items": "center"})

    def _heard(self, control: Any, told: Callable[[Any], object]) -> Any:
        def changed(change: Any) -> None:
            if not self.writing:
                told(change["new"])

        control.observe(changed, names="value")
        return control


def offer(menu: Any, options: Iterable[str | tuple[str, str]], value: str) -> None:
    """Fill a menu, and choose one: texts, or (what it says, what it tells)."""
    offered = tuple(options)
    if menu.options != offered:
        menu.options = offered
    menu.value = value
