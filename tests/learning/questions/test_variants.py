"""Variants: a seed draws other names and another order; the key is computed for what was drawn."""

from __future__ import annotations

from collections.abc import Callable

from iamsim.learning.questions import exercises
from iamsim.learning.questions.grading import grade, reference_answer
from iamsim.learning.questions.model import Lesson

TEXT = """
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


def test_names_change_everywhere_at_once_and_whole_words_only(read: Callable[[str], Lesson]) -> None:
    asked = read(TEXT).questions[0]
    drawn = {seed: exercises.variant(asked, seed) for seed in map(str, range(30))}
    for one in drawn.values():
        first, second = (one.text.split()[0].rstrip(","), one.text.split()[1])
        assert one.text.endswith("but no anagram: who may do what?")
        assert {first.lower(), second.lower()} == set(one.users) == set(one.scenario.account.users)
        assert one.rows[0].resource in {"arn:aws:s3:::archive/a.txt", "arn:aws:s3:::library/a.txt"}
        assert grade(one, reference_answer(one)).status == "correct"
    assert len({one.users for one in drawn.values()}) > 6
    assert len({one.actions for one in drawn.values()}) == 2
    assert drawn["1"] == exercises.variant(asked, "1")


def test_rows_of_a_grid_stay_a_grid(read: Callable[[str], Lesson]) -> None:
    asked = read(TEXT).questions[0]
    for seed in "abcdef":
        drawn = exercises.variant(asked, seed)
        pairs = [(row.user, row.action) for row in drawn.rows]
        assert pairs == [(user, action) for user in drawn.users for action in drawn.actions]


def test_single_rows_are_mixed_and_the_rows_of_a_day_are_not(read: Callable[[str], Lesson]) -> None:
    _, single, day = read(TEXT).questions
    assert {exercises.variant(single, seed).rows[0].resource[13:] for seed in "abcdefgh"} > {"other/a.txt"}
    assert {tuple(row.time for row in exercises.variant(day, seed).rows) for seed in "abcdefgh"} == {("09:00", "11:00")}


def test_steps_are_never_drawn_in_order(read: Callable[[str], Lesson]) -> None:
    exercise = read(TEXT).exercise
    assert exercise is not None
    assert {tuple(step.id for step in exercises.variant(exercise, seed).options) for seed in "abcdefgh"} == {("b", "a")}


def test_without_a_seed_it_is_the_question_itself(read: Callable[[str], Lesson]) -> None:
    asked = read(TEXT.replace("vary = [", "vary = [] #").replace("  { words", "# { words").replace("\n]\n[[", "\n[[", 1))
    assert exercises.variant(asked.questions[0], "") == asked.questions[0]
