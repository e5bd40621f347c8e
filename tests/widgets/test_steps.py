"""One request step by step: the text compared whole, the buttons pressed as a hand would."""

from __future__ import annotations

import re
from typing import Any

import pytest

import iamsim
from iamsim.learning.account_notation import sketch
from iamsim.widgets import steps
from iamsim.widgets.steps import Steps

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
ACCOUNT = sketch(USERS, GROUPS).account


def asked(user: str) -> Steps:
    return steps(ACCOUNT, user, "s3:PutObject", HOME)


TOM = """\
May tom do s3:PutObject on acme-website/index.html?
1. Collect: look up the user, the groups that the user is in now, and their policies
   user tom: booth
   group Web: edit-site
   group Fair: no policy
   Not looked at: Data and Freeze.
2. Match: hold each statement against the request, one by one
   booth (own policy): Allow s3:PutObject on acme-fair/* → no: it is about acme-fair/*, not acme-website/index.html
   edit-site (group Web): Allow s3:PutObject on acme-website/* → yes
3. Decide: of those that fit, one that denies decides; else one that allows; else the answer is no
   Allowed: edit-site (group Web) allows it."""

BEN = """\
May ben do s3:PutObject on acme-website/index.html?
1. Collect: look up the user, the groups that the user is in now, and their policies
   user ben: no policy
   group Data: all
   group Freeze: freeze
   Not looked at: Web and Fair.
2. Match: hold each statement against the request, one by one
   all (group Data): Allow s3:* on * → yes
   freeze (group Freeze): Deny s3:PutObject on * → yes
3. Decide: of those that fit, one that denies decides; else one that allows; else the answer is no
   Denied by a Deny (explicitDeny): a Deny matches, in freeze (group Freeze), and a matching Deny decides."""


@pytest.mark.parametrize(("user", "text"), [pytest.param("TOM", TOM, id="allowed"), pytest.param("ben", BEN, id="denied")])
def test_each_step_says_what_it_found_and_only_the_last_what_decides(user: str, text: str) -> None:
    assert asked(user).text() == text


def test_who_has_nothing_has_nothing_to_match() -> None:
    shown = asked("zoe")
    assert shown.rows == []
    assert shown.text().splitlines()[-1] == "   Nobody allowed it: there is no policy to read."
    assert "one by one</p><p>There is no statement to test.</p>" in shown.html()


def test_where_every_group_is_read_none_is_said_to_be_left_out() -> None:
    account = sketch({"tom": ["Web"]}, {"Web": GROUPS["Web"]}).account
    assert steps(account, "tom", "s3:PutObject", HOME).unread == ""


def test_a_user_that_there_is_not_is_told() -> None:
    with pytest.raises(iamsim.NoSuchEntity):
        asked("kim")


def controls(shown: Steps) -> Any:
    shown._repr_mimebundle_()
    return shown._controls


def told(html: str) -> list[str]:
    """Which steps a page shows, and whether a picture."""
    return re.findall(r"Collect:|Match:|Decide:|<svg|<summary>", html)


def test_a_step_is_shown_when_its_button_is_pressed_and_the_way_at_the_end() -> None:
    shown = asked("tom")
    buttons = controls(shown)
    assert told(buttons.area.value) == ["Collect:"]
    assert (buttons.back.disabled, buttons.next.disabled) == (True, False)
    buttons.next.click()
    assert told(buttons.area.value) == ["Collect:", "Match:"]
    assert "Step 2 of 3: match." in buttons.area.value
    buttons.next.click()
    assert told(buttons.area.value) == ["Collect:", "Match:", "Decide:", "<svg"]
    assert (buttons.back.disabled, buttons.next.disabled) == (False, True)
    buttons.back.click()
    assert told(buttons.area.value) == ["Collect:", "Match:"]


def test_no_step_leads_beyond_the_ends() -> None:
    shown = asked("tom").back()
    assert shown.at == 1
    assert shown.next().next().next().at == 3


def test_the_html_twin_has_all_steps_and_does_not_count_them() -> None:
    html = asked("tom").html()
    assert told(html) == ["Collect:", "Match:", "Decide:", "<summary>"]
    assert "Step " not in html
    assert '<p role="status"><strong>May tom do s3:PutObject on acme-website/index.html?</strong></p>' in html
