"""Answers to click on, each with its reasons: text compared whole, buttons pressed as a hand would."""

from __future__ import annotations

import sys
from typing import Any

import pytest

import iamsim
from iamsim.learning.account_notation import sketch
from iamsim.widgets import reasons
from iamsim.widgets.reasons import Reasons

HOME = "arn:aws:s3:::acme-website/index.html"
PAGES = "arn:aws:s3:::acme-website/*"
ACTIONS = ("s3:GetObject", "s3:DeleteObject")
VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def cal() -> Reasons:
    users = {
        "cal": ["Readers", f"tmp-delete: Allow s3:DeleteObject on {PAGES}"],
        "kim": ["Readers"],
        "ria": ["Readers", "Freeze"],
        "zoe": [],
    }
    groups = {
        "Readers": [f"read: Allow s3:GetObject on {PAGES}"],
        "Freeze": [f"freeze: Deny s3:DeleteObject on {PAGES}"],
    }
    return reasons(sketch(users, groups).account, ACTIONS, HOME)


CAL = """\
  acme-website/index.html  s3:GetObject       s3:DeleteObject
  cal                      allowed            allowed
  kim                      allowed            nobody allowed it
  ria                      allowed            denied by a Deny
  zoe                      nobody allowed it  nobody allowed it
May cal do s3:GetObject on acme-website/index.html?
Allowed: read (group Readers) allows it.
  tmp-delete (own policy): Allow s3:DeleteObject on acme-website/* → no: it is about s3:DeleteObject, not s3:GetObject
  read (group Readers): Allow s3:GetObject on acme-website/* → yes, and it decides"""


def test_the_grid_and_the_reasons_of_the_first_answer(cal: Reasons) -> None:
    assert cal.text() == str(cal) == CAL


@pytest.mark.parametrize(
    ("user", "action", "said"),
    [
        pytest.param(
            "cal", "s3:DeleteObject", "Allowed: tmp-delete (own policy) allows it.", id="the source is an own policy"
        ),
        pytest.param(
            "kim",
            "s3:DeleteObject",
            "Nobody allowed it: the one policy that was read does not fit.",
            id="one policy, and it does not fit",
        ),
        pytest.param("zoe", "s3:GetObject", "Nobody allowed it: there is no policy to read.", id="no policy at all"),
        pytest.param(
            "cal",
            "s3:PutObject",
            "Nobody allowed it: of the 2 policies that were read, none fits.",
            id="several policies, and none fits",
        ),
        pytest.param(
            "ria",
            "s3:DeleteObject",
            "Denied by a Deny (explicitDeny): a Deny matches, in freeze (group Freeze), and a matching Deny decides.",
            id="a Deny is said as elsewhere",
        ),
    ],
)
def test_each_answer_has_its_sentence(cal: Reasons, user: str, action: str, said: str) -> None:
    assert cal.ask(user, action).said == said


def test_two_sources_are_both_named() -> None:
    users = {"ida": ["Both", f"own: Allow s3:GetObject on {PAGES}"]}
    groups = {"Both": [f"both: Allow s3:GetObject on {PAGES}"]}
    shown = reasons(sketch(users, groups).account, ["s3:GetObject"], HOME)
    assert shown.said == "Allowed: own (own policy) and both (group Both) allow it."


MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
ONLY_WITH_MFA = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": MFA}],
}


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        pytest.param(
            "Allow s3:GetObject on arn:aws:s3:::acme-drafts/*, arn:aws:s3:::acme-reports/*",
            "no: it is about acme-drafts/*, acme-reports/*, not acme-website/index.html",
            id="another resource, said by its name",
        ),
        pytest.param(
            ONLY_WITH_MFA,
            "no: Condition Bool aws:MultiFactorAuthPresent is true; the request has nothing",
            id="a condition, said in full",
        ),
    ],
)
def test_why_a_policy_does_not_fit(policy: Any, said: str) -> None:
    shown = reasons(sketch({"ida": [policy]}, {}).account, ["s3:GetObject"], HOME)
    assert [fits for _, _, fits in shown.rows()] == [said]


def test_without_users_or_actions_it_says_what_it_needs(cal: Reasons) -> None:
    for account, actions in ((iamsim.Account(), ACTIONS), (cal.account, ())):
        with pytest.raises(ValueError, match=r"^reasons: expected an account with users, and at least one action$"):
            reasons(account, actions, HOME)


def controls(shown: Reasons) -> Any:
    shown._repr_mimebundle_()
    return shown._controls


def test_a_button_for_each_answer_and_a_mark_at_the_one_that_is_explained(cal: Reasons) -> None:
    shown = controls(cal)
    assert [shown.buttons[user, "s3:GetObject"].description for user in cal.users] == [
        "▸ allowed",
        "allowed: why?",
        "allowed: why?",
        "nobody allowed it: why?",
    ]
    assert shown.buttons["kim", "s3:DeleteObject"].tooltip == "kim, s3:DeleteObject: why?"
    cal.ask("kim", "s3:DeleteObject")
    assert [pair for pair, button in shown.buttons.items() if button.button_style] == [("kim", "s3:DeleteObject")]


def test_a_pressed_button_explains_its_answer(cal: Reasons) -> None:
    shown = controls(cal)
    seen = [shown.area.value]
    for user, action in (("cal", "s3:DeleteObject"), ("kim", "s3:DeleteObject"), ("zoe", "s3:GetObject")):
        shown.buttons[user, action].click()
        assert (cal.user, cal.action) == (user, action)
        assert f"<strong>May {user} do {action} on acme-website/index.html?</strong>" in shown.area.value
        assert shown.buttons[user, action].description.startswith("▸ ")
        seen.append(shown.area.value)
    assert len(set(seen)) == 4
    assert "<table>" not in shown.area.value, "zoe has no policy that could be listed"


def test_a_notebook_gets_the_widget_and_its_twins(cal: Reasons, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = cal._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {VIEW, "text/html", "text/plain"}
    assert bundle["text/plain"] == CAL
    assert bundle["text/html"].count("<table>") == 2
    assert cal._repr_mimebundle_()[VIEW] == bundle[VIEW], "shown twice, it is the same widget"
    other = reasons(cal.account, ACTIONS, HOME)
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    assert set(other._repr_mimebundle_()) == {"text/plain", "text/html"}


def test_without_a_renderer_it_says_what_to_install(cal: Reasons, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "graphviz", None)
    assert "pip install &quot;iamsim[lab]&quot;" in cal.html()


def test_what_a_policy_is_called_is_escaped() -> None:
    account = sketch({"eve": ["<b>bold</b>: Allow s3:GetObject on *"]}, {}).account
    html = reasons(account, ["s3:GetObject"], HOME).html()
    assert "<b>bold</b>" not in html
    assert "&lt;b&gt;bold&lt;/b&gt; (own policy)" in html
