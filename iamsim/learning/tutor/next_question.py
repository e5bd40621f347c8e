"""Which question to ask next: the one whose answer tells most, or one that was answered wrongly before.

    Interview, bank of structures → PlannedQuestion

What is asked depends on the seed and on what was answered so far, on nothing else. Of questions that tell
about as much, the one is asked in which there are facts (`facts.py`) where the learner was not right yet: an
idea that nobody has made an engine of may show there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from iamsim.learning.misconceptions.beliefs import ANSWERS
from iamsim.learning.misconceptions.pattern import AnswerPattern
from iamsim.learning.tutor.accounts import Recipe
from iamsim.learning.tutor.bank import Structure, recipe_facts
from iamsim.learning.tutor.cast import Draw
from iamsim.learning.tutor.interview import ALLOWED, LIKELY_PROBABILITY, NAMING_PROBABILITY, Interview

NO_REPEAT_WITHIN = 8
"""Within so many questions no pattern comes twice."""
MAX_SAME_ANSWERS = 3
"""So often the same answer may be right in a row."""
SETTLE_BELOW = 0.3
"""With so few bits left to find out, wrong answers are made good first."""
FACT_BONUS = 0.01  # bits that a fact is worth that has not met a right answer of this kind yet
MOST_NEW_FACTS = 3  # so many of them count in one question
UNTESTED_BONUS = 0.03  # bits that an idea is worth that was never tested
UNCOVERED_BONUS = 0.07  # and a kind of account that mastery asks for
NOISE_STEP = 0.01  # bits by chance, up to eight times: so that two sessions differ
NOISE_STEPS = 8
SUSPECT_PROBABILITY = 0.6
"""From which probability on an idea is tried in accounts that are unlike those in which it has shown."""
UNLIKE_BONUS = 0.3  # bits that such an account is worth, at most
CONFIRMING_BONUS = 0.4  # and so many more where the idea is likely, and only answers are missing to name it
REST_QUESTIONS = 3
"""For so many questions an idea that was named is left alone: there may be a second one."""


class PlannedQuestion(NamedTuple):
    """One structure that can be asked: its recipe, and what each idea answers to it."""

    recipe: Recipe
    pattern: AnswerPattern


class _RatedPattern(NamedTuple):
    """A pattern that may be asked now: its value in bits, and the recipes that have it."""

    value: float
    pattern: AnswerPattern
    recipes: list[Recipe]


def next_question(interview: Interview, bank: Sequence[Structure]) -> PlannedQuestion:
    """Return the structure whose answer tells most, or one that was answered wrongly some time ago."""
    draw = Draw(f"{interview.seed}/{len(interview.history)}")
    best = _best(interview, bank, draw) or _best(interview, bank, draw, repeats=True)
    repetition = _question_to_repeat(interview)
    if repetition and (best is None or best.value < SETTLE_BELOW):
        return repetition
    if best is None:
        # A bank of few patterns: what was asked longest ago comes again, with other names.
        oldest = interview.history[-min(len(interview.history), NO_REPEAT_WITHIN)]
        return PlannedQuestion(Recipe.of(oldest.recipe), oldest.pattern)
    return PlannedQuestion(draw.choice(best.recipes), best.pattern)


def _best(
    interview: Interview, bank: Sequence[Structure], draw: Draw, *, repeats: bool = False
) -> _RatedPattern | None:
    """Return the pattern with the greatest value; None if the bank has none that may be asked now.

    With `repeats`, recipes that were asked already may be asked again.
    """
    level, uncovered = interview.level, interview.uncovered()
    asked_recipes = set() if repeats else {Recipe.of(past.recipe) for past in interview.history}
    tried, known_facts = _tried_patterns(interview), _known_facts(interview)
    best: _RatedPattern | None = None
    for pattern, recipes in bank:
        if not _may_be_asked(interview, pattern):
            continue
        possible = [recipe for recipe in recipes if recipe.level <= level and recipe not in asked_recipes]
        if not possible:
            continue
        allowed = pattern.right == ALLOWED
        needed_recipes = [recipe for recipe in possible if (recipe.kind, allowed) in uncovered]
        untested = sum(interview.passes.get(idea) == 0 for idea in pattern.idea_answers)
        value = (
            interview.beliefs.gain(pattern)
            + UNTESTED_BONUS * untested
            + UNCOVERED_BONUS * bool(needed_recipes)
            + _confirming_bonus(interview, pattern, tried)
            + NOISE_STEP * draw.below(NOISE_STEPS)
        )
        if best is not None and value + FACT_BONUS * MOST_NEW_FACTS <= best.value:
            continue
        new_facts = {
            recipe: len(recipes[recipe] - known_facts[pattern.right]) for recipe in needed_recipes or possible
        }
        most = max(new_facts.values())
        value += FACT_BONUS * min(most, MOST_NEW_FACTS)
        if best is None or value > best.value:
            best = _RatedPattern(
                value, pattern, [recipe for recipe in new_facts if new_facts[recipe] == most]
            )
    return best


def _known_facts(interview: Interview) -> Mapping[str, set[str]]:
    """Return by IAM's answer the facts that met a right answer of the learner's."""
    facts_of = recipe_facts()
    known_facts: dict[str, set[str]] = {answer: set() for answer in ANSWERS}
    for past in interview.history:
        if past.right:
            known_facts[past.answer] |= facts_of.get(Recipe.of(past.recipe), set())
    return known_facts


def _confirming_bonus(
    interview: Interview, pattern: AnswerPattern, tried: Mapping[str, Sequence[AnswerPattern]]
) -> float:
    """Return the bits that a pattern is worth where a suspected idea shows otherwise than it has shown."""
    bonus = 0.0
    for suspect, patterns in tried.items():
        if suspect in pattern.idea_answers:
            likeness = max((_likeness(pattern, other) for other in patterns), default=0)
            is_likely = interview.beliefs.marginals[suspect] >= NAMING_PROBABILITY
            bonus += (UNLIKE_BONUS + CONFIRMING_BONUS * is_likely) * (1 - likeness)
    return bonus


def _may_be_asked(interview: Interview, pattern: AnswerPattern) -> bool:
    """Tell whether a pattern tells something, about what may be asked now, and is not a repetition."""
    last = interview.history[-MAX_SAME_ANSWERS:]
    if len(last) == MAX_SAME_ANSWERS and {past.pattern.right for past in last} == {pattern.right}:
        return False
    if any(past.pattern == pattern for past in interview.history[-NO_REPEAT_WITHIN:]):
        return False
    practised = [idea for idea in pattern.idea_answers if idea in interview.passes]
    if not practised or _is_resting(interview, practised):
        return False
    return not interview.focus or not interview.focus.isdisjoint(practised)


def _is_resting(interview: Interview, ideas: Iterable[str]) -> bool:
    """Tell whether one of these ideas was named only just now, so that it is another one's turn."""
    count = len(interview.history)
    return any(count - interview.named_at.get(idea, -REST_QUESTIONS) < REST_QUESTIONS for idea in ideas)


