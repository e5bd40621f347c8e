"""Refutations: what is tried, which trial refutes, how large an account is, and what is said of both."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from iamsim.decision import Decision
from iamsim.decision.explain import decision_words
from iamsim.learning.misconceptions import MISCONCEPTIONS
from iamsim.learning.questions import Question, idea_trials
from iamsim.learning.questions.account_json import account_to_json
from iamsim.learning.questions.exercises import Lesson
from iamsim.learning.questions.grading import grade
from iamsim.learning.questions.refute import Size, outline
from tests.learning.questions.examples import NO_READ, READ, READERS, Accounts, account, managed

ALLOWED, DENIED, NOBODY = (
    decision_words(decision) for decision in (Decision.ALLOWED, Decision.EXPLICIT_DENY, Decision.IMPLICIT_DENY)
)
DOES = MISCONCEPTIONS["ALL_GROUPS"].does


@pytest.fixture
def question(read: Callable[[str], Lesson]) -> Question:
    """“Users get permissions from every group”; the smallest known account has one statement and one membership."""
    exercise = read(
        """
lesson = "42"
users = { zoe = [] }
[exercise]
id = "42"
kind = "refute"
refutes = "ALL_GROUPS"
text = "?"
needs = "a group that zoe is not in."
success = "So it is."
hints = []
right = [
  { do = [["create_group", "Web"], ["put_group_policy", "Web", "a", "Allow s3:GetObject on *; Allow s3:PutObject on *"]] },
  { do = [["create_group", "Web"], ["put_group_policy", "Web", "edit", "Allow s3:PutObject on *"], ["create_group", "Empty"], ["add_user_to_group", "zoe", "Empty"]] },
]
wrong = []
"""
    ).exercise
    assert exercise is not None
    return exercise


def test_blank_says_what_to_do(question: Question) -> None:
    feedback = grade(question, question.start)
    assert (feedback.status, feedback.points) == ("not attempted", 0)
    assert feedback.text == "42: nothing is built yet. Take the # away from a line, fill its dots, and run the cell again."


@pytest.mark.parametrize(("users", "groups"), [({"...": []}, READERS), ({"zoe": []}, {"...": [READ]})])
def test_dots_that_are_left_for_a_name_are_said(question: Question, users: Accounts, groups: Accounts) -> None:
    feedback = grade(question, account(users, groups))
    assert feedback.status == "not attempted"
    assert feedback.text == "42: a name is still `...`: put a name of your own in the place of the dots, and run the cell again."


def test_where_both_agree_it_says_on_what_and_what_is_needed(question: Question) -> None:
    feedback = grade(question, account({"zoe": ["Readers"]}, READERS))
    assert (feedback.status, feedback.points) == ("wrong", 0)
    assert feedback.text == (
        "Both agree on every request of yours: it refutes nothing yet.\n\n"
        f"Tried: 2 requests. Look at zoe, s3:GetObject: IAM answers “{ALLOWED}”, as read (group Readers) says Allow s3:GetObject on *. "
        f"A simulator that {DOES} answers “{ALLOWED}”, too. "
        f"The other: zoe, s3:ListAllMyBuckets, both “{NOBODY}”.\n\n"
        "What is needed: a group that zoe is not in."
    )
    assert feedback.picture is not None
    assert feedback.picture.allowed


@pytest.mark.parametrize(
    ("groups", "comparison"),
    [
        pytest.param(
            {"Web": [READ], "Data": [READ], "Shop": [READ]},
            "Your account has 3 statements and 0 memberships. A smaller one exists, with 2 statements and 0 memberships: "
            "group Web says Allow s3:GetObject on * and Allow s3:PutObject on *; user zoe, in no group.",
            id="a larger one",
        ),
        pytest.param(
            {"Web": [READ], "Data": [READ]},
            "Your account has 2 statements and 0 memberships. We know none that is smaller; ours: "
            "group Web says Allow s3:GetObject on * and Allow s3:PutObject on *; user zoe, in no group.",
            id="one of the same size",
        ),
        pytest.param(
            {"Web": [READ]},
            "Your account has 1 statement and 0 memberships. That is less than ours, which has 2 statements and 0 memberships: "
            "group Web says Allow s3:GetObject on * and Allow s3:PutObject on *; user zoe, in no group.",
            id="a smaller one",
        ),
    ],
)
def test_any_account_that_refutes_is_right_and_is_compared_with_ours(question: Question, groups: Accounts, comparison: str) -> None:
    feedback = grade(question, account({"zoe": []}, groups))
    assert (feedback.status, feedback.points) == ("correct", 1)
    head, size, correction, success = feedback.text.split("\n\n")
    assert head == (
        f"It refutes “{MISCONCEPTIONS['ALL_GROUPS'].belief.rstrip('.')}”. "
        f"Look at zoe, s3:GetObject: IAM answers “{NOBODY}”, as zoe has no Allow, and is in no group that has one. "
        f"A simulator that {DOES} answers “{ALLOWED}”."
    )
    assert size == comparison
    assert correction == MISCONCEPTIONS["ALL_GROUPS"].correction
    assert success == "So it is."


def test_an_account_is_given_as_a_value_as_a_client_or_as_json_text(question: Question) -> None:
    built = account({"zoe": []}, READERS)

    class Client:
        account = built

    answers: list[object] = [built, Client(), account_to_json(built), json.dumps(account_to_json(built))]
    assert [grade(question, answer).status for answer in answers] == ["correct"] * 4


@pytest.mark.parametrize("answer", ["{", 3, {"UserDetailList": 3}, {"Users": 3}])
def test_what_is_no_account_cannot_be_read(question: Question, answer: object) -> None:
    assert grade(question, answer).status == "malformed"


def test_a_policy_without_its_document_cannot_be_tried(question: Question) -> None:
    data = account_to_json(account({"zoe": []}, READERS))
    data["UserDetailList"][0]["AttachedManagedPolicies"] = [{"PolicyName": "p", "PolicyArn": "arn:aws:iam::123456789012:policy/p"}]
    feedback = grade(question, data)
    assert feedback.status == "malformed"
    assert "policy arn:aws:iam::123456789012:policy/p" in feedback.text


def test_a_large_account_is_tried_as_far_as_time_allows(question: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idea_trials, "MAX_TRIALS", 3)
    everybody: Accounts = {f"u{number}": ["Readers"] for number in range(5)}
    assert "Tried: the first 3 requests." in grade(question, account(everybody, READERS)).text


def test_of_many_requests_the_first_few_are_said(question: Question) -> None:
    everybody: Accounts = {f"u{number}": ["Readers"] for number in range(5)}
    text = grade(question, account(everybody, READERS)).text
    assert "Tried: 10 requests. Look at u0, s3:GetObject: " in text
    assert (
        f"The others: u1, s3:GetObject, both “{ALLOWED}”; u2, s3:GetObject, both “{ALLOWED}”; "
        f"u3, s3:GetObject, both “{ALLOWED}”; and 6 more.\n\n"
    ) in text


def test_statements_and_memberships_are_counted() -> None:
    web = ["read: Allow s3:GetObject on *; Deny s3:PutObject on *"]
    size = Size.of(account({"kim": ["Web", "Empty", READ], "ria": ["Web"]}, {"Web": web, "Empty": []}))
    assert (size.statements, size.memberships, size.total) == (3, 3, 6)
    assert str(size) == "3 statements and 3 memberships"
    assert str(Size(1, 1)) == "1 statement and 1 membership"


def test_a_managed_policy_counts_where_it_is_attached() -> None:
    assert Size.of(managed(3, own=True)).statements == 3


def test_an_account_in_one_line() -> None:
    small = account({"kim": [READ], "ria": ["Web", "Empty"]}, {"Web": [NO_READ], "Empty": []})
    assert outline(small) == (
        "group Web says Deny s3:GetObject on *; group Empty; "
        "user kim, in no group, with the own policy Allow s3:GetObject on *; user ria, in Web and Empty"
    )
