"""What would change an answer: each edit with what else it changes, or why there is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import iamsim
from iamsim import Account
from iamsim.cli import main
from iamsim.decision.changes import changes
from iamsim.decision.explain import decision_words, missing_values_words, no_changes
from iamsim.why import Additions, answer_question, change_section, changes_json, parse_question
from iamsim.why.change_report import MAX_CHANGES

PAGE = "arn:aws:s3:::site/index.html"


def account(groups: int = 2) -> Account:
    """Ria is in no group; each group lets its members edit the page. Mia may with MFA."""
    iam = iamsim.client("iam")
    for name in ("ria", "mia"):
        iam.create_user(UserName=name)
    for number in range(groups):
        iam.create_group(GroupName=f"Web{number}")
        iam.put_group_policy(GroupName=f"Web{number}", PolicyName="edit", PolicyDocument=iamsim.allow(["s3:PutObject", "s3:GetObject"], PAGE))
    with_mfa = iamsim.allow("s3:PutObject", PAGE).replace('"Resource"', '"Condition": {"Bool": {"k": "true"}}, "Resource"')
    iam.put_user_policy(UserName="mia", PolicyName="own", PolicyDocument=with_mfa)
    made: Account = iam.account
    return made


def lines(user: str = "ria", additions: Additions | None = None, **options: Any) -> list[str]:
    made, additions = account(**options), additions or Additions()
    answer = answer_question(made, parse_question([user, "s3:PutObject", PAGE], made), additions)
    return list(change_section(made, answer, additions).lines)


def test_each_edit_says_what_else_it_changes() -> None:
    found = changes(iamsim.simulate(account(), "ria", "s3:PutObject", PAGE))
    shown = lines()
    assert shown[0] == "what would change it, each edit tried, the fewest side effects first:"
    assert shown[1::2] == [f"  {change.what}" for change in found]
    assert shown[2] == "      changes nothing else that the account's policies name"
    words = [decision_words(iamsim.Decision(code)) for code in ("implicitDeny", "allowed")]
    joined = shown.index("  add user ria to group Web0") + 1
    assert shown[joined] == f"      also: ria s3:GetObject on site/index.html {words[0]} → {words[1]}"


def test_of_many_edits_the_first_are_shown() -> None:
    shown = lines(groups=9)
    assert len(shown) == 2 * MAX_CHANGES + 2
    assert shown[-1] == f"  ... and {10 - MAX_CHANGES} more; --format json has them all"


def test_where_no_edit_is_enough_it_says_why() -> None:
    additions = Additions(scps=((iamsim.InlinePolicy("scp", iamsim.PolicyDocument.parse(iamsim.allow("ec2:*"))),),))
    result = iamsim.simulate(account(), "ria", "s3:PutObject", PAGE, scps=[[iamsim.allow("ec2:*")]])
    assert lines(additions=additions) == [f"what would change it: {no_changes(result)}"]


def test_what_depends_on_a_key_is_not_changed_but_asked_again() -> None:
    made = account()
    answer = answer_question(made, parse_question(["mia", "s3:PutObject", PAGE], made), Additions())
    with_key = missing_values_words({"k": "true"})
    reason = f"it depends on k, so give that first; {with_key}"
    assert list(change_section(made, answer, Additions()).lines) == [f"what would change it: {reason}"]
    assert changes_json(made, answer, Additions()) == {"changes": [], "noChanges": reason}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("a.json").write_text(json.dumps(iamsim.dump_account(account())), encoding="utf-8")
    Path("p.json").write_text(iamsim.allow("s3:*"), encoding="utf-8")
    return "a.json"


def test_why_adds_the_edits_in_each_format(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["why", file, "ria", "s3:PutObject", PAGE]
    assert main([*words, "--changes"]) == 1
    text = capsys.readouterr().out
    assert text.endswith("\n".join(["", *lines(), ""]))
    assert main([*words, "--changes", "--format", "markdown"]) == 1
    assert "### What would change it\n\n```text\nwhat would change it, each edit tried" in capsys.readouterr().out
    assert main([*words, "--changes", "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["noChanges"] == ""
    assert {"user": "ria", "action": "s3:GetObject", "resource": PAGE, "before": "implicitDeny", "after": "allowed"} in answer["changes"][1]["also"]
    assert main(words) == 1
    assert "what would change it" not in capsys.readouterr().out


def test_the_edits_are_those_of_the_account_without_what_was_left_out(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", file, "mia", "s3:PutObject", PAGE, "--without", "own", "--changes"]) == 1
    assert "  add user mia to group Web0" in capsys.readouterr().out


@pytest.mark.parametrize("option", ["--policy", "--boundary"])
def test_edits_are_of_the_file_alone(option: str, file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", file, "ria", "s3:PutObject", PAGE, "--changes", option, "p.json"]) == 2
    assert capsys.readouterr() == ("", "iamsim why: --changes edits the account of the file; leave out --policy and --boundary\n")
