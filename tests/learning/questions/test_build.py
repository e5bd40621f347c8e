"""A build held against what was asked for: points, the idea that it shows, what is misspelled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from iamsim.learning.questions.account_json import account_to_json
from iamsim.learning.questions.exercises import Lesson
from iamsim.learning.questions.grading import grade
from iamsim.learning.scenario import parse_scenario
from tests.learning.questions.examples import BUILD, UNSEEN, account, leaving

Reads = Callable[[str], Lesson]


def test_what_the_start_gave_already_earns_nothing() -> None:
    assert (leaving(["create_user", "ada"]).status, leaving(["create_user", "ada"]).points) == ("wrong", 0)
    assert leaving(["delete_user_policy", "tom", "on-call"]).points == pytest.approx(3 / 5)


def test_a_copied_belief_is_seen_in_an_account(read: Callable[[str], Lesson]) -> None:
    exercise = read(
        """
lesson = "42"
users = { kim = ["Web"], ria = [] }
groups = { Web = ["edit: Allow s3:PutObject on *"] }
[exercise]
id = "42"
kind = "account"
text = "Kim goes on writing; Ria, new in Web, reads only."
hints = []
right = []
wrong = []
claims = ["COPIED"]
case = [
  { user = "kim", action = "s3:PutObject", decision = "allowed", because = "Kim goes on" },
  { user = "kim", action = "s3:GetObject", decision = "denied", because = "Kim never read" },
  { user = "ria", action = "s3:GetObject", decision = "allowed", because = "Ria reads" },
  { user = "ria", action = "s3:PutObject", decision = "denied", because = "Ria does not write" },
]
"""
    ).exercise
    assert exercise is not None
    calls = [["put_group_policy", "Web", "edit", "Allow s3:GetObject on *"], ["add_user_to_group", "ria", "Web"]]
    built = parse_scenario({"events": [["10:00", *call] for call in calls]}, exercise.scenario.account).at("")
    assert grade(exercise, built).misconception == "COPIED"


def test_two_engines_that_would_both_find_it_right_are_not_named(read: Callable[[str], Lesson]) -> None:
    exercise = read(
        f"""
lesson = "42"
users = {{ kim = ["A", "B", "C"] }}
groups = {{ A = [], B = ["Allow s3:GetObject, s3:PutObject on *"], C = [] }}
{BUILD}
claims = ["FIRST_GROUP_ONLY", "LAST_GROUP_ONLY"]
case = [
  {{ user = "kim", action = "s3:GetObject", decision = "denied", because = "Kim has left" }},
  {{ user = "kim", action = "s3:PutObject", decision = "denied", because = "Kim has left" }},
]
"""
    ).exercise
    assert exercise is not None
    built = parse_scenario({"events": [["10:00", "create_user", "ada"]]}, exercise.scenario.account).at("")
    assert grade(exercise, built).misconception is None
    assert grade(replace(exercise, claims=exercise.claims[:1]), built).misconception == "FIRST_GROUP_ONLY"


def test_a_ceiling_counts_in_an_account_that_is_built(read: Callable[[str], Lesson]) -> None:
    exercise = read(
        'lesson = "42"\nscps = ["Allow s3:GetObject on *"]\nusers = { kim = [] }\n[exercise]\nid = "42"\nkind = "account"\n'
        'text = "?"\nhints = []\nright = []\nwrong = []\n'
        'case = [{ user = "kim", action = "s3:PutObject", decision = "denied", because = "the ceiling" }]\n'
    ).exercise
    assert exercise is not None
    built = parse_scenario({"users": {"kim": ["Allow s3:* on *"]}}).account
    assert grade(exercise, built).status == "correct"


def test_a_misspelled_action_of_an_account_is_said_first_and_shows_no_idea(read: Reads) -> None:
    question = read(UNSEEN.replace('"denied"', '"allowed"').replace("Allow s3:GetObject", "Allow s3:ListBucket")).exercise
    assert question
    feedback = grade(question, account_to_json(account({"ana": ["reading: Allow s3:GetObjct on *"]})))
    assert feedback.text.startswith("reading (user ana), Statement[0].Action: s3:GetObjct is not in our list of s3's actions")
    assert feedback.misconception is None
