"""A page of a widget in the browser: areas of markup, cells of decisions, and the steps that come back.

    LivePage(PageForm(…), on_step) → .show({"toolbar": Markup…}, PageState(…)) → .ipywidget

Its front end is `page_markup.js` and `page.js`, brought by anywidget. On the course's site anywidget's front
end alone is installed, so there the ipywidget names it: to import the package takes 0.7 s in a browser.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

from iamsim.markup import Markup

ANYWIDGET_VERSION = "~0.11.0"
"""The versions of anywidget's front end for which the names of `_site_base` hold."""
SCRIPTS = ("keys.js", "page_markup.js", "page.js")
"""The files of the page's script, joined into one module."""
OnStep = Callable[[str, Mapping[str, Any]], None]
"""Called with the name of a step and its values, both as the page sent them: not yet checked."""


@dataclass(frozen=True, slots=True)
class PageForm:
    """What a page never changes."""

    css_class: str
    area_names: tuple[str, ...]  # from top to bottom
    cell_words: Mapping[str, Sequence[str]]  # by letter: CSS class, sign, short word, words to be read out
    style: str  # CSS
    # Is sent with the `code` of an address that ends in `#play=CODE`, or of what was built before Python was
    # stopped. Such a page also sends `set_narrow`: whether it is as narrow as a phone.
    address_step: str = ""


@dataclass(frozen=True, slots=True)
class PageState:
    """What changes with nearly every step, while the areas' markup stays as it is."""

    cells: str = ""  # a letter for each cell of the table, a key of `cell_words`
    cells_before: str = ""  # the same before the last change
    goals: str = ""  # for each cell: 1 as wanted, 0 not as wanted, a space where nothing is wanted
    chosen_cell: int = -1
    boxes: str = ""  # 1 for each ticked box, 0 for one that is not
    marks: Mapping[str, str] = field(default_factory=dict)  # classes of the picture's parts, by key
    failed: bool = False  # whether the last step did not work


class LivePage:
    """An ipywidget whose areas, cells and marks Python sets. Raises ImportError where none can be shown."""

    def __init__(self, form: PageForm, on_step: OnStep) -> None:
        self.ipywidget = _page_class(form.area_names, form.style)(
            css_class=form.css_class,
            area_names=list(form.area_names),
            cell_words={letter: list(words) for letter, words in form.cell_words.items()},
            address_step=form.address_step,
        )
        self.ipywidget.on_msg(lambda _, message, __: self._receive(message))
        self._on_step = on_step

    def show(
        self,
        areas: Mapping[str, Markup],
        state: PageState | None = None,
    ) -> None:
        """Show areas and what stands in their cells, boxes and pictures.

        Only what differs from what the page has is sent.
        """
        # The state first, so that a new area is shown with the one that belongs to it.
        changes = asdict(state or PageState()) | {name: str(markup) for name, markup in areas.items()}
        # In one message: a page between two states would show answers beside the wrong people.
        with self.ipywidget.hold_sync():
            for name, value in changes.items():
                setattr(self.ipywidget, name, value)
            self.ipywidget.answer_number += 1

    def suggest(self, field: str, options: Sequence[str]) -> None:
        """Offer texts for a field in which somebody types."""
        self.ipywidget.suggestions = {"field": field, "options": list(options)}

    def _receive(self, message: object) -> None:
        # From the browser: anybody who can run the page's script can send anything.
        if isinstance(message, dict):
            step, values = message.get("step"), message.get("values")
            if isinstance(step, str) and isinstance(values, dict):
                self._on_step(step, values)


@cache
def _page_class(area_names: tuple[str, ...], style: str) -> type[Any]:
    """Return the class of ipywidgets with these areas, each a trait, so that only changed ones are sent."""
    traitlets = import_module("traitlets")
    files = (Path(__file__).with_name(name) for name in SCRIPTS)
    script = "\n".join(file.read_text(encoding="utf-8") for file in files)  # one module for anywidget
    traits = {
        **{name: traitlets.Unicode().tag(sync=True) for name in area_names},
        **{name: traitlets.Unicode().tag(sync=True) for name in _TEXTS},
        **{name: traitlets.Dict().tag(sync=True) for name in ("marks", "cell_words", "suggestions")},
        "failed": traitlets.Bool(default_value=False).tag(sync=True),
        **{name: traitlets.Int(default).tag(sync=True) for name, default in _NUMBERS.items()},
        "area_names": traitlets.List().tag(sync=True),
    }
    # A notebook has one style sheet for each class name of anywidget's: that of the page that was made last.
    name = f"LivePage{sha256(style.encode()).hexdigest()[:8]}"
    if sys.platform == "emscripten":
        return type(name, (_site_base(),), {**traits, **_site_traits(script, style, name)})
    any_widget = import_module("anywidget").AnyWidget
    return type(name, (any_widget,), {**traits, "_esm": script, "_css": style})


_TEXTS = ("css_class", "address_step", "cells", "cells_before", "goals", "boxes")
_NUMBERS = {"chosen_cell": -1, "answer_number": 0}


def _site_base() -> type[Any]:
    base: type[Any] = import_module("ipywidgets").DOMWidget
    return base


def _site_traits(script: str, style: str, name: str) -> dict[str, Any]:
    """Return the traits by which ipywidgets' front end finds anywidget's, and which that one reads."""
    traitlets = import_module("traitlets")
    texts = {
        "_model_name": "AnyModel",
        "_view_name": "AnyView",
        **dict.fromkeys(("_model_module", "_view_module"), "anywidget"),
        **dict.fromkeys(("_model_module_version", "_view_module_version"), ANYWIDGET_VERSION),
        "_esm": script,
        "_css": style,
        "_anywidget_id": f"iamsim.{name}",
    }
    return {name: traitlets.Unicode(text).tag(sync=True) for name, text in texts.items()}
