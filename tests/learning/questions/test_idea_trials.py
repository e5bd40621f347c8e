"""What IAM and a wrong idea are both asked about an account, and what refutes it."""

from __future__ import annotations

import pytest

import iamsim
from iamsim.decision import Decision
from iamsim.decision.explain import decision_words
from iamsim.learning.questions.idea_trials import changes, refuting_trial, trials
from tests.learning.questions.examples import NO_READ, READ, READERS, Accounts, account, managed

DENIED = decision_words(Decision.EXPLICIT_DENY)


def refutes(misconception: str, users: Accounts, groups: Accounts | None = None) -> str:
    trial = refuting_trial(list(trials(account(users, groups), misconception)))
    return trial.subject if trial else ""


@pytest.mark.parametrize(
    ("misconception", "users", "groups", "subject"),
    [
        pytest.param("ALL_GROUPS", {"kim": []}, READERS, "kim, s3:GetObject", id="every group: a group without the user"),
        pytest.param("ALL_GROUPS", {"kim": ["Readers"]}, READERS, "", id="every group: a group with the user"),
        pytest.param("ALL_GROUPS", {"kim": []}, {"Web": [NO_READ]}, "kim, s3:GetObject", id="every group: another kind of no"),
        pytest.param(
            "ALL_GROUPS",
            {"kim": []},
            {"Stop": [NO_READ], "Web": ["Allow s3:PutObject on *"]},
            "kim, s3:PutObject",
            id="every group: a yes against a no comes before two kinds of no",
        ),
        pytest.param("USER_OVERRIDES", {"kim": [READ, "Web"]}, {"Web": [NO_READ]}, "kim, s3:GetObject", id="own first: own Allow, group's Deny"),
        pytest.param("USER_OVERRIDES", {"kim": [NO_READ, "Web"]}, {"Web": [READ]}, "", id="own first: own Deny, group's Allow"),
        pytest.param("USER_OVERRIDES", {"kim": [READ]}, {"Web": [NO_READ]}, "", id="own first: a Deny that does not reach the user"),
        pytest.param("USER_OVERRIDES", {"kim": [READ, NO_READ]}, None, "", id="own first: both in own policies"),
        pytest.param("DEFAULT_ALLOW", {"kim": []}, None, "kim, s3:ListAllMyBuckets", id="no Deny: a user alone"),
        pytest.param("DEFAULT_ALLOW", {"kim": ["Allow * on *"]}, None, "", id="no Deny: who may do all"),
        pytest.param("DEFAULT_ALLOW", {}, READERS, "", id="no Deny: nobody there"),
        pytest.param("NO_INHERIT", {"kim": ["Web"]}, {"Web": ["Allow s3:* on arn:aws:s3:::b/*"]}, "kim, s3:AbortMultipartUpload, b/example", id="a pattern is tried by an example"),
        pytest.param("GROUP_LOGIN", {}, {"Web": []}, "create_login_profile for Web", id="a login: a group"),
        pytest.param("GROUP_LOGIN", {"web": []}, {"Web": []}, "", id="a login: a user of the group's name"),
        pytest.param("GROUP_LOGIN", {"Web": ["password"]}, {"Web": []}, "", id="a login: such a user with a password"),
        pytest.param("GROUP_LOGIN", {"kim": []}, None, "", id="a login: no group"),
        pytest.param("DIRECT_SIMPLER", {"kim": [f"a: {READ}"], "ria": [f"b: {READ}"]}, None, "a new text of policy a, which kim and ria have", id="calls: the same text twice"),
        pytest.param("DIRECT_SIMPLER", {"kim": [READ, "Allow s3:PutObject on *"]}, None, "somebody new who does the same work as kim", id="calls: two policies, and a colleague"),
        pytest.param("DIRECT_SIMPLER", {"kim": [READ], "ria": ["Allow s3:PutObject on *"]}, None, "", id="calls: two kinds of work"),
        pytest.param("DIRECT_SIMPLER", {"kim": ["Readers"], "ria": ["Readers"]}, READERS, "", id="calls: a group already"),
    ],
)  # fmt: skip
def test_what_refutes(misconception: str, users: Accounts, groups: Accounts | None, subject: str) -> None:
    assert refutes(misconception, users, groups) == subject


def test_two_kinds_of_no_are_said_to_be_two() -> None:
    trial = refuting_trial(list(trials(account({"kim": []}, {"Web": [NO_READ]}), "ALL_GROUPS")))
    assert trial is not None
    assert trial.idea_answer.endswith(f"answers “{DENIED}”: no as well, and another kind of no, which no Allow can change.")


def test_a_managed_policy_of_several_users_is_changed_by_one_call() -> None:
    # "You can … create a new version of a customer managed policy", access_policies_managed-versioning: all who have it get it.
    assert [change.on_users for change in changes(managed(2, own=True))] == [
        ("create_policy_version(read)",), ("attach_user_policy(read)",), ("attach_user_policy(read)",),
    ]  # fmt: skip


def test_the_text_of_a_policy_of_aws_is_not_ones_own_to_change() -> None:
    # access_policies_managed-vs-inline: "You cannot change the permissions defined in AWS managed policies."
    assert [change.subject for change in changes(managed(2, own=False))] == [
        "somebody new who does the same work as u0", "somebody new who does the same work as u1",
    ]  # fmt: skip


def test_the_calls_of_a_change_are_as_many_as_it_takes() -> None:
    """Make the change both ways, and count the calls of two clients until both give the same answers."""
    both = ["kim", "ria"]
    users: Accounts = {name: [f"read: {READ}"] for name in both}
    change = next(changes(account(users)))
    on_users = iamsim.client("iam", account=account(users))
    on_group = iamsim.client("iam", account=account({name: ["Readers"] for name in both}, READERS))
    text = iamsim.allow(["s3:GetObject", "s3:PutObject"])
    for name in both:
        on_users.put_user_policy(UserName=name, PolicyName="read", PolicyDocument=text)
    on_group.put_group_policy(GroupName="Readers", PolicyName="read", PolicyDocument=text)
    actions = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    answers = [iamsim.Matrix(client.account, actions, ["*"]).counts() for client in (on_users, on_group)]
    assert answers[0] == answers[1]
    assert (len(on_users.history), len(on_group.history)) == (len(change.on_users), 1)
