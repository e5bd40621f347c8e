"""The cell of a decision: a sign, words and a CSS class, the same in tables, forms and heat maps.

The words carry the meaning and the sign repeats it, so that a page can be read without colours.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from iamsim.decision import Decision
from iamsim.decision.explain import decision_words
from iamsim.markup.elements import Content, Markup, element

# Signs of one width that every font has; the words follow the sign, since red and green look alike to many.
SIGNS: Mapping[Decision, str] = MappingProxyType(
    {Decision.ALLOWED: "✓", Decision.EXPLICIT_DENY: "✗", Decision.IMPLICIT_DENY: "–"}
)


class DecisionCell(NamedTuple):
    """What stands in the cell of a decision."""

    sign: str
    words: str
    css_class: str

    def html(self, *content: Content, css_class: str = "") -> Markup:
        """Make a `<span>` of the words, or of other content; `css_class` is put before the decision's."""
        classes = f"{css_class} {self.css_class}".strip()
        return element("span", {"class": classes}, *(content or (self.words,)))


def decision_cell(decision: Decision) -> DecisionCell:
    """Return what the cell of a decision shows.

    >>> print(decision_cell(Decision.ALLOWED).html(css_class="iamsim-chip"))
    <span class="iamsim-chip is-allowed">allowed</span>
    """
    return DecisionCell(SIGNS[decision], decision_words(decision), f"is-{decision.value}")
