"""Which question is asked next: no pattern twice in a row of eight, nor what a likely idea explains."""

from __future__ import annotations

from collections import Counter

import pytest

from iamsim.learning.misconceptions.pattern import AnswerPattern
from iamsim.learning.tutor.accounts import Recipe
from iamsim.learning.tutor.bank import Structure, recipe_facts
from iamsim.learning.tutor.next_question import MAX_SAME_ANSWERS, NO_REPEAT_WITHIN, next_question
from tests.learning.tutor.interviews import interview, run


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


def test_of_accounts_that_tell_as_much_those_with_new_facts_are_asked() -> None:
    patterns = [AnswerPattern("allowed", {"NO_INHERIT": "implicitDeny"}), AnswerPattern("allowed", {"NO_DIRECT": "implicitDeny"})]
    first, plain, maker = (Recipe("groups", 1, number) for number in range(3))
    recipe_facts_of_bank = {plain: frozenset({"key"}), maker: frozenset({"key", "maker"})}
    bank = [Structure(patterns[0], {first: frozenset({"key"})}), Structure(patterns[1], recipe_facts_of_bank)]
    for seed in "abcdef":
        talk = interview(seed)
        talk.take(str(first), patterns[0], "allowed")
        assert next_question(talk, bank).recipe == maker


def test_who_knows_iam_meets_many_facts_with_each_answer() -> None:
    """Also such as no idea of the catalogue is about. Without a bonus for facts it is 71 in 24 questions."""
    talk, _ = run("TRUTH", 24)
    met = {(fact, past.answer) for past in talk.history for fact in recipe_facts()[Recipe.of(past.recipe)]}
    assert len(met) > 80
    assert {("Deny of any action", "explicitDeny"), ("own Deny: other Action", "allowed")} <= met
