"""HTML and SVG text made from elements that escape by themselves, and tables as aligned text.

In go texts (names, statements, sentences), out come `Markup` and lines of text. No other package writes tags.

card            the style sheet of all cards; tables that fit into one
elements        element, fragment, trusted → Markup
text            `code` and **strong**, paragraphs, names in code font, in a sentence, for a terminal
tables          rows as an HTML table and as lines of aligned text
decision_cell   the one cell of a decision: its sign, words and CSS class
heat_map        many such cells as a table, dense where there are many columns; its style sheet
palette         the colours of decisions, of paper and of ink
"""

from __future__ import annotations

from iamsim.markup import palette
from iamsim.markup.card import card_style, card_table, packed_rules, scrolled
from iamsim.markup.decision_cell import DecisionCell, cell_of_matrix, decision_cell, dependent_cell
from iamsim.markup.elements import Content, Markup, element, fragment, trusted
from iamsim.markup.heat_map import (
    MAX_WIDE_COLUMNS,
    HeatCell,
    heat_map,
    heat_map_key,
    heat_map_style,
    matrix_cell,
    matrix_heat_map,
)
from iamsim.markup.tables import Cell, html_table, text_table
from iamsim.markup.text import code_name, inline, join_names, paragraphs, printable

__all__ = [
    "MAX_WIDE_COLUMNS",
    "Cell",
    "Content",
    "DecisionCell",
    "HeatCell",
    "Markup",
    "card_style",
    "card_table",
    "cell_of_matrix",
    "code_name",
    "decision_cell",
    "dependent_cell",
    "element",
    "fragment",
    "heat_map",
    "heat_map_key",
    "heat_map_style",
    "html_table",
    "inline",
    "join_names",
    "matrix_cell",
    "matrix_heat_map",
    "packed_rules",
    "palette",
    "paragraphs",
    "printable",
    "scrolled",
    "text_table",
    "trusted",
]
