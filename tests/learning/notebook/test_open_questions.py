"""Which questions are open, and the words by which a question is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iamsim.learning.notebook.calls import predict, storage
from iamsim.learning.notebook.open_questions import (
    MAX_WORDS,
    is_done,
    lesson_questions,
    open_questions,
    words_of,
)
from iamsim.learning.questions import exercises


def test_a_question_is_open_until_it_is_answered() -> None:
    questions = lesson_questions("04")
    names = [question.id for question in open_questions(storage().read().journal, questions)]
    assert names == ["04-both", "04-q1"]
    predict("04-both", "b", "sure")
    assert [question.id for question in open_questions(storage().read().journal, questions)] == ["04-q1"]


def test_an_exercise_in_parts_counts_by_its_parts() -> None:
    names = [question.id for question in lesson_questions("09")]
    assert "09" not in names
    assert "09-where" in names


def test_a_lesson_is_done_when_nothing_is_open_and_one_that_is_not_there_is_not() -> None:
    journal = storage().read().journal
    assert not is_done(journal, "04")
    assert not is_done(journal, "77")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Ria reads. AWS answers:", "Ria reads. AWS answers:", id="short"),
        pytest.param("One\nline", "One line", id="a new line"),
        pytest.param("First.\n\nSecond.", "First.", id="the first paragraph"),
        pytest.param("word " * 30, "word " * 17 + "word …", id="cut between words"),
        pytest.param("x" * 80 + " `s3:GetObject is allowed` to all", "x" * 80 + " …", id="no half mark"),
    ],
)
def test_a_question_is_known_by_its_first_words(text: str, words: str) -> None:
    found = words_of(replace(exercises.question("04-q1"), text=text))
    assert found == words
    assert len(found) <= MAX_WORDS + 2
