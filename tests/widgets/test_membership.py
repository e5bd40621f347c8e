"""Users × groups: the text compared whole, boxes ticked as a user would, the versions without ipywidgets."""

from __future__ import annotations

import re
import sys
from typing import Any

import pytest

import iamsim
from iamsim.diagram import Diagram
from iamsim.learning.scenario import account_in_words
from iamsim.widgets import membership
from iamsim.widgets.membership import Membership, membership_picture
from tests.widgets.view import area, boxes, ticks

VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def acme() -> iamsim.Account:
    return account_in_words({"kim": ["Web"], "ana": ["Web"], "ben": []}, {"Web": [], "Data": []}).account


@pytest.fixture
def widget(acme: iamsim.Account) -> Membership:
    return membership(acme)


START = """\
Nothing is changed yet.
  Web: kim and ana
  Data: nobody"""

ANA_IN_BOTH = """\
The last tick is this call: iam.add_user_to_group(UserName="ana", GroupName="Data")
  Web: kim and ana
  Data: ana"""


class TestFromCode:
    def test_it_says_who_is_in_which_group(self, widget: Membership) -> None:
        assert widget.text() == str(widget) == START

    def test_a_user_can_be_in_several_groups(self, widget: Membership) -> None:
        assert widget.tick("ana", "Data", on=True).text() == ANA_IN_BOTH

    def test_leaving_is_a_call_too(self, widget: Membership) -> None:
        widget.tick("kim", "Web", on=False)
        assert widget.call == 'iam.remove_user_from_group(UserName="kim", GroupName="Web")'
        assert [*widget.rows()] == [("Web", "ana"), ("Data", "nobody")]

    def test_once_more_changes_nothing(self, widget: Membership, acme: iamsim.Account) -> None:
        assert widget.tick("kim", "Web", on=True).account == acme
        assert widget.tick("ben", "Data", on=False).account == acme

    def test_each_tick_is_what_the_call_does(self, widget: Membership, acme: iamsim.Account) -> None:
        iam = iamsim.client("iam", account=acme)
        for user, group, on in (("ben", "Data", True), ("ana", "Data", True), ("ana", "Web", False)):
            widget.tick(user, group, on)
            eval(widget.call, {"iam": iam})  # noqa: S307 - what is shown to a learner must run
            assert iamsim.dump_account(iam.account) == iamsim.dump_account(widget.account)

    def test_names_may_be_given_in_any_case_and_are_shown_as_created(self, widget: Membership) -> None:
        assert widget.tick("ANA", "data", on=True).text() == ANA_IN_BOTH

    def test_the_account_that_was_given_stays(self, widget: Membership, acme: iamsim.Account) -> None:
        widget.tick("ben", "Web", on=True)
        assert acme.user("ben").groups == ()
        assert widget.account.user("ben").groups == ("Web",)

    def test_a_group_is_no_user(self, widget: Membership) -> None:
        with pytest.raises(iamsim.NoSuchEntity, match=r"^no user named 'Web'; Web is a group \(this account has: ana, ben, kim\)$"):
            widget.tick("Web", "Data", on=True)
        assert widget.text() == START

    @pytest.mark.parametrize(
        ("users", "groups", "message"),
        [
            pytest.param({}, {"Web": []}, "membership: the account has no user; create one first", id="no user"),
            pytest.param({"kim": []}, {}, "membership: the account has no group; create one first", id="no group"),
        ],
    )
    def test_an_account_without_users_or_groups_is_refused_in_one_line(self, users: Any, groups: Any, message: str) -> None:
        with pytest.raises(ValueError, match=rf"^{message}$"):
            membership(account_in_words(users, groups).account)


class TestControls:
    def test_there_is_a_box_for_each_user_and_group_and_no_other(self, widget: Membership) -> None:
        assert ticks(widget) == {
            "kim in Web": True,
            "kim in Data": False,
            "ana in Web": True,
            "ana in Data": False,
            "ben in Web": False,
            "ben in Data": False,
        }
        assert widget.text() == START, "to show a box is not to tick it"

    def test_a_tick_changes_call_table_and_picture(self, widget: Membership) -> None:
        before = area(widget)
        boxes(widget)["ana in Data"].value = True
        assert widget.text() == ANA_IN_BOTH
        assert '<code>iam.add_user_to_group(UserName="ana", GroupName="Data")</code>' in area(widget)
        assert before.count('class="edge ') == 2
        assert area(widget).count('class="edge ') == 3
        boxes(widget)["ana in Data"].value = False
        assert [*widget.rows()] == [("Web", "kim and ana"), ("Data", "nobody")]

    def test_a_tick_from_code_ticks_its_box_and_is_one_call(self, widget: Membership) -> None:
        assert not boxes(widget)["ben in Data"].value
        widget.tick("ben", "Data", on=True)
        assert boxes(widget)["ben in Data"].value
        assert widget.call == 'iam.add_user_to_group(UserName="ben", GroupName="Data")'


class TestVersions:
    def test_a_notebook_gets_the_ipywidgets_the_text_and_the_html(self, widget: Membership) -> None:
        bundle = widget._repr_mimebundle_()
        assert {VIEW, "text/plain", "text/html"} <= bundle.keys()
        assert bundle["text/plain"] == START
        assert "kim and ana" in bundle["text/html"]
        assert "Nothing is changed yet." in bundle["text/html"]

    def test_without_ipywidgets_it_gets_the_text_and_the_html(self, widget: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "ipywidgets", None)
        assert widget._repr_mimebundle_().keys() == {"text/plain", "text/html"}

    def test_the_picture_as_text(self, acme: iamsim.Account) -> None:
        assert str(Diagram(membership_picture(acme))) == PICTURE

    def test_the_picture_keeps_the_order_of_the_table(self, acme: iamsim.Account) -> None:
        svg = Diagram(membership_picture(acme)).svg
        heights = {
            name: float(y) for y, name in re.findall(r'<text[^>]* y="(-?[\d.]+)"[^>]*>(\w+)</text>', svg)
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
