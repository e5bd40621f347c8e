"""`iamsim check-account`: findings as text and as JSON, exit statuses, and one line for each mistake."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import iamsim
from iamsim.check import CODES, account_report, check_account, findings_json, parse_credential_report
from iamsim.cli import main

REPORT = "user,password_enabled,access_key_1_active,access_key_2_active\nria,true,true,false\n"


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file of an account with a user in no group, and others."""
    iam = iamsim.client("iam")
    iam.create_user(UserName="ria")
    monkeypatch.chdir(tmp_path)
    Path("a.json").write_text(json.dumps(iamsim.dump_account(iam.account)), encoding="utf-8")
    Path("credentials.csv").write_text(REPORT, encoding="utf-8")
    Path("binary").write_bytes(b"\xff\xfe\xfd")


CALLS: list[Any] = [
    pytest.param([], {}, False, 1, id="no option"),
    pytest.param(["--ignore", "user-in-no-group"], {"ignore": ["user-in-no-group"]}, False, 0, id="what is ignored"),
    pytest.param(["--ignore", "empty-group, user-in-no-group"], {"ignore": ["user-in-no-group"]}, False, 0, id="two codes with a comma"),
    pytest.param(["--ignore", "password-and-key"], {"ignore": ["password-and-key"]}, True, 1, id="passwords are ignored"),
    pytest.param(["--credential-report", "credentials.csv"], {"credentials": parse_credential_report(REPORT)}, True, 1, id="a credential report"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "arguments", "passwords_known", "status"), CALLS)
def test_findings_are_printed(
    options: list[str], arguments: dict[str, Any], passwords_known: bool, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    findings = check_account(iamsim.load_account("a.json"), **arguments)
    assert main(["check-account", "a.json", *options]) == status
    assert capsys.readouterr() == (f"a.json: {account_report(findings, passwords_known=passwords_known)}\n", "")
    assert main(["check-account", "a.json", *options, "--json"]) == status
    assert json.loads(capsys.readouterr().out) == findings_json(findings)


MISTAKES = [
    pytest.param(["none.json"], "none.json: no such file or directory; expected the output of `aws iam get-account-authorization-details`, saved to a file", id="no file"),
    pytest.param([""], "the file's name is empty; expected ACCOUNT.json", id="no name"),
    pytest.param(["a.json", "--ignore", "own-policy,nothing"], f"--ignore nothing: no finding has this code; expected one of {', '.join(CODES)}", id="a code that there is not"),
    pytest.param(["a.json", "--credential-report", "none.csv"], "none.csv: no such file or directory; expected AWS's credential report (CSV)", id="no report"),
    pytest.param(["a.json", "--credential-report", "."], ".: is a directory; expected AWS's credential report (CSV)", id="a folder for a report"),
    pytest.param(["a.json", "--credential-report", "binary"], "binary: not text; expected AWS's credential report (CSV)", id="no text for a report"),
    pytest.param(["a.json", "--credential-report", "a.json"], "expected AWS's credential report, a CSV table with the columns user, password_enabled, access_key_1_active, access_key_2_active; found none named user", id="another file for a report"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "message"), MISTAKES)
def test_a_mistake_is_one_line(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-account", *words]) == 2
    assert capsys.readouterr() == ("", f"iamsim check-account: {message}\n")
