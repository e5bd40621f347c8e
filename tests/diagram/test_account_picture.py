"""Pictures of an account, of one user and of the engine: their outlines, and what a large account leaves out."""

from __future__ import annotations

import json

import pytest

import iamsim
from iamsim.diagram import draw, draw_engine
from tests.diagram.accounts import (
    ARN,
    FREEZE,
    account,
    account_picture_of,
    document,
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

    def test_users_with_the_same_access_share_a_box(self, company: iamsim.Account) -> None:
        diagram = draw(company)
        assert str(diagram).splitlines()[:3] == [
            "61 users, 20 groups",
            "A line to a group: member of.",
            "Users with the same groups and policies share a box.",
        ]
        assert len(account_picture_of(diagram).nodes) < 60
        boxes = [int(node.name.split()[0]) for node in account_picture_of(diagram).nodes if node.kind == "users"]
        assert sum(boxes) == 61

    def test_members_come_first_and_those_in_no_group_are_counted(self) -> None:
        members = [identity("User", f"member{index}", ("Web",)) for index in range(10)]
        others = [identity("User", f"other{index:02}") for index in range(34)]
        diagram = draw(account([*others, *members], [identity("Group", "Web")]))
        assert str(diagram).splitlines() == [
            "44 users, 1 group",
            "A line to a group: member of.",
            "Users with the same groups and policies share a box.",
            "10 users",
            f"  {', '.join(f'member{index}' for index in range(10))}",
            "  member of group Web",
            "    no policy",
            "34 more users in no group",
            f"  {', '.join(f'other{index:02}' for index in range(34))}",
            "  no policy, no group",
        ]
        assert {"34 more users in no group", "other03 and 30 more"} <= set(drawn_texts(diagram))

    def test_users_whose_access_differs_share_a_box_with_lines_to_their_groups(self) -> None:
        own = document(statement("Allow", "s3:*"))
        users = [identity("User", f"user{index:02}", (f"G{index % 3}",), own=own) for index in range(30)]
        for index, user in enumerate(users):
            user["UserPolicyList"][0]["PolicyName"] = f"own-{index}"
        diagram = draw(account(users, [identity("Group", f"G{index}") for index in range(3)]))
        lines = str(diagram).splitlines()
        assert "20 more users" in lines
        assert "  20 of them with own policies" in lines
        members = [edge for edge in account_picture_of(diagram).edges if edge.tail == "more users"]
        assert [edge.head for edge in members] == ["group G1", "group G2", "group G0"]

    def test_300_users_are_drawn_in_at_most_twelve_boxes(self) -> None:
        groups = [f"G{index}" for index in range(15)]
        users = [
            identity("User", f"user{index:03}", (groups[index % 15], groups[index % 7])) for index in range(300)
        ]
        diagram = draw(account(users, [identity("Group", name) for name in groups]))
        boxes = [node for node in account_picture_of(diagram).nodes if node.kind in {"user", "users"}]
        assert len(boxes) <= 12
        assert sum(int(node.name.split()[0]) for node in boxes) == 300

    def test_roles_are_counted(self) -> None:
        iam = iamsim.client("iam", account=account([identity("User", "ana")], []))
        trust = document({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}})
        for name in ("deploy", "audit"):
            iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
        assert str(draw(iam.account)).splitlines()[0] == "1 user, no groups, 2 roles (not drawn)"

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


def test_a_group_without_members_stands_in_the_groups_column() -> None:
    source = draw(account([identity("User", "ana")], [identity("Group", "Empty")])).source
    assert "\tn1 -> n2 [style=invis]\n" in source


def test_a_long_name_is_broken_into_lines_and_whole_in_tooltip_and_text() -> None:
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
