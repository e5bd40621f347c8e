"""Which question is asked next: no pattern twice in a row of eight, nor what a likely idea explains."""

from __future__ import annotations

from collections import Counter

import pytest

from iamsim.learning.tutor.next_question import MAX_SAME_ANSWERS, NO_REPEAT_WITHIN
from tests.learning.tutor.interviews import run


@pytest.mark.parametrize("idea", ["TRUTH", "NO_INHERIT", "SCP_ALONE"])
@pytest.mark.parametrize("seed", ["x", "y"])
def test_no_pattern_comes_twice_in_eight_and_no_answer_four_times_running(idea: str, seed: str) -> None:
    """Nor does what was answered wrongly, by an idea or by a slip."""
    talk, _ = run(idea, 30, seed, slips=5)
    patterns = [past.pattern for past in talk.history]
    rights = [pattern.right for pattern in patterns]
    for index in range(len(patterns)):
        assert patterns[index] not in patterns[max(0, index - NO_REPEAT_WITHIN) : index]
        assert len(set(rights[index : index + MAX_SAME_ANSWERS + 1])) > 1 or index + MAX_SAME_ANSWERS >= len(rights)


def test_what_a_likely_idea_explains_is_not_asked_again_and_again() -> None:
    talk, named = run("ALLOW_WINS", 20, "2")
    assert max(Counter(past.recipe for past in talk.history).values()) <= 2
    assert named.count("ALLOW_WINS") > 1
