from __future__ import annotations

from iamsim.learning.misconceptions.pattern import AnswerPattern


def test_two_patterns_are_equal_if_all_ideas_answer_alike() -> None:
    first = AnswerPattern("allowed", {"NO_INHERIT": "implicitDeny", "INTERSECTION": "implicitDeny"})
    second = AnswerPattern("allowed", {"INTERSECTION": "implicitDeny", "NO_INHERIT": "implicitDeny"})
    assert first == second
    assert first != AnswerPattern("allowed", {"NO_INHERIT": "explicitDeny", "INTERSECTION": "implicitDeny"})
