"""A group to play with: its text compared whole after each step of a day, its boxes used as a hand would."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import iamsim
from iamsim.attachment import Attachments, attachments

TEAM = Path(__file__).resolve().parent.parent / "exercises" / "accounts" / "web-team.json"
HOME = "arn:aws:s3:::acme-website/index.html"

BEFORE = """\
Web has no policy; its members: ria, tom and kim
  acme-website/index.html  s3:GetObject       s3:PutObject
  ria                      nobody allowed it  nobody allowed it
  tom                      nobody allowed it  nobody allowed it
  kim                      nobody allowed it  nobody allowed it
  ana                      nobody allowed it  nobody allowed it"""

ATTACHED = """\
Web has read-site; its members: ria, tom and kim
  acme-website/index.html  s3:GetObject       s3:PutObject
  ria                      allowed, changed   nobody allowed it
  tom                      allowed, changed   nobody allowed it
  kim                      allowed, changed   nobody allowed it
  ana                      nobody allowed it  nobody allowed it
You attached read-site to Web: 3 answers changed, for ria, tom and kim."""

DAY = (
    ("attach", "read-site", "You attached read-site to Web: 3 answers changed, for ria, tom and kim."),
    ("join", "ana", "ana joined Web: 1 answer changed, for ana."),
    ("leave", "kim", "kim left Web: 1 answer changed, for kim."),
    ("attach", "edit-site", "You attached edit-site to Web: 3 answers changed, for ria, tom and ana."),
    ("detach", "read-site", "You detached read-site from Web: 3 answers changed, for ria, tom and ana."),
    ("join", "tom", "tom joined Web: no answer changed."),
)


@pytest.fixture(scope="module")
def team() -> iamsim.Account:
    return iamsim.load_account(TEAM)


@pytest.fixture
def web(team: iamsim.Account) -> Attachments:
    return attachments(team, "web", HOME)


class TestFromCode:
    def test_a_step_says_which_answers_it_changed(self, web: Attachments) -> None:
        assert web.text() == BEFORE
        assert str(web.attach("read-site")) == ATTACHED

    def test_a_day_says_after_each_step_whose_answers_changed(self, web: Attachments) -> None:
        for verb, name, said in DAY:
            getattr(web, verb)(name)
            assert web.said == said

    def test_only_the_last_step_counts_as_a_change(self, web: Attachments) -> None:
        web.attach("read-site").join("ana")
        changed = [(user, action) for user in web.users for action in web.actions if web.changed(user, action)]
        assert changed == [("ana", "s3:GetObject")]

    def test_the_account_that_was_given_stays(self, web: Attachments, team: iamsim.Account) -> None:
        web.attach("read-site").leave("kim")
        assert team.group("Web").attached == ()
        assert team.user("kim").groups == ("Web",)

    def test_actions_may_be_given(self, team: iamsim.Account) -> None:
        assert attachments(team, "Web", HOME, ["s3:DeleteObject"]).actions == ("s3:DeleteObject",)
        assert attachments(team, "Web", HOME).actions == ("s3:GetObject", "s3:PutObject")

    def test_what_is_not_there_is_told(self, web: Attachments) -> None:
        with pytest.raises(ValueError, match=r"^no managed policy named 'read-page' \(this account has: edit-site, read-site\)$"):
            web.attach("read-page")
        with pytest.raises(iamsim.NoSuchEntity):
            web.join("zoe")
        with pytest.raises(ValueError, match=r"^attachments: the account has no managed policy that could be attached$"):
            attachments(iamsim.parse_account({"GroupDetailList": [GROUP]}), "Web", HOME)


GROUP = {"GroupName": "Web", "Arn": "arn:aws:iam::123456789012:group/Web", "GroupId": "AGPAEXAMPLEWEB", "Path": "/"}


def controls(shown: Attachments) -> Any:
    shown._repr_mimebundle_()
    return shown._controls


class TestControls:
    def test_each_box_has_a_name_and_stands_as_the_account_is(self, web: Attachments) -> None:
        shown = controls(web)
        assert {name: box.value for name, box in shown.policies.items()} == {"read-site": False, "edit-site": False}
        assert {name: box.value for name, box in shown.users.items()} == {
            "ria": True, "tom": True, "kim": True, "ana": False,
        }  # fmt: skip
        assert [box.description for box in shown.users.values()] == ["ria", "tom", "kim", "ana"]

    def test_a_hand_does_the_same_as_code(self, web: Attachments) -> None:
        shown = controls(web)
        seen = [shown.area.value]
        shown.policies["read-site"].value = True
        assert web.text() == ATTACHED
        assert shown.area.value.count('<span class="tag">changed</span>') == 3
        for boxes, name, on in ((shown.users, "ana", True), (shown.users, "kim", False), (shown.policies, "read-site", False)):
            seen.append(shown.area.value)
            boxes[name].value = on
        assert web.members == ("ria", "tom", "ana")
        assert web.attached == ()
        assert len({re.search("<svg.*</svg>", one, re.DOTALL)[0] for one in seen}) == len(seen)  # type: ignore[index]

    def test_code_moves_the_boxes_and_makes_no_second_step(self, web: Attachments) -> None:
        shown = controls(web)
        web.attach("read-site")
        assert shown.policies["read-site"].value is True
        assert web.text() == ATTACHED


def test_the_html_twin_has_a_table_with_headings_and_says_what_changed(web: Attachments) -> None:
    html = web.attach("read-site").html()
    assert '<p role="status">You attached read-site to Web: 3 answers changed, for ria, tom and kim.</p>' in html
    assert "<caption>Web has read-site; its members: ria, tom and kim</caption>" in html
    heads = ["acme-website/index.html", "s3:GetObject", "s3:PutObject"]
    assert re.findall('<th scope="col">(.*?)</th>', html) == heads
    assert re.findall('<th scope="row">(.*?)</th>', html) == ["ria", "tom", "kim", "ana"]
    assert "<svg" not in html, "where HTML is sanitised, a bare SVG leaves a heap of words"
