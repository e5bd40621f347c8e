"""Answers to click on, each with its reasons: text compared whole, buttons pressed as a user would."""

from __future__ import annotations

import sys
from typing import Any

import pytest

import iamsim
from iamsim.decision import Decision
from iamsim.decision.explain import other_statements_words, sentence, short_decision_words
from iamsim.learning.scenario import account_in_words
from iamsim.widgets import reasons
from iamsim.widgets.reasons import Reasons
from tests.widgets.view import ALLOWED, DENIED, NOBODY, aligned, area, control, shown

HOME = "arn:aws:s3:::acme-website/index.html"
PAGES = "arn:aws:s3:::acme-website/*"
ACTIONS = ("s3:GetObject", "s3:DeleteObject")
VIEW = "application/vnd.jupyter.widget-view+json"


USERS = {
    "cal": ["Readers", f"tmp-delete: Allow s3:DeleteObject on {PAGES}"],
    "kim": ["Readers"],
    "ria": ["Readers", "Freeze"],
    "zoe": [],
}
GROUPS = {
    "Readers": [f"read: Allow s3:GetObject on {PAGES}"],
    "Freeze": [f"freeze: Deny s3:DeleteObject on {PAGES}"],
}
ACCOUNT = account_in_words(USERS, GROUPS).account


@pytest.fixture
def cal() -> Reasons:
    return reasons(ACCOUNT, ACTIONS, HOME)


def expected_sentence(user: str, action: str) -> str:
    return sentence(iamsim.simulate(ACCOUNT, user, action, HOME))


CAL = f"""\
{aligned(
    ("acme-website/index.html", *ACTIONS),
    ("cal", ALLOWED, ALLOWED),
    ("kim", ALLOWED, NOBODY),
    ("ria", ALLOWED, DENIED),
    ("zoe", NOBODY, NOBODY),
)}
May cal do s3:GetObject on acme-website/index.html?
{expected_sentence("cal", "s3:GetObject")}
  tmp-delete (own policy): Allow s3:DeleteObject on acme-website/* → no: it is about s3:DeleteObject, not s3:GetObject
  read (group Readers): Allow s3:GetObject on acme-website/* → yes, and it decides"""


def test_the_grid_and_the_reasons_of_the_first_answer(cal: Reasons) -> None:
    assert cal.text() == str(cal) == CAL


@pytest.mark.parametrize(
    ("user", "action", "decision"),
    [
        pytest.param("cal", "s3:DeleteObject", Decision.ALLOWED, id="the source is an own policy"),
        pytest.param("kim", "s3:DeleteObject", Decision.IMPLICIT_DENY, id="one policy, and it does not match"),
        pytest.param("zoe", "s3:GetObject", Decision.IMPLICIT_DENY, id="no policy at all"),
        pytest.param("cal", "s3:PutObject", Decision.IMPLICIT_DENY, id="several policies, and none matches"),
        pytest.param("ria", "s3:DeleteObject", Decision.EXPLICIT_DENY, id="a Deny decides"),
    ],
)
def test_each_answer_has_its_sentence(cal: Reasons, user: str, action: str, decision: Decision) -> None:
    assert cal.ask(user, action).result.decision is decision
    assert cal.sentence == expected_sentence(user, action)


def test_two_sources_are_both_named() -> None:
    users = {"ida": ["Both", f"own: Allow s3:GetObject on {PAGES}"]}
    groups = {"Both": [f"both: Allow s3:GetObject on {PAGES}"]}
    widget = reasons(account_in_words(users, groups).account, ["s3:GetObject"], HOME)
    assert widget.sentence == sentence(widget.result)
    assert "own (own policy) and both (group Both)" in widget.sentence


MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
ONLY_WITH_MFA = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": MFA}],
}


