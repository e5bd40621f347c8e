"""Diagnosis: a table of answers is one engine's, or two engines' together; else there is silence."""

from __future__ import annotations

import pytest

from iamsim.learning.misconceptions import Diagnosis, diagnose, shortest_probe
from iamsim.learning.misconceptions.diagnosis import decisions, table_beliefs
from tests.learning.misconceptions.situations import ACME, GRID

NINE = {"TRUTH": "AAAAAAAAA", "ONE": "IIIAAAAAA", "TWO": "IIAAAAAAA"}


def tables(letters: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(text) for name, text in letters.items()}


@pytest.mark.parametrize(
    ("letters", "answers", "diagnosis"),
    [
        pytest.param(NINE, "IIIAAAAAA", Diagnosis(("ONE",), 0), id="exactly an engine's answers"),
        pytest.param(NINE, "IIIAAAAAI", Diagnosis(("ONE",), 1), id="one row off, and no other as near"),
        pytest.param(NINE, "AAAAAAAAA", None, id="IAM's own answers are no misconception"),
        pytest.param(NINE, "AAAAAAAAI", None, id="one slip from IAM is a slip"),
        pytest.param(NINE, "AIAAAAAAA", None, id="as near to IAM as to an engine: silence"),
        pytest.param(NINE, "IIIAAAAII", None, id="two rows off is nobody's"),
        pytest.param(
            {"TRUTH": "AAAAAA", "ONE": "IIIAAA"}, "IIIAAI", None, id="six rows are too few for nearest"
        ),
        pytest.param(
            {"TRUTH": "AAAAAA", "ONE": "IIIAAA"},
            "IIIAAA",
            Diagnosis(("ONE",), 0),
            id="six rows are enough for exact",
        ),
        pytest.param(
            {"TRUTH": "AAA", "ONE": "IIA", "TWO": "IIA"},
            "IIA",
            None,
            id="two engines with these answers: silence",
        ),
    ],
)
def test_diagnose_names_or_is_silent(letters: dict[str, str], answers: str, diagnosis: Diagnosis | None) -> None:
    assert diagnose(tables(letters), tuple(answers)) == diagnosis


EIGHT = {"TRUTH": "AAAAAAAA", "ONE": "IIIAAAAA", "TWO": "AAIIIAAA", "FAR": "AAAAAAII"}


@pytest.mark.parametrize(
    ("letters", "answers", "diagnosis"),
    [
        pytest.param(EIGHT, "IIIIIAAA", Diagnosis(("ONE", "TWO")), id="two at once, and a row that both get wrong"),
        pytest.param(EIGHT, "IIIAAAII", Diagnosis(("ONE", "FAR")), id="two at once that have no row in common"),
        pytest.param(EIGHT, "IIIIIAAI", None, id="a row that neither gets wrong"),
        pytest.param(EIGHT, "IIAAIAAA", None, id="a row that one of them gets wrong is right"),
        pytest.param({**EIGHT, "ALSO": "AAIIIAAA"}, "IIIIIAAA", None, id="two pairs with these answers: silence"),
        pytest.param({"TRUTH": "AAAA", "ONE": "IIAA", "TWO": "AIIA"}, "IIIA", None, id="one row of its own may be a slip"),
        pytest.param({"TRUTH": "AAAAA", "ONE": "IIIAA", "TWO": "AAEEE"}, "IIEEE", Diagnosis(("ONE", "TWO")), id="where they differ, either's answer"),
    ],
)
def test_two_at_once_are_named_or_there_is_silence(letters: dict[str, str], answers: str, diagnosis: Diagnosis | None) -> None:
    assert diagnose(tables(letters), tuple(answers)) == diagnosis


@pytest.mark.parametrize(
    ("letters", "rows"),
    [
        pytest.param({"TRUTH": "AAA"}, (), id="one model needs no request"),
        pytest.param({"TRUTH": "AAA", "ONE": "AIA"}, (1,), id="two models need the request they part on"),
        pytest.param(
            {"TRUTH": "AAA", "ONE": "AEA", "TWO": "AIA"}, (1,), id="three answers separate three models"
        ),
        pytest.param({"TRUTH": "AAA", "ONE": "AIA", "TWO": "AII"}, (1, 2), id="where one is not enough, two"),
        pytest.param(
            {"TRUTH": "AAAA", "ONE": "IIAA", "TWO": "AIIA", "SIX": "IAIA"},
            (0, 1),
            id="the smallest set, not the greedy one",
        ),
    ],
)
def test_shortest_probe(letters: dict[str, str], rows: tuple[int, ...]) -> None:
    assert shortest_probe(tables(letters)) == rows


def test_shortest_probe_says_which_models_nothing_separates() -> None:
    with pytest.raises(ValueError, match="no request separates ONE, TWO"):
        shortest_probe(tables({"TRUTH": "AA", "ONE": "AI", "TWO": "AI"}))


def test_six_requests_of_twelve_tell_eleven_models_apart() -> None:
    models = [
        "TRUTH",
        "ALL_GROUPS",
        "FIRST_GROUP_ONLY",
        "NO_INHERIT",
        "NO_DIRECT",
        "USER_REPLACES",
        "USER_OVERRIDES",
        "ALLOW_WINS",
        "MAJORITY_WINS",
        "DENY_KILLS_USER",
        "DEFAULT_ALLOW",
    ]
    answers = decisions(ACME, GRID, models)
    probe = shortest_probe(answers)
    assert len({tuple(table[row] for row in probe) for table in answers.values()}) == len(models)
    assert len(probe) == 6


def test_a_table_suggests_the_engine_that_it_is_near_to() -> None:
    letters = {"A": "allowed", "I": "implicitDeny"}
    table = {name: tuple(letters[letter] for letter in text) for name, text in NINE.items()}
    near = tuple(letters[letter] for letter in "IIAAAAAAI")  # TWO, and one slip
    marginals = table_beliefs(table, near).marginals
    assert marginals["TWO"] > 0.5 > marginals["ONE"]
    assert max(table_beliefs(table, table["TRUTH"]).marginals.values()) < 0.05


def test_one_word_for_both_kinds_of_no_tells_as_much_as_the_missing_allow() -> None:
    table = {"TRUTH": ("allowed",) * 3, "ONE": ("denied",) * 3}
    same = {"TRUTH": ("allowed",) * 3, "ONE": ("implicitDeny",) * 3}
    assert table_beliefs(table, table["ONE"]).marginals == table_beliefs(same, same["ONE"]).marginals
