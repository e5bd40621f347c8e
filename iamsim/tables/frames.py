"""How frames are made: pandas when it is first needed, named axes, decisions as ordered categories."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from iamsim.decision import Decision
from iamsim.decision.explain import decision_words, dependence_words

if TYPE_CHECKING:
    from pandas import CategoricalDtype, DataFrame

# From most to least certain to be let in; what depends on an unknown key comes last, so that the `max` of a
# group is certain only if all of the group is.
CATEGORIES = (
    decision_words(Decision.ALLOWED),
    decision_words(Decision.IMPLICIT_DENY),
    decision_words(Decision.EXPLICIT_DENY),
    dependence_words(),
)
"""The words of a column of decisions, in order; the last is of what depends on a key that nobody gave."""


class PandasMissing(ImportError):
    """pandas, which makes tables, is not installed."""


def pandas() -> Any:
    """Import pandas and return it. Raises PandasMissing, in one line, where it is not installed."""
    try:
        import pandas as pd  # noqa: PLC0415 - imported only when a table is made: it takes half a second
    except ImportError:
        raise PandasMissing(
            'a table needs pandas: pip install "iamsim[pandas]"; Matrix.rows() has the same rows without it'
        ) from None
    return pd


def frame(rows: Iterable[Sequence[object]], columns: Sequence[str]) -> DataFrame:
    """Return a frame of texts and numbers; its index is named `row`, and its columns `column`."""
    pd = pandas()
    # Of objects: a column without rows, or of one type, has the same type as any other.
    table: DataFrame = pd.DataFrame(list(rows), columns=pd.Index(columns, name="column"))
    table.index = pd.RangeIndex(len(table), name="row")
    return table


def decision_type() -> CategoricalDtype:
    """Return the type of a column of decisions: an ordered category."""
    dtype: CategoricalDtype = pandas().CategoricalDtype(CATEGORIES, ordered=True)
    return dtype
