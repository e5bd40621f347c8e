"""A rubric: points for four criteria, each with what is not so, and nothing for what the start had already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from iamsim.account import Account
from iamsim.decision import Decision
from iamsim.decision.explain import decision_words
from iamsim.learning.questions import ExerciseError, Feedback
from iamsim.learning.questions.account_json import account_to_json
from iamsim.learning.questions.exercises import Lesson
from iamsim.learning.questions.grading import grade
from iamsim.learning.questions.rubric import RubricQuestion
from iamsim.learning.scenario import account_in_words

Reads = Callable[[str], Lesson]
PAGE, NOTE = "arn:aws:s3:::site/index.html", "arn:aws:s3:::notes/1.txt"
WRITE, READ_NOTES = f"Allow s3:PutObject on {PAGE}", "Allow s3:GetObject on arn:aws:s3:::notes/*"
RUBRIC = f"""
lesson = "42"
[exercise]
id = "42"
kind = "rubric"
text = "?"
hints = []
wrong = []
begin = "Begin with Web."
success = "Done."
points = {{ decisions = 10, least_privilege = 4, structure = 3, robustness = 3 }}
rules = {{ max_direct_policies = 0 }}
users = {{ ana = ["Allow s3:* on *"], ben = [], leo = ["{READ_NOTES}"] }}
groups = {{ Web = [] }}
need = [
  {{ users = ["ana", "ben"], actions = ["s3:PutObject"], resources = ["{PAGE}"], decision = "allowed", because = "Web writes" }},
  {{ users = ["leo"], actions = ["s3:GetObject"], resources = ["{NOTE}"], decision = "denied", because = "Leo has left" }},
  {{ users = ["ana"], actions = ["s3:DeleteObject"], resources = ["{PAGE}"], decision = "denied", because = "pages stay", hidden = true }},
]
trial = [
  {{ text = "Zoe joins as Ben did", user = "zoe", action = "s3:PutObject", resource = "{PAGE}", decision = "allowed", because = "Web writes", groups_of = "ben" }},
  {{ text = "Ana leaves", user = "ana", action = "s3:PutObject", resource = "{PAGE}", decision = "denied", because = "Ana has left", leaves = true }},
]
[[exercise.right]]
do = [
  ["put_group_policy", "Web", "write", "{WRITE}"], ["add_user_to_group", "ana", "Web"], ["add_user_to_group", "ben", "Web"],
  ["delete_user_policy", "ana", "ana-1"], ["delete_user_policy", "leo", "leo-1"],
]
"""


@pytest.fixture
def question(read: Reads) -> RubricQuestion:
    exercise = read(RUBRIC).exercise
    assert isinstance(exercise, RubricQuestion)
    return exercise


def built(users: dict[str, list[Any]], groups: dict[str, list[Any]]) -> Account:
    return account_in_words(users, groups).account


def points(question: RubricQuestion, account: Account) -> dict[str, int]:
    return {score.name: score.points for score in question.scores(account)}


def graded(question: RubricQuestion, account: Account) -> Feedback:
    return grade(question, account_to_json(account))


WHOLE: dict[str, list[Any]] = {"ana": ["Web"], "ben": ["Web"], "leo": []}


@pytest.mark.parametrize(
    ("users", "groups", "expected"),
    [
        pytest.param(WHOLE, {"Web": [WRITE]}, (10, 4, 3, 3), id="all is as asked"),
        pytest.param({"ana": ["Web"], "ben": ["Web"]}, {"Web": [WRITE]}, (10, 4, 3, 3), id="the leaver's user is deleted"),
        # One of two people works, so that the last three criteria count half, rounded down.
        pytest.param({"ana": ["Web"], "ben": [], "leo": []}, {"Web": [WRITE]}, (6, 2, 1, 0), id="one cannot work"),
        pytest.param({"ana": [], "ben": [], "leo": []}, {"Web": []}, (0, 0, 0, 0), id="nobody can do anything"),
        pytest.param({"ana": [WRITE], "ben": [WRITE], "leo": []}, {"Web": []}, (10, 4, 0, 0), id="a policy on each"),
        # Ana and Ben read two notes each; the start has seven such requests: 4 × (1 − 4/7), rounded down.
        pytest.param(WHOLE, {"Web": [WRITE, READ_NOTES]}, (10, 1, 3, 3), id="a request too many"),
    ],
)
def test_points_of_each_criterion(
    question: RubricQuestion, users: dict[str, list[Any]], groups: dict[str, list[Any]], expected: tuple[int, ...]
) -> None:
    assert tuple(points(question, built(users, groups)).values()) == expected


def test_the_start_has_no_points_and_says_where_to_begin(question: RubricQuestion) -> None:
    assert set(points(question, question.scenario.account).values()) == {0}
    feedback = graded(question, question.scenario.account)
    assert (feedback.status, feedback.points) == ("not attempted", 0)
    assert feedback.text == "42: it is as it was given to you. Begin with Web."
    assert grade(question, None).text == "42: nothing is answered yet. Begin with Web."


def test_each_criterion_says_what_is_not_so_and_which_statement_decides(question: RubricQuestion) -> None:
    nobody = decision_words(Decision.IMPLICIT_DENY)
    feedback = graded(question, built({"ana": ["Web", "Allow s3:* on *"], "ben": [], "leo": []}, {"Web": [WRITE]}))
    head, decisions, least, structure, robustness, *_ = feedback.text.split("\n\n")
    assert head == "**3 of 20 points.**"
    assert decisions == (
        "**Who may do what: 3 of 10.** 2 of 4 requests are not answered as the jobs need, 1 of them not shown. "
        f"ben, s3:PutObject, site/index.html should be allowed: Web writes. With your account it is denied ({nobody}): "
        "ben has no Allow, and is in no group that has one."
    )
    assert "ana, s3:PutObject, notes/1.txt is allowed, and no job needs it: ana-1 (own policy) says Allow s3:* on *." in least
    assert "1 of 1 rules is broken. Asked for: policies on users, at most 0. There is 1: ana (ana-1)." in structure
    assert "2 of 2 trials fail. Zoe joins as Ben did: zoe, s3:PutObject, site/index.html should be allowed: Web writes." in robustness


def test_what_the_start_had_shows_no_idea_while_people_cannot_work(question: RubricQuestion) -> None:
    claiming = replace(question, claims=("DIRECT_SIMPLER",))
    own = built({"ana": ["Allow s3:* on *"], "ben": ["Web"], "leo": [READ_NOTES]}, {"Web": []})
    assert graded(claiming, own).misconception is None
    both = built({"ana": ["Web", "Allow s3:* on *"], "ben": ["Web"], "leo": [READ_NOTES]}, {"Web": [WRITE]})
    assert graded(claiming, both).misconception == "DIRECT_SIMPLER"


def test_a_colleague_who_is_not_there_is_said(question: RubricQuestion) -> None:
    feedback = graded(question, built({"ana": ["Web"], "leo": []}, {"Web": [WRITE]}))
    assert "Zoe joins as Ben did: zoe, s3:PutObject, site/index.html: asked for: allowed; found: no user named 'ben'" in feedback.text


def test_a_hidden_request_is_not_among_those_too_many(question: RubricQuestion) -> None:
    feedback = graded(question, built(WHOLE, {"Web": [f"Allow s3:PutObject, s3:DeleteObject on {PAGE}"]}))
    assert "ana, s3:DeleteObject, site/index.html" not in feedback.text + str(feedback.rows)
    assert "ben, s3:DeleteObject, site/index.html is allowed, and no job needs it" in feedback.text


def test_a_misspelled_action_is_said_first(question: RubricQuestion) -> None:
    feedback = graded(question, built(WHOLE, {"Web": [f"Allow s3:PutObjct on {PAGE}"]}))
    second = feedback.text.split("\n\n")[1]
    assert second.startswith("Web-1 (group Web), Statement[0].Action: s3:PutObjct is not in our list")
    assert second.endswith("Instead: s3:PutObject.")
    assert "Instead" not in graded(question, built(WHOLE, {"Web": []})).text


def test_a_new_role_and_a_new_user_count_too(question: RubricQuestion) -> None:
    extra = built({**WHOLE, "bot": ["Allow s3:GetObject on *"]}, {"Web": [WRITE]})
    assert "bot, s3:GetObject" in graded(question, extra).text


def test_a_matrix_that_is_too_large_is_malformed(question: RubricQuestion) -> None:
    names = ", ".join(f"arn:aws:s3:::b{number}/*" for number in range(3000))
    feedback = graded(question, built({**WHOLE, **{f"u{number}": [] for number in range(40)}}, {"Web": [f"Allow s3:GetObject on {names}"]}))
    assert feedback.status == "malformed"
    assert "expected an account of at most 100,000 requests, got " in feedback.text


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        pytest.param("structure = 3", "structur = 3", "points: unknown 'structur' (there is: decisions, least_privilege, robustness, structure)", id="a criterion that there is not"),
        pytest.param(", leaves = true", "", "trial[2]: expected groups_of, leaves = true or lend; not groups_of and leaves together", id="a trial without a change"),
        pytest.param("leaves = true", 'lend = "Alow * on *"', "trial[2]: lend: expected a statement such as 'Allow s3:GetObject on *', got 'Alow * on *'", id="a loan that is no statement"),
        pytest.param("[[exercise.right]]", "[[exercise.wrong]]", "right: missing", id="no right answer"),
        pytest.param("do = [\n", "after = 1\ndo = [\n", "right[1]: after: expected an earlier right answer that calls make, got 1", id="after itself"),
    ],
)
def test_a_rubric_that_cannot_be_used_is_refused(read: Reads, old: str, new: str, complaint: str) -> None:
    text = RUBRIC.replace(old, new)
    if "exercise.wrong" in new:
        text = text.replace("wrong = []\n", "")
    with pytest.raises(ExerciseError) as error:
        read(text)
    assert str(error.value).removeprefix("42_test.toml: exercise: ") == complaint
