from __future__ import annotations

import pytest

import iamsim
from iamsim.learning.tutor import IDEAS, TOPICS, Question, believed
from iamsim.learning.tutor.accounts import Recipe
from iamsim.learning.tutor.cast import draw_cast
from iamsim.learning.tutor.question import can_differ, make_question, pattern_of


def questions(count: int) -> list[Question]:
    return [
        make_question("q", Recipe(topic.kinds[-1], 3, number), draw_cast(str(number)))
        for topic in TOPICS.values()
        for number in range(count)
    ]


def test_truth_is_what_the_simulator_answers() -> None:
    for question in questions(5):
        row, scenario = question.rows[0], question.scenario
        scps = [scenario.scps] if scenario.scps else ()
        result = iamsim.simulate(
            scenario.at(row.time), row.user, row.action, row.resource, row.context, scps=scps
        )
        assert believed(question, "TRUTH") == str(result.decision)


def test_an_idea_that_is_not_asked_answers_as_iam_does() -> None:
    for question in questions(3):
        truth = believed(question, "TRUTH")
        for idea in IDEAS:
            if not can_differ(idea, question.scenario):
                assert believed(question, idea) == truth


def test_a_pattern_has_the_ideas_that_answer_otherwise() -> None:
    for question in questions(2):
        pattern = pattern_of(question, IDEAS)
        assert pattern.right == believed(question, "TRUTH")
        assert {idea: believed(question, idea) for idea in pattern.idea_answers} == pattern.idea_answers
        assert pattern.right not in pattern.idea_answers.values()


def test_an_idea_without_an_engine_answers_nothing() -> None:
    with pytest.raises(KeyError):
        believed(questions(1)[0], "NESTED")
