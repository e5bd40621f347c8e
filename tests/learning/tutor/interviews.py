"""Interviews of learners who hold one idea."""

from __future__ import annotations

from iamsim.learning.misconceptions.beliefs import Beliefs
from iamsim.learning.tutor.bank import read_bank
from iamsim.learning.tutor.interview import Interview
from iamsim.learning.tutor.next_question import next_question
from iamsim.learning.tutor.topics import IDEAS


def interview(seed: str = "x") -> Interview:
    return Interview(seed, IDEAS, Beliefs.prior(IDEAS))


def run(idea: str, answers: int, seed: str = "x") -> tuple[Interview, list[str]]:
    """Let somebody who holds one idea answer; return the interview and what was named."""
    talk = interview(seed)
    named: list[str] = []
    for _ in range(answers):
        recipe, pattern = next_question(talk, read_bank())
        named += talk.take(str(recipe), pattern, pattern.idea_answers.get(idea, pattern.right))
    return talk, named
