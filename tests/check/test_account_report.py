"""Findings as text, by code, and as JSON."""

from __future__ import annotations

from iamsim.check import AccountFinding, account_report, findings_json
from iamsim.check.account_report import MAX_PLACES


def finding(code: str, place: str) -> AccountFinding:
    return AccountFinding(code, place, "is odd", "something else", "id_groups")


URL = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html"


def test_findings_are_listed_by_code() -> None:
    findings = [finding("a", "user ria"), finding("a", "user tom"), finding("b", "group Web")]
    assert account_report(findings, passwords_known=True).split("\n") == [
        "3 things to look at",
        "",
        "a, 2 times",
        "  user ria: is odd",
        "  user tom: is odd",
        "    instead: something else",
        f"    {URL}",
        "",
        "b, 1 time",
        "  group Web: is odd",
        "    instead: something else",
        f"    {URL}",
    ]


def test_without_findings_it_says_so_and_what_was_not_looked_for() -> None:
    assert account_report([], passwords_known=True) == "nothing to regret"
    first, *_, last = account_report([], passwords_known=False).split("\n")
    assert first == "nothing to regret"
    assert last == "  aws iam get-credential-report --query Content --output text | base64 --decode > FILE"


def test_nobody_reads_a_thousand_lines() -> None:
    findings = [finding("a", f"user {number}") for number in range(1500 + MAX_PLACES)]
    lines = account_report(findings, passwords_known=True).split("\n")
    assert lines[0] == "1,520 things to look at"
    assert len(lines) == MAX_PLACES + 6
    assert lines[-3] == "  ... and 1,500 more; --json lists them all"


def test_a_program_gets_each_finding_whole() -> None:
    assert findings_json([finding("a", "user ria")]) == [
        {"code": "a", "place": "user ria", "problem": "is odd", "instead": "something else", "url": URL}
    ]
