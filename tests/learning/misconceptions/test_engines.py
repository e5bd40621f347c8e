"""Engines of misconceptions: one for each idea, and those that combine SCPs and policies in another way."""

from __future__ import annotations

import pytest

from iamsim.learning.misconceptions import simulate_as
from iamsim.learning.misconceptions.diagnosis import decisions
from iamsim.learning.scenario import Scenario, ScenarioRequest, parse_scenario
from tests.learning.misconceptions.situations import HOME, LETTERS


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
