"""A written policy: what it does with each request, in the words of the question or of the file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iamsim.account import Account
from iamsim.decision import Decision
from iamsim.decision.explain import decision_words
from iamsim.learning.questions import Feedback, exercises
from iamsim.learning.questions.build import BuildQuestion
from iamsim.learning.questions.grading import grade

DENIED = decision_words(Decision.EXPLICIT_DENY)

ALLOW = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:DeleteObject", "Resource": "*"}]}
DENY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"}]}
NONE = {"Version": "2012-10-17", "Statement": []}


def graded(name: str, answer: object) -> Feedback:
    return grade(exercises.question(name), answer)


@pytest.mark.parametrize(
    ("name", "answer", "grade", "text"),
    [
        pytest.param("08", DENY, ("correct", None, 1), "All 1 hold. It holds: the Deny decided.", id="policy: right"),
        pytest.param(
            "08",
            ALLOW,
            ("wrong", None, 0),
            f"ria, s3:DeleteObject, depot/a.txt should be {DENIED}: a member of Freeze deletes no page. "
            "With your policy it is allowed: ria-1 (own policy) says Allow s3:PutObject, s3:DeleteObject on depot/*.\n\n"
            "0 of 1 hold.",
            id="policy: wrong",
        ),
    ],
)
def test_what_is_said(name: str, answer: object, grade: tuple[str, str | None, float], text: str) -> None:
    feedback = graded(name, answer)
    assert feedback.text == text
    assert (feedback.status, feedback.misconception, feedback.points) == grade


def test_a_case_may_have_words_of_its_own() -> None:
    question = exercises.question("08")
    assert isinstance(question, BuildQuestion)
    case = replace(question.cases[0], because=".", lend="", message="Not like that.")
    assert case.decision == "explicitDeny"
    assert grade(replace(question, cases=(case,)), ALLOW).text == "Not like that.\n\n0 of 1 hold."


MFA = "aws:MultiFactorAuthPresent"


@pytest.mark.parametrize(
    ("operator", "met", "shown"),
    [
        pytest.param("BoolIfExists", [True, True], None, id="the key that is not there counts as well"),
        pytest.param("Bool", [True, False], None, id="one request is too few to name the idea"),
    ],
)
def test_a_case_says_what_its_request_carries(operator: str, met: list[bool], shown: str | None) -> None:
    question = exercises.question("08")
    assert isinstance(question, BuildQuestion)
    (case,) = question.cases
    values: tuple[str | list[str], ...] = ("false", [])
    cases = tuple(replace(case, context={MFA: value}, because="no MFA, no deleting") for value in values)
    answer = {"Version": "2012-10-17", "Statement": [{**DENY["Statement"][0], "Condition": {operator: {MFA: "false"}}}]}  # type: ignore[dict-item]
    asked = replace(question, cases=cases, claims=("MISSING_KEY_IS_FALSE",))
    assert [requirement.met for requirement in asked.requirements(asked.build(answer))] == met
    feedback = grade(asked, answer)
    assert feedback.misconception == shown
    assert [row.label for row in feedback.rows] == [
        "ria, s3:DeleteObject, depot/a.txt, without MFA",
        f"ria, s3:DeleteObject, depot/a.txt, no {MFA}",
    ]


def test_a_case_with_a_key_that_aws_has_not_is_refused() -> None:
    question = exercises.question("08")
    assert isinstance(question, BuildQuestion)
    with pytest.raises(ValueError, match="did you mean aws:SourceIp"):
        replace(question.cases[0], context={"aws:SourceIpp": "203.0.113.7"})


PAGES = "arn:aws:s3:::depot/*"


def deny(action: str = "s3:DeleteObject", resource: str = PAGES) -> dict[str, object]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": action, "Resource": resource}]}


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        pytest.param(deny(action="s3:DelteObject"), "if it is misspelled, it denies nothing. Instead: s3:DeleteObject.", id="an action"),
        pytest.param(deny(resource="arn:aws:s3:::depto/*"), "Your Deny is about depto/*, not depot/a.txt.\n\nria, s3:DeleteObject, depot/a.txt should be", id="a bucket"),
    ],
)
def test_what_is_misspelled_is_said(answer: object, says: str) -> None:
    feedback = graded("08", answer)
    assert feedback.status == "wrong"
    assert says in feedback.text


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        pytest.param(deny("s3:...", "…"), "08: fill what is still open first: Statement[0].Action is 's3:...', Statement[0].Resource is '…'", id="dots"),
        pytest.param(deny("s3:____Object"), "08: fill what is still open first: Statement[0].Action is 's3:____Object'", id="a blank"),
        pytest.param({"Effect": "Deny"}, '08: expected a policy, got one statement: put it into {"Version": …, "Statement": [ … ]}', id="a statement"),
        pytest.param({"Version": "2012-10-17", "Statements": []}, "08: the policy: expected only Version, Id, Statement, got 'Statements'; did you mean Statement?", id="a name"),
        pytest.param(Account(), '08: expected a policy, got an account: check("08", answer)', id="an account"),
    ],
)
def test_what_is_no_policy_yet_says_what_is_missing(answer: object, complaint: str) -> None:
    feedback = graded("08", answer)
    assert (feedback.status, feedback.text) == ("malformed", complaint)


def test_a_policy_without_statements_is_not_attempted() -> None:
    assert [graded("08", answer).status for answer in (NONE, {})] == ["not attempted", "not attempted"]
