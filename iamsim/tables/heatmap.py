"""A frame of decisions as a heat map: a Styler with a sign, a word and a colour in each cell.

    decisions(account) → users down, actions across → HeatMap, with the classes of markup's style sheet

The text is the table in words, and nothing in it is made up anew at each run, so a notebook's print can be
compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from iamsim.decision import Decision
from iamsim.decision.explain import decision_words, dependence_words, short_name
from iamsim.markup import (
    MAX_WIDE_COLUMNS,
    DecisionCell,
    decision_cell,
    dependent_cell,
    element,
    fragment,
    heat_map_key,
    heat_map_style,
    text_table,
    trusted,
)
from iamsim.tables.decisions import SITUATION
from iamsim.tables.frames import pandas

if TYPE_CHECKING:
    from pandas import DataFrame
    from pandas.io.formats.style import Styler

REQUIRED_COLUMNS = ("user", "action", "resource", "decision", "depends_on")
_NO_CELL = "is-left-out"  # the class of a cell whose row was left out of the frame
_DECISIONS = {decision_words(decision): decision for decision in Decision}


def heatmap(frame: DataFrame) -> Styler:
    """Return decisions as a pandas Styler: a row for each user, a column for each action of each resource.

    `frame` is that of `decisions`, or some of its rows; cells of other rows stay empty. With more than twelve
    columns it is dense: signs alone, each with its words for who points at it. Of a frame of `side_by_side`
    each situation has columns of its own, under its name.
    Raises ValueError for another frame, PandasMissing.
    """
    missing = [column for column in REQUIRED_COLUMNS if column not in frame.columns]
    if missing:
        raise ValueError(f"expected a frame of decisions(), got one without {', '.join(missing)}")
    situations = [SITUATION] if SITUATION in frame.columns else []
    if frame.duplicated([*situations, "user", "action", "resource"]).any():
        raise ValueError("expected one row for each user, action and resource, got several")
    cells = [_cell(*pair) for pair in zip(frame["decision"], frame["depends_on"], strict=True)]
    words = _pivot(frame, [str(cell) for cell in cells])
    by_words = {str(cell): cell for cell in cells}
    dense = words.shape[1] > MAX_WIDE_COLUMNS
    styler: Styler = _heat_map_class()(words, dense=dense)
    # What a formatter returns is HTML to pandas, so each escapes.
    styler.format(lambda text: _content(by_words.get(text), dense=dense), na_rep="")
    styler.format_index(_escaped, axis=0).format_index(_escaped, axis=1)
    if "resource" in words.columns.names and styler.short_resources:
        # The columns are narrow, so of an ARN only its end is shown.
        styler.format_index(lambda arn: _escaped(short_name(arn)), axis=1, level="resource")
    styler.set_td_classes(words.map(lambda text: by_words[text].css_class if text in by_words else _NO_CELL))
    # By the focus on the table, the keyboard alone can scroll what it stands in.
    styler.set_table_attributes(f'class="iamsim-heat{" is-dense" if dense else ""}" tabindex="0"')
    if dense:  # quotes too: pandas puts the texts into attributes as they are
        styler.set_tooltips(words.fillna("").map(escape), as_title_attribute=True)
    return styler


def _cell(words: str, keys: str) -> DecisionCell:
    if words == dependence_words():
        return dependent_cell(keys.split(", "))
    return decision_cell(_DECISIONS[words])


def _content(cell: DecisionCell | None, *, dense: bool) -> str:
    if cell is None:
        return ""
    return _escaped(cell.sign if dense else f"{cell.sign} {cell}")


def _escaped(text: str) -> str:
    return str(fragment(text))


def _heading(names: Mapping[str, str], *, short: bool) -> str:
    """Return a column's name in a line of text: `before: s3:GetObject on site/a.txt`."""
    situation = f"{names[SITUATION]}: " if SITUATION in names else ""
    resource = names.get("resource", "")
    on = f" on {short_name(resource) if short else resource}" if resource else ""
    return f"{situation}{names['action']}{on}"


def _pivot(frame: DataFrame, words: list[str]) -> DataFrame:
    """Return the words by user, and by situation, resource and action; all in the order of the frame."""
    pd = pandas()
    above = frame.columns.intersection([SITUATION, "resource"])
    names = [name for name in above if len(frame[name].drop_duplicates()) > 1]
    # All columns of a situation stand together, and in it all of a resource, under its name.
    positions = frame[names].apply(lambda column: pd.factorize(column)[0])
    by_name = positions.sort_values(names, kind="stable").index if names else frame.index
    names = [*names, "action"]
    order = frame.loc[by_name, names].drop_duplicates()
    columns = pd.MultiIndex.from_frame(order) if len(names) > 1 else pd.Index(order["action"], name="action")
    index = pd.MultiIndex.from_frame(frame[["user", *names]])
    # Not pivot_table: there is one text in each cell, and nothing to aggregate.
    by_cell = pd.Series(words, index=index, dtype=object).unstack(names)  # noqa: PD010
    table: DataFrame = by_cell.reindex(index=frame["user"].drop_duplicates(), columns=columns)
    table.index.name = "user"
    return table


@cache
def _heat_map_class() -> Any:
    """Return the class of heat maps, which can be written only where pandas is installed."""
    from pandas.io.formats.style import Styler  # noqa: PLC0415 - see frames.pandas

    class HeatMap(Styler):  # type: ignore[misc]  # pandas has no types here
        """A Styler with the kit's style sheet, whose text and ids are the same each time."""

        def __init__(self, data: DataFrame, *, dense: bool = False, **options: Any) -> None:
            super().__init__(data, **{"uuid": "heat", "uuid_len": 0, **options})
            self.dense = dense
            names = data.columns.names
            resources = data.columns.unique("resource") if "resource" in names else []
            # Two resources that end alike keep their whole names.
            self.short_resources = len({short_name(name) for name in resources}) == len(resources)

        def __repr__(self) -> str:
            """Return the table as text: in words, or if it is dense in signs."""
            signs = {str(cell): cell.sign for cell in map(decision_cell, Decision)}
            columns = [name if isinstance(name, tuple) else (name,) for name in self.data.columns]
            keys = self.data.columns.names
            names = [
                _heading(dict(zip(keys, name, strict=True)), short=self.short_resources) for name in columns
            ]
            rows = [
                [user, *(self._text(value, signs) for value in values)]
                for user, values in zip(self.data.index, self.data.to_numpy().tolist(), strict=True)
            ]
            if not self.dense:
                return "\n".join(text_table([["user", *names], *rows]))
            key = [f"{number} {name}" for number, name in enumerate(names, 1)]
            numbers = [str(number) for number in range(1, len(names) + 1)]
            meaning = ", ".join(f"{sign} {words}" for words, sign in signs.items())
            return "\n".join([*text_table([["user", *numbers], *rows]), "", *key, meaning])

        def _text(self, words: object, signs: dict[str, str]) -> str:
            if not isinstance(words, str):
                return ""
            return signs.get(words, "?") if self.dense else words

        def _repr_html_(self) -> str:
            """Return the table with its style sheet, and the key of its signs if it is dense."""
            style = element("style", {}, heat_map_style())
            table = trusted(self.to_html())  # pandas escapes names and words: see `heatmap`
            return str(fragment(style, table, *([heat_map_key()] if self.dense else [])))

    return HeatMap
