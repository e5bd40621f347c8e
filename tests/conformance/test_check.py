"""`iamsim check-policy` as data: 48 policies, and what the command must and must not say of each."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from iamsim.check import ADVICE_CODES, REFUSED
from iamsim.cli import main

TEXT = Path(__file__).with_name("check.jsonl").read_text(encoding="utf-8")
CASES: list[dict[str, Any]] = [json.loads(line) for line in TEXT.split("\n") if line]


def squeeze(text: str) -> str:
    """Return a text without regard to white space and case."""
    return " ".join(text.split()).casefold()


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_what_is_said_of_a_policy(case: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy, expect = case["policy"], case["expect"]
    file = tmp_path / "policy.json"
    file.write_text(policy if isinstance(policy, str) else json.dumps(policy), encoding="utf-8")
    status = main(["check-policy", "--kind", case["kind"], str(file)])
    output = "".join(capsys.readouterr())
    statuses = expect.get("exit", [0, 1, 2])
    statuses = statuses if isinstance(statuses, list) else [statuses]
    assert status in statuses
    assert status != expect.get("not_exit")
    codes = {*re.findall(r"([a-z][a-z-]+), https://", output)}
    # Where a refusal will do there need be no advice.
    if status != REFUSED or "exit" not in expect or REFUSED not in statuses:
        assert {*expect.get("codes", [])} <= codes
    assert not {*expect.get("not_codes", [])} & codes
    for texts in expect.get("contains", []):
        alternatives = texts if isinstance(texts, list) else [texts]
        assert any(squeeze(text) in squeeze(output) for text in alternatives), texts
    assert [text for text in expect.get("lacks", []) if squeeze(text) in squeeze(output)] == []
    assert expect.keys() <= {"exit", "not_exit", "codes", "not_codes", "contains", "lacks"}


def test_no_case_is_left_out() -> None:
    assert len(CASES) == len({case["id"] for case in CASES}) == 48
    assert {code for case in CASES for code in case["expect"].get("codes", [])} <= {*ADVICE_CODES}
