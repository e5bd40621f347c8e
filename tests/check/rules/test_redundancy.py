"""A statement that another one makes superfluous."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.check import advise
from iamsim.policy import PolicyDocument
from tests.check.rules.statements import BUCKET, OBJECTS, on, when


def redundant(*statements: dict[str, Any]) -> list[str]:
    """Return the places and problems of advice about redundant statements."""
    advices = advise(PolicyDocument.parse({"Version": "2012-10-17", "Statement": [*statements]}))
    return [f"{entry.place}: {entry.problem}" for entry in advices if entry.code == "redundant"]


GET = on("s3:GetObject", OBJECTS)
SUPERFLUOUS = [
    pytest.param([GET, on("S3:Get*", "*")], "Statement[0]: Statement[1] allows all of this too, so it changes nothing", id="a wider one"),
    pytest.param([{"Sid": "All", **on("*", "*", "Deny")}, on("s3:PutObject", OBJECTS, "Deny")], "Statement[1]: 'All' denies all of this too, so it changes nothing", id="a wider Deny with a Sid"),
    pytest.param([GET, GET], "Statement[1]: Statement[0] allows all of this too, so it changes nothing", id="the same twice"),
    pytest.param([GET, GET | when("StringEquals", "aws:username", "ana")], "Statement[1]: Statement[0] allows all of this too, so it changes nothing", id="one with a condition"),
    pytest.param([on(["s3:Get*", "s3:List*"], [BUCKET, OBJECTS]), on(["s3:GetObject", "s3:ListBucket"], OBJECTS)], "Statement[1]: Statement[0] allows all of this too, so it changes nothing", id="one of several values"),
    pytest.param([on("s3:GetObject", "arn:aws:s3:::a/?*"), on("s3:GetObject", "arn:aws:s3:::a/*")], "Statement[0]: Statement[1] allows all of this too, so it changes nothing", id="one whose pattern wants a character more"),
    pytest.param([on("s3:*", "arn:aws:s3"), on("s3:Get*", "arn:aws:s3:::a*")], "Statement[1]: Statement[0] allows all of this too, so it changes nothing", id="a short ARN"),
]  # fmt: skip


@pytest.mark.parametrize(("statements", "problem"), SUPERFLUOUS)
def test_a_superfluous_statement(statements: list[dict[str, Any]], problem: str) -> None:
    assert redundant(*statements) == [problem]


NEEDED = [
    pytest.param([GET, on("s3:Get*", "*", "Deny")], id="another effect"),
    pytest.param([GET, on("s3:Get*", BUCKET)], id="another resource"),
    pytest.param([GET, on("s3:Put*", "*")], id="another action"),
    pytest.param([GET, on("s3:Get*", "*") | when("StringEquals", "aws:username", "ana")], id="a wider one with a condition"),
    pytest.param([on("s3:Get*", "*"), {"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}], id="NotAction"),
    pytest.param([on("s3:GetObject", "arn:aws:s3:::a/?"), on("s3:GetObject", "arn:aws:s3:::a/?/b")], id="a question mark"),
    pytest.param([on("s3:GetObject", "arn:aws:s3:::a/?"), on("s3:GetObject", "arn:aws:s3:::a/*b")], id="a question mark and a star"),
    pytest.param([GET | {"Principal": {"AWS": "111122223333"}}, GET | {"Principal": {"AWS": "444455556666"}}], id="another principal"),
    pytest.param([on("s3:GetObject", f"{BUCKET}/${{aws:username}}/*"), on("s3:GetObject", f"{BUCKET}/${{aws:userid}}/*")], id="another variable"),
    pytest.param([{"Effect": "Deny", "Action": "*", "NotResource": BUCKET}, {"Effect": "Deny", "Action": "s3:*", "NotResource": OBJECTS}], id="another NotResource"),
]  # fmt: skip


@pytest.mark.parametrize("statements", NEEDED)
def test_a_statement_that_is_needed(statements: list[dict[str, Any]]) -> None:
    assert redundant(*statements) == []
