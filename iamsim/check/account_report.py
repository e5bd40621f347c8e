"""The findings of an account as text for a terminal, by code, and as JSON for a program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from iamsim.check.account import AccountFinding

MAX_PLACES = 20
"""At most so many places of one code are listed as text; JSON has them all."""


def account_report(findings: Sequence[AccountFinding], *, passwords_known: bool) -> str:
    """Return the findings by code: what to do instead, the page to read on, and each place.

    Without `passwords_known` it says that nobody looked for passwords and access keys.
    """
    lines = [_count(len(findings), "thing", "things") + " to look at" if findings else "nothing to regret"]
    for code, group in groupby(findings, key=lambda finding: finding.code):
        lines += ["", *_code_lines(code, list(group))]
    if not passwords_known:
        lines += [
            "",
            "not in this file: passwords and access keys; for who has both, give --credential-report FILE:",
            "  aws iam generate-credential-report",
            "  aws iam get-credential-report --query Content --output text | base64 --decode > FILE",
        ]
    return "\n".join(lines)


def _code_lines(code: str, findings: Sequence[AccountFinding]) -> Iterator[str]:
    yield f"{code}, {_count(len(findings), 'time', 'times')}"
    for finding in findings[:MAX_PLACES]:
        yield f"  {finding}"
    if len(findings) > MAX_PLACES:
        yield f"  ... and {len(findings) - MAX_PLACES:,} more; --json lists them all"
    yield f"    instead: {findings[0].replacement}"
    yield f"    {findings[0].url}"


def _count(number: int, singular: str, plural: str) -> str:
    return f"{number:,} {singular if number == 1 else plural}"


def findings_json(findings: Sequence[AccountFinding]) -> list[dict[str, str]]:
    """Return the findings as objects that `json` can write."""
    return [
        {
            "code": finding.code,
            "place": finding.place,
            "problem": finding.problem,
            "instead": finding.replacement,
            "url": finding.url,
        }
        for finding in findings
    ]
