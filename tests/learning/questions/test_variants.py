"""A seed draws a variant of a question: other names, other orders, the same structure."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from iamsim.learning.questions import ExerciseError, Question, exercises
from iamsim.learning.questions.exercises import Lesson
from iamsim.learning.questions.grading import grade, reference_answer
from iamsim.learning.questions.table import Grid, TableQuestion
from tests.learning.questions.examples import CHOICE, HEAD

Reads = Callable[[str], Lesson]
VARIED = """
lesson = "42"
users = { ana = ["Readers"], bo = [] }
groups = { Readers = ["Allow s3:GetObject on arn:aws:s3:::depot/*"] }
vary = [
  { words = ["ana", "bo"], pool = ["ana", "bo", "ida", "pia"] },
  { words = ["depot"], pool = ["archive", "library"] },
]
[[question]]
id = "42-t"
section = "quiz"
kind = "table"
text = "Ana, Bo and the depot, but no anagram: who may do what?"
claims = ["ALL_GROUPS"]
grid = { users = ["ana", "bo"], actions = ["s3:GetObject", "s3:PutObject"], resource = "arn:aws:s3:::depot/a.txt" }
[[question]]
id = "42-r"
section = "quiz"
kind = "table"
text = "?"
row = [
  { user = "ana", action = "s3:GetObject", resource = "arn:aws:s3:::depot/a.txt" },
  { user = "bo", action = "s3:GetObject", resource = "arn:aws:s3:::depot/a.txt" },
  { user = "bo", action = "s3:GetObject", resource = "arn:aws:s3:::other/a.txt" },
]
[[question]]
id = "42-day"
section = "quiz"
kind = "table"
text = "?"
events = [["10:00", "remove_user_from_group", "ana", "Readers"]]
row = [
  { time = "09:00", user = "ana", action = "s3:GetObject" },
  { time = "11:00", user = "ana", action = "s3:GetObject" },
]
[exercise]
id = "42"
kind = "order"
text = "?"
hints = []
right = []
wrong = []
step = [
  { id = "b", text = "b", why = ".", stage = "match" },
  { id = "a", text = "a", why = ".", stage = "collect" },
]
"""


def grid_of(question: Question) -> Grid:
    assert isinstance(question, TableQuestion)
    assert question.grid is not None
    return question.grid


def test_names_change_everywhere_at_once_and_whole_words_only(read: Callable[[str], Lesson]) -> None:
    question = read(VARIED).questions[0]
    variants = {seed: exercises.variant(question, seed) for seed in map(str, range(30))}
    for variant in variants.values():
        first, second = (variant.text.split()[0].rstrip(","), variant.text.split()[1])
        assert variant.text.endswith("but no anagram: who may do what?")
        assert {first.lower(), second.lower()} == set(grid_of(variant).users) == set(variant.scenario.account.users)
        assert variant.requests[0].resource in {"arn:aws:s3:::archive/a.txt", "arn:aws:s3:::library/a.txt"}
        assert grade(variant, reference_answer(variant)).status == "correct"
    assert len({grid_of(variant).users for variant in variants.values()}) > 6
    assert len({grid_of(variant).actions for variant in variants.values()}) == 2
    assert variants["1"] == exercises.variant(question, "1")


def test_rows_of_a_grid_stay_a_grid(read: Callable[[str], Lesson]) -> None:
    question = read(VARIED).questions[0]
    for seed in "abcdef":
        variant = exercises.variant(question, seed)
        grid = grid_of(variant)
        pairs = [(row.user, row.action) for row in variant.requests]
        assert pairs == [(user, action) for user in grid.users for action in grid.actions]


def test_single_rows_are_mixed_and_the_rows_of_a_day_are_not(read: Callable[[str], Lesson]) -> None:
    _, single, day = read(VARIED).questions
    assert {exercises.variant(single, seed).requests[0].resource[13:] for seed in "abcdefgh"} > {"other/a.txt"}
    assert {tuple(row.time for row in exercises.variant(day, seed).requests) for seed in "abcdefgh"} == {("09:00", "11:00")}


def test_steps_are_never_drawn_in_order(read: Callable[[str], Lesson]) -> None:
    exercise = read(VARIED).exercise
    assert exercise is not None
    assert {tuple(step.id for step in exercises.variant(exercise, seed).options) for seed in "abcdefgh"} == {("b", "a")}


def test_without_a_seed_it_is_the_question_itself(read: Callable[[str], Lesson]) -> None:
    lesson = read(VARIED.replace("vary = [", "vary = [] #").replace("  { words", "# { words").replace("\n]\n[[", "\n[[", 1))
    assert exercises.variant(lesson.questions[0], "") == lesson.questions[0]


def test_a_pool_has_a_word_for_each_word(read: Reads) -> None:
    lesson = read(HEAD + CHOICE + '[[vary]]\nwords = ["ana", "bo"]\npool = ["ana"]\n')
    with pytest.raises(ExerciseError) as error:
        exercises.variant(lesson.questions[0], "seed")
    assert str(error.value) == "42_test.toml: vary[1]: pool: expected at least 2 words, got 1"
