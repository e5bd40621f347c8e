"""Grading: any JSON value gets one of five statuses and words that say why; whole texts, kind by kind."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iamsim.account import Account
from iamsim.learning.questions import Feedback, Question, exercises
from iamsim.learning.questions.account import BuildQuestion
from iamsim.learning.questions.exercises import Lesson
from iamsim.learning.questions.grading import answer_of, grade, reference_answer
from iamsim.learning.questions.table import TableQuestion
from iamsim.learning.scenario import ScenarioRequest, parse_scenario

ALLOW = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:DeleteObject", "Resource": "*"}]}
DENY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"}]}
NONE = {"Version": "2012-10-17", "Statement": []}


def deep(levels: int = 10_000) -> list[Any]:
    nested: list[Any] = []
    for _ in range(levels):
        nested = [nested]
    return nested


def graded(name: str, answer: object) -> Feedback:
    return grade(exercises.question(name), answer)


@pytest.mark.parametrize(
    ("name", "answer", "problem"),
    [
        pytest.param("08-q1", 9, "expected one of a, b; got 9", id="an option that there is not"),
        pytest.param("08-q1", -1, "expected one of a, b; got -1", id="an option counted from the end"),
        pytest.param("08-q1", True, "expected one of a, b; got true", id="true is no index"),
        pytest.param("08-q1", "z", 'expected one of a, b; got "z"', id="a letter too many"),
        pytest.param("08-q1", [0, 1], "expected one option, got 2", id="two options for one"),
        pytest.param("08-q1", {"a": 1}, 'expected one of a, b; got {"a": 1}', id="an object for an option"),
        pytest.param(
            "08-q1", "x" * 99, f'expected one of a, b; got "{"x" * 56}...', id="a long answer is shown in part"
        ),
        pytest.param("08-q1", "\ud800", 'expected one of a, b; got "?"', id="half a character"),
        pytest.param(
            "08-q1", float("nan"), "expected JSON data: Out of range float values are not JSON compliant", id="not a number"
        ),
        pytest.param("08-q1", {1, 2}, "expected JSON data: Object of type set is not JSON serializable", id="no data"),
        pytest.param("08-q1", deep(), "nested too deep to be an answer", id="nested 10,000 deep"),
        pytest.param(
            "08-table", "x" * 200_000, "expected at most 200,000 characters of JSON, got 200,002", id="too long"
        ),
        pytest.param("08-table", ["allowed"] * 3, "expected 12 answers, one for each row; got 3", id="too few rows"),
        pytest.param("08-table", 3, "expected an answer for each row, got 3", id="a number for a table"),
        pytest.param(
            "08-table", {"kim s3:GetObjekt": "allowed"}, "no row \"kim s3:GetObjekt\" (did you mean 'kim s3:GetObject'?)", id="a misspelt row"
        ),
        pytest.param(
            "08-table",
            {"kim s3:GetObject": "yes"},
            'expected one of allowed, denied by a Deny, nobody allowed it; got "yes"',
            id="another decision",
        ),
        pytest.param(
            "08-table",
            {"kim s3:GetObject": ["allowed"]},
            'expected one of allowed, denied by a Deny, nobody allowed it; got ["allowed"]',
            id="a list in a cell",
        ),
        pytest.param(
            "09-where", ["tom"], 'expected one of user tom/on-call, group Staff/read, group Web/edit; got "tom"', id="a user is no source"
        ),
        pytest.param("09-order", "cba", 'expected a list of all 3 steps, got "cba"', id="an order as a word"),
        pytest.param("09-order", ["a", "a", "b"], "expected each step once", id="one step twice"),
        pytest.param("09-leave", [1], "expected an account as `iam.account` is one, got list", id="a list for an account"),
        pytest.param("09-leave", 7, "expected an account as `iam.account` is one, got int", id="a number for an account"),
        pytest.param("09-leave", '"me"', "expected an account as `iam.account` is one, got str", id="text for an account"),
        pytest.param(
            "09-leave",
            {"answer": 1},
            "has answer; expected the output of `aws iam get-account-authorization-details` (UserDetailList, GroupDetailList, ...)",
            id="another object for an account",
        ),
        pytest.param(
            "08", "{", "not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)", id="half a policy"
        ),
        pytest.param("08", [1], "the policy: expected an object, got a list", id="a list for a policy"),
        pytest.param(
            "09", [1], "expected an answer for each of 09-where, 09-order, 09-leave; got [1]", id="a list for parts"
        ),
        pytest.param(
            "09",
            {"09-w": 1},
            'expected an answer for each of 09-where, 09-order, 09-leave; got {"09-w": 1}',
            id="a part that there is not",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_malformed_and_says_what_was_expected(name: str, answer: object, problem: str) -> None:
    feedback = graded(name, answer)
    assert (feedback.status, feedback.points, feedback.misconception) == ("malformed", 0, None)
    assert feedback.text == f"{name}: {problem}"


@pytest.mark.parametrize("answer", [None, "", [], {}, {"a": None}, [[], ""]], ids=str)
@pytest.mark.parametrize("name", ["08-q1", "08-q2", "08-table", "09-where", "09-order", "09-leave", "08", "09"])
def test_an_empty_answer_is_not_attempted(name: str, answer: object) -> None:
    assert graded(name, answer) == Feedback("not attempted", f"{name}: nothing is answered yet.")


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        pytest.param("08", NONE, id="the policy of the start"),
        pytest.param("08", json.dumps(NONE), id="the policy of the start, as text"),
        pytest.param("08", '{"Statement": []}', id="a policy without a statement"),
        pytest.param("08", '{"Statement": null}', id="a policy without statements"),
        pytest.param("09-leave", "START", id="the account of the start"),
    ],
)
def test_what_was_given_is_not_attempted(name: str, answer: object) -> None:
    start = exercises.question(name).start if answer == "START" else answer
    assert graded(name, start) == Feedback("not attempted", f"{name}: it is as it was given to you.")


# ------------------------------------------------------------------------------------ what learners read


@pytest.mark.parametrize(
    ("name", "answer", "grade", "text"),
    [
        pytest.param(
            "08-q1", 1, ("correct", None, 1), "Freeze denies s3:PutObject, whatever else allows it.", id="choice: right"
        ),
        pytest.param(
            "08-q1",
            " a ",
            ("wrong", "ALLOW_WINS", 0),
            "Web allows s3:PutObject, and Freeze denies it; a matching Deny decides for Kim. "
            "The right answer: “Denied: Freeze denies it”.",
            id="choice: a misconception, by letter",
        ),
        pytest.param(
            "08-q2",
            ["a", "b"],
            ("wrong", "DEFAULT_ALLOW", 0),
            "“Read a page”: not so. Nobody allows s3:GetObject for Tom.",
            id="choice of several: one too many",
        ),
        pytest.param(
            "09-where",
            ["user tom/on-call", "group Web/edit"],
            ("wrong", None, 0),
            "edit (group Web) is about s3:PutObject, not s3:DeleteObject.",
            id="source: one too many",
        ),
        pytest.param(
            "08-seen",
            "group Freeze/Freeze-1",
            ("correct", None, 1),
            "Freeze-1 (group Freeze) says Deny s3:PutObject on depot/*.",
            id="source: right",
        ),
        pytest.param(
            "08-seen",
            "a",
            ("wrong", "USER_OVERRIDES", 0),
            "This is exactly the answer of a simulator that lets a user's own statement beat those of the groups.\n\n"
            "ria-1 (own policy) matches, and so does a Deny, which decides.\n\n"
            "The right answer: Freeze-1 (group Freeze) says Deny s3:PutObject on depot/*.\n\n"
            "No policy is nearer than another. IAM tests every statement of the user and of the groups alike, "
            "and any Deny that matches decides. Ask where a Deny matches, not whose it is.",
            id="source: a misconception's",
        ),
        pytest.param("09-order", ["b", "c", "a"], ("correct", None, 1), "Each step has what it needs.", id="order: right"),
        pytest.param(
            "09-order",
            ["decide", "collect", "match"],
            ("partial", "UNIX_FIRST_MATCH", 0.5),
            "“Ask: Deny? Allow?” comes too early: “Look up Tom's policies.” must come before it. "
            "Tom's statements must be known first.",
            id="order: a step before two that it needs shows a misconception",
        ),
        pytest.param(
            "09-order",
            ["collect", "decide", "match"],
            ("partial", None, 0.5),
            "“Ask: Deny? Allow?” comes too early: “Hold each statement against the request.” must come before it. "
            "Tom's statements must be known first.",
            id="order: a step before one that it needs may be a slip",
        ),
        pytest.param(
            "09-order",
            ["decide", "match", "collect"],
            ("wrong", "UNIX_FIRST_MATCH", 0),
            "“Ask: Deny? Allow?” comes too early: “Hold each statement against the request.” must come before it. "
            "Tom's statements must be known first.",
            id="order: backwards",
        ),
        pytest.param("08", DENY, ("correct", None, 1), "All 1 hold. It holds: the Deny decided.", id="policy: right"),
        pytest.param(
            "08",
            ALLOW,
            ("wrong", None, 0),
            "ria, s3:DeleteObject, depot/a.txt should be denied by a Deny: a member of Freeze deletes no page. "
            "With your policy it is allowed: ria-1 (own policy) says Allow s3:PutObject, s3:DeleteObject on depot/*.\n\n"
            "0 of 1 hold.",
            id="policy: wrong",
        ),
        pytest.param(
            "09",
            {"09-order": ["collect", "match", "decide"], "09-where": 9},
            ("malformed", None, 0.25),
            "09-where, malformed: expected one of user tom/on-call, group Staff/read, group Web/edit; got 9\n"
            "09-order, correct: Each step has what it needs.\n"
            "09-leave, not attempted: nothing is answered yet.",
            id="parts: each says its own, weighted",
        ),
    ],
)
def test_what_is_said(name: str, answer: object, grade: tuple[str, str | None, float], text: str) -> None:
    feedback = graded(name, answer)
    assert feedback.text == text
    assert (feedback.status, feedback.misconception, feedback.points) == grade


def test_half_of_several_is_partly_right(read: Callable[[str], Lesson]) -> None:
    asked = read(
        """
