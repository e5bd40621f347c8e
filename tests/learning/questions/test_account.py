"""A built account: requests, members, what must not change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from iamsim.decision import Decision
from iamsim.decision.explain import decision_words
from iamsim.learning.questions import exercises
from iamsim.learning.questions.account import AccountQuestion
from iamsim.learning.questions.account_json import account_to_json
from iamsim.learning.questions.exercises import Lesson
from iamsim.learning.questions.grading import grade
from iamsim.learning.scenario import parse_scenario
from tests.learning.questions.examples import BUILD, READ, UNSEEN, account, account_without, leaving

NOBODY = decision_words(Decision.IMPLICIT_DENY)
Reads = Callable[[str], Lesson]


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
            "If there is more to come, go on. If this is all: Own policies count as well. IAM collects the user's own policies first and then those of the groups. "
            "Leaving a group takes away what the group gave, and nothing else.\n\n"
            "6 of 9 hold; of the others 1 is not shown.",
            id="what may be half done",
        ),
        pytest.param(
            [["remove_user_from_group", "tom", "Web"], ["delete_user_policy", "tom", "on-call"], ["delete_group_policy", "Web", "edit"]],
            "partial",
            None,
            "kim, s3:PutObject, depot/a.txt should be allowed: nothing was to change for kim. "
            f"With your account it is denied ({NOBODY}): kim has no Allow, and is in no group that has one.\n\n8 of 9 hold.",
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
    assert feedback.tentative is ("If there is more to come" in text)


def test_a_client_is_answered_with_as_its_account_is() -> None:
    question = exercises.question("09-leave")

    class Client:
        account = question.scenario.account

    assert grade(question, Client()).status == "not attempted"


def test_a_group_that_is_gone_is_said() -> None:
    question = exercises.question("09-leave")
    gone = question.scenario.account.groups["staff"]
    built = account_without("tom", question).without_identity(gone)
    assert "Members of group Staff: asked for: tom; found: there is no such group." in {
        f"{row.label}: asked for: {row.truth}; found: {row.yours}."
        for row in grade(question, built).rows
    }


def test_a_build_that_is_wrong_for_several_reasons_is_an_engines() -> None:
    question = exercises.question("09-leave")
    assert isinstance(question, AccountQuestion)
    two = replace(question.cases[0], user="kim", decision="denied")
    changed = replace(question, cases=(*question.cases, two), unchanged=False, members={}, rules={})
    built = parse_scenario({"events": [["10:00", "remove_user_from_group", "tom", "Web"]]}, question.scenario.account).at("")
    failed = [requirement for requirement in changed.requirements(built) if not requirement.met]
    assert not changed.may_be_half_done(failed)
    assert changed.may_be_half_done([requirement for requirement in failed if "tom" in requirement.label])


TIDY_UP = f"""
lesson = "42"
users = {{ ana = ["read: {READ}"], bo = ["read: {READ}"] }}
groups = {{ Readers = [] }}
{BUILD}unchanged = true
rules = {{ max_direct_policies = 0, job_names = true }}
case = [{{ user = "ana", action = "s3:GetObject", decision = "allowed", because = "Ana reads" }}]
"""


def test_what_the_start_broke_and_is_not_mended_yet_shows_no_idea(read: Reads) -> None:
    question = read(TIDY_UP).exercise
    assert question
    own = [f"read: {READ}"]
    begun = grade(question, account({"ana": ["Readers"], "bo": own}, {"Readers": own}))
    assert begun.text.startswith(
        "Asked for: policies on users, at most 0. There is 1: bo (read).\n\n"
        "If there is more to come, go on. If this is all: “A policy on each user is simpler”: that is not so."
    )
    assert begun.tentative, "it is not recorded"
    named = grade(question, account({"ana": ["ana"], "bo": ["ana"]}, {"ana": own}))
    assert named.text.startswith(
        "Asked for: groups named after jobs. Group ana is named after a person.\n\n“A policy on each user is simpler”: that is not so."
    )
    assert not named.tentative, "the start had no such group"


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        pytest.param("iam.account", '09-leave: expected an account, got a text: leave the quotes out, check("09-leave", iam.account)', id="in quotes"),
        pytest.param({"Version": "2012-10-17", "Statement": []}, '09-leave: expected an account, got a policy: check("09-leave", iam.account)', id="a policy"),
    ],
)
def test_what_is_no_account_is_called_by_its_name(answer: object, complaint: str) -> None:
    feedback = grade(exercises.question("09-leave"), answer)
    assert (feedback.status, feedback.text) == ("malformed", complaint)


def test_an_account_with_a_policy_that_nobody_has_seen_is_malformed(read: Reads) -> None:
    question = read(UNSEEN).exercise
    assert question
    answer = account_to_json(account({"ana": []}))
    arn = "arn:aws:iam::aws:policy/Unheard"
    answer["UserDetailList"][0]["AttachedManagedPolicies"] = [{"PolicyName": "Unheard", "PolicyArn": arn}]
    feedback = grade(question, answer)
    assert feedback.status == "malformed"
    assert feedback.text == f"42: policy {arn} has no document in this account, so what it allows is unknown"
