"""The matrix of what an account names, the cells of two accounts compared, and who is asked about."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

import iamsim
from iamsim import Account, Decision
from iamsim.decision.account_matrix import (
    CellChange,
    MatrixCell,
    account_matrix,
    all_principals,
    cell,
    cells,
    changed_cells,
    has_principal,
    matrix_pair,
)
from iamsim.decision.explain import decision_words, dependence_words
from tests.laws import accounts as law

READ, WRITE, PAGE = "s3:GetObject", "s3:PutObject", "arn:aws:s3:::site/index.html"
NOBODY, ALLOWED = MatrixCell(Decision.IMPLICIT_DENY), MatrixCell(Decision.ALLOWED)


def with_mfa(document: str) -> str:
    policy = json.loads(document)
    policy["Statement"][0]["Condition"] = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    return json.dumps(policy)


def account(**own_policies: str) -> Account:
    """An account with a user for each policy."""
    iam = iamsim.client("iam")
    for user, document in own_policies.items():
        iam.create_user(UserName=user)
        iam.put_user_policy(UserName=user, PolicyName="own", PolicyDocument=document)
    made: Account = iam.account
    return made


def test_without_axes_it_is_about_what_the_policies_name() -> None:
    matrix = account_matrix(account(ria=iamsim.allow([READ, WRITE], PAGE)))
    assert (matrix.users, matrix.actions, matrix.resources) == (("ria",), (READ, WRITE), (PAGE,))
    assert account_matrix(account(ria=iamsim.allow(READ, PAGE)), ["ria"], [WRITE], ["*"]).actions == (WRITE,)


def test_an_account_whose_policies_name_nothing_has_a_matrix_all_the_same() -> None:
    iam = iamsim.client("iam")
    iam.create_user(UserName="ria")
    matrix = account_matrix(iam.account)
    assert [row[3] for row in cells(matrix)] == [ALLOWED]


def test_an_empty_axis_is_refused_and_not_filled() -> None:
    with pytest.raises(iamsim.InvalidInput):
        account_matrix(account(ria=iamsim.allow(READ, PAGE)), actions=[])


def test_a_cell_says_on_which_keys_it_depends() -> None:
    matrix = account_matrix(account(ria=with_mfa(iamsim.allow(READ, PAGE))))
    depends = MatrixCell(Decision.IMPLICIT_DENY, ("aws:MultiFactorAuthPresent",))
    assert list(cells(matrix)) == [("ria", READ, PAGE, depends)]
    assert cell(matrix, "ria", READ, PAGE) == depends
    assert cell(matrix, "tom", READ, PAGE) == NOBODY
    given = account_matrix(matrix.account, context={"aws:MultiFactorAuthPresent": "true"})
    assert cell(given, "ria", READ, PAGE) == ALLOWED


MFA = ("aws:MultiFactorAuthPresent",)
TWO_KEYS = with_mfa(iamsim.allow(READ, PAGE)).replace('"Bool": {', '"Bool": {"aws:SecureTransport": "true", ')
CHANGES: list[Any] = [
    pytest.param({"ria": iamsim.allow(READ, PAGE)}, {"ria": iamsim.allow(READ, PAGE)}, [], id="nothing"),
    pytest.param({"ria": iamsim.allow(READ, PAGE)}, {"ria": iamsim.deny(READ, PAGE)}, [("ria", READ, PAGE, ALLOWED, MatrixCell(Decision.EXPLICIT_DENY))], id="a decision"),
    pytest.param({}, {"ria": iamsim.allow(READ, PAGE)}, [("ria", READ, PAGE, NOBODY, ALLOWED)], id="a new user"),
    pytest.param({"ria": iamsim.allow(READ, PAGE)}, {}, [("ria", READ, PAGE, ALLOWED, NOBODY)], id="a user who left"),
    pytest.param(
        {"ria": iamsim.allow(READ, PAGE)}, {"ria": with_mfa(iamsim.allow(READ, PAGE))},
        [("ria", READ, PAGE, ALLOWED, MatrixCell(Decision.IMPLICIT_DENY, MFA))], id="what was certain depends now",
    ),
    pytest.param(
        {"ria": with_mfa(iamsim.allow(READ, PAGE))}, {"ria": iamsim.deny(WRITE, PAGE)},
        [("ria", WRITE, PAGE, NOBODY, MatrixCell(Decision.EXPLICIT_DENY)), ("ria", READ, PAGE, MatrixCell(Decision.IMPLICIT_DENY, MFA), NOBODY)],
        id="what depended is certain now, with the decision that it has without the key",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "changes"), CHANGES)
def test_the_cells_that_a_change_turns(before: dict[str, str], after: dict[str, str], changes: list[tuple[Any, ...]]) -> None:
    others = {"zoe": iamsim.allow(WRITE, "arn:aws:s3:::other")}
    pair = matrix_pair(account(**others, **before), account(**others, **after))
    assert set(changed_cells(*pair)) == {CellChange(*change) for change in changes}


def test_what_depends_on_keys_has_no_decision_in_words() -> None:
    depends = MatrixCell(Decision.ALLOWED, MFA)
    assert (ALLOWED.words, NOBODY.words) == (decision_words(Decision.ALLOWED), decision_words(Decision.IMPLICIT_DENY))
    assert depends.words == dependence_words()
    change = CellChange("ria", READ, PAGE, depends, MatrixCell(Decision.ALLOWED, ("aws:SourceIp", *MFA)))
    assert change.depends_on == (*MFA, "aws:SourceIp")


def test_a_user_whom_the_matrix_lacks_has_nobodys_allow() -> None:
    matrix = account_matrix(account(ria=iamsim.allow(READ, PAGE)))
    assert (matrix.has_user("ria"), matrix.has_user("zoe")) == (True, False)
    assert (cell(matrix, "ria", READ, PAGE), cell(matrix, "zoe", READ, PAGE)) == (ALLOWED, NOBODY)


def test_users_may_be_in_one_of_both_accounts_but_not_in_none() -> None:
    before, after = account(ria=iamsim.allow(READ)), account(tom=iamsim.allow(READ))
    first, second = matrix_pair(before, after, ["ria", "tom"])
    assert (first.users, second.users) == (("ria",), ("tom",))
    with pytest.raises(iamsim.NoSuchEntity, match="no user named 'zoe'"):
        matrix_pair(before, after, ["ria", "zoe"])


def test_everybody_is_users_and_roles_but_not_those_of_services() -> None:
    iam = iamsim.client("iam", account=account(ria=iamsim.allow(READ)))
    trust = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}}'
    for path, name in (("/", "App"), ("/aws-service-role/x/", "AWSServiceRole")):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust, Path=path)
    assert all_principals(iam.account) == ("ria", "arn:aws:iam::123456789012:role/App")
    assert has_principal(iam.account, "RIA")
    assert not has_principal(iam.account, "tom")


@given(law.accounts(), law.accounts())
def test_all_other_cells_are_the_same_in_both(before: Account, after: Account) -> None:
    pair = matrix_pair(before, after, None, law.ACTIONS[:3], law.RESOURCES[:4])
    changed = {change[:3] for change in changed_cells(*pair)}
    for user, action, resource, was in cells(pair[0]):
        now = cell(pair[1], user, action, resource)
        assert ((user, action, resource) in changed) is (was != now and not (was.depends_on and was.depends_on == now.depends_on))
