"""Which idea is named after which answers, and when all is mastered."""

from __future__ import annotations

import pytest

from iamsim.learning.misconceptions.pattern import AnswerPattern
from iamsim.learning.tutor.bank import read_bank
from iamsim.learning.tutor.interview import Interview
from iamsim.learning.tutor.next_question import next_question
from iamsim.learning.tutor.topics import IDEAS
from tests.learning.tutor.interviews import interview, run


def test_an_idea_is_named_and_no_other() -> None:
    """Some of them; all stand in the row of docs/diagnosis.md that another test counts again."""
    for idea in IDEAS[::4]:
        _, named = run(idea, 16)
        assert set(named) == {idea}


# Two questions where one idea differs, in two ways, so that no answer looks like a habit; one where another does.
HITS = [
    (AnswerPattern("allowed", {"LAST_GROUP_ONLY": "implicitDeny"}), "implicitDeny"),
    (AnswerPattern("explicitDeny", {"LAST_GROUP_ONLY": "allowed"}), "allowed"),
]
MISSES = [(pattern, pattern.right) for pattern, _ in HITS]
ELSEWHERE = (AnswerPattern("explicitDeny", {"NO_INHERIT": "implicitDeny"}), "explicitDeny")


def namings(talk: Interview, given: list[tuple[AnswerPattern, str]]) -> list[str]:
    """Give answers, each to a structure of its own, and return the ideas that they name."""
    return [
        idea
        for number, (pattern, answer) in enumerate(given, len(talk.history))
        for idea in talk.take(f"groups-1-{number}", pattern, answer)
    ]


def test_nothing_is_named_before_eight_answers() -> None:
    talk = interview()
    assert namings(talk, (HITS * 4)[:7]) == []
    assert talk.beliefs.marginals["LAST_GROUP_ONLY"] > 0.99
    assert namings(talk, HITS[1:]) == ["LAST_GROUP_ONLY"]


def test_one_answer_against_an_idea_takes_five_for_it() -> None:
    talk = interview()
    assert namings(talk, MISSES[:1] + [ELSEWHERE] * 4 + HITS * 2) == []
    assert talk.beliefs.marginals["LAST_GROUP_ONLY"] > 0.9
    assert namings(talk, HITS[:1]) == ["LAST_GROUP_ONLY"]


@pytest.mark.parametrize(("elsewhere", "named"), [(8, ["LAST_GROUP_ONLY"]), (13, [])])
def test_what_speaks_against_an_idea_is_not_forgotten_in_a_long_practice(
    elsewhere: int, named: list[str]
) -> None:
    """Two answers speak against it. Of the first sixteen the last twelve count; of more, all."""
    talk = interview()
    namings(talk, MISSES + [ELSEWHERE] * elsewhere)
    assert namings(talk, HITS * 2 + HITS[:1]) == named


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
