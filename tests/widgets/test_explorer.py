"""The explorer: its text compared whole, its controls used as a user would, its versions without ipywidgets."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import iamsim
from iamsim.decision.explain import reason, sentence
from iamsim.learning.scenario import account_in_words
from iamsim.widgets import explorer
from iamsim.widgets.explorer import MAX_OPTIONS, Explorer
from tests.widgets.view import DENIED, area, boxes, control, shown

FREEZE = Path(__file__).resolve().parents[2] / "exercises" / "accounts" / "freeze.json"
HOME = "arn:aws:s3:::acme-website/index.html"
VIEW = "application/vnd.jupyter.widget-view+json"


ACME = iamsim.load_account(FREEZE)


@pytest.fixture(scope="module")
def acme() -> iamsim.Account:
    return ACME


@pytest.fixture
def ria(acme: iamsim.Account) -> Explorer:
    return explorer(acme, user="ria", action="s3:PutObject", resource=HOME)


def expected_sentence(user: str, action: str) -> str:
    return sentence(iamsim.simulate(ACME, user, action, HOME))


RIA = f"""\
May ria do s3:PutObject on acme-website/index.html?
{expected_sentence("ria", "s3:PutObject")}
  matches   on-call (own policy): Allow s3:PutObject, s3:DeleteObject on arn:aws:s3:::acme-website/*
  decides   no-publishing (group Freeze): Deny s3:PutObject on arn:aws:s3:::acme-website/*
  matches   edit-site (group Web): Allow s3:GetObject, s3:PutObject on arn:aws:s3:::acme-website/*"""

NOT_FROZEN = replace(ACME.user("ria"), groups=("Web",))
WITHOUT_FREEZE = iamsim.simulate(ACME.with_identity(NOT_FROZEN), "ria", "s3:PutObject", HOME)
WITHOUT_THE_DENY = f"""\
May ria do s3:PutObject on acme-website/index.html?
{sentence(WITHOUT_FREEZE)}
  decides   on-call (own policy): Allow s3:PutObject, s3:DeleteObject on arn:aws:s3:::acme-website/*
  decides   edit-site (group Web): Allow s3:GetObject, s3:PutObject on arn:aws:s3:::acme-website/*
  off       no-publishing (group Freeze): Deny s3:PutObject on arn:aws:s3:::acme-website/* (ticked off)"""

TOM = f"""\
May tom do s3:GetObject on acme-website/index.html?
{expected_sentence("tom", "s3:GetObject")}
  no match  on-call (own policy): Allow s3:PutObject, s3:DeleteObject on arn:aws:s3:::acme-website/* \
(Action is s3:PutObject, s3:DeleteObject; the request has s3:GetObject)
  no match  no-publishing (group Freeze): Deny s3:PutObject on arn:aws:s3:::acme-website/* \
(Action is s3:PutObject; the request has s3:GetObject)"""

ZOE = f"""\
May zoe do s3:GetObject on acme-website/index.html?
{expected_sentence("zoe", "s3:GetObject")}"""


class TestFromCode:
    def test_it_says_the_decision_and_each_statement(self, ria: Explorer) -> None:
        assert ria.text() == str(ria) == RIA
        assert ria.choose(user="tom", action="s3:GetObject").text() == TOM
        assert ria.choose(user="zoe").text() == ZOE

    def test_a_statement_can_be_ticked_off_and_on(self, ria: Explorer) -> None:
        assert ria.tick("no-publishing", on=False).text() == WITHOUT_THE_DENY
        assert ria.tick("Deny no-publishing (group Freeze)", on=True).text() == RIA

    def test_one_statement_that_does_not_match(self, ria: Explorer) -> None:
        ria.choose(user="tom", action="s3:GetObject").tick("on-call", on=False)
        assert reason(iamsim.simulate(ria.account, "tom", "s3:GetObject", HOME)) in ria.text()
        assert len([part for part, *_ in ria.rows() if part == "no match"]) == 1

    def test_another_user_begins_with_all_statements_on(self, ria: Explorer) -> None:
        ria.tick("no-publishing", on=False).choose(user="kim")
        assert "off" not in [part for part, *_ in ria.rows()]
        ria.tick("no-publishing", on=False).choose(action="s3:GetObject")
        assert "off" in [part for part, *_ in ria.rows()]

    def test_shuffling_moves_the_statements_and_not_the_decision(self, ria: Explorer) -> None:
        rows = ria.rows()
        for _ in range(5):
            ria.shuffle()
        assert sorted(ria.rows()) == sorted(rows)
        assert ria.text().endswith("shuffled 5 times: the decision has not moved")
        assert ria.shuffle_words == "shuffled 5 times: the decision has not moved"

    def test_a_decision_that_moved_would_be_counted(self, ria: Explorer) -> None:
        ria.shuffle()
        assert ria.shuffle_words == "shuffled once: the decision has not moved"
        ria.decision_changes = 1
        assert ria.shuffle_words == "shuffled once: the decision moved once"
        ria.shuffle_count, ria.decision_changes = 3, 2
        assert ria.shuffle_words == "shuffled 3 times: the decision moved twice"

    def test_the_result_is_the_simulators_own(self, ria: Explorer, acme: iamsim.Account) -> None:
        ria.tick("no-publishing", on=False)
        asked = iamsim.simulate(ria.account, "ria", "s3:PutObject", HOME)
        assert ria.result == asked
        assert ria.what_if.account is acme

    def test_an_unknown_user_is_refused_and_nothing_changes(self, ria: Explorer) -> None:
        with pytest.raises(iamsim.NoSuchEntity, match="no user named 'anne'"):
            ria.choose(user="anne")
        assert ria.text() == RIA

    def test_an_unknown_statement_is_refused_with_those_there_are(self, ria: Explorer) -> None:
        with pytest.raises(
            ValueError, match=r"^tick: no statement 'nope' \(there are: Allow on-call \(own policy\), Deny "
        ):
            ria.tick("nope", on=False)

    def test_what_is_not_given_comes_from_the_account(self, acme: iamsim.Account) -> None:
        plain = explorer(acme)
        assert plain.what_if.user == "kim"
        assert plain.actions == ("s3:DeleteObject", "s3:GetObject", "s3:PutObject")
        assert plain.resources == ("*",)
        own = explorer(acme, actions=["s3:PutObject", "s3:GetObject"], resources=[HOME, "arn:aws:s3:::b/k"])
        assert (own.what_if.action, own.what_if.resource) == ("s3:PutObject", HOME)

    def test_an_account_without_users_is_refused(self) -> None:
        empty = iamsim.parse_account(
            {"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [], "Policies": []}
        )
        with pytest.raises(
            ValueError, match=r"^explorer: the account has no user to ask for; create one first$"
        ):
            explorer(empty)


def answer(widget: Explorer) -> str:
    match = re.search(r'<p class="iamsim-decision is-(\w+)" role="status">', area(widget))
    assert match is not None
    return match[1]


class TestControls:
    def test_each_control_has_a_name(self, ria: Explorer) -> None:
        assert [each.description for each in shown(ria)[:3]] == ["User", "Action", "Resource"]
        assert [*boxes(ria)] == [
            "Allow on-call (own policy)",
            "Deny no-publishing (group Freeze)",
            "Allow edit-site (group Web)",
        ]
        assert [*boxes(ria).values()][1].tooltip == "Deny s3:PutObject on arn:aws:s3:::acme-website/*"
        assert type(control(ria, "Shuffle")).__name__ == "Button"
        assert control(ria, "Resource").options == (("acme-website/index.html", HOME),)

    def test_a_menu_changes_answer_picture_and_table(self, ria: Explorer) -> None:
        areas = [area(ria)]
        assert answer(ria) == "explicitDeny"
        for menu, value, decision in (
            ("Action", "s3:DeleteObject", "allowed"),
            ("User", "tom", "allowed"),
            ("Action", "s3:GetObject", "implicitDeny"),
            ("User", "zoe", "implicitDeny"),
        ):
            control(ria, menu).value = value
            assert answer(ria) == decision
            areas.append(area(ria))
        assert len({re.search("<svg.*</svg>", html, re.DOTALL)[0] for html in areas}) == 5  # type: ignore[index]
        assert ria.text() == ZOE
        assert boxes(ria) == {}
        assert shown(ria)[5].value == "<b>Statements of zoe's policies.</b> There are none."

    def test_a_tick_changes_the_answer(self, ria: Explorer) -> None:
        deny = control(ria, "Deny no-publishing (group Freeze)")
        deny.value = False
        assert answer(ria) == "allowed"
        assert ria.text() == WITHOUT_THE_DENY
        deny.value = True
        assert answer(ria) == "explicitDeny"

    def test_the_button_shuffles_and_counts(self, ria: Explorer) -> None:
        shuffle, count = control(ria, "Shuffle"), shown(ria)[-2]
        assert count.value == "not shuffled yet"
        boxes_before, area_before = boxes(ria), area(ria)
        shuffle.click()
        shuffle.click()
        assert count.value == "shuffled twice: the decision has not moved"
        assert answer(ria) == "explicitDeny"
        assert area(ria) != area_before
        assert boxes(ria) == boxes_before, "tick boxes stay where they are"

    def test_what_code_chooses_the_controls_show(self, ria: Explorer) -> None:
        ria.choose(user="tom", action="iam:ListUsers", resource="*").tick("on-call", on=False)
        assert tuple(control(ria, menu).value for menu in ("User", "Action", "Resource")) == ("tom", "iam:ListUsers", "*")
        assert [box.value for box in boxes(ria).values()] == [False, True]
        assert answer(ria) == "implicitDeny"

    def test_any_action_can_be_typed(self, ria: Explorer) -> None:
        typed, menu = control(ria, "Another action"), control(ria, "Action")
        typed.value = "s3:getbucketac"
        assert "s3:GetBucketAcl" in typed.options
        assert menu.value == "s3:PutObject", "not yet an action"
        typed.value = "s3:getbucketacl"
        assert (ria.what_if.action, menu.value, ria.problem) == ("s3:GetBucketAcl", "s3:GetBucketAcl", "")
        menu.value = "s3:PutObject"
        assert typed.value == ""
        assert "s3:GetBucketAcl" not in menu.options, "only what was chosen stays in the menu"

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("s3:GetObjct", "'s3:GetObjct' is no action; nearest: s3:GetObject"),
            ("s3:Get*", "'s3:Get*' is no action such as s3:GetObject"),
            ("fly", "'fly' is no action such as s3:GetObject"),
            (" ", ""),
        ],
    )
    def test_what_is_no_action_is_a_line(self, ria: Explorer, text: str, problem: str) -> None:
        before = ria.text()
        control(ria, "Another action").value = text
        assert ria.problem == problem
        lines = [each.value for each in shown(ria) if 'role="status"' in str(getattr(each, "value", ""))][:-1]
        assert lines == ([f'<p role="status">{problem}. Below is still the last answer.</p>'] if problem else [])
        assert ria.text() == before

    def test_any_resource_can_be_typed(self, ria: Explorer) -> None:
        typed = control(ria, "Another resource")
        typed.value = "arn:aws:s3:::acme"
        assert ria.what_if.resource == "arn:aws:s3:::acme"
        typed.value = "acme/<b>"
        assert ria.problem == "expected * or an ARN such as arn:aws:s3:::my-bucket/a.txt, got 'acme/<b>'"
        assert ria.what_if.resource == "arn:aws:s3:::acme"
        assert "<b>'" not in shown(ria)[5].value
        typed.value = "*"
        assert (ria.problem, ria.what_if.resource) == ("", "*")

    def test_a_pattern_is_refused_from_code_and_nothing_changes(self, ria: Explorer) -> None:
        with pytest.raises(iamsim.ClientError, match="without wildcards"):
            ria.choose(user="tom", action="s3:*")
        assert ria.text() == RIA

    def test_of_a_large_account_menus_and_boxes_stay_short(self) -> None:
        actions = [f"ec2:Act{number}" for number in range(1600)]
        policies = [f"p{number}: Allow {', '.join(actions[number * 40 : number * 40 + 40])} on *" for number in range(40)]
        account = account_in_words({"ana": [*policies, "last: Deny s3:GetObject on *"]}, {}).account
        widget = explorer(account, action="s3:GetObject", resource="*")
        assert len(control(widget, "Action").options) <= MAX_OPTIONS + 1
        assert [*boxes(widget)] == ["Deny last (own policy)"]
        assert "and 40 more, which do not match" in [getattr(each, "value", "") for each in shown(widget)]
        boxes(widget)["Deny last (own policy)"].value = False
        assert [*boxes(widget)] == ["Deny last (own policy)"], "it can be ticked again"
        widget.choose(action="iam:ListUsers")
        assert "Deny last (own policy)" in boxes(widget), "also where it would not match"

    def test_showing_it_twice_shows_the_same_widget(self, ria: Explorer) -> None:
        assert ria._repr_mimebundle_()[VIEW] == ria._repr_mimebundle_()[VIEW]


class TestVersions:
    def test_a_notebook_gets_the_ipywidgets_the_text_and_the_html(self, ria: Explorer) -> None:
        bundle = ria._repr_mimebundle_(include=None, exclude=None)
        assert set(bundle) == {VIEW, "text/html", "text/plain"}
        assert bundle["text/plain"] == RIA

    def test_without_ipywidgets_it_gets_the_text_and_the_html(
        self, ria: Explorer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "ipywidgets", None)
        assert ria._repr_mimebundle_() == {"text/plain": RIA, "text/html": ria.html()}

    def test_the_html_version_has_a_described_picture_and_a_table_with_headings(self, ria: Explorer) -> None:
        html = ria.html()
        description = f"May ria do s3:PutObject on acme-website/index.html? {DENIED[0].upper()}{DENIED[1:]}: no-publishing (group Freeze)."
        assert f'alt="{description}"' in html
        assert "<svg" not in html, "where HTML is sanitised, a bare SVG leaves a heap of words"
        assert re.findall('<th scope="col">(.*?)</th>', html) == [
            "Outcome",
            "Statement",
            "Where it stands",
            "Why not",
        ]
        assert re.findall('<th scope="row">(.*?)</th>', html) == ["matches", "decides", "matches"]
        assert "<caption>" in html

    def test_without_a_renderer_it_says_what_to_install(
        self, ria: Explorer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "graphviz", None)
        assert 'pip install "iamsim[lab]"' in ria.html()
        assert '<table class="iamsim-stack">' in ria.html()

    def test_whatever_a_policy_holds_is_escaped(self) -> None:
        wild = {
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": 'arn:aws:s3:::b/<img src=x onerror="alert(1)">',
        }
        user = {
            "UserName": "ana",
            "UserId": "AIDAEXAMPLEANA",
            "Arn": "arn:aws:iam::123456789012:user/ana",
            "Path": "/",
            "CreateDate": "2026-01-05T09:00:00+00:00",
            "GroupList": [],
            "AttachedManagedPolicies": [],
            "UserPolicyList": [
                {"PolicyName": "wild", "PolicyDocument": {"Version": "2012-10-17", "Statement": wild}}
            ],
        }
        account = iamsim.parse_account(
            {"UserDetailList": [user], "GroupDetailList": [], "RoleDetailList": [], "Policies": []}
        )
        widget = explorer(account, resource="<script>alert(1)</script>")
        html = widget.html() + area(widget)
        assert "<img src=x" not in html
        assert "<script" not in html
        assert '&lt;img src=x onerror="alert(1)"&gt;' in html


NOTHING = [[iamsim.allow("ec2:*")]]


def test_an_explorer_below_an_scp_asks_the_scp_too(acme: iamsim.Account) -> None:
    capped = explorer(acme, user="ria", action="s3:DeleteObject", resource=HOME, scps=NOTHING)
    free = explorer(acme, user="ria", action="s3:DeleteObject", resource=HOME)
    assert [widget.result.decision.value for widget in (capped, free, capped.choose(user="tom"))] == ["implicitDeny", "allowed", "implicitDeny"]
    assert capped.rows()[0][2] == "scp-1 (SCP at root)"
