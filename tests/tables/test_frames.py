"""How frames are made, and what is said where pandas is not installed."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

import iamsim
from iamsim import Decision, tables
from iamsim.decision.explain import decision_words, dependence_words
from iamsim.tables import PandasMissing
from iamsim.tables.frames import CATEGORIES, decision_type, frame


def test_a_frame_has_named_axes() -> None:
    made = frame([("a", 1)], ("name", "count"))
    assert (made.index.name, made.columns.name) == ("row", "column")
    assert made["count"].sum() == 1


def test_there_is_a_category_for_each_decision_and_one_for_what_depends() -> None:
    assert set(CATEGORIES) == {*map(decision_words, Decision), dependence_words()}
    assert decision_type().ordered


EMPTY = iamsim.client("iam")
EMPTY.create_user(UserName="ria")
CALLS: list[Callable[[], object]] = [
    lambda: tables.decisions(EMPTY.account),
    lambda: tables.compare(EMPTY.account, EMPTY.account),
    lambda: tables.statements(EMPTY.account),
    lambda: tables.findings(EMPTY.account),
    lambda: tables.history(EMPTY),
    lambda: tables.progress((), ()),
    lambda: tables.side_by_side({"now": None}),
]


@pytest.mark.parametrize("call", CALLS)
def test_without_pandas_each_function_says_in_one_line_how_to_get_it(call: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(PandasMissing) as caught:
        call()
    assert str(caught.value) == (
        'a table needs pandas: pip install "iamsim[pandas]"; Matrix.rows() has the same rows without it'
    )
    assert isinstance(caught.value, ImportError)