@pytest.mark.parametrize(
    ("policy", "match_words"),
    [
        pytest.param(
            "Allow s3:GetObject on arn:aws:s3:::acme-drafts/*, arn:aws:s3:::acme-reports/*",
            "no: it is about acme-drafts/* and acme-reports/*, not acme-website/index.html",
            id="another resource",
        ),
        pytest.param(
            ONLY_WITH_MFA,
            "no: it has a condition that is not true: Bool aws:MultiFactorAuthPresent true; the request does not carry the key",
            id="a condition",
        ),
    ],
)
def test_each_statement_that_does_not_match_says_why(policy: Any, match_words: str) -> None:
    widget = reasons(account_in_words({"ida": [policy]}, {}).account, ["s3:GetObject"], HOME)
    assert [words for _, _, words in widget.rows()] == [match_words]


def test_without_users_or_actions_it_says_what_it_needs(cal: Reasons) -> None:
    for account, actions in ((iamsim.Account(), ACTIONS), (cal.account, ())):
        with pytest.raises(ValueError, match=r"^reasons: expected an account with users, and at least one action$"):
            reasons(account, actions, HOME)


def test_a_button_for_each_answer_and_a_mark_at_the_one_that_is_explained(cal: Reasons) -> None:
    cells = [control(cal, f"{user}, s3:DeleteObject: why?") for user in cal.users]
    decisions = [cal.decision(user, "s3:DeleteObject") for user in cal.users]
    assert [cell.description for cell in cells] == [*map(short_decision_words, decisions)]
    assert [cell._dom_classes for cell in cells] == [("iamsim-cell", f"is-{decision.value}") for decision in decisions]
    cal.ask("kim", "s3:DeleteObject")
    chosen = [each.tooltip for each in shown(cal) if "is-chosen" in each._dom_classes]
    assert chosen == ["kim, s3:DeleteObject: why?"]


def test_a_pressed_button_explains_its_answer(cal: Reasons) -> None:
    areas = [area(cal)]
    for user, action in (("cal", "s3:DeleteObject"), ("kim", "s3:DeleteObject"), ("zoe", "s3:GetObject")):
        button = control(cal, f"{user}, {action}: why?")
        button.click()
        assert (cal.user, cal.action) == (user, action)
        assert f">May {user} do {action} on acme-website/index.html? <strong>" in area(cal)
        assert "is-chosen" in button._dom_classes
        areas.append(area(cal))
    assert len(set(areas)) == 4
    assert "<table" not in area(cal), "zoe has no policy that could be listed"


def test_a_notebook_gets_the_ipywidgets_the_text_and_the_html(cal: Reasons, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = cal._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {VIEW, "text/html", "text/plain"}
    assert bundle["text/plain"] == CAL
    assert bundle["text/html"].count("<table") == 2
    assert cal._repr_mimebundle_()[VIEW] == bundle[VIEW], "shown twice, it is the same widget"
    other = reasons(cal.account, ACTIONS, HOME)
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    assert set(other._repr_mimebundle_()) == {"text/plain", "text/html"}


def test_without_a_renderer_it_says_what_to_install(cal: Reasons, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "graphviz", None)
    assert 'pip install "iamsim[lab]"' in cal.html()


def test_what_a_policy_is_called_is_escaped() -> None:
    account = account_in_words({"eve": ["<b>bold</b>: Allow s3:GetObject on *"]}, {}).account
    html = reasons(account, ["s3:GetObject"], HOME).html()
    assert "<b>bold</b>" not in html
    assert "&lt;b&gt;bold&lt;/b&gt; (own policy)" in html


def test_of_very_many_statements_those_that_match_are_shown() -> None:
    policies = [f"p{number}: Allow ec2:Stop{number} on *" for number in range(60)]
    account = account_in_words({"ana": [*policies, f"read: Allow s3:GetObject on {PAGES}"]}, {}).account
    rows = reasons(account, ACTIONS, HOME).rows()
    assert [stands for stands, *_ in rows] == ["read (own policy)", "these policies"]
    assert rows[-1] == other_statements_words(60)
