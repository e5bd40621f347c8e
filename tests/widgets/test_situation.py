"""A request to play with: what is off does not count, the order never counts, the account stays as it was."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

import iamsim
from iamsim.decision.explain import place
from iamsim.widgets.situation import Situation

FREEZE = Path(__file__).resolve().parents[2] / "exercises" / "accounts" / "freeze.json"
HOME = "arn:aws:s3:::acme-website/index.html"
ARN = "arn:aws:iam::123456789012:"
SHARED = f"{ARN}policy/shared"


@pytest.fixture(scope="module")
def acme() -> iamsim.Account:
    return iamsim.load_account(FREEZE)


@pytest.fixture(scope="module")
def shared() -> iamsim.Account:
    """Ana and her group have the same managed policy, and Ben too; it has two statements."""
    statements = [
        {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
        {"Sid": "Keep", "Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"},
    ]
    document = {"Version": "2012-10-17", "Statement": statements}
    version = {
        "VersionId": "v1",
        "IsDefaultVersion": True,
        "Document": document,
        "CreateDate": "2026-01-05T09:00:00+00:00",
    }
    policy = {
        "PolicyName": "shared",
        "Arn": SHARED,
        "Path": "/",
        "DefaultVersionId": "v1",
        "PolicyVersionList": [version],
    }
    both: dict[str, Any] = {
        "Path": "/",
        "CreateDate": "2026-01-05T09:00:00+00:00",
        "AttachedManagedPolicies": [{"PolicyName": "shared", "PolicyArn": SHARED}],
    }
    users = [
        both
        | {
            "UserName": name,
            "UserId": f"AIDAEXAMPLE{name.upper()}",
            "Arn": f"{ARN}user/{name}",
            "GroupList": groups,
        }
        for name, groups in (("ana", ["Team"]), ("ben", []))
    ]
    group = both | {"GroupName": "Team", "GroupId": "AGPAEXAMPLETEAM", "Arn": f"{ARN}group/Team"}
    return iamsim.parse_account(
        {"UserDetailList": users, "GroupDetailList": [group], "RoleDetailList": [], "Policies": [policy]}
    )


def named(situation: Situation) -> list[str]:
    return [str(place) for place in situation.places]


def test_each_statement_has_a_place_with_a_name(acme: iamsim.Account, shared: iamsim.Account) -> None:
    assert named(Situation(acme, "ria", "s3:PutObject", HOME)) == [
        "Allow on-call (own policy)",
        "Deny no-publishing (group Freeze)",
        "Allow edit-site (group Web)",
    ]
    assert named(Situation(shared, "ana", "s3:GetObject")) == [
        "Allow shared, statement 1 (own policy, group Team)",
        "Deny shared, statement Keep (own policy, group Team)",
    ]
    assert named(Situation(acme, "zoe", "s3:GetObject")) == []


@pytest.mark.parametrize(
    ("user", "action", "off", "decision"),
    [
        pytest.param("ria", "s3:PutObject", [], "explicitDeny", id="all on: the Deny decides"),
        pytest.param("ria", "s3:PutObject", [0], "explicitDeny", id="one Allow less changes nothing"),
        pytest.param("ria", "s3:PutObject", [1], "allowed", id="without the Deny an Allow decides"),
        pytest.param("ria", "s3:PutObject", [0, 1], "allowed", id="one Allow is enough"),
        pytest.param(
            "ria", "s3:PutObject", [0, 1, 2], "implicitDeny", id="without any statement nobody allows it"
        ),
        pytest.param("kim", "s3:GetObject", [1], "implicitDeny", id="the only Allow is missed"),
    ],
)
def test_what_is_off_does_not_count(
    acme: iamsim.Account, user: str, action: str, off: list[int], decision: str
) -> None:
    situation = Situation(acme, user, action, HOME)
    places = situation.places
    for index in off:
        situation = situation.with_place(places[index], on=False)
    assert situation.result.decision == decision
    assert situation.account is acme
    for index in off:
        situation = situation.with_place(places[index], on=True)
    assert situation.changed == acme
    assert situation == Situation(acme, user, action, HOME)


def test_what_is_off_is_off_for_all_who_have_that_policy(shared: iamsim.Account) -> None:
    situation = Situation(shared, "ana", "s3:DeleteObject")
    allow, deny = situation.places
    without_deny = situation.with_place(deny, on=False)
    assert without_deny.result.decision == "allowed"
    assert iamsim.simulate(without_deny.changed, "ben", "s3:DeleteObject").decision == "allowed"
    assert [str(one.statement) for one in without_deny.result.trace] == ["Allow s3:* on *"] * 2
    empty = without_deny.with_place(allow, on=False)
    assert empty.result.decision == "implicitDeny"
    assert empty.changed.user("ana").attached == empty.changed.group("Team").attached == ()


def test_the_order_never_counts(acme: iamsim.Account, shared: iamsim.Account) -> None:
    asked = [(acme, user, f"s3:{name}Object") for user in acme.users for name in ("Get", "Put", "Delete")]
    for account, user, action in [*asked, (shared, "ana", "s3:DeleteObject")]:
        situation = Situation(account, user, action, HOME)
        first = situation.result
        for _ in range(10):
            situation = situation.shuffled()
            assert situation.result.decision is first.decision
            assert {place(one) for one in situation.result.trace} == {place(one) for one in first.trace}


def test_a_shuffle_is_seen_and_repeats(acme: iamsim.Account) -> None:
    situation = Situation(acme, "ria", "s3:PutObject", HOME)
    orders = []
    for _ in range(8):
        orders.append([place(one) for one in situation.result.trace])
        again = situation.shuffled()
        assert again == situation.shuffled()
        situation = again
    assert all(one != other for one, other in itertools.pairwise(orders))
    assert len({tuple(order) for order in orders}) >= 4


def test_statements_within_a_policy_are_shuffled_too(shared: iamsim.Account) -> None:
    situation = Situation(shared, "ben", "s3:DeleteObject")
    assert [one.statement.index for one in situation.result.trace] == [0, 1]
    assert [one.statement.index for one in situation.shuffled().result.trace] == [1, 0]


def test_where_there_is_no_other_order_a_shuffle_changes_nothing(acme: iamsim.Account) -> None:
    situation = Situation(acme, "zoe", "s3:GetObject", HOME)
    assert situation.shuffled() == situation
