"""Interviews of learners who hold one idea."""

from __future__ import annotations

from iamsim.learning.misconceptions.beliefs import Beliefs
from iamsim.learning.tutor import ANSWERS
from iamsim.learning.tutor.bank import read_bank
from iamsim.learning.tutor.interview import Interview
from iamsim.learning.tutor.next_question import next_question
from iamsim.learning.tutor.topics import IDEAS


def interview(seed: str = "x") -> Interview:
    return Interview(seed, IDEAS, Beliefs.prior(IDEAS))


def run(idea: str, answers: int, seed: str = "x", *, slips: int = 0) -> tuple[Interview, list[str]]:
    """Let somebody who holds one idea answer; return the interview and what was named.

    With `slips` every so many answers one is wrong that the idea does not explain.
    """
    talk = interview(seed)
    named: list[str] = []
    for number in range(1, answers + 1):
        recipe, pattern = next_question(talk, read_bank())
        answer = pattern.idea_answers.get(idea, pattern.right)
        if slips and number % slips == 0:
            answer = next(other for other in ANSWERS if other not in {answer, pattern.right})
        named += talk.take(str(recipe), pattern, answer)
    return talk, named
