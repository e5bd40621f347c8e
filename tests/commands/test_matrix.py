"""`iamsim matrix`: text, CSV, JSON and HTML of who may do what, and of what a change did."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from iamsim.cli import main
from iamsim.commands import matrix as command
from iamsim.commands.matrix_page import matrix_page
from iamsim.decision import Decision
from iamsim.decision.account_matrix import account_matrix, all_principals
from iamsim.decision.explain import decision_words, dependence_words
from iamsim.markup import decision_cell
from tests.commands.account_files import PAGE, account, write_files

ALLOWED, DENIED, NOBODY = (decision_cell(Decision(code)) for code in ("allowed", "explicitDeny", "implicitDeny"))


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path)


def test_text_has_a_table_for_each_resource_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["matrix", "a.json", "--users", "ria", "tom", "mia"]) == 0
    wide = f"{NOBODY.sign} {NOBODY.words}"
    assert capsys.readouterr() == (
        "\n".join(
            [
                f"on {PAGE}",
                "       s3:GetObject",
                f"  ria  {ALLOWED.sign} {ALLOWED.words}",
                f"  tom  {DENIED.sign} {DENIED.words}",
                "  mia  ? depends on aws:MultiFactorAuthPresent",
                "",
                f"{ALLOWED.sign} {ALLOWED.words}: 1",
                f"{DENIED.sign} {DENIED.words}: 1",
                f"{wide}: 0",
                f"? {dependence_words()}: 1\n",
            ]
        ),
        "",
    )


def test_many_actions_are_signs_with_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    actions = ["s3:GetObject", *(f"s3:Get{number}" for number in range(12))]
    assert main(["matrix", "a.json", "--users", "ria", "--actions", *actions, "--resources", PAGE, "*"]) == 0
    lines = capsys.readouterr().out.split("\n")
    assert lines[0] == f"on {PAGE}"
    assert lines[2].split() == ["ria", ALLOWED.sign, *[NOBODY.sign] * 12]
    assert lines[4] == "on *"
    assert "  1   s3:GetObject" in lines


def test_csv_has_a_row_for_each_cell(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["matrix", "a.json", "--actions", "s3:GetObject", "--format", "csv"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert [row["user"] for row in rows] == list(all_principals(account()))
    assert [row["decision"] for row in rows] == [ALLOWED.words, DENIED.words, dependence_words(), NOBODY.words, ALLOWED.words]
    assert [row["depends_on"] for row in rows] == ["", "", "aws:MultiFactorAuthPresent", "", ""]


def test_json_has_an_object_for_each_cell(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["matrix", "a.json", "--users", "ria", "mia", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"user": "ria", "action": "s3:GetObject", "resource": PAGE, "decision": "allowed", "dependsOn": []},
        {"user": "mia", "action": "s3:GetObject", "resource": PAGE, "decision": "depends", "dependsOn": ["aws:MultiFactorAuthPresent"]},
    ]  # fmt: skip


def test_html_is_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["matrix", "a.json", "--format", "html"]) == 0
    page = matrix_page(account_matrix(account(), all_principals(account())))
    assert capsys.readouterr().out == f"{page}\n"


def test_context_keys_are_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["matrix", "a.json", "--users", "mia", "--context", "aws:MultiFactorAuthPresent=true", "--format", "csv"]) == 0
    assert f"mia,s3:GetObject,{PAGE},{decision_words(Decision.ALLOWED)},\n" in capsys.readouterr().out


def test_what_a_change_did(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["matrix", "a.json", "--before", "before.json"]) == 1
    assert capsys.readouterr().out == f"1 cell of 5 changed\n  ria  s3:GetObject  {PAGE}  {NOBODY} → {ALLOWED}\n"
    assert main(["matrix", "a.json", "--before", "before.json", "--format", "csv"]) == 1
    assert capsys.readouterr().out == f"user,action,resource,before,after,depends_on\nria,s3:GetObject,{PAGE},{NOBODY},{ALLOWED},\n"
    assert main(["matrix", "a.json", "--before", "before.json", "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out) == [
        {
            "user": "ria", "action": "s3:GetObject", "resource": PAGE,
            "before": {"decision": "implicitDeny", "dependsOn": []}, "after": {"decision": "allowed", "dependsOn": []},
        }
    ]  # fmt: skip
    assert main(["matrix", "a.json", "--before", "before.json", "--format", "html"]) == 1
    assert capsys.readouterr().out.count('is-allowed is-changed"') == 1


def test_no_change_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["matrix", "a.json", "--before", "a.json"]) == 0
    assert capsys.readouterr().out == "nothing changed in 5 cells\n"


def test_too_many_cells_are_counted(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "MAX_TEXT_CELLS", 4)
    monkeypatch.setattr(command, "MAX_PAGE_CELLS", 4)
    assert main(["matrix", "a.json"]) == 0
    lines = capsys.readouterr().out.split("\n")
    assert lines[0] == "5 cells: 5 users and roles, 1 actions,"
    assert lines[2].split() == [*ALLOWED.words.split(), "2"]
    assert main(["matrix", "a.json", "--format", "html"]) == 2
    expected = "5 cells are too many for a page, at most 4: choose --users, --actions or --resources"
    assert capsys.readouterr() == ("", f"iamsim matrix: {expected}\n")


MISTAKES = [
    pytest.param(["a.json", "--users", "anne"], "no user named 'anne'", id="a user that there is not"),
    pytest.param(["a.json", "--before", "before.json", "--users", "anne"], "no user named 'anne'", id="a user in neither account"),
    pytest.param(["a.json", "--actions", "read"], "action 'read': expected one action such as s3:GetObject", id="no action"),
    pytest.param(["a.json", "--before", "none.json"], "none.json: no such file or directory", id="no file before"),
    pytest.param(["-", "--before", "-"], "standard input is one account, not both; save one to a file", id="standard input twice"),
    pytest.param(["empty.json"], "account ", id="an empty account"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "message"), MISTAKES)
def test_a_mistake_is_one_line(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("empty.json").write_text('{"UserDetailList": []}', encoding="utf-8")
    assert main(["matrix", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"iamsim matrix: {message}")
    assert err.count("\n") == 1
