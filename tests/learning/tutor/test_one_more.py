from __future__ import annotations

import pytest

from iamsim.learning.misconceptions import MISCONCEPTIONS, TRUTH, diagnose
from iamsim.learning.misconceptions.diagnosis import Answers, decisions
from iamsim.learning.scenario import ScenarioRequest, parse_scenario
from iamsim.learning.tutor import believed, one_more

IDEAS = ("FIRST_GROUP_ONLY", "LAST_GROUP_ONLY", "NO_INHERIT", "INTERSECTION")
SCENARIO = parse_scenario(
    {
        "users": {"kim": ["Readers", "Web"], "ria": ["Web", "Readers"], "tom": ["Readers"]},
        "groups": {"Readers": ["Allow s3:GetObject on *"], "Web": ["Allow s3:PutObject on *"]},
    }
)
ROWS = [
    ScenarioRequest(user, action)
    for user in ("kim", "ria", "tom")
    for action in ("s3:GetObject", "s3:PutObject")
]


def table() -> dict[str, Answers]:
    return decisions(SCENARIO, ROWS, (TRUTH, *IDEAS))


def near(tables: dict[str, Answers], idea: str) -> Answers:
    """The answers of an idea but for its first wrong one: too few rows for `diagnose` to name it."""
    first = next(row for row, right in enumerate(tables[TRUTH]) if right != tables[idea][row])
    return tuple(tables[TRUTH][row] if row == first else answer for row, answer in enumerate(tables[idea]))


@pytest.mark.parametrize("idea", ["LAST_GROUP_ONLY", "INTERSECTION"])
def test_an_idea_that_a_table_only_suggests_is_named_by_one_more_answer(idea: str) -> None:
    tables = table()
    answers = near(tables, idea)
    assert diagnose(tables, answers) is None
    more = one_more(tables, answers, "seed")
    assert more is not None
    assert more.question.topic == "groups"
    feedback = more.answer(believed(more.question, idea))
    assert feedback.misconceptions == (idea,)
    assert f"a simulator that {MISCONCEPTIONS[idea].does}" in feedback.text
    assert more.answer(believed(more.question, TRUTH)).misconceptions == ()


def test_a_table_that_is_clear_or_right_or_has_a_gap_needs_no_more() -> None:
    tables = table()
    assert one_more(tables, tables[TRUTH], "seed") is None
    assert one_more(tables, tables["FIRST_GROUP_ONLY"], "seed") is None
    assert one_more(tables, ("", *near(tables, "INTERSECTION")[1:]), "seed") is None


def test_the_question_hangs_on_the_seed_alone() -> None:
    tables = table()
    answers = near(tables, "INTERSECTION")
    first, same = (one_more(tables, answers, "seed") for _ in range(2))
    assert first is not None
    assert same is not None
    assert first.question == same.question
