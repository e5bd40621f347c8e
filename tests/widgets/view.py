"""The ipywidgets of a widget, found as a user finds them: by what stands on them; and the words of decisions.

A widget only formats what `iamsim.decision.explain` says, so its tests take the words from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from iamsim.decision import Decision
from iamsim.decision.explain import decision_words
from iamsim.markup import text_table
from iamsim.widgets.base import Widget
from iamsim.widgets.controls import ControlView

ALLOWED = decision_words(Decision.ALLOWED)
DENIED = decision_words(Decision.EXPLICIT_DENY)
NOBODY = decision_words(Decision.IMPLICIT_DENY)


def aligned(*rows: Sequence[str]) -> str:
    """Rows of a table as a widget's text has them; how wide a column is depends on the decisions' words."""
    return "\n".join(text_table(rows, indent="  "))


def view(widget: Widget) -> ControlView:
    """Show the widget, and return its ipywidgets."""
    widget._repr_mimebundle_()
    assert widget._view is not None
    return widget._view


def shown(widget: Widget) -> list[Any]:
    """All ipywidgets that are not boxes, in their order."""
    style, *others = _leaves(view(widget).box)
    assert style.value.startswith("<style onload=")
    assert "iamsimKeys" in style.value
    return others


def _leaves(box: Any) -> Iterator[Any]:
    for child in box.children:
        yield from _leaves(child) if hasattr(child, "children") else (child,)


def control(widget: Widget, label: str) -> Any:
    """The control with this label, or with this tooltip."""
    found = [each for each in shown(widget) if label in (getattr(each, "description", ""), getattr(each, "tooltip", ""))]
    assert len(found) == 1, f"{len(found)} controls are called {label!r}"
    return found[0]


def boxes(widget: Widget) -> dict[str, Any]:
    """The tick boxes by their labels."""
    return {each.description: each for each in shown(widget) if type(each).__name__ == "Checkbox"}


def ticks(widget: Widget) -> dict[str, bool]:
    """Which boxes are ticked."""
    return {label: box.value for label, box in boxes(widget).items()}


def area(widget: Widget) -> str:
    """The HTML beside or below the controls."""
    return str(view(widget).area.value)