lesson = "42"
users = { tom = ["Web", "own: Allow s3:* on *"] }
groups = { Web = ["all: Allow s3:* on *"] }
[[question]]
id = "42-q"
section = "quiz"
kind = "choice"
several = true
text = "What lets Tom read?"
source = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html"
success = "Both do."
options = [
  { text = "His own policy.", gives = "TRUTH", why = "It allows all of S3." },
  { text = "Web's.", gives = "TRUTH", why = "He is in Web." },
  { text = "His password.", gives = "RELOGIN", why = "A password says who." },
]
[[question]]
id = "42-s"
section = "quiz"
kind = "source"
several = true
text = "Which policies let Tom read?"
request = ["tom", "s3:GetObject", "arn:aws:s3:::depot/a.txt"]
"""
    ).questions
    half, all_of_it, wrong = (grade(asked[0], answer) for answer in ([1], [0, 1], [0, 2]))
    assert half.text == "What you named is right, and one more belongs to it.\n\n“His own policy”: right as well. It allows all of S3."
    assert (half.status, half.points, half.misconception) == ("partial", 0.5, None)
    assert all_of_it == Feedback("correct", "It allows all of S3. He is in Web. Both do.", points=1)
    assert wrong.text == "“His password”: not so. A password says who.\n\n“Web's”: right as well. He is in Web."
    again = grade(replace(asked[0], section="exercise"), [0, 2])
    assert again.text == "“His password”: not so. A password says who.", "what can be tried again is not told"
    one = grade(asked[1], ["user tom/own"])
    assert (one.status, one.points, one.text) == ("partial", 0.5, "What you named is right, and one more belongs to it.\n\nRight as well: all (group Web) says Allow s3:* on *.")
    both = grade(asked[1], ["a", "b"])
    assert both.text == "own (own policy) says Allow s3:* on *; all (group Web) says Allow s3:* on *."


def test_of_a_policy_the_statement_that_matches_is_told(read: Callable[[str], Lesson]) -> None:
    asked = read(
        """
