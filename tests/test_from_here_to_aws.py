"""docs/from-here-to-aws.md says what is so: each row is run here and with boto3 on moto, and compared with the history."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import moto
import pytest

import iamsim
from iamsim import cli
from iamsim.policy import PolicyDocument

PAGE = (Path(__file__).parent.parent / "docs" / "from-here-to-aws.md").read_text(encoding="utf-8")
SAME, NEITHER = "the same", "AWS cannot"


class Row(NamedTuple):
    """One row of the table."""

    what: str
    here: str
    boto3: str
    shell: str
    console: str


ROWS = [Row(*[cell.strip().strip("`") for cell in line.split("|")[1:-1]]) for line in PAGE.splitlines() if line.startswith("| ") and "`iam" in line]
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)
(READ, CATCH) = [text for language, text in BLOCKS if language == "python"]
LEAST = next(text for language, text in BLOCKS if language == "json")


def names() -> dict[str, Any]:
    """What a learner has before the first row."""
    known: dict[str, Any] = {"iamsim": iamsim, "boto3": boto3, "password": "Correct-Horse-7"}
    exec(READ, known)  # noqa: S102 - the page's own code
    return known


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "made-up")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with moto.mock_aws():
        yield


def test_every_row_is_read() -> None:
    assert [row.what for row in ROWS][::14] == ["begin", "take back the last change"]
    assert len(ROWS) == 15


def test_each_row_runs_here_and_its_columns_are_those_of_the_history() -> None:
    known = names()
    for row in ROWS:
        before = len(known["iam"].history) if "iam" in known else 0
        exec(row.here, known)  # noqa: S102 - the page's own code
        made = known["iam"].history[before:]
        for call in made:
            shell = row.shell.replace("file://read.json", shlex.quote(known["read"]))
            assert shell.replace('"$password"', "'********'") == call.command
            assert row.console == (call.console or "the console has no such page")
        assert bool(made) is (row.boto3 == SAME), row.what
    assert known["iam"].account.user("ana").groups == ("Web",)  # the last change was taken back


@pytest.mark.usefixtures("aws")
def test_each_row_runs_with_boto3() -> None:
    known = names()
    for row in ROWS:
        if row.boto3 != NEITHER and "simulate" not in row.here:  # moto has no simulator
            exec(row.here if row.boto3 == SAME else row.boto3, known)  # noqa: S102 - the page's own code
    assert known["iam"].list_groups_for_user(UserName="ana")["Groups"] == []


def test_the_error_is_caught(capsys: pytest.CaptureFixture[str]) -> None:
    known = names() | {"iam": iamsim.client("iam")}
    exec(CATCH, known)  # noqa: S102 - the page's own code
    exec(CATCH, known)  # noqa: S102 - the page's own code
    assert capsys.readouterr().out == "EntityAlreadyExists\n"


def test_the_least_permission_is_just_enough_for_the_dump() -> None:
    PolicyDocument.parse(LEAST, "managed")
    request = iamsim.Request("arn:aws:iam::123456789012:user/ana", "iam:GetAccountAuthorizationDetails")
    assert iamsim.evaluate(request, [LEAST]).allowed
    assert json.loads(LEAST)["Statement"]["Action"] == request.action


@pytest.mark.usefixtures("aws")
def test_why_reads_what_either_client_dumps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = []
    for iam in (iamsim.client("iam"), boto3.client("iam")):
        known = names() | {"iam": iam}
        for row in ROWS[1:5]:
            exec(row.here, known)  # noqa: S102 - the page's own code
        file = tmp_path / "account.json"
        file.write_text(json.dumps(iam.get_account_authorization_details(), default=str), encoding="utf-8")
        assert cli.main(["why", str(file), "ana", "s3:GetObject", "arn:aws:s3:::site/index.html"]) == 0
        answers.append(capsys.readouterr().out)
    assert answers[0] == answers[1]
    assert answers[0].splitlines()[0] == "allowed as far as this file goes: ana, s3:GetObject, site/index.html: an Allow matches, in read (group Web), and no Deny does"
