"""The table of calls: boto3's names, keywords and pages, responses of its shapes, AWS's answers to recorded sequences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import botocore
import botocore.model
import pytest

import iamsim
from iamsim.clients import IAM
from iamsim.clients.boto3_client import operation_title
from iamsim.clients.operations import not_simulated_subject
from tests.clients.boto3_model import ALL, MODELS, PAGINATORS, input_shape, our_operation
from tests.clients.examples import role_calls
from tests.conformance.sequences import CASES, differences, fill_in, values_at


@pytest.mark.parametrize(("service", "name"), ALL)
def test_a_call_takes_the_keywords_that_boto3_takes(service: str, name: str) -> None:
    shape, takes = input_shape(service, name), our_operation(service, name).parameters
    assert [parameter.name for parameter in takes] == list(shape.members)
    assert {parameter.name for parameter in takes if parameter.required} == set(shape.required_members)


def boto3_methods(service: str) -> list[str]:
    """All that boto3's client can call."""
    return [botocore.xform_name(name) for name in MODELS[service].operation_names]


def test_every_call_of_boto3s_is_simulated_or_named_as_not_simulated() -> None:
    assert [name for name in boto3_methods("iam") if name not in IAM and not not_simulated_subject(name)] == []
    assert [name for name in IAM if name not in boto3_methods("iam")] == []
    assert len(IAM) == 78


@pytest.mark.parametrize("name", IAM)
def test_the_calls_with_pages_are_boto3s(name: str) -> None:
    model = PAGINATORS.get(operation_title(name))
    keys = [] if model is None else model["result_key"]
    assert sorted(IAM[name].paged_lists) == sorted([keys] if isinstance(keys, str) else keys)
    assert iamsim.client("iam").can_paginate(name) is (model is not None)


PYTHON_TYPES: dict[str, Any] = {"string": str, "boolean": bool, "integer": int, "timestamp": datetime, "list": list, "structure": dict, "map": dict}
# What boto3 turns into an object on the way (botocore.handlers, json_decode_policies).
DOCUMENTS = {"PolicyDocument", "Document", "AssumeRolePolicyDocument"}


def shape_problems(value: Any, shape: Any, place: str) -> Iterator[str]:
    """Where a response is not as botocore's model says."""
    if place.rpartition(".")[2] in DOCUMENTS:
        if not isinstance(value, dict):
            yield f"{place}: a document that is no object"
    elif not isinstance(value, PYTHON_TYPES[shape.type_name]):
        yield f"{place}: {value!r} is no {shape.type_name}"
    elif isinstance(shape, botocore.model.StructureShape):
        yield from (f"{place}.{name}: missing" for name in shape.required_members if name not in value)
        for name, member in value.items():
            if name not in shape.members:
                yield f"{place}.{name}: unknown"
            else:
                yield from shape_problems(member, shape.members[name], f"{place}.{name}")
    elif isinstance(shape, botocore.model.ListShape):
        for item in value:
            yield from shape_problems(item, shape.member, f"{place}[]")


# What AWS answers beyond its own model (recorded).
BEYOND_THE_MODEL = {"get_account_authorization_details.Policies[].Tags: unknown"}


def test_responses_have_the_shapes_of_awss_model() -> None:
    answered_calls, problems = set(), set()
    for case in [*CASES, None]:
        iam, saved = iamsim.client("iam"), dict[str, Any]()
        calls = role_calls(iam) if case is None else ((call["op"], fill_in(call["params"], saved)) for call in case["calls"])
        saves: Iterator[dict[str, str]] = iter([] if case is None else [call["expect"].get("save", {}) for call in case["calls"]])
        for name, arguments in calls:
            save = next(saves, {})
            try:
                response = getattr(iam, name)(**arguments)
            except iamsim.ClientError:
                continue
            assert response.pop("ResponseMetadata") == {"HTTPStatusCode": 200}
            saved |= {key: values_at(response, path)[0] for key, path in save.items()}
            answered_calls.add(name)
            shape = MODELS["iam"].operation_model(operation_title(name)).output_shape
            problems |= set(shape_problems(response, shape, name)) if shape else {f"{name}: answers" for _ in response}
    assert problems == BEYOND_THE_MODEL
    assert set(IAM) - answered_calls == set()


def outcome(iam: iamsim.Client, name: str, arguments: dict[str, Any]) -> tuple[str, Any]:
    """The error's code, or the response."""
    try:
        return "", getattr(iam, name)(**arguments)
    except iamsim.ClientError as error:
        return error.code, None


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_a_sequence_of_calls_answers_as_aws_does(case: dict[str, Any]) -> None:
    iam = iamsim.client("iam")
    saved: dict[str, Any] = {}
    for number, call in enumerate(case["calls"]):
        before = iam.account
        code, response = outcome(iam, call["op"], fill_in(call["params"], saved))
        assert code == call["expect"].get("error", ""), f"call {number}, {call['op']}"
        if code:
            assert iam.account is before, f"call {number}, {call['op']}"
        else:
            assert differences(call["expect"], response, saved) == [], f"call {number}, {call['op']}"


def test_every_sequence_is_run() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES) == 106
    assert sum(len(case["calls"]) for case in CASES) == 809
