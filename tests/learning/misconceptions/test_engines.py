"""Engines of misconceptions: one stage is replaced, and each answers these requests as its believer would."""

from __future__ import annotations

import pytest

from iamsim.learning.misconceptions import ENGINES, simulate_as
from iamsim.learning.misconceptions.diagnosis import decisions
from iamsim.learning.scenario import Scenario, ScenarioRequest, parse_scenario

HOME = "arn:aws:s3:::acme-website/index.html"

ACME = parse_scenario(
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
    ScenarioRequest(user, f"s3:{verb}Object", HOME)
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
    answers = decisions(ACME, GRID, [model])[model]
    assert "".join(LETTERS[answer] for answer in answers) == letters.replace(" ", "")


DAY = parse_scenario(
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
    rows = [ScenarioRequest(user, f"s3:{verb}Object", HOME, time) for user, verb, time in moments]
    answers = "".join(LETTERS[answer] for answer in decisions(DAY, rows, [model])[model])
    assert answers == letters.replace(" ", "")


@pytest.mark.parametrize("model", ["SCP_GRANTS", "SCP_ALONE", "POLICY_BEATS_SCP"])
def test_an_scp_that_nobody_wrote_grants_nothing_even_to_who_believes_in_it(model: str) -> None:
    row = ScenarioRequest("kim", "s3:GetObject", HOME)
    empty = Scenario(parse_scenario({"users": {"kim": []}}).account)
    assert simulate_as(model, empty, row).decision == "implicitDeny"


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
    situation = parse_scenario({"users": {"noa": ["Allow * on *"], "uma": [], "ria": ["Deny s3:GetObject on *"]}, "scps": scps})
    rows = [ScenarioRequest(user, f"s3:{verb}Object", HOME) for user in ("noa", "uma", "ria") for verb in ("Get", "Put", "Delete")]
    answers = "".join(LETTERS[answer] for answer in decisions(situation, rows, [model])[model])
    assert answers == letters.replace(" ", "")


# Every way in which a request reaches AWS, against conditions on Denies and on Allows.
WITH_CONDITIONS = parse_scenario(
    {
        "users": {"kim": ["Web"], "ria": ["Web", "Strict"], "tom": ["Editors"], "zoe": ["Editors", "Web"], "uma": ["Lenient"]},
        "groups": {
            "Web": ["Allow s3:PutObject on *", "Deny s3:PutObject on * if Bool aws:MultiFactorAuthPresent false"],
            "Strict": ["Deny s3:PutObject on * if BoolIfExists aws:MultiFactorAuthPresent false"],
            "Editors": ["Allow s3:PutObject on * if Bool aws:MultiFactorAuthPresent true"],
            "Lenient": ["Allow s3:PutObject on * if BoolIfExists aws:MultiFactorAuthPresent true"],
        },
    }
)
MFA = "aws:MultiFactorAuthPresent"
MFA_VALUES: tuple[str | list[str], ...] = ("true", "false", [])  # the last: not in the request
CONDITION_ROWS = [
    ScenarioRequest(user, "s3:PutObject", HOME, context={MFA: value})
    for user in ("kim", "ria", "tom", "zoe", "uma")
    for value in MFA_VALUES
]
CONDITION_TABLES = {
    "TRUTH": "AEA AEE AII AEA AIA",
    "MISSING_KEY_IS_FALSE": "AEE AEE AII AEE AII",
    "IF_EXISTS_IS_REQUIRED": "AEA AEA AII AEA AII",
    "CONDITION_ON_ALLOW_IS_A_DENY": "AEA AEE AEE AEE AEA",
}


@pytest.mark.parametrize(("model", "letters"), CONDITION_TABLES.items())
def test_what_is_made_of_a_condition(model: str, letters: str) -> None:
    """With MFA, without, and a request that does not carry the key, for each user."""
    answers = "".join(LETTERS[answer] for answer in decisions(WITH_CONDITIONS, CONDITION_ROWS, [model])[model])
    assert answers == letters.replace(" ", "")


def test_the_engines_of_conditions_differ_from_all_others() -> None:
    tables = decisions(WITH_CONDITIONS, CONDITION_ROWS, ENGINES)
    for model in CONDITION_TABLES:
        same = [name for name, answers in tables.items() if name != model and answers == tables[model]]
        # Without a second condition, or events, the other engines may well answer as IAM does.
        assert model == "TRUTH" or not same, (model, same)


@pytest.mark.parametrize(
    ("condition", "context", "truth", "missing", "required"),
    [
        pytest.param(f"Bool {MFA} false", {}, "I", "A", "I", id="a missing key is not false"),
        pytest.param(f"Bool {MFA} true", {}, "I", "I", "I", id="nor is it true"),
        pytest.param(f"BoolIfExists {MFA} true", {}, "A", "I", "I", id="IfExists is true without the key"),
        pytest.param(f"BoolIfExists {MFA} false", {}, "A", "A", "I", id="IfExists is true of false as well"),
        pytest.param(f"BoolIfExists {MFA} true", {MFA: "false"}, "I", "I", "I", id="the key is compared where it is"),
        pytest.param(f"BoolIfExists {MFA} true", {MFA: "true"}, "A", "A", "A", id="and found to be true"),
        pytest.param("StringEquals aws:PrincipalTag/team web", {}, "I", "I", "I", id="an empty text is not web"),
        pytest.param("StringNotEquals aws:PrincipalTag/team web", {}, "A", "A", "A", id="a negated operator is true without the key"),
        pytest.param("StringNotEqualsIfExists aws:PrincipalTag/team web", {}, "A", "A", "I", id="with IfExists too"),
        pytest.param("StringLike aws:PrincipalTag/team *", {}, "I", "A", "I", id="an empty text is like a star"),
        pytest.param("StringEquals aws:PrincipalTag/team false", {}, "I", "I", "I", id="a missing text is empty, not false"),
        pytest.param("NotIpAddress aws:SourceIp 203.0.113.0/24", {}, "A", "A", "A", id="no address is not one of the office"),
        pytest.param(f"Null {MFA} true", {}, "A", "A", "A", id="Null asks whether the key is missing"),
        pytest.param(f"Bool {MFA} true and IpAddress aws:SourceIp 203.0.113.0/24", {MFA: "true"}, "I", "I", "I", id="both must be true"),
        pytest.param(f"BoolIfExists {MFA} true and StringLike aws:PrincipalTag/team w*", {"AWS:principaltag/TEAM": "web"}, "A", "I", "I", id="keys ignore case"),
    ],
)
def test_a_missing_key_in_an_allow(condition: str, context: dict[str, str], truth: str, missing: str, required: str) -> None:
    situation = parse_scenario({"users": {"kim": [f"Allow s3:PutObject on * if {condition}"]}})
    row = ScenarioRequest("kim", "s3:PutObject", HOME, context=context)
    models = ("TRUTH", "MISSING_KEY_IS_FALSE", "IF_EXISTS_IS_REQUIRED")
    assert [LETTERS[str(simulate_as(model, situation, row).decision)] for model in models] == [truth, missing, required]


@pytest.mark.parametrize(
    ("statement", "letter"),
    [
        pytest.param(f"Allow s3:PutObject on * if Bool {MFA} true", "E", id="only its condition fails"),
        pytest.param(f"Allow s3:GetObject on * if Bool {MFA} true", "A", id="it is about another action"),
        pytest.param(f"Allow s3:PutObject on arn:aws:s3:::depot/* if Bool {MFA} true", "A", id="it is about another place"),
        pytest.param(f"Deny s3:PutObject on * if Bool {MFA} true", "A", id="a Deny whose condition fails denies nothing"),
    ],
)
def test_an_allow_whose_condition_fails_taken_for_a_deny(statement: str, letter: str) -> None:
    situation = parse_scenario({"users": {"kim": ["Allow s3:PutObject on *", statement]}})
    row = ScenarioRequest("kim", "s3:PutObject", HOME, context={MFA: "false"})
    assert simulate_as("TRUTH", situation, row).allowed
    assert LETTERS[str(simulate_as("CONDITION_ON_ALLOW_IS_A_DENY", situation, row).decision)] == letter
