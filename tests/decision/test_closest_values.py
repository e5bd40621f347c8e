"""Which of a statement's values are most like the request's."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.decision.closest_values import UNLIKE, best_likeness, closest_values, is_about_service
from iamsim.policy import ActionElement, PolicyDocument, Request, allow

ANA = "arn:aws:iam::123456789012:user/ana"
KEY = "arn:aws:s3:::b/k"


# values, the request's action or resource, the closest value
CLOSEST = [
    pytest.param("Action", ["s3:List*", "S3:putObjectAcl", "s3:Put*Tagging"], "s3:PutObject", "S3:putObjectAcl", id="in any case"),
    pytest.param("Action", ["s3:*", "s3:PutObject"], "s3:PutObject", "s3:*", id="the first that matches"),
    pytest.param("Action", ["s3:Get?bject", "s3:GetX"], "s3:GetObjects", "s3:Get?bject", id="a question mark"),
    pytest.param("Action", ["sns:Publish", "sqs:ListQueues"], "sqs:Publish", "sqs:ListQueues", id="the service first"),
    pytest.param("Resource", ["arn:aws:s3:::site", "arn:aws:s3:::site-2/*"], "arn:aws:s3:::site/x", "arn:aws:s3:::site", id="a bucket without its objects"),
    pytest.param(
        "Resource", ["arn:aws:sqs:us-east-1:1:other", "arn:aws:sqs:eu-west-1:1:box"], "arn:aws:sqs:us-east-2:1:box", "arn:aws:sqs:eu-west-1:1:box", id="another region with the same name"
    ),
    pytest.param("Resource", ["arn:aws:s3:::home/bob", "arn:aws:s3:::home/${aws:username}"], "arn:aws:s3:::home/ana/x", "arn:aws:s3:::home/${aws:username}", id="a variable"),
]  # fmt: skip


def document(name: str, values: list[str]) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", name: values}
    return {"Version": "2012-10-17", "Statement": statement}


# What is the same in both: the parts of an ARN, then the beginning, then a beginning up to a wildcard, then the end.
CLOSEST += [
    pytest.param("Resource", ["b/k", "arn:aws:sqs:::x"], KEY, "arn:aws:sqs:::x", id="an ARN before a text that is none"),
    pytest.param("Resource", ["arn:aws:s3:::x", "arn:aws:sqs:::b/k"], KEY, "arn:aws:s3:::x", id="the parts before the resource first"),
    pytest.param("Resource", ["arn:aws:sqs:eu-west-1:1:bo", "arn:aws:sqs:*:1:bo"], "arn:aws:sqs:us-east-2:1:box", "arn:aws:sqs:*:1:bo", id="a wildcard is any region"),
    pytest.param("Resource", ["arn:aws:s3:::x/k.csv", "arn:aws:s3:::y/k.txt"], "arn:aws:s3:::b/k.txt", "arn:aws:s3:::y/k.txt", id="the same end"),
    pytest.param("Resource", ["arn:aws:s3:::x*k.csv", "arn:aws:s3:::y*k.txt"], "arn:aws:s3:::b/k.txt", "arn:aws:s3:::y*k.txt", id="the same end behind a wildcard"),
    pytest.param("Resource", ["arn:aws:s3:::x*y*k.csv", "arn:aws:s3:::y*x*k.txt"], "arn:aws:s3:::b/k.txt", "arn:aws:s3:::y*x*k.txt", id="the same end behind the last wildcard"),
    pytest.param("Resource", ["arn:aws:s3:::x/k.txt*", "arn:aws:s3:::y/t"], "arn:aws:s3:::b/k.txt", "arn:aws:s3:::y/t", id="what a wildcard ends has no end to compare"),
    pytest.param("Action", ["s3:GetTable*", "s3:Get*Acl"], "s3:GetObject", "s3:Get*Acl", id="a beginning that is the same up to the wildcard"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "values", "asked", "closest"), CLOSEST)
def test_the_closest_value(name: str, values: list[str], asked: str, closest: str) -> None:
    policy = PolicyDocument.parse(document(name, values))
    action, resource = (asked, KEY) if name == "Action" else ("s3:GetObject", asked)
    (element,) = [element for element in policy.statements[0].elements if element.name == name]
    assert closest_values(element, Request(ANA, action, resource)) == [closest]


def test_values_may_be_equally_close() -> None:
    policy = PolicyDocument.parse(allow("*", ["arn:aws:s3:::x", "arn:aws:s3:::ba", "arn:aws:s3:::bc"]))
    (resource,) = policy.statements[0].other_elements
    assert closest_values(resource, Request(ANA, "s3:GetObject", KEY)) == ["arn:aws:s3:::ba", "arn:aws:s3:::bc"]
    assert closest_values(resource, Request(ANA, "s3:GetObject", "arn:aws:s3:::ba")) == ["arn:aws:s3:::ba"]


@pytest.mark.parametrize(
    ("patterns", "is_about"),
    [
        pytest.param(["S3:Put*"], True, id="the service, in any case"),
        pytest.param(["s3-object-lambda:*"], False, id="a service whose name begins alike"),
        pytest.param(["ec2:*", "*"], True, id="all services"),
        pytest.param(["s?:*"], True, id="a wildcard in the service"),
    ],
)
def test_patterns_about_a_service(patterns: list[str], is_about: bool) -> None:
    element = ActionElement.parse("Action", tuple(patterns))
    assert is_about_service(element, Request(ANA, "s3:GetObject")) is is_about


def test_no_value_is_like_nothing() -> None:
    request = Request(ANA, "s3:GetObject", KEY)
    assert best_likeness(ActionElement.parse("Action", ()), request) == UNLIKE
    assert closest_values(ActionElement.parse("Action", ()), request) == []
    assert best_likeness(ActionElement.parse("Action", ("s3:Put*",)), request) > UNLIKE


def test_the_likeness_of_an_element_is_that_of_its_closest_value() -> None:
    request = Request(ANA, "s3:GetObject", KEY)
    far, near = (best_likeness(ActionElement.parse("Action", (text,)), request) for text in ("ec2:*", "s3:GetObjectAcl"))
    assert near > far
    assert best_likeness(ActionElement.parse("Action", ("ec2:*", "s3:GetObjectAcl", "x:y")), request) == near
