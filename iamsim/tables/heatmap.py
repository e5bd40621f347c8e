"""A frame of decisions as a heat map: a Styler with a sign, a word and a colour in each cell.

    decisions(account) → users down, actions across → HeatMap, with the classes of markup's style sheet

The text is the table in words, and nothing in it is made up anew at each run, so a notebook's print can be
compared.
"""

from __future__ import annotations

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
    columns it is dense: signs alone, each with its words for who points at it.
    Raises ValueError for another frame, PandasMissing.
    """
    missing = [column for column in REQUIRED_COLUMNS if column not in frame.columns]
    if missing:
        raise ValueError(f"expected a frame of decisions(), got one without {', '.join(missing)}")
    if frame.duplicated(["user", "action", "resource"]).any():
        raise ValueError("expected one row for each user, action and resource, got several")
    cells = [_cell(*pair) for pair in zip(frame["decision"], frame["depends_on"], strict=True)]
    words = _pivot(frame, [str(cell) for cell in cells])
    by_words = {str(cell): cell for cell in cells}
    dense = words.shape[1] > MAX_WIDE_COLUMNS
    styler: Styler = _heat_map_class()(words, dense=dense)
    # What a formatter returns is HTML to pandas, so each escapes.
    styler.format(lambda text: _content(by_words.get(text), dense=dense), na_rep="")
    styler.format_index(_escaped, axis=0).format_index(_escaped, axis=1)
    resources = [str(fragment(short_name(resource))) for resource in frame["resource"].drop_duplicates()]
    if words.columns.nlevels > 1 and len(set(resources)) == len(resources):
        # Above narrow columns there is room for the end of an ARN alone.
        styler.format_index(lambda arn: _escaped(short_name(arn)), axis=1, level="resource")
    styler.set_td_classes(words.map(lambda text: by_words[text].css_class if text in by_words else _NO_CELL))
    styler.set_table_attributes(f'class="iamsim-heat{" is-dense" if dense else ""}"')
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


def _pivot(frame: DataFrame, words: list[str]) -> DataFrame:
    """Return the words by user, and by resource and action; all in the order of the frame."""
    pd = pandas()
    resources = frame["resource"].drop_duplicates()
    names = ["resource", "action"] if len(resources) > 1 else ["action"]
    # All columns of a resource stand together, under its name.
    positions = {resource: number for number, resource in enumerate(resources)}
    by_resource = frame["resource"].map(positions).sort_values(kind="stable").index
    order = frame.loc[by_resource, names].drop_duplicates()
    columns = pd.MultiIndex.from_frame(order) if len(names) > 1 else pd.Index(order["action"], name="action")
    index = pd.MultiIndex.from_frame(frame[["user", *names]])
    # Not pivot_table: there is one text in each cell, and nothing to aggregate.
    by_cell = pd.Series(words, index=index, dtype=object).unstack(names)  # noqa: PD010
    made: DataFrame = by_cell.reindex(index=frame["user"].drop_duplicates(), columns=columns)
    made.index.name = "user"
    return made


@cache
def _heat_map_class() -> Any:
    """Return the class of heat maps, which can be written only where pandas is installed."""
    from pandas.io.formats.style import Styler  # noqa: PLC0415 - see frames.pandas

    class HeatMap(Styler):  # type: ignore[misc]  # pandas has no types here
        """A Styler with the kit's style sheet, whose text and ids are the same each time."""

        def __init__(self, data: DataFrame, *, dense: bool = False, **options: Any) -> None:
            super().__init__(data, **{"uuid": "heat", "uuid_len": 0, **options})
            self.dense = dense

        def __repr__(self) -> str:
            """Return the table as text: in words, or if it is dense in signs."""
            signs = {str(cell): cell.sign for cell in map(decision_cell, Decision)}
            columns = [name if isinstance(name, tuple) else (name,) for name in self.data.columns]
            names = [" on ".join(name[::-1]) for name in columns]
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
