"""Engines that are wrong about what matching statements say: each answers these requests as its believer would."""

from __future__ import annotations

import pytest

from iamsim.learning.misconceptions.diagnosis import decisions
from tests.learning.misconceptions.situations import ACME, GRID, LETTERS


@pytest.mark.parametrize(
    ("model", "letters"),
    [
        pytest.param("USER_OVERRIDES", "AEI AAA IAA III", id="own Allows beat Freeze"),
        pytest.param("ALLOW_WINS", "AAI AAA IAA III", id="any Allow beats Freeze"),
        pytest.param("MAJORITY_WINS", "AEI AAA IEA III", id="only ria has two Allows for publishing"),
        pytest.param("LAST_WINS", "AAI AAA IEA III", id="Freeze is last for tom only"),
        pytest.param("LAST_IN_TEXT", "AEI AEA IEA III", id="no policy here has two statements"),
        pytest.param("IMPLICIT_IS_EXPLICIT", "AEE AEA EEA EEE", id="every no is called a Deny"),
        pytest.param("INTERSECTION", "IEI IEI IEI III", id="Freeze never agrees"),
        pytest.param("SILENCE_IS_DENY_FOREVER", "EEE EEE EEE III", id="Freeze is silent or denies"),
        pytest.param("DENY_KILLS_USER", "EEE EEE EEE III", id="three have Freeze's Deny"),
        pytest.param("DEFAULT_ALLOW", "AEA AEA AEA AAA", id="what Freeze does not name goes"),
        pytest.param("MOST_SPECIFIC", "AEI AEA IEA III", id="the Deny spells out as much as the Allows"),
        pytest.param("UNIX_FIRST_MATCH", "IEI IAA IAA III", id="the first place that has a policy decides"),
    ],
)
def test_what_an_engine_decides(model: str, letters: str) -> None:
    answers = decisions(ACME, GRID, [model])[model]
    assert "".join(LETTERS[answer] for answer in answers) == letters.replace(" ", "")
