"""A heat map of decisions: users down, what they ask for across, a sign, a word and a colour in each cell.

    Matrix → users, columns, HeatCells → heat_map → a table; heat_map_style has the rules of its classes

With more than MAX_WIDE_COLUMNS columns it is dense: signs alone, each with its words for who points at it or
listens to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import NamedTuple

from iamsim.decision import Decision
from iamsim.decision.account_matrix import cell
from iamsim.decision.matrix import Matrix
from iamsim.markup import palette
from iamsim.markup.card import COLOURS
from iamsim.markup.decision_cell import DecisionCell, cell_of_matrix, decision_cell, dependent_cell
from iamsim.markup.elements import Content, Markup, element, trusted
from iamsim.markup.text import code_name

MAX_WIDE_COLUMNS = 12
"""A heat map with more columns than these is dense."""

_LIGHT = {
    **{name: COLOURS[name] for name in ("ok", "ok-pale", "no", "no-pale", "open", "open-pale", "soft")},
    "rim": palette.LINE,
    "ink": palette.INK,
    "paper": palette.PAPER,
}
_DARK = {name: palette.DARK[colour] for name, colour in _LIGHT.items()}


class HeatCell(NamedTuple):
    """One cell: what is decided, and what was decided before a change; None if it is the same."""

    now: DecisionCell
    before: DecisionCell | None = None

    @property
    def css_class(self) -> str:
        """The class of the decision now, and `is-changed`."""
        return self.now.css_class if self.before is None else f"{self.now.css_class} is-changed"

    @property
    def words(self) -> str:
        """The decision in words: `allowed`, or `allowed, was nobody allowed it`."""
        return str(self.now) if self.before is None else f"{self.now}, was {self.before}"


@cache
def heat_map_style() -> Markup:
    """Return the rules of all heat maps, in the colours of `palette`, light and dark.

    Dark is JupyterLab's dark theme; in a page of our own (`iamsim-document`) what the reader prefers.
    """
    rules = files(__package__).joinpath("heat_map.css").read_text(encoding="utf-8")
    rules = re.sub(r"/\*.*?\*/", "", rules, flags=re.DOTALL)
    names = ".iamsim-heat,.iamsim-heat-key"
    in_dark_theme = _within('body[data-jp-theme-light="false"]', names)
    in_document = (
        f"@media (prefers-color-scheme:dark){{{_within('.iamsim-document', names)}{{{_variables(_DARK)}}}}}"
    )
    colours = f"{names}{{{_variables(_LIGHT)}}}{in_dark_theme}{{{_variables(_DARK)}}}{in_document}"
    return trusted(colours + re.sub(r"\s*([{};,>])\s*", r"\1", rules).strip())


def _within(ancestor: str, names: str) -> str:
    return ",".join(f"{ancestor} {name}" for name in names.split(","))


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--heat-{name}:{value};" for name, value in colours.items())


def heat_map(
    users: Sequence[str],
    columns: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[HeatCell]],
    *,
    caption: Content = "",
) -> Markup:
    """Make the table: a row for each user, a column for each pair of a group and a name.

    Neighbours of one group stand under its heading; the empty group has none.
    """
    dense = len(columns) > MAX_WIDE_COLUMNS
    attributes = {"class": "iamsim-heat is-dense" if dense else "iamsim-heat"}
    head = element("thead", {}, *_head_rows(columns, dense=dense))
    body = element(
        "tbody",
        {},
        *(
            element(
                "tr",
                {},
                element("th", {"scope": "row"}, user),
                *(
                    _cell(cell, f"{user}, {' on '.join(filter(None, column[::-1]))}", dense=dense)
                    for cell, column in zip(cells, columns, strict=True)
                ),
            )
            for user, cells in zip(users, rows, strict=True)
        ),
    )
    return element("table", attributes, *([element("caption", {}, caption)] if caption else []), head, body)


def _head_rows(columns: Sequence[tuple[str, str]], *, dense: bool) -> list[Markup]:
    groups = [
        (group, len(list(members))) for group, members in groupby(columns, key=lambda column: column[0])
    ]
    corner = element("td")
    # An upright heading shows the whole name in one line.
    heads = (element("code", {}, name) if dense else code_name(name) for _, name in columns)
    names = element("tr", {}, corner, *(element("th", {"scope": "col"}, name) for name in heads))
    if not any(group for group, _ in groups):
        return [names]
    headings = (
        element("th", {"scope": "colgroup", "colspan": str(size), "title": group}, element("code", {}, group))
        for group, size in groups
    )
    return [element("tr", {}, corner, *headings), names]


def _cell(cell: HeatCell, request: str, *, dense: bool) -> Markup:
    attributes = {"class": cell.css_class}
    if dense:
        # A sign alone is not heard: screen readers say "check mark", or nothing. They say the headings of row
        # and column themselves; who points at a cell in the middle sees neither.
        words = {"aria-label": cell.words, "title": f"{request}: {cell.words}"}
        return element("td", attributes | words, cell.now.sign)
    was = (
        []
        if cell.before is None
        else [element("span", {"class": "was"}, f" was {cell.before.sign} {cell.before}")]
    )
    return element("td", attributes, f"{cell.now.sign} {cell.now}", *was)


def heat_map_key() -> Markup:
    """Make the line that says what the signs mean."""
    cells = [*map(decision_cell, Decision), dependent_cell(["a key that nobody gave"])]
    return element(
        "p",
        {"class": "iamsim-heat-key"},
        *(element("span", {}, f"{cell.sign} {cell.words}") for cell in cells),
    )


def matrix_cell(matrix: Matrix, user: str, action: str, resource: str) -> DecisionCell:
    """Return the cell of a matrix; what depends on a key that nobody gave is shown so, and as no fact.

    For a user whom the matrix does not have, that nobody allowed it.
    """
    return cell_of_matrix(cell(matrix, user, action, resource))


def matrix_heat_map(matrix: Matrix, before: Matrix | None = None, *, caption: Content = "") -> Markup:
    """Make the heat map of a matrix, by resource; with `before`, cells that are another now are marked.

    Both matrices have the same actions and resources. A user who was not there before had nobody's Allow.
    """
    columns = [(resource, action) for resource in matrix.resources for action in matrix.actions]
    rows = [
        [_matrix_heat_cell(matrix, before, user, action, resource) for resource, action in columns]
        for user in matrix.users
    ]
    return heat_map(matrix.users, columns, rows, caption=caption)


def _matrix_heat_cell(
    matrix: Matrix, before: Matrix | None, user: str, action: str, resource: str
) -> HeatCell:
    now = matrix_cell(matrix, user, action, resource)
    if before is None:
        return HeatCell(now)
    was = matrix_cell(before, user, action, resource)
    return HeatCell(now, was if was != now else None)
