"""The tutor's contract: what goes in, what comes out, and that nothing is lost on the way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any, cast

import pytest

from iamsim.learning.tutor import ANSWERS, IDEAS, TOPIC_OF, TOPICS, Question, Tutor, TutorError, believed


def run(tutor: Tutor, idea: str, answers: int) -> list[Question]:
    """Let somebody who holds one idea, or TRUTH, answer so many questions."""
    questions = []
    for _ in range(answers):
        questions.append(tutor.ask())
        tutor.answer(questions[-1], believed(questions[-1], idea))
    return questions


def test_a_question_can_be_answered_from_what_it_says() -> None:
    for question in run(Tutor(3), "TRUTH", 12):
        (row,) = question.rows
        assert list(question.answers) == list(ANSWERS) == ["allowed", "explicitDeny", "implicitDeny"]
        assert row.action in question.text
        assert row.resource in question.text
        assert row.user.title() in question.story
        assert question.text.startswith("At 11:00, ") == bool(question.scenario.events)
        assert ("SCP" in question.story) == bool(question.scenario.scps)


def test_nothing_is_asked_twice() -> None:
    questions = run(Tutor("a"), "ALLOW_WINS", 40)
    assert len({question.id for question in questions}) == 40
    assert len({question.story for question in questions}) == 40


def test_the_same_seed_and_answers_lead_to_the_same_questions() -> None:
    code = (
        "from iamsim.learning.tutor import Tutor, believed\n"
        "tutor = Tutor(7)\n"
        "for n in range(6):\n"
        "    question = tutor.ask(); print(question.id, question.story, question.text)\n"
        "    tutor.answer(question, believed(question, 'LAST_WINS'))\n"
        "print(tutor.beliefs())"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1
    assert run(Tutor(7), "TRUTH", 3) != run(Tutor(8), "TRUTH", 3)


def test_asking_changes_nothing_and_gives_the_open_question_again() -> None:
    tutor = Tutor(1)
    before = tutor.beliefs()
    assert tutor.ask() is tutor.ask()
    assert tutor.beliefs() == before
    assert set(before) == set(IDEAS)


def test_feedback_names_the_deciding_statement_and_no_idea_on_one_answer() -> None:
    tutor = Tutor(2)
    for _ in range(16):
        question = tutor.ask()
        feedback = tutor.answer(question, believed(question, "ALLOW_WINS"))
        right = believed(question, "ALLOW_WINS") == believed(question, "TRUTH")
        assert feedback.status == ("correct" if right else "wrong")
        assert "you think" not in feedback.text
        assert feedback.picture is not None
        if feedback.misconceptions:
            assert feedback.misconceptions == ("ALLOW_WINS",)
            assert "a simulator that lets any matching Allow win" in feedback.text
            break
    assert tutor.times_named["ALLOW_WINS"] == 1
    assert sum(bool(tutor.idea_answers(question)) for question in tutor._questions.values()) >= 3


@pytest.mark.parametrize(
    ("act", "message"),
    [
        pytest.param(
            lambda tutor, q: tutor.answer(q, "yes"), "expected one of allowed, .*; got 'yes'", id="answer"
        ),
        pytest.param(
            lambda tutor, q: tutor.answer(q, None), "expected one of allowed, .*; got None", id="none"
        ),
        pytest.param(
            lambda tutor, _: tutor.answer(Tutor("other").ask(), "allowed"),
            "not of this tutor",
            id="another tutor",
        ),
        pytest.param(lambda tutor, _: tutor.answer("q", "allowed"), "not of this tutor", id="no question"),
        pytest.param(lambda tutor, _: tutor.idea_answers(Tutor("other").ask()), "not of this tutor", id="shown"),
        pytest.param(lambda tutor, _: tutor.learn({}, "allowed", "no"), "got 'no'", id="learn"),
        pytest.param(
            lambda tutor, _: tutor.learn({}, "allowed", "allowed", "9-cats-1-2"),
            "'9-cats-1-2' is no id of a tutor's question",
            id="learn elsewhere",
        ),
        pytest.param(lambda *_: Tutor(1, ["Deny"]), "no topic 'Deny'; there are groups, ", id="topic"),
        pytest.param(lambda *_: Tutor(1, cast("Any", 4)), "no topic 4; there are groups, ", id="topics that are no list"),
        pytest.param(lambda *_: Tutor(1, []), "expected at least one topic of groups, ", id="no topic"),
        pytest.param(lambda *_: Tutor(1, ideas=["NESTED"]), "no idea 'NESTED'; there are ", id="idea"),
        pytest.param(lambda *_: Tutor.from_state({"seed": 1}), "this is no state of a tutor", id="state"),
    ],
)
def test_bad_input_is_one_line_and_loses_nothing(act: Callable[..., object], message: str) -> None:
    tutor = Tutor(4)
    run(tutor, "TRUTH", 2)
    question = tutor.ask()
    before = tutor.state()
    with pytest.raises(TutorError, match=message) as caught:
        act(tutor, question)
    assert "\n" not in str(caught.value)
    assert tutor.state() == before
    assert tutor.answer(question, "allowed").status in {"correct", "wrong"}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param("", "fit no simulator: as if by chance", id="anything"),
        pytest.param("implicitDeny", "nearly all “nobody allowed it”, whatever is asked", id="always the same"),
    ],
)
def test_who_clicks_is_told_so_once(answer: str, words: str) -> None:
    tutor, texts = Tutor("clicks"), []
    for number in range(16):
        question = tutor.ask()
        wrong = [other for other in ANSWERS if other != believed(question, "TRUTH")]
        texts.append(tutor.answer(question, answer or wrong[number % 2]).text)
    assert tutor.clicking > 0.5
    assert max(tutor.progress().values()) < 0.5
    assert sum("Take the time to read each line" in text for text in texts) == 1
    assert sum(words in text for text in texts) == 1


def test_a_question_is_answered_once() -> None:
    tutor = Tutor(4)
    question = tutor.ask()
    tutor.answer(question, "allowed")
    beliefs = tutor.beliefs()
    with pytest.raises(TutorError, match="answered already"):
        tutor.answer(question, "allowed")
    assert tutor.beliefs() == beliefs


def test_a_tutor_goes_on_where_its_state_was_kept() -> None:
    tutor = Tutor("kept")
    tutor.learn({"ALLOW_WINS": "allowed"}, "allowed", "explicitDeny")
    run(tutor, "NO_INHERIT", 8)
    again = Tutor.from_state(json.loads(json.dumps(tutor.state())))
    assert again.beliefs() == tutor.beliefs()
    assert again.ask() == tutor.ask()
    assert again.times_named == tutor.times_named
    assert again.progress() == tutor.progress()


def test_an_idea_that_a_lesson_showed_is_named_sooner() -> None:
    first, second = Tutor(5), Tutor(5)
    for _ in range(3):
        second.learn({"NO_INHERIT": "implicitDeny"}, "implicitDeny", "allowed")
    counts = []
    for tutor in (first, second):
        while not tutor.times_named["NO_INHERIT"]:
            run(tutor, "NO_INHERIT", 1)
        counts.append(len(tutor.state()["answers"]) - 3 * (tutor is second))
    assert counts[1] < counts[0]


def test_evidence_from_a_lesson_changes_beliefs_alone() -> None:
    tutor = Tutor(5)
    before = tutor.beliefs()["ALLOW_WINS"]
    assert tutor.learn({"ALLOW_WINS": "allowed"}, "allowed", "explicitDeny") == ()
    assert tutor.beliefs()["ALLOW_WINS"] > 2 * before
    assert set(tutor.progress().values()) == {0.0}


def test_topics_limit_the_ideas_and_the_accounts() -> None:
    tutor = Tutor(6, ["groups"])
    questions = run(tutor, "TRUTH", 10)
    assert set(tutor.beliefs()) == set(TOPICS["groups"].ideas)
    assert {question.topic for question in questions} == {"groups"}
    assert tutor.mastered


def test_a_review_asks_for_its_ideas_until_each_is_refuted() -> None:
    tutor = Tutor(9, ideas=["RELOGIN", "ALLOW_WINS"])
    count = 0
    while not tutor.mastered:
        question = tutor.ask()
        assert {"RELOGIN", "ALLOW_WINS"} & set(tutor.idea_answers(question))
        tutor.answer(question, believed(question, "TRUTH"))
        count += 1
    assert count <= 3


def test_progress_grows_to_one_with_mastery() -> None:
    tutor = Tutor(10)
    while not tutor.mastered:
        run(tutor, "TRUTH", 1)
    assert tutor.progress() == dict.fromkeys(TOPICS, 1.0)
    assert set(TOPIC_OF.values()) == set(TOPICS)
