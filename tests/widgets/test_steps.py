"""One request step by step: the text compared whole, the buttons pressed as a user would."""

from __future__ import annotations

import re

import pytest

import iamsim
from iamsim.decision.explain import sentence
from iamsim.learning.scenario import account_in_words
from iamsim.widgets import steps
from iamsim.widgets.steps import Steps
from tests.widgets.view import area, control

HOME = "arn:aws:s3:::acme-website/index.html"
USERS = {
    "tom": ["Web", "Fair", "booth: Allow s3:PutObject on arn:aws:s3:::acme-fair/*"],
    "ben": ["Data", "Freeze"],
    "zoe": [],
}
GROUPS = {
    "Web": ["edit-site: Allow s3:PutObject on arn:aws:s3:::acme-website/*"],
    "Fair": [],
    "Data": ["all: Allow s3:* on *"],
    "Freeze": ["freeze: Deny s3:PutObject on *"],
}
ACCOUNT = account_in_words(USERS, GROUPS).account


def steps_of(user: str) -> Steps:
    return steps(ACCOUNT, user, "s3:PutObject", HOME)


def expected_sentence(user: str) -> str:
    return sentence(iamsim.simulate(ACCOUNT, user, "s3:PutObject", HOME))


TOM = f"""\
May tom do s3:PutObject on acme-website/index.html?
1. Collect: look up the user, the groups that the user is in now, and their policies
   user tom: booth
   group Web: edit-site
   group Fair: no policy
   Not looked at: Data and Freeze.
2. Match: compare each statement with the request, one by one
   booth (own policy): Allow s3:PutObject on acme-fair/* → no: it is about acme-fair/*, not acme-website/index.html
   edit-site (group Web): Allow s3:PutObject on acme-website/* → yes
3. Decide: of those that match, one that denies decides; else one that allows; else the answer is no
   {expected_sentence("tom")}"""

BEN = f"""\
May ben do s3:PutObject on acme-website/index.html?
1. Collect: look up the user, the groups that the user is in now, and their policies
   user ben: no policy
   group Data: all
   group Freeze: freeze
   Not looked at: Web and Fair.
2. Match: compare each statement with the request, one by one
   all (group Data): Allow s3:* on * → yes
   freeze (group Freeze): Deny s3:PutObject on * → yes
3. Decide: of those that match, one that denies decides; else one that allows; else the answer is no
   {expected_sentence("ben")}"""


@pytest.mark.parametrize(("user", "text"), [pytest.param("TOM", TOM, id="allowed"), pytest.param("ben", BEN, id="denied")])
def test_each_step_says_what_it_found_and_only_the_last_what_decides(user: str, text: str) -> None:
    assert steps_of(user).text() == text


def test_a_user_without_policies_has_nothing_to_match() -> None:
    widget = steps_of("zoe")
    assert widget.rows == []
    assert widget.text().splitlines()[-1] == f"   {expected_sentence('zoe')}"
    assert "one by one</p><p>There is no statement to test.</p>" in widget.html()


def test_where_every_group_is_read_none_is_named_as_unread() -> None:
    account = account_in_words({"tom": ["Web"]}, {"Web": GROUPS["Web"]}).account
    assert steps(account, "tom", "s3:PutObject", HOME).unread == ""


def test_an_unknown_user_is_refused() -> None:
    with pytest.raises(iamsim.NoSuchEntity):
        steps_of("kim")


def parts(html: str) -> list[str]:
    """The steps that a page shows, and whether it has a picture."""
    return re.findall(r"Collect:|Match:|Decide:|<svg|<summary>", html)


def test_a_step_is_shown_when_its_button_is_pressed_and_the_way_at_the_end() -> None:
    widget = steps_of("tom")
    back, onward = control(widget, "◂ Back"), control(widget, "Next ▸")
    assert parts(area(widget)) == ["Collect:"]
    assert (back.disabled, onward.disabled) == (True, False)
    onward.click()
    assert parts(area(widget)) == ["Collect:", "Match:"]
    assert "Step 2 of 3: match." in area(widget)
    onward.click()
    assert parts(area(widget)) == ["Collect:", "Match:", "Decide:", "<svg"]
    assert (back.disabled, onward.disabled) == (False, True)
    back.click()
    assert parts(area(widget)) == ["Collect:", "Match:"]


def test_there_is_no_step_before_the_first_or_after_the_last() -> None:
    widget = steps_of("tom").back()
    assert widget.current == 1
    assert widget.next().next().next().current == 3


def test_the_html_version_has_all_steps_and_does_not_count_them() -> None:
    html = steps_of("tom").html()
    assert parts(html) == ["Collect:", "Match:", "Decide:", "<summary>"]
    assert "Step " not in html
    assert '<p role="status"><strong>May tom do s3:PutObject on acme-website/index.html?</strong></p>' in html
