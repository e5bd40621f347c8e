"""The cell of a decision: explain's words, a sign and a class for each of the three."""

from __future__ import annotations

import pytest

from iamsim.decision import Decision
from iamsim.decision.account_matrix import MatrixCell
from iamsim.decision.explain import decision_words, dependence_words
from iamsim.markup import cell_of_matrix, decision_cell, dependent_cell


@pytest.mark.parametrize("decision", Decision)
def test_a_cell_has_the_words_of_explain_and_a_class(decision: Decision) -> None:
    cell = decision_cell(decision)
    assert cell.words == decision_words(decision)
    assert cell.css_class == f"is-{decision.value}"
    assert str(cell.html()) == f'<span class="iamsim-cell is-{decision.value}">{cell.words}</span>'
    assert str(cell.html("<b>", css_class="is-plain")) == f'<span class="iamsim-cell is-plain is-{decision.value}">&lt;b&gt;</span>'


def test_no_two_decisions_look_the_same() -> None:
    cells = [decision_cell(decision) for decision in Decision]
    assert len({cell.sign for cell in cells}) == len({cell.words for cell in cells}) == len(cells)


def test_a_cell_that_depends_on_keys_names_them_and_looks_like_no_decision() -> None:
    cell = dependent_cell(["aws:SourceIp", "k"])
    assert cell.words == dependence_words(["aws:SourceIp", "k"]) == "depends on aws:SourceIp and k"
    assert cell.sign not in {decision_cell(decision).sign for decision in Decision}


def test_a_cell_of_a_matrix_that_depends_on_keys_is_shown_as_no_decision() -> None:
    assert cell_of_matrix(MatrixCell(Decision.ALLOWED)) == decision_cell(Decision.ALLOWED)
    assert cell_of_matrix(MatrixCell(Decision.ALLOWED, ("k",))) == dependent_cell(["k"])
