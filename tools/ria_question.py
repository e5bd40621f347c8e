"""Ria's question for each choice of her three policies, answered by the simulator while the site is built.

    lesson 00's account → eight situations → page_parts(): the front page's picture, AWS's and ideas' answers

Which policies are on is the number of a situation: one bit for each of POLICIES, the first one's the lowest.
The picture is drawn ahead, by `make pictures`: the environment that builds the site has no Graphviz.
"""

from __future__ import annotations

import html
import json
from dataclasses import replace
from pathlib import Path

import iamsim
from iamsim.decision import Decision, EvaluationResult
from iamsim.decision.explain import decision_words, headline, question, reason, sentence
from iamsim.diagram import AccountLayout
from iamsim.learning.misconceptions import Diagnosis, simulate_as
from iamsim.learning.questions import exercises
from iamsim.learning.questions.grading import engine_words
from iamsim.learning.scenario import ScenarioRequest

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "question.svg"
USER = "ria"
PAGE = "arn:aws:s3:::acme-website/index.html"
PUBLISH = "s3:PutObject"
POLICIES = {"on-call": "", "no-publishing": "Freeze", "edit-site": "Web"}  # name: its group, "" for her own
SITUATIONS = range(2 ** len(POLICIES))
ALL_POLICIES = SITUATIONS[-1]
# Wrong ideas whose answers to these questions differ from each other and from AWS's.
IDEAS = (
    "MAJORITY_WINS",
    "USER_OVERRIDES",
    "ALLOW_WINS",
    "IMPLICIT_IS_EXPLICIT",
    "DEFAULT_ALLOW",
    "NO_INHERIT",
    "NO_DIRECT",
    "FIRST_GROUP_ONLY",
    "LAST_GROUP_ONLY",
)


def layout() -> AccountLayout:
    """Lay out Ria's groups and policies, as wide as a phone."""
    return AccountLayout.of(account_with(ALL_POLICIES), [USER], narrow=True)


def account_with(situation: int) -> iamsim.Account:
    """Return lesson 00's account in which Ria has the policies of a situation, and no other."""
    iam = iamsim.client("iam", account=exercises.lesson("00").scenario.account)
    for bit, (policy, group) in enumerate(POLICIES.items()):
        if situation >> bit & 1:
            continue
        if group:
            iam.delete_group_policy(GroupName=group, PolicyName=policy)
        else:
            iam.delete_user_policy(UserName=USER, PolicyName=policy)
    return iam.account


def result_of(situation: int) -> EvaluationResult:
    """Return what AWS answers to Ria in a situation."""
    return iamsim.simulate(account_with(situation), USER, PUBLISH, PAGE)


def idea_answers(idea: str) -> list[str]:
    """Return the decisions of a wrong idea, one for each situation."""
    scenario = exercises.lesson("00").scenario
    request = ScenarioRequest(USER, PUBLISH, PAGE)
    scenarios = (replace(scenario, account=account_with(situation)) for situation in SITUATIONS)
    return [simulate_as(idea, changed, request).decision.value for changed in scenarios]


def picture() -> str:
    """Draw Ria's policies without an answer; the attribute `data-states` has a state for each situation."""
    full = layout()
    # Of the full layout, in which a policy that is off keeps its place.
    states = [
        full.with_account(account_with(situation), [USER]).states(result_of(situation))
        for situation in SITUATIONS
    ]
    return full.svg({key: {"data-states": "|".join(each[key] for each in states)} for key in states[0]})


def page_parts() -> dict[str, str]:
    """Return what stands in place of the marks of `site/index.html` that are about the question."""
    results = [result_of(situation) for situation in SITUATIONS]
    answers = [
        {"decision": r.decision.value, "headline": headline(r), "reason": sentence_case(f"{reason(r)}.")}
        for r in results
    ]
    ideas = [
        {"words": engine_words(Diagnosis((idea,))), "decisions": idea_answers(idea)} for idea in IDEAS
    ]
    data = json.dumps({"answers": answers, "ideas": ideas}).replace("<", "\\u003c")
    return {
        "<!-- picture -->": PICTURE.read_text(encoding="utf-8").strip(),
        "<!-- answers -->": data,
        "{question}": html.escape(question(results[ALL_POLICIES].request)),
        "{sentence}": html.escape(sentence(results[ALL_POLICIES])),
        **{f"{{{decision.value}}}": html.escape(decision_words(decision)) for decision in Decision},
    }


def sentence_case(text: str) -> str:
    """Return a text with a capital first letter."""
    return text[:1].upper() + text[1:]
