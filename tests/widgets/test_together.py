"""One user's groups to play with: what each group says, and all together; text compared whole."""

from __future__ import annotations

from typing import Any

import pytest

import iamsim
from iamsim.learning.account_notation import sketch
from iamsim.widgets import together
from iamsim.widgets.together import Together

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
    return together(sketch(users, groups).account, "RIA", ACTIONS, HOME)


BOTH = """\
ria is in Readers and Editors; allowed: s3:GetObject and s3:PutObject.
  acme-website/index.html  Readers  Editors  together
  s3:GetObject             Allow    silent   allowed
  s3:PutObject             silent   Allow    allowed
  s3:DeleteObject          silent   silent   nobody allowed it"""

DENIED = """\
kim is in Readers and Freeze; allowed: s3:GetObject.
  acme-website/index.html  Readers  Freeze  own policies  together
  s3:GetObject             Allow    silent  silent        allowed
  s3:PutObject             silent   Deny    Allow         denied by a Deny
  s3:DeleteObject          silent   silent  silent        nobody allowed it"""

NONE = """\
zoe is in no group; allowed: nothing.
  acme-website/index.html  together
  s3:GetObject             nobody allowed it
  s3:PutObject             nobody allowed it
  s3:DeleteObject          nobody allowed it"""


def test_what_groups_allow_adds_up(ria: Together) -> None:
    assert ria.text() == BOTH


def test_own_policies_and_denies_have_their_words(ria: Together) -> None:
    assert ria.choose("kim").text() == DENIED


def test_who_is_in_no_group_may_do_nothing(ria: Together) -> None:
    assert ria.choose("zoe").text() == NONE


def test_joining_and_leaving_change_the_user_that_is_shown(ria: Together) -> None:
    ria.leave("editors")
    assert ria.said == "ria is in Readers; allowed: s3:GetObject."
    ria.choose("zoe").join("Editors")
    assert ria.said == "zoe is in Editors; allowed: s3:PutObject."
    assert ria.choose("ria").groups == ("Readers",), "each keeps what was done"


def test_a_group_that_there_is_not_is_told(ria: Together) -> None:
    with pytest.raises(iamsim.NoSuchEntity):
        ria.join("Cleaners")


def controls(shown: Together) -> Any:
    shown._repr_mimebundle_()
    return shown._controls


def test_a_hand_does_the_same_as_code(ria: Together) -> None:
    shown = controls(ria)
    ticked = {name: box.value for name, box in shown.groups.items()}
    assert ticked == {"Readers": True, "Editors": True, "Freeze": False}
    pictures = [shown.area.value]
    shown.groups["Editors"].value = False
    pictures.append(shown.area.value)
    assert ria.groups == ("Readers",)
    shown.user.value = "kim"
    pictures.append(shown.area.value)
    assert {name: box.value for name, box in shown.groups.items()} == {
        "Readers": True, "Editors": False, "Freeze": True,
    }  # fmt: skip
    assert ria.text() == DENIED
    assert len(set(pictures)) == 3
    assert "<b>denied by a Deny</b>" in shown.area.value


def test_to_look_at_another_user_changes_nobody(ria: Together) -> None:
    shown, before = controls(ria), ria.account
    shown.user.value = "zoe"
    shown.user.value = "ria"
    assert ria.account == before
    assert ria.account.user("ria").groups == ("Editors", "Readers")


def test_code_moves_the_controls(ria: Together) -> None:
    shown = controls(ria)
    ria.choose("zoe").join("Freeze")
    assert shown.user.value == "zoe"
    assert shown.groups["Freeze"].value is True


def test_the_html_twin_says_it_and_has_a_table(ria: Together) -> None:
    html = ria.html()
    assert '<p role="status">ria is in Readers and Editors; allowed: s3:GetObject and s3:PutObject.</p>' in html
    assert '<th scope="row">s3:GetObject</th><td>Allow</td><td>silent</td><td><b>allowed</b></td>' in html
