from __future__ import annotations

from collections import Counter

from iamsim.learning.misconceptions.beliefs import Beliefs
from iamsim.learning.tutor.bank import read_bank
from iamsim.learning.tutor.interview import APART, IN_A_ROW, Interview
from iamsim.learning.tutor.topics import IDEAS


def interview(seed: str = "x") -> Interview:
    return Interview(seed, IDEAS, Beliefs.prior(IDEAS))


def run(idea: str, answers: int, seed: str = "x") -> tuple[Interview, list[str]]:
    """Let somebody who holds one idea answer; return the interview and what was named."""
    talk = interview(seed)
    named: list[str] = []
    for _ in range(answers):
        recipe, pattern = talk.choose(read_bank())
        named += talk.take(str(recipe), pattern, pattern.idea_answers.get(idea, pattern.right))
    return talk, named


def test_an_idea_is_named_and_no_other() -> None:
    """Some of them; all stand in the row of docs/diagnosis.md that another test counts again."""
    for idea in IDEAS[::4]:
        _, named = run(idea, 16)
        assert set(named) == {idea}


def test_who_knows_iam_masters_all() -> None:
    talk = interview()
    while not talk.mastered:
        recipe, pattern = talk.choose(read_bank())
        assert not talk.take(str(recipe), pattern, pattern.right)
        assert len(talk.history) < 40
    assert all(talk.passed.values())


def test_no_pattern_comes_twice_in_eight_and_no_answer_four_times_running() -> None:
    talk, _ = run("TRUTH", 25)
    patterns = [past.pattern for past in talk.history]
    rights = [pattern.right for pattern in patterns]
    for index in range(len(patterns)):
        assert patterns[index] not in patterns[max(0, index - APART) : index]
        assert len(set(rights[index : index + IN_A_ROW + 1])) > 1 or index + IN_A_ROW >= len(rights)


def test_what_a_likely_idea_explains_is_not_asked_again_and_again() -> None:
    talk, named = run("ALLOW_WINS", 20, "2")
    assert max(Counter(past.recipe for past in talk.history).values()) <= 2
    assert named.count("ALLOW_WINS") > 1


def test_a_wrong_answer_must_be_made_good() -> None:
    talk = interview()
    for number in range(40):
        recipe, pattern = talk.choose(read_bank())
        wrong = next(iter(pattern.idea_answers.values()))
        talk.take(str(recipe), pattern, wrong if number == 2 else pattern.right)
        if talk.mastered:
            break
    first_wrong = talk.history[2].recipe
    assert talk.mastered
    assert [past.right for past in talk.history if past.recipe == first_wrong] == [False, True]
