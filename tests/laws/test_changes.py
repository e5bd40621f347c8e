"""Every change offered is one edit, which AWS would save, and turns the decision; and nobody else is missed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given

import iamsim
from iamsim.decision import Decision, explain
from iamsim.policy import PolicyDocument
from iamsim.policy.validation import PolicyKind
from tests.conformance.account_edits import Facts, differing, facts_of
from tests.laws.accounts import ARN, USERS, Simulation, sampled_from, simulations
from tests.laws.test_matrix import trusts, with_trust

KINDS: dict[str, PolicyKind] = {"inline": "inline", "policy": "managed", "trust": "trust"}

asked = simulations(sampled_from((*USERS, *USERS, f"{ARN}:role/Dev")))


def is_saved(key: tuple[str, ...], facts: Facts) -> bool:
    """Tell whether AWS would save a document that was edited."""
    if key[0] != "document" or key not in facts:
        return True
    return bool(PolicyDocument.parse(facts[key], KINDS[key[1].partition(":")[0]]).statements)


@given(asked, trusts)
def test_every_change_is_one_edit_that_turns_the_decision(simulation: Simulation, trust: Any) -> None:
    simulation = replace(simulation, account=with_trust(simulation.account, trust))
    for request in (simulation, replace(simulation, action="sts:AssumeRole", resource=f"{ARN}:role/Dev", resource_policy=None)):
        result = request.run()
        changes, before = iamsim.changes(result), facts_of(request.account)
        assert len({change.what for change in changes}) == len(changes)
        assert [len(change.also) for change in changes] == sorted(len(change.also) for change in changes)
        for change in changes:
            assert request.run(account=change.account).allowed is not result.allowed, change.what
            after = facts_of(change.account)
            (key,) = differing(before, after)
            assert is_saved(key, after), change.what
            if result.decision is Decision.EXPLICIT_DENY:
                assert key in before, "a Deny is never mended by something more"
            for user, action, resource, *decisions in change.also:
                cell = {"principal": user, "action": action, "resource": resource, "resource_policy": None}
                accounts = (request.account, change.account)
                assert decisions == [request.run(account=account, **cell).decision for account in accounts]
        assert changes or explain.no_changes(result)
