"""The README's moving picture: the simulator's words, no script, small, readable when it does not move."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

import iamsim
from iamsim.decision import Decision, EvaluationResult
from iamsim.decision.explain import decision_words, headline, question, reason
from iamsim.learning.misconceptions import MISCONCEPTIONS, simulate_as
from iamsim.learning.questions import exercises
from iamsim.learning.scenario import ScenarioRequest
from tools.moving_picture import APPEARS, IDEA, PREDICTED, READ, SECONDS, moving_picture
from tools.ria_question import ALL_POLICIES, PAGE, USER, account_with

SVG = "{http://www.w3.org/2000/svg}"
LARGEST = 500_000  # bytes


@pytest.fixture(scope="module")
def svg() -> str:
    return moving_picture()


@pytest.fixture(scope="module")
def root(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own text


@pytest.fixture(scope="module")
def result() -> EvaluationResult:
    return iamsim.simulate(account_with(ALL_POLICIES), USER, READ, PAGE)


def words(element: ET.Element) -> str:
    return " ".join("".join(text.itertext()) for text in element.iter(f"{SVG}text"))


def layer(root: ET.Element, name: str) -> str:
    return " ".join(words(group) for group in root.iter(f"{SVG}g") if group.get("class") == f"layer {name}")


def test_it_is_small_and_the_same_each_time_and_loads_nothing(svg: str) -> None:
    assert len(svg.encode()) < LARGEST
    assert moving_picture() == svg
    assert re.findall(r"<script|href|url\(|@import|@font-face|\son\w+=", svg) == []


def test_it_predicts_what_a_wrong_idea_answers_and_aws_does_not(result: EvaluationResult) -> None:
    scenario = exercises.lesson("00").scenario
    assert simulate_as(IDEA, scenario, ScenarioRequest(USER, READ, PAGE)).decision is PREDICTED
    assert result.decision is not PREDICTED


def test_its_words_are_the_simulators(root: ET.Element, result: EvaluationResult) -> None:
    assert question(result.request) in words(root)
    assert layer(root, "predicted") == decision_words(PREDICTED)
    assert layer(root, "answered").endswith(headline(result))
    explained = layer(root, "explained").lower()
    for text in (reason(result), MISCONCEPTIONS[IDEA].belief, MISCONCEPTIONS[IDEA].refutation):
        assert text.lower() in explained
    described = root.findtext(f"{SVG}desc") or ""
    for text in (question(result.request), decision_words(PREDICTED), headline(result), reason(result)):
        assert text in described


def test_its_first_moment_asks_and_does_not_answer(root: ET.Element, result: EvaluationResult) -> None:
    for group in list(root.iter(f"{SVG}g")):
        for child in [child for child in group if child.get("class", "").startswith("layer")]:
            group.remove(child)
    for child in [child for child in root if child.get("class", "").startswith("layer")]:
        root.remove(child)
    still = words(root)
    assert all(decision_words(decision) in still for decision in Decision)
    assert reason(result).lower() not in still.lower()
    classes = {name for group in root.iter(f"{SVG}g") for name in group.get("class", "").split()}
    assert not classes & {"decides", "on", "open", "closed", "shut"}


def test_the_layers_appear_one_after_the_other_and_all_at_once_without_motion(svg: str) -> None:
    layers = [name for name in APPEARS if name != "pointer"]
    assert set(re.findall(r'class="layer (\w+)"', svg)) == set(layers)
    assert list(APPEARS.values()) == sorted(APPEARS.values())
    still, _, moving = svg.partition("@media (prefers-reduced-motion:no-preference)")
    assert ".layer,.pointer{opacity:0}@media (prefers-reduced-motion:reduce){.layer{opacity:1}}" in still
    for name in APPEARS:
        assert f"@keyframes {name}{{0%,{APPEARS[name]}%{{opacity:0" in moving
        assert f".{name}{{animation:{name} {SECONDS}s infinite}}" in moving
