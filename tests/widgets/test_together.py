"""One user's groups: what each group says, and all together; the text compared whole, controls used as a user would."""

from __future__ import annotations

import re

import pytest

import iamsim
from iamsim.learning.scenario import account_in_words
from iamsim.widgets import together
from iamsim.widgets.together import Together
from tests.widgets.view import ALLOWED, DENIED, NOBODY, aligned, area, boxes, control, ticks

HOME = "arn:aws:s3:::acme-website/index.html"
ACTIONS = ("s3:GetObject", "s3:PutObject", "s3:DeleteObject")
PAGES = "arn:aws:s3:::acme-website/*"


@pytest.fixture
def ria() -> Together:
    users = {
        "ria": ["Editors", "Readers"],
        "kim": ["Readers", f"fair: Allow s3:PutObject on {PAGES}", "Freeze"],
        "zoe": [],
    }
    groups = {
        "Readers": [f"read: Allow s3:GetObject on {PAGES}"],
        "Editors": [f"edit: Allow s3:PutObject on {PAGES}"],
        "Freeze": [f"freeze: Deny s3:PutObject on {PAGES}"],
    }
    return together(account_in_words(users, groups).account, "RIA", ACTIONS, HOME)


BOTH = f"""\
ria is in Readers and Editors; allowed: s3:GetObject and s3:PutObject.
{aligned(
    ("acme-website/index.html", "Readers", "Editors", "together"),
    ("s3:GetObject", "Allow", "silent", ALLOWED),
    ("s3:PutObject", "silent", "Allow", ALLOWED),
    ("s3:DeleteObject", "silent", "silent", NOBODY),
)}"""

WITH_A_DENY = f"""\
kim is in Readers and Freeze; allowed: s3:GetObject.
{aligned(
    ("acme-website/index.html", "Readers", "Freeze", "own policies", "together"),
    ("s3:GetObject", "Allow", "silent", "silent", ALLOWED),
    ("s3:PutObject", "silent", "Deny", "Allow", DENIED),
    ("s3:DeleteObject", "silent", "silent", "silent", NOBODY),
)}"""

NONE = f"""\
zoe is in no group; allowed: nothing.
{aligned(("acme-website/index.html", "together"), *((action, NOBODY) for action in ACTIONS))}"""


def test_what_groups_allow_adds_up(ria: Together) -> None:
    assert ria.text() == BOTH


def test_own_policies_and_denies_have_their_words(ria: Together) -> None:
    assert ria.choose("kim").text() == WITH_A_DENY


def test_who_is_in_no_group_may_do_nothing(ria: Together) -> None:
    assert ria.choose("zoe").text() == NONE


def test_joining_and_leaving_change_the_user_that_is_shown(ria: Together) -> None:
    ria.leave("editors")
    assert ria.sentence == "ria is in Readers; allowed: s3:GetObject."
    ria.choose("zoe").join("Editors")
    assert ria.sentence == "zoe is in Editors; allowed: s3:PutObject."
    assert ria.choose("ria").groups == ("Readers",), "each user keeps the groups that were joined"


def test_a_group_that_there_is_not_is_told(ria: Together) -> None:
    with pytest.raises(iamsim.NoSuchEntity):
        ria.join("Cleaners")


def test_a_control_does_the_same_as_code(ria: Together) -> None:
    assert ticks(ria) == {"Readers": True, "Editors": True, "Freeze": False}
    pictures = [area(ria)]
    boxes(ria)["Editors"].value = False
    pictures.append(area(ria))
    assert ria.groups == ("Readers",)
    control(ria, "User").value = "kim"
    pictures.append(area(ria))
    assert ticks(ria) == {
        "Readers": True, "Editors": False, "Freeze": True,
    }  # fmt: skip
    assert ria.text() == WITH_A_DENY
    assert len(set(pictures)) == 3
    assert f'<strong class="iamsim-cell is-explicitDeny">{DENIED}</strong>' in area(ria)


def test_to_look_at_another_user_changes_nobody(ria: Together) -> None:
    before = ria.account
    control(ria, "User").value = "zoe"
    control(ria, "User").value = "ria"
    assert ria.account == before
    assert ria.account.user("ria").groups == ("Editors", "Readers")


def test_what_code_chooses_the_controls_show(ria: Together) -> None:
    ria.choose("zoe").join("Freeze")
    assert control(ria, "User").value == "zoe"
    assert boxes(ria)["Freeze"].value is True


def test_the_html_version_has_the_sentence_and_the_table(ria: Together) -> None:
    html = ria.html()
    assert '<p role="status">ria is in Readers and Editors; allowed: s3:GetObject and s3:PutObject.</p>' in html
    cells = re.findall(r'<td data-head="([^"]+)"><\w+ class="iamsim-cell is-(\w+)">([^<]+)<', html)
    assert cells[:3] == [
        ("Readers:", "allowed", "Allow"),
        ("Editors:", "implicitDeny", "silent"),
        ("together:", "allowed", ALLOWED),
    ]