def _tried_patterns(interview: Interview) -> dict[str, list[AnswerPattern]]:
    """Return for the idea that is suspected, if there is one, the patterns in which it has shown."""
    marginals = interview.beliefs.marginals
    suspect = max(interview.ideas, key=marginals.__getitem__)
    if marginals[suspect] < SUSPECT_PROBABILITY:
        return {}
    if suspect in interview.named_last or interview.is_doubtful(suspect):
        return {}
    return {suspect: [past.pattern for past in interview.hits(suspect)]}


def _question_to_repeat(interview: Interview) -> PlannedQuestion | None:
    """Return a structure that was answered wrongly some time ago; None if there is none.

    Nor is one that a likely idea explains: the answer would be the same, and tell nothing.
    """
    marginals = interview.beliefs.marginals
    likely = {idea for idea, probability in marginals.items() if probability >= LIKELY_PROBABILITY}
    for recipe in interview.unsettled_recipes():
        past = next(past for past in interview.history if past.recipe == recipe)
        if likely.isdisjoint(interview.explanations[recipe]) and _may_be_asked(interview, past.pattern):
            return PlannedQuestion(Recipe.of(recipe), past.pattern)
    return None


def _likeness(first: AnswerPattern, second: AnswerPattern) -> float:
    """Return how much two patterns have in common, 0–1: the ideas that give the same answer in both."""
    common = first.idea_answers.items() & second.idea_answers.items()
    return len(common) / max(len(first.idea_answers.items() | second.idea_answers.items()), 1)
