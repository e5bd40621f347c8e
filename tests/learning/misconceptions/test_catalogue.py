"""Misconceptions: each parts from IAM where its evidence says so, in one stage; diagnosis names or is silent."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from iamsim.account import Identity
from iamsim.decision import TRUTH, Engine
from iamsim.learning.misconceptions import (
    ENGINES,
    MISCONCEPTIONS,
    RULES,
    Misconception,
    simulate_as,
)
from iamsim.learning.scenario import parse_scenario

HOME = "arn:aws:s3:::acme-website/index.html"
EVERY = [pytest.param(model, id=f"{name}: {model.belief}") for name, model in MISCONCEPTIONS.items()]
WITH_ENGINE = [pytest.param(model, id=name) for name, model in MISCONCEPTIONS.items() if model.engine]
WITH_RULE = [
    pytest.param(model, name, id=f"{model.id} is what a breach of {name} shows")
    for model in MISCONCEPTIONS.values()
    for name in (model.evidence.rules if model.evidence else ())
]


@pytest.mark.parametrize("model", EVERY)
def test_each_says_what_is_believed_why_not_and_what_instead(model: Misconception) -> None:
    assert all(text.endswith(".") for text in (model.belief, model.refutation, model.instead))
    assert not model.does.endswith(".")
    assert not model.because.endswith(".")
    assert len(model.because.split()) >= 8
    assert model.because[1:] in model.explanation
    assert "you think" not in f"{model.belief} {model.refutation} {model.because} {model.instead}"
    assert model.link.startswith("https://docs.aws.amazon.com/")
    assert model.kind == "C" or model.evidence


@pytest.mark.parametrize("model", WITH_ENGINE)
def test_iam_and_the_engine_part_on_the_evidence(model: Misconception) -> None:
    evidence = model.evidence
    assert evidence is not None
    assert evidence.request is not None
    truth, believed = (simulate_as(name, evidence.scenario, evidence.request).decision for name in ("TRUTH", model.id))
    assert truth != believed


@pytest.mark.parametrize("model", WITH_ENGINE)
def test_exactly_one_stage_is_replaced(model: Misconception) -> None:
    assert model.engine is not None
    assert model.evidence is not None
    engine = model.engine(model.evidence.scenario, "10:05")
    replaced = [
        stage.name
        for stage in fields(Engine)
        if getattr(engine, stage.name) is not getattr(TRUTH, stage.name)
    ]
    assert len(replaced) == 1, replaced


@pytest.mark.parametrize(("model", "name"), WITH_RULE)
def test_a_rule_finds_the_breach_and_names_somebody(model: Misconception, name: str) -> None:
    assert model.evidence is not None
    assert RULES[name].misconception == model.id
    account = model.evidence.scenario.account
    complaint = RULES[name].find(account, model.evidence.rules[name])
    holders: list[Identity] = [*account.users.values(), *account.groups.values(), *account.roles.values()]
    names = {holder.name for holder in holders}
    assert any(name in complaint for name in names), complaint


GOOD: dict[str, Any] = {"users": {"kim": ["Web"]}, "groups": {"Web": ["Allow s3:GetObject on *"], "New": []}}


@pytest.mark.parametrize("name", RULES)
def test_no_rule_complains_of_people_in_a_group_with_a_policy(name: str) -> None:
    limits: dict[str, Any] = {
        "one_user_each": ["kim"],
        "credentials": {"KIM": []},
        "max_direct_policies": 0,
        "max_attachments": 1,
        "programs_use_roles": ["backup"],
        "direct_policies_have_tags": ["reason"],
        "roles_trust": {},
    }
    assert RULES[name].find(parse_scenario(GOOD).account, limits.get(name, True)) == ""


def test_every_engine_and_every_rule_belongs_to_a_misconception() -> None:
    assert set(ENGINES) - {"TRUTH"} <= set(MISCONCEPTIONS)
    assert {rule.misconception for rule in RULES.values()} - {""} <= set(MISCONCEPTIONS)
    assert {model.kind for model in MISCONCEPTIONS.values()} == {"B", "S", "C"}
