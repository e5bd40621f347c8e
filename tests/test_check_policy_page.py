"""docs/check-policy.md: every code, and an example of each that gives it and of each that does not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from iamsim.check import ADVICE_CODES, REFUSED, check_policy
from iamsim.policy import PolicyKind

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "check-policy.md").read_text(encoding="utf-8")
ROWS: list[tuple[str, str, str]] = re.findall(r"(?m)^\| `([a-z-]+)` \| (.*) \| (.*) \|$", PAGE)
STATEMENT = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}


def codes(example: str) -> set[str]:
    """Return the codes of the advice about an example of the page; `refused` where AWS would not save it."""
    text = "".join(re.findall(r"`(.*)`", example))
    if example.startswith("a file in"):
        return codes_of([STATEMENT], encoding=text)
    if example.startswith("an inline policy"):
        return codes_of([{**STATEMENT, "Sid": "A" * (int(text) - 150)}], kind="inline")
    elements = json.loads(f"{{{text}}}")
    if example.startswith("a second statement"):
        return codes_of([STATEMENT, {**STATEMENT, **elements}])
    version = elements.pop("Version", "2012-10-17")
    statement = {name: value for name, value in {**STATEMENT, **elements}.items() if value is not None}
    if "Principal" in statement or "NotPrincipal" in statement:
        return codes_of([statement], kind="resource" if "Resource" in statement else "trust")
    return codes_of([statement], kind="inline", version=version)


def codes_of(
    statements: list[dict[str, Any]], kind: PolicyKind = "managed", version: str = "2012-10-17", encoding: str = "utf-8"
) -> set[str]:
    policy = {"Version": version, "Statement": statements}
    report = check_policy(json.dumps(policy).encode(encoding), kind)
    refused = {"refused"} if report.exit_status == REFUSED else set()
    return {*re.findall(r"(?m)^    ([a-z-]+), https://", report.text)} | refused


def test_the_page_has_every_code_once() -> None:
    assert sorted(code for code, _, _ in ROWS) == sorted(ADVICE_CODES)


@pytest.mark.parametrize(("code", "advised", "not_advised"), ROWS, ids=[code for code, _, _ in ROWS])
def test_an_example_gives_its_code_and_the_other_does_not(code: str, advised: str, not_advised: str) -> None:
    assert codes(advised) == {code}
    assert codes(not_advised) == set()


def test_the_page_shows_what_the_command_prints() -> None:
    policy = {"Version": "2012-10-17", "Statement": [{**STATEMENT, "Resource": "arn:aws:s3:::reports"}]}
    assert f"policy.json: {check_policy(json.dumps(policy).encode(), 'managed').text}\n```" in PAGE
