"""What every thing to play with has in common: it shows itself as a widget, and as text and HTML elsewhere.

Twins ─ text(), html(), controls() → a notebook's bundle; in a place without ipywidgets the twins alone
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from iamsim.diagram import Diagram, NotDrawn
from iamsim.widgets.controls import Controls
from iamsim.widgets.page import STYLE

LOOK = (
    ".iamsim-page table{margin:.3em 0 .9em}"
    ".iamsim-page td,.iamsim-page tbody th{padding-right:1.6em}"
    ".iamsim-page .tag{border:1px solid;border-radius:3px;padding:0 .4em;margin-left:.5em;font-weight:bold}"
)


class Twins(ABC):
    """Something to play with, and its twins."""

    _controls: Controls[Any] | None = None

    @abstractmethod
    def text(self) -> str:
        """What the widget shows, as text."""

    @abstractmethod
    def page(self, picture: Callable[[Diagram], str]) -> str:
        """What stands below the controls, its picture made in this way."""

    @abstractmethod
    def controls(self) -> Controls[Any]:
        """The controls; ImportError without ipywidgets."""

    def html(self) -> str:
        """What the widget shows, as HTML that needs neither widgets nor trust."""
        return self.page(Diagram.html)

    def __str__(self) -> str:
        return self.text()

    def show(self) -> None:
        """Write the widget anew, if it is shown anywhere."""
        if self._controls is not None:
            self._controls.refresh()

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        """The widget where there is one, and its twins."""
        twins = {"text/plain": self.text(), "text/html": self.html()}
        try:
            if self._controls is None:
                self._controls = self.controls()
            return {**self._controls.box._repr_mimebundle_(**options), **twins}
        except ImportError:
            return twins


def page(said: str, table: str, drawing: Callable[[], str]) -> str:
    """A sentence that a screen reader says when it changes, a table, and a picture if it can be drawn."""
    status = f'<p role="status">{said}</p>' if said else ""
    return f'<div class="iamsim-page"><style>{STYLE}{LOOK}</style>{status}{table}{drawn(drawing)}</div>'


def drawn(drawing: Callable[[], str]) -> str:
    """A picture, or the line that says why it cannot be drawn."""
    try:
        return drawing()
    except NotDrawn as error:
        return f"<p>({escape(str(error))})</p>"


def grid(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table whose first column names the rows; cells are HTML, all else is text."""
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
        for name, *cells in rows
    )
    head = f"<caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead>"
    return f"<table>{head}<tbody>{body}</tbody></table>"


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines of text, their columns below each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def listed(names: Sequence[str], nobody: str = "nobody") -> str:
    """Names in a sentence.

    >>> listed(["ria", "tom", "kim"]), listed(["ria"]), listed([])
    ('ria, tom and kim', 'ria', 'nobody')
    """
    if not names:
        return nobody
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
