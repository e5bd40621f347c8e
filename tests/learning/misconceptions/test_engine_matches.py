"""Engines that are wrong about which statements match: each answers these requests as its believer would."""

from __future__ import annotations

import pytest

from iamsim.learning.misconceptions import ENGINES, simulate_as
from iamsim.learning.misconceptions.diagnosis import decisions
from iamsim.learning.scenario import ScenarioRequest, parse_scenario
from tests.learning.misconceptions.situations import HOME, LETTERS

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
