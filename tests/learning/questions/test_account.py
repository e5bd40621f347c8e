"""A built account: requests, members, rules, what it shows; and accounts as JSON data, there and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from iamsim.account import Account
from iamsim.aws.errors import MalformedAccount
from iamsim.decision import Decision
from iamsim.decision.explain import decision_words
from iamsim.learning.questions import Feedback, Question, exercises
from iamsim.learning.questions.account import AccountQuestion, account_from_json, account_to_json
from iamsim.learning.questions.exercises import Lesson
from iamsim.learning.questions.grading import grade
from iamsim.learning.scenario import account_in_words, credentials_of, parse_scenario

NOBODY = decision_words(Decision.IMPLICIT_DENY)

Reads = Callable[[str], Lesson]
READ = "Allow s3:GetObject on *"


def account(users: dict[str, list[Any]], groups: dict[str, list[Any]] | None = None) -> Account:
    return account_in_words(users, groups or {}).account

def test_an_account_and_its_credentials_come_back_from_an_answer() -> None:
    acme = account({"ben": ["password"], "bot": ["access key", "Web"], "zoe": []}, {"Web": [READ]})
    data = account_to_json(acme)
    assert data["CredentialReport"] == {"ben": ["password"], "bot": ["access key"]}
    back = account_from_json(data)
    assert {user.name: credentials_of(user) for user in back.users.values()} == {
        "ben": ["password"],
        "bot": ["access key"],
        "zoe": [],
    }
    assert account_to_json(back) == data


def test_an_account_without_credentials_is_as_aws_writes_it() -> None:
    assert "CredentialReport" not in account_to_json(account({"zoe": []}))
    assert credentials_of(account_from_json(account_to_json(account({"zoe": []}))).user("zoe")) == []


@pytest.mark.parametrize(
    ("report", "complaint"),
    [
        pytest.param([], "CredentialReport: expected an object, a user's name → credentials", id="no object"),
        pytest.param({"bo": ["password"]}, "CredentialReport: there is no user 'bo'", id="nobody's"),
        pytest.param(
            {"zoe": "password"}, "CredentialReport.zoe: expected a list of password and access key", id="no list"
        ),
        pytest.param({"zoe": [["x"]]}, "CredentialReport.zoe: expected a list of password and access key", id="other words"),
    ],
)
def test_a_credential_report_that_is_none(report: object, complaint: str) -> None:
    with pytest.raises(MalformedAccount) as error:
        account_from_json({**account_to_json(account({"zoe": []})), "CredentialReport": report})
    assert str(error.value) == complaint


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


def test_a_build_that_is_wrong_for_several_reasons_is_an_engines() -> None:
    question = exercises.question("09-leave")
    assert isinstance(question, AccountQuestion)
    two = replace(question.cases[0], user="kim", decision="denied")
    changed = replace(question, cases=(*question.cases, two), unchanged=False, members={}, rules={})
    built = parse_scenario({"events": [["10:00", "remove_user_from_group", "tom", "Web"]]}, question.scenario.account).at("")
    failed = [requirement for requirement in changed.requirements(built) if not requirement.met]
    assert not changed.may_be_half_done(failed)
    assert changed.may_be_half_done([requirement for requirement in failed if "tom" in requirement.label])


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


UNSEEN = """
lesson = "42"
users = { ana = ["Allow s3:GetObject on *"] }
[exercise]
id = "42"
kind = "account"
text = "?"
hints = []
right = []
wrong = []
case = [{ user = "ana", action = "s3:GetObject", decision = "denied", because = "Ana has left" }]
"""


def test_a_misspelled_action_of_an_account_is_said_first_and_shows_no_idea(read: Reads) -> None:
    question = read(UNSEEN.replace('"denied"', '"allowed"').replace("Allow s3:GetObject", "Allow s3:ListBucket")).exercise
    assert question
    feedback = grade(question, account_to_json(account({"ana": ["reading: Allow s3:GetObjct on *"]})))
    assert feedback.text.startswith("reading (user ana), Statement[0].Action: s3:GetObjct is not in our list of s3's actions")
    assert feedback.misconception is None
