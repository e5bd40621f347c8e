"""The index of an account: each source is made once for an account, and anew for another account."""

from __future__ import annotations

import pytest

from iamsim import Account, MalformedAccount, Matrix, User, simulate
from iamsim.account import Group, InlinePolicy, ManagedPolicy, Source, build_account
from iamsim.decision import collect
from iamsim.decision.index import index_of
from iamsim.policy import PolicyDocument, allow

ARN = "arn:aws:iam::123456789012"
OWN = InlinePolicy("own", PolicyDocument.parse(allow("s3:*")))
ANA = User("ana", f"{ARN}:user/ana", inline=(OWN,), groups=("Web",))
BEN = User("ben", f"{ARN}:user/ben", groups=("Web",))
ACCOUNT = build_account("123456789012", [ANA, BEN], [Group("Web", f"{ARN}:group/Web")])


def test_a_users_sources_are_its_own_policies_then_its_groups() -> None:
    assert collect(ACCOUNT, ANA) == (Source("user", "ana", (OWN,)), Source("group", "Web", ()))


def test_an_account_makes_each_source_once_and_members_share_their_groups() -> None:
    assert collect(ACCOUNT, ANA) is collect(ACCOUNT, ACCOUNT.user("ana"))
    assert collect(ACCOUNT, ANA)[1] is collect(ACCOUNT, BEN)[1]


def test_another_state_of_a_user_has_its_own_sources() -> None:
    bare = User("ana", ANA.arn)
    assert collect(ACCOUNT, bare) == (Source("user", "ana", ()),)
    assert collect(ACCOUNT, ANA)[0].policies == (OWN,)


def test_another_account_has_its_own_index() -> None:
    first = index_of(ACCOUNT)
    assert index_of(ACCOUNT) is first
    changed = ACCOUNT.with_identity(User("ana", ANA.arn))
    assert collect(changed, changed.user("ana"))[0].policies == ()
    assert index_of(ACCOUNT) is not first, "one index is kept"
    assert index_of(Account()).account == Account()


LOST = ManagedPolicy("Lost", f"{ARN}:policy/Lost", ())


@pytest.mark.parametrize(
    "holder",
    [
        pytest.param(User("eve", f"{ARN}:user/eve", attached=(LOST.arn,)), id="attached"),
        pytest.param(User("eve", f"{ARN}:user/eve", groups=("Lost",)), id="attached to a group"),
        pytest.param(User("eve", f"{ARN}:user/eve", boundary=LOST.arn), id="a permissions boundary"),
    ],
)
def test_whoever_holds_an_unseen_policy_gets_no_decision(holder: User) -> None:
    account = build_account("123456789012", [ANA, holder], [Group("Web", f"{ARN}:group/Web"), Group("Lost", f"{ARN}:group/Lost", attached=(LOST.arn,))], (), [LOST])
    with pytest.raises(MalformedAccount):
        Matrix(account, ["s3:GetObject"], ["*"]).counts()
    assert Matrix(account, ["s3:GetObject"], ["*"], users=["ana"]).who_can("s3:GetObject", "*") == ("ana",)
    with pytest.raises(MalformedAccount) as error:
        simulate(account, "eve", "s3:GetObject")
    assert str(error.value) == f"user eve: policy {LOST.arn} has no document in this account, so what it allows is unknown; dump without --filter"
    assert simulate(account, "ana", "s3:GetObject").allowed, "others are answered"
