"""The matrix says of every cell what `simulate` says, and never takes for certain what an unknown key decides."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import iamsim
from iamsim.account import Account
from iamsim.decision import Decision
from iamsim.policy import PolicyDocument
from tests.laws.accounts import (
    ACTIONS,
    ARN,
    CONTEXT_VALUES,
    RESOURCES,
    ROLES,
    ROOT,
    STS,
    USERS,
    Simulation,
    document,
    principals,
    sampled_from,
    simulations,
)

ALL_ACTIONS = (*ACTIONS, "sts:AssumeRole", "sts:GetCallerIdentity", "sts:GetSessionToken")
ALL_RESOURCES = (*RESOURCES, f"{ARN}:role/Dev")
CALLERS = (*USERS, f"{ARN}:user/ana", f"{ARN}:role/Dev", f"{STS}:assumed-role/Audit/s", ROOT)

trusts = st.builds(
    lambda effect, principal: document({"Effect": effect, "Principal": principal, "Action": "sts:AssumeRole"}),
    sampled_from(("Allow", "Allow", "Deny")), principals,
)  # fmt: skip


def with_trust(account: Account, trust: Any) -> Account:
    """The account with this trust policy of all roles."""
    for name in ROLES:
        account = account.with_identity(replace(account.role(name), trust=PolicyDocument.parse(trust)))
    return account


def matrix_of(simulation: Simulation, users: tuple[str, ...] = CALLERS) -> iamsim.Matrix:
    return iamsim.Matrix(
        simulation.account, ALL_ACTIONS, ALL_RESOURCES, users=users, context=simulation.context, scps=simulation.scps
    )


@given(simulations(), trusts)
def test_matrix_agrees_with_simulate(simulation: Simulation, trust: Any) -> None:
    simulation = replace(simulation, account=with_trust(simulation.account, trust), resource_policy=None)
    matrix = matrix_of(simulation)
    listed = {(user, action, resource): decision for user, action, resource, decision in matrix.rows()}
    for user, action, resource in product(CALLERS, ALL_ACTIONS, ALL_RESOURCES):
        expected = simulation.run(principal=user, action=action, resource=resource).decision
        assert matrix.decision(user, action, resource) is expected, (user, action, resource)
    assert all(matrix.decision(*cell) is decision for cell, decision in listed.items())
    assert sum(matrix.counts().values()) == matrix.size == len(listed)
    for decision in Decision:
        assert matrix.counts()[decision] == list(listed.values()).count(decision)
    for action, resource in product(ALL_ACTIONS, ALL_RESOURCES):
        allowed = {user for user in matrix.users if matrix.decision(user, action, resource) is Decision.ALLOWED}
        assert set(matrix.who_can(action, resource)) == allowed


# A key's value may be a list only where the policies take it for a key with several values.
KEYS = ("k", "m", "none", "aws:PrincipalTag/Team", "aws:username")
VALUES = (*CONTEXT_VALUES, "abc", "arn:aws:s3:::b", "ana", "x", "203.0.113.9", "7", "2025-01-01", "false")


@given(simulations(sampled_from((*USERS, f"{ARN}:role/Audit"))))
def test_what_depends_on_an_unknown_key_is_never_certain(simulation: Simulation) -> None:
    simulation = replace(simulation, resource_policy=None)
    matrix = matrix_of(simulation, (simulation.principal,))
    cell = (simulation.principal, simulation.action, simulation.resource)
    keys = {key.lower() for key in matrix.depends_on(*cell)}
    before = matrix.decision(*cell)
    given_keys = {key.lower() for key in simulation.context}
    certain = {"aws:username"} if "role" in simulation.principal else {"aws:username", "aws:principaltag/team"}
    if "role" in simulation.principal and any(simulation.account.role("Audit").tags):
        certain.add("aws:principaltag/team")
    unknown = [key for key in KEYS if key.lower() not in given_keys | certain]
    for size in (1, 2):
        for chosen in combinations(unknown, size):
            for values in product(VALUES, repeat=size):
                added = dict(zip(chosen, values, strict=True))
                after = simulation.run(context={**simulation.context, **added}).decision
                assert after is before or keys & {key.lower() for key in chosen}, (added, before, after)
