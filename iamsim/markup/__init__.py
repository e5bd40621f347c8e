"""HTML and SVG text made from elements that escape by themselves, and tables as aligned text.

In go texts (names, statements, sentences), out come `Markup` and lines of text. No other package writes tags.

elements        element, fragment, trusted → Markup
text            `code` and **strong**, paragraphs, names in code font, names in a sentence
tables          rows as an HTML table and as lines of aligned text
decision_cell   the one cell of a decision: its sign, words and CSS class
palette         the colours of decisions, of paper and of ink
"""

from __future__ import annotations

from iamsim.markup import palette
from iamsim.markup.decision_cell import DecisionCell, decision_cell
from iamsim.markup.elements import Content, Markup, element, fragment, trusted
from iamsim.markup.tables import Cell, html_table, text_table
from iamsim.markup.text import code_name, inline, join_names, paragraphs

__all__ = [
    "Cell",
    "Content",
    "DecisionCell",
    "Markup",
    "code_name",
    "decision_cell",
    "element",
    "fragment",
    "html_table",
    "inline",
    "join_names",
    "palette",
    "paragraphs",
    "text_table",
    "trusted",
]
