"""What is asked of a build: cases, rules, and what is said where one is not met."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from iamsim.learning.questions import exercises
from iamsim.learning.questions.exercises import Lesson
from iamsim.learning.questions.grading import grade
from iamsim.learning.questions.requirements import is_target
from iamsim.learning.scenario import parse_scenario
from tests.learning.questions.examples import BUILD, account_without


@pytest.mark.parametrize(
    ("rules", "users", "text"),
    [
        pytest.param(
            "max_direct_policies = 0",
            'kim = ["own: Allow s3:* on *"]',
            "Asked for: policies on users, at most 0. There is 1: kim (own).\n\n"
            "“A policy on each user is simpler”: that is not so. It is simple once, and then never again. "
            "Next month's change must be made at every user, and one is forgotten. "
            "One policy on one group, and people join and leave.\n\n0 of 1 hold.",
            id="a rule that shows a misconception",
        ),
        pytest.param(
            'credentials = { kim = ["password"] }',
            "kim = []",
            "Asked for: a password for kim, and nothing else. User kim has no password.\n\n0 of 1 hold.",
            id="a rule that shows none",
        ),
    ],
)
def test_what_is_said_of_a_broken_rule(read: Callable[[str], Lesson], rules: str, users: str, text: str) -> None:
    exercise = read(
        f'lesson = "42"\n[exercise]\nid = "42"\nkind = "account"\ntext = "?"\nhints = []\nright = []\nwrong = []\n'
        f"users = {{ zoe = [] }}\nrules = {{ {rules} }}\n"
    ).exercise
    assert exercise is not None
    key, _, words = users.partition(" = ")
    built = parse_scenario({"users": {key: json.loads(words)}}).account
    feedback = grade(exercise, built)
    assert feedback.text == text
    assert feedback.rows[0].yours == "not kept"


def test_who_there_is_at_all_is_looked_at_first(read: Callable[[str], Lesson]) -> None:
    exercise = read(
        'lesson = "42"\nusers = { zoe = [] }\n' + BUILD + 'rules = { one_user_each = ["ben", "mia"] }\n'
        'case = [{ user = "ben", action = "s3:GetObject", decision = "denied", because = "nothing yet" }]\n'
    ).exercise
    assert exercise is not None
    feedback = grade(exercise, parse_scenario({"users": {"zoe": [], "team": ["password", "access key"]}}).account)
    assert feedback.misconception == "GROUP_LOGIN"
    assert feedback.text.startswith(
        "Asked for: no user that several share. There are users zoe, team, and no user for ben and mia."
    )


def test_a_user_who_is_still_to_be_made_is_not_told_as_made(read: Callable[[str], Lesson]) -> None:
    exercise = read(
        'lesson = "42"\nusers = { }\n' + BUILD + 'rules = { one_user_each = ["ben", "mia"] }\n'
        'case = [{ user = "mia", action = "s3:GetObject", decision = "denied", because = "nothing yet" }]\n'
    ).exercise
    assert exercise is not None
    rows = grade(exercise, parse_scenario({"users": {"ben": []}}).account).rows
    assert [(row.label, row.yours) for row in rows if not row.differs] == [("no user that several share", "kept")]
    assert [row.yours for row in rows if row.differs] == ["no user named 'mia' (this account has: ben)"]


def test_a_case_about_nobody_says_so() -> None:
    question = exercises.question("09-leave")
    built = account_without("tom", question)
    text = grade(question, built).text
    assert text.startswith(
        "tom, s3:PutObject, depot/a.txt: asked for: denied; found: no user named 'tom' (this account has: kim)."
    )


@pytest.mark.parametrize(
    ("action", "resource", "expected"),
    [
        pytest.param("s3:GetObject", "arn:aws:s3:::depot/a.txt", True, id="an object"),
        pytest.param("s3:GetObject", "arn:aws:s3:::depot", False, id="a bucket is no object"),
        pytest.param("s3:GetObject", "arn:aws:iam::123456789012:user/zia", False, id="a user of another service"),
        pytest.param("s3:GetObject", "*", False, id="what has a resource is asked of one"),
        pytest.param("s3:ListAllMyBuckets", "*", True, id="what has none is asked of *"),
        pytest.param("s3:ListAllMyBuckets", "arn:aws:s3:::depot", False, id="and of nothing else"),
        pytest.param("robots:Wave", "arn:aws:s3:::depot", True, id="a service that is not in the list"),
    ],
)
def test_an_action_is_asked_of_the_resources_that_it_is_done_to(action: str, resource: str, expected: bool) -> None:
    assert is_target(action, resource) is expected
