"""Sentences with blanks: graded word by word, what a wrong word shows, and how they are asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from iamsim.learning.questions import Question
from iamsim.learning.questions.exercises import Lesson, variant
from iamsim.learning.questions.grading import canonical, grade
from iamsim.learning.questions.question import AnswerTable, Cell, MenusInput

WHAT, WHOM = "A group has members and ____.", "Its policies count for ____."
RIGHT = {WHAT: "policies", WHOM: "each member"}
WORDS = ("each member", "a password", "policies", "every user")


@pytest.fixture
def question(read: Callable[[str], Lesson]) -> Question:
    return read(
        f"""
lesson = "42"
users = {{ zoe = [] }}
[[question]]
id = "42-b"
section = "quiz"
kind = "blanks"
text = "Which word is missing?"
source = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html"
success = "So it is."
word = [{{ text = "each member" }}, {{ text = "a password", gives = "GROUP_LOGIN" }}, {{ text = "policies" }}, {{ text = "every user", gives = "ALL_GROUPS" }}]
sentence = [
  {{ text = "{WHAT}", word = "policies", why = "That is all." }},
  {{ text = "{WHOM}", word = "each member", why = "Nobody else." }},
]
"""
    ).questions[0]


@pytest.mark.parametrize("answer", [RIGHT, ["policies", "each member"], {WHAT: " policies ", WHOM: "each member"}])
def test_all_right(question: Question, answer: object) -> None:
    feedback = grade(question, answer)
    assert (feedback.status, feedback.points, feedback.text) == ("correct", 1, "All 2 as we have them. So it is.")
    assert canonical(question, answer) == RIGHT


def test_a_wrong_word_is_said_with_its_sentence_and_reason_and_its_idea_is_kept(question: Question) -> None:
    feedback = grade(question, {WHAT: "policies", WHOM: "every user"})
    assert (feedback.status, feedback.points, feedback.misconceptions) == ("partial", 0.5, ("ALL_GROUPS",))
    assert feedback.text == "1 of 2 as we have them. “Its policies count for each member.” Nobody else."
    assert [row.label for row in feedback.rows] == ["A group has members and policies", "Its policies count for each member"]
    assert [question.cell(row) for row in feedback.rows] == [Cell("policies"), Cell("each member", "you put", "every user")]


def test_a_word_in_the_wrong_place_shows_nothing(question: Question) -> None:
    feedback = grade(question, {WHAT: "each member", WHOM: "policies"})
    assert (feedback.status, feedback.misconceptions) == ("wrong", ())


def test_a_sentence_left_open_is_not_right(question: Question) -> None:
    feedback = grade(question, {WHAT: "policies"})
    assert (feedback.status, feedback.points) == ("partial", 0.5)
    assert question.cell(feedback.rows[1]) == Cell("each member", "you put", "nothing")


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        pytest.param(["policies"], "expected 2 words, one for each sentence; got 1", id="too few"),
        pytest.param("policies", 'expected a word for each sentence, got "policies"', id="no sentences"),
        pytest.param({"x": "policies"}, 'no sentence "x"', id="another sentence"),
        pytest.param({WHAT: "key"}, f'expected one of {", ".join(WORDS)}; got "key"', id="another word"),
        pytest.param({WHAT: 1}, f"expected one of {', '.join(WORDS)}; got 1", id="a number"),
    ],
)
def test_what_cannot_be_read(question: Question, answer: object, complaint: str) -> None:
    feedback = grade(question, answer)
    assert feedback.status == "malformed"
    assert feedback.text.startswith(f"42-b: {complaint}")


def test_it_is_asked_with_a_menu_of_all_words_for_each_sentence(question: Question) -> None:
    assert question.input == MenusInput((WHAT, WHOM), tuple((word, word) for word in WORDS))
    assert question.count == 2
    assert question.display(None) == AnswerTable((WHAT, WHOM), ("", ""), WORDS)
    assert question.example == '{"A group has members and ____.": "each member", …}'


def test_a_variant_has_the_words_in_another_order_and_the_same_key(question: Question) -> None:
    drawn = [variant(question, seed) for seed in ("a", "b", "c")]
    assert {question.input for question in drawn} != {question.input}
    assert all(grade(question, RIGHT).status == "correct" for question in drawn)
    assert question.comes_back(None) is question
