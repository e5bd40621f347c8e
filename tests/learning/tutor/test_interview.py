"""Which idea is named after which answers, and when all is mastered."""

from __future__ import annotations

from iamsim.learning.tutor.bank import read_bank
from iamsim.learning.tutor.next_question import next_question
from iamsim.learning.tutor.topics import IDEAS
from tests.learning.tutor.interviews import interview, run


def test_an_idea_is_named_and_no_other() -> None:
    """Some of them; all stand in the row of docs/diagnosis.md that another test counts again."""
    for idea in IDEAS[::4]:
        _, named = run(idea, 16)
        assert set(named) == {idea}


def test_who_knows_iam_masters_all() -> None:
    talk = interview()
    while not talk.mastered:
        recipe, pattern = next_question(talk, read_bank())
        assert not talk.take(str(recipe), pattern, pattern.right)
        assert len(talk.history) < 40
    assert all(talk.passes.values())


def test_a_wrong_answer_must_be_made_good() -> None:
    talk = interview()
    for number in range(40):
        recipe, pattern = next_question(talk, read_bank())
        wrong = next(iter(pattern.idea_answers.values()))
        talk.take(str(recipe), pattern, wrong if number == 2 else pattern.right)
        if talk.mastered:
            break
    first_wrong = talk.history[2].recipe
    assert talk.mastered
    assert [past.right for past in talk.history if past.recipe == first_wrong] == [False, True]
