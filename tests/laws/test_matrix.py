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
    ALLOW_ALL,
    ARN,
    CONTEXT_KEYS,
    CONTEXT_VALUES,
    RESOURCES,
    ROLES,
    ROOT,
    STS,
    USERS,
    Simulation,
    accounts,
    condition_values,
    contexts,
    document,
    operators,
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


CELLS = tuple(product(("s3:GetObject",), RESOURCES[1:4]))


condition_lines = st.builds(
    lambda operator, key, values: {operator: {key: values}}, operators, sampled_from(CONTEXT_KEYS), condition_values
)
conditional_statements = st.builds(
    lambda effect, resource, condition: {
        "Effect": effect, "Action": "s3:*", "Resource": resource, "Condition": condition
    },
    sampled_from(("Allow", "Deny")), sampled_from(("*", "*", "arn:aws:s3:::b/${k}/k", "arn:aws:s3:::b/${k, 'x'}/*")),
    condition_lines | st.builds(lambda line, other: {**line, **other}, condition_lines, condition_lines),
)  # fmt: skip


@st.composite
def conditional_simulations(draw: st.DrawFn) -> Simulation:
    """Requests of users whose policies have some condition or variable each."""
    pool = draw(st.lists(conditional_statements, min_size=2, max_size=4))
    user = draw(sampled_from((*USERS, f"{ARN}:role/Audit")))
    scps = draw(sampled_from(((), ((ALLOW_ALL, document(pool[0])),))))
    context = draw(contexts.filter(lambda context: not {key for key in context if key.startswith("aws:")}))
    return Simulation(draw(accounts(pool)), user, "", "", context if draw(st.booleans()) else {}, scps)


@given(conditional_simulations(), st.lists(sampled_from(VALUES), min_size=3, max_size=3))
def test_what_depends_on_an_unknown_key_is_never_certain(simulation: Simulation, pair_values: list[str]) -> None:
    matrix = matrix_of(simulation, (simulation.principal,))
    is_role = "role" in simulation.principal
    known = {key.lower() for key in simulation.context} | {"aws:username"}
    # A user's tags are in the account's file; a session may have tags that its role has not.
    if not is_role or any(key.lower() == "team" for key, _ in simulation.account.role("Audit").tags):
        known.add("aws:principaltag/team")
    unknown = [key for key in KEYS if key.lower() not in known]
    for action, resource in CELLS:
        before = matrix.decision(simulation.principal, action, resource)
        keys = {key.lower() for key in matrix.depends_on(simulation.principal, action, resource)}
        for chosen in combinations(unknown, 1 if keys else 2):
            # All pairs of all values of two keys would take a second.
            for values in product(VALUES if keys else pair_values, repeat=len(chosen)):
                added = dict(zip(chosen, values, strict=True))
                context = {**simulation.context, **added}
                after = simulation.run(action=action, resource=resource, context=context).decision
                assert after is before or keys & {key.lower() for key in chosen}, (added, before, after)
