"""The cell of a decision: a sign, words and a CSS class, the same in tables, forms and heat maps.

The words carry the meaning and the sign repeats it, so that a page can be read without colours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from iamsim.decision import Decision
from iamsim.decision.account_matrix import MatrixCell
from iamsim.decision.explain import decision_words, dependence_words
from iamsim.markup.elements import Content, Markup, element, fragment

# Signs of one width that every font has; red and green look alike to many, and no colour is printed.
SIGNS: Mapping[Decision, str] = MappingProxyType(
    {Decision.ALLOWED: "✓", Decision.EXPLICIT_DENY: "✗", Decision.IMPLICIT_DENY: "–"}
)


@dataclass(frozen=True, slots=True)
class DecisionCell:
    """What stands in the cell of a decision; `tag` is a word that marks it, such as "changed"."""

    sign: str
    words: str
    css_class: str
    tag: str = ""
    strong: bool = False

    def __str__(self) -> str:
        return f"{self.words}, {self.tag}" if self.tag else self.words

    def html(self, *content: Content, css_class: str = "") -> Markup:
        """Make an element of the words, or of other content; `css_class` is put before the decision's.

        Its sign is added by the style sheet (`markup.card`), so that it is not read out beside the words.
        """
        attributes = {"class": f"iamsim-cell {css_class} {self.css_class}".replace("  ", " ")}
        # The tag stands outside the words' colour and border: it is about the change, not the decision.
        words = element("strong" if self.strong else "span", attributes, *(content or (self.words,)))
        return fragment(words, element("span", {"class": "tag"}, self.tag)) if self.tag else words


def decision_cell(decision: Decision, *, tag: str = "", strong: bool = False) -> DecisionCell:
    """Return the cell of a decision.

    >>> print(decision_cell(Decision.ALLOWED).html())
    <span class="iamsim-cell is-allowed">allowed</span>
    """
    return DecisionCell(SIGNS[decision], decision_words(decision), f"is-{decision.value}", tag, strong)


def dependent_cell(keys: Sequence[str]) -> DecisionCell:
    """Return the cell of a decision that depends on context keys which nobody gave; it is no fact.

    >>> print(dependent_cell(["aws:SourceIp"]))
    depends on aws:SourceIp
    """
    return DecisionCell("?", dependence_words(keys), "is-depends")


def cell_of_matrix(cell: MatrixCell) -> DecisionCell:
    """Return what a cell of a matrix shows: its decision, or that it depends on keys which nobody gave."""
    return dependent_cell(cell.depends_on) if cell.depends_on else decision_cell(cell.decision)
