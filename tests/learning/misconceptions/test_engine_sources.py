"""Engines that are wrong about whose policies are read: each answers these requests as its believer would."""

from __future__ import annotations

import pytest

from iamsim.learning.misconceptions.diagnosis import decisions
from iamsim.learning.scenario import ScenarioRequest, parse_scenario
from tests.learning.misconceptions.situations import ACME, GRID, HOME, LETTERS


@pytest.mark.parametrize(
    ("model", "letters"),
    [
        pytest.param("TRUTH", "AEI AEA IEA III", id="IAM: a Deny, else an Allow, else nobody"),
        pytest.param("ALL_GROUPS", "AEI AEA AEA AEI", id="every group is read: zoe too gets Web and Freeze"),
        pytest.param("FIRST_GROUP_ONLY", "IEI IEA IEA III", id="kim's and ria's first group is Freeze"),
        pytest.param("NO_INHERIT", "III IAA IAA III", id="without groups only on-call is left"),
        pytest.param("NO_DIRECT", "AEI AEI IEI III", id="without own policies nobody deletes"),
        pytest.param("USER_REPLACES", "AEI IAA IAA III", id="own policies push the groups out"),
        pytest.param("LAST_GROUP_ONLY", "AAI AAA IEA III", id="kim and ria joined Web last"),
        pytest.param("ROOT_IS_USER", "AEI AEA IEA AAA", id="zoe owns the account"),
    ],
)
def test_whose_policies_an_engine_reads(model: str, letters: str) -> None:
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
