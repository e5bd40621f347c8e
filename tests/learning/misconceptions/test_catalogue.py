"""Misconceptions: each parts from IAM where its evidence says so, in one stage; diagnosis names or is silent."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from iamsim.account import Identity
from iamsim.decision import TRUTH, Engine
from iamsim.learning.misconceptions.catalogue import (
    MODELS,
    Diagnosis,
    Misconception,
    diagnose,
    shortest_probe,
    tables,
)
from iamsim.learning.misconceptions.engines import ENGINES, ask
from iamsim.learning.misconceptions.moments import Moment
from iamsim.learning.misconceptions.rules import RULES
from iamsim.learning.scenario import Row, Scenario, scenario

HOME = "arn:aws:s3:::acme-website/index.html"
EVERY = [pytest.param(model, id=f"{name}: {model.belief}") for name, model in MODELS.items()]
WITH_ENGINE = [pytest.param(model, id=name) for name, model in MODELS.items() if model.engine]
WITH_RULE = [
    pytest.param(model, name, id=f"{model.id} is what a breach of {name} shows")
    for model in MODELS.values()
    for name in (model.evidence.rule if model.evidence else ())
]


@pytest.mark.parametrize("model", EVERY)
def test_each_says_what_is_believed_why_not_and_what_instead(model: Misconception) -> None:
    assert all(text.endswith(".") for text in (model.belief, model.refutation, model.instead))
    assert not model.does.endswith(".")
    assert not model.because.endswith(".")
    assert len(model.because.split()) >= 8
    assert model.because[1:] in model.refuted
    assert "you think" not in f"{model.belief} {model.refutation} {model.because} {model.instead}"
    assert model.link.startswith("https://docs.aws.amazon.com/")
    assert model.kind == "C" or model.evidence


@pytest.mark.parametrize("model", WITH_ENGINE)
def test_iam_and_the_engine_part_on_the_evidence(model: Misconception) -> None:
    evidence = model.evidence
    assert evidence is not None
    assert evidence.row is not None
    truth, believed = (ask(name, evidence.scenario, evidence.row).decision for name in ("TRUTH", model.id))
    assert truth != believed


@pytest.mark.parametrize("model", WITH_ENGINE)
def test_exactly_one_stage_is_replaced(model: Misconception) -> None:
    assert model.engine is not None
    assert model.evidence is not None
    engine = model.engine(Moment(model.evidence.scenario, "10:05"))
    replaced = [
        one.name for one in fields(Engine) if getattr(engine, one.name) is not getattr(TRUTH, one.name)
    ]
    assert len(replaced) == 1, replaced


@pytest.mark.parametrize(("model", "name"), WITH_RULE)
def test_a_rule_finds_the_breach_and_names_somebody(model: Misconception, name: str) -> None:
    assert model.evidence is not None
    assert RULES[name].misconception == model.id
    account = model.evidence.scenario.account
    complaint = RULES[name].find(account, model.evidence.rule[name])
    holders: list[Identity] = [*account.users.values(), *account.groups.values(), *account.roles.values()]
    names = {holder.name for holder in holders}
    assert any(known in complaint for known in names), complaint


GOOD: dict[str, Any] = {"users": {"kim": ["Web"]}, "groups": {"Web": ["Allow s3:GetObject on *"], "New": []}}


@pytest.mark.parametrize("name", RULES)
def test_no_rule_complains_of_people_in_a_group_with_a_policy(name: str) -> None:
    limits: dict[str, Any] = {
        "one_user_each": ["kim"],
        "credentials": {"KIM": []},
        "max_direct_policies": 0,
        "max_attachments": 1,
        "programs_use_roles": ["backup"],
    }
    assert RULES[name].find(scenario(GOOD).account, limits.get(name, True)) == ""


def test_every_engine_and_every_rule_belongs_to_a_misconception() -> None:
    assert set(ENGINES) - {"TRUTH"} <= set(MODELS)
    assert {rule.misconception for rule in RULES.values()} - {""} <= set(MODELS)
    assert {model.kind for model in MODELS.values()} == {"B", "S", "C"}


# ---------------------------------------------------------------- what each engine answers, row by row

ACME = scenario(
    {
        "users": {
            "kim": ["Freeze", "Web"],
            "ria": [
                "Freeze",
                "Web",
                "on-call: Allow s3:PutObject, s3:DeleteObject on arn:aws:s3:::acme-website/*",
            ],
            "tom": ["on-call: Allow s3:PutObject, s3:DeleteObject on arn:aws:s3:::acme-website/*", "Freeze"],
            "zoe": [],
        },
        "groups": {
            "Freeze": ["Deny s3:PutObject on arn:aws:s3:::acme-website/*"],
            "Web": ["Allow s3:GetObject, s3:PutObject on arn:aws:s3:::acme-website/*"],
        },
        "owner": "zoe",
    }
)
LETTERS = {"allowed": "A", "explicitDeny": "E", "implicitDeny": "I"}
GRID = [
    Row(user, f"s3:{verb}Object", HOME)
    for user in ("kim", "ria", "tom", "zoe")
    for verb in ("Get", "Put", "Delete")
]


@pytest.mark.parametrize(
    ("model", "letters"),
    [
        pytest.param("TRUTH", "AEI AEA IEA III", id="IAM: a Deny, else an Allow, else nobody"),
        pytest.param("ALL_GROUPS", "AEI AEA AEA AEI", id="every group is read: zoe too gets Web and Freeze"),
        pytest.param("FIRST_GROUP_ONLY", "IEI IEA IEA III", id="kim's and ria's first group is Freeze"),
        pytest.param("NO_INHERIT", "III IAA IAA III", id="without groups only on-call is left"),
        pytest.param("NO_DIRECT", "AEI AEI IEI III", id="without own policies nobody deletes"),
        pytest.param("USER_REPLACES", "AEI IAA IAA III", id="own policies push the groups out"),
        pytest.param("USER_OVERRIDES", "AEI AAA IAA III", id="own Allows beat Freeze"),
        pytest.param("ALLOW_WINS", "AAI AAA IAA III", id="any Allow beats Freeze"),
        pytest.param("MAJORITY_WINS", "AEI AAA IEA III", id="only ria has two Allows for publishing"),
        pytest.param("LAST_WINS", "AAI AAA IEA III", id="Freeze is last for tom only"),
        pytest.param("LAST_IN_TEXT", "AEI AEA IEA III", id="no policy here has two statements"),
        pytest.param("LAST_GROUP_ONLY", "AAI AAA IEA III", id="kim and ria joined Web last"),
        pytest.param("IMPLICIT_IS_EXPLICIT", "AEE AEA EEA EEE", id="every no is called a Deny"),
        pytest.param("INTERSECTION", "IEI IEI IEI III", id="Freeze never agrees"),
        pytest.param("SILENCE_IS_DENY_FOREVER", "EEE EEE EEE III", id="Freeze is silent or denies"),
        pytest.param("DENY_KILLS_USER", "EEE EEE EEE III", id="three have Freeze's Deny"),
        pytest.param("DEFAULT_ALLOW", "AEA AEA AEA AAA", id="what Freeze does not name goes"),
        pytest.param("MOST_SPECIFIC", "AEI AEA IEA III", id="the Deny spells out as much as the Allows"),
        pytest.param("UNIX_FIRST_MATCH", "IEI IAA IAA III", id="the first place that has a policy decides"),
        pytest.param("ROOT_IS_USER", "AEI AEA IEA AAA", id="zoe owns the account"),
    ],
)
def test_an_engines_answers(model: str, letters: str) -> None:
    answers = tables(ACME, GRID, [model])[model]
    assert "".join(LETTERS[answer] for answer in answers) == letters.replace(" ", "")


DAY = scenario(
    {
        "users": {"tom": ["Web", "password"], "kim": ["password"]},
        "groups": {"Web": ["publish: Allow s3:PutObject on *"]},
        "events": [
            ["09:00", "sign_in", "tom"],
            ["09:00", "sign_in", "kim"],
            ["10:00", "remove_user_from_group", "tom", "Web"],
            ["10:00", "add_user_to_group", "kim", "Web"],
            ["11:00", "put_group_policy", "Web", "delete", "Allow s3:DeleteObject on *"],
            ["12:00", "sign_in", "tom"],
            ["12:00", "sign_in", "kim"],
            ["13:00", "delete_group_policy", "Web", "publish"],
        ],
    }
)


@pytest.mark.parametrize(
    ("model", "letters"),
    [
        pytest.param("TRUTH", "AI II II IA AA IA", id="IAM looks at each request"),
        pytest.param("RELOGIN", "AI AI AI AI AA AA", id="what was true at the last sign-in"),
        pytest.param("COPIED", "AI AI AI AI AI AI", id="what the group gave on joining, for ever"),
    ],
)
def test_an_engines_answers_over_a_day(model: str, letters: str) -> None:
    moments = [
        ("tom", "Put", "09:30"),
        ("kim", "Put", "09:30"),
        ("tom", "Put", "10:30"),
        ("tom", "Delete", "10:30"),
        ("tom", "Put", "11:30"),
        ("tom", "Delete", "11:30"),
        ("tom", "Put", "11:31"),
        ("kim", "Delete", "11:30"),
        ("kim", "Put", "12:30"),
        ("kim", "Delete", "12:30"),
        ("kim", "Put", "13:30"),
        ("kim", "Delete", "13:30"),
    ]
    rows = [Row(user, f"s3:{verb}Object", HOME, time) for user, verb, time in moments]
    answers = "".join(LETTERS[answer] for answer in tables(DAY, rows, [model])[model])
    assert answers == letters.replace(" ", "")


@pytest.mark.parametrize("model", ["SCP_GRANTS", "SCP_ALONE", "POLICY_BEATS_SCP"])
def test_an_scp_that_nobody_wrote_grants_nothing_even_to_who_believes_in_it(model: str) -> None:
    row = Row("kim", "s3:GetObject", HOME)
    empty = Scenario(scenario({"users": {"kim": []}}).account)
    assert ask(model, empty, row).decision == "implicitDeny"


@pytest.mark.parametrize(
    ("model", "letters"),
    [
        pytest.param("TRUTH", "AIE IIE EIE", id="IAM: both must allow it"),
        pytest.param("SCP_GRANTS", "AAE AIE EIE", id="an SCP is one more source"),
        pytest.param("SCP_ALONE", "AIE AIE EIE", id="an SCP alone decides"),
        pytest.param("POLICY_BEATS_SCP", "AAE IIE EIE", id="an SCP that leaves something out does not count"),
    ],
)
def test_what_three_simulators_make_of_an_scp(model: str, letters: str) -> None:
    scps = ["Allow s3:GetObject on *; Allow s3:DeleteObject on *; Deny s3:DeleteObject on *"]
    told = scenario({"users": {"noa": ["Allow * on *"], "uma": [], "ria": ["Deny s3:GetObject on *"]}, "scps": scps})
    rows = [Row(user, f"s3:{verb}Object", HOME) for user in ("noa", "uma", "ria") for verb in ("Get", "Put", "Delete")]
    answers = "".join(LETTERS[answer] for answer in tables(told, rows, [model])[model])
    assert answers == letters.replace(" ", "")


# --------------------------------------------------------------------------------------------- diagnosis

NINE = {"TRUTH": "AAAAAAAAA", "ONE": "IIIAAAAAA", "TWO": "IIAAAAAAA"}


def known(letters: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(text) for name, text in letters.items()}


@pytest.mark.parametrize(
    ("letters", "answers", "found"),
    [
        pytest.param(NINE, "IIIAAAAAA", Diagnosis(("ONE",), 0), id="exactly an engine's answers"),
        pytest.param(NINE, "IIIAAAAAI", Diagnosis(("ONE",), 1), id="one row off, and no other as near"),
        pytest.param(NINE, "AAAAAAAAA", None, id="IAM's own answers are no misconception"),
        pytest.param(NINE, "AAAAAAAAI", None, id="one slip from IAM is a slip"),
        pytest.param(NINE, "AIAAAAAAA", None, id="as near to IAM as to an engine: silence"),
        pytest.param(NINE, "IIIAAAAII", None, id="two rows off is nobody's"),
        pytest.param(
            {"TRUTH": "AAAAAA", "ONE": "IIIAAA"}, "IIIAAI", None, id="six rows are too few for nearest"
        ),
        pytest.param(
            {"TRUTH": "AAAAAA", "ONE": "IIIAAA"},
            "IIIAAA",
            Diagnosis(("ONE",), 0),
            id="six rows are enough for exact",
        ),
        pytest.param(
            {"TRUTH": "AAA", "ONE": "IIA", "TWO": "IIA"},
            "IIA",
            None,
            id="two engines with these answers: silence",
        ),
    ],
)
def test_diagnose_names_or_is_silent(letters: dict[str, str], answers: str, found: Diagnosis | None) -> None:
    assert diagnose(known(letters), tuple(answers)) == found


EIGHT = {"TRUTH": "AAAAAAAA", "ONE": "IIIAAAAA", "TWO": "AAIIIAAA", "FAR": "AAAAAAII"}


@pytest.mark.parametrize(
    ("letters", "answers", "found"),
    [
        pytest.param(EIGHT, "IIIIIAAA", Diagnosis(("ONE", "TWO")), id="two at once, and a row that both get wrong"),
        pytest.param(EIGHT, "IIIAAAII", Diagnosis(("ONE", "FAR")), id="two at once that have no row in common"),
        pytest.param(EIGHT, "IIIIIAAI", None, id="a row that neither gets wrong"),
        pytest.param(EIGHT, "IIAAIAAA", None, id="a row that one of them gets wrong is right"),
        pytest.param({**EIGHT, "ALSO": "AAIIIAAA"}, "IIIIIAAA", None, id="two pairs with these answers: silence"),
        pytest.param({"TRUTH": "AAAA", "ONE": "IIAA", "TWO": "AIIA"}, "IIIA", None, id="one row of its own may be a slip"),
        pytest.param({"TRUTH": "AAAAA", "ONE": "IIIAA", "TWO": "AAEEE"}, "IIEEE", Diagnosis(("ONE", "TWO")), id="where they differ, either's answer"),
    ],
)
def test_two_at_once_are_named_or_there_is_silence(letters: dict[str, str], answers: str, found: Diagnosis | None) -> None:
    assert diagnose(known(letters), tuple(answers)) == found


@pytest.mark.parametrize(
    ("letters", "rows"),
    [
        pytest.param({"TRUTH": "AAA"}, (), id="one model needs no request"),
        pytest.param({"TRUTH": "AAA", "ONE": "AIA"}, (1,), id="two models need the request they part on"),
        pytest.param(
            {"TRUTH": "AAA", "ONE": "AEA", "TWO": "AIA"}, (1,), id="three answers separate three models"
        ),
        pytest.param({"TRUTH": "AAA", "ONE": "AIA", "TWO": "AII"}, (1, 2), id="where one is not enough, two"),
        pytest.param(
            {"TRUTH": "AAAA", "ONE": "IIAA", "TWO": "AIIA", "SIX": "IAIA"},
            (0, 1),
            id="the smallest set, not the greedy one",
        ),
    ],
)
def test_shortest_probe(letters: dict[str, str], rows: tuple[int, ...]) -> None:
    assert shortest_probe(known(letters)) == rows


def test_shortest_probe_says_which_models_nothing_separates() -> None:
    with pytest.raises(ValueError, match="no request separates ONE, TWO"):
        shortest_probe(known({"TRUTH": "AA", "ONE": "AI", "TWO": "AI"}))


def test_six_requests_of_twelve_tell_eleven_models_apart() -> None:
    models = [
        "TRUTH",
        "ALL_GROUPS",
        "FIRST_GROUP_ONLY",
        "NO_INHERIT",
        "NO_DIRECT",
        "USER_REPLACES",
        "USER_OVERRIDES",
        "ALLOW_WINS",
        "MAJORITY_WINS",
        "DENY_KILLS_USER",
        "DEFAULT_ALLOW",
    ]
    answers = tables(ACME, GRID, models)
    probe = shortest_probe(answers)
    assert len({tuple(table[row] for row in probe) for table in answers.values()}) == len(models)
    assert len(probe) == 6
