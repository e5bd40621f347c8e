"""Which questions are open, and the words by which a question is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iamsim.learning.notebook.calls import predict, quiz, storage
from iamsim.learning.notebook.open_questions import MAX_WORDS, is_done, open_lines, open_questions, words_of
from iamsim.learning.questions import exercises
from iamsim.learning.questions.exercises import CountedQuestion


def test_a_question_is_open_until_it_is_answered() -> None:
    assert [item.id for item in open_questions(storage().read().journal, "04")] == ["04-both", "04-q1"]
    predict("04-both", "b", "sure")
    items = open_questions(storage().read().journal, "04")
    assert [item.id for item in items] == ["04-q1"]
    assert open_lines(items) == ("From memory: Ana is in Readers only. She writes a file. AWS answers:",)


def test_an_exercise_in_parts_counts_by_its_parts() -> None:
    items = exercises.counted("09")
    assert "09" not in [item.id for item in items]
    assert CountedQuestion("09-where", "exercise") in items


def test_what_counts_is_what_the_lesson_has() -> None:
    for number in exercises.lessons():
        lesson = exercises.lesson(number)
        parts = lesson.exercise.parts or (lesson.exercise,) if lesson.exercise else ()
        expected = [*lesson.section("prediction"), *lesson.section("quiz"), *parts]
        assert sorted(item.id for item in exercises.counted(number)) == sorted(question.id for question in expected)


def test_a_lesson_is_done_when_nothing_is_open_and_one_that_is_not_there_is_not() -> None:
    assert not is_done(storage().read().journal, "04")
    assert not is_done(storage().read().journal, "77")
    predict("04-both", "b", "sure")
    quiz("04", ["a"])
    assert is_done(storage().read().journal, "04")


def test_a_question_of_another_version_has_no_line() -> None:
    assert open_lines([CountedQuestion("04-gone", "quiz")]) == ()


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
