"""Findings, history and progress as frames."""

from __future__ import annotations

from pathlib import Path

import pytest

import iamsim
from iamsim.check import Credentials, check_account
from iamsim.learning import progress_frame
from iamsim.tables import findings, history, progress


def test_findings_are_those_of_check_account() -> None:
    iam = iamsim.client("iam")
    iam.create_user(UserName="ria")
    iam.create_group(GroupName="Web")
    frame = findings(iam.account)
    assert frame["code"].tolist() == ["user-in-no-group", "empty-group"]
    assert frame["url"].tolist() == [entry.url for entry in check_account(iam.account)]
    assert frame.groupby("code").size()["empty-group"] == 1
    both = findings(iam.account, {"ria": Credentials(True, True)})
    assert both["code"].tolist()[0] == "password-and-key"


def test_history_has_a_row_for_each_call_also_for_one_that_failed() -> None:
    iam = iamsim.client("iam")
    iam.create_user(UserName="ria")
    with pytest.raises(iamsim.EntityAlreadyExists):
        iam.create_user(UserName="ria")
    frame = history(iam)
    assert frame["command"].tolist() == ["aws iam create-user --user-name ria"] * 2
    assert frame["error_code"].tolist() == ["", "EntityAlreadyExists"]
    assert frame.columns.tolist() == ["service", "operation", "command", "console", "error_code"]


def test_progress_is_what_it_is_told() -> None:
    frame = progress(("lesson", "answered"), [("08", 3)])
    assert frame.to_dict("records") == [{"lesson": "08", "answered": 3}]


def test_a_learner_who_begins_has_a_row_for_each_lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IAMSIM_PROGRESS", str(tmp_path / "progress.json"))
    frame = progress_frame()
    assert frame.columns.tolist() == ["lesson", "questions", "answered", "right_at_once", "sure_and_not_so", "exercise"]
    assert frame["answered"].sum() == 0
    assert frame.set_index("lesson").loc["08", "questions"] > 0
