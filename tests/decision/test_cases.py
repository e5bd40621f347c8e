"""The cases of a request whose keys are unknown; the laws are in tests/laws."""

from __future__ import annotations

from iamsim.decision import Decision
from tests.decision.explored import deny, explored


def test_a_case_that_cannot_happen_may_be_listed_only_where_it_is_said() -> None:
    assert explored(deny({"StringEquals": {"aws:ResourceTag/k": "v"}})).is_exact
    unsure = explored(deny({"StringLike": {"x:a": "${x:b}*"}}))
    assert not unsure.is_exact
    assert len(unsure.states) == 2


def test_each_decision_is_a_case_with_values_that_lead_to_it() -> None:
    exploration = explored(deny({"Bool": {"aws:MultiFactorAuthPresent": "false"}}))
    cases = exploration.cases([(state, exploration.result(state)) for state in exploration.states])
    assert {(case.decision, case.values["aws:multifactorauthpresent"]) for case in cases} == {
        (Decision.ALLOWED, "true"),
        (Decision.EXPLICIT_DENY, "false"),
    }
