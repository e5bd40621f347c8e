"""Decisions, statements and findings as pandas DataFrames, and decisions as a heat map.

In go an Account, a client or a learner's progress; out come frames with named index and columns, for groupby,
pivot and to_csv. The only package that imports pandas; where it is not installed each function raises
PandasMissing, which says in one line how to get it. `iamsim.Matrix` has the same rows without pandas.

decisions    decisions, compare, side_by_side: who may do what, what a change does, several situations
statements   statements: each statement of each user, group and role
heatmap      heatmap: decisions as a Styler with a sign, a word and a colour in each cell
records      findings, history, progress: what there is to regret, the calls made, how far a learner is
frames       how frames are made, and PandasMissing
"""

from __future__ import annotations

from iamsim.tables.decisions import compare, decisions, side_by_side
from iamsim.tables.frames import PandasMissing
from iamsim.tables.heatmap import heatmap
from iamsim.tables.records import findings, history, progress
from iamsim.tables.statements import statements

__all__ = [
    "PandasMissing",
    "compare",
    "decisions",
    "findings",
    "heatmap",
    "history",
    "progress",
    "side_by_side",
    "statements",
]
