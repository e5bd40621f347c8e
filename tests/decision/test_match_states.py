"""Which statements match together, told apart as far as there are not too many; and how long that takes."""

from __future__ import annotations

import time

import pytest

from iamsim.decision import Decision
from iamsim.decision.cases import refusal
from iamsim.decision.match_states import MAX_STATES, merged
from tests.decision.explored import deny, explored


def test_statements_that_read_one_key_match_together() -> None:
    exploration = explored(deny({"Bool": {"aws:MultiFactorAuthPresent": "false"}}), deny({"Null": {"aws:MultiFactorAuthPresent": "true"}}))
    assert sorted(state.example for state in exploration.states) == [0b00, 0b01, 0b10]


def test_the_example_of_a_state_is_in_that_state() -> None:
    exploration = explored(deny({"Bool": {"aws:MultiFactorAuthPresent": "false"}, "NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}))
    for state in exploration.states:
        result = exploration.result(state)
        assert [entry.matched for entry in result.trace if entry.statement.denies] == [bool(state.example)]


KINDS = {
    "one key": lambda number: {"StringEquals": {"aws:ResourceTag/k": f"v{number}"}},
    "a key each": lambda number: {"StringEquals": {f"aws:ResourceTag/k{number}": "v"}},
    "a shared key and one each": lambda number: {"Bool": {"aws:MultiFactorAuthPresent": "false"}, "StringEquals": {f"aws:ResourceTag/k{number}": "v"}},
}


@pytest.mark.parametrize("kind", KINDS)
def test_of_many_statements_the_kinds_are_told_apart(kind: str) -> None:
    count = 1000
    exploration = explored(*[deny(KINDS[kind](number)) for number in range(count)])
    assert len(exploration.states) <= MAX_STATES
    assert {refusal(exploration.result(state))[0] for state in exploration.states} == {Decision.ALLOWED, Decision.EXPLICIT_DENY}
    always, sometimes = merged(exploration.states)
    assert (always, sometimes) == (0, 2**count - 1)


@pytest.mark.parametrize("kind", KINDS)
def test_the_time_grows_with_the_statements(kind: str) -> None:
    def seconds(count: int) -> float:
        statements = [deny(KINDS[kind](number)) for number in range(count)]
        begin = time.process_time()
        explored(*statements)
        return time.process_time() - begin

    seconds(100)
    # Ten times as long if it is linear, a hundred times if it is quadratic.
    assert seconds(3000) < 40 * max(seconds(300), 0.005)
