"""A changed request: statements that are off do not count, the order never counts, the account stays as it was."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

import iamsim
from iamsim.decision.explain import place
from iamsim.widgets.what_if import WhatIf, with_membership

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


def statement_names(what_if: WhatIf) -> list[str]:
    return [str(statement) for statement in what_if.statements]


def test_each_statement_has_a_name(acme: iamsim.Account, shared: iamsim.Account) -> None:
    assert statement_names(WhatIf(acme, "ria", "s3:PutObject", HOME)) == [
        "Allow on-call (own policy)",
        "Deny no-publishing (group Freeze)",
        "Allow edit-site (group Web)",
    ]
    assert statement_names(WhatIf(shared, "ana", "s3:GetObject")) == [
        "Allow shared, Statement[0] (own policy, group Team)",
        "Deny shared, Keep (own policy, group Team)",
    ]
    assert statement_names(WhatIf(acme, "zoe", "s3:GetObject")) == []


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
    what_if = WhatIf(acme, user, action, HOME)
    statements = what_if.statements
    for index in off:
        what_if = what_if.switch(statements[index], on=False)
    assert what_if.result.decision == decision
    assert what_if.account is acme
    for index in off:
        what_if = what_if.switch(statements[index], on=True)
    assert what_if.changed_account == acme
    assert what_if == WhatIf(acme, user, action, HOME)


def test_what_is_off_is_off_for_all_who_have_that_policy(shared: iamsim.Account) -> None:
    what_if = WhatIf(shared, "ana", "s3:DeleteObject")
    allow, deny = what_if.statements
    without_deny = what_if.switch(deny, on=False)
    assert without_deny.result.decision == "allowed"
    assert iamsim.simulate(without_deny.changed_account, "ben", "s3:DeleteObject").decision == "allowed"
    assert [str(result.statement) for result in without_deny.result.trace] == ["Allow s3:* on *"] * 2
    empty = without_deny.switch(allow, on=False)
    assert empty.result.decision == "implicitDeny"
    assert empty.changed_account.user("ana").attached == empty.changed_account.group("Team").attached == ()


def test_the_order_never_counts(acme: iamsim.Account, shared: iamsim.Account) -> None:
    requests = [(acme, user, f"s3:{name}Object") for user in acme.users for name in ("Get", "Put", "Delete")]
    for account, user, action in [*requests, (shared, "ana", "s3:DeleteObject")]:
        what_if = WhatIf(account, user, action, HOME)
        first = what_if.result
        for _ in range(10):
            what_if = what_if.shuffled()
            assert what_if.result.decision is first.decision
            assert set(map(place, what_if.result.trace)) == set(map(place, first.trace))


def test_a_shuffle_is_seen_and_repeats(acme: iamsim.Account) -> None:
    what_if = WhatIf(acme, "ria", "s3:PutObject", HOME)
    orders = []
    for _ in range(8):
        orders.append([*map(place, what_if.result.trace)])
        again = what_if.shuffled()
        assert again == what_if.shuffled()
        what_if = again
    assert all(order != following for order, following in itertools.pairwise(orders))
    assert len({tuple(order) for order in orders}) >= 4


def test_statements_within_a_policy_are_shuffled_too(shared: iamsim.Account) -> None:
    what_if = WhatIf(shared, "ben", "s3:DeleteObject")
    assert [result.statement.index for result in what_if.result.trace] == [0, 1]
    assert [result.statement.index for result in what_if.shuffled().result.trace] == [1, 0]


def test_where_there_is_no_other_order_a_shuffle_changes_nothing(acme: iamsim.Account) -> None:
    what_if = WhatIf(acme, "zoe", "s3:GetObject", HOME)
    assert what_if.shuffled() == what_if


def test_a_membership_is_added_and_taken_once(acme: iamsim.Account) -> None:
    joined = with_membership(acme, "ZOE", "web", member=True)
    assert joined.user("zoe").groups == ("Web",)
    assert with_membership(joined, "zoe", "Web", member=True) == joined
    assert with_membership(joined, "zoe", "Web", member=False) == acme
    with pytest.raises(iamsim.NoSuchEntity):
        with_membership(acme, "zoe", "Nobody", member=True)
