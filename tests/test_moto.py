"""The same sequences against boto3's real client on moto: codes and shapes are compared.

AWS's answers are those of operations.jsonl. Where moto gives others, conformance/moto_differences.json says so,
each row with the source of AWS's answer: it can neither grow nor keep what moto has mended.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import botocore.exceptions
import moto
import pytest
from moto.iam.models import iam_backends

import iamsim
from tests.conformance.sequences import CASES, differences, fill_in, values_at

pytestmark = pytest.mark.slow

ROWS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "conformance" / "moto_differences.json").read_text(encoding="utf-8")
)
MISSING = {call for row in ROWS for call in row.get("calls", ())}
SHAPES = {(call, key) for row in ROWS for call, keys in row.get("keys", {}).items() for key in keys}


@pytest.fixture(scope="module")
def mocked_client() -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "made-up")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        with moto.mock_aws():
            yield boto3.client("iam")


@pytest.fixture
def moto_client(mocked_client: Any) -> Any:
    iam_backends.reset()
    return mocked_client


class Outcome(NamedTuple):
    """An error's code, or a response."""

    code: str
    response: Any = None


def outcome(iam: Any, op: str, parameters: dict[str, Any]) -> Outcome:
    """Return what a client answers to a call."""
    try:
        return Outcome("", getattr(iam, op)(**parameters))
    except (iamsim.ClientError, botocore.exceptions.ClientError) as error:
        return Outcome(error.response["Error"]["Code"])
    except NotImplementedError:
        return Outcome("NotImplemented")


def differing_keys(ours: Any, motos: Any, place: str = "") -> Iterator[str]:
    """Yield the places of keys that only one of two responses has; documents are not looked into."""
    if isinstance(ours, dict) and isinstance(motos, dict):
        for key in ours.keys() | motos.keys():
            key_place = f"{place}.{key}".lstrip(".")
            if (key in ours) != (key in motos):
                yield key_place
            elif key not in {"PolicyDocument", "Document", "ResponseMetadata"}:
                yield from differing_keys(ours[key], motos[key], key_place)
    elif isinstance(ours, list) and isinstance(motos, list) and ours and motos:
        yield from differing_keys(ours[0], motos[0], f"{place}.*")


def compare(moto_client: Any, case: dict[str, Any]) -> tuple[list[int], set[tuple[str, str]]]:
    """Return the calls that moto answers otherwise than AWS, and the keys that only its response or ours has."""
    iam = iamsim.client("iam")
    saved: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    calls: list[int] = []
    shapes: set[tuple[str, str]] = set()
    for number, call in enumerate(case["calls"]):
        op, expect = call["op"], call["expect"]
        our_response = outcome(iam, op, fill_in(call["params"], saved[0])).response
        code, moto_response = outcome(moto_client, op, fill_in(call["params"], saved[1]))
        for response, values in zip((our_response, moto_response), saved, strict=True):
            values.update({name: (values_at(response or {}, path) or ["absent"])[0] for name, path in expect.get("save", {}).items()})
        if code != expect.get("error", "") or (not code and differences(expect, moto_response, dict(saved[1]))):
            calls += [] if op in MISSING else [number]
        elif our_response and moto_response:
            shapes |= {(op, key) for key in differing_keys(our_response, moto_response)}
    return calls, shapes


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_moto_answers_as_recorded(moto_client: Any, case: dict[str, Any]) -> None:
    calls, shapes = compare(moto_client, case)
    assert calls == sorted(number for row in ROWS for number in row.get("at", {}).get(case["id"], ()))
    assert shapes - SHAPES == set()


SOURCES = {case["id"]: case["source"] for case in CASES}


@pytest.mark.parametrize("row", [pytest.param(row, id=row["aws"]) for row in ROWS])
def test_a_difference_has_the_recorded_source_of_awss_answer(row: dict[str, Any]) -> None:
    assert set(row) - {"at", "calls", "keys"} == {"aws", "moto", "source"}
    recorded = {SOURCES[case] for case in row["at"]} if "at" in row else set(SOURCES.values())
    assert row["source"] in recorded
