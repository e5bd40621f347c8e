"""The card in which forms, playthings and notes stand: its style sheet, and tables that fit into it.

    card_style → the rules of card.css, the colours of `palette` in light and dark, the signs of decisions

A sign is content of the style sheet: who listens hears the words once, and who copies a table copies words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from iamsim.decision import Decision
from iamsim.markup import palette
from iamsim.markup.decision_cell import SIGNS
from iamsim.markup.elements import Content, Markup, element, trusted
from iamsim.markup.tables import Cell, html_table

# The colours under the names that style sheets have for them.
COLOURS: Mapping[str, str] = {
    "soft": palette.MUTED,
    "act": palette.BLUE,
    "ok": palette.ALLOWED,
    "ok-pale": palette.PALE[palette.ALLOWED],
    "no": palette.EXPLICIT_DENY,
    "no-pale": palette.PALE[palette.EXPLICIT_DENY],
    "part": palette.SAND,
    "part-pale": palette.PALE[palette.SAND],
    "open": palette.DEPENDS,
    "open-pale": palette.PALE[palette.DEPENDS],
}


@cache
def card_style() -> Markup:
    """Return the rules of all cards.

    Each card carries them, as a notebook that is opened without a kernel has nothing else; so they are short.
    """
    # `/ ""` is what a screen reader says of the sign: nothing. Browsers that do not know it skip that rule.
    signs = "".join(
        f'.iamsim-cell.is-{name}::before{{content:"{sign}";content:"{sign}"/"";font-weight:700}}'
        for name, sign in [*SIGNS.items(), ("denied", SIGNS[Decision.EXPLICIT_DENY])]
    )
    light = _variables(COLOURS)
    dark = _variables({name: palette.DARK[colour] for name, colour in COLOURS.items()})
    in_dark_theme = f'body[data-jp-theme-light="false"] .iamsim-sheet{{{dark}}}'
    return trusted(f".iamsim-sheet{{{light}}}{in_dark_theme}{packed_rules(__package__, 'card.css')}{signs}")


def _variables(colours: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours.items())


@cache
def packed_rules(package: str, name: str) -> str:
    """Return a style sheet of a package without comments and needless spaces."""
    rules = files(package).joinpath(name).read_text(encoding="utf-8")
    rules = re.sub(r"/\*.*?\*/", "", rules, flags=re.DOTALL)
    return re.sub(r"\s*([{};>])\s*|(?<=,)\s+|(?<=:) (?=[\w#-])", r"\1", re.sub(r"\s+", " ", rules)).strip()


def card_table(
    rows: Iterable[Sequence[Cell | Markup]],
    headings: Sequence[Content] = (),
    *,
    caption: Content = "",
    row_classes: Sequence[str] = (),
    stacked: Sequence[str] = (),
) -> Markup:
    """Make a table that scrolls by itself where the page is narrow.

    `stacked` are the columns' names as text: on a phone, such a table becomes a list.
    """
    return scrolled(html_table(rows, headings, caption=caption, row_classes=row_classes, stacked=stacked))


def scrolled(table: Markup) -> Markup:
    """Let a table scroll by itself in a card, also by the keyboard alone: so it takes the focus."""
    return element("div", {"class": "iamsim-wide", "tabindex": "0"}, table)