lesson = "42"
users = { tom = ["own: Allow s3:PutObject on *; Allow s3:GetObject on *; Deny s3:DeleteObject on *"] }
[[question]]
id = "42-s"
section = "quiz"
kind = "source"
text = "Which policy lets Tom read?"
request = ["tom", "s3:GetObject", "arn:aws:s3:::depot/a.txt"]
"""
    ).questions[0]
    assert grade(asked, "a").text == "own (own policy) says Allow s3:GetObject on *."


# -------------------------------------------------------------------------------------------------- tables


def the_table() -> TableQuestion:
    question = exercises.question("08-table")
    assert isinstance(question, TableQuestion)
    return question


def table_with(changes: dict[str, str], model: str = "TRUTH") -> Feedback:
    question = the_table()
    known = reference_answer(question) if model == "TRUTH" else answer_of(question, model)
    return grade(question, {**known, **changes})


def test_all_rows_right_points_at_the_hardest() -> None:
    feedback = table_with({})
    assert feedback.text == (
        "All 12 are as IAM answers.\n\n"
        "Worth a second look: kim s3:DeleteObject, nobody allowed it. Why: no Allow matches; "
        "the nearest, Web-1 (group Web), is about s3:GetObject and s3:PutObject, not s3:DeleteObject."
    )
    assert not any(row.differs for row in feedback.rows)


def test_a_models_answers_name_it_and_show_the_row_that_refutes_it() -> None:
    feedback = table_with({}, "DENY_KILLS_USER")
    assert (feedback.status, feedback.misconception) == ("partial", "DENY_KILLS_USER")
    assert feedback.text == (
        "These are exactly the answers of a simulator that refuses everything to a user who has any Deny.\n\n"
        "Look at kim s3:GetObject: you said denied by a Deny, IAM answers allowed. "
        "Why: Web-1 (group Web) says Allow s3:GetObject, s3:PutObject on depot/*.\n\n"
        "A Deny stops requests, not people. A Deny counts only where its action and its resource match the request. "
        "A Deny is a bolt on one door, not on the building."
    )
    assert feedback.picture is not None
    assert feedback.picture.request.action == "s3:GetObject"


def test_one_slip_beside_a_models_answers_says_all_but_one() -> None:
    feedback = table_with({"zoe s3:GetObject": "allowed"}, "DENY_KILLS_USER")
    assert feedback.misconception == "DENY_KILLS_USER"
    assert feedback.text.startswith("All but one of these are the answers of a simulator that refuses everything")
    assert "Look at kim s3:GetObject" in feedback.text, "the row that refutes it, not the slip"


def test_two_wrong_ideas_at_once_are_both_named() -> None:
    feedback = table_with({f"zoe s3:{action}Object": "allowed" for action in ("Get", "Put", "Delete")}, "USER_OVERRIDES")
    assert feedback.misconception is None, "without a claim there is no name"
    question = replace(the_table(), claims=("USER_OVERRIDES", "ROOT_IS_USER"))
    question = replace(question, scenario=replace(question.scenario, owner="zoe"))
    answer = {**answer_of(question, "USER_OVERRIDES"), **{row.label: "allowed" for row in question.rows if row.user == "zoe"}}
    feedback = grade(question, answer)
    assert (feedback.status, feedback.misconception) == ("partial", "USER_OVERRIDES")
    assert feedback.text.split("\n\n") == [
        (
            "These are exactly the answers of a simulator with two faults: it lets a user's own statement beat those of the groups, "
            "and it lets the owner's user do everything."
        ),
        (
            "Look at ria s3:PutObject: you said allowed, IAM answers denied by a Deny. "
            "Why: Freeze-1 (group Freeze) says Deny s3:PutObject on depot/*."
        ),
        (
            "No policy is nearer than another. IAM tests every statement of the user and of the groups alike, "
            "and any Deny that matches decides. Ask where a Deny matches, not whose it is."
        ),
        (
            "Look at zoe s3:GetObject: you said allowed, IAM answers nobody allowed it. "
            "Why: zoe has no Allow, and is in no group that has one."
        ),
        "An owner's IAM user is a user like any other. An account's owner is the root user, another identity with another sign-in; IAM finds no Allow for the user. Root is not a user, and a user is never root: guard root, and use it rarely.",
    ]


def test_a_slip_of_ones_own_is_only_a_row() -> None:
    feedback = table_with({"tom s3:GetObject": "allowed"})
    assert (feedback.status, feedback.misconception) == ("partial", None)
    assert feedback.text == (
        "11 of 12 are as IAM answers. Look at tom s3:GetObject: you said allowed, IAM answers nobody allowed it. "
        "Why: no Allow matches; the nearest, tom-1 (own policy), is about s3:PutObject and s3:DeleteObject, not s3:GetObject."
    )
    assert [row.label for row in feedback.rows if row.differs] == ["tom s3:GetObject"]


def test_a_table_with_a_gap_is_never_called_a_misconception() -> None:
    feedback = table_with({"zoe s3:GetObject": ""}, "DENY_KILLS_USER")
    assert feedback.misconception is None
    assert feedback.points == pytest.approx(5 / 12)


def test_an_exercises_table_shows_one_row_only() -> None:
    question = replace(the_table(), section="exercise")
    answer = {row.label: "allowed" for row in question.rows}
    feedback = grade(question, answer)
    assert [row.label for row in feedback.rows] == ["kim s3:PutObject"]


@pytest.mark.parametrize(
    ("users", "groups", "action", "why"),
    [
        pytest.param({"kim": []}, {}, "s3:GetObject", "kim has no Allow, and is in no group that has one", id="nothing at all"),
        pytest.param(
            {"kim": ["Web"]}, {"Web": []}, "s3:GetObject", "kim has no Allow, and is in no group that has one", id="an empty group"
        ),
        pytest.param(
            {"kim": ["Deny s3:PutObject on *"]}, {}, "s3:GetObject", "kim has no Allow, and is in no group that has one", id="a Deny of another action"
        ),
        pytest.param(
            {"kim": ["Allow s3:GetObject, s3:PutObject on *"]},
            {},
            "s3:DeleteObject",
            "no Allow matches; the nearest, kim-1 (own policy), is about s3:GetObject and s3:PutObject, not s3:DeleteObject",
            id="another action",
        ),
        pytest.param(
            {"kim": ["Allow s3:GetObject on arn:aws:s3:::depot"]},
            {},
            "s3:GetObject",
            "no Allow matches; the nearest, kim-1 (own policy), is about depot, not depot/a.txt",
            id="another resource",
        ),
        pytest.param(
            {"kim": ["Allow ec2:StopInstances on arn:aws:s3:::depot"]},
            {},
            "s3:GetObject",
            "no Allow that applies to kim is about s3:GetObject",
            id="two things are not so",
        ),
        pytest.param(
            {
                "kim": [
                    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":"s3:Get*","Resource":"*"}]}'
                ]
            },
            {},
            "s3:GetObject",
            "no Allow matches; the nearest, kim-1 (own policy), does not fit: "
            "its NotAction is s3:Get*; the request has s3:GetObject",
            id="another element",
        ),
    ],
)
def test_why_nobody_allowed_it(users: dict[str, list[str]], groups: dict[str, list[str]], action: str, why: str) -> None:
    question = the_table()
    rows = tuple(
        ScenarioRequest("kim", asked, "arn:aws:s3:::depot/a.txt", label=asked) for asked in (action, "iam:CreateUser")
    )
    situation = parse_scenario({"users": users, "groups": groups})
    feedback = grade(replace(question, scenario=situation, rows=rows, claims=()), ["allowed", "implicitDeny"])
    assert feedback.rows[0].because == why


SCP = "Allow s3:GetObject on *"


@pytest.mark.parametrize(
    ("own", "action", "why"),
    [
        pytest.param("Allow s3:* on *", "s3:PutObject", "the SCP at root does not allow it: it is about s3:GetObject, not s3:PutObject", id="only the SCP refuses"),
        pytest.param("Allow ec2:* on *", "s3:GetObject", "no Allow matches; the nearest, kim-1 (own policy), is about ec2:*, not s3:GetObject", id="the SCP lets it pass"),
        pytest.param("Deny ec2:* on *", "s3:GetObject", "kim has no Allow, and is in no group that has one", id="an SCP's Allow is not hers"),
    ],
)  # fmt: skip
def test_why_nobody_allowed_it_below_an_scp(own: str, action: str, why: str) -> None:
    situation = parse_scenario({"users": {"kim": [own]}, "scps": [SCP]})
    rows = tuple(ScenarioRequest("kim", asked, "arn:aws:s3:::depot/a.txt", label=asked) for asked in (action, "iam:CreateUser"))
    question = replace(the_table(), scenario=situation, rows=rows, claims=())
    assert grade(question, ["allowed", "implicitDeny"]).rows[0].because == why


# -------------------------------------------------------------------------------------------------- builds


def leaving(*calls: list[str]) -> Feedback:
    question = exercises.question("09-leave")
    built = parse_scenario({"events": [["10:00", *call] for call in calls]}, question.scenario.account).at("")
    return grade(question, built)


@pytest.mark.parametrize(
    ("calls", "status", "model", "text"),
    [
        pytest.param(
            [["remove_user_from_group", "tom", "Web"], ["delete_user_policy", "tom", "on-call"]],
            "correct",
            None,
            "All 9 hold, also the 2 that are not shown.",
            id="as asked for",
        ),
        pytest.param(
            [["remove_user_from_group", "tom", "Web"]],
            "partial",
            "NO_DIRECT",
            "tom, s3:DeleteObject, depot/a.txt should be denied: Tom has left. With your account it is allowed: "
            "on-call (own policy) says Allow s3:DeleteObject on depot/*.\n\n"
            "Your account would be right in a simulator that skips the own policies of a user who is in a group. "
            "Own policies count as well. IAM collects the user's own policies first and then those of the groups. "
            "Leaving a group takes away what the group gave, and nothing else.\n\n"
            "6 of 9 hold; of the others 1 is not shown.",
            id="what a simulator with a fault would find right",
        ),
        pytest.param(
            [["remove_user_from_group", "tom", "Web"], ["delete_user_policy", "tom", "on-call"], ["delete_group_policy", "Web", "edit"]],
            "partial",
            None,
            "kim, s3:PutObject, depot/a.txt should be allowed: nothing was to change for kim. "
            "With your account it is denied (nobody allowed it): kim has no Allow, and is in no group that has one.\n\n8 of 9 hold.",
            id="somebody else has lost something",
        ),
        pytest.param(
            [["delete_user_policy", "tom", "on-call"], ["delete_group_policy", "Web", "edit"], ["put_user_policy", "kim", "own", "Allow s3:PutObject on *"]],
            "partial",
            None,
            "Members of group Web: asked for: kim; found: kim, tom.\n\n"
            "7 of 9 hold.",
            id="a group with one too many, before a rule that is broken",
        ),
    ],
)  # fmt: skip
def test_what_is_said_of_an_account(calls: list[list[str]], status: str, model: str | None, text: str) -> None:
    feedback = leaving(*calls)
    assert (feedback.status, feedback.misconception, feedback.text) == (status, model, text)


def test_a_client_is_answered_with_as_its_account_is() -> None:
    question = exercises.question("09-leave")

    class Client:
        account = question.scenario.account

    assert grade(question, Client()).status == "not attempted"


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
            "Asked for: a password for kim. User kim has no password.\n\n0 of 1 hold.",
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


@pytest.mark.parametrize(
    ("users", "status", "text"),
    [
        pytest.param({"kim": ["Readers"]}, "correct", "All 1 hold.", id="an account in which the myth is refuted"),
        pytest.param(
            {"kim": []},
            "wrong",
            "Refutes “Only a user's first, primary group counts”: asked for: refuted; "
            "found: on every request of your account IAM and that simulator agree.\n\n0 of 1 hold.",
            id="an account in which both agree",
        ),
    ],
)
def test_an_account_that_refutes_a_myth(
    read: Callable[[str], Lesson], users: dict[str, list[str]], status: str, text: str
) -> None:
    exercise = read(
        'lesson = "42"\n[exercise]\nid = "42"\nkind = "account"\ntext = "?"\nhints = []\nright = []\nwrong = []\n'
        'users = { zoe = [] }\nrefutes = "FIRST_GROUP_ONLY"\n'
    ).exercise
    assert exercise is not None
    groups = {"Empty": [], "Readers": ["Allow s3:Get* on *"]}
    held = {name: ["Empty", *joined] for name, joined in users.items()}
    feedback = grade(exercise, parse_scenario({"users": held, "groups": groups}).account)
    assert (feedback.status, feedback.text) == (status, text)


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


def test_what_the_start_gave_already_earns_nothing() -> None:
    assert (leaving(["create_user", "ada"]).status, leaving(["create_user", "ada"]).points) == ("wrong", 0)
    assert leaving(["delete_user_policy", "tom", "on-call"]).points == pytest.approx(3 / 5)


BUILD = '[exercise]\nid = "42"\nkind = "account"\ntext = "?"\nhints = []\nright = []\nwrong = []\n'


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


def test_who_there_is_at_all_is_looked_at_first(read: Callable[[str], Lesson]) -> None:
    exercise = read(
        'lesson = "42"\nusers = { zoe = [] }\n' + BUILD + 'rules = { one_user_each = ["ben", "mia"] }\n'
        'case = [{ user = "ben", action = "s3:GetObject", decision = "denied", because = "nothing yet" }]\n'
    ).exercise
    assert exercise is not None
    feedback = grade(exercise, parse_scenario({"users": {"zoe": [], "team": ["password", "access key"]}}).account)
    assert feedback.misconception == "GROUP_LOGIN"
    assert feedback.text.startswith(
        "Asked for: a user for each who is named. There are users zoe, team, and no user for ben and mia."
    )


def test_a_ceiling_counts_in_an_account_that_is_built(read: Callable[[str], Lesson]) -> None:
    exercise = read(
        'lesson = "42"\nscps = ["Allow s3:GetObject on *"]\nusers = { kim = [] }\n[exercise]\nid = "42"\nkind = "account"\n'
        'text = "?"\nhints = []\nright = []\nwrong = []\n'
        'case = [{ user = "kim", action = "s3:PutObject", decision = "denied", because = "the ceiling" }]\n'
    ).exercise
    assert exercise is not None
    built = parse_scenario({"users": {"kim": ["Allow s3:* on *"]}}).account
    assert grade(exercise, built).status == "correct"


def test_a_case_may_have_words_of_its_own() -> None:
    question = exercises.question("08")
    assert isinstance(question, BuildQuestion)
    case = replace(question.cases[0], because=".", lend="", message="Not like that.")
    assert case.decision == "explicitDeny"
    assert grade(replace(question, cases=(case,)), ALLOW).text == "Not like that.\n\n0 of 1 hold."


def test_a_case_about_nobody_says_so() -> None:
    question = exercises.question("09-leave")
    built = account_without("tom", question)
    text = grade(question, built).text
    assert text.startswith(
        "tom, s3:PutObject, depot/a.txt: asked for: denied; found: no user named 'tom' (this account has: kim)."
    )


def test_a_group_that_is_gone_is_said() -> None:
    question = exercises.question("09-leave")
    gone = question.scenario.account.groups["staff"]
    built = account_without("tom", question).without_identity(gone)
    assert "Members of group Staff: asked for: tom; found: there is no such group." in {
        f"{row.label}: asked for: {row.truth}; found: {row.yours}."
        for row in grade(question, built).rows
    }


def account_without(name: str, question: Question) -> Account:
    account = question.scenario.account
    return account.without_identity(account.user(name))


def test_a_misconceptions_answer_to_an_exercise_in_parts() -> None:
    question = exercises.question("09")
    believed = answer_of(question, "UNIX_FIRST_MATCH")
    assert believed == {
        "09-where": reference_answer(exercises.question("09-where")),
        "09-order": ["decide", "collect", "match"],
        "09-leave": reference_answer(exercises.question("09-leave")),
    }
    assert grade(question, believed).misconception == "UNIX_FIRST_MATCH"
    assert answer_of(question, "COPIED") is None
    assert answer_of(replace(the_table(), claims=("NESTED",)), "NESTED") is None


# ---------------------------------------------------------------------------------------------------- laws

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
NAMES = ["08-q1", "08-q2", "08-seen", "08-table", "08", "09-where", "09-order", "09-leave", "09"]


def questions() -> dict[str, Question]:
    return {name: exercises.question(name) for name in NAMES}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_grading_never_raises_and_always_says_something(data: st.DataObject) -> None:
    known = questions()
    question = known[data.draw(st.sampled_from(NAMES))]
    answer = data.draw(JSON | st.just(reference_answer(question)).flatmap(mutated))
    feedback = grade(question, answer)
    assert feedback.status in {"correct", "partial", "wrong", "not attempted", "malformed"}
    assert feedback.text
    assert 0 <= feedback.points <= 1
    assert (feedback.status == "correct") is (feedback.points == 1)


def mutated(answer: Any) -> st.SearchStrategy[Any]:
    """The right answer with something inside it replaced."""
    if isinstance(answer, str) and answer.startswith("{"):
        answer = json.loads(answer)
    if isinstance(answer, dict) and answer:
        return st.sampled_from(sorted(answer)).flatmap(
            lambda key: st.one_of(JSON, mutated(answer[key])).map(lambda value: {**answer, key: value})
        )
    if isinstance(answer, list) and answer:
        return st.integers(0, len(answer) - 1).flatmap(
            lambda at: st.one_of(JSON, mutated(answer[at])).map(lambda value: [*answer[:at], value, *answer[at + 1 :]])
        )
    return JSON
