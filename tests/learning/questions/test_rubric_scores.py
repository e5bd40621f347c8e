"""The points of a rubric's criteria, and their words."""

from __future__ import annotations

import pytest

from iamsim.learning.questions.requirements import Requirement
from iamsim.learning.questions.rubric_scores import Score, failed_words, kept_text, score_rows, share_gained

MET = Requirement("kim, s3:GetObject", "allowed", "allowed")
FAILED = Requirement("ria, s3:GetObject", "allowed", "denied", because="Ria reads")
HIDDEN = Requirement("tom, s3:GetObject", "allowed", "denied", hidden=True)


@pytest.mark.parametrize(
    ("now", "at_start", "share"),
    [
        pytest.param([MET, MET], [FAILED, FAILED], 1, id="all gained"),
        pytest.param([MET, FAILED], [FAILED, FAILED], 0.5, id="half gained"),
        pytest.param([MET, FAILED], [MET, FAILED], 0, id="what the start had earns nothing"),
        pytest.param([FAILED, FAILED], [MET, FAILED], -1, id="lost"),
        pytest.param([MET], [MET], 1, id="kept where the start had all"),
        pytest.param([FAILED], [MET], 0, id="lost where the start had all"),
    ],
)
def test_the_share_that_was_gained(now: list[Requirement], at_start: list[Requirement], share: float) -> None:
    assert share_gained(now, at_start) == share


def test_hidden_failures_come_last_and_have_no_row() -> None:
    score = Score("decisions", 1, 3, (HIDDEN, MET, FAILED))
    assert score.failed == [FAILED, HIDDEN]
    head, *rows = score_rows([score])
    assert (head.label, head.yours, head.differs) == ("Who may do what", "1 of 3 points", True)
    assert [(row.label, row.because) for row in rows] == [("ria, s3:GetObject", "Ria reads")]


def test_failures_are_counted_in_the_criterions_words() -> None:
    assert failed_words(Score("decisions", 1, 3, (HIDDEN, MET, FAILED))) == "2 of 3 requests are not answered as the jobs need"
    assert failed_words(Score("structure", 1, 3, (MET, FAILED))) == "1 of 2 rules is broken"


def test_a_criterion_without_all_its_points_is_not_praised() -> None:
    assert kept_text(Score("structure", 5, 5, (MET,))) == "**How it is built: 5 of 5.** Every rule is kept."
    assert kept_text(Score("structure", 4, 5, (MET,))).endswith("it counts as far as people can work.")
