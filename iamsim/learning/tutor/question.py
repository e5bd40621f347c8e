"""One question of the tutor: an account in words, a request, three answers; what each engine answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from iamsim.decision import Decision
from iamsim.decision.explain import decision_words
from iamsim.learning.misconceptions import TRUTH, simulate_as
from iamsim.learning.misconceptions.pattern import AnswerPattern
from iamsim.learning.scenario import Scenario, ScenarioRequest, parse_scenario
from iamsim.learning.tutor.accounts import Recipe, Situation, situation
from iamsim.learning.tutor.cast import Cast
from iamsim.learning.tutor.story import request_text, story
from iamsim.learning.tutor.topics import TOPIC_OF_KIND, TOPICS

ANSWERS: Mapping[str, str] = MappingProxyType(
    {str(decision): decision_words(decision) for decision in Decision}
)
"""What may be answered → in plain words."""


@dataclass(frozen=True, slots=True)
class TutorQuestion:
    """A request in a fresh account. All that an engine uses stands in `story` and `text`."""

    id: str
    topic: str
    story: str  # the account in words, a line for each group, user and fact
    text: str  # the request in words
    scenario: Scenario
    rows: tuple[ScenarioRequest]
    answers: Mapping[str, str] = field(default_factory=lambda: ANSWERS, repr=False)


def make_question(question_id: str, recipe: Recipe, cast: Cast) -> TutorQuestion:
    """Draw the account of a recipe with the names of a cast, and put it into words."""
    drawn = situation(recipe, cast)
    return TutorQuestion(
        question_id,
        TOPIC_OF_KIND[recipe.kind],
        story(drawn.raw),
        request_text(drawn.request),
        parse_scenario(drawn.raw),
        (drawn.request,),
    )


def believed(question: TutorQuestion, idea: str) -> str:
    """Return what the engine of an idea, or IAM ("TRUTH"), answers: a key of `question.answers`.

    Raises KeyError for an idea without an engine.
    """
    return str(simulate_as(idea, question.scenario, question.rows[0]).decision)


def pattern_of(question: TutorQuestion, ideas: Iterable[str]) -> AnswerPattern:
    """Put a question to IAM and to the engine of each idea that can differ in it."""
    right = believed(question, TRUTH)
    answers = {idea: believed(question, idea) for idea in ideas if can_differ(idea, question.scenario)}
    return AnswerPattern(right, {idea: answer for idea, answer in answers.items() if answer != right})


def situation_pattern(drawn: Situation, ideas: Iterable[str]) -> AnswerPattern:
    """Do the same for a situation that is not in words yet."""
    return pattern_of(TutorQuestion("", "", "", "", parse_scenario(drawn.raw), (drawn.request,)), ideas)


_NEEDS_SCP = frozenset(TOPICS["ceilings"].ideas)
_NEEDS_EVENTS = frozenset(TOPICS["time"].ideas)


def can_differ(idea: str, scenario: Scenario) -> bool:
    """Tell whether an idea's engine can answer otherwise than IAM: no SCP, no engine about SCPs."""
    if idea in _NEEDS_SCP:
        return bool(scenario.scps)
    return bool(scenario.events) if idea in _NEEDS_EVENTS else True
