"""A group: its text compared whole after each step of a day, its boxes used as a user would."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import iamsim
from iamsim.widgets import attachments
from iamsim.widgets.attachments import Attachments
from tests.widgets.view import ALLOWED, NOBODY, aligned, area, boxes, ticks

BLOG = Path(__file__).resolve().parents[2] / "exercises" / "accounts" / "blog.json"
TEXT = "arn:aws:s3:::acme-drafts/launch.txt"

HEADINGS = ("acme-drafts/launch.txt", "s3:GetObject", "s3:PutObject")
CHANGED = f"{ALLOWED}, changed"
BEFORE = f"""\
Blog has no policy; its members: ria, tom and kim
{aligned(HEADINGS, *((user, NOBODY, NOBODY) for user in ("ria", "tom", "kim", "cal")))}"""

ATTACHED = f"""\
Blog has read-drafts; its members: ria, tom and kim
{aligned(HEADINGS, *((user, CHANGED, NOBODY) for user in ("ria", "tom", "kim")), ("cal", NOBODY, NOBODY))}
You attached read-drafts to Blog: 3 answers changed, for ria, tom and kim."""

DAY = (
    ("attach", "read-drafts", "You attached read-drafts to Blog: 3 answers changed, for ria, tom and kim."),
    ("join", "cal", "cal joined Blog: 1 answer changed, for cal."),
    ("leave", "kim", "kim left Blog: 1 answer changed, for kim."),
    ("attach", "write-drafts", "You attached write-drafts to Blog: 3 answers changed, for ria, tom and cal."),
    ("detach", "read-drafts", "You detached read-drafts from Blog: 3 answers changed, for ria, tom and cal."),
    ("join", "tom", "tom joined Blog: no answer changed."),
)


@pytest.fixture(scope="module")
def team() -> iamsim.Account:
    return iamsim.load_account(BLOG)


@pytest.fixture
def blog(team: iamsim.Account) -> Attachments:
    return attachments(team, "blog", TEXT)


class TestFromCode:
    def test_a_step_says_which_answers_it_changed(self, blog: Attachments) -> None:
        assert blog.text() == BEFORE
        assert str(blog.attach("read-drafts")) == ATTACHED

    def test_a_day_says_after_each_step_whose_answers_changed(self, blog: Attachments) -> None:
        for method, name, sentence in DAY:
            getattr(blog, method)(name)
            assert blog.sentence == sentence

    def test_only_the_last_step_counts_as_a_change(self, blog: Attachments) -> None:
        blog.attach("read-drafts").join("cal")
        changed = [(user, action) for user in blog.users for action in blog.actions if blog.changed(user, action)]
        assert changed == [("cal", "s3:GetObject")]

    def test_the_account_that_was_given_stays(self, blog: Attachments, team: iamsim.Account) -> None:
        blog.attach("read-drafts").leave("kim")
        assert team.group("Blog").attached == ()
        assert team.user("kim").groups == ("Blog",)

    def test_actions_may_be_given(self, team: iamsim.Account) -> None:
        assert attachments(team, "Blog", TEXT, ["s3:DeleteObject"]).actions == ("s3:DeleteObject",)
        assert attachments(team, "Blog", TEXT).actions == ("s3:GetObject", "s3:PutObject")

    def test_unknown_names_are_refused_with_those_there_are(self, blog: Attachments) -> None:
        with pytest.raises(ValueError, match=r"^no managed policy named 'read-draft' \(this account has: read-drafts, write-drafts\)$"):
            blog.attach("read-draft")
        with pytest.raises(iamsim.NoSuchEntity):
            blog.join("zoe")
        with pytest.raises(ValueError, match=r"^attachments: the account has no managed policy that could be attached$"):
            attachments(iamsim.parse_account({"GroupDetailList": [GROUP]}), "Blog", TEXT)


GROUP = {"GroupName": "Blog", "Arn": "arn:aws:iam::123456789012:group/Blog", "GroupId": "AGPAEXAMPLEWEB", "Path": "/"}


class TestControls:
    def test_each_box_has_a_name_and_stands_as_the_account_is(self, blog: Attachments) -> None:
        assert [*ticks(blog).items()] == [
            ("read-drafts", False), ("write-drafts", False), ("ria", True), ("tom", True), ("kim", True), ("cal", False),
        ]  # fmt: skip

    def test_a_box_does_the_same_as_code(self, blog: Attachments) -> None:
        areas = [area(blog)]
        boxes(blog)["read-drafts"].value = True
        assert blog.text() == ATTACHED
        assert area(blog).count('<span class="tag">changed</span>') == 3
        for name, on in (("cal", True), ("kim", False), ("read-drafts", False)):
            areas.append(area(blog))
            boxes(blog)[name].value = on
        assert blog.members == ("ria", "tom", "cal")
        assert blog.attached == ()
        assert len({re.search("<svg.*</svg>", html, re.DOTALL)[0] for html in areas}) == len(areas)  # type: ignore[index]

    def test_a_step_from_code_ticks_its_box_and_is_one_step(self, blog: Attachments) -> None:
        assert boxes(blog)["read-drafts"].value is False
        blog.attach("read-drafts")
        assert boxes(blog)["read-drafts"].value is True
        assert blog.text() == ATTACHED


def test_the_html_version_has_a_table_with_headings_and_says_what_changed(blog: Attachments) -> None:
    html = blog.attach("read-drafts").html()
    assert '<p role="status">You attached read-drafts to Blog: 3 answers changed, for ria, tom and kim.</p>' in html
    assert "<caption>Blog has read-drafts; its members: ria, tom and kim</caption>" in html
    assert re.findall('<th scope="col">(.*?)</th>', html) == [*HEADINGS]
    assert re.findall('<th scope="row">(.*?)</th>', html) == ["ria", "tom", "kim", "cal"]
    assert "<svg" not in html, "where HTML is sanitised, a bare SVG leaves a heap of words"
