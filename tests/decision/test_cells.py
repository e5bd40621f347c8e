"""The bits of statements on a grid of actions and resources."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from iamsim.decision.cells import CellGrid, PolicyCells
from iamsim.policy import PolicyDocument, Request

ACTIONS = ("s3:GetObject", "s3:PutObject", "iam:GetUser")
RESOURCES = ("*", "arn:aws:s3:::b/ana/k", "arn:aws:s3:::b/bob/k")
ANY, ANAS, BOBS = RESOURCES
GET, PUT, USER = ACTIONS
EVERYTHING = frozenset(product(ACTIONS, RESOURCES))
ANA = "arn:aws:iam::123456789012:user/ana"


def cells_of(statement: dict[str, Any], context: dict[str, Any] | None = None) -> frozenset[tuple[str, str]]:
    """The cells of one Allow, for ana."""
    grid = CellGrid(ACTIONS, RESOURCES)
    document = PolicyDocument.parse({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})
    bits = PolicyCells.of_statements(grid, document.statements).effects(Request(ANA, "", "", context)).allow
    return frozenset(
        cell for position, cell in enumerate(product(ACTIONS, RESOURCES)) if bits >> position & 1
    )


@pytest.mark.parametrize(
    ("elements", "cells"),
    [
        pytest.param({"Action": "*", "Resource": "*"}, EVERYTHING, id="everything"),
        pytest.param({"Action": "S3:getobject", "Resource": ANAS}, {(GET, ANAS)}, id="actions ignore case"),
        pytest.param({"Action": "s3:GetObject", "Resource": "ARN:aws:s3:::b/ana/k"}, set(), id="resources keep case"),
        pytest.param({"Action": "s3:Get*", "Resource": ANAS}, {(GET, ANAS)}, id="a beginning of an action"),
        pytest.param({"Action": "*:Get?ser", "Resource": ANY}, set(product([USER], RESOURCES)), id="wildcards inside"),
        pytest.param(
            {"NotAction": ["s3:*"], "Resource": "arn:aws:s3:::b/*"}, {(USER, ANAS), (USER, BOBS)}, id="all but some actions"
        ),
        pytest.param({"Action": [PUT, GET], "NotResource": [ANAS, ANY]}, set(), id="all but everything"),
        pytest.param(
            {"Action": [PUT, GET], "NotResource": ANAS}, {(PUT, ANY), (PUT, BOBS), (GET, ANY), (GET, BOBS)}, id="all but one resource"
        ),
        pytest.param({"Action": PUT, "Resource": "*/k"}, {(PUT, ANAS), (PUT, BOBS)}, id="an end of a resource"),
        pytest.param({"Action": PUT, "Resource": "arn:aws:s3:::b/???/k"}, {(PUT, ANAS), (PUT, BOBS)}, id="question marks"),
        pytest.param({"Action": PUT, "Resource": "arn:aws:s3:::b/${aws:username}/*"}, {(PUT, ANAS)}, id="a variable"),
        pytest.param(
            {"Action": PUT, "NotResource": "arn:aws:s3:::b/${aws:username}/k"}, {(PUT, ANY), (PUT, BOBS)}, id="all but a variable"
        ),
        pytest.param({"Action": PUT, "Resource": "arn:aws:s3:::b/${k}/k"}, set(), id="a variable without a value"),
    ],
)  # fmt: skip
def test_the_cells_of_a_statement(elements: dict[str, Any], cells: set[tuple[str, str]]) -> None:
    assert cells_of(elements) == cells


@pytest.mark.parametrize(
    ("context", "matches"),
    [
        pytest.param({}, False, id="missing"),
        pytest.param({"k": "a"}, True, id="the value"),
        pytest.param({"k": "b"}, False, id="another value"),
        pytest.param({"K": "a"}, True, id="keys ignore case"),
    ],
)
def test_a_condition_is_asked_with_the_values_of_its_keys(context: dict[str, Any], matches: bool) -> None:
    statement = {"Action": GET, "Resource": ANAS, "Condition": {"StringEquals": {"k": "a"}}}
    assert cells_of(statement, context) == ({(GET, ANAS)} if matches else set())


def test_a_statement_is_compared_anew_for_each_value() -> None:
    grid = CellGrid(ACTIONS, RESOURCES)
    document = PolicyDocument.parse(
        {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*/${aws:username}/k"}}
    )
    cells = PolicyCells.of_statements(grid, document.statements)
    ana, bob = (cells.effects(Request(ANA.replace("ana", name), "", "")) for name in ("ana", "bob"))
    assert (ana.allow, bob.allow) == (0, 0)
    assert ana.deny == 0b010_010_010
    assert bob.deny == 0b100_100_100


def test_a_statement_that_names_its_callers_is_compared_anew_for_each() -> None:
    grid = CellGrid(ACTIONS, RESOURCES)
    statement = {"Effect": "Allow", "Principal": {"AWS": ANA}, "Action": "*", "Resource": "*"}
    document = PolicyDocument.parse({"Version": "2012-10-17", "Statement": statement})
    cells = PolicyCells.of_statements(grid, document.statements)
    requests = [Request(ANA.replace("ana", name), "", "") for name in ("ana", "bob")]
    assert [cells.effects(request).allow for request in requests] == [grid.all_cells, 0]


def test_bounds_hold_for_every_value_of_an_unknown_key() -> None:
    grid = CellGrid(ACTIONS, RESOURCES)
    document = PolicyDocument.parse(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": GET, "Resource": [ANAS, "arn:aws:s3:::b/${k}/k"]},
                {"Effect": "Allow", "Action": PUT, "NotResource": [ANAS, "arn:aws:s3:::b/${k}/k"]},
                {"Effect": "Deny", "Action": USER, "Resource": BOBS, "Condition": {"Bool": {"k": "true"}}},
            ],
        }
    )
    cells = PolicyCells.of_statements(grid, document.statements)
    least, most = cells.bounds(Request(ANA, "", ""), {"k"})
    # Cells from the right: GetObject, PutObject, GetUser, each on *, ana's, bob's.
    assert (least.allow, most.allow) == (0b000_001_010, 0b000_101_110)
    assert (least.deny, most.deny) == (0, 0b100_000_000)
