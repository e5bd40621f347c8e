"""What a request carries: filled in from the caller's ARN, given beside it, in what form."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from iamsim.policy.request import Request

ACCOUNT = "123456789012"

CALLERS = [
    # reference_policies_variables, "Principal key values"
    pytest.param(
        f"arn:aws:iam::{ACCOUNT}:user/division/Bob",
        {
            "aws:principalarn": f"arn:aws:iam::{ACCOUNT}:user/division/Bob",
            "aws:principalaccount": ACCOUNT,
            "aws:principaltype": "User",
            "aws:username": "Bob",
        },
        id="a user has a name, without its path",
    ),
    pytest.param(
        f"arn:aws:sts::{ACCOUNT}:assumed-role/Dev/ana",
        {
            "aws:principalarn": f"arn:aws:iam::{ACCOUNT}:role/Dev",
            "aws:principalaccount": ACCOUNT,
            "aws:principaltype": "AssumedRole",
        },
        id="a session has its role's ARN and no user name",
    ),
    pytest.param(
        f"arn:aws:iam::{ACCOUNT}:root",
        {
            "aws:principalarn": f"arn:aws:iam::{ACCOUNT}:root",
            "aws:principalaccount": ACCOUNT,
            "aws:principaltype": "Account",
            "aws:userid": ACCOUNT,
        },
        id="root's id is its account",
    ),
    pytest.param(
        f"arn:aws-cn:sts::{ACCOUNT}:federated-user/Bob",
        {
            "aws:principalarn": f"arn:aws-cn:sts::{ACCOUNT}:federated-user/Bob",
            "aws:principalaccount": ACCOUNT,
            "aws:principaltype": "FederatedUser",
            "aws:userid": f"{ACCOUNT}:Bob",
        },
        id="a federated user's id is made of account and name",
    ),
    pytest.param(
        f"arn:aws-us-gov:sts::{ACCOUNT}:assumed-role/Dev/ana",
        {
            "aws:principalarn": f"arn:aws-us-gov:iam::{ACCOUNT}:role/Dev",
            "aws:principalaccount": ACCOUNT,
            "aws:principaltype": "AssumedRole",
        },
        id="a session of another partition",
    ),
    pytest.param("somebody", {"aws:principalarn": "somebody"}, id="a name tells nothing"),
]


@pytest.mark.parametrize(("principal", "context"), CALLERS)
def test_context_keys_that_a_callers_arn_implies(principal: str, context: dict[str, str]) -> None:
    assert Request(principal, "s3:GetObject").context == context


def test_a_boundary_is_a_fact_about_the_principal_and_no_part_of_the_request() -> None:
    request = Request("arn:aws:iam::1:user/ana", "s3:GetObject", "*", {"aws:username": None, "aws:SourceIp": "192.0.2.1"})
    bounded = request.with_boundary()
    assert (request.has_boundary, bounded.has_boundary) == (False, True)
    assert (bounded.context, bounded) == (request.context, request)
    assert Request("arn:aws:iam::1:user/ana", "s3:GetObject", has_boundary=True).has_boundary


CONTEXTS = [
    pytest.param({"AWS:SourceIp": "203.0.113.7"}, {"aws:sourceip": "203.0.113.7"}, id="keys in lower case"),
    pytest.param(
        {"aws:PrincipalType": "Robot"}, {"aws:principaltype": "Robot"}, id="a key that is given wins"
    ),
    pytest.param({"k": True, "j": False}, {"k": "true", "j": "false"}, id="JSON's truth as text"),
    pytest.param({"k": 5, "j": 0.5}, {"k": "5", "j": "0.5"}, id="JSON's numbers as text"),
    pytest.param({"k": ["a", 1, True]}, {"k": ("a", "1", "true")}, id="a list as a tuple of texts"),
    pytest.param({"k": ("a",)}, {"k": ("a",)}, id="a tuple"),
    pytest.param({"k": {"a"}, "j": frozenset("b")}, {"k": ("a",), "j": ("b",)}, id="sets"),
    pytest.param({"k": ""}, {"k": ""}, id="an empty text is a value"),
    pytest.param({"k": None, "j": [], "i": ()}, {}, id="null and an empty list are no values"),
    pytest.param(
        {"aws:PrincipalType": None}, {"aws:principaltype": None}, id="null takes away what is filled in"
    ),
    pytest.param({"K": "first", "k": "second"}, {"k": "second"}, id="of two spellings the last"),
    pytest.param(None, {}, id="nothing"),
]


@pytest.mark.parametrize(("context", "expected"), CONTEXTS)
def test_context_keys_that_are_given(context: dict[str, Any], expected: dict[str, Any]) -> None:
    implied = dict(Request("arn:aws:iam::1:root", "s3:GetObject").context)
    merged = {key: value for key, value in {**implied, **expected}.items() if value is not None}
    assert Request("arn:aws:iam::1:root", "s3:GetObject", "*", context).context == merged


def test_a_request_keeps_its_action_as_spelled_and_in_lower_case() -> None:
    request = Request("arn:aws:iam::1:root", "S3:getObject")
    assert (request.action, request.lower_action, request.resource) == ("S3:getObject", "s3:getobject", "*")
    assert request == Request("arn:aws:iam::1:root", "S3:getObject", "*", {})


def test_a_request_is_a_value() -> None:
    request = Request("arn:aws:iam::1:root", "s3:GetObject", "a", {"K": ["x"]})
    other = dataclasses.replace(request, resource="b")
    assert (other.resource, other.context, other.lower_action) == ("b", request.context, "s3:getobject")
    assert request != other
    with pytest.raises(dataclasses.FrozenInstanceError):
        request.resource = "b"  # type: ignore[misc]
