"""A table: the hardest row, the row that refutes, one misconception or two, and why nobody allowed it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from iamsim.decision import Decision
from iamsim.decision.explain import decision_words
from iamsim.learning.questions import ExerciseError, Feedback, exercises
from iamsim.learning.questions.exercises import Lesson
from iamsim.learning.questions.grading import answer_of, grade, reference_answer
from iamsim.learning.questions.table import TableQuestion
from iamsim.learning.scenario import ScenarioRequest, parse_scenario

NOBODY = decision_words(Decision.IMPLICIT_DENY)
DENIED = decision_words(Decision.EXPLICIT_DENY)


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
        f"Worth a second look: kim s3:DeleteObject, {NOBODY}. Why: no Allow matches; "
        "a near miss, Web-1 (group Web), is about s3:GetObject and s3:PutObject, not s3:DeleteObject."
    )
    assert not any(row.differs for row in feedback.rows)


def test_a_models_answers_name_it_and_show_the_row_that_refutes_it() -> None:
    feedback = table_with({}, "DENY_KILLS_USER")
    assert (feedback.status, feedback.misconception) == ("partial", "DENY_KILLS_USER")
    assert feedback.text == (
        "These are exactly the answers of a simulator that refuses everything to a user who has any Deny.\n\n"
        f"Look at kim s3:GetObject: you said {DENIED}, IAM answers allowed. "
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
            f"Look at ria s3:PutObject: you said allowed, IAM answers {DENIED}. "
            "Why: Freeze-1 (group Freeze) says Deny s3:PutObject on depot/*."
        ),
        (
            "No policy is nearer than another. IAM tests every statement of the user and of the groups alike, "
            "and any Deny that matches decides. Ask where a Deny matches, not whose it is."
        ),
        (
            f"Look at zoe s3:GetObject: you said allowed, IAM answers {NOBODY}. "
            "Why: zoe has no Allow, and is in no group that has one."
        ),
        "An owner's IAM user is a user like any other. An account's owner is the root user, another identity with another sign-in; IAM finds no Allow for the user. Root is not a user, and a user is never root: guard root, and use it rarely.",
    ]


def test_a_slip_of_ones_own_is_only_a_row() -> None:
    feedback = table_with({"tom s3:GetObject": "allowed"})
    assert (feedback.status, feedback.misconception) == ("partial", None)
    assert feedback.text == (
        f"11 of 12 are as IAM answers. Look at tom s3:GetObject: you said allowed, IAM answers {NOBODY}. "
        "Why: no Allow matches; a near miss, tom-1 (own policy), is about s3:PutObject and s3:DeleteObject, not s3:GetObject."
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
            "no Allow matches; a near miss, kim-1 (own policy), is about s3:GetObject and s3:PutObject, not s3:DeleteObject",
            id="another action",
        ),
        pytest.param(
            {"kim": ["Allow s3:GetObject on arn:aws:s3:::depot"]},
            {},
            "s3:GetObject",
            "no Allow matches; a near miss, kim-1 (own policy), is about depot, not depot/a.txt",
            id="another resource",
        ),
        pytest.param(
            {"kim": ["Allow ec2:StopInstances on arn:aws:s3:::depot"]},
            {},
            "s3:GetObject",
            "no Allow that reaches kim is about s3:GetObject",
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
            "no Allow matches; a near miss, kim-1 (own policy), does not match: "
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
        pytest.param("Allow ec2:* on *", "s3:GetObject", "no Allow matches; a near miss, kim-1 (own policy), is about ec2:*, not s3:GetObject", id="the SCP lets it pass"),
        pytest.param("Deny ec2:* on *", "s3:GetObject", "kim has no Allow, and is in no group that has one", id="an SCP's Allow is not hers"),
    ],
)  # fmt: skip
def test_why_nobody_allowed_it_below_an_scp(own: str, action: str, why: str) -> None:
    situation = parse_scenario({"users": {"kim": [own]}, "scps": [SCP]})
    rows = tuple(ScenarioRequest("kim", asked, "arn:aws:s3:::depot/a.txt", label=asked) for asked in (action, "iam:CreateUser"))
    question = replace(the_table(), scenario=situation, rows=rows, claims=())
    assert grade(question, ["allowed", "implicitDeny"]).rows[0].because == why


def test_rows_that_differ_only_in_what_the_request_carries_say_so() -> None:
    situation = parse_scenario({"users": {"kim": ["Allow s3:PutObject on * if BoolIfExists aws:MultiFactorAuthPresent true"]}})
    values: tuple[str | list[str], ...] = ("true", "false", [])
    rows = tuple(ScenarioRequest("kim", "s3:PutObject", context={"aws:MultiFactorAuthPresent": value}) for value in values)
    question = replace(the_table(), scenario=situation, grid=None, rows=rows, claims=("MISSING_KEY_IS_FALSE",)).completed()
    assert question.labels == (
        "kim s3:PutObject, with MFA",
        "kim s3:PutObject, without MFA",
        "kim s3:PutObject, no aws:MultiFactorAuthPresent",
    )
    assert question.answers_of("TRUTH") == ("allowed", "implicitDeny", "allowed")
    feedback = grade(question, ["allowed", "implicitDeny", "implicitDeny"])
    assert feedback.misconceptions == ("MISSING_KEY_IS_FALSE",)
    assert feedback.picture is not None
    assert "aws:multifactorauthpresent" not in feedback.picture.request.context
    assert [row.because for row in feedback.rows if row.differs] == [
        "kim-1 (own policy) says Allow s3:PutObject on * if BoolIfExists aws:MultiFactorAuthPresent true (without aws:MultiFactorAuthPresent, BoolIfExists is true)"
    ]


def test_what_all_rows_carry_is_not_said_in_each() -> None:
    context = {"aws:SourceIp": "203.0.113.7"}
    rows = tuple(ScenarioRequest("kim", f"s3:{verb}Object", context=context) for verb in ("Get", "Put"))
    assert replace(the_table(), grid=None, rows=rows, claims=()).completed().labels == ("kim s3:GetObject", "kim s3:PutObject")


def test_a_suspect_is_recorded_and_refuted_but_not_named() -> None:
    question = replace(the_table(), suspects=("MAJORITY_WINS", "FIRST_WINS"))
    answers = answer_of(question, "MAJORITY_WINS")
    assert [label for label, answer in answers.items() if answer != reference_answer(question)[label]] == ["ria s3:PutObject"]
    feedback = grade(question, answers)
    assert feedback.misconceptions == ("MAJORITY_WINS",)
    assert feedback.text.startswith(f"11 of 12 are as IAM answers. Look at ria s3:PutObject: you said allowed, IAM answers {DENIED}.")
    assert feedback.text.endswith("Do not count: look for one Deny that matches.")
    assert "simulator" not in feedback.text
    slip = {**answers, "zoe s3:GetObject": "explicitDeny"}
    assert grade(question, slip).misconceptions == ()


def test_a_question_gives_reasons_in_words_of_its_own(read: Callable[[str], Lesson]) -> None:
    text = """
lesson = "42"
users = { ana = [], mia = ["Allow s3:GetObject on *"] }
groups = {}
[[question]]
id = "42-t"
section = "quiz"
kind = "table"
text = "Who may read?"
answers = { allowed = "yes", implicitDeny = "no" }
reasons = { implicitDeny = "nobody has allowed {user} to do {action}" }
grid = { users = ["ana", "mia"], actions = ["s3:GetObject"] }
"""
    (question,) = read(text).questions
    assert [row.because for row in grade(question, ["allowed", "allowed"]).rows] == [
        "nobody has allowed ana to do s3:GetObject",
        "mia-1 (own policy) says Allow s3:GetObject on *",
    ]
    for words in ("{who}", "{", "{0}"):
        with pytest.raises(ExerciseError, match="42-t: reasons: expected no blank but"):
            read(text.replace("{user}", words))
    with pytest.raises(ExerciseError, match="42-t: reasons: unknown 'explicitDeny'"):
        read(text.replace("reasons = { implicitDeny", "reasons = { explicitDeny"))
