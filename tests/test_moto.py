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
def started() -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "made-up")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        with moto.mock_aws():
            yield boto3.client("iam")


@pytest.fixture
def theirs(started: Any) -> Any:
    iam_backends.reset()
    return started


class Outcome(NamedTuple):
    """An error's code, or a response."""

    code: str
    response: Any = None


def outcome(iam: Any, op: str, given: dict[str, Any]) -> Outcome:
    """What a client answers."""
    try:
        return Outcome("", getattr(iam, op)(**given))
    except (iamsim.ClientError, botocore.exceptions.ClientError) as error:
        return Outcome(error.response["Error"]["Code"])
    except NotImplementedError:
        return Outcome("NotImplemented")


def keys(ours: Any, other: Any, place: str = "") -> Iterator[str]:
    """The places of keys that one of two answers has and the other has not; documents count whole."""
    if isinstance(ours, dict) and isinstance(other, dict):
        for key in ours.keys() | other.keys():
            where = f"{place}.{key}".lstrip(".")
            if (key in ours) != (key in other):
                yield where
            elif key not in {"PolicyDocument", "Document", "ResponseMetadata"}:
                yield from keys(ours[key], other[key], where)
    elif isinstance(ours, list) and isinstance(other, list) and ours and other:
        yield from keys(ours[0], other[0], f"{place}.*")


def compared(theirs: Any, case: dict[str, Any]) -> tuple[list[int], set[tuple[str, str]]]:
    """The calls that moto answers otherwise than AWS, and the keys in which its answers differ from ours."""
    iam = iamsim.client("iam")
    saved: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    calls: list[int] = []
    shapes: set[tuple[str, str]] = set()
    for number, call in enumerate(case["calls"]):
        op, expect = call["op"], call["expect"]
        mine = outcome(iam, op, fill_in(call["params"], saved[0])).response
        code, other = outcome(theirs, op, fill_in(call["params"], saved[1]))
        for response, values in zip((mine, other), saved, strict=True):
            values.update({name: (values_at(response or {}, path) or ["absent"])[0] for name, path in expect.get("save", {}).items()})
        if code != expect.get("error", "") or (not code and differences(expect, other, dict(saved[1]))):
            calls += [] if op in MISSING else [number]
        elif mine and other:
            shapes |= {(op, key) for key in keys(mine, other)}
    return calls, shapes


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_moto_answers_as_recorded(theirs: Any, case: dict[str, Any]) -> None:
    calls, shapes = compared(theirs, case)
    assert calls == sorted(number for row in ROWS for number in row.get("at", {}).get(case["id"], ()))
    assert shapes - SHAPES == set()


SOURCES = {case["id"]: case["source"] for case in CASES}


@pytest.mark.parametrize("row", [pytest.param(row, id=row["aws"]) for row in ROWS])
def test_a_difference_has_the_recorded_source_of_awss_answer(row: dict[str, Any]) -> None:
    assert set(row) - {"at", "calls", "keys"} == {"aws", "moto", "source"}
    recorded = {SOURCES[case] for case in row["at"]} if "at" in row else set(SOURCES.values())
    assert row["source"] in recorded
