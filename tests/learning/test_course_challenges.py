"""The course's challenges: each is open at the start, solved by its solutions, and not by its wrong tries."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from iamsim.learning.course_challenges import (
    CourseChallenge,
    after_calls,
    challenges_by_lesson,
    load_challenges,
)
from iamsim.learning.questions import exercises

# Read here: a test has a folder with exercises of its own.
COURSE_FILE = exercises.folder() / "challenges.toml"
CHALLENGES, IDS = load_challenges(), challenges_by_lesson()
SOLUTIONS = [
    pytest.param(entry, calls, id=f"{entry.challenge.id}-{number}")
    for entry in CHALLENGES
    for number, calls in enumerate(entry.solutions, 1)
]
WRONG = [
    pytest.param(entry, calls, id=f"{entry.challenge.id}-{number}")
    for entry in CHALLENGES
    for number, calls in enumerate(entry.wrong, 1)
]


LESSONS = [number for number in exercises.lessons() if number >= "02"]


def test_each_lesson_from_02_on_has_three_challenges_or_more() -> None:
    counts = Counter(entry.lesson for entry in CHALLENGES)
    assert list(counts) == LESSONS
    assert min(counts.values()) >= 3


def test_one_lessons_challenges_are_those_of_all() -> None:
    for lesson, ids in IDS.items():
        assert load_challenges(COURSE_FILE, lesson=lesson) == tuple(entry for entry in CHALLENGES if entry.lesson == lesson)
        assert ids == [entry.challenge.id for entry in CHALLENGES if entry.lesson == lesson]


def test_each_challenge_has_an_id_a_title_and_a_story_of_its_own() -> None:
    for attribute in ("id", "title", "story"):
        values = [getattr(entry.challenge, attribute) for entry in CHALLENGES]
        assert len(set(values)) == len(values)


@pytest.mark.parametrize("entry", CHALLENGES, ids=lambda entry: entry.challenge.id)
def test_at_the_start_it_is_not_solved_and_no_rule_is_asked_in_vain(entry: CourseChallenge) -> None:
    progress = entry.challenge.progress(entry.challenge.account)
    assert not progress.solved
    assert len(entry.solutions) >= 2
    assert entry.wrong


@pytest.mark.parametrize(("entry", "calls"), SOLUTIONS)
def test_a_solution_solves_it(entry: CourseChallenge, calls: tuple[list[str], ...]) -> None:
    progress = entry.challenge.progress(after_calls(entry.challenge.account, calls))
    assert progress.solved, str(progress)


@pytest.mark.parametrize("entry", CHALLENGES, ids=lambda entry: entry.challenge.id)
def test_its_solutions_end_in_different_accounts(entry: CourseChallenge) -> None:
    first, *others = (after_calls(entry.challenge.account, calls) for calls in entry.solutions)
    assert all(account != first for account in others)


@pytest.mark.parametrize(("entry", "calls"), WRONG)
def test_a_wrong_try_does_not(entry: CourseChallenge, calls: tuple[list[str], ...]) -> None:
    assert not entry.challenge.progress(after_calls(entry.challenge.account, calls)).solved


@pytest.mark.parametrize("entry", CHALLENGES, ids=lambda entry: entry.challenge.id)
@pytest.mark.parametrize("holders", ["groups", "people", "a new group"])
def test_to_allow_everybody_everything_does_not(entry: CourseChallenge, holders: str) -> None:
    account = entry.challenge.account
    people = {user.name for user in account.users.values()}
    new = sorted({goal.user for goal in entry.challenge.goals} - people)
    calls: list[list[str]] = [["create_user", name] for name in new]
    allow, groups = ("all", "Allow * on *"), [group.name for group in account.groups.values()]
    if holders == "people":
        calls += [["put_user_policy", name, *allow] for name in sorted({*people, *new})]
    elif holders == "a new group":
        calls += [["create_group", "New"], ["put_group_policy", "New", *allow]]
        calls += [["add_user_to_group", name, "New"] for name in sorted({*people, *new})]
    else:
        calls += [["put_group_policy", name, *allow] for name in groups]
    assert not entry.challenge.progress(after_calls(account, tuple(calls))).solved


@pytest.mark.parametrize("entry", CHALLENGES, ids=lambda entry: entry.challenge.id)
def test_the_best_is_the_shortest_solution(entry: CourseChallenge) -> None:
    assert entry.challenge.best == min(map(len, entry.solutions))


EXAMPLE = """
[[challenge]]
id = "x"
lesson = "02"
title = "Title"
story = "Story"
resource = "arn:aws:s3:::b/k"
users = { ana = [] }
want = [["ana", "s3:GetObject", "allowed"]]
solutions = [[["put_user_policy", "ana", "p", "Allow s3:GetObject on *"]]]
"""


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        pytest.param("title =", "titel =", "unknown 'titel'", id="a misspelt key"),
        pytest.param('"allowed"', '"granted"', "want[1]: expected one of allowed", id="no such answer"),
        pytest.param('["ana", "s3:GetObject", "allowed"]', '["ana"]', "want[1]: expected user", id="a short goal"),
        pytest.param("ana = []", 'ana = ["Web"]', "'Web' is no group", id="a group that is none"),
        pytest.param('"put_user_policy"', '"put_policy"', "unknown call 'put_policy'", id="no such call"),
        pytest.param('"put_user_policy", "ana"', '"put_user_policy", "bob"', "bob", id="nobody of that name"),
        pytest.param('story = "Story"', 'story = "Story"\nrules = ["be nice"]', "unknown 'be nice'", id="no rule"),
    ],
)
def test_a_fault_in_the_file_says_where(tmp_path: Path, old: str, new: str, problem: str) -> None:
    file = tmp_path / "challenges.toml"
    file.write_text(EXAMPLE.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=r"challenges\.toml") as caught:
        load_challenges(file)
    assert problem in str(caught.value)


def test_the_example_without_a_fault_is_read(tmp_path: Path) -> None:
    file = tmp_path / "challenges.toml"
    file.write_text(EXAMPLE, encoding="utf-8")
    (entry,) = load_challenges(file)
    assert entry.challenge.best == 1
