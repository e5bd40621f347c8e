"""The boxes of users × groups: their text compared whole, ticked as a hand would, their twins without widgets."""

from __future__ import annotations

import re
import sys
from typing import Any

import pytest

import iamsim
from iamsim.diagram import Diagram
from iamsim.learning.account_notation import sketch
from iamsim.widgets import membership
from iamsim.widgets.membership import Membership, of_members

VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def acme() -> iamsim.Account:
    return sketch({"kim": ["Web"], "ana": ["Web"], "ben": []}, {"Web": [], "Data": []}).account


@pytest.fixture
def boxes(acme: iamsim.Account) -> Membership:
    return membership(acme)


START = """\
No box ticked yet.
  Web: kim and ana
  Data: nobody"""

ANA_IN_BOTH = """\
The last tick is this call: iam.add_user_to_group(UserName="ana", GroupName="Data")
  Web: kim and ana
  Data: ana"""


class TestFromCode:
    def test_it_says_who_is_in_which_group(self, boxes: Membership) -> None:
        assert boxes.text() == str(boxes) == START

    def test_a_user_can_be_in_several_groups(self, boxes: Membership) -> None:
        assert boxes.tick("ana", "Data", on=True).text() == ANA_IN_BOTH

    def test_leaving_is_a_call_too(self, boxes: Membership) -> None:
        boxes.tick("kim", "Web", on=False)
        assert boxes.call == 'iam.remove_user_from_group(UserName="kim", GroupName="Web")'
        assert [*boxes.rows()] == [("Web", "ana"), ("Data", "nobody")]

    def test_once_more_changes_nothing(self, boxes: Membership, acme: iamsim.Account) -> None:
        assert boxes.tick("kim", "Web", on=True).account == acme
        assert boxes.tick("ben", "Data", on=False).account == acme

    def test_each_tick_is_what_the_call_does(self, boxes: Membership, acme: iamsim.Account) -> None:
        iam = iamsim.client("iam", account=acme)
        for user, group, on in (("ben", "Data", True), ("ana", "Data", True), ("ana", "Web", False)):
            boxes.tick(user, group, on)
            eval(boxes.call, {"iam": iam})  # noqa: S307 - what is shown to a learner must run
            assert iamsim.dump_account(iam.account) == iamsim.dump_account(boxes.account)

    def test_names_may_be_given_in_any_case_and_are_shown_as_created(self, boxes: Membership) -> None:
        assert boxes.tick("ANA", "data", on=True).text() == ANA_IN_BOTH

    def test_the_account_that_was_given_stays(self, boxes: Membership, acme: iamsim.Account) -> None:
        boxes.tick("ben", "Web", on=True)
        assert acme.user("ben").groups == ()
        assert boxes.account.user("ben").groups == ("Web",)

    def test_a_group_is_no_user(self, boxes: Membership) -> None:
        with pytest.raises(iamsim.NoSuchEntity, match=r"^no user named 'Web' \(this account has: ana, ben, kim\)$"):
            boxes.tick("Web", "Data", on=True)
        assert boxes.text() == START

    @pytest.mark.parametrize(
        ("users", "groups", "said"),
        [
            pytest.param({}, {"Web": []}, "membership: the account has no user; create one first", id="no user"),
            pytest.param({"kim": []}, {}, "membership: the account has no group; create one first", id="no group"),
        ],
    )
    def test_nothing_to_tick_is_told_in_one_line(self, users: Any, groups: Any, said: str) -> None:
        with pytest.raises(ValueError, match=rf"^{said}$"):
            membership(sketch(users, groups).account)


def controls(shown: Membership) -> Any:
    shown._repr_mimebundle_()
    return shown._controls


class TestControls:
    def test_there_is_a_box_for_each_user_and_group_and_no_other(self, boxes: Membership) -> None:
        shown = controls(boxes)
        assert {box.description: box.value for box in shown.boxes.values()} == {
            "kim in Web": True,
            "kim in Data": False,
            "ana in Web": True,
            "ana in Data": False,
            "ben in Web": False,
            "ben in Data": False,
        }
        assert boxes.text() == START, "that boxes are shown is no tick"

    def test_a_tick_changes_call_table_and_picture(self, boxes: Membership) -> None:
        shown = controls(boxes)
        before = shown.area.value
        shown.boxes["ana", "Data"].value = True
        assert boxes.text() == ANA_IN_BOTH
        assert "iam.add_user_to_group(UserName=&quot;ana&quot;, GroupName=&quot;Data&quot;)" in shown.area.value
        assert before.count('class="edge ') == 2
        assert shown.area.value.count('class="edge ') == 3
        shown.boxes["ana", "Data"].value = False
        assert [*boxes.rows()] == [("Web", "kim and ana"), ("Data", "nobody")]

    def test_code_moves_the_boxes_once(self, boxes: Membership) -> None:
        shown = controls(boxes)
        boxes.tick("ben", "Data", on=True)
        assert shown.boxes["ben", "Data"].value
        assert boxes.call == 'iam.add_user_to_group(UserName="ben", GroupName="Data")'


class TestTwins:
    def test_a_notebook_gets_the_widget_and_both_twins(self, boxes: Membership) -> None:
        bundle = boxes._repr_mimebundle_()
        assert {VIEW, "text/plain", "text/html"} <= bundle.keys()
        assert bundle["text/plain"] == START
        assert "kim and ana" in bundle["text/html"]
        assert "No box ticked yet." in bundle["text/html"]

    def test_without_widgets_the_twins_are_shown(self, boxes: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "ipywidgets", None)
        assert boxes._repr_mimebundle_().keys() == {"text/plain", "text/html"}

    def test_the_picture_as_text(self, acme: iamsim.Account) -> None:
        assert str(Diagram(of_members(acme))) == PICTURE

    def test_the_picture_keeps_the_order_of_the_table(self, acme: iamsim.Account) -> None:
        drawn = Diagram(of_members(acme)).svg
        heights = {
            name: float(y) for y, name in re.findall(r'<text[^>]* y="(-?[\d.]+)"[^>]*>(\w+)</text>', drawn)
        }
        assert heights["kim"] < heights["ana"] < heights["ben"]
        assert heights["Web"] < heights["Data"]


PICTURE = """\
3 users, 2 groups
A line: is a member of.
user kim
  member of group Web
    2 members
user ana
  member of group Web, as above
user ben
  in no group
group Data
  no members"""
