"""Ria's question on the front page: its eight answers are AWS's, and the page has them, in the simulator's words."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest

import iamsim
from iamsim.decision import Decision
from iamsim.decision.explain import decision_words, headline, reason
from iamsim.learning.misconceptions import MISCONCEPTIONS
from tools.build_site import Lesson, front_page
from tools.ria_question import (
    ALL_POLICIES,
    IDEAS,
    PAGE,
    POLICIES,
    PUBLISH,
    SITUATIONS,
    USER,
    account_with,
    idea_answers,
    layout,
)

LESSON = Lesson("00_x.ipynb", "00", "May Ria?", 10, "", (), "see", "1")


@pytest.fixture(scope="module")
def page() -> str:
    return front_page([LESSON])


@pytest.fixture(scope="module")
def data(page: str) -> dict[str, list[dict[str, Any]]]:
    found = re.findall(r'<script id="answers" type="application/json">(.*?)</script>', page)
    return json.loads(found[0])  # type: ignore[no-any-return]


def policies_of(situation: int) -> set[str]:
    return {policy for bit, policy in enumerate(POLICIES) if situation >> bit & 1}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_situation_is_an_account_with_some_of_her_policies(situation: int) -> None:
    account = account_with(situation)
    details = iamsim.dump_account(account)
    [ria] = [user for user in details["UserDetailList"] if user["UserName"] == USER]
    holders = [ria.get("UserPolicyList", []), *(group.get("GroupPolicyList", []) for group in details["GroupDetailList"])]
    assert {policy["PolicyName"] for policies in holders for policy in policies} == policies_of(situation)
    assert ria["GroupList"] == ["Freeze", "Web"]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_page_has_what_the_simulator_answers(situation: int, data: dict[str, list[dict[str, Any]]]) -> None:
    result = iamsim.simulate(account_with(situation), USER, PUBLISH, PAGE)
    answer = data["answers"][situation]
    assert (answer["decision"], answer["headline"]) == (result.decision.value, headline(result))
    assert answer["reason"].lower() == f"{reason(result)}.".lower()
    # reference_policies_evaluation-logic: a Deny decides, else an Allow, else it is denied
    policies = policies_of(situation)
    expected = "explicitDeny" if "no-publishing" in policies else "allowed" if policies else "implicitDeny"
    assert answer["decision"] == expected


def test_the_picture_has_the_state_of_each_part_in_each_situation(page: str) -> None:
    parts = re.findall(r'<g [^>]*data-(?:node|edge)="([^"]*)"[^>]*data-states="([^"]*)"', page)
    full = layout()
    assert len(parts) == len(full.states(iamsim.simulate(full.account, USER, PUBLISH, PAGE)))
    for situation in SITUATIONS:
        account = account_with(situation)
        expected = full.with_account(account, [USER]).states(iamsim.simulate(account, USER, PUBLISH, PAGE))
        assert {unescape(key): states.split("|")[situation] for key, states in parts} == expected


def test_each_switch_names_a_policy_in_the_pictures_order_and_says_what_it_says(page: str) -> None:
    labels = re.findall(r'role="switch" checked.*?<strong>(\w+)</strong></span> <span class="policy">([\w-]+)</span>', page)
    assert [policy for _, policy in labels] == list(POLICIES)
    trace = iamsim.simulate(account_with(ALL_POLICIES), USER, PUBLISH, PAGE).trace
    denies = {entry.policy.name: entry.statement.denies for entry in trace}
    assert {policy: word == "no" for word, policy in labels} == denies
    places = [page.index(f'data-node="policy {policy} of') for policy in POLICIES]
    assert places == sorted(places)


def test_the_three_buttons_are_the_three_decisions(page: str) -> None:
    buttons = re.findall(r'<button type="button" value="(\w+)">([^<]*)</button>', page)
    assert buttons == [(decision.value, decision_words(decision)) for decision in (Decision.ALLOWED, Decision.EXPLICIT_DENY, Decision.IMPLICIT_DENY)]


def test_no_answer_is_shown_before_a_prediction_and_no_mark_is_left(page: str) -> None:
    shown = re.sub(r"<noscript>.*?</noscript>|<script.*?</script>", "", page, flags=re.DOTALL)
    result = iamsim.simulate(account_with(ALL_POLICIES), USER, PUBLISH, PAGE)
    assert reason(result) not in shown
    assert re.findall(r'class="[^"]*\b(?:decides|closed|on)\b', shown) == []
    assert re.findall(r"<!-- \w+ -->|\{\w+\}", re.sub(r"<style.*?</style>", "", shown, flags=re.DOTALL)) == []
    without_script = re.findall(r"<noscript>(.*?)</noscript>", page, re.DOTALL)
    assert reason(result) in unescape(without_script[-1])


def test_each_wrong_idea_has_answers_of_its_own_and_the_courses_words(data: dict[str, list[dict[str, Any]]]) -> None:
    truth = [answer["decision"] for answer in data["answers"]]
    rows = [truth, *map(idea_answers, IDEAS)]
    assert len({tuple(row) for row in rows}) == len(rows)
    assert [idea["decisions"] for idea in data["ideas"]] == rows[1:]
    for idea, shown in zip(IDEAS, data["ideas"], strict=True):
        assert MISCONCEPTIONS[idea].does in shown["words"]
