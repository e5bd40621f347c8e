"""Pictures of an account, of one user and of the engine: their outlines, and what a large account leaves out."""

from __future__ import annotations

import pytest

import iamsim
from iamsim.diagram import draw, draw_engine
from tests.diagram.accounts import (
    ARN,
    FREEZE,
    account,
    drawn_texts,
    identity,
    large_account,
    managed_policy,
    statement,
)


@pytest.fixture(scope="module")
def acme() -> iamsim.Account:
    return iamsim.load_account(FREEZE)


RIA = """\
What applies to ria
user ria
  own policy on-call
    Allow s3:PutObject, s3:DeleteObject on arn:aws:s3:::acme-website/*
  member of group Freeze
    policy no-publishing
      Deny s3:PutObject on arn:aws:s3:::acme-website/*
  member of group Web
    policy edit-site
      Allow s3:GetObject, s3:PutObject on arn:aws:s3:::acme-website/*"""


WHOLE_ACCOUNT = """\
4 users, 2 groups
A line to a group: member of; a double line: own policy.
user kim
  member of group Freeze
    policy no-publishing
      Deny s3:PutObject on arn:aws:s3:::acme-website/*
  member of group Web
    policy edit-site
      Allow s3:GetObject, s3:PutObject on arn:aws:s3:::acme-website/*
user ria
  own policy on-call
    Allow s3:PutObject, s3:DeleteObject on arn:aws:s3:::acme-website/*
  member of group Freeze, as above
  member of group Web, as above
user tom
  own policy on-call
    Allow s3:PutObject, s3:DeleteObject on arn:aws:s3:::acme-website/*
  member of group Freeze, as above
user zoe
  no policy, no group"""


ENGINE = """\
How IAM decides
a request
  who? which action? on what?
  asks IAM, at each request
    1.  collect what applies to the user
    2.  match each statement
    3.  decide: Deny, else Allow, else no
    gives an answer
      allowed or denied
users
  who is in which group
  are in groups
    which policies a group has
    have policies
      what is allowed, what is denied
      are read by IAM, at each request, as above
    are read by IAM, at each request, as above
  have their own policies, as above
  are read by IAM, at each request, as above"""


def test_the_outline_of_what_applies_to_one_user(acme: iamsim.Account) -> None:
    assert str(draw(acme, user="RIA")) == RIA


def test_the_outline_of_an_account(acme: iamsim.Account) -> None:
    assert str(draw(acme)) == WHOLE_ACCOUNT


def test_the_outline_of_the_engine(acme: iamsim.Account) -> None:
    assert str(draw_engine()) == ENGINE
    assert "  kim, ria, tom, zoe\n" in str(draw_engine(acme))


class TestLargeAccount:
    @pytest.fixture
    def company(self) -> iamsim.Account:
        return large_account()

    def test_users_with_the_same_access_share_a_box_and_the_rest_is_counted(self, company: iamsim.Account) -> None:
        diagram = draw(company)
        assert str(diagram).splitlines()[:4] == [
            "61 users, 20 groups",
            "A line to a group: member of.",
            "Users with the same groups and policies share a box.",
            "Not drawn: 38 users, 3 groups.",
        ]
        assert len(diagram.picture.nodes) < 60
        boxes = [int(node.name.split()[0]) for node in diagram.picture.nodes if node.kind == "users"]
        assert sum(boxes) == 61 - 38

    def test_one_user_with_many_policies_shows_some_and_names_the_others(
        self, company: iamsim.Account
    ) -> None:
        assert "  own 5 more policies\n    p4, p5, p6, p7, p8\n" in str(draw(company, "busy"))

    def test_a_user_in_many_groups_says_member_of_once(self, company: iamsim.Account) -> None:
        diagram = draw(company, "busy")
        assert str(diagram).splitlines()[:3] == [
            "What applies to busy",
            "A line to a group: member of; a double line: own policy.",
            "user busy",
        ]
        assert drawn_texts(diagram).count("member of") == 0




def test_an_unknown_user_is_refused(acme: iamsim.Account) -> None:
    with pytest.raises(
        iamsim.NoSuchEntity, match=r"no user named 'anne' \(this account has: kim, ria, tom, zoe\)"
    ):
        draw(acme, user="anne")


def test_a_long_name_is_short_in_the_picture_and_whole_in_tooltip_and_text() -> None:
    name = "Team-" + "x" * 118 + "-last"
    diagram = draw(
        account(
            [identity("User", "ana", (), (f"{ARN}policy/{name}",))],
            [],
            [managed_policy(name, statement("Allow", "*"))],
        ),
        "ana",
    )
    assert max(map(len, drawn_texts(diagram))) <= 40
    assert f"policy {name}\\n" in diagram.source
    assert name in str(diagram)
