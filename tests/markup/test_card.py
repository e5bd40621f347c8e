"""The style sheet of all cards: the colours of the palette in both themes, a sign for each decision; its tables."""

from __future__ import annotations

import re

import pytest

from iamsim.decision import Decision
from iamsim.markup import card_style, card_table, palette
from iamsim.markup.card import COLOURS
from iamsim.markup.decision_cell import SIGNS
from tests.markup.contrast import contrast

STYLE = str(card_style())


@pytest.mark.parametrize("name", ["ok", "no", "part", "open"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_stand_out_from_their_pale_ground(name: str, theme: str) -> None:
    ink, ground = COLOURS[name], COLOURS[f"{name}-pale"]
    if theme == "dark":
        ink, ground = palette.DARK[ink], palette.DARK[ground]
    assert f"--{name}:{ink};" in STYLE
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("decision", Decision)
def test_each_decision_has_its_sign_which_is_not_read_out(decision: Decision) -> None:
    assert f'.iamsim-cell.is-{decision.value}::before{{content:"{SIGNS[decision]}";content:"{SIGNS[decision]}"/""' in STYLE


def test_packing_leaves_the_rules_as_they_are() -> None:
    assert "/*" not in STYLE
    assert STYLE.count("{") == STYLE.count("}")
    assert 'content:attr(data-head) " "' in STYLE
    assert ".iamsim-stack :is(th,td){" in STYLE
    assert re.search(r"@media \(max-width:600px\)\{\.iamsim-sheet\{padding:12px;\}", STYLE)


def test_a_table_of_decisions_names_the_column_in_each_cell() -> None:
    html = str(card_table([("ria", "allowed", "")], ["", "Get", "Put"], stacked=["Get", '"Put"?']))
    assert '<div class="iamsim-wide" tabindex="0"><table class="iamsim-stack">' in html
    assert '<td data-head="Get:">allowed</td><td data-head="&quot;Put&quot;?"></td>' in html
    assert "data-head" not in str(card_table([("ria", "allowed")]))
